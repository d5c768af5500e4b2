"""Bodies that are cut, compressed, or without bounds."""

import gzip
import time
import zlib
from collections.abc import Callable

import pytest

from fiken.errors import (
    MappingError,
    Outcome,
    TransportError,
)
from fiken.session import Retries, Session
from fiken.session._errors import error_of

from .server import Server, Step, Wire, after_carrying_out, answering

Connect = Callable[..., Session]
JSON = ("Content-Type", "application/json")


# --- cut answers


def _unframed(kind: str, body: bytes) -> Step:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
    return after_carrying_out(lambda wire: wire.send(head + body))


WHOLE = {
    "application/pdf": b"%PDF-1.4 a file\n%%EOF\n",
    "image/png": b"\x89PNG\r\n\x1a\n a picture IEND\xaeB`\x82",
    "image/jpeg": b"\xff\xd8\xff\xe0 a picture \xff\xd9",
    "image/gif": b"GIF89a a picture \x3b",
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_cut_file_is_requested_again(kind: str, server: Server, connect: Connect) -> None:
    """Without a length, only the file itself shows that it is cut."""
    whole = WHOLE[kind]
    server.plan = [_unframed(kind, whole[:12]), _unframed(kind, whole)]
    assert whole == connect(server.url).get("/files/x").body
    assert 2 == len(server.seen)


def test_a_file_in_chunks_may_end_as_it_likes(server: Server, connect: Connect) -> None:
    """The chunks say where the answer ends."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nTransfer-Encoding: chunked\r\n\r\n"
    whole = head + b"a\r\n%PDF-1.4 x\r\n0\r\n\r\n"
    server.plan = [after_carrying_out(lambda wire: wire.send(whole))]
    assert b"%PDF-1.4 x" == connect(server.url).get("/files/x").body
    assert 1 == len(server.seen)


def test_other_kinds_of_files_are_accepted(server: Server, connect: Connect) -> None:
    server.plan = [_unframed("application/xml", b"<Invoice>")]
    assert b"<Invoice>" == connect(server.url).get("/files/x").body


ZIPPED = gzip.compress(b"%PDF-1.4" + b"x" * 5000 + b"%%EOF")


@pytest.mark.parametrize(
    "body", [ZIPPED[:-1], ZIPPED[:-8], ZIPPED[:20], ZIPPED[:-8] + b"\0" * 8, b"no gzip at all"]
)
def test_a_broken_compression_is_not_the_file(
    body: bytes, server: Server, connect: Connect
) -> None:
    server.plan = [answering(200, ("Content-Encoding", "gzip"), body=body)]
    with pytest.raises(TransportError):
        connect(server.url).get("/files/x")
    assert 3 == len(server.seen)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"[1]")),
        ("x-gzip", gzip.compress(b"[1]")),
        ("GZIP", gzip.compress(b"[1") + gzip.compress(b"]")),
        ("gzip", gzip.compress(b"[1]") + b"\0" * 9),
        ("deflate", zlib.compress(b"[1]")),
        ("deflate", zlib.compress(b"[1]")[2:-4]),
        ("identity", b"[1]"),
        ("deflate, gzip", gzip.compress(zlib.compress(b"[1]"))),
    ],
)
def test_every_accepted_compression_is_read(
    coding: str, body: bytes, server: Server, connect: Connect
) -> None:
    server.plan = [answering(200, ("Content-Encoding", coding), body=body)]
    assert [1] == connect(server.url).get("/x").json()


@pytest.mark.parametrize("coding", ["br", "gzip, gzip, gzip"])
def test_another_compression_is_refused(coding: str, server: Server, connect: Connect) -> None:
    server.plan = [answering(200, ("Content-Encoding", coding), body=b"[1]")]
    with pytest.raises(TransportError, match="compressed"):
        connect(server.url, retries=Retries(total=0)).get("/x")


# --- bodies without bounds


def test_a_decompression_bomb_is_refused(server: Server, connect: Connect) -> None:
    bomb = gzip.compress(b"0" * 3_000_000)
    server.plan = [answering(200, ("Content-Encoding", "gzip"), body=bomb)]
    with pytest.raises(MappingError, match=r"at most 1000000 bytes \(max_answer_bytes=\)"):
        connect(server.url, max_answer_bytes=1_000_000).get("/x")
    assert 1 == len(server.seen)


def test_a_bomb_in_a_bomb_is_refused(server: Server, connect: Connect) -> None:
    bomb = gzip.compress(gzip.compress(b"0" * 30_000_000))
    server.plan = [answering(200, ("Content-Encoding", "gzip, gzip"), body=bomb)]
    with pytest.raises(MappingError, match="at most"):
        connect(server.url, max_answer_bytes=1_000_000).get("/x")


def test_an_answer_without_end_is_refused(server: Server, connect: Connect) -> None:
    def endless(wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            wire.send(b" " * 65536)

    server.plan = [after_carrying_out(endless)]
    with pytest.raises(MappingError, match="at most"):
        connect(server.url, max_answer_bytes=1_000_000).get("/x")


def test_a_huge_answer_undoes_no_write(server: Server, connect: Connect) -> None:
    server.plan = [answering(200, JSON, body=b" " * 5000)]
    answer = connect(server.url, max_answer_bytes=1000).request("PUT", "/x")
    assert (200, False) == (answer.status, answer.complete)
    with pytest.raises(MappingError) as raised:
        answer.json()
    assert Outcome.DONE == raised.value.outcome


@pytest.mark.parametrize("body", [b"[" + b"1," * 999 + b"1]", b" " * 1000])
def test_the_limit_itself_is_allowed(body: bytes, server: Server, connect: Connect) -> None:
    server.plan = [answering(200, JSON, body=body)]
    assert body == connect(server.url, max_answer_bytes=len(body)).get("/x").body


@pytest.mark.parametrize(
    "body",
    [
        b"<title>" * 16_000,
        b"<title" * 16_000,
        b"<h1>" * 30_000,
        b"Mulige mva koder er [" * 5_000,
        b"[" * 100_000,
        b'{"message":' * 20_000,
        b"<title><h1></title" * 6_000,
    ],
)
def test_an_error_is_read_in_linear_time(body: bytes) -> None:
    """It takes less than a second. A regular expression with backtracking took ten."""
    began = time.thread_time()  # of this thread alone: the processor may be busy with others
    error_of(400, {}, body)
    assert time.thread_time() - began < 1
