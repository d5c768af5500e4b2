"""The behaviour of a session: ids, logs, waiting, redirects, and which hosts get the token."""

import copy
import gzip
import logging
import pickle
import re
import threading
import time
import uuid
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken.errors import (
    AmbiguousWriteError,
    ApiError,
    ConfigurationError,
    FikenError,
    RateLimitedError,
    TransportError,
)
from fiken.session import Retries, Session, Unpaced
from fiken.session._transport import root_of

from .conftest import TOKEN
from .server import CREATED, OK, Server, Wire, after_carrying_out, answering

Connect = Callable[..., Session]
Attempts = Callable[[], list[str]]


def test_every_request_identifies_itself(server: Server, connect: Connect) -> None:
    """It carries the token, a request id and the version."""
    connect(server.url, user_agent="acme-sync/1.2").get("/user")
    headers = server.seen[0].headers
    assert f"Bearer {TOKEN}" == headers["Authorization"]
    assert 4 == uuid.UUID(headers["X-Request-ID"]).version
    assert headers["User-Agent"].startswith("acme-sync/1.2 fiken/")


def test_json_goes_out_as_compact_utf_8(server: Server, connect: Connect) -> None:
    connect(server.url).request("POST", "/contacts", json={"name": "Ås", "customer": True})
    assert '{"name":"Ås","customer":true}'.encode() == server.seen[0].body
    assert "application/json" == server.seen[0].headers["Content-Type"]


def test_nan_is_not_sent(server: Server, connect: Connect) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        connect(server.url).request("POST", "/x", json={"amount": float("nan")})
    assert [] == server.seen


def test_json_and_a_form_exclude_each_other(server: Server, connect: Connect) -> None:
    with pytest.raises(TypeError, match="not both"):
        connect(server.url).request("POST", "/x", json={}, data={"a": "b"})
    assert [] == server.seen


def test_a_stream_is_not_a_body(server: Server, connect: Connect) -> None:
    """It could not be sent again after a 429."""
    with pytest.raises(TypeError, match="in memory"):
        connect(server.url).request("POST", "/x", data=iter([b"a"]))  # type: ignore[arg-type]
    assert [] == server.seen


def test_an_upload_names_file_and_type(server: Server, connect: Connect) -> None:
    files = {"file": ("bill.pdf", b"%PDF", "application/pdf")}
    connect(server.url).request("POST", "/x", files=files, data={"filename": "bill.pdf"})
    assert (
        b'filename="bill.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF' in server.seen[0].body
    )


def test_a_compressed_answer_is_decompressed(server: Server, connect: Connect) -> None:
    server.plan = [answering(200, ("Content-Encoding", "gzip"), body=gzip.compress(b"[1]"))]
    assert [1] == connect(server.url).get("/x").json()


def test_each_attempt_is_one_log_line(server: Server, connect: Connect, attempts: Attempts) -> None:
    """The line has no query, which may name people, and no token."""
    server.plan = [answering(503), Wire.reset, OK]
    connect(server.url).get("/contacts", params={"name": "Nelly"})
    lines = attempts()
    assert 3 == len(lines)
    assert lines[0].startswith("GET /api/v2/contacts 503 ")
    assert lines[1].startswith("GET /api/v2/contacts ProtocolError ")
    assert lines[2].startswith("GET /api/v2/contacts 200 ")
    assert not any(secret in line for line in lines for secret in ("Nelly", TOKEN))


def test_each_attempt_has_its_own_id(server: Server, connect: Connect, attempts: Attempts) -> None:
    """The log and the exception show it."""
    server.plan = [answering(503)]
    with pytest.raises(ApiError) as raised:
        connect(server.url).get("/x")
    ids = [request.headers["X-Request-ID"] for request in server.seen]
    assert 3 == len(set(ids))
    assert ids == [line.split(" ")[-1] for line in attempts()]
    assert ids[-1] == raised.value.request_id


def test_nothing_is_logged_above_debug(
    server: Server, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="fiken")
    connect(server.url).get("/x")
    assert {logging.DEBUG} == {line.levelno for line in caplog.records if line.name == "fiken"}


def _parts_of(value: Any, seen: dict[int, Any]) -> None:
    """Collect the arguments, attributes and causes of an exception, but not its frames."""
    if id(value) in seen or isinstance(value, (type, str, bytes, int, float, type(None))):
        return
    seen[id(value)] = value
    more = list(value) if isinstance(value, (tuple, list)) else list(vars(value).values())
    if isinstance(value, BaseException):
        more += [value.args, value.__cause__, value.__context__]
    for one in more:
        if isinstance(one, (tuple, list, BaseException, requests.PreparedRequest)):
            _parts_of(one, seen)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_error_holds_token_or_query(method: str, server: Server, connect: Connect) -> None:
    server.plan = [after_carrying_out(Wire.reset)]
    with pytest.raises(TransportError) as raised:
        connect(server.url).request(method, "/x", params={"name": "Nelly"})
    parts: dict[int, Any] = {}
    _parts_of(raised.value, parts)
    assert not any(isinstance(part, requests.PreparedRequest) for part in parts.values())
    assert not any(secret in repr(part) for part in parts.values() for secret in (TOKEN, "Nelly"))


