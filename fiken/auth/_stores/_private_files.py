"""Files that only their owner can read: how they are made, checked, read and replaced."""

import contextlib
import os
import shlex
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from fiken.errors import TokenStoreError

T = TypeVar("T")

# A file of logins has some hundred bytes per account. A larger file is not from this library.
_LARGEST = 16 * 1024 * 1024
_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CAREFUL


def read_private(path: Path) -> bytes | None:
    """Return the content of a file that only its owner can read; None if there is no such file.

    Raises:
        TokenStoreError: Others can read the file or change its folder, or it cannot be read.
    """
    check_folder(path.parent)
    content = _done(path, "cannot be read", partial(_read, path))
    if content is not None and len(content) > _LARGEST:
        del content
        raise TokenStoreError(f"{path} is too large for a file of logins. It was not changed")
    return content


def replace_private(path: Path, content: bytes) -> None:
    """Replace the content of a file, or make the file: wholly or, after any failure, not at all.

    Only its owner can read the file. Call this under a lock: the file beside it, in which the
    content is written first, always has the same name. One that a killed process left is replaced.

    Raises:
        TokenStoreError: The file cannot be written, for instance because the disk is full. It still
            has its old content.
    """
    write = partial(_replace, path, content)
    del content
    try:
        check_folder(path.parent)
        _done(path, "cannot be written", write)
    finally:
        del write  # no frame of an error may hold what was to be written


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, so that only their owner can use them.

    Raises:
        TokenStoreError: The folder cannot be made, or others can change it.
    """
    for one in reversed([folder, *folder.parents]):
        # Another process may be faster.
        _done(one, "cannot be made", partial(one.mkdir, 0o700, exist_ok=True))
    check_folder(folder)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read, or check one that is there.

    Raises:
        TokenStoreError: The file cannot be made, or others can read it.
    """
    if _done(path, "cannot be read", partial(_status, path)) is None:
        make_private_folder(path.parent)
        _done(path, "cannot be made", partial(path.touch, 0o600))
    check_folder(path.parent)
    check_status(_done(path, "cannot be read", path.stat), path)


def remove_private(path: Path) -> None:
    """Remove a file, if there is one.

    Raises:
        TokenStoreError: The file cannot be removed.
    """
    _done(path, "cannot be removed", partial(path.unlink, missing_ok=True))


def check_folder(folder: Path) -> None:
    """Check that others cannot replace the files in a folder. One that is missing is accepted.

    Others may change a folder such as ``/tmp`` if its sticky bit is set: then they can only replace
    files of their own.

    Raises:
        TokenStoreError: Others can change the folder.
    """
    status = _done(folder, "cannot be used", partial(_status, folder))
    if status is None:
        return
    if not stat.S_ISDIR(status.st_mode):
        raise TokenStoreError(f"{folder} is not a folder")
    if os.name == "posix" and status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX:
        raise TokenStoreError(
            f"other users can replace files in the folder {folder}, and with them logins: run "
            f"chmod go-w {shlex.quote(str(folder))}"
        )


def check_status(status: os.stat_result, path: Path) -> None:
    """Check that a file is a plain file, belongs to this user, and that others cannot read it.

    Args:
        status: What the system says about the file.
        path: The path of the file, for the error.

    Raises:
        TokenStoreError: It is something else. The error names the command to run.
    """
    if not stat.S_ISREG(status.st_mode):
        raise TokenStoreError(f"{path} is not a file")
    if os.name != "posix":  # pragma: no cover - the other systems have no such modes
        return
    if status.st_uid != os.geteuid():
        raise TokenStoreError(
            f"{path} belongs to another user (number {status.st_uid}): run this program as "
            "that user, or use another path"
        )
    if status.st_mode & 0o077:
        raise TokenStoreError(
            f"other users can read or change {path}, which contains secrets (its mode is "
            f"{stat.S_IMODE(status.st_mode):o}): run chmod 600 {shlex.quote(str(path))}. If "
            "somebody may have read it, log out and log in again"
        )


def _done(path: Path, problem: str, call: Callable[[], T]) -> T:
    """Return what a function returns, and turn an error of the system into one that names the file.

    The old error is dropped, with its frames: they may hold what was to be written.
    """
    try:
        return call()
    except OSError as error:
        reason = error.strerror or type(error).__name__
    finally:
        del call
    raise TokenStoreError(f"{path} {problem}: {reason}")


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _read(path: Path) -> bytes | None:
    try:
        # Without O_NONBLOCK, a named pipe would keep us waiting.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _CAREFUL)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        check_status(os.fstat(descriptor), path)
        return file.read(_LARGEST + 1)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    if os.name == "posix":  # elsewhere, a folder cannot be opened
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # so that the new name of the file survives a power failure
        finally:
            os.close(descriptor)
