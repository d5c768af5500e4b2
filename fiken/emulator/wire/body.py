"""The body of a request, read from the wire within bounds, whatever the client sends.

Werkzeug's own reader of chunks lets a client that goes away in the middle of one crash CPython
3.12.1, and reads as much into memory as is declared.
"""

import re
from email.message import Message
from http import HTTPStatus
from io import BufferedIOBase

from fiken.emulator.wire.refusals import refuse

#: The longest body, in bytes. Emulator choice: Fiken's own limit is not known; clients that are in
#: use upload at most 25 MB.
LIMIT = 64 << 20
#: Bytes in the line before a chunk, and in one after the last.
_LINE = 4096
#: Lines after the last chunk.
_TRAILERS = 100
#: Digits of a length that is worth reading.
_DIGITS = 20
_PIECE = 1 << 16


def declared_length(headers: Message) -> int | None:
    """Return how many bytes the body has; None where it comes in chunks.

    Raises:
        Refusal: it is too long, or nobody can tell where it ends and the next request begins.
    """
    codings = headers.get_all("Transfer-Encoding")
    if codings is not None:
        coding = ", ".join(codings).strip().lower()
        if coding != "chunked":
            raise refuse(HTTPStatus.NOT_IMPLEMENTED, f"Transfer-Encoding is chunked, not {coding}")
        return None
    lengths = {text.strip() for text in headers.get_all("Content-Length", ["0"])}
    length = lengths.pop()
    if lengths or not re.fullmatch("[0-9]+", length):
        raise refuse(HTTPStatus.BAD_REQUEST, "Content-Length must be one whole number")
    # Python refuses to read a number of thousands of digits.
    size = int(length) if len(length) <= _DIGITS else LIMIT + 1
    _check_size(size)
    return size


def read_body(stream: BufferedIOBase, length: int | None) -> bytes | None:
    """Return the whole body; None when the client went away in the middle of it.

    Raises:
        Refusal: chunks that are too long, or not chunks; what follows them can't be read.
    """
    return _dechunked(stream) if length is None else _exactly(length, stream)


def _check_size(size: int) -> None:
    if size > LIMIT:
        message = f"The body is longer than {LIMIT >> 20} MiB, the limit of this emulator."
        raise refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)


def _exactly(size: int, stream: BufferedIOBase) -> bytes | None:
    """Return so many bytes, or None; memory is taken for what comes, not for what was declared."""
    body = bytearray()
    while len(body) < size:
        piece = stream.read(min(size - len(body), _PIECE))
        if not piece:
            return None
        body += piece
    return bytes(body)


def _dechunked(stream: BufferedIOBase) -> bytes | None:
    body, lines = bytearray(), 0
    while line := _line(stream):
        lines += len(line)
        size = _chunk_size(line)
        _check_size(max(len(body) + size, lines))
        if size == 0:
            return bytes(body) if _ended(stream) else None
        chunk = _exactly(size, stream)
        if chunk is None or (end := stream.readline(2)) in {b"", b"\r"}:
            return None
        if end not in {b"\r\n", b"\n"}:
            raise refuse(HTTPStatus.BAD_REQUEST, "A chunk is longer than its size says")
        body += chunk
    return None


def _chunk_size(line: bytes) -> int:
    found = re.match(rb"([0-9A-Fa-f]{1,16})[ \t]*[;\r\n]", line)
    if found is None:
        raise refuse(HTTPStatus.BAD_REQUEST, "A chunk must start with its size in hexadecimal")
    return int(found[1], 16)


def _ended(stream: BufferedIOBase) -> bool:
    """Skip the lines after the last chunk; False when the client went away before their end."""
    for _ in range(_TRAILERS):
        line = _line(stream)
        if line in {b"\r\n", b"\n", b""}:
            return line != b""
    raise refuse(HTTPStatus.BAD_REQUEST, "Too many lines follow the last chunk")


def _line(stream: BufferedIOBase) -> bytes:
    """Return a whole line; b"" when the client went away before its end."""
    line = stream.readline(_LINE)
    if len(line) == _LINE:
        raise refuse(HTTPStatus.BAD_REQUEST, f"A line between chunks has over {_LINE} bytes")
    return line if line.endswith(b"\n") else b""
