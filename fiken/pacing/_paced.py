"""The pacers of this library: turns for the threads of one process."""

import copy
from contextlib import AbstractContextManager
from typing import Self

from fiken._messages import short_repr
from fiken.errors import ConfigurationError
from fiken.pacing._lane import Turn, lane_of
from fiken.pacing._protocols import Slot


class Paced:
    """One request at a time per credential in this process, with at least `spacing` between starts.

    The turns belong to the credential, not to the pacer: all clients and threads of the process
    that use the same credential share one queue, and have their turns in the order of asking.

    Args:
        spacing: Seconds between the starts of two requests.
        patience: Seconds of waiting for a turn after which `PacingError` is raised. None: as
            many as the client's `total`.

    Raises:
        ConfigurationError: One of them is not a number of seconds.

    >>> with Paced(spacing=0.25).slot("a digest"):
    ...     pass  # send, and read the whole answer
    """

    def __init__(self, spacing: float = 0.25, *, patience: float | None = None) -> None:
        for name, seconds in (
            ("spacing", spacing),
            ("patience", 0 if patience is None else patience),
        ):
            if not _is_duration(seconds):
                raise ConfigurationError(
                    f"{name} must be seconds, 0 or more, not {short_repr(seconds)}"
                )
        self.spacing, self.patience = spacing, patience

    def slot(self, credential: str) -> AbstractContextManager[Slot]:
        """Wait for the turn of this credential, and hold it for the duration of the block.

        Raises:
            PacingError: No turn came within `patience`; nothing was sent.
        """
        turn: AbstractContextManager[Slot] = Turn(lane_of(credential), self.spacing, self.patience)
        return turn

    def within(self, seconds: float) -> Self:
        """Return a copy that waits this long for a turn, unless the pacer has its own patience."""
        same = copy.copy(self)
        same.patience = seconds if self.patience is None else self.patience
        return same

    def __repr__(self) -> str:
        return f"{type(self).__name__}(spacing={self.spacing})"


class Unpaced(Paced):
    """One request at a time per credential, without spacing: for an emulator, not for Fiken."""

    def __init__(self) -> None:
        super().__init__(spacing=0.0)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def _is_duration(seconds: object) -> bool:
    return type(seconds) in (int, float) and 0 <= seconds < float("inf")  # type: ignore[operator]
