"""Writing a download to a path or an open file.

Where the system allows it, the content is first written to a temporary file, which then replaces
the file at the path. A failed write then leaves the old file as it was.
"""

import io
import os
import secrets
import selectors
import shutil
import stat
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from errno import EACCES, EBUSY, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS, EXDEV
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from fiken._messages import short_repr
from fiken.errors import FikenError, InvalidFileError
from fiken.repositories._files import TRUSTED, is_ready, path_of, reason, short, shown_path

#: Where a download can be written: a path, or a file opened for writing bytes.
Target: TypeAlias = str | os.PathLike[str] | BinaryIO
#: Writes the whole content to a target that was checked before the request.
Write: TypeAlias = Callable[[bytes], None]

#: Bytes per `write` to a file that has not accepted everything at once.
_PIECE = 65_536
#: Seconds to wait for a file that does not block and accepts nothing.
_PATIENCE = 30.0
#: Errors of a folder in which no new file can be made, though the file in it can be written.
_NO_NEW_FILES = frozenset({EACCES, EPERM, EROFS})
#: Errors of a file that cannot be replaced, such as one that is mounted by itself.
_NOT_REPLACEABLE = frozenset({EACCES, EBUSY, EPERM, EXDEV})
#: Errors of a full disk.
_FULL = frozenset({EDQUOT, EFBIG, ENOSPC})


@contextmanager
def opened(to: Target) -> Generator[Write]:
    """Check a target, and yield the function that will write the downloaded content to it.

    The target `to` is a path or an open file. ``with opened("sale.pdf") as write:`` checks the path
    before the download begins.

    Raises:
        InvalidFileError: The target cannot be written. Some causes are found only while the content
            is written: the yielded function then raises the error.
    """
    with ExitStack() as stack:
        if isinstance(to, str | os.PathLike):
            path = path_of(to)
            if path is None:
                raise InvalidFileError(
                    f"give the path as text, not {short_repr(to)}: os.fsdecode() converts it"
                )
            if not path:
                raise InvalidFileError("the path is empty: give the name of a file")
            yield _to_path(path, stack)
        else:
            _check_file(to)
            yield partial(_write, file=to, name=short_repr(to))


# --- a path --------------------------------------------------------------------------------------


def _to_path(path: str, stack: ExitStack) -> Write:
    """Check a path, and return the function that writes the content to it.

    Where possible, the function first writes to a temporary file, which is removed when `stack` is
    closed. If the path is a symbolic link, the file that it points to is written.
    """
    with _explained(path):
        status = _status(path)
        if status is None or stat.S_ISREG(status.st_mode):
            real = os.path.realpath(path)
            temporary = _temporary(real, status)
            if temporary is None:
                return partial(_overwrite, real, path)
            stack.callback(_discard, *temporary)
            return partial(_replace, *temporary, real, path)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError("it is a folder: give the name of a file in it")
        if stat.S_ISSOCK(status.st_mode):
            raise OSError("it is a socket: connect to it, and give socket.makefile('wb')")
        effective = os.access in os.supports_effective_ids
        if not os.access(path, os.W_OK, effective_ids=effective):
            raise PermissionError("Permission denied")
    return partial(_pour, path)


@contextmanager
def _explained(path: str) -> Generator[None]:
    """Turn an OSError or ValueError in the ``with`` block into an `InvalidFileError` on `path`."""
    try:
        yield
    except FikenError:
        raise
    except (OSError, ValueError) as error:
        raise InvalidFileError(f"{shown_path(path)} cannot be written: {reason(error)}") from short(
            error
        )


def _status(path: str) -> os.stat_result | None:
    """Return `os.stat` of the file at a path; None if no file is there."""
    try:
        return Path(path).stat()
    except FileNotFoundError:
        if path.endswith((os.sep, os.altsep or os.sep)):
            raise IsADirectoryError("it names a folder: give the name of a file in it") from None
        return None


def _temporary(real: str, status: os.stat_result | None) -> tuple[str, io.FileIO] | None:
    """Create a temporary file that will later replace the file `real`, in the same folder.

    If `real` exists, its permissions are copied and, where the system allows it, its owner. So a
    private file stays private.

    Args:
        real: The path of the file to replace.
        status: The owner and permissions of that file; None if it does not exist.

    Returns:
        The path of the temporary file, and the file, which is open. None if `real` exists, but its
        folder accepts no new file.

    Raises:
        OSError: The file `real` exists and cannot be written, or it cannot be created.
    """
    if status is not None:
        os.close(os.open(real, os.O_WRONLY))  # a file that may not be written is not replaced
    name = str(Path(real).with_name(f".fiken-{secrets.token_hex(8)}"))  # short: it always fits
    mode = 0o666 if status is None else 0o600
    try:
        file = io.FileIO(name, "xb", opener=lambda path, flags: os.open(path, flags, mode))
    except OSError as error:
        if status is None or error.errno not in _NO_NEW_FILES:
            raise
        return None
    if status is not None:
        _copy_metadata(real, name, status)
    return name, file


def _copy_metadata(real: str, name: str, status: os.stat_result) -> None:
    """Copy owner, permissions and extended attributes from `real` to `name`, as far as allowed."""
    for owner in (status.st_uid, -1):
        with suppress(OSError, AttributeError):  # AttributeError: Windows has no owners
            os.chown(name, owner, status.st_gid)
            break
    with suppress(OSError):
        shutil.copystat(real, name)


