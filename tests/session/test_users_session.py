"""A session of requests that the user gives: what of it takes part, and what does not."""

import pickle
import socket
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Full
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.util import Retry

from fiken.errors import (
    AmbiguousWriteError,
    BadRequestError,
    ConfigurationError,
    MappingError,
    Outcome,
    ServerError,
    TransportError,
)
from fiken.session import Session
from fiken.session._adapter import Adapter
from fiken.session._transport import _Idle

from .conftest import TOKEN
from .server import CREATED, OK, Server, Wire, after_carrying_out, answering

Connect = Callable[..., Session]


@pytest.fixture
def http() -> requests.Session:
    return requests.Session()


# --- adapters


class Foreign(BaseAdapter):
    """An adapter with prepared answers and failures, of which the last one is repeated."""

    def __init__(self, *plan: Any) -> None:
        super().__init__()
        self.plan, self.seen = list(plan), list[requests.PreparedRequest]()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.seen.append(request)
        step = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if isinstance(step, BaseException):
            raise step
        response = requests.Response()
        response.status_code, response._content = step
        response.request = request
        return response

    def close(self) -> None:
        pass


FAILURES = [
    requests.ConnectionError("refused"),
    requests.ConnectTimeout("no connection"),
    requests.ReadTimeout("no answer"),
    requests.exceptions.SSLError("handshake"),
    requests.exceptions.ProxyError("no proxy"),
    ConnectionRefusedError("refused"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("prefix", ["{url}", "http://", "http://127.0.0.1"])
def test_failures_of_mounted_adapters_are_ambiguous(
    failure: Exception, prefix: str, http: requests.Session, server: Server, connect: Connect
) -> None:
    """No other adapter is used in their place."""
    adapter = Foreign(failure)
    http.mount(prefix.format(url=server.url), adapter)
    session = connect(server.url, http=http)
    with pytest.raises(AmbiguousWriteError) as raised:
        session.request("POST", "/x", json={})
    assert (Outcome.UNKNOWN, 1) == (raised.value.outcome, len(adapter.seen))
    assert 0 == server.connections


def test_a_wrapper_of_our_adapter_is_foreign(http: requests.Session, connect: Connect) -> None:
    """It may have sent the write in another way before, which our connection does not know."""

    class Other(Foreign):
        def send(self, request: requests.PreparedRequest, *args: Any, **kw: Any) -> Any:
            return Adapter().send(request, *args, **kw)

    http.mount("http://127.0.0.1:1/", Other())
    with pytest.raises(AmbiguousWriteError):
        connect("http://127.0.0.1:1", http=http).request("POST", "/x")


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: type(one).__name__)
def test_reads_by_mounted_adapters_are_repeated(
    failure: Exception, http: requests.Session, connect: Connect
) -> None:
    adapter = Foreign(failure, failure, (200, b'{"a": 1}'))
    http.mount("https://api.fiken.no/", adapter)
    session = connect("https://api.fiken.no/api/v2", http=http)
    assert {"a": 1} == session.get("/x").json()
    assert 3 == len(adapter.seen)
    adapter.plan = [failure]
    with pytest.raises(TransportError) as raised:
        session.get("/x")
    assert (TransportError, Outcome.REFUSED) == (type(raised.value), raised.value.outcome)


def test_answers_of_mounted_adapters_count(http: requests.Session, connect: Connect) -> None:
    adapter = Foreign((429, b""), (201, b""), (400, b'{"message": "nei"}'), (500, b""))
    http.mount("https://", adapter)
    session = connect("https://api.fiken.no/api/v2", http=http)
    assert 201 == session.request("POST", "/x", json={}).status
    with pytest.raises(BadRequestError, match="nei"):
        session.request("POST", "/x", json={})
    with pytest.raises(ServerError) as raised:
        session.request("POST", "/x", json={})
    assert (Outcome.UNKNOWN, 4) == (raised.value.outcome, len(adapter.seen))
    assert f"Bearer {TOKEN}" == adapter.seen[0].headers["Authorization"]


def test_an_adapters_body_is_bounded_too(http: requests.Session, connect: Connect) -> None:
    http.mount("https://", Foreign((200, b" " * 101)))
    session = connect("https://api.fiken.no/api/v2", http=http, max_answer_bytes=100)
    with pytest.raises(MappingError, match="at most 100 bytes"):
        session.get("/x")


def test_an_exception_of_an_adapter_says_unknown(http: requests.Session, connect: Connect) -> None:
    http.mount("https://", Foreign(RuntimeError("a bug of the adapter")))
    session = connect("https://api.fiken.no/api/v2", http=http)
    with pytest.raises(RuntimeError) as raised:
        session.request("POST", "/x", json={})
    assert "outcome unknown" in raised.value.__notes__[0]


class Subclassed(HTTPAdapter):
    """An adapter as many programs have one, to set a timeout or a TLS version."""


@pytest.mark.parametrize("retries", [3, Retry(total=1), Retry(total=3, allowed_methods={"GET"})])
def test_a_repeating_adapter_sends_no_write(
    retries: Any, http: requests.Session, server: Server, connect: Connect
) -> None:
    """A `Retry` for reads only resends a POST too, after an error of TLS."""
    http.mount("http://", Subclassed(max_retries=retries))
    session = connect(server.url, http=http)
    with pytest.raises(ConfigurationError, match="the Subclassed in your session has max_retries"):
        session.request("POST", "/x", json={})
    assert 0 == server.connections
    assert {"a": 1} == session.get("/x").json()


def test_an_adapter_that_repeats_nothing_sends_writes(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    http.mount("http://", Subclassed())
    server.plan = [CREATED, after_carrying_out(Wire.reset)]
    session = connect(server.url, http=http)
    assert "42" == session.request("POST", "/x", creates=True).location_id
    with pytest.raises(AmbiguousWriteError):
        session.request("PUT", "/x")
    assert 2 == server.carried_out


def test_a_plain_adapter_is_replaced(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    """Only its retries are not used: those are the session's to decide."""
    http.mount("http://127.0.0.1", HTTPAdapter(max_retries=5))
    elsewhere = http.get_adapter("http://elsewhere.test/")
    server.plan = [after_carrying_out(Wire.reset), CREATED]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url, http=http).request("PUT", "/x")
    assert 1 == server.carried_out
    assert elsewhere is http.get_adapter("http://elsewhere.test/")
    assert HTTPAdapter is type(http.get_adapter("http://127.0.0.1:1/"))


@pytest.mark.parametrize("given", [True, False])
def test_every_spelling_of_the_host_counts(
    given: bool,
    http: requests.Session,
    server: Server,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A host with a dot at its end is the same host."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *args: real("127.0.0.1", *args))
    session = connect(f"http://localhost:{server.port}/api", http=http if given else None)
    server.plan = [after_carrying_out(Wire.reset), CREATED]
    with pytest.raises(AmbiguousWriteError):
        session.request("PUT", f"http://localhost.:{server.port}/x")
    assert 1 == server.carried_out
    used: Any = http if given else session._wire._http._session
    assert isinstance(used.get_adapter(f"http://localhost.:{server.port}/x"), Adapter)


def test_two_clients_share_one_adapter(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    for url in (server.url, server.url.removesuffix("/api/v2")):
        connect(url, http=http).get("/x")
    assert [1, 1] == [request.connection for request in server.seen]
    assert 3 == len(http.adapters)
    connect(server.url.removesuffix("/api/v2"), http=http).close()
    connect(server.url, http=http).get("/x")
    assert 2 == server.seen[-1].connection


def test_the_users_own_requests_are_untouched(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    session = connect(server.url, http=http)
    assert {"a": 1} == http.post(f"{server.url}/own", data=b"x").json()
    session.request("POST", "/x")
    assert {"a": 1} == http.get(f"{server.url}/own").json()
    own, ours, again = server.seen
    assert ("Authorization" in own.headers, "Authorization" in ours.headers) == (False, True)
    assert "Authorization" not in again.headers
    http.close()


def test_an_overridden_send_is_called(server: Server, connect: Connect) -> None:
    """Every failure of a write is then ambiguous."""

    class Measuring(requests.Session):
        calls = 0

        def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
            self.calls += 1
            return super().send(request, **settings)

    http = Measuring()
    assert {"a": 1} == connect(server.url, http=http).get("/x").json()
    with pytest.raises(AmbiguousWriteError):
        connect("http://127.0.0.1:1", http=http).request("POST", "/x")
    assert 2 == http.calls


# --- hooks


def test_hooks_see_every_answer_with_its_body(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    seen: list[tuple[int, bytes, str]] = []

    def note(response: requests.Response, *_: Any, **__: Any) -> None:
        assert response.request.method
        seen.append((response.status_code, response.content, response.headers["X-Own"]))

    http.hooks["response"].append(note)
    server.plan = [
        answering(503, ("X-Own", "1"), body=b"busy"),
        answering(200, ("X-Own", "2"), body=b'{"a": 1}'),
    ]
    assert {"a": 1} == connect(server.url, http=http).get("/x").json()
    assert [(503, b"busy", "1"), (200, b'{"a": 1}', "2")] == seen


def test_a_hook_does_not_see_the_token(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    seen: list[requests.Response] = []
    http.hooks["response"].append(lambda response, *_, **__: seen.append(response))
    connect(server.url, http=http).request("POST", "/x", json={"b": 1})
    [response] = seen
    assert "Authorization" not in response.request.headers
    assert (b'{"b":1}', "POST") == (response.request.body, response.request.method)
    assert TOKEN.encode() not in pickle.dumps(response)
    assert f"Bearer {TOKEN}" == server.seen[0].headers["Authorization"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_raising_hook_hides_no_error(
    method: str, http: requests.Session, server: Server, connect: Connect
) -> None:
    """Many sessions have such a hook. Our own exception says more."""
    http.hooks["response"].append(lambda response, *_, **__: response.raise_for_status())
    server.plan = [answering(400, body=b'{"message": "nei"}')]
    with pytest.raises(BadRequestError, match="nei") as raised:
        connect(server.url, http=http).request(method, "/x")
    assert (Outcome.REFUSED, 1) == (raised.value.outcome, len(server.seen))


def test_a_failing_hook_says_done(http: requests.Session, server: Server, connect: Connect) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    http.hooks["response"].append(fail)
    server.plan = [CREATED]
    with pytest.raises(OSError, match="the disk is full") as raised:
        connect(server.url, http=http).request("POST", "/x")
    assert "outcome done" in raised.value.__notes__[0]
    assert 1 == server.carried_out


def test_a_hook_may_replace_the_answer(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    def replace(response: requests.Response, *_: Any, **__: Any) -> requests.Response:
        other = requests.Response()
        other.status_code, other._content = 200, response.content.upper()
        return other

    http.hooks["response"].append(replace)
    assert b'{"A": 1}' == connect(server.url, http=http).get("/x").body


def test_no_redirect_of_a_write_is_followed(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    """It is not even parsed: Location may be no URL."""
    for location in ("/api/v2/y", "http://[", f"{server.url}/y"):
        server.plan, before = [answering(307, ("Location", location))], len(server.seen)
        with pytest.raises(AmbiguousWriteError):
            connect(server.url, http=http).request("POST", "/x", json={})
        assert before + 1 == len(server.seen)


# --- what is set in it


def test_headers_go_along_but_for_ours(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    own = {
        "X-Own": "1",
        "Authorization": "Bearer another",
        "authorization": "Bearer another",
        "X-Request-ID": "mine",
        "User-Agent": "mine",
        "Accept": "text/html",
        "Accept-Encoding": "br",
        "Cookie": "a=b",
        "Host": "elsewhere.test",
        "Content-Type": "text/plain",
        "Content-Length": "999",
        "Transfer-Encoding": "chunked",
        "Proxy-Authorization": "Basic x",
    }
    http.headers.update(own)
    connect(server.url, http=http).request("POST", "/x", json={"b": 1})
    seen = server.seen[0]
    assert "1" == seen.headers["X-Own"]
    assert f"Bearer {TOKEN}" == seen.headers["Authorization"]
    assert "application/json" == seen.headers["Content-Type"]
    assert ("7", b'{"b":1}') == (seen.headers["Content-Length"], seen.body)
    assert {"gzip, deflate", "*/*"} == {seen.headers["Accept-Encoding"], seen.headers["Accept"]}
    assert "fiken/" in seen.headers["User-Agent"]
    assert f"127.0.0.1:{server.port}" == seen.headers["Host"]
    assert "mine" != seen.headers["X-Request-ID"]
    absent = {"Cookie", "Transfer-Encoding", "Proxy-Authorization"}
    assert set() == absent & set(seen.headers)


def test_an_upload_keeps_its_content_type(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    http.headers["Content-Type"] = "application/json"
    files = {"file": ("a.pdf", b"%PDF", "application/pdf")}
    connect(server.url, http=http).request("POST", "/x", files=files)
    assert server.seen[0].headers["Content-Type"].startswith("multipart/form-data; boundary=")


def test_parameters_and_logins_are_ignored(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    http.params = {"page": "7"}
    http.auth = ("somebody", "else")
    connect(server.url, http=http).get("/x", params={"name": "Nelly"})
    assert "/api/v2/x?name=Nelly" == server.seen[0].target
    assert f"Bearer {TOKEN}" == server.seen[0].headers["Authorization"]


@pytest.mark.parametrize("given", [True, False])
def test_cookies_are_neither_kept_nor_sent(
    given: bool, http: requests.Session, server: Server, connect: Connect
) -> None:
    http.cookies.set("own", "1", domain="127.0.0.1", path="/")
    server.plan = [answering(200, ("Set-Cookie", "theirs=2; Path=/"), body=b"[]")]
    session = connect(server.url, http=http if given else None)
    session.get("/x")
    session.request("POST", "/x")
    assert not any("Cookie" in request.headers for request in server.seen)
    used: Any = session._wire._http._session
    assert ["own"] * given == list(used.cookies.keys())


def test_a_wrong_session_header_sends_nothing(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    """The message does not show it."""
    http.headers["X-Own"] = "secret\r\nX-Evil: 1"
    with pytest.raises(ConfigurationError, match="before anything was sent") as raised:
        connect(server.url, http=http).request("POST", "/x")
    assert "secret" not in "".join(traceback.format_exception(raised.value))
    assert 0 == server.connections


def test_netrc_does_not_replace_the_token_either(
    http: requests.Session,
    server: Server,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login u password p\n")
    monkeypatch.setenv("NETRC", str(netrc))
    connect(server.url, http=http).get("/x")
    assert f"Bearer {TOKEN}" == server.seen[0].headers["Authorization"]


def test_trust_env_is_heeded(
    http: requests.Session, connect: Connect, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    http.trust_env = False
    http.proxies = {"http": f"http://127.0.0.1:{server.port}"}
    server.plan = [OK]
    connect("http://emulator.test/api/v2", http=http, allow_http=True).get("/x")
    assert "http://emulator.test/api/v2/x" == server.seen[0].target


def test_idle_connections_are_few() -> None:
    """The pool closes a connection that finds no place."""
    idle = _Idle(1)
    idle.put("one")
    with pytest.raises(Full):
        idle.put("two")
    assert "one" == idle.get()
    with pytest.raises(Empty):
        idle.get()


def test_no_idle_connection_is_used_after_an_exception(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    """Nobody knows in what state an exception from outside left it."""

    def fail_once(*_: Any, **__: Any) -> None:
        http.hooks["response"].clear()
        raise RuntimeError("time is up")

    session = connect(server.url, http=http)
    session.get("/x")
    http.hooks["response"].append(fail_once)
    with pytest.raises(RuntimeError):
        session.get("/x")
    session.get("/x")
    assert [1, 1, 2] == [request.connection for request in server.seen]


def test_the_connection_of_a_write_is_closed(server: Server, connect: Connect) -> None:
    """The client keeps it neither for a read nor until the next write."""
    rest: list[bytes] = []

    def until_closed(wire: Wire) -> None:
        wire.read()
        wire.answer(200)
        wire.sock.settimeout(5)
        rest.append(wire.sock.recv(1))

    server.plan = [until_closed, OK]
    session = connect(server.url)
    session.request("POST", "/x")
    deadline = time.monotonic() + 5
    while not rest and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [b""] == rest


def test_no_write_uses_the_sessions_idle_connection(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    session = connect(server.url, http=http)
    for method in ("GET", "POST", "GET", "PUT"):
        session.request(method, "/x")
    assert [1, 2, 1, 3] == [request.connection for request in server.seen]
