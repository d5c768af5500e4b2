"""Whether a request is sent again: each row of the table, at each point of failure, on a socket.

Money moves through this: a write that was carried out twice is the worst that can happen.
"""

import select
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fiken.errors import (
    AmbiguousWriteError,
    ApiError,
    FikenError,
    Outcome,
    RateLimitedError,
    ServerError,
    TransportError,
    WrittenButNotLoadedError,
)
from fiken.session import Retries, Session

from .server import CREATED, OK, Server, Step, Wire, after_carrying_out, answering, raw

Connect = Callable[..., Session]
Attempts = Callable[[], list[str]]

HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def reading(then: Callable[[Wire], Any]) -> Step:
    def step(wire: Wire) -> None:
        wire.read()
        then(wire)

    return step


def saying(text: bytes, then: Callable[[Wire], Any] = lambda _: None) -> Callable[[Wire], Any]:
    def say(wire: Wire) -> None:
        wire.send(text)
        then(wire)

    return say


def nothing(wire: Wire) -> None:
    """Do nothing: the connection ends with FIN, as after every step."""


def unread(then: Callable[[Wire], Any]) -> Step:
    """Return a step that waits until the request is there, and does not read it."""

    def step(wire: Wire) -> None:
        select.select([wire.sock], [], [])
        then(wire)

    return step


def patience(point: str) -> float:
    """Return the timeout in seconds: a short one where the test waits for its end."""
    return 0.3 if point in ("no answer in time", "the handshake stalls") else 5.0


# The request had a connection, and no whole answer came. (point of failure, carried out)
LOST: dict[str, tuple[Step, int]] = {
    "closed before it was read": (unread(nothing), 0),
    "reset before it was read": (unread(Wire.reset), 0),
    "read, then closed": (reading(nothing), 0),
    "read, then reset": (reading(Wire.reset), 0),
    "carried out, then closed": (after_carrying_out(nothing), 1),
    "carried out, then reset": (after_carrying_out(Wire.reset), 1),
    "no answer in time": (
        after_carrying_out(Wire.wait_until_the_client_leaves),
        1,
    ),
    "half a status": (after_carrying_out(saying(b"HTTP/1.1 20")), 1),
    "a status without the end of its line": (after_carrying_out(saying(b"HTTP/1.1 400 Ba")), 1),
    "garbage for a status": (after_carrying_out(saying(b"what?\r\n\r\n")), 1),
    "an interim answer alone": (after_carrying_out(saying(b"HTTP/1.1 103 Hints\r\n\r\n")), 1),
    "too many headers": (
        after_carrying_out(saying(b"HTTP/1.1 201 Created\r\n" + b"A: b\r\n" * 500 + b"\r\n")),
        1,
    ),
}

# An answer whose status came, and whose body did not, or not whole.
CUT: dict[str, bytes] = {
    "half a body, of known length": HEADERS + b'Content-Length: 8\r\n\r\n{"a"',
    "no body, of known length": HEADERS + b"Content-Length: 8\r\n\r\n",
    "half a body, in chunks": HEADERS + b'Transfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n',
    "half a chunk": HEADERS + b'Transfer-Encoding: chunked\r\n\r\n8\r\n{"a"',
    "half a body, of unknown length": HEADERS + b'\r\n{"a"',
    "no body, of unknown length": HEADERS + b"\r\n",
    "half the headers": HEADERS,
    "half a header": HEADERS + b"Content-Len",
    "no headers": b"HTTP/1.1 200 OK\r\n",
    "not the compression it says": HEADERS
    + b'Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\n{"a": 1}',
}


@pytest.mark.parametrize("point", LOST)
def test_a_lost_write_is_never_repeated(
    point: str, server: Server, connect: Connect, attempts: Attempts
) -> None:
    step, carried_out = LOST[point]
    server.plan = [step, CREATED]
    with pytest.raises(AmbiguousWriteError) as raised:
        connect(server.url, timeout=patience(point)).request("POST", "/x", json={}, creates=True)
    assert (carried_out, 1, 1) == (server.carried_out, server.connections, len(attempts()))
    assert raised.value.outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "post", "OPTIONS"])
def test_other_methods_are_writes(method: str, server: Server, connect: Connect) -> None:
    """Every method but GET and HEAD is a write."""
    server.plan = [after_carrying_out(nothing), OK]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url).request(method, "/x")
    assert 1 == len(server.seen)


@pytest.mark.parametrize("point", LOST)
def test_a_lost_read_is_repeated(point: str, server: Server, connect: Connect) -> None:
    server.plan = [LOST[point][0], OK]
    assert {"a": 1} == connect(server.url, timeout=patience(point)).get("/x").json()
    assert 2 == server.connections


