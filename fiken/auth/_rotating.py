"""Several personal tokens of one user, which take turns."""

import hashlib
from itertools import count

from requests import PreparedRequest

from fiken.auth._auth import Auth
from fiken.auth._personal import PersonalToken
from fiken.errors import ConfigurationError


class RotatingTokens(Auth):
    """A login with several personal tokens of one user. Each request takes the next token.

    **Fiken may ban you for this.** Fiken asks for one request at a time, and at most four per
    second. It does not say whether it counts per token or per user. If it counts per user, several
    tokens break its rule with every request, and repeated violations may end in a ban, which only
    Fiken can lift. Ask Fiken before you use this class. Nothing in this library uses it on its own.

    Each token has its own queue in the pacer, so as many requests can be under way as there are
    tokens. A request keeps its token when it is sent again: a pause that Fiken asks for with status
    429 holds back the token that was too fast, and no other one takes its place.

    A user creates the tokens in Fiken under Rediger konto → API. If one of them is deleted there,
    every request that takes it fails with `UnauthorizedError`.

    Observed: docs/observed.md#1-concurrency-and-rate-limiting, docs/observed.md#6-tokens-and-oauth

    Args:
        tokens: The personal tokens, at least two, all different.

    Raises:
        ConfigurationError: There are fewer than two tokens, one of them cannot be a token, or two
            are equal. The message names their positions, and shows no token.

    >>> RotatingTokens("made.up", "another.one")
    RotatingTokens('…', '…')
    """

    __slots__ = ("_credential", "_logins", "_turns")

    def __init__(self, *tokens: str) -> None:
        logins, problem, token = list[PersonalToken](), "", ""
        try:
            for token in tokens:
                logins.append(PersonalToken(token))
        except ConfigurationError as error:
            problem = f"number {len(logins) + 1}: {error}"
        finally:
            del tokens, token  # no frame of an error may hold them
        credentials = [login.credential for login in logins]
        if problem := problem or _problem(credentials):
            raise ConfigurationError(f"RotatingTokens cannot use these tokens: {problem}")
        self._logins, self._turns = tuple(logins), count()
        self._credential = hashlib.sha256("".join(sorted(credentials)).encode()).hexdigest()

    @property
    def credential(self) -> str:
        """A digest (hash) that identifies the tokens as a whole, without revealing them.

        The pacer gets the digests of the single tokens, from `for_request`.
        """
        return self._credential

    def for_request(self) -> PersonalToken:
        """Return the login with the next token. Threads can call this at the same time."""
        return self._logins[next(self._turns) % len(self._logins)]

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the next token to the headers of the request `r`, and return `r`.

        The session does not call this, but `for_request`.
        """
        return self.for_request()(r)

    def __repr__(self) -> str:
        # A debugger may ask for the repr before they are there.
        logins: tuple[PersonalToken, ...] = getattr(self, "_logins", ())
        return f"{type(self).__name__}({', '.join(len(logins) * [repr('…')])})"


def _problem(credentials: list[str]) -> str:
    """Return why tokens with these digests cannot take turns; ``""`` if they can."""
    if len(credentials) < 2:  # noqa: PLR2004
        return f"give at least two, not {len(credentials)}; for one there is PersonalToken"
    for number, credential in enumerate(credentials):
        if credential in credentials[:number]:
            first = credentials.index(credential)
            return f"number {number + 1} is equal to number {first + 1}; give each token once"
    return ""
