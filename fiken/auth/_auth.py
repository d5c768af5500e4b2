"""The base class of all ways to log in to Fiken."""

from abc import ABC, abstractmethod
from typing import NoReturn

from requests import PreparedRequest
from requests.auth import AuthBase


class Auth(AuthBase, ABC):
    """A way to log in. It adds a credential, such as a token, to every request.

    Write a subclass for a login of your own. Its `__call__` may take time, for instance to renew a
    token. Other requests do not wait for it.
    """

    @property
    @abstractmethod
    def credential(self) -> str:
        """A digest (hash) that identifies the login without revealing the token.

        Requests with equal digests are sent one after the other. The digest must not change when a
        token is renewed.
        """

    @abstractmethod
    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the credential, such as a token, to the headers of the request `r`, and return `r`.

        The session calls this each time before it sends a request.
        """

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise TypeError. A pickle or a copy is refused, because it would contain the secret."""
        raise TypeError(
            f"{type(self).__name__} holds a secret and cannot be pickled or copied: make a new "
            "one where it is needed, from the environment or from your own store of secrets"
        )
