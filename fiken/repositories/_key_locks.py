"""Locks that keep two threads from creating the same entity twice.

A lock has a name: the URL of a list, and the value of a key, such as an e-mail address. All clients
of a process share the locks. That includes clients with different tokens for the same company.
"""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")

#: The URL of the list, the field, and its value.
LockName: TypeAlias = tuple[str, str, str]

_guard = threading.Lock()
# A lock exists as long as a thread holds it or waits for it.
_locks: WeakValueDictionary[LockName, Any] = WeakValueDictionary()


def locked(names: Iterable[LockName], action: Callable[[], T]) -> T:
    """Call a function while this thread holds the locks with these names. Return its result.

    Every thread takes its locks in the same order, so that no two threads wait for each other.
    """
    first, *others = sorted(set(names))
    with _lock_of(first):
        return locked(others, action) if others else action()


def _lock_of(name: LockName) -> Any:
    with _guard:
        return _locks.setdefault(name, threading.RLock())


def _forget() -> None:
    """Drop all locks in a child process. The threads that held them exist only in the parent."""
    global _guard  # noqa: PLW0603
    _guard = threading.Lock()
    _locks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
