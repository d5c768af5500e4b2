"""Forks: a child process has no thread of its parent, and must not use a connection of it."""

import os
import threading
from contextlib import suppress
from typing import Any, Protocol
from weakref import WeakSet


class Forked(Protocol):
    """A database that has to know when its process is a child that was just forked."""

    def forget(self) -> None:
        """Forget the connections of the parent."""
        ...


class _NoFork:
    """A lock that a thread holds while it uses SQLite, and that a fork waits for.

    SQLite has locks of its own. If one of them were held at a fork, by a thread that is not in the
    child, the child would wait for it for ever.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._held = threading.local()  # two threads may fork at the same moment
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self._wait, after_in_parent=self._go_on, after_in_child=self._begin_anew
            )

    def _wait(self) -> None:
        # Not for ever: a signal handler may fork in the middle of a statement of its own thread.
        self._held.is_mine = self.lock.acquire(timeout=5.0)

    def _go_on(self) -> None:
        if self._held.is_mine:
            self.lock.release()

    def _begin_anew(self) -> None:
        self.lock = threading.Lock()


NO_FORK = _NoFork()

_DATABASES: WeakSet[Forked] = WeakSet()
# Were a connection of the parent process closed or collected here, the parent would lose it.
_OF_PARENTS: list[Any] = []


def forgets_in_child(database: Forked) -> None:
    """Make a database forget its connections in each process that is forked from this one."""
    _DATABASES.add(database)


def keep(connections: Any) -> None:
    """Keep connections of the parent process, which this one must neither use nor close."""
    _OF_PARENTS.append(connections)


def _forget_in_child() -> None:
    for database in list(_DATABASES):
        with suppress(Exception):  # an Engine may be anybody's
            database.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)
