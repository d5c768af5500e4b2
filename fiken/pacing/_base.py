"""What all pacers of this library share: the queue of a credential in this process."""

import copy
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Self

from fiken._messages import short_repr
from fiken.errors import ConfigurationError
from fiken.pacing._claims import Claim, Memory, Waiter
from fiken.pacing._lane import Turn, lane_of
from fiken.pacing._protocols import Slot


class LanePacer(ABC):
    """A pacer that allows one request at a time per credential (such as a token).

    All threads of this process with the same credential wait in one queue, even if each has its own
    pacer. They get their turns in the order in which they asked. A subclass says with whom else
    the lane is shared.

    Args:
        spacing: The shortest time in seconds between the starts of two requests.
        patience: The longest wait for a turn in seconds.

    Raises:
        ConfigurationError: `spacing` or `patience` is not a number of seconds.
    """

    def __init__(self, spacing: float, patience: float | None) -> None:
        checked_seconds("spacing", spacing)
        if patience is not None:
            checked_seconds("patience", patience)
        self.spacing, self.patience = spacing, patience

    def slot(self, credential: str) -> AbstractContextManager[Slot]:
        """Return a context manager that waits for a turn to send and keeps it until the block ends.

        Args:
            credential: The name of the queue. It stands for the token and the host, but does not
                contain the token.

        Raises:
            PacingError: No turn came within `patience` seconds, a pause that Fiken asked for lasts
                longer, or Redis or the database failed. It is raised when the ``with`` block
                begins; nothing was sent.
            ConfigurationError: The folder of the user cannot be used; nothing was sent.
        """
        lane = lane_of(credential)
        turn: AbstractContextManager[Slot] = Turn(
            lane,
            lambda waiter: self._claim(credential, waiter, lane.memory),
            self.spacing,
            self.patience,
        )
        return turn

    def within(self, seconds: float) -> Self:
        """Return a copy of this pacer that waits for a turn at most this number of seconds.

        If the pacer has a `patience` of its own, the copy keeps that, and `seconds` is ignored.
        """
        same = copy.copy(self)
        same.patience = seconds if self.patience is None else self.patience
        return same

    @abstractmethod
    def _claim(self, credential: str, waiter: Waiter, memory: Memory) -> Claim:
        """Return a new claim to the lane of a credential.

        Args:
            credential: The name of the lane.
            waiter: The turn that waits for it.
            memory: The state of the lane as this process knows it.
        """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(spacing={self.spacing})"


def checked_seconds(name: str, seconds: float, least: float = 0.0) -> float:
    """Return a setting, or raise `ConfigurationError` if it is not a number of seconds.

    Args:
        name: The name of the setting, for the message.
        seconds: The value that the user gave.
        least: The least value.
    """
    if type(seconds) not in (int, float) or not least <= seconds < float("inf"):
        raise ConfigurationError(
            f"{name} must be seconds, {least:g} or more, not {short_repr(seconds)}"
        )
    return seconds
