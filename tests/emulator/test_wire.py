"""Bytes that are not a valid request: the emulator answers or disconnects, and keeps running."""

import os
import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests

from fiken.emulator import CannedAnswer, Emulator, Slow
from fiken.emulator.wire import body as _body, contract, log as _log, server as _server
from tests.emulator.conftest import Api
from tests.emulator.test_faults import ANNA, count, wait_until

CONTACTS = "/api/v2/companies/fiken-demo-fjellbris-kaffe-as/contacts"
TOKEN = b"Authorization: Bearer " + Emulator.token.encode() + b"\r\n"
GET = b"GET /api/v2/user HTTP/1.1\r\nHost: x\r\n"
POST = f"POST {CONTACTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode() + TOKEN
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = b'{"name": "Anna"}'


@contextmanager
def connected(emulator: Emulator) -> Generator[socket.socket]:
    """Connect to the emulator and yield the socket."""
    host, _, port = emulator.url.split("/")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        yield client


def answer(client: socket.socket) -> bytes:
    """Read until the emulator closes the connection."""
    return b"".join(iter(lambda: client.recv(1 << 16), b""))


def exchange(emulator: Emulator, sent: bytes) -> bytes:
    """Send all bytes, then end the sending side; return the answer."""
    with connected(emulator) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        return answer(client)


def length(text: bytes) -> bytes:
    """Return a POST whose Content-Length is this text."""
    return POST + b"Content-Length: " + text + b"\r\n\r\n" + BODY


