"""The personal token, which a user makes in Fiken under Rediger konto → API."""

import hashlib
import os

from requests import PreparedRequest

from fiken.auth._auth import Auth
from fiken.errors import ConfigurationError

_VARIABLE = "FIKEN_TOKEN"


class PersonalToken(Auth):
    """A personal token: it never expires, and covers all companies of its user.

    Observed: docs/observed.md#6-tokens-and-oauth

    >>> PersonalToken("made.up")
    PersonalToken('…')

    Raises:
        ConfigurationError: The token cannot be one; the message does not show it.
    """

    __slots__ = ("_credential", "_token")

    def __init__(self, token: str) -> None:
        if problem := _problem(token):
            del token  # no frame of the error may hold it
            raise ConfigurationError(
                f"the token {problem}: copy it again from Fiken (it is not shown here)"
            )
        self._token = token
        self._credential = hashlib.sha256(token.encode()).hexdigest()

    @property
    def credential(self) -> str:
        """The digest of the token."""
        return self._credential

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Put the token on the request."""
        r.headers["Authorization"] = f"Bearer {self._token}"
        return r

    def __repr__(self) -> str:
        return f"{type(self).__name__}('…')"


def token_from_environment() -> PersonalToken:
    """Give the token that stands in the environment variable `FIKEN_TOKEN`.

    Raises:
        ConfigurationError: There is none, or what stands there cannot be a token.
    """
    if not os.environ.get(_VARIABLE):
        raise ConfigurationError(
            f'there is no token: give one with Fiken(token="…"), or set {_VARIABLE} in the '
            "environment"
        )
    return PersonalToken(os.environ[_VARIABLE])


def _problem(token: object) -> str:
    """Say what is wrong with the token, without any part of it; nothing when it is fine."""
    if not isinstance(token, str):
        return f"is not text but {type(token).__name__}"
    if not token:
        return "is empty"
    if any(sign.isspace() for sign in token):
        return "has a space or a line break in it"
    return "" if token.isascii() and token.isprintable() else "has signs that no token has"
