"""The login of API v1: an e-mail address and a password."""

import hashlib
from base64 import b64encode

from requests import PreparedRequest

from fiken.auth import Auth
from fiken.errors import ConfigurationError


class BasicAuth(Auth):
    """A login with the e-mail address and the password of a user (HTTP Basic).

    >>> BasicAuth("post@acme.example", "made up")
    BasicAuth('…')

    Args:
        email: The e-mail address.
        password: The password.

    Raises:
        ConfigurationError: One of them is empty or cannot be sent. The message does not show them.
    """

    __slots__ = ("_credential", "_header")

    def __init__(self, email: str, password: str) -> None:
        try:
            problem = _problem_of("e-mail address", email) or _problem_of("password", password)
            if not problem and ":" in email:
                problem = "the e-mail address contains a colon, which ends it in this login"
            secret = b"" if problem else f"{email}:{password}".encode()
        finally:
            del email, password  # no frame of an error may hold them
        if problem:
            raise ConfigurationError(f"{problem} (it is not shown here)")
        self._header = f"Basic {b64encode(secret).decode()}"
        self._credential = hashlib.sha256(secret).hexdigest()

    @property
    def credential(self) -> str:
        """A digest (hash) that identifies the login without revealing it."""
        return self._credential

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the login to the headers of the request `r`, and return `r`."""
        r.headers["Authorization"] = self._header
        return r

    def __repr__(self) -> str:
        return f"{type(self).__name__}('…')"


def _problem_of(what: str, value: object) -> str:
    if not isinstance(value, str):
        return f"the {what} is not text"
    if not value or not value.isprintable():
        return f"the {what} is empty, or has a character that cannot be seen"
    return "" if value.isascii() or what == "password" else f"the {what} has letters such as ø"