def test_a_root_error_drops_its_request() -> None:
    """Its headers hold the token."""
    request = requests.Request("GET", "https://api.fiken.no").prepare()
    root = root_of(requests.ConnectionError("alone", request=request))
    assert isinstance(root, requests.ConnectionError)
    assert None is root.request


def test_a_wrong_proxy_sends_nothing(server: Server, connect: Connect) -> None:
    http = requests.Session()
    http.proxies = {"http": "http://"}
    with pytest.raises(ConfigurationError, match="proxy"):
        connect(server.url, http=http).request("POST", "/x")
    assert 0 == server.connections


def test_a_session_is_not_pickled(connect: Connect, server: Server) -> None:
    """Its repr does not show the token."""
    session = connect(server.url)
    assert f"Session(PersonalToken('…'), base_url='{server.url}')" == repr(session)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled"):
            attempt(session)


def test_retry_after_is_honoured(server: Server, connect: Connect) -> None:
    server.plan = [answering(429, ("Retry-After", "1")), OK]
    connect(server.url, retries=Retries(backoff_factor=0.01)).get("/x")
    first, second = (request.at for request in server.seen)
    assert second - first >= 0.9


@pytest.mark.parametrize(
    "stated", ["soon", "", "-5", "1.5", "Thu, 99 Foo 9999 99:99:99 GMT", formatdate(0)]
)
def test_a_garbled_retry_after_is_ignored(stated: str, server: Server, connect: Connect) -> None:
    """A date in the past means no wait. The longest wait of these sessions is 50 ms."""
    server.plan = [answering(429, ("Retry-After", stated)), OK]
    began = time.monotonic()
    assert {"a": 1} == connect(server.url).get("/x").json()
    assert time.monotonic() - began < 1


def test_no_wait_exceeds_the_patience(server: Server, connect: Connect) -> None:
    server.plan = [answering(429, ("Retry-After", "20"))]
    began = time.monotonic()
    with pytest.raises(RateLimitedError) as raised:
        connect(server.url, retries=Retries(patience=5)).get("/x")
    assert (1, 20.0) == (len(server.seen), raised.value.retry_after)
    assert time.monotonic() - began < 5


def test_waits_double_and_are_jittered() -> None:
    first = Retries().increment("GET", "/x")
    second = first.increment("GET", "/x")
    assert all(0.25 <= first.get_backoff_time() <= 0.5 for _ in range(50))
    assert all(0.5 <= second.get_backoff_time() <= 1 for _ in range(50))
    assert 1 < len({first.get_backoff_time() for _ in range(50)})


def test_the_patience_of_a_policy_lasts() -> None:
    assert 5 == Retries(patience=5).increment("GET", "/x").increment("GET", "/x").patience


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_read_follows_a_local_redirect(status: int, server: Server, connect: Connect) -> None:
    server.plan = [answering(status, ("Location", "/api/v2/y?a=b")), OK]
    answer = connect(server.url).get("/x", params={"c": "d"})
    assert ["/api/v2/x?c=d", "/api/v2/y?a=b"] == [request.target for request in server.seen]
    assert f"{server.url}/y" == answer.url


@pytest.mark.parametrize(
    "where", ["http://{other}/x", "//{other}/x", "https://{own}/x", "http://["]
)
def test_a_read_stays_on_its_host(where: str, server: Server, connect: Connect) -> None:
    other = Server()
    hosts = {"other": f"127.0.0.1:{other.port}", "own": f"127.0.0.1:{server.port}"}
    server.plan = [answering(302, ("Location", where.format(**hosts)))]
    with pytest.raises(ApiError, match="does not follow") as raised:
        connect(server.url).get("/x")
    other.close()
    assert (302, 1, 0) == (raised.value.status, len(server.seen), other.connections)


def test_a_redirect_in_a_circle_ends(server: Server, connect: Connect) -> None:
    server.plan = [answering(302, ("Location", "/api/v2/x"))]
    with pytest.raises(ApiError) as raised:
        connect(server.url).get("/x")
    assert (302, 4) == (raised.value.status, len(server.seen))


def test_a_write_follows_no_redirect(server: Server, connect: Connect) -> None:
    """It does not even follow one on the same host."""
    server.plan = [answering(307, ("Location", "/api/v2/y")), CREATED]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url).request("POST", "/x", json={})
    assert (1, 0) == (len(server.seen), server.carried_out)