@pytest.mark.parametrize("cut", CUT)
@pytest.mark.parametrize("end", [nothing, Wire.reset], ids=["FIN", "RST"])
def test_a_cut_read_is_repeated(cut: str, end: Step, server: Server, connect: Connect) -> None:
    server.plan = [reading(saying(CUT[cut], end)), OK]
    assert {"a": 1} == connect(server.url).get("/x").json()
    assert 2 == len(server.seen)


@pytest.mark.parametrize("point", LOST)
def test_a_read_gives_up_after_three_tries(
    point: str, server: Server, connect: Connect, attempts: Attempts
) -> None:
    server.plan = [LOST[point][0]]
    with pytest.raises(TransportError) as raised:
        connect(server.url, timeout=patience(point)).get("/x")
    assert (TransportError, Outcome.REFUSED) == (type(raised.value), raised.value.outcome)
    assert 3 == len(attempts())


@pytest.mark.parametrize("cut", CUT)
def test_a_cut_body_undoes_no_write(
    cut: str, server: Server, connect: Connect, attempts: Attempts
) -> None:
    """The status says that it was carried out."""
    server.plan = [after_carrying_out(saying(CUT[cut])), CREATED]
    answer = connect(server.url).request("PUT", "/x", json={})
    assert (200, 1, 1) == (answer.status, server.carried_out, len(attempts()))


@pytest.mark.parametrize(
    ("sent", "body", "complete"),
    [
        (b'Content-Length: 8\r\n\r\n{"a"', b'{"a"', False),
        (b'Transfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n', b'{"a"', False),
        (b'Content-Length: 4\r\n\r\n{"a"', b'{"a"', True),
    ],
)
def test_a_write_keeps_a_partial_body(
    sent: bytes, body: bytes, complete: bool, server: Server, connect: Connect
) -> None:
    server.plan = [after_carrying_out(saying(HEADERS + sent))]
    answer = connect(server.url).request("PATCH", "/x", json={})
    assert (body, complete) == (answer.body, answer.complete)


@pytest.mark.parametrize(
    "head",
    [
        b"\r\n",
        b"Location: https://api.fiken.no/api/v2/companies/x/contacts/136659",
        b"Location: https://api.fiken.no/api/v2/companies/x/contacts/\r\n\r\n",
        b"Location:\r\n\r\n",
        b"Content-Length: 0\r\n\r\n",
    ],
    ids=["none", "cut within the id", "of the list", "empty", "none at all"],
)
def test_a_creation_without_an_id_is_done(head: bytes, server: Server, connect: Connect) -> None:
    """Half a Location would be the id of another entity: it counts as none."""
    server.plan = [after_carrying_out(saying(b"HTTP/1.1 201 Created\r\n" + head)), CREATED]
    with pytest.raises(WrittenButNotLoadedError) as raised:
        connect(server.url).request("POST", "/x", json={}, creates=True)
    assert (1, Outcome.DONE) == (server.carried_out, raised.value.outcome)
    assert server.seen[0].headers["X-Request-ID"] in str(raised.value)


@pytest.mark.parametrize("status", [502, 504, 301, 302, 303, 307, 308, 304])
def test_gateways_and_redirects_are_ambiguous(
    status: int, server: Server, connect: Connect
) -> None:
    """The write may have been carried out behind them."""
    server.plan = [answering(status, ("Location", f"{server.url}/y"), carries_out=True), CREATED]
    with pytest.raises(AmbiguousWriteError) as raised:
        connect(server.url).request("POST", "/x", json={})
    assert (1, 1) == (server.carried_out, len(server.seen))
    assert isinstance(raised.value.__cause__, ApiError)
    assert status == raised.value.__cause__.status


@pytest.mark.parametrize("status", [500, 501, 503, 507])
def test_a_server_error_repeats_no_write(status: int, server: Server, connect: Connect) -> None:
    server.plan = [answering(status, ("Retry-After", "0"), carries_out=True), CREATED]
    with pytest.raises(ServerError) as raised:
        connect(server.url).request("POST", "/x", json={})
    assert (1, 1) == (server.carried_out, len(server.seen))
    assert Outcome.UNKNOWN == raised.value.outcome


