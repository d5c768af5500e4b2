"""Where downloads go: a path is written whole or not at all wherever that is possible."""

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
from fiken.repositories._files import is_ready, path_of, reason, short, shown_path

#: Where a download can go: a path, or a file opened for writing bytes.
Target: TypeAlias = str | os.PathLike[str] | BinaryIO
#: Writes the content, all of it, to a target that was checked before the request.
Write: TypeAlias = Callable[[bytes], None]

#: How much a file is offered at a time that has not taken everything at once.
_PIECE = 65_536
#: Seconds to wait for a file that does not block and takes nothing.
_PATIENCE = 30.0
#: What a folder answers that takes no new files, though the file in it can be written.
_NO_NEW_FILES = frozenset({EACCES, EPERM, EROFS})
#: What the system answers where a file cannot be replaced, such as one mounted by itself.
_NOT_REPLACEABLE = frozenset({EACCES, EBUSY, EPERM, EXDEV})
#: What the system answers where there is no room.
_FULL = frozenset({EDQUOT, EFBIG, ENOSPC})


@contextmanager
def opened(to: Target) -> Generator[Write]:
    """Check where a download goes, and yield the function that writes it there.

    Raises:
        InvalidFileError: It cannot be written there. What can be known beforehand is raised
            before anything is asked for.
    """
    with ExitStack() as stack:
        if isinstance(to, str | os.PathLike):
            yield _to_path(_checked_path(to), stack)
        else:
            _check_file(to)
            yield partial(_write, file=to, name=short_repr(to))


# --- a path --------------------------------------------------------------------------------------


def _checked_path(to: Any) -> str:
    path = path_of(to)
    if path is None:
        raise InvalidFileError(
            f"give the path as text, not {short_repr(to)}: os.fsdecode() makes it"
        )
    if not path:
        raise InvalidFileError("the path is empty: give the name of a file")
    return path


def _to_path(path: str, stack: ExitStack) -> Write:
    """Return the function that writes to the path; a link is followed to the file behind it."""
    with _explained(path):
        there = _status(path)
        if there is None or stat.S_ISREG(there.st_mode):
            real = os.path.realpath(path)
            beside = _beside(real, there)
            if beside is None:
                return partial(_overwrite, real, path)
            stack.callback(_discard, *beside)
            return partial(_replace, *beside, real, path)
        if stat.S_ISDIR(there.st_mode):
            raise IsADirectoryError("it is a folder: give the name of a file in it")
        if stat.S_ISSOCK(there.st_mode):
            raise OSError("it is a socket: connect to it, and give socket.makefile('wb')")
        effective = os.access in os.supports_effective_ids
        if not os.access(path, os.W_OK, effective_ids=effective):
            raise PermissionError("Permission denied")
    return partial(_pour, path)


@contextmanager
def _explained(path: str) -> Generator[None]:
    try:
        yield
    except FikenError:
        raise
    except (OSError, ValueError) as error:
        raise InvalidFileError(f"{shown_path(path)} cannot be written: {reason(error)}") from short(
            error
        )


def _status(path: str) -> os.stat_result | None:
    """Return what is there, behind any links; None where nothing is."""
    try:
        return Path(path).stat()
    except FileNotFoundError:
        if path.endswith((os.sep, os.altsep or os.sep)):
            raise IsADirectoryError("it names a folder: give the name of a file in it") from None
        return None


def _beside(real: str, there: os.stat_result | None) -> tuple[str, io.FileIO] | None:
    """Make the file that is to replace the one there, beside it; None where none can be made.

    A new file has the permissions of any new file of the process. One that replaces another has
    the permissions of that, and its owner where the system lets it: private stays private.
    """
    if there is not None:
        os.close(os.open(real, os.O_WRONLY))  # what must not be written, is not replaced either
    name = str(Path(real).with_name(f".fiken-{secrets.token_hex(8)}"))  # short: it always fits
    mode = 0o666 if there is None else 0o600
    try:
        file = io.FileIO(name, "xb", opener=lambda path, flags: os.open(path, flags, mode))
    except OSError as error:
        if there is None or error.errno not in _NO_NEW_FILES:
            raise
        return None
    if there is not None:
        _take_over(real, name, there)
    return name, file


def _take_over(real: str, name: str, there: os.stat_result) -> None:
    """Copy the owner, the permissions and the extended attributes of another file."""
    for owner in (there.st_uid, -1):
        with suppress(OSError, AttributeError):  # AttributeError: there are no owners on Windows
            os.chown(name, owner, there.st_gid)
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
        os.fsync(file.fileno())  # a full disk over the network shows here
        file.close()
        try:
            Path(name).replace(real)
        except OSError as error:
            if error.errno not in _NOT_REPLACEABLE:
                raise
            _overwrite(real, path, content)


