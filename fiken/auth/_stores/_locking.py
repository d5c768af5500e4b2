"""What all stores of this library share: the names of accounts, and one holder of a lock at a time.

Each store adds the lock that reaches further than this process: a file, or a row of a database.
"""

import os
import threading
import time
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import NoReturn
from weakref import WeakSet

from fiken._clock import now
from fiken._messages import short_repr
from fiken.auth._tokens import Tokens
from fiken.errors import ConfigurationError, InvalidAttributeError, TokenStoreError

PATIENCE = 120.0
"""Seconds to wait for the lock of an account. A renewal of tokens takes a second or two."""

LONGEST_NAME = 255
"""The most characters in the name of an account."""

# Controls, halves of a character, and separators of lines and paragraphs.
_NOT_IN_NAMES = frozenset({"Cc", "Cs", "Zl", "Zp"})


def account_name(account: object, model: str = "TokenStore") -> str:
    """Return the name of an account in the form in which stores keep it: Unicode's form NFC.

    Two spellings that look equal, such as "é" as one character or as two, are then one account.

    Args:
        account: The name, as the program gives it.
        model: The name of the class that got it, for the error.

    Raises:
        InvalidAttributeError: The name is empty, too long, or contains a control character.
    """
    name = unicodedata.normalize("NFC", account) if isinstance(account, str) else ""
    if (
        not 1 <= len(name) <= LONGEST_NAME
        or name != name.strip()
        or any(unicodedata.category(character) in _NOT_IN_NAMES for character in name)
    ):
        raise InvalidAttributeError(
            model,
            "account",
            account,
            f"text of 1 to {LONGEST_NAME} characters, without control characters and without a "
            "space at its ends",
            "" if isinstance(account, str) else "if it is an id, write str(…) around it",
        )
    return name


def wait_until(succeeds: Callable[[], bool], ends: float, pause: float, longest: float) -> bool:
    """Call a function again and again, until it returns True. Return False if the time is over.

    Args:
        succeeds: The function. It is called at least once.
        ends: The time, by `fiken._clock.now`, after which nobody waits.
        pause: The seconds between the first two calls; each pause is half as long again.
        longest: The longest pause in seconds.
    """
    while not succeeds():
        left = ends - now()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, longest)
    return True


def still_locked(name: str, patience: float, holder: str = "") -> TokenStoreError:
    """Return the error for a lock that did not become free.

    Args:
        name: The name of the account.
        patience: The seconds for which the caller has waited.
        holder: Who holds the lock, such as "process 4711"; empty if that is not known.
    """
    who = f" by {holder}" if holder else ""
    return TokenStoreError(
        f"the account {name!r} is still locked{who} after {patience:g} s, as while its tokens are "
        "renewed: try again later",
        passing=True,
    )


_STORES: "WeakSet[LockedStore]" = WeakSet()


def _forget_locks() -> None:
    """Forget, in a process that was just forked, the locks of the threads that it does not have."""
    for store in list(_STORES):
        store.forget_locks()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_locks)


class LockedStore(ABC):
    """The base class of the stores of this library.

    A subclass says how it reads and writes the tokens of one account, and how it locks an account
    for other processes.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        if type(patience) not in (int, float) or not patience >= 0:
            raise ConfigurationError(
                f"patience must be a number of seconds from 0 up, not {short_repr(patience)}"
            )
        self._patience = min(patience, threading.TIMEOUT_MAX)
        self._locks: dict[str, threading.RLock] = {}
        self._holders: dict[str, int] = {}  # which thread holds the lock of an account
        _STORES.add(self)

    @abstractmethod
    def accounts(self) -> tuple[str, ...]:
        """Return the names of the accounts that have tokens, sorted."""

    def load(self, account: str) -> Tokens | None:
        """Return the tokens of an account; None if the store has none.

        Raises:
            InvalidAttributeError: The name of the account is not allowed.
            TokenStoreError: The store cannot be read.
        """
        return self._read(account_name(account, type(self).__name__))

    def save(self, account: str, tokens: Tokens | None) -> None:
        """Store the tokens of an account in place of those before; None removes the account.

        Outside of a ``with store.lock(account)`` block, this waits for the lock: else a renewal
        that is going on would replace the tokens of a new login by those of the old one.

        Raises:
            InvalidAttributeError: The name of the account is not allowed.
            TokenStoreError: The tokens were not stored.
        """
        name = account_name(account, type(self).__name__)
        if kind := _wrong_kind(tokens):
            del tokens  # it may be a token
            raise TypeError(f"save takes Tokens or None, not {kind}")
        if self._is_mine(name):
            self._write(name, tokens)
        else:
            with self._locked(name):
                self._write(name, tokens)

    def lock(self, account: str) -> AbstractContextManager[None]:
        """Return a context manager that holds the lock of an account.

        One thread at a time holds it, among all that share the store. The others wait. A thread
        cannot take it twice.

        Raises:
            InvalidAttributeError: The name of the account is not allowed.
            TokenStoreError: On entering: the lock did not become free in time, or the store cannot
                be reached.
        """
        return self._locked(account_name(account, type(self).__name__))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise TypeError. A pickle or a copy could contain tokens, or the password of a server."""
        raise TypeError(
            f"{type(self).__name__} cannot be pickled or copied: make a new one where it is needed"
        )

    def forget_locks(self) -> None:
        """Forget the locks of this process, in a child that was just forked."""
        self._locks, self._holders = {}, {}

    @abstractmethod
    def _read(self, name: str) -> Tokens | None:
        """Return the tokens of an account; None if there are none."""

    @abstractmethod
    def _write(self, name: str, tokens: Tokens | None) -> None:
        """Store the tokens of an account whose lock this thread holds; None removes it."""

    @abstractmethod
    def _lock_for_others(self, name: str, ends: float) -> AbstractContextManager[None]:
        """Return the lock that reaches beyond this store object. Raise if it is not free in time.

        Args:
            name: The name of the account.
            ends: The time, by `fiken._clock.now`, after which nobody waits.
        """

    def _is_mine(self, name: str) -> bool:
        """Return whether this thread holds the lock of an account."""
        return self._holders.get(name) == threading.get_ident()

    @contextmanager
    def _locked(self, name: str) -> Generator[None]:
        if self._is_mine(name):
            raise TokenStoreError(
                f"this thread already holds the lock of the account {name!r}: do not take it again "
                "inside the block"
            )
        ends = now() + self._patience
        lock = self._locks.setdefault(name, threading.RLock())
        try:
            if not lock.acquire(timeout=self._patience):
                raise still_locked(name, self._patience, "another thread")
            with self._lock_for_others(name, ends):
                self._holders[name] = threading.get_ident()
                try:
                    yield
                finally:
                    self._holders.pop(name, None)
        finally:
            # A signal handler may raise at any point above: whether the lock was acquired is not
            # known here, but the lock itself knows.
            try:  # noqa: SIM105
                lock.release()
            except RuntimeError:  # it was not acquired
                pass


def _wrong_kind(tokens: object) -> str:
    """Return the class of what `save` got in place of tokens; ``""`` if it got tokens or None."""
    return "" if isinstance(tokens, Tokens | None) else type(tokens).__name__
