"""Reading of the headers of a request from the connection.

The standard library parses headers as those of an e-mail, which takes longer than the rest of a
small request, and ignores every header after a malformed one.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from io import BufferedIOBase

#: The longest line in bytes, and the most headers, as in the standard library.
_LINE, _HEADERS = 65536, 100
_NAME = re.compile(r"[!-9;-~]+")


class HeadError(Exception):
    """The error for a request whose headers are not valid HTTP.

    Args:
        status: the HTTP status with which the request is answered.
        message: a sentence that says which rule is violated.
    """

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message


class Headers:
    """The headers of a request, in the order in which they came. Names are found ignoring case."""

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []
        self._values: dict[str, list[str]] = {}

    def add(self, name: str, value: str) -> None:
        """Add a header after the existing headers."""
        self._pairs.append((name, value))
        self._values.setdefault(name.lower(), []).append(value)

    def extend_last(self, text: str) -> None:
        """Append a text to the value of the last header, with a space between them.

        In HTTP, a line that begins with a space or a tab continues the header of the line before.
        """
        name, value = self._pairs.pop()
        self._values[name.lower()].pop()
        self.add(name, f"{value} {text}")

    def get(self, name: str, /) -> str | None:
        """Return the value of a header, or None if the request does not have the header.

        The values of a repeated header are joined by ", ".
        """
        values = self._values.get(name.lower())
        return ", ".join(values) if values else None

    def get_all(self, name: str) -> list[str]:
        """Return the values of all headers with this name, or an empty list if there are none."""
        return self._values.get(name.lower(), [])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


def read_headers(stream: BufferedIOBase) -> Headers | None:
    """Read the headers of a request, and the empty line after them.

    Return None if the client disconnected before the empty line.

    Raises:
        HeadError: a line is too long or malformed, or there are too many headers.
    """
    headers = Headers()
    while (line := stream.readline(_LINE + 1)) not in {b"\r\n", b"\n"}:
        if len(line) > _LINE:
            raise HeadError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Line too long")
        if not line.endswith(b"\n"):
            return None
        text = line.decode("latin-1")
        name, colon, value = text.partition(":")
        # A carriage return inside a line is not valid: some servers would read two headers there.
        is_line = "\r" not in text.rstrip("\r\n")
        if is_line and colon and _NAME.fullmatch(name):
            headers.add(name, value.strip())
        elif is_line and text[0] in " \t" and len(headers):
            headers.extend_last(text.strip())
        else:
            raise HeadError(HTTPStatus.BAD_REQUEST, f"Malformed header {text.strip()!r:.80}")
        if len(headers) > _HEADERS:
            raise HeadError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Too many headers")
    return headers
