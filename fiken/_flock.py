"""The lock of the operating system on an open file, which ends with the process."""

import os
import sys

if sys.platform == "win32":  # pragma: no cover - no run of the tests was on Windows yet
    import msvcrt

    # On Windows, nobody else can read a byte that is locked: so it is one behind
    # what the file contains.
    _AFAR = 1 << 30

    def try_to_lock(descriptor: int) -> bool:
        """Lock an open file, and return True. Return False if another process has locked it."""
        try:
            os.lseek(descriptor, _AFAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        """Unlock an open file."""
        os.lseek(descriptor, _AFAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

    def same_file(descriptor: int, path: str) -> bool:  # noqa: ARG001
        """Return whether the open file still has this path: an open one cannot be removed."""
        return True
else:
    import fcntl

    def try_to_lock(descriptor: int) -> bool:
        """Lock an open file, and return True. Return False if another process has locked it."""
        try:
            # It does not wait: waiting here has no time limit and no order, and would stop all
            # other tasks of gevent.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        """Unlock an open file, also all copies of its descriptor in other processes."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def same_file(descriptor: int, path: str) -> bool:
        """Return whether the open file still has this path, and was not removed or replaced."""
        try:
            return os.path.samestat(os.fstat(descriptor), os.lstat(path))
        except FileNotFoundError:
            return False
