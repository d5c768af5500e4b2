"""A session of the user that sends again, answers in the place of Fiken, or is patched oddly.

Whatever it does, no write leaves twice through our adapter, and none that was sent is called
refused or done without knowing.
"""

import functools
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
import requests
import wrapt
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.util import Retry

from fiken.errors import (
    AmbiguousWriteError,
    BadRequestError,
    ConfigurationError,
    Outcome,
    ServerError,
    TransportError,
)
from fiken.session import Session
from fiken.session._adapter import Adapter

from .conftest import TOKEN
from .server import CREATED, OK, Server, Wire, after_carrying_out, answering

Connect = Callable[..., Session]

RESET = after_carrying_out(Wire.reset)
REPEATING = Retry(3, allowed_methods=None)


@pytest.fixture
def http() -> requests.Session:
    return requests.Session()


# --- plain adapters that repeat writes


@pytest.mark.parametrize("prefix", ["{url}", "{url}/companies", "HTTP://127.0.0.1:{port}/"])
@pytest.mark.parametrize("early", [True, False])
def test_a_plain_adapter_is_replaced_wherever(
    prefix: str, early: bool, http: requests.Session, server: Server, connect: Connect
) -> None:
    """Its prefix may be longer than the host, or in upper case."""
    session = connect(server.url, http=http) if early else None
    mounted = HTTPAdapter(max_retries=REPEATING)
    http.mount(prefix.format(url=server.url, port=server.port), mounted)
    session = session or connect(server.url, http=http)
    server.plan = [RESET]
    with pytest.raises(AmbiguousWriteError):
        session.request("POST", "/companies/x")
    assert 1 == server.carried_out
    assert isinstance(http.get_adapter(f"{server.url}/companies/x"), Adapter)


def test_a_plain_adapter_elsewhere_stays(http: requests.Session, connect: Connect) -> None:
    elsewhere = HTTPAdapter()
    http.mount("http://127.0.0.1:2/api", elsewhere)
    connect("http://127.0.0.1:1/api", http=http)
    assert elsewhere is http.get_adapter("http://127.0.0.1:2/api")


def test_an_overridden_get_adapter_is_asked(server: Server, connect: Connect) -> None:
    """What it returns sends, whatever is mounted; so its retries count."""

    class Own(requests.Session):
        adapter = HTTPAdapter(max_retries=REPEATING)

        def get_adapter(self, url: str) -> Any:  # noqa: ARG002
            return self.adapter

    http = Own()
    session = connect(server.url, http=http)
    with pytest.raises(ConfigurationError, match="the HTTPAdapter in your session has max_retries"):
        session.request("POST", "/x")
    assert 0 == server.connections
    http.adapter = HTTPAdapter()
    server.plan = [RESET]
    with pytest.raises(AmbiguousWriteError):
        session.request("POST", "/x")
    assert 1 == server.carried_out


