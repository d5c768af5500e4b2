"""Reading and decompressing the body of an answer, with a limit on its size."""

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from urllib3.exceptions import DecodeError, HTTPError, ProtocolError

from fiken.session._transport import FAILURES, root_of

_PIECE = 262_144
# Each decompression can make a body a thousand times larger. Fiken compresses once.
_MOST_CODINGS = 2


class TooLargeError(Exception):
    """The body of an answer has more bytes than the setting `max_answer_bytes` allows."""


def read_body(raw: Any, headers: Mapping[str, str], most: int) -> tuple[bytes, Exception | None]:
    """Read and decompress the body of an answer.

    Args:
        raw: The response of urllib3.
        headers: The headers of the response.
        most: The largest number of bytes allowed, before and after decompression.

    Returns:
        The body and None. If the body is incomplete, too large or cannot be decompressed: the
        usable bytes (perhaps none) and the error.
    """
    codings = _codings(headers)
    body, error = _received(raw, most)
    if not codings or not body:
        return body, error
    if error is not None:
        return b"", error  # a part of compressed bytes is of no use
    if len(codings) > _MOST_CODINGS:
        return b"", DecodeError(f"the answer is compressed {len(codings)} times over")
    try:
        for coding in reversed(codings):
            body = _decoded(body, coding, most)
    except (zlib.error, HTTPError, TooLargeError) as wrong:
        return b"", wrong
    return body, None


def _codings(headers: Mapping[str, str]) -> list[str]:
    stated = headers.get("Content-Encoding", "").lower().split(",")
    return [coding for one in stated if (coding := one.strip()) not in ("", "identity")]


def _received(raw: Any, most: int) -> tuple[bytes, Exception | None]:
    """Return the body, still compressed, and an error. The error is None if the body is complete.

    An incomplete body is returned as far as it arrived, and a body that is too large as ``b""``.
    The body is read in large pieces, because small ones would take twice as long.
    """
    pieces: list[bytes] = []
    size = 0
    # The user's own adapter may return an ordinary file as the body, as requests allows.
    how = {"decode_content": False} if hasattr(raw, "stream") else {}
    try:
        while size <= most and (piece := raw.read(_PIECE, **how)):
            pieces.append(piece)
            size += len(piece)
    except FAILURES as error:
        root = root_of(error)
        part = getattr(root.args[-1] if root.args else None, "partial", b"")
        return b"".join(pieces) + (part if isinstance(part, bytes) else b""), root
    return (b"".join(pieces), None) if size <= most else (b"", TooLargeError())


def _decoded(body: bytes, coding: str, most: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return b"".join(_members(body, most))
    if coding == "deflate":
        try:
            return _inflated(body, zlib.MAX_WBITS, most)[0]
        except zlib.error:  # some servers leave the header of zlib out
            return _inflated(body, -zlib.MAX_WBITS, most)[0]
    raise DecodeError(f"the answer is compressed in a way that was not asked for: {coding[:40]!r}")


def _members(body: bytes, most: int) -> Iterable[bytes]:
    """Yield the decompressed content of each member of a gzip file.

    A gzip file consists of one or more members, which are compressed separately. Other bytes after
    the last member are ignored.

    Args:
        body: The gzip file.
        most: The largest number of decompressed bytes allowed, for all members together.

    Raises:
        TooLargeError: There are more decompressed bytes.
        ProtocolError: The last member ends too soon.
        zlib.error: The data is not gzip.
    """
    left = most
    while True:
        plain, rest = _inflated(body, 16 + zlib.MAX_WBITS, left)
        yield plain
        left -= len(plain)
        if not rest.startswith(b"\x1f\x8b"):
            return
        body = rest


def _inflated(body: bytes, wbits: int, most: int) -> tuple[bytes, bytes]:
    """Decompress the compressed data at the start of `body`.

    Args:
        body: The compressed data, perhaps with more bytes after its end.
        wbits: The format of the data: the argument of this name in `zlib.decompressobj`.
        most: The largest number of decompressed bytes allowed.

    Returns:
        The decompressed bytes, and the bytes after the end of the compressed data.

    Raises:
        TooLargeError: There are more decompressed bytes than `most`.
        ProtocolError: The compressed data ends too soon.
        zlib.error: The data does not have this format.
    """
    stream = zlib.decompressobj(wbits)
    plain = stream.decompress(body, most + 1)
    if len(plain) > most:
        raise TooLargeError
    if not stream.eof:
        raise ProtocolError("the compressed answer ends too soon")
    return plain, stream.unused_data
