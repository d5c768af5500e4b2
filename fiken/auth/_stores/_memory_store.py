"""The store that keeps tokens in the memory of this process."""

from contextlib import AbstractContextManager, nullcontext

from fiken.auth._stores._locking import LockedStore
from fiken.auth._tokens import Tokens


class MemoryStore(LockedStore):
    """A store in memory, for tests and for programs that log in anew at each start.

    Its tokens are gone when the process ends, and other processes do not see them: if Fiken rotates
    refresh tokens, two processes with one login need a store that both see, such as `FileStore`.

    >>> store = MemoryStore()
    >>> store.save("acme", Tokens(access_token="made.up"))
    >>> store.accounts(), store.load("acme")
    (('acme',), Tokens(access_token='…'))
    """

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[str, Tokens] = {}

    def __repr__(self) -> str:
        return f"<MemoryStore of {len(self._tokens)} accounts>"

    def accounts(self) -> tuple[str, ...]:
        """Return the names of the accounts that have tokens, sorted."""
        return tuple(sorted(self._tokens))

    def _read(self, name: str) -> Tokens | None:
        return self._tokens.get(name)

    def _write(self, name: str, tokens: Tokens | None) -> None:
        if tokens is None:
            self._tokens.pop(name, None)
        else:
            self._tokens[name] = tokens

    def _lock_for_others(self, name: str, ends: float) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()  # there are no others
