"""The pacers of this library, which space the requests of all threads of one process."""

import copy
from contextlib import AbstractContextManager
from typing import Self

from fiken._messages import short_repr
from fiken.errors import ConfigurationError
from fiken.pacing._lane import Turn, lane_of
from fiken.pacing._protocols import Slot


class Paced:
    """A pacer that allows one request at a time per credential (such as a token) in this process.

    All clients and threads with the same credential share one queue, even if each has its own
    pacer. They get their turns in the order in which they asked.

    Args:
        spacing: The shortest time in seconds between the starts of two requests.
        patience: The longest wait for a turn in seconds; then `PacingError` is raised. None means
            the setting `total` of the client that uses the pacer, or no limit without a client.

    Raises:
        ConfigurationError: `spacing` or `patience` is not a number of seconds.

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
        """Return a context manager that waits for a turn to send and keeps it until the block ends.

        Args:
            credential: The name of the queue. It stands for the token and the host, but does not
                contain the token.

        Raises:
            PacingError: No turn came within `patience` seconds, or a pause that Fiken asked for
                lasts longer. It is raised when the ``with`` block begins; nothing was sent.
        """
        turn: AbstractContextManager[Slot] = Turn(lane_of(credential), self.spacing, self.patience)
        return turn

    def within(self, seconds: float) -> Self:
        """Return a copy of this pacer that waits for a turn at most this number of seconds.

        If the pacer has a `patience` of its own, the copy keeps that, and `seconds` is ignored.
        """
        same = copy.copy(self)
        same.patience = seconds if self.patience is None else self.patience
        return same

    def __repr__(self) -> str:
        return f"{type(self).__name__}(spacing={self.spacing})"


class Unpaced(Paced):
    """A pacer without spacing, for tests against an emulator.

    It still allows only one request at a time per credential, such as a token.
    """

    def __init__(self) -> None:
        super().__init__(spacing=0.0)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def _is_duration(seconds: object) -> bool:
    return type(seconds) in (int, float) and 0 <= seconds < float("inf")  # type: ignore[operator]
