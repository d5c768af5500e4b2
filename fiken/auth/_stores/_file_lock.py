"""A lock that the threads and processes of one machine share, by a file that is locked."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from fiken._flock import same_file, try_to_lock, unlock
from fiken.auth._stores._locking import wait_until
from fiken.errors import TokenStoreError

# A symbolic link in the place of the file is not followed, and a program that is started does not
# inherit the lock.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_PAUSE = 0.005
_LONGEST_PAUSE = 0.02


class FileLock:
    """A lock on one file. Each object is one attempt to hold it.

    The file stays when the lock is released: another process may be about to lock it. It contains
    the number of the process that held the lock last.
    """

    __slots__ = ("_descriptor", "_path")

    def __init__(self, path: Path) -> None:
        self._path, self._descriptor = path, -1

    def acquire(self) -> bool:
        """Return whether the lock was free, and is now held.

        Raises:
            OSError: The file cannot be made or opened.
        """
        self._descriptor = os.open(self._path, _FLAGS, 0o600)
        _HELD.add(self)
        if try_to_lock(self._descriptor) and same_file(self._descriptor, str(self._path)):
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, b"%d\n" % os.getpid())
            return True
        self.close()
        return False

    def release(self) -> None:
        """Release the lock. In a process that was forked meanwhile, do nothing."""
        if self._descriptor >= 0:
            # Not only close: a child that was forked just before the lock was noted has a copy of
            # the descriptor, and the lock would last as long as the child.
            unlock(self._descriptor)
            self.close()

    def close(self) -> None:
        """Close the file. A copy of it in another process stays locked."""
        _HELD.discard(self)
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def holder(self) -> str:
        """Return who holds the lock: ``process 4711``; an empty string if that is not known."""
        try:
            number = self._path.read_bytes()[:20].strip()
        except OSError:
            return ""
        return f"process {number.decode()}" if number.isdigit() else ""


_HELD: set[FileLock] = set()


def _close_in_child() -> None:
    """Close the files of the parent's locks in a process that was just forked.

    An open copy would keep the lock beyond the end of the parent.
    """
    for lock in list(_HELD):
        lock.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_in_child)


@contextmanager
def locked_file(path: Path, ends: float, busy: Callable[[str], TokenStoreError]) -> Generator[None]:
    """Hold the lock of a file for the block.

    Args:
        path: The file; it is made if it is missing. Its folder must be there.
        ends: The time, by `fiken._clock.now`, after which nobody waits.
        busy: A function that returns the error if the lock did not become free. Its argument is the
            holder of the lock.

    Raises:
        TokenStoreError: The lock did not become free, or the file cannot be made.
    """
    lock = FileLock(path)
    try:
        problem = ""
        try:
            free = wait_until(lock.acquire, ends, _PAUSE, _LONGEST_PAUSE)
        except OSError as error:
            problem, free = str(error.strerror), False
        if problem:
            raise TokenStoreError(f"{path} cannot be locked: {problem}")
        if not free:
            raise busy(lock.holder())
        yield
    finally:
        lock.release()