def test_patched_default_retries_are_not_used(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs that want retries everywhere do this."""
    patched = functools.partialmethod(HTTPAdapter.__init__, max_retries=REPEATING)
    monkeypatch.setattr(HTTPAdapter, "__init__", patched)
    server.plan = [RESET]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url).request("PUT", "/x")
    assert 1 == server.carried_out


@pytest.mark.parametrize("early", [True, False])
def test_a_session_without_adapters_says_so(
    early: bool, http: requests.Session, connect: Connect
) -> None:
    session = connect("http://127.0.0.1:1/api", http=http) if early else None
    http.adapters.clear()
    with pytest.raises(ConfigurationError, match=r"no adapter is mounted .* http://127.0.0.1:1/"):
        (session or connect("http://127.0.0.1:1/api", http=http)).request("POST", "/x")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_advice_fits_the_scheme(scheme: str, http: requests.Session, connect: Connect) -> None:
    """The message about a missing adapter says what to call; then the session can be used."""
    url = f"{scheme}://127.0.0.1:1/api"
    http.adapters.clear()
    with pytest.raises(ConfigurationError) as raised:
        connect(url, http=http)
    call = f"session.mount('{scheme}://', requests.adapters.HTTPAdapter())"
    assert str(raised.value).endswith(f": call {call}")
    http.mount(f"{scheme}://", HTTPAdapter())
    with pytest.raises(TransportError, match="no connection"):
        connect(url, http=http).request("GET", "/x")


# --- methods and hooks that send again


class Trying(requests.Session):
    """A session that sends again, as many programs write one."""

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        for _ in range(2):
            try:
                response = super().send(request, **settings)
            except requests.ConnectionError:
                continue
            if response.status_code < 500:
                return response
        return super().send(request, **settings)


def test_a_lost_write_is_not_sent_again(server: Server, connect: Connect) -> None:
    server.plan = [RESET, CREATED]
    with pytest.raises(AmbiguousWriteError, match="your session tried to send it a second"):
        connect(server.url, http=Trying()).request("POST", "/x")
    assert (1, 1) == (server.carried_out, len(server.seen))


def test_a_failed_write_is_not_sent_again(server: Server, connect: Connect) -> None:
    """The first answer counts."""
    server.plan = [answering(503, carries_out=True), CREATED]
    with pytest.raises(ServerError) as raised:
        connect(server.url, http=Trying()).request("POST", "/x")
    assert (503, Outcome.UNKNOWN) == (raised.value.status, raised.value.outcome)
    assert (1, 1) == (server.carried_out, len(server.seen))


def test_a_foreign_adapter_may_repeat_but_undoes_nothing(connect: Connect) -> None:
    """What another adapter sends, nobody can refuse. But the first answer counts."""
    statuses = [503, 401]

    class Foreign(BaseAdapter):
        def send(self, *_: Any, **__: Any) -> requests.Response:
            response = requests.Response()
            response.status_code, response._content = statuses.pop(0), b""
            return response

    http = Trying()
    http.mount("http://", Foreign())
    with pytest.raises(ServerError) as raised:
        connect("http://127.0.0.1:1", http=http).request("POST", "/x")
    assert (503, []) == (raised.value.status, statuses)


def test_reads_are_sent_again_as_it_likes(server: Server, connect: Connect) -> None:
    server.plan = [answering(500), OK]
    assert {"a": 1} == connect(server.url, http=Trying()).get("/x").json()


def test_a_write_after_429_leaves_again(server: Server, connect: Connect) -> None:
    """The next attempt of the client has another id, so it is not taken for a repetition."""
    server.plan = [answering(429), CREATED]
    assert 201 == connect(server.url, http=Trying()).request("POST", "/x").status
    assert [1, 2] == [request.connection for request in server.seen]


@pytest.mark.parametrize(("first", "outcome"), [(503, "unknown"), (400, "refused")])
def test_a_hook_sends_no_write_again(
    first: int, outcome: str, http: requests.Session, server: Server, connect: Connect
) -> None:
    def again(response: requests.Response, *_: Any, **settings: Any) -> requests.Response:
        return http.send(response.request, **settings)

    http.hooks["response"].append(again)
    server.plan = [answering(first, carries_out=first > 500), answering(401)]
    with pytest.raises((ServerError, BadRequestError)) as raised:
        connect(server.url, http=http).request("POST", "/x")
    assert (first, outcome) == (raised.value.status, raised.value.outcome)
    assert 1 == len(server.seen)


def test_the_adapter_in_an_answer_sends_no_write_again(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    """Hooks that log in do this after a 401."""

    def again(response: requests.Response, *_: Any, **settings: Any) -> Any:
        request = response.request.copy()
        request.headers["Authorization"] = "Bearer another"
        connection: Any = response.connection
        return connection.send(request, **settings)

    http.hooks["response"].append(again)
    server.plan = [answering(503, carries_out=True), CREATED]
    with pytest.raises(ServerError):
        connect(server.url, http=http).request("POST", "/x")
    assert (1, 1) == (server.carried_out, len(server.seen))


def test_a_hook_may_write_something_else(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    def note(response: requests.Response, *_: Any, **__: Any) -> None:
        if response.request.path_url.endswith("/x"):
            http.post(f"{server.url}/own", data=b"1")

    http.hooks["response"].append(note)
    connect(server.url, http=http).request("POST", "/x")
    assert ["/api/v2/x", "/api/v2/own"] == [request.target for request in server.seen]


@pytest.mark.parametrize("later", [404, 429])
def test_a_refusal_in_its_place_undoes_nothing(
    later: int, http: requests.Session, server: Server, connect: Connect
) -> None:
    """Without this, the write would be called refused, and sent again after a 429."""

    def look(response: requests.Response, *_: Any, **__: Any) -> Any:
        is_write = response.request.method == "POST"
        return http.get(f"{server.url}/look") if is_write else None

    http.hooks["response"].append(look)
    server.plan = [CREATED, answering(later)]
    answer = connect(server.url, http=http).request("POST", "/x", creates=True)
    assert (201, "42") == (answer.status, answer.location_id)
    server.plan = [answering(503), answering(later)]
    with pytest.raises(ServerError) as raised:
        connect(server.url, http=http).request("POST", "/x")
    assert Outcome.UNKNOWN is raised.value.outcome
    assert ["POST", "GET"] * 2 == [request.method for request in server.seen]


def test_a_success_in_its_place_counts(
    http: requests.Session, server: Server, connect: Connect
) -> None:
    def replace(*_: Any, **__: Any) -> requests.Response:
        other = requests.Response()
        other.status_code, other._content = 201, b""
        return other

    http.hooks["response"].append(replace)
    server.plan = [answering(400)]
    assert 201 == connect(server.url, http=http).request("POST", "/x").status


@pytest.mark.parametrize(
    ("content_type", "body"), [("text/html", b"<html>log in"), ("", b"<html>log in")]
)
def test_a_page_is_not_noted_as_done(
    content_type: str, body: bytes, http: requests.Session, server: Server, connect: Connect
) -> None:
    """A hook that reads JSON fails at the page of a proxy, and nobody knows what was done."""
    http.hooks["response"].append(lambda response, *_, **__: response.json() and None)
    server.plan = [answering(200, ("Content-Type", content_type), body=body, carries_out=False)]
    with pytest.raises(ValueError, match="Expecting value") as raised:
        connect(server.url, http=http).request("POST", "/x")
    assert "outcome unknown" in raised.value.__notes__[0]


@pytest.mark.parametrize(("method", "outcome"), [("POST", "done"), ("GET", None)])
def test_an_error_of_a_hook_is_not_ours(
    method: str, outcome: str | None, http: requests.Session, server: Server, connect: Connect
) -> None:
    """A hook that uses a client of this library may fail, which says nothing about the write."""
    inner = connect(server.url)
    http.hooks["response"].append(lambda *_, **__: inner.get("/look"))
    server.plan = [CREATED, answering(404)]
    with pytest.raises(RuntimeError, match=r"hook .* failed: NotFoundError: GET") as raised:
        connect(server.url, http=http).request(method, "/x")
    notes = getattr(raised.value, "__notes__", [""])
    assert (f"outcome {outcome}" in notes[0]) == (outcome is not None)


def test_a_marking_session_sends_no_write_again(server: Server, connect: Connect) -> None:
    """Some sessions put an id of their own on all that they send."""

    class Marking(Trying):
        number = 0

        def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
            self.number += 1
            request.headers["X-Request-ID"] = str(self.number)
            try:
                return super().send(request, **settings)
            except OSError:
                request.headers["X-Request-ID"] += "-again"
                return super().send(request, **settings)

    server.plan = [RESET, CREATED]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url, http=Marking()).request("POST", "/x", json={"b": 1})
    assert (1, 1) == (server.carried_out, len(server.seen))


@pytest.mark.parametrize(
    ("status", "error"), [(404, AmbiguousWriteError), (503, ServerError), (200, None)]
)
def test_a_made_up_refusal_hides_no_lost_write(
    status: int, error: type[Exception] | None, server: Server, connect: Connect
) -> None:
    class Soothing(requests.Session):
        def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
            try:
                return super().send(request, **settings)
            except requests.RequestException:
                response = requests.Response()
                response.status_code, response._content = status, b"{}"
                return response

    server.plan = [RESET]
    session = connect(server.url, http=Soothing())
    if error is None:
        assert status == session.request("POST", "/x").status
    else:
        with pytest.raises(error) as raised:
            session.request("POST", "/x")
        assert Outcome.UNKNOWN is getattr(raised.value, "outcome", None)
    assert 1 == server.carried_out


# --- patches


@pytest.mark.parametrize("name", ["request", "send"])
@pytest.mark.parametrize("given", [True, False])
def test_a_wrapper_of_wrapt_is_called(
    name: str,
    given: bool,
    http: requests.Session,
    server: Server,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such a wrapper shows the code of what it wraps. Tools that trace requests have them."""

    def guard(*_: Any) -> None:
        raise RuntimeError("no network in tests")

    real = getattr(requests.Session, name)
    monkeypatch.setattr(requests.Session, name, wrapt.FunctionWrapper(real, guard))
    with pytest.raises(RuntimeError, match="no network") as raised:
        connect(server.url, http=http if given else None).request("POST", "/x")
    assert "outcome unknown" in raised.value.__notes__[0]
    assert 0 == server.connections


def test_a_mock_is_not_a_response(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    for returned in (mock.MagicMock(), None, mock.Mock(status_code=201)):
        monkeypatch.setattr(requests.Session, "request", mock.Mock(return_value=returned))
        kind = type(returned).__name__
        with pytest.raises(AmbiguousWriteError, match=f"a {kind}, which is not a response"):
            connect(server.url).request("POST", "/x")
        with pytest.raises(TransportError, match=f"a {kind}, which is not a response"):
            connect(server.url).get("/x")
    assert 0 == server.connections


def test_a_mock_may_stand_in_for_one(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"Location": "/x/42"}
    returned = mock.Mock(status_code=201, headers=headers, content=b'{"a": 1}', raw=None)
    monkeypatch.setattr(requests.Session, "request", mock.Mock(return_value=returned))
    answer = connect("http://127.0.0.1:1").request("POST", "/x", creates=True)
    assert ({"a": 1}, "42") == (answer.json(), answer.location_id)


def test_the_body_of_a_write_is_let_go(server: Server, connect: Connect) -> None:
    """The last write is kept for notes on exceptions, but a body may be a whole receipt."""
    session = connect(server.url)
    session.request("POST", "/x", json={"b": 1})
    last: Any = session.last_write
    assert [] == last.exchange.writes


# --- the token, and the user's own requests


def test_no_cause_holds_the_token(http: requests.Session, connect: Connect) -> None:
    class Failing(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, **_: Any) -> Any:  # type: ignore[override]
            inner = requests.ConnectionError("inner", request=request)
            raise requests.ReadTimeout("outer", request=request) from inner

    http.mount("http://", Failing())
    with pytest.raises(AmbiguousWriteError) as raised:
        connect("http://127.0.0.1:1", http=http).request("POST", "/x")
    error: Any = raised.value.__cause__
    while error is not None:
        assert TOKEN not in str(getattr(error.request, "headers", ""))
        error = error.__cause__


@pytest.mark.parametrize(("name", "value"), [("X-Own", "日本"), ("X-Øl", "1")])
def test_a_header_of_other_letters_sends_nothing(
    name: str, value: str, http: requests.Session, server: Server, connect: Connect
) -> None:
    http.headers[name] = value
    with pytest.raises(ConfigurationError, match=f"the header '{name}'"):
        connect(server.url, http=http).request("POST", "/x")
    assert 0 == server.connections


def test_own_requests_fail_as_ever(http: requests.Session, connect: Connect) -> None:
    """A program catches what requests raises: its own requests do not change."""
    connect("http://127.0.0.1:1", http=http)
    with mock.patch("urllib3.util.connection.create_connection", side_effect=TimeoutError):
        with pytest.raises(requests.ConnectTimeout):
            http.get("http://127.0.0.1:1/own")
        with pytest.raises(TransportError, match="no connection"):
            connect("http://127.0.0.1:1", http=http).get("/x")
