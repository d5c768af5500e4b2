"""The personal token, which a user creates in Fiken under Rediger konto → API."""

import hashlib
import os

from requests import PreparedRequest

from fiken.auth._auth import Auth
from fiken.auth._secret import problem_of
from fiken.errors import ConfigurationError

_VARIABLE = "FIKEN_TOKEN"


class PersonalToken(Auth):
    """A login with a personal token, which never expires and is valid for all the user's companies.

    Observed: docs/observed.md#6-tokens-and-oauth

    >>> PersonalToken("made.up")
    PersonalToken('…')

    Raises:
        ConfigurationError: The value cannot be a token, for instance because it contains a space.
            The message does not show the value.
    """

    __slots__ = ("_credential", "_token")

    def __init__(self, token: str) -> None:
        if problem := problem_of(token):
            del token  # no frame of the error may hold it
            raise ConfigurationError(
                f"the token {problem}: copy it again from Fiken (it is not shown here)"
            )
        self._token = token
        self._credential = hashlib.sha256(token.encode()).hexdigest()

    @property
    def credential(self) -> str:
        """A digest (hash) that identifies the token without revealing it."""
        return self._credential

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the token to the headers of the request `r`, and return `r`."""
        r.headers["Authorization"] = f"Bearer {self._token}"
        return r

    def __repr__(self) -> str:
        return f"{type(self).__name__}('…')"


def token_from_environment() -> PersonalToken:
    """Return a `PersonalToken` from the environment variable `FIKEN_TOKEN`.

    Raises:
        ConfigurationError: The variable is not set, or its value is not a token.
    """
    if not os.environ.get(_VARIABLE):
        raise ConfigurationError(
            f'there is no token: pass one, as in Fiken(token="…"), or set the environment '
            f"variable {_VARIABLE}; or name an account that has logged in, as in "
            'Fiken(account="…"), or in the variable FIKEN_ACCOUNT'
        )
    return PersonalToken(os.environ[_VARIABLE])