def test_netrc_does_not_replace_the_token(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login u password p\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert ("u", "p") == requests.utils.get_netrc_auth(server.url)
    connect(server.url).get("/x")
    assert f"Bearer {TOKEN}" == server.seen[0].headers["Authorization"]


def test_an_absolute_url_may_be_given(server: Server, connect: Connect) -> None:
    """It has to be on the host of the API."""
    connect(server.url).get(f"HTTP://127.0.0.1:{server.port}/files/a.pdf")
    assert "/files/a.pdf" == server.seen[0].target


@pytest.mark.parametrize(
    "path",
    [
        "https://127.0.0.1:{port}/x",
        "http://127.0.0.1:1/x",
        "http://localhost:{port}/x",
        "http://127.0.0.1:{port}@example.com/x",
        "http://u:p@127.0.0.1:{port}/x",
        "http://127.0.0.1:x/",
        "http://[/",
        "https://",
    ],
)
def test_the_token_goes_to_no_other_host(path: str, server: Server, connect: Connect) -> None:
    with pytest.raises(ConfigurationError):
        connect(server.url).get(path.format(port=server.port))
    assert 0 == server.connections


@pytest.mark.parametrize("path", ["@example.com/x", ".example.com/x", "x", "/x", "/a..b/..c"])
def test_a_path_stays_a_path(path: str, server: Server, connect: Connect) -> None:
    connect(f"http://127.0.0.1:{server.port}").get(path)
    assert server.seen[0].target.startswith("/")
    assert f"127.0.0.1:{server.port}" == server.seen[0].headers["Host"]


def test_a_retrying_adapter_is_not_used(server: Server, connect: Connect) -> None:
    """Our adapter takes the place of a plain one of requests."""
    http = requests.Session()
    http.mount("http://", requests.adapters.HTTPAdapter(max_retries=5))
    server.plan = [after_carrying_out(Wire.reset), CREATED]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url, http=http).request("POST", "/x")
    assert 1 == server.carried_out


def test_a_write_breaks_no_other_read(server: Server, connect: Connect) -> None:
    """A pacer of the user may let both requests go at once."""
    arrived, go_on = threading.Event(), threading.Event()

    def slow(wire: Wire) -> bool:
        wire.read()
        wire.send(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a"')
        arrived.set()
        go_on.wait(5)
        wire.send(b": 1}")
        return True

    class Anything(Unpaced):
        def slot(self, credential: str) -> Any:
            return super().slot(f"{credential}{threading.get_ident()}")

    session, read = connect(server.url, pacer=Anything(), timeout=5), list[Any]()
    server.plan = [slow, CREATED]
    thread = threading.Thread(target=lambda: read.append(session.get("/x").json()))
    thread.start()
    arrived.wait(5)
    session.request("POST", "/x")
    go_on.set()
    thread.join(5)
    assert [{"a": 1}] == read


def test_a_backslash_does_not_end_the_host(server: Server, connect: Connect) -> None:
    connect(server.url).get(f"http://127.0.0.1:{server.port}\\@example.com/x")
    assert "/%5C@example.com/x" == server.seen[0].target


def test_an_interrupted_attempt_releases_its_slot(server: Server, connect: Connect) -> None:
    class Interrupted(requests.Session):
        def merge_environment_settings(self, *_: Any) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        connect(server.url, http=Interrupted()).get("/x")
    assert {"a": 1} == connect(server.url).get("/x").json()


def test_every_error_is_a_fiken_error(server: Server, connect: Connect) -> None:
    server.plan = [answering(418)]
    with pytest.raises(FikenError):
        connect(server.url).get("/x")


@pytest.mark.parametrize("reason", ["refused", "no address", "timed out", "reset", "no answer"])
def test_no_message_names_an_inner_class(
    reason: str, server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """urllib3 begins its messages with a connection or a pool."""
    url, timeout = server.url, 0.2
    if reason == "refused":
        url = "http://127.0.0.1:1"
    if reason == "no address":
        url = "https://nowhere.invalid"
    if reason == "timed out":
        monkeypatch.setattr(
            "urllib3.util.connection.create_connection", _raising(TimeoutError("timed out"))
        )
    server.plan = [
        after_carrying_out(Wire.reset if reason == "reset" else Wire.wait_until_the_client_leaves)
    ]
    with pytest.raises(TransportError) as raised:
        connect(url, timeout=timeout).request("POST", "/x")
    assert not re.search(r"_|host=|object at|\bHTTP", raised.value.reason)


def _raising(error: Exception) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    return fail


def test_a_failing_log_handler_hides_no_write(
    server: Server,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Failing(logging.Handler):
        def handle(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
            raise RuntimeError("the disk of the log is full")

    caplog.set_level(logging.DEBUG, logger="fiken")
    monkeypatch.setattr(logging.getLogger("fiken"), "handlers", [Failing()])
    server.plan = [CREATED, OK]
    session = connect(server.url)
    assert 201 == session.request("POST", "/x", json={}).status
    assert "the disk of the log is full" in capsys.readouterr().err
    with pytest.raises(RuntimeError):
        session.get("/x")
