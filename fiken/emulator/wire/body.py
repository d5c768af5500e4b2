"""Functions that read the body of a request from the connection, and limit its size.

Werkzeug can also read bodies in chunks, but it reserves as much memory as the client declares, and
with CPython 3.12.1 a client that disconnects inside a chunk crashes the interpreter.
"""

import re
from http import HTTPStatus
from io import BufferedIOBase

from fiken.emulator.wire.head import Headers
from fiken.emulator.wire.refusals import refuse

#: The longest body, in bytes. Emulator choice: Fiken's own limit is not known; clients that are in
#: use upload at most 25 MB.
LIMIT = 64 << 20
#: The longest line before a chunk or after the last one, in bytes.
_LINE = 4096
#: The most lines after the last chunk.
_TRAILERS = 100
#: The most digits of a Content-Length that are converted to a number.
_DIGITS = 20
#: The most bytes that are read at once.
_PIECE = 1 << 16


def declared_length(headers: Headers) -> int | None:
    """Return the length of a request body in bytes, or None for a body that is sent in chunks.

    The length is that of the header Content-Length, or 0 without this header.

    Raises:
        Refusal: the body is too long, or the headers do not say clearly where the body ends.
    """
    codings = headers.get_all("Transfer-Encoding")
    if codings:
        coding = ", ".join(codings).strip().lower()
        if coding != "chunked":
            raise refuse(HTTPStatus.NOT_IMPLEMENTED, f"Transfer-Encoding is chunked, not {coding}")
        return None
    lengths = {text.strip() for text in headers.get_all("Content-Length") or ["0"]}
    length = lengths.pop()
    if lengths or not re.fullmatch("[0-9]+", length):
        raise refuse(HTTPStatus.BAD_REQUEST, "Content-Length must be one whole number")
    # Python refuses to read a number of thousands of digits.
    size = int(length) if len(length) <= _DIGITS else LIMIT + 1
    _check_size(size)
    return size


def read_body(stream: BufferedIOBase, length: int | None) -> bytes | None:
    """Return the whole body, or None if the client disconnected before the end of the body.

    Args:
        stream: the connection.
        length: the length in bytes, or None for a body in chunks.

    Raises:
        Refusal: the chunks are too long or malformed. The caller must close the connection, since
            the start of the next request is not known.
    """
    return _dechunked(stream) if length is None else _exactly(length, stream)


def _check_size(size: int) -> None:
    if size > LIMIT:
        message = f"The body is longer than {LIMIT >> 20} MiB, the limit of this emulator."
        raise refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)


def _exactly(size: int, stream: BufferedIOBase) -> bytes | None:
    """Return `size` bytes, or None if the client disconnected before it had sent all of them.

    Memory is reserved only for bytes that have arrived, whatever size the client declares.
    """
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
    match = re.match(rb"([0-9A-Fa-f]{1,16})[ \t]*[;\r\n]", line)
    if match is None:
        raise refuse(HTTPStatus.BAD_REQUEST, "A chunk must start with its size in hexadecimal")
    return int(match[1], 16)


def _ended(stream: BufferedIOBase) -> bool:
    """Read the lines after the last chunk of a body, up to the empty line that ends the body.

    Return False if the client disconnected before that empty line.

    Raises:
        Refusal: the lines are too many, or one is too long.
    """
    for _ in range(_TRAILERS):
        line = _line(stream)
        if line in {b"\r\n", b"\n", b""}:
            return line != b""
    raise refuse(HTTPStatus.BAD_REQUEST, "Too many lines follow the last chunk")


def _line(stream: BufferedIOBase) -> bytes:
    """Return the next line, or b"" if the client disconnected before the end of the line.

    Raises:
        Refusal: the line is too long.
    """
    line = stream.readline(_LINE)
    if len(line) == _LINE:
        raise refuse(HTTPStatus.BAD_REQUEST, f"A line between chunks has over {_LINE} bytes")
    return line if line.endswith(b"\n") else b""
