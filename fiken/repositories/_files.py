"""Reading a file to upload, and checking its name and content before anything is sent."""

import io
import os
import selectors
import stat
import unicodedata
from collections.abc import Iterator
from errno import EAGAIN
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

from fiken._messages import short_repr, warn_user, with_article
from fiken.errors import InvalidAttributeError, InvalidFileError, UnlikelyValueWarning
from fiken.repositories._kinds import TYPES, ending_of, kind_by_ending, kind_of
from fiken.types import rule_of

#: What can be uploaded: a path, the bytes themselves, or a file opened for reading bytes.
Upload: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO

#: The types that hold bytes.
_BYTES: tuple[type[bytes], ...] = (bytes, cast("Any", bytearray), cast("Any", memoryview))
#: Classes whose `readable` and `writable` can be trusted. Other classes may return False and still
#: be readable or writable.
TRUSTED: tuple[type[Any], ...] = (
    io.FileIO,
    io.BufferedReader,
    io.BufferedWriter,
    io.BufferedRandom,
    io.BytesIO,
)
_MIB = 2**20
#: Bytes after which a file that is being read counts as endless. A path and bytes have no limit.
_ENDLESS = 256 * _MIB
#: Bytes of the longest name of a file that file systems allow.
_LONGEST = 255
#: Characters of a value that the message of an error quotes at most.
_LINE = 300
#: The Unicode categories of control characters and of separators of lines and paragraphs.
_CONTROLS = frozenset({"Cc", "Zl", "Zp"})
#: The characters that change the direction of text: with them, "fdp.exe" can look like "exe.pdf".
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def upload(file: Upload, filename: str | None, model: str = "Attachment") -> tuple[str, bytes, str]:
    """Read a file that will be uploaded. Return its name, its content and its content type.

    Args:
        file: A path, bytes, or a file opened for reading bytes.
        filename: The name that the file gets in Fiken; None for its own name. Bytes need a name.
        model: The class of what the file becomes, for error messages.

    Raises:
        InvalidFileError: The file cannot be read, has no name, is empty, or has an extension that
            Fiken does not accept.
        InvalidAttributeError: The name contains characters that cannot be sent.

    Warns:
        UnlikelyValueWarning: The name or the content is unusual, and Fiken may refuse it.
    """
    # An open file can be read only once, so it and its name are checked first.
    stream = hasattr(file, "read") and not isinstance(file, os.PathLike)
    if stream:
        _check_file(file)
    content = b"" if stream else _content_of(file)
    name = _name_of(file) if filename is None or filename == "" else filename
    ending = _checked_ending(name, model)
    if stream:
        content = _read_to_the_end(file)
    if not content:
        before = ", or was read to its end before: seek(0) goes back" if stream else ""
        raise InvalidFileError(f"{short_repr(name)} is empty{before}")
    for unusual in (*_unusual_in_name(name), *_unusual_in_content(content, ending)):
        warn_user(f"{short_repr(name)} {unusual}; Fiken may refuse it", UnlikelyValueWarning)
    return name, content, TYPES[ending]


# --- the content ---------------------------------------------------------------------------------


def _content_of(file: Any) -> bytes:
    """Return the content of the file at a path. If `file` is bytes, return these bytes."""
    if isinstance(file, _BYTES):
        try:
            return bytes(file)
        except ValueError as error:  # such as a memoryview that was released
            raise InvalidFileError(f"these bytes cannot be read: {reason(error)}") from error
    path = path_of(file)
    if path is None:
        raise InvalidFileError(
            f"give a path, bytes or a file opened with 'rb', not {short_repr(file)}"
        )
    if not path:
        raise InvalidFileError("the path is empty: give the path of a file")
    try:
        _check_status(Path(path).stat())
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise InvalidFileError(f"{shown_path(path)} cannot be read: {reason(error)}") from short(
            error
        )


