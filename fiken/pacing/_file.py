"""A lane that the processes of one machine share, by a small file that is locked."""

import errno
import os
import struct
import time
from contextlib import suppress
from io import FileIO

from fiken._flock import same_file, try_to_lock, unlock
from fiken.pacing._claims import (
    GRACE,
    LATE,
    Claim,
    Memory,
    OwnClaim,
    Waiter,
    machine_now,
    short_name,
)
from fiken.pacing._place import place_of
from fiken.pacing._unshared import warn_unshared

# The earliest next start, when the request under way was sent, the strikes, whether a request is
# under way, and the number of its process.
_RECORD = struct.Struct("<ddIII")
_EMPTY = (0.0, 0.0, 0, 0, 0)
# Behind it: since when the first in line has waited, and when it will ask again. This is written
# without the lock. If two processes do so at once, another one is the first, which does no harm.
_FIRST = struct.Struct("<dd")
_NOBODY = (0.0, 0.0)
_SIZE = _RECORD.size + _FIRST.size
# A time further ahead than this many seconds is none that was written here since the machine was
# started: nobody waits longer than an hour.
_FAR = 86_400.0
_POLL = 0.01
_ATTEMPTS = 3
# A symbolic link in the place of the file is not followed, nor is a named pipe waited for.
_FLAGS = (
    os.O_RDWR
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)  # this and the next one are of Windows
    | getattr(os, "O_NOINHERIT", 0)
)


def file_claim(credential: str, directory: str | None, waiter: Waiter, memory: Memory) -> Claim:
    """Return a new claim to a lane that all processes of this machine share.

    If there is no place for the file, warn, and return a claim in the memory of this process.

    Args:
        credential: The name of the lane.
        directory: The folder that the user has chosen; None if there is none.
        waiter: The turn that waits for the lane.
        memory: The state of the lane as this process knows it.

    Raises:
        ConfigurationError: The chosen folder cannot be used.
    """
    problem = OSError()
    for attempt in range(_ATTEMPTS):
        try:
            folder, mode = place_of(directory)
            path = os.path.join(folder, short_name(credential))  # noqa: PTH118
            return FileClaim(path, mode, waiter.since)
        except (FileNotFoundError, PermissionError) as error:
            # Somebody is removing the folder, or has made the file and not yet shared it.
            problem = error
            time.sleep(_POLL * attempt)
        except OSError as error:
            problem = error
            break
    warn_unshared(problem)
    return OwnClaim(memory)


class FileClaim(FileIO):
    """A claim to the lane of a file, which is open as long as the claim lives.

    The lock of the file ends with the process that holds it, in whatever way it ends. The record in
    the file is read without the lock, so that waiting costs little. It says when the next request
    may start, by a clock that all processes of the machine share. If it says that a request is
    under way although nobody holds the lock, its process was killed: Fiken may still be working on
    it, so the next one waits.

    `__exit__` is that of `FileIO`: it is written in C and closes the file, whatever signal handlers
    raise.

    Args:
        path: The path of the file, which is made if it is missing.
        mode: The mode that the file has: who may read and write it.
        since: When the turn began to wait.
    """

    poll = _POLL
    ttl: float | None = None

    def __init__(self, path: str, mode: int, since: float) -> None:
        super().__init__(path, "r+", opener=lambda name, _: _opened(name, mode))
        self._path, self._is_mine, self._next = path, False, 0.0
        self.strikes, self.holder, self.is_first = 0, "", False
        self._since = since

    def start(self, spacing: float) -> float:
        """Take the lane and return 0, or return how many seconds to wait."""
        wait = self._look(is_free=False)
        if wait <= 0 and not self.is_first:
            return _POLL
        descriptor = self.fileno()
        if wait <= 0 and try_to_lock(descriptor) and same_file(descriptor, self._path):
            if (wait := self._look(is_free=True)) <= 0:
                sent = machine_now()
                self._write(sent + spacing, sent, is_busy=True)
                self._is_mine = True
                return 0.0
        elif wait <= 0:
            wait = _POLL
        if self.is_first:
            self._put(_RECORD.size, _FIRST.pack(self._since, machine_now() + wait))
        return wait

    def sent(self) -> None:
        """Record that the request is sent now."""
        if self._is_mine:
            with suppress(OSError, ValueError):
                self._write(self._next, machine_now(), is_busy=True)

    def renew(self) -> None:
        """Do nothing: the lock lasts as long as the process."""

    def end(self, rest: float, strikes: int) -> None:
        """Record when the next request may start, and unlock the file."""
        if self._is_mine:
            self.strikes = strikes
            now = machine_now()
            try:
                self._write(now + rest, now, is_busy=False)
            finally:
                # Not only close: a child that was forked a moment after the file was opened has a
                # copy of the descriptor, and the lock would last as long as the child.
                unlock(self.fileno())

    def _look(self, *, is_free: bool) -> float:
        """Return how many seconds the record asks to wait.

        Args:
            is_free: Whether this process has the lock. Then no request is under way.
        """
        self.seek(0)
        content = self.read(_SIZE + 1)
        if len(content) == _SIZE:
            record, first = _RECORD.unpack_from(content), _FIRST.unpack_from(content, _RECORD.size)
        else:
            record, first = _EMPTY, _NOBODY
        now = machine_now()
        # Not so: the machine was started anew since, or the file was damaged.
        if not (record[1] <= now and record[0] - record[1] <= _FAR):
            record = _EMPTY
        self.is_first = not (first[0] < self._since and now <= first[1] + LATE <= now + _FAR)
        following: float = record[0]
        sent, self.strikes, is_busy, process = record[1:]
        self.holder = f"process {process}" if is_busy else ""
        if is_busy and is_free:
            following = max(following, sent + GRACE)
        return following - now

    def _write(self, following: float, sent: float, *, is_busy: bool) -> None:
        record = _RECORD.pack(following, sent, self.strikes, is_busy, os.getpid())
        if not self._is_mine:  # it is first, and no longer in line
            record += _FIRST.pack(*_NOBODY)
        self._next = following
        self._put(0, record)

    def _put(self, place: int, content: bytes) -> None:
        self.seek(place)
        if self.write(content) != len(content):
            raise OSError(errno.ENOSPC, "the record was not written", self._path)


def _opened(path: str, mode: int) -> int:
    """Open a file, and make it if it is missing, with this mode whatever the umask is."""
    descriptor = os.open(path, _FLAGS, mode)
    status = os.fstat(descriptor)
    if os.name == "posix" and status.st_uid == os.geteuid() and mode & ~status.st_mode:
        os.fchmod(descriptor, mode)
    return descriptor
