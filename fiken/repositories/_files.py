"""Uploads: what is read, and what is refused or warned of before anything is sent."""

import os
import selectors
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

#: What holds bytes.
_BYTES: tuple[type[bytes], ...] = (bytes, cast("Any", bytearray), cast("Any", memoryview))
_MIB = 2**20
#: A `read` that has given so much has no end; what is larger can be given as a path or as bytes.
_ENDLESS = 256 * _MIB
#: Names of files have at most so many bytes on the disks of today.
_LONGEST = 255
#: An error quotes no more than this of what it was given.
_LINE = 300
#: Control characters, and the separators of lines and of paragraphs.
_CONTROLS = frozenset({"Cc", "Zl", "Zp"})
#: Embeddings, overrides and isolates: with them, "fdp.exe" can be shown as "exe.pdf".
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def upload(file: Upload, filename: str | None) -> tuple[str, bytes, str]:
    """Return name, content and content type of a file, or refuse it before anything is sent.

    What is unlikely only is warned of: Fiken decides.

    Raises:
        InvalidFileError: It cannot be read, has no name, is empty, or has an ending that Fiken
            does not take.
        InvalidAttributeError: The name cannot be sent.
    """
    # What can be read only once is read last: a name that is refused loses nothing of it.
    stream = hasattr(file, "read") and not isinstance(file, os.PathLike)
    content = b"" if stream else _content_of(file)
    name = _name_of(file) if filename is None or filename == "" else filename
    ending = _checked_ending(name)
    if stream:
        content = _read_to_the_end(file)
    if not content:
        raise InvalidFileError(
            f"{short_repr(name)} is empty, or was read to its end: seek(0) goes back"
        )
    for doubt in (*_doubts_of_name(name), *_doubts_of_content(content, ending)):
        warn_user(f"{short_repr(name)} {doubt}; Fiken decides", UnlikelyValueWarning)
    return name, content, TYPES[ending]


# --- the content ---------------------------------------------------------------------------------


def _content_of(file: Any) -> bytes:
    """Return what a path or bytes hold."""
    if isinstance(file, _BYTES):
        try:
            return bytes(file)
        except ValueError as error:  # a memoryview that was released
            raise InvalidFileError(f"these bytes cannot be read: {reason(error)}") from error
    path = path_of(file)
    if path is None:
        raise InvalidFileError(
            f"give a path, bytes or a file opened with 'rb', not {short_repr(file)}"
        )
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise InvalidFileError(f"{shown_path(path)} cannot be read: {reason(error)}") from short(
            error
        )


def path_of(file: Any) -> str | None:
    """Return the path that it is; None for anything else, and for a path of bytes."""
    path: object = os.fspath(cast("str", file)) if isinstance(file, str | os.PathLike) else None
    return path if isinstance(path, str) else None


def _read_to_the_end(file: Any) -> bytes:
    """Read until nothing comes: a pipe, a socket or a file without a buffer gives parts."""
    content = bytearray()
    while part := _part_of(file):
        content += part
        if len(content) > _ENDLESS:
            raise InvalidFileError(
                f"{short_repr(file)} gave more than {_ENDLESS // _MIB} MiB "
                "and did not end: give a path "
                "or bytes"
            )
    return bytes(content)


def _part_of(file: Any) -> bytes:
    try:
        part: object = file.read()
        while part is None:  # it does not block, and has nothing yet
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
    """Wait until a file that does not block can go on; return whether it can in time.

    Raises:
        OSError: Nobody can tell when, since it has no descriptor.
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
    """Return what went wrong with a file in one line, without the path: a receipt may be in it."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    line = " ".join(said.split()) or type(error).__name__
    return line if len(line) <= _LINE else f"{line[:_LINE]}…"


def shown_path(path: str) -> str:
    """Return a path as an error shows it: whole, unless it is rather the content of a file."""
    return repr(path) if len(path) <= _LINE else short_repr(path)


def short(error: Exception) -> Exception | None:
    """Return the cause to show in a traceback; None for one that quotes more than a line."""
    return error if len(str(error)) <= _LINE else None


# --- the name ------------------------------------------------------------------------------------


def _name_of(file: object) -> str:
    """Return the name of a file on the disk; empty where there is none.

    The name of a file that was opened by its descriptor is a number.
    """
    named: object = path_of(file) or getattr(file, "name", "")
    if isinstance(named, bytes):
        named = os.fsdecode(named)
    return Path(named).name if isinstance(named, str) else ""


def _checked_ending(name: str) -> str:
    rule_of(str).check("Attachment", "filename", name)
    if not name:
        raise InvalidFileError('these bytes need a name: filename="receipt.pdf"')
    if any(unicodedata.category(sign) in _CONTROLS for sign in name):
        raise InvalidAttributeError(
            "Attachment", "filename", name, "a name in one line, without control characters"
        )
    ending = ending_of(name)
    if ending in TYPES:
        return ending
    if name.lower().endswith(tuple(TYPES)):
        raise InvalidFileError(
            f"{short_repr(name)} is an ending and no name: give receipt{name[-4:]}"
        )
    raise InvalidFileError(f"Fiken takes {', '.join(TYPES)}, not {short_repr(name)}")


def _doubts_of_name(name: str) -> Iterator[str]:
    if "/" in name or "\\" in name:
        yield "has a folder in its name"
    if _TURNS & set(name):
        yield "has signs that turn the direction of text, and is not the name that it shows"
    if len(name.encode()) > _LONGEST:
        yield f"has a name of more than {_LONGEST} bytes, which no disk keeps"


def _doubts_of_content(content: bytes, ending: str) -> Iterator[str]:
    promised, seems = kind_by_ending(ending), kind_of(content)
    if seems != promised:
        yield f"does not begin as a {promised}" + (
            f": it seems to be {with_article(seems)}" if seems else ""
        )
