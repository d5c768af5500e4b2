"""The exception of stores that keep tokens."""

from fiken.errors._base import FikenError


class TokenStoreError(FikenError):
    """A token store cannot be read or written, or the lock of an account was not free in time.

    What the store contained before is still there, unchanged. No message contains a token.

    Attributes:
        reason: What is wrong with the store, and what to do.
        passing: Whether the reason may pass by itself, such as a database that is down.
    """

    def __init__(self, reason: str, passing: bool = False) -> None:
        super().__init__(reason, passing)
        self.reason, self.passing = reason, passing

    @property
    def is_transient(self) -> bool:
        """Whether the reason may pass by itself."""
        return self.passing

    def __str__(self) -> str:
        return self.reason