def test_a_500_may_refuse_a_value(server: Server, connect: Connect) -> None:
    body = '{"message": "Kontonummer mangler på faktura"}'.encode("latin-1")
    server.plan = [answering(500, body=body)]
    with pytest.raises(ServerError) as raised:
        connect(server.url).request("POST", "/x", json={})
    assert Outcome.REFUSED == raised.value.outcome


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 500, 501])
def test_a_refused_read_is_not_repeated(status: int, server: Server, connect: Connect) -> None:
    server.plan = [answering(status), OK]
    with pytest.raises(ApiError) as raised:
        connect(server.url).get("/x")
    assert (status, 1) == (raised.value.status, len(server.seen))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(status: int, server: Server, connect: Connect) -> None:
    server.plan = [answering(status), answering(status), OK]
    assert {"a": 1} == connect(server.url).get("/x").json()
    assert 3 == len(server.seen)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, RateLimitedError), (502, ServerError), (503, ServerError), (504, ServerError)],
)
def test_a_read_gives_up_after_three_busy_answers(
    status: int, kind: type[FikenError], server: Server, connect: Connect
) -> None:
    server.plan = [answering(status)]
    with pytest.raises(kind) as raised:
        connect(server.url).get("/x")
    assert (3, Outcome.REFUSED) == (len(server.seen), raised.value.outcome)


def test_a_429_repeats_a_write_once(server: Server, connect: Connect) -> None:
    server.plan = [answering(429), CREATED]
    answer = connect(server.url).request("POST", "/x", json={"n": 1}, creates=True)
    assert ("42", 2, 1) == (answer.location_id, len(server.seen), server.carried_out)
    assert [b'{"n":1}', b'{"n":1}'] == [request.body for request in server.seen]


def test_a_second_429_ends_a_write(server: Server, connect: Connect) -> None:
    server.plan = [answering(429), answering(429), CREATED]
    with pytest.raises(RateLimitedError) as raised:
        connect(server.url).request("POST", "/x", json={})
    assert (2, 0, Outcome.REFUSED) == (len(server.seen), server.carried_out, raised.value.outcome)


def test_a_429_repeats_the_whole_upload(server: Server, connect: Connect) -> None:
    server.plan = [answering(429), CREATED]
    files = {"file": ("bill.pdf", b"%PDF", "application/pdf")}
    connect(server.url).request("POST", "/x", files=files, data={"filename": "bill.pdf"})
    first, second = server.seen
    assert first.body == second.body
    assert b"%PDF" in second.body


@pytest.mark.parametrize(
    "policy",
    [
        {"allowed_methods": None},
        {"allowed_methods": {"POST"}, "status_forcelist": {500, 502, 503}},
        {"other": 5, "read": 5, "total": 9},
        {"connect": False},
    ],
)
@pytest.mark.parametrize("step", [after_carrying_out(nothing), answering(503, carries_out=True)])
def test_no_policy_repeats_a_write(
    policy: dict[str, Any], step: Step, server: Server, connect: Connect
) -> None:
    server.plan = [step, CREATED]
    with pytest.raises((AmbiguousWriteError, ServerError)):
        connect(server.url, retries=Retries(**policy)).request("POST", "/x", json={})
    assert 1 == server.carried_out


def test_a_policy_may_forbid_to_try_again(server: Server, connect: Connect) -> None:
    server.plan = [answering(503), OK]
    with pytest.raises(ServerError):
        connect(server.url, retries=Retries(total=0)).get("/x")
    with pytest.raises(TransportError):
        connect("http://127.0.0.1:1", retries=Retries(connect=False)).get("/x")
    assert 1 == len(server.seen)


def test_a_lost_second_try_is_not_repeated(server: Server, connect: Connect) -> None:
    """The first try was answered with 429."""
    server.plan = [answering(429), after_carrying_out(Wire.reset), CREATED]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url).request("POST", "/x", json={})
    assert (2, 1) == (len(server.seen), server.carried_out)


def test_no_write_uses_an_idle_connection(server: Server, connect: Connect) -> None:
    """There, a close before and a close after the write was carried out look the same."""
    session = connect(server.url)
    for method in ("GET", "POST", "GET", "PUT", "POST", "GET"):
        session.request(method, "/x")
    assert [1, 2, 1, 3, 4, 1] == [request.connection for request in server.seen]


def test_a_closing_idle_connection_repeats_a_read(server: Server, connect: Connect) -> None:
    server.plan = [OK, nothing, OK]
    session = connect(server.url)
    session.get("/x")
    assert {"a": 1} == session.get("/x").json()


