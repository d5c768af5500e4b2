"""What the session asks of a way to log in."""

from abc import ABC, abstractmethod
from typing import NoReturn

from requests import PreparedRequest
from requests.auth import AuthBase


class Auth(AuthBase, ABC):
    """A way to log in, which puts a credential on every attempt of a request.

    A subclass may take some time in `__call__`, such as for renewing a token: the session calls it
    before it waits for its turn.
    """

    @property
    @abstractmethod
    def credential(self) -> str:
        """A digest that differs between credentials and does not reveal them.

        Requests with the same digest are sent one after the other, so it has to stay the same when
        a token is renewed.
        """

    @abstractmethod
    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Put the credential on the request, and return the request."""

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise TypeError: the result would hold the secret unencrypted."""
        raise TypeError(
            f"{type(self).__name__} holds a secret and cannot be pickled or copied: make a new "
            "one where it is needed, from the environment or from your own store of secrets"
        )
