"""Tools of tests that stand between us and the network: no real write gets past them."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import requests_mock
import responses
import urllib3
import vcr  # type: ignore[import-untyped]
from vcr.errors import (  # type: ignore[import-untyped]
    CannotOverwriteExistingCassetteException,
)

import fiken
from fiken import Contact, Fiken
from fiken.errors import AmbiguousWriteError, Outcome, TransportError
from fiken.pacing import Unpaced
from fiken.session import Session

from .server import OK, Server, Wire, after_carrying_out

Connect = Callable[..., Session]

LOCATION = "https://api.fiken.no/api/v2/companies/x/contacts/42"

CASSETTE = """
version: 1
interactions:
- request: {{body: null, headers: {{}}, method: GET, uri: "{url}/read"}}
  response:
    body: {{string: '{{"b": 2}}'}}
    headers: {{Content-Type: [application/json]}}
    status: {{code: 200, message: OK}}
- request: {{body: null, headers: {{}}, method: POST, uri: "{url}/write"}}
  response:
    body: {{string: ''}}
    headers: {{Location: ["{location}"]}}
    status: {{code: 201, message: Created}}
"""


@contextmanager
def with_requests_mock(url: str, _: Path) -> Iterator[None]:
    with requests_mock.Mocker() as mock:
        mock.get(f"{url}/read", json={"b": 2})
        mock.post(f"{url}/write", status_code=201, headers={"Location": LOCATION})
        yield


@contextmanager
def with_responses(url: str, _: Path) -> Iterator[None]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(f"{url}/read", json={"b": 2})
        mock.post(f"{url}/write", status=201, headers={"Location": LOCATION})
        yield


@contextmanager
def with_vcrpy(url: str, folder: Path) -> Iterator[None]:
    cassette = folder / "cassette.yaml"
    cassette.write_text(CASSETTE.format(url=url, location=LOCATION))
    with vcr.VCR(record_mode="none").use_cassette(str(cassette)):
        yield


def _answered(method: str, url: str) -> requests.Response:
    """Return an answer that a patch made by hand."""
    response = requests.Response()
    known = {("GET", "/read"): (200, b'{"b": 2}'), ("POST", "/write"): (201, b"")}
    if (method, url[-5 if method == "GET" else -6 :]) not in known:
        raise requests.ConnectionError("no answer was prepared for this")
    response.status_code, response._content = known[method, url[-5 if method == "GET" else -6 :]]
    response.headers["Location"] = LOCATION
    return response


@contextmanager
def with_a_patched_send(*_: Any) -> Iterator[None]:
    def send(self: Any, request: requests.PreparedRequest, **__: Any) -> requests.Response:  # noqa: ARG001
        return _answered(str(request.method), str(request.url))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", send)
        yield


@contextmanager
def with_a_patched_request(*_: Any) -> Iterator[None]:
    def request(self: Any, method: str, url: str, **__: Any) -> requests.Response:  # noqa: ARG001
        return _answered(method, url)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("requests.sessions.Session.request", request)
        yield


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


Tool = Callable[[str, Path], AbstractContextManager[None]]
TOOLS: dict[str, Tool] = {
    "requests_mock": with_requests_mock,
    "responses": with_responses,
    "vcrpy": with_vcrpy,
    "a patched Session.send": with_a_patched_send,
    "a patched Session.request": with_a_patched_request,
}


# A read that finds nothing is lost; vcrpy has an exception of its own, which passes.
REFUSALS = (AmbiguousWriteError, TransportError, CannotOverwriteExistingCassetteException)


@pytest.fixture(params=TOOLS)
def tool(request: pytest.FixtureRequest) -> Tool:
    """The tool, which answers one GET and one POST."""
    return TOOLS[request.param]


@pytest.fixture(params=[None, requests.Session])
def http(request: pytest.FixtureRequest) -> requests.Session | None:
    """None, or a session of the user."""
    return request.param() if request.param else None


@pytest.mark.parametrize("early", [True, False])
def test_a_tool_answers(
    tool: Tool, early: bool, http: Any, server: Server, connect: Connect, tmp_path: Path
) -> None:
    """The client may be older than the tool, or newer."""
    session = connect(server.url, http=http) if early else None
    with tool(server.url, tmp_path):
        session = session or connect(server.url, http=http)
        assert {"b": 2} == session.get("/read").json()
        assert "42" == session.request("POST", "/write", json={}, creates=True).location_id
    assert 0 == server.connections


def test_an_unknown_request_is_not_sent(
    tool: Tool, http: Any, server: Server, connect: Connect, tmp_path: Path
) -> None:
    """The tool refuses it in its own way. For the client it is unknown what was sent."""
    session = connect(server.url, http=http)
    with tool(server.url, tmp_path):
        with pytest.raises(Exception) as raised:
            session.request("POST", "/unknown", json={})
        with pytest.raises(Exception):  # noqa: B017
            session.get("/unknown")
    assert 0 == server.connections
    if isinstance(raised.value, AmbiguousWriteError):
        assert Outcome.UNKNOWN is raised.value.outcome
    else:
        assert "outcome unknown" in raised.value.__notes__[0]


def test_a_tool_that_is_gone_is_forgotten(
    tool: Tool, http: Any, server: Server, connect: Connect, tmp_path: Path
) -> None:
    session = connect(server.url, http=http)
    session.get("/x")
    with tool(server.url, tmp_path):
        session.get("/read")
        session.request("POST", "/write")
    assert {"a": 1} == session.get("/x").json()
    assert 200 == session.request("POST", "/x").status
    assert ["GET", "GET", "POST"] == [request.method for request in server.seen]


def test_vcrpy_answers_over_tls_too(
    tls_server: Server, connect: Connect, certificate: Path, tmp_path: Path
) -> None:
    session = connect(tls_server.url, trusting=certificate)
    session.get("/x")
    with with_vcrpy(tls_server.url, tmp_path):
        assert {"b": 2} == session.get("/read").json()
        assert 201 == session.request("POST", "/write").status
        with pytest.raises(Exception, match="cassette"):
            session.request("POST", "/unknown")
    assert (1, 1) == (tls_server.connections, len(tls_server.seen))


def test_the_client_is_imported_within_vcrpy(server: Server, tmp_path: Path) -> None:
    """The connection classes of the client must not inherit from those of vcrpy."""
    program = f"""