def _overwrite(real: str, path: str, content: bytes) -> None:
    """Write over the file itself, which nothing can replace."""
    with _explained(path), io.FileIO(real, "wb", opener=_as_it_is) as file:
        _reserve(file, len(content))
        _write(content, file, shown_path(path))
        file.truncate(len(content))


def _reserve(file: io.FileIO, size: int) -> None:
    """Make sure that the disk has room, while what was there is still there."""
    if not hasattr(os, "posix_fallocate"):
        return
    before = os.fstat(file.fileno()).st_size
    try:
        os.posix_fallocate(file.fileno(), 0, size)
    except OSError as error:  # some file systems cannot tell
        if error.errno in _FULL:
            file.truncate(before)
            raise


def _pour(path: str, content: bytes) -> None:
    """Write into a pipe or a device."""
    with _explained(path), io.FileIO(path, "wb", opener=_as_it_is) as file:
        _write(content, file, shown_path(path))


def _as_it_is(path: str, flags: int) -> int:
    """Open what is there and change nothing yet.

    In folders such as /tmp, Linux lets nobody create what another user has there already.
    """
    return os.open(path, flags & ~(os.O_CREAT | os.O_TRUNC))


# --- a file --------------------------------------------------------------------------------------


#: Classes that know whether they can be written; others may say no and mean nothing by it.
_KNOWN: tuple[type[Any], ...] = (
    io.FileIO,
    io.BufferedReader,
    io.BufferedWriter,
    io.BufferedRandom,
    io.BytesIO,
)


def _check_file(file: Any) -> None:
    """Refuse what surely cannot take bytes, before anything is asked for."""
    if isinstance(file, io.TextIOBase):
        instead = "give its .buffer" if hasattr(file, "buffer") else "open it with 'wb'"
        raise InvalidFileError(f"{short_repr(file)} is a file of text: {instead}")
    if not callable(getattr(file, "write", None)):
        raise InvalidFileError(f"give a path or a file opened with 'wb', not {short_repr(file)}")
    try:
        can_write = not isinstance(file, _KNOWN) or file.writable()
    except ValueError as error:
        raise InvalidFileError(f"{short_repr(file)} cannot be written: {reason(error)}") from error
    if not can_write:
        raise InvalidFileError(f"{short_repr(file)} cannot be written: open it with 'wb'")


def _write(content: bytes, file: Any, name: str) -> None:
    """Write it all: a pipe, or a file without a buffer, may take a part at a time.

    What a file of the user's own raises is kept as the cause, or passes as it is.
    """
    done = 0
    try:
        while done < len(content):
            piece = content[done : done + _PIECE] if done else content
            done += _patiently(file, partial(_taken, file, piece))
        if callable(getattr(file, "flush", None)):
            _patiently(file, partial(_flushed, file))
    except FikenError:
        raise
    except TypeError as error:
        raise InvalidFileError(
            f"{name} takes no bytes: open it with 'wb' ({reason(error)})"
        ) from short(error)
    except (OSError, ValueError) as error:
        told = f"{reason(error)} (it took {done:,} of {len(content):,} bytes)"
        raise InvalidFileError(f"{name} cannot be written: {told}") from short(error)


def _patiently(file: Any, attempt: Callable[[], int | None]) -> int:
    """Try until something was taken; a file that does not block is waited for."""
    waited = 0.0
    while (taken := attempt()) is None:
        if waited >= _PATIENCE:
            raise TimeoutError(f"it took nothing for {_PATIENCE:.0f} seconds")
        # Counted, not measured: a test may have stopped the clocks.
        pause = 0.01 if is_ready(file, selectors.EVENT_WRITE, 1.0) else 0.0
        time.sleep(pause)
        waited += pause or 1.0
    return taken


def _taken(file: Any, piece: bytes) -> int | None:
    """Return how many bytes the file took; None where it is full for the moment."""
    try:
        taken: object = file.write(piece)
    except BlockingIOError as error:
        return getattr(error, "characters_written", 0) or None
    if taken is None:
        return None if _does_not_block(file) else len(piece)
    if type(taken) is not int or not 0 < taken <= len(piece):
        raise ValueError(f"its write() returned {short_repr(taken)} for {len(piece):,} bytes")
    return taken


def _does_not_block(file: Any) -> bool:
    """Return whether None means that nothing was taken; of a simple object, it means nothing."""
    if isinstance(file, io.RawIOBase):
        return True
    try:
        return not os.get_blocking(file.fileno())
    except (AttributeError, OSError, TypeError):
        return False


def _flushed(file: Any) -> int | None:
    try:
        file.flush()
    except BlockingIOError:
        return None
    return 1
