"""Files: what goes up, and where what comes down is written."""

import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from fiken.errors import InvalidFileError
from fiken.types import rule_of

#: What can be uploaded: a path, the bytes themselves, or a file opened for reading bytes.
Upload: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
#: Where a download can go: a path, or a file opened for writing bytes.
Target: TypeAlias = str | os.PathLike[str] | BinaryIO

# Observed §13: these are taken, others (HEIC, txt) refused.
_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
}


def upload(file: Upload, filename: str | None) -> tuple[str, bytes, str]:
    """Give name, content and type of a file, or refuse it before anything is sent.

    Raises:
        InvalidFileError: It is not there, has no name, is empty, or is of a type that Fiken does
            not take.
    """
    content, name = _read(file), filename or _name_of(file)
    rule_of(str).check("Attachment", "filename", name)
    if not name:
        raise InvalidFileError('these bytes need a name: filename="receipt.pdf"')
    ending = Path(name).suffix.lower()
    if ending not in _TYPES:
        raise InvalidFileError(f"Fiken takes {', '.join(_TYPES)}, not {name!r}")
    if not content:
        raise InvalidFileError(f"{name!r} is empty, or was read to its end: seek(0) goes back")
    return name, content, _TYPES[ending]


def _read(file: Upload) -> bytes:
    if isinstance(file, bytes):
        return file
    if isinstance(file, str | os.PathLike):
        try:
            return Path(file).read_bytes()
        except (OSError, ValueError) as error:
            raise InvalidFileError(f"{os.fspath(file)!r} cannot be read: {error}") from error
    content: object = file.read() if hasattr(file, "read") else None
    if not isinstance(content, bytes):
        raise InvalidFileError(f"give a path, bytes or a file opened with 'rb', not {file!r}")
    return content


def _name_of(file: Upload) -> str:
    named: object = file if isinstance(file, str) else getattr(file, "name", "")
    # The name of a file that was opened by its descriptor is a number.
    return Path(named).name if isinstance(named, str) else ""


@contextmanager
def writing(to: Target) -> Generator[BinaryIO]:
    """Open where a download goes: a path is written whole or not at all.

    Raises:
        InvalidFileError: It cannot be written there; told before anything is asked for.
    """
    if not isinstance(to, str | os.PathLike):
        yield to
        return
    path = Path(to)
    with ExitStack() as stack:
        with _telling(path):
            if path.is_dir():
                raise IsADirectoryError("it is a folder")
            # Beside it and renamed, so that nobody ever sees half a file there.
            beside = tempfile.TemporaryDirectory(dir=path.parent, prefix=".fiken-")
            whole = Path(stack.enter_context(beside)) / path.name
            file = stack.enter_context(whole.open("wb"))
        yield file
        with _telling(path):
            file.close()
            whole.replace(path)


@contextmanager
def _telling(path: Path) -> Generator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise InvalidFileError(f"{str(path)!r} cannot be written: {error}") from error


def write(content: bytes, file: BinaryIO) -> None:
    """Write it all: a pipe, or a file without a buffer, may take a part at a time."""
    rest = memoryview(content)
    while rest:
        try:
            taken = cast("int | None", file.write(rest))
        except TypeError as error:
            raise InvalidFileError(f"{file!r} takes no bytes: open it with 'wb'") from error
        rest = rest[len(rest) if taken is None else taken :]
