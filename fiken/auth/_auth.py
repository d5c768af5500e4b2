"""The base class of all ways to log in to Fiken."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from requests import PreparedRequest
from requests.auth import AuthBase

if TYPE_CHECKING:
    from fiken.session._answer import Answer


class Auth(AuthBase, ABC):
    """A way to log in. It adds a credential, such as a token, to every request.

    Write a subclass for a login of your own. Its `__call__` may take time, for instance to renew a
    token. Other requests do not wait for it.

    Attributes:
        renewals: After how many answers with 401 the session asks `renewed_after`, per request.
    """

    renewals: ClassVar[int] = 1

    def __init_subclass__(cls, **arguments: Any) -> None:
        """Refuse a subclass that overrides a method which would never be called.

        Requests are sent with the login that `for_request` returns, not with the object itself.

        Raises:
            TypeError: The class overrides such a method, but not `for_request`.
        """
        super().__init_subclass__(**arguments)
        owner = _owner_of(cls, "for_request")
        for name in ("__call__", "renewed_after", "just_before_sending", "renewals"):
            if owner is not Auth and _owner_of(cls, name) not in owner.__mro__:
                raise TypeError(
                    f"{cls.__name__} overrides {name}, which would not be called: requests are "
                    f"sent with the login that {owner.__name__}.for_request returns. Override "
                    "for_request too, or wrap the login in an Auth of your own"
                )

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

    def renewed_after(self, answer: "Answer") -> bool:  # noqa: ARG002
        """Return whether the login has a new credential, after Fiken did not accept the last one.

        The session calls this for a request that was answered with 401, at most `renewals` times,
        unless the answer is about a number series that was never started. If the result is True,
        it calls `__call__` again and repeats the request, also a write: Fiken did nothing with it.
        By default, the result is False.

        Args:
            answer: The answer with status 401.
        """
        return False

    def for_request(self) -> "Auth":
        """Return the login of one request, with the credential and token that belong together.

        The session calls this once per request, and uses the result for every attempt to send it.
        By default, the result is this object itself. A login with several tokens returns a login
        with one of them.
        """
        return self

    def just_before_sending(self, r: PreparedRequest) -> PreparedRequest:
        """Return the request `r` with the newest token, when it is the turn of the request.

        It may have waited for its turn since `__call__`, and another thread may have renewed the
        token meanwhile. This method must not take time, as other requests wait for it. By default,
        it changes nothing.
        """
        return r

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise TypeError. A pickle or a copy is refused, because it would contain the secret."""
        raise TypeError(
            f"{type(self).__name__} holds a secret and cannot be pickled or copied: make a new "
            "one where it is needed, from the environment or from your own store of secrets"
        )


def _owner_of(cls: type[Auth], name: str) -> type:
    """Return the class that defines an attribute of another class, which inherits it."""
    return next(each for each in cls.__mro__ if name in vars(each))
