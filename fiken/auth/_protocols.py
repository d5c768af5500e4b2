"""What `OAuth2` needs: a store that keeps the tokens of accounts, and an app that renews them."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from fiken.auth._tokens import Tokens


class TokenStore(Protocol):
    """A place that keeps the tokens of accounts, such as a file or a table of a database.

    Any class with these methods is a store. An account is a name that your program chooses, such as
    the id of a user in your own database.

    The stores of this library also have a method `accounts`, which returns the names of the
    accounts. Nothing that works with any `TokenStore` needs it.
    """

    def load(self, account: str) -> "Tokens | None":
        """Return the tokens of an account; None if the store has none."""
        ...

    def save(self, account: str, tokens: "Tokens | None") -> None:
        """Store the tokens of an account in place of those before; None removes the account.

        When this method returns, the tokens are stored for every process that shares the store.
        After an error, the tokens from before are still there.
        """
        ...

    def lock(self, account: str) -> AbstractContextManager[None]:
        """Return a context manager that holds the lock of an account.

        Only one thread holds it at a time, among all threads, processes and machines that share the
        store. The others wait. `load` and `save` work inside the block.
        """
        ...


class App(Protocol):
    """The app that renews and revokes tokens, such as `OAuthApp`."""

    @property
    def client_id(self) -> str:
        """The id of the app."""
        ...

    def refresh(self, tokens: "Tokens") -> "Tokens":
        """Return new tokens in place of these."""
        ...

    def revoke(self, tokens: "Tokens") -> None:
        """Revoke the login that these tokens belong to."""
        ...