def _discard(name: str, file: io.FileIO) -> None:
    with suppress(OSError):
        file.close()
    with suppress(OSError):
        Path(name).unlink()


def _replace(name: str, file: io.FileIO, real: str, path: str, content: bytes) -> None:
    with _explained(path):
        _write(content, file, shown_path(path))
        os.fsync(file.fileno())  # here a full network disk raises
        file.close()
        try:
            Path(name).replace(real)
        except OSError as error:
            if error.errno not in _NOT_REPLACEABLE:
                raise
            _overwrite(real, path, content)


def _overwrite(real: str, path: str, content: bytes) -> None:
    """Overwrite the existing file `real`. Error messages show `path`, as the user wrote it."""
    with _explained(path), io.FileIO(real, "wb", opener=_existing) as file:
        _reserve(file, len(content))
        _write(content, file, shown_path(path))
        file.truncate(len(content))


def _reserve(file: io.FileIO, size: int) -> None:
    """Reserve space on the disk for the new content, before the old content is overwritten."""
    if not hasattr(os, "posix_fallocate"):
        return
    before = os.fstat(file.fileno()).st_size
    try:
        os.posix_fallocate(file.fileno(), 0, size)
    except OSError as error:  # some file systems do not support it
        if error.errno in _FULL:
            file.truncate(before)
            raise


def _pour(path: str, content: bytes) -> None:
    """Write the content into a pipe or a device."""
    with _explained(path), io.FileIO(path, "wb", opener=_existing) as file:
        _write(content, file, shown_path(path))


def _existing(path: str, flags: int) -> int:
    """Open an existing file and return its descriptor. The file is neither created nor emptied.

    In folders such as /tmp, Linux refuses to open another user's file with the flag O_CREAT.
    """
    return os.open(path, flags & ~(os.O_CREAT | os.O_TRUNC))


# --- a file --------------------------------------------------------------------------------------


def _check_file(file: Any) -> None:
    """Raise `InvalidFileError` if it is certain that no bytes can be written to an open file."""
    if isinstance(file, io.TextIOBase):
        instead = "give its .buffer" if hasattr(file, "buffer") else "open it with 'wb'"
        raise InvalidFileError(f"{short_repr(file)} is a file of text: {instead}")
    if not callable(getattr(file, "write", None)):
        raise InvalidFileError(f"give a path or a file opened with 'wb', not {short_repr(file)}")
    try:
        can_write = not isinstance(file, TRUSTED) or file.writable()
    except ValueError as error:
        raise InvalidFileError(f"{short_repr(file)} cannot be written: {reason(error)}") from error
    if not can_write:
        raise InvalidFileError(f"{short_repr(file)} cannot be written: open it with 'wb'")


def _write(content: bytes, file: Any, name: str) -> None:
    """Write the whole content to an open file, in several parts if the file accepts only parts.

    An OSError, ValueError or TypeError becomes an `InvalidFileError`. Its message contains `name`.
    """
    done = 0
    try:
        while done < len(content):
            piece = content[done : done + _PIECE] if done else content
            done += _patiently(file, partial(_write_piece, file, piece))
        if callable(getattr(file, "flush", None)):
            _patiently(file, partial(_flush, file))
    except FikenError:
        raise
    except TypeError as error:
        raise InvalidFileError(
            f"{name} accepts no bytes: open it with 'wb' ({reason(error)})"
        ) from short(error)
    except (OSError, ValueError) as error:
        text = f"{reason(error)} (it took {done:,} of {len(content):,} bytes)"
        raise InvalidFileError(f"{name} cannot be written: {text}") from short(error)


def _patiently(file: Any, attempt: Callable[[], int | None]) -> int:
    """Call `attempt` until it returns a number, and return this number.

    `attempt` writes to the file. It returns None while the file accepts nothing, like a full pipe.

    Raises:
        TimeoutError: The file has accepted nothing for 30 seconds.
    """
    waited = 0.0
    while (written := attempt()) is None:
        if waited >= _PATIENCE:
            raise TimeoutError(f"it took nothing for {_PATIENCE:.0f} seconds")
        # Counted and not measured, since a test may have frozen the clock.
        pause = 0.01 if is_ready(file, selectors.EVENT_WRITE, 1.0) else 0.0
        time.sleep(pause)
        waited += pause or 1.0
    return written


def _write_piece(file: Any, piece: bytes) -> int | None:
    """Write a piece. Return how many bytes were written; None if the file accepts none now."""
    try:
        written: object = file.write(piece)
    except BlockingIOError as error:
        return getattr(error, "characters_written", 0) or None
    if written is None:
        return None if _does_not_block(file) else len(piece)
    if type(written) is not int or not 0 < written <= len(piece):
        raise ValueError(f"its write() returned {short_repr(written)} for {len(piece):,} bytes")
    return written


def _does_not_block(file: Any) -> bool:
    """Return whether the file is non-blocking.

    This decides what it means if its `write` returns None. A non-blocking file has then written
    nothing. Any other file, such as an object of a user's class, has written everything.
    """
    if isinstance(file, io.RawIOBase):
        return True
    try:
        return not os.get_blocking(file.fileno())
    except (AttributeError, OSError, TypeError):
        return False


def _flush(file: Any) -> int | None:
    """Flush the file. Return 1, or None if the file accepts no bytes now."""
    try:
        file.flush()
    except BlockingIOError:
        return None
    return 1
