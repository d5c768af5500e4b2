"""One request in flight a credential, and their starts apart.

Fiken takes one request at a time, may answer parallel ones with 429, and may ban who goes on
with them; over four a second it may slow down (observed §1).
"""

import os
import threading
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Pacer(Protocol):
    """What the session asks before each attempt: a slot, held until the body has been read.

    A lock that processes or machines share fits in here: `credential` is a digest, the same
    wherever the same token talks to the same host. Leaving the slot must not raise: a write may
    have been carried out in it.
    """

    def slot(self, credential: str) -> AbstractContextManager[object]:
        """Wait for the turn of this credential, and hold it for the length of the block."""
        ...  # pragma: no cover


class _Lane:
    """The one lane of a credential: who holds the lock is on the road."""

    __slots__ = ("lock", "started")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.started = float("-inf")


# Lanes stay for the life of the process: a client made for each task must still find when the
# last request of its credential began. A lane is small, and holds a digest, never the token.
_LANES: dict[str, _Lane] = {}
if hasattr(os, "register_at_fork"):
    # A lock that another thread held at the fork would never be given back in the child.
    os.register_at_fork(after_in_child=_LANES.clear)


class Paced:
    """One request at a time a credential in this process, their starts `spacing` seconds apart.

    The lane belongs to the credential, not to the pacer: all clients and threads share it.

    >>> with Paced(spacing=0.25).slot("a digest"):
    ...     pass  # send, and read the whole answer
    """

    def __init__(self, spacing: float = 0.25) -> None:
        self.spacing = spacing

    @contextmanager
    def slot(self, credential: str) -> Generator[None]:
        """Wait for the turn of this credential, and hold it for the length of the block."""
        lane = _LANES.setdefault(credential, _Lane())
        with lane.lock:
            time.sleep(max(0.0, lane.started + self.spacing - time.monotonic()))
            lane.started = time.monotonic()
            yield

    def __repr__(self) -> str:
        return f"{type(self).__name__}(spacing={self.spacing})"


class Unpaced(Paced):
    """One request at a time a credential, without spacing: for an emulator, not for Fiken."""

    def __init__(self) -> None:
        super().__init__(spacing=0.0)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