import vcr
with vcr.VCR(record_mode="none").use_cassette({str(tmp_path / "no.yaml")!r}):
    from fiken import Fiken
    from fiken.errors import AmbiguousWriteError
    from fiken.session import Retries, Unpaced
    client = Fiken("made.up", base_url={server.url!r}, pacer=Unpaced())
    try:
        client.request("POST", "/x")
    except Exception as error:
        print(type(error).__name__)
print(client.request("POST", "/y").status)
try:
    Fiken("made.up", base_url="http://127.0.0.1:1", retries=Retries(total=0)).request("POST", "/y")
except Exception as error:
    print(type(error).__name__)
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(fiken.__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    expected = ["CannotOverwriteExistingCassetteException", "200", "TransportError"]
    assert expected == run.stdout.split(), run.stderr
    assert ["/api/v2/y"] == [request.target for request in server.seen]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_deleted_request_stops_everything(
    method: str, http: Any, server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documentation of pytest has such a fixture."""
    session = connect(server.url, http=http)
    monkeypatch.delattr("requests.sessions.Session.request")
    with pytest.raises(AttributeError, match="request") as raised:
        session.request(method, "/x", json={})
    assert 0 == server.connections
    assert "unknown" not in "".join(getattr(raised.value, "__notes__", []))


def test_a_wrapped_send_sends_once(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tools that measure requests do this."""
    real, calls = requests.Session.send, list[str]()

    def send(self: Any, request: Any, **settings: Any) -> requests.Response:
        response = real(self, request, **settings)
        calls.append(f"{request.method} {response.status_code} {response.text}")
        return response

    monkeypatch.setattr(requests.Session, "send", send)
    session = connect(server.url)
    assert {"a": 1} == session.get("/x").json()
    assert 200 == session.request("POST", "/x", json={}).status
    assert ['GET 200 {"a": 1}', 'POST 200 {"a": 1}'] == calls
    assert 2 == len(server.seen)


def test_a_repeating_send_hides_no_lost_write(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try was lost and the second had no connection: the outcome is unknown."""
    real, refusing = requests.Session.send, f"http://127.0.0.1:{_closed_port()}/"

    def twice(self: Any, request: Any, **settings: Any) -> requests.Response:
        try:
            return real(self, request, **settings)
        except requests.ConnectionError:
            request.url = refusing
            self.mount(refusing, self.get_adapter(server.url))
            return real(self, request, **settings)

    monkeypatch.setattr(requests.Session, "send", twice)
    server.plan = [after_carrying_out(Wire.reset)]
    with pytest.raises(AmbiguousWriteError, match="refused"):
        connect(server.url).request("POST", "/x")
    assert 1 == server.carried_out


def test_a_wrapped_send_makes_failures_ambiguous(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, attempts: Callable[[], list[str]]
) -> None:
    real = requests.Session.send

    def send(self: Any, request: Any, **settings: Any) -> requests.Response:
        return real(self, request, **settings)

    monkeypatch.setattr(requests.Session, "send", send)
    session = connect("http://127.0.0.1:1")
    with pytest.raises(AmbiguousWriteError) as raised:
        session.request("POST", "/x")
    assert (Outcome.UNKNOWN, 1) == (raised.value.outcome, len(attempts()))
    with pytest.raises(TransportError) as lost:
        session.get("/x")
    assert (Outcome.REFUSED, 4) == (lost.value.outcome, len(attempts()))


@pytest.mark.parametrize(
    ("owner", "name"), [(requests.Session, "get_adapter"), (requests.adapters.HTTPAdapter, "send")]
)
def test_a_wrapped_adapter_makes_failures_ambiguous(
    owner: type, name: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our connection knows what itself has not sent, but not what the wrapper did."""
    real = getattr(owner, name)

    def wrapper(*args: Any, **settings: Any) -> Any:
        return real(*args, **settings)

    monkeypatch.setattr(owner, name, wrapper)
    with pytest.raises(AmbiguousWriteError):
        connect("http://127.0.0.1:1").request("POST", "/x")


@pytest.mark.parametrize("name", ["request", "send", "get_adapter"])
def test_an_exception_of_a_patch_says_unknown(
    name: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def fail(*_: Any, **__: Any) -> None:
        calls.append(name)
        raise RuntimeError("a bug of the patch")

    session = connect("http://127.0.0.1:1")
    monkeypatch.setattr(requests.Session, name, fail)
    with pytest.raises(RuntimeError) as raised:
        session.request("POST", "/x")
    # Where the adapter is only asked for, nothing has been handed to anybody.
    expected = "refused" if name == "get_adapter" else "unknown"
    assert f"outcome {expected}" in raised.value.__notes__[0]
    assert [name] == calls


def test_a_blocked_socket_says_refused(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins that forbid the network do this. Their exception is not one of a connection."""

    def blocked(*_: Any, **__: Any) -> None:
        raise RuntimeError("no sockets in tests")

    monkeypatch.setattr("urllib3.util.connection.create_connection", blocked)
    with pytest.raises(RuntimeError, match="no sockets") as raised:
        connect("http://127.0.0.1:1").request("POST", "/x")
    assert "outcome refused" in raised.value.__notes__[0]


def test_a_patched_connection_class_is_used(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(urllib3.connection.HTTPConnection):
        def connect(self) -> None:
            raise urllib3.exceptions.NewConnectionError(self, "no network in tests")

    monkeypatch.setattr(urllib3.HTTPConnectionPool, "ConnectionCls", Refusing)
    session = connect(server.url)
    with pytest.raises(AmbiguousWriteError, match="no network in tests"):
        session.request("POST", "/x")
    with pytest.raises(TransportError):
        session.get("/x")
    assert 0 == server.connections


@pytest.mark.usefixtures("server")
def test_without_a_tool_requests_arrive(server: Server, connect: Connect) -> None:
    """This is the control for the other tests."""
    server.plan = [OK]
    session = connect(server.url)
    session.get("/read")
    session.request("POST", "/write")
    assert 2 == len(server.seen)


@responses.activate
def test_a_program_that_mocks_with_responses_works() -> None:
    responses.get("https://api.fiken.no/api/v2/user", json={"name": "Nelly", "email": "n@x.no"})
    responses.post(
        "https://api.fiken.no/api/v2/companies/x/contacts",
        status=201,
        headers={"Location": LOCATION},
    )
    responses.get(
        "https://api.fiken.no/api/v2/companies/x/contacts/42",
        json={"contactId": 42, "name": "Ned"},
    )
    client = Fiken("made.up", pacer=Unpaced())
    assert "Nelly" == client.user().name
    assert 42 == client.company("x").contacts.save(Contact(name="Ned")).contact_id
    assert "Bearer made.up" == responses.calls[0].request.headers["Authorization"]


@responses.activate
def test_a_mocked_file_may_be_incomplete() -> None:
    """A file is checked only where the end of the connection is its end, and a mock has none."""
    responses.get(
        "https://api.fiken.no/api/v2/files/a.pdf",
        body=b"%PDF-1.4 x",
        content_type="application/pdf",
    )
    client = Fiken("made.up", pacer=Unpaced())
    assert b"%PDF-1.4 x" == client.company("x").download("/files/a.pdf")
    assert 1 == len(responses.calls)
