"""The tokens that a process uses now, and for how long."""

from datetime import UTC, datetime
from math import inf
from typing import Self

import attrs

from fiken._clock import now
from fiken.auth._tokens import Tokens

#: Tokens are renewed so many seconds before they expire.
MARGIN = 60.0
# A token that lives for less than ten minutes is renewed in the last tenth of its life.
_SHARE = 0.1


@attrs.frozen
class Held:
    """The tokens that this process uses, and for how long, by the clock `fiken._clock.now`.

    The clock of the machine may be wrong, so it is read only once, when the tokens arrive.

    Attributes:
        tokens: The tokens.
        renew_at: When to renew them, or to store them if that has failed.
        dies_at: When the access token expires.
        problem: Why the tokens could not be stored; empty if they are in the store.
        is_own: Whether this process got them from Fiken, and not from the store.
    """

    tokens: Tokens
    renew_at: float
    dies_at: float
    problem: str = ""
    is_own: bool = False

    @property
    def access_token(self) -> str:
        """The access token."""
        return self.tokens.access_token

    def is_same(self, other: "Held") -> bool:
        """Return whether the access token is the same."""
        return self.access_token == other.access_token

    @property
    def is_due(self) -> bool:
        """Whether it is time to renew the tokens, or to store them."""
        return now() >= self.renew_at

    @property
    def lives(self) -> bool:
        """Whether the access token has not expired yet."""
        return now() < self.dies_at

    @classmethod
    def stored(cls, tokens: Tokens, share: float = 1.0) -> Self:
        """Return what is known about tokens from the store, by the clock of the machine.

        Args:
            tokens: The tokens.
            share: The largest part of their remaining life that may be left when they are renewed.
        """
        if tokens.expires_at is None:
            return cls(tokens, inf, inf)
        left = (tokens.expires_at - datetime.now(UTC)).total_seconds()
        margin = min(MARGIN, max(left, 0.0) * share) if tokens.refresh_token else 0.0
        return cls(tokens, now() + left - margin, now() + left)

    @classmethod
    def taken(cls, tokens: Tokens) -> Self:
        """Return what is known about tokens that another process has stored meanwhile.

        They are not renewed at once, even if they live for less than a minute.

        If they seem to have expired, the clock of one of the two machines may be wrong. So they are
        used until Fiken refuses them: machines whose clocks differ would otherwise renew the tokens
        of each other again and again.
        """
        held = cls.stored(tokens, _SHARE)
        return held if held.lives else cls(tokens, inf, -inf)

    @classmethod
    def issued(cls, tokens: Tokens) -> Self:
        """Return what is known about tokens that Fiken has issued a moment ago.

        Tokens that seem to have expired already are used until Fiken refuses them.
        """
        held = cls.stored(tokens, _SHARE)
        return attrs.evolve(held if held.lives else cls(tokens, inf, inf), is_own=True)