# Nothing was sent, so that a write goes out again.
NOT_SENT: dict[str, Step] = {
    "the handshake is closed": raw(lambda _: None),
    "the handshake is reset": raw(Wire.reset_within_the_handshake),
    "the handshake stalls": raw(lambda wire: wire.wait_until_the_client_leaves()),
    "no TLS is spoken": raw(lambda wire: wire.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
}


@pytest.mark.parametrize("point", NOT_SENT)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_failed_handshake_is_repeated(
    point: str, method: str, tls_server: Server, connect: Connect, certificate: Path
) -> None:
    """Nothing was sent, so that a write goes out again too."""
    tls_server.plan = [NOT_SENT[point], CREATED]
    session = connect(tls_server.url, trusting=certificate, timeout=patience(point))
    assert "42" == session.request(method, "/x", creates=True).location_id
    assert (2, 1) == (tls_server.connections, len(tls_server.seen))


@pytest.mark.parametrize("point", NOT_SENT)
def test_failed_handshakes_end_after_three_tries(
    point: str, tls_server: Server, connect: Connect, certificate: Path, attempts: Attempts
) -> None:
    tls_server.plan = [NOT_SENT[point]]
    with pytest.raises(TransportError) as raised:
        connect(tls_server.url, trusting=certificate, timeout=patience(point)).request("POST", "/x")
    assert (TransportError, Outcome.REFUSED) == (type(raised.value), raised.value.outcome)
    assert (3, 0) == (len(attempts()), tls_server.carried_out)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_bad_certificate_is_not_tried_again(
    method: str, tls_server: Server, connect: Connect, attempts: Attempts
) -> None:
    with pytest.raises(TransportError) as raised:
        connect(tls_server.url).request(method, "/x")
    assert (TransportError, 1) == (type(raised.value), len(attempts()))
    assert "certificate verify failed" in str(raised.value)


LOST_IN_TLS: dict[str, Step] = {
    "closed": after_carrying_out(nothing),
    "reset": after_carrying_out(Wire.reset),
    "garbage instead of TLS": after_carrying_out(
        lambda wire: socket.socket.send(wire.sock, b"\x99" * 64)
    ),
    "no answer in time": after_carrying_out(Wire.wait_until_the_client_leaves),
}


@pytest.mark.parametrize("point", LOST_IN_TLS)
def test_a_write_lost_in_tls_is_not_repeated(
    point: str, tls_server: Server, connect: Connect, certificate: Path, attempts: Attempts
) -> None:
    """A TLS error after the request counts as "other" for urllib3, which would send it again."""
    tls_server.plan = [LOST_IN_TLS[point], CREATED]
    with pytest.raises(AmbiguousWriteError):
        connect(tls_server.url, trusting=certificate, timeout=patience(point)).request(
            "POST", "/x", json={}
        )
    assert (1, 1) == (tls_server.carried_out, len(attempts()))


@pytest.mark.parametrize("point", LOST_IN_TLS)
def test_a_read_lost_in_tls_is_repeated(
    point: str, tls_server: Server, connect: Connect, certificate: Path
) -> None:
    tls_server.plan = [LOST_IN_TLS[point], OK]
    assert {"a": 1} == connect(tls_server.url, trusting=certificate, timeout=patience(point)).get(
        "/x"
    ).json()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_connection_is_tried_three_times(
    method: str, connect: Connect, attempts: Attempts
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransportError) as raised:
        connect(f"http://127.0.0.1:{port}").request(method, "/x")
    assert (TransportError, 3) == (type(raised.value), len(attempts()))
    assert "refused" in str(raised.value)


def test_an_unknown_host_is_tried_three_times(
    connect: Connect, attempts: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TransportError) as raised:
        connect("https://nowhere.invalid").request("POST", "/x")
    assert (TransportError, 3) == (type(raised.value), len(attempts()))


def test_a_slow_connection_is_tried_again(connect: Connect, attempts: Attempts) -> None:
    """The queue of this listener is full, so that its handshake is never answered."""
    with socket.socket() as listener, socket.socket() as one, socket.socket() as two:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (one, two):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(TransportError) as raised:
            connect(url, timeout=(0.05, 5.0)).request("POST", "/x")
    assert (TransportError, 3) == (type(raised.value), len(attempts()))
    assert "timed out" in str(raised.value)


def test_no_subclassed_policy_repeats_a_write(server: Server, connect: Connect) -> None:
    """Not even a policy that repeats after every outcome."""

    class Again(Retries):
        def after(self, outcome: Any) -> "Again":  # noqa: ARG002
            return self

        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002
            return True

        def wait(self, outcome: Any) -> float:  # noqa: ARG002
            return 0.0

    for step in (
        answering(500, carries_out=True),
        answering(503, carries_out=True),
        answering(409, carries_out=True),
        answering(200, ("Content-Type", "text/html"), body=b"<html>"),
        after_carrying_out(Wire.reset),
    ):
        server.plan, server.carried_out = [step], 0
        with pytest.raises(FikenError):
            connect(server.url, retries=Again()).request("POST", "/x", json={})
        assert 1 == server.carried_out
    server.plan, before = [answering(429)], len(server.seen)
    with pytest.raises(FikenError):
        connect(server.url, retries=Again()).request("POST", "/x", json={})
    assert before + 2 == len(server.seen)