#: Requests that cannot be read, and the status that each gets.
UNREADABLE = {
    "Content-Length: a petabyte": (length(b"1000000000000000"), 413),
    "Content-Length: one too many": (length(b"%d" % (_body.LIMIT + 1)), 413),
    "Content-Length: 5000 digits": (length(b"9" * 5000), 413),
    "Content-Length: 5000 zeros": (length(b"0" * 5000), 413),
    "Content-Length: negative": (length(b"-1"), 400),
    "Content-Length: signed": (length(b"+16"), 400),
    "Content-Length: superscript": (length(b"\xb2"), 400),
    "Content-Length: underscore": (length(b"1_6"), 400),
    "Content-Length: words": (length(b"sixteen"), 400),
    "Content-Length: empty": (length(b""), 400),
    "Content-Length: two": (length(b"16\r\nContent-Length: 17"), 400),
    "Content-Length: a list": (length(b"16, 16"), 400),
    "coding: gzip": (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    "coding: junk": (POST + b"Transfer-Encoding: \xff\r\n\r\n0\r\n\r\n", 501),
    "coding: none": (POST + b"Transfer-Encoding:\r\n\r\n0\r\n\r\n", 501),
    "chunk: a petabyte": (CHUNKED + b"%x\r\nabc" % 10**15, 413),
    "chunk: one too many": (CHUNKED + b"%x\r\nabc" % (_body.LIMIT + 1), 413),
    "chunk: 17 digits": (CHUNKED + b"0" * 17 + b"\r\n\r\n", 400),
    "chunk: endless digits": (CHUNKED + b"f" * 100_000, 400),
    "chunk: negative": (CHUNKED + b"-1\r\n\r\n", 400),
    "chunk: signed": (CHUNKED + b"+10\r\n" + BODY + b"\r\n0\r\n\r\n", 400),
    "chunk: prefixed": (CHUNKED + b"0x10\r\n" + BODY + b"\r\n0\r\n\r\n", 400),
    "chunk: underscore": (CHUNKED + b"1_0\r\n" + BODY + b"\r\n0\r\n\r\n", 400),
    "chunk: words": (CHUNKED + b"sixteen\r\n", 400),
    "chunk: no size": (CHUNKED + b"\r\n", 400),
    "chunk: endless extension": (CHUNKED + b"1;" + b"a" * 100_000, 400),
    "chunk: longer than its size": (CHUNKED + b"3\r\n" + BODY + b"\r\n0\r\n\r\n", 400),
    "chunk: endless trailers": (CHUNKED + b"0\r\n" + b"a: b\r\n" * 5000, 400),
    "chunk: an endless trailer": (CHUNKED + b"0\r\n" + b"a" * 100_000, 400),
    "head: endless headers": (GET + b"a: b\r\n" * 100_000, 431),
    "head: an endless header": (GET + b"a: " + b"b" * 1_000_000, 431),
    "head: an endless line": (b"GET /" + b"a" * 1_000_000, 414),
    "head: no address": (b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
}


@pytest.mark.parametrize(("sent", "status"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_request_closes_connection(
    emulator: Emulator, api: requests.Session, sent: bytes, status: int
) -> None:
    """What follows on the same connection is not read as a request."""
    received = exchange(emulator, sent + GET + TOKEN + b"\r\n")
    assert f"HTTP/1.1 {status} ".encode() == received[: len("HTTP/1.1 xxx ")]
    assert 1 == received.count(b"HTTP/1.1 ")
    assert 0 == count(api)
    assert all(request.status in {status, 200} for request in emulator.requests)


#: Requests that end too early.
GONE = {
    "before anything": b"",
    "in the first line": b"GET /api/v2/us",
    "after the first line": b"POST " + CONTACTS.encode() + b"/1/x HTTP/1.1\r\n",
    "in a header": GET + b"Author",
    "before the empty line": GET + TOKEN,
    "before the body": POST + b"Content-Length: 16\r\n\r\n",
    "in the body": POST + b"Content-Length: 17\r\n\r\n" + BODY,
    "before a chunk": CHUNKED,
    "in a chunk's size": CHUNKED + b"10",
    "after a chunk's size": CHUNKED + b"10\r\n",
    "in a chunk": CHUNKED + b"11\r\n" + BODY,
    "in a chunk of 50 MB": CHUNKED + b"%x\r\n" % 50_000_000 + b"x" * 1_000_000,
    "after a chunk": CHUNKED + b"10\r\n" + BODY,
    "in a chunk's end": CHUNKED + b"10\r\n" + BODY + b"\r",
    "before the last chunk": CHUNKED + b"10\r\n" + BODY + b"\r\n",
    "in the last chunk": CHUNKED + b"10\r\n" + BODY + b"\r\n0",
    "before the trailers": CHUNKED + b"10\r\n" + BODY + b"\r\n0\r\n",
    "in the trailers": CHUNKED + b"10\r\n" + BODY + b"\r\n0\r\nA: b\r\n",
}


@pytest.mark.parametrize("sent", GONE.values(), ids=GONE)
def test_partial_request_is_not_carried_out(
    emulator: Emulator, api: requests.Session, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """CPython 3.12.1 crashed in Werkzeug's reader on the request that ends within a chunk."""
    assert b"" == exchange(emulator, sent)
    assert [] == [request for request in emulator.requests if request.status is not None]
    assert 0 == count(api)
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize(
    "sent",
    [
        POST + b"Content-Length:  16 \r\n\r\n" + BODY,
        POST + b"Content-Length: 00016\r\n\r\n" + BODY,
        CHUNKED + b"10\r\n" + BODY + b"\r\n0\r\n\r\n",
        CHUNKED + b'10;name="value"\r\n' + BODY + b"\r\n000\r\nChecksum: 1\r\n\r\n",
        CHUNKED + b"0010 \r\n" + BODY + b"\n0\n\n",
        CHUNKED + b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n",
        POST
        + b"Content-Length: 3\r\n"
        + CHUNKED[len(POST) :]
        + b"10\r\n"
        + BODY
        + b"\r\n0\r\n\r\n",
    ],
)
def test_every_body_encoding_is_read(
    emulator: Emulator, api: requests.Session, sent: bytes
) -> None:
    """The next request on the same connection is read as well."""
    received = exchange(emulator, sent + GET + TOKEN + b"\r\n")
    assert received.startswith(b"HTTP/1.1 201 ")
    assert b"HTTP/1.1 200 " in received
    assert 1 == count(api)


def test_body_of_the_largest_size_is_read(emulator: Emulator) -> None:
    """Emulator choice: 64 MiB. The body is JSON followed by spaces."""
    with connected(emulator) as client:
        client.sendall(POST + b"Content-Length: %d\r\n\r\n" % _body.LIMIT + BODY)
        for _ in range(63):
            client.sendall(b" " * (1 << 20))
        client.sendall(b" " * ((1 << 20) - len(BODY)))
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 201 ")


def test_refusal_of_long_body_is_received(emulator: Emulator) -> None:
    """The client receives the answer although it is still sending."""
    with Api(emulator.url, emulator.token) as session:
        refused = session.post("/user", data=b"x" * (_body.LIMIT + 1))
        assert (413, "close") == (refused.status_code, refused.headers["Connection"])
        assert "longer than 64 MiB" in refused.json()["message"]
        assert 200 == session.get("/user").status_code


def test_expect_continue_is_answered(emulator: Emulator) -> None:
    """curl sends `Expect: 100-continue` before a long body."""
    with connected(emulator) as client:
        client.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 16\r\n\r\n")
        assert b"HTTP/1.1 100 Continue\r\n\r\n" == client.recv(1 << 16)
        client.sendall(BODY)
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 201 ")
        client.sendall(POST + b"Content-Length: 16\r\n\r\n" + BODY)
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 201 ")
        client.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 999999999\r\n\r\n")
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/contacts/1", "DELETE, GET, PUT"),
        ("DELETE", "/contacts", "GET, POST"),
        ("POST", "/journalEntries", "GET"),
        ("PUT", "/generalJournalEntries", "POST"),
        ("HEAD", "/contacts", "GET, POST"),
        ("TRACE", "/contacts", "GET, POST"),
        ("PROPFIND", "/contacts", "GET, POST"),
        ("GET", "/invoices/send", "POST"),
    ],
)
def test_wrong_method_gets_allow_header(
    api: requests.Session, method: str, path: str, allowed: str
) -> None:
    """Emulator choice: HEAD is refused as well, because the contract does not have it."""
    refused = api.request(method, path)
    assert (405, allowed) == (refused.status_code, refused.headers["Allow"])


def test_every_path_has_allow_header(emulator: Emulator) -> None:
    methods: dict[str, set[str]] = {}
    for operation in contract.load().operations:
        methods.setdefault(operation.path, set()).add(operation.method)
    with Api(emulator.url, emulator.token) as session:
        for template, allowed in methods.items():
            refused = session.request("BREW", template.replace("{", "1").replace("}", ""))
            assert (405, ", ".join(sorted(allowed))) == (
                refused.status_code,
                refused.headers["Allow"],
            )


def test_allow_header_of_file_is_get(api: requests.Session) -> None:
    form, files = {"name": "x", "filename": "x.pdf"}, {"file": ("x.pdf", b"%PDF")}
    location = api.post("/inbox", data=form, files=files).headers["Location"]
    url = api.get(location).json()["documentUrl"]
    assert 200 == api.get(url).status_code
    refused = api.delete(url)
    assert (405, "GET") == (refused.status_code, refused.headers["Allow"])


def test_id_over_64_bits_is_404(api: requests.Session) -> None:
    for key in (2**63 - 1, 2**63, 10**19 - 1, 10**40):
        assert 404 == api.get(f"/contacts/{key}").status_code


def test_form_with_too_many_parts_is_413(api: requests.Session) -> None:
    parts = [(f"f{i}", (None, "x")) for i in range(2000)]
    assert 413 == api.post("/inbox", files=parts).status_code


#: The bytes that a client sends before it pauses.
PAUSES = {
    "idle": b"",
    "in the head": GET,
    "in the body": POST + b"Content-Length: 1000\r\n\r\n",
    "in a chunk": CHUNKED + b"ffff\r\nx",
    "while it is thrown away": length(b"1000000000000000"),
}


@pytest.mark.parametrize("sent", PAUSES.values(), ids=PAUSES)
def test_stop_does_not_wait_for_sender(sent: bytes) -> None:
    """`stop` returns within a second while a client is still sending."""
    others = set(threading.enumerate())
    with Emulator(seed=1) as emulator, connected(emulator) as client:
        client.sendall(sent)
        time.sleep(0.05)
        start = time.monotonic()
        emulator.stop()
        assert time.monotonic() - start < 1
        wait_until(lambda: not any("_serve" in t.name for t in {*threading.enumerate()} - others))


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_stop_in_a_fork_leaves_the_parent(emulator: Emulator) -> None:
    """The two processes share the port, so a forked one must not shut it down."""
    with connected(emulator) as client:
        client.sendall(GET + TOKEN + b"\r\n")
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        child = os.fork()
        if child == 0:
            try:
                emulator.stop()
                os._exit(0)
            finally:
                os._exit(1)
        assert (child, 0) == os.waitpid(child, 0)
        client.sendall(GET + TOKEN + b"\r\n")
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    assert exchange(emulator, GET + TOKEN + b"\r\n").startswith(b"HTTP/1.1 200 ")


def test_stop_does_not_wait_for_reader() -> None:
    """`stop` returns within a second while a client has not read its answer."""
    with Emulator(seed=1) as emulator, connected(emulator) as client:
        emulator.fail_next(CannedAnswer(200, body=b"x" * 50_000_000))
        client.sendall(GET + TOKEN + b"\r\n")
        wait_until(lambda: bool(emulator.requests) and emulator.requests[0].finished is not None)
        start = time.monotonic()
        emulator.stop()
        assert time.monotonic() - start < 1


def test_queued_request_is_dropped_on_stop() -> None:
    """A thousand requests wait on the same connection, and `stop` does not wait for them."""
    with Emulator(seed=1) as emulator, connected(emulator) as client:
        emulator.fail_next(Slow(60))
        client.sendall((GET + TOKEN + b"\r\n") * 1000)
        wait_until(lambda: bool(emulator.requests))
        emulator.stop()
    assert 1 == len(emulator.requests)


def test_slow_answer_waits_with_queued_requests(emulator: Emulator) -> None:
    """The fault `Slow` waits its time although the next requests have arrived."""
    emulator.fail_next(Slow(0.1))
    exchange(emulator, (GET + TOKEN + b"\r\n") * 200)
    first = emulator.requests[0]
    assert first.finished is not None
    assert first.finished - first.started >= 0.1
    assert 200 == len(emulator.requests)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulator that accepts at most four connections."""
    monkeypatch.setattr(_server, "CONNECTIONS", 4)
    with Emulator(seed=1) as emulator:
        yield emulator


def test_too_many_connections_are_503(narrow: Emulator) -> None:
    """A connection that ends makes room for another."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connected(narrow)) for _ in range(4)]
        for client in clients:
            client.sendall(GET + TOKEN + b"\r\n")
            assert client.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        received = exchange(narrow, GET + TOKEN + b"\r\n")
        assert received.startswith(b"HTTP/1.1 503 ")
        assert b"4 connections at once" in received
        clients[0].close()
        wait_until(lambda: exchange(narrow, GET + TOKEN + b"\r\n").startswith(b"HTTP/1.1 200 "))
    assert {200} == {request.status for request in narrow.requests}


def connect_often(emulator: Emulator, stack: ExitStack) -> None:
    """Open 60 connections that the stack closes."""
    for _ in range(60):
        stack.enter_context(connected(emulator))


def test_server_recovers_from_too_few_files(emulator: Emulator) -> None:
    """Each connection takes two file descriptors: one of the client and one of the emulator."""
    resource = pytest.importorskip("resource")  # Windows has no such limit
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    next_file = os.dup(0)
    os.close(next_file)
    with ExitStack() as stack:
        resource.setrlimit(resource.RLIMIT_NOFILE, (next_file + 13, limits[1]))
        try:
            with pytest.raises(OSError, match="Too many open files"):
                connect_often(emulator, stack)
            time.sleep(0.1)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert exchange(emulator, GET + TOKEN + b"\r\n").startswith(b"HTTP/1.1 200 ")


def test_server_recovers_from_too_few_threads(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python raises RuntimeError when the operating system refuses a new thread."""

    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        assert b"" == exchange(emulator, b"")
    assert exchange(emulator, GET + TOKEN + b"\r\n").startswith(b"HTTP/1.1 200 ")


def test_log_drops_oldest_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The size of the log is limited, because clients decide how much they send."""
    monkeypatch.setattr(_log, "HELD", 20_000)
    with Emulator(seed=1) as emulator, Api(emulator.url, emulator.token) as session:
        for _ in range(30):
            session.get("/user", headers={"X-Long": "x" * 1000})
        logged = emulator.requests
        assert 10 <= len(logged) < 20
        assert list(range(30 - len(logged), 30)) == [request.number for request in logged]
        session.post("/user", json={"name": "x" * 19_000})
        assert 1 == len(emulator.requests)
        session.post("/user", json={"name": "x" * 30_000})
        assert 0 == len(emulator.requests)
        session.get("/user")
        assert 1 == len(emulator.requests)


def test_late_body_of_dropped_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The log has dropped the request before its body arrives; it is carried out all the same."""
    monkeypatch.setattr(_log, "HELD", 20_000)
    with (
        Emulator(seed=1) as emulator,
        connected(emulator) as client,
        Api(emulator.url, emulator.token) as session,
    ):
        client.sendall(POST + b"Content-Length: 16\r\n\r\n")
        wait_until(lambda: bool(emulator.requests))
        for _ in range(30):
            session.get("/user", headers={"X-Long": "x" * 1000})
        client.sendall(BODY)
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 201 ")
        assert {"GET"} == {request.method for request in emulator.requests}


def test_files_do_not_fill_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log keeps the fields of a form, without its files."""
    monkeypatch.setattr(_log, "HELD", 20_000)
    with Emulator(seed=1) as emulator:
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as session:
            for _ in range(3):
                form, files = {"name": "x", "filename": "x.pdf"}, {"file": ("x.pdf", b"x" * 30_000)}
                assert 201 == session.post("/inbox", data=form, files=files).status_code
        assert [form] * 3 == [request.body for request in emulator.requests]


def test_body_without_token_is_not_logged(emulator: Emulator) -> None:
    with Api(emulator.url, "wrong") as session:
        assert 401 == session.post("/user", json=ANNA).status_code
    assert [None] == [request.body for request in emulator.requests]


def test_second_authorization_is_refused(emulator: Emulator) -> None:
    """A client that sends two tokens has a fault, whichever comes first."""
    other = b"Authorization: Bearer other\r\n"
    for tokens in (TOKEN + other, other + TOKEN):
        assert exchange(emulator, GET + tokens + b"\r\n").startswith(b"HTTP/1.1 401 ")


def test_invalid_tokens_are_not_kept(emulator: Emulator) -> None:
    """The emulator keeps a token only while one of its requests is in flight."""
    for number in range(20):
        with Api(emulator.url, f"wrong-{number}") as session:
            assert 401 == session.get("/user").status_code
    assert not emulator._log._in_flight
