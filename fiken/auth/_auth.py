"""What the session asks of a way to log in."""

from abc import ABC, abstractmethod
from typing import NoReturn

from requests import PreparedRequest
from requests.auth import AuthBase


class Auth(AuthBase, ABC):
    """A way to log in: it marks each request, each attempt anew, and has a name of its own.

    A subclass may take its time in `__call__` (to refresh a token, say): the session calls it
    before it takes the slot of the pacer.
    """

    @property
    @abstractmethod
    def credential(self) -> str:
        """A digest that tells credentials apart without giving them away.

        Requests with the same credential go one after the other, so it has to outlive the
        renewal of a token.
        """

    @abstractmethod
    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Put the credential on the request, and give it back."""

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be pickled or copied: the secret would lie in clear in the result."""
        raise TypeError(
            f"{type(self).__name__} holds a secret and cannot be pickled or copied: make a new "
            "one where it is needed, from the environment or from your own store of secrets"
        )