def _check_status(status: os.stat_result) -> None:
    """Raise `OSError` for a folder, a socket and a device. A pipe is read until it is closed."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError("it is a folder: give the path of a file in it")
    if stat.S_ISSOCK(status.st_mode):
        raise OSError("it is a socket: connect to it, and give socket.makefile('rb')")
    if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        raise OSError("it is a device, which may have no end: give the path of a file")


def path_of(file: Any) -> str | None:
    """Return a path as a string, such as the string of a `Path`.

    Return None if `file` is not a path, for example if it is bytes or an open file.
    """
    path: object = os.fspath(cast("str", file)) if isinstance(file, str | os.PathLike) else None
    return path if isinstance(path, str) else None


def _check_file(file: Any) -> None:
    """Raise `InvalidFileError` if it is certain that an open file returns no bytes."""
    if isinstance(file, io.TextIOBase):
        instead = "give its .buffer" if hasattr(file, "buffer") else "open it with 'rb'"
        raise InvalidFileError(f"{short_repr(file)} is a file of text: {instead}")
    if isinstance(file, TRUSTED) and not file.closed and not file.readable():
        raise InvalidFileError(f"{short_repr(file)} cannot be read: open it with 'rb'")


def _read_to_the_end(file: Any) -> bytes:
    """Read an open file to its end.

    `read` is called until it returns no bytes, because a pipe or a socket returns a part at a time.
    """
    content = bytearray()
    while part := _part_of(file):
        content += part
        if len(content) > _ENDLESS:
            raise InvalidFileError(
                f"{short_repr(file)} returned more than {_ENDLESS // _MIB} MiB and did not end: "
                "give a path or bytes"
            )
    return bytes(content)


def _part_of(file: Any) -> bytes:
    try:
        part: object = file.read()
        while part is None:  # it does not block, and has no data yet
            is_ready(file, selectors.EVENT_READ)
            part = file.read()
    except Exception as error:  # noqa: BLE001 - a file of the user's own may raise anything
        raise InvalidFileError(f"{short_repr(file)} cannot be read: {reason(error)}") from short(
            error
        )
    if not isinstance(part, _BYTES):
        raise InvalidFileError(
            f"give a file opened with 'rb': read() of {short_repr(file)} "
            f"returned {short_repr(part)}"
        )
    return bytes(part)


def is_ready(file: Any, event: int, timeout: float | None = None) -> bool:
    """Wait until an open file is ready, and return True. Return False if it is not ready in time.

    A non-blocking file, such as a pipe, may have no bytes yet, or accept none for a while.

    Args:
        file: The open file.
        event: What to wait for: `selectors.EVENT_READ` for reading, `EVENT_WRITE` for writing.
        timeout: Seconds to wait at most; None to wait for ever.

    Raises:
        OSError: The file has no `fileno`, so it is not possible to wait for it.
    """
    try:
        descriptor = file.fileno()
    except (AttributeError, OSError) as error:
        raise BlockingIOError(
            EAGAIN, "it does not block and has no fileno() to wait for"
        ) from error
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        return bool(selector.select(timeout))


def reason(error: Exception) -> str:
    """Return the text of an error on one line, such as "Permission denied".

    The path in an `OSError` is left out, and a text of more than 300 characters is cut.
    """
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    line = " ".join(text.split()) or type(error).__name__
    return line if len(line) <= _LINE else f"{line[:_LINE]}…"


def shown_path(path: str) -> str:
    """Return a path as text for an error message. A long path is shortened.

    A "path" of more than 300 characters may be the content of a file, passed by mistake.
    """
    return repr(path) if len(path) <= _LINE else short_repr(path)


def short(error: Exception) -> Exception | None:
    """Return the error, or None if its text has more than 300 characters.

    Such a long text may contain a whole file. ``raise InvalidFileError(…) from short(error)`` keeps
    it out of the traceback.
    """
    return error if len(str(error)) <= _LINE else None


# --- the name ------------------------------------------------------------------------------------


def _name_of(file: object) -> str:
    """Return the name of a file, given its path or the open file; "" if it has none.

    A file that was opened by a descriptor has a number as its `name`, which is ignored.
    """
    named: object = path_of(file) or getattr(file, "name", "")
    if isinstance(named, bytes):
        named = os.fsdecode(named)
    return Path(named).name if isinstance(named, str) else ""


def _checked_ending(name: str, model: str) -> str:
    """Check a file name, and return its extension, such as ``.pdf``.

    Args:
        name: The name of the file.
        model: The class of what the file becomes, for error messages.

    Raises:
        InvalidFileError: The name is empty, or Fiken does not accept the extension.
        InvalidAttributeError: The name contains a character that is not allowed.
    """
    rule_of(str).check(model, "filename", name)
    if not name:
        raise InvalidFileError('these bytes need a name: filename="receipt.pdf"')
    if any(unicodedata.category(character) in _CONTROLS for character in name):
        raise InvalidAttributeError(
            model, "filename", name, "a name on one line, without control characters"
        )
    ending = ending_of(name)
    if ending in TYPES:
        return ending
    if name.lower().endswith(tuple(TYPES)):
        raise InvalidFileError(
            f"{short_repr(name)} is an extension without a name: give receipt{name[-4:]}"
        )
    raise InvalidFileError(f"Fiken takes {', '.join(TYPES)}, not {short_repr(name)}")


def _unusual_in_name(name: str) -> Iterator[str]:
    if "/" in name or "\\" in name:
        yield "has a folder in its name"
    if _DIRECTIONS & set(name):
        yield "has characters that turn the direction of text, so that it looks like another name"
    if len(name.encode()) > _LONGEST:
        yield f"has a name of more than {_LONGEST} bytes, which file systems do not allow"


def _unusual_in_content(content: bytes, ending: str) -> Iterator[str]:
    promised, seems = kind_by_ending(ending), kind_of(content)
    if seems != promised:
        yield f"does not begin as a {promised}" + (
            f": it seems to be {with_article(seems)}" if seems else ""
        )
