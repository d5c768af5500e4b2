"""The headers of a request as they come over the wire."""

from io import BufferedReader, BytesIO

import pytest

from fiken.emulator.wire.head import HeadError, Headers, read_headers


def read(text: bytes) -> Headers | None:
    return read_headers(BufferedReader(BytesIO(text)))


def test_names_ignore_case() -> None:
    headers = read(b"Host: x\r\nACCEPT:  application/json \r\naccept: text/html\r\n\r\nrest")
    assert headers is not None
    assert ("x", None) == (headers.get("host"), headers.get("Accept-Language"))
    assert ["application/json", "text/html"] == headers.get_all("Accept")
    assert [("Host", "x"), ("ACCEPT", "application/json"), ("accept", "text/html")] == list(headers)


def test_headers_of_one_name_are_joined() -> None:
    headers = read(b"Authorization: Bearer a\r\nAccept: x\r\nauthorization: Bearer b\r\n\r\n")
    assert headers is not None
    assert ("Bearer a, Bearer b", "x") == (headers.get("Authorization"), headers.get("Accept"))


def test_values_with_colons_or_empty() -> None:
    headers = read(b"Host: 127.0.0.1:80\nX-Empty:\n\n")
    assert [("Host", "127.0.0.1:80"), ("X-Empty", "")] == list(headers or ())


def test_continuation_line_extends_a_header() -> None:
    assert [("X-Long", "one two: three")] == list(
        read(b"X-Long: one\r\n\t two: three\r\n\r\n") or ()
    )


@pytest.mark.parametrize("text", [b"", b"Host: x", b"Host: x\r\n", b"Host: x\r\nAuthor"])
def test_head_without_end_is_no_request(text: bytes) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"no colon", 400),
        (b"Bad Name: x", 400),
        (b"Content-Length : 5", 400),
        (b": x", 400),
        (b" continues nothing", 400),
        (b"X: one\rY: two", 400),
        (b"\r", 400),
        (b"X: " + b"y" * 65_536, 431),
        (b"X: y\r\n" * 101, 431),
    ],
)
def test_malformed_head_is_refused(line: bytes, status: int) -> None:
    """A header after a malformed line would otherwise be ignored, the length of the body too."""
    with pytest.raises(HeadError) as refused:
        read(line + b"\r\n\r\n")
    assert status == refused.value.status
