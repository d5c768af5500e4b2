"""No exchange takes longer than `total`, whatever the server does, and its outcome is right."""

import gzip
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fiken.errors import (
    AmbiguousWriteError,
    ConfigurationError,
    Outcome,
    PacingError,
    TransportError,
)
from fiken.session import Paced, Session, Unpaced

from .server import OK, Server, Wire, after_carrying_out, raw

Connect = Callable[..., Session]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CREATED = (
    b"HTTP/1.1 201 Created\r\nLocation: https://api.fiken.no/api/v2/companies/x/contacts/42\r\n"
)


def dripping(start: bytes, drop: bytes) -> Callable[[Wire], None]:
    """Return a step that sends the start, then a drop every 50 ms while the client listens."""

    def drip(wire: Wire) -> None:
        wire.send(start)
        try:
            while True:
                wire.send(drop)
                time.sleep(0.05)
        except OSError:
            pass

    return drip


ENDLESS = {
    "bytes of the status": (b"HTTP/1.1 2", b"0"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "bytes of a header": (HEAD + b"X-Long: ", b"x"),
    "bytes of the body": (HEAD + b"Content-Length: 99999\r\n\r\n[", b" "),
    "bytes without a length": (HEAD + b"\r\n[", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "bytes of a chunk's size": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "trailers": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"A: b\r\n"),
}


@pytest.mark.parametrize("point", ENDLESS)
def test_a_read_ends_in_time(point: str, server: Server, connect: Connect) -> None:
    """Each piece comes in time, but the answer would never end."""
    server.plan = [after_carrying_out(dripping(*ENDLESS[point]))]
    began = time.monotonic()
    with pytest.raises(TransportError, match=r"longer than 0\.4 s \(total=\)") as raised:
        connect(server.url, timeout=0.3, total=0.4).get("/x")
    assert 0.3 < time.monotonic() - began < 1.5
    assert (Outcome.REFUSED, True, 1) == (
        raised.value.outcome,
        raised.value.is_transient,
        len(server.seen),
    )


@pytest.mark.parametrize("point", ["bytes of the status", "interim answers"])
def test_a_write_without_status_is_ambiguous(point: str, server: Server, connect: Connect) -> None:
    server.plan = [after_carrying_out(dripping(*ENDLESS[point]))]
    began = time.monotonic()
    with pytest.raises(AmbiguousWriteError, match="longer than") as raised:
        connect(server.url, timeout=0.3, total=0.4).request("POST", "/x", json={})
    assert time.monotonic() - began < 1.5
    assert (Outcome.UNKNOWN, False, 1) == (
        raised.value.outcome,
        raised.value.is_transient,
        server.carried_out,
    )


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 99999\r\n\r\n[",
        b"Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n",
        b"\r\n[",
    ],
)
def test_a_writes_body_is_not_awaited(
    body: bytes, server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status says that the write was carried out."""
    monkeypatch.setattr("fiken.session._exchange._SECONDS_FOR_THE_BODY_OF_A_WRITE", 0.2)
    drop = b"1\r\n \r\n" if b"chunked" in body else b" "
    server.plan = [after_carrying_out(dripping(CREATED + body, drop))]
    began = time.monotonic()
    answer = connect(server.url, total=60).request("POST", "/x", json={}, creates=True)
    assert time.monotonic() - began < 1.5
    assert (201, "42", False) == (answer.status, answer.location_id, answer.complete)


def test_an_unread_upload_ends_in_time(server: Server, connect: Connect) -> None:
    def never_reading(wire: Wire) -> None:
        wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        time.sleep(1.2)

    server.plan = [never_reading]
    files = {"file": ("a.pdf", b"%PDF" * 5_000_000, "application/pdf")}
    began = time.monotonic()
    with pytest.raises(AmbiguousWriteError):
        connect(server.url, timeout=5, total=0.5).request("POST", "/x", files=files)
    assert time.monotonic() - began < 1.5


def test_a_slow_upload_is_not_cut(server: Server, connect: Connect) -> None:
    """The timeout is for each piece, and the whole takes longer."""

    def slowly(wire: Wire) -> None:
        left = None
        data = b""
        while left is None or left > 0:
            time.sleep(0.02)
            data += wire.sock.recv(262_144)
            if left is None and b"\r\n\r\n" in data:
                head, _, start = data.partition(b"\r\n\r\n")
                left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                data = start
            left = None if left is None else left - len(data)
            data = b"" if left is not None else data
        wire.send(CREATED + b"Content-Length: 0\r\n\r\n")

    server.plan = [slowly]
    files = {"file": ("a.pdf", b"%PDF" * 3_000_000, "application/pdf")}
    answer = connect(server.url, timeout=0.4, total=60).request("POST", "/x", files=files)
    assert 201 == answer.status


def test_a_handshake_that_never_ends_sends_nothing(
    tls_server: Server, connect: Connect, certificate: Path
) -> None:
    tls_server.plan = [raw(lambda wire: wire.wait_until_the_client_leaves())]
    began = time.monotonic()
    with pytest.raises(TransportError) as raised:
        connect(tls_server.url, trusting=certificate, timeout=5.0, total=0.4).request("POST", "/x")
    assert time.monotonic() - began < 1.5
    assert (Outcome.REFUSED, 0) == (raised.value.outcome, tls_server.carried_out)
    assert "took longer than 0.4 s (total=)" in raised.value.reason
    assert 1 == tls_server.connections  # another try would take as long


def test_within_tls_it_ends_in_time_too(
    tls_server: Server, connect: Connect, certificate: Path
) -> None:
    tls_server.plan = [after_carrying_out(dripping(*ENDLESS["bytes of a header"]))]
    began = time.monotonic()
    with pytest.raises(AmbiguousWriteError):
        connect(tls_server.url, trusting=certificate, timeout=5.0, total=0.4).request("POST", "/x")
    assert time.monotonic() - began < 1.5


def test_a_slow_answer_is_whole(server: Server, connect: Connect) -> None:
    body = gzip.compress(b"[" + b"1, " * 9999 + b"1]")

    def slowly(wire: Wire) -> None:
        wire.read()
        wire.send(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body))
        for place in range(0, len(body), 20):
            wire.send(body[place : place + 20])
            time.sleep(0.01)

    server.plan = [slowly]
    assert [1] * 10_000 == connect(server.url, timeout=0.3, total=30).get("/x").json()


@pytest.mark.parametrize("pacer", [Unpaced(), Paced(0.05)])
def test_a_long_wait_for_the_lane_ends(pacer: Paced, server: Server, connect: Connect) -> None:
    """The holder of the lane goes on. The waiter ends with its own total, and sends nothing."""
    release = threading.Event()

    def holding(wire: Wire) -> bool:
        wire.read()
        release.wait(5)
        wire.answer(200, body=b"[]")
        return True

    server.plan = [holding, OK]
    holder, waiter = connect(server.url, total=30), connect(server.url, pacer=pacer, total=0.3)
    thread = threading.Thread(target=lambda: holder.get("/x"))
    thread.start()
    while not server.seen:
        time.sleep(0.005)
    with pytest.raises(PacingError, match=r"no turn within 0\.3 s") as raised:
        waiter.request("POST", "/x", json={})
    assert (Outcome.REFUSED, True) == (raised.value.outcome, raised.value.is_transient)
    release.set()
    thread.join()
    assert ["GET"] == [request.method for request in server.seen]
    assert {"a": 1} == waiter.get("/x").json()


@pytest.mark.parametrize("total", [0, -1, "5", None, True, float("nan"), float("inf"), 1e9])
def test_total_is_seconds(total: Any, connect: Connect) -> None:
    with pytest.raises(ConfigurationError, match="total must be seconds above 0"):
        connect("http://127.0.0.1:1", total=total)


def test_the_total_is_some_minutes_by_default(connect: Connect) -> None:
    assert 60 <= connect("http://127.0.0.1:1")._attempts._total <= 600
