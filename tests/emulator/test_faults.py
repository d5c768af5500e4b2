"""Faults of the emulator as a client meets them, and the log of requests."""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from fiken.emulator import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Fault,
    Request,
    Slow,
    Status,
)

ANNA = {"name": "Anna"}


def count(api: requests.Session) -> int:
    """Return how many contacts are called Anna."""
    return len(api.get("/contacts?name=Anna").json())


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until the condition holds; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "the condition did not become true within ten seconds"
        time.sleep(0.001)


def last(emulator: Emulator) -> Request:
    """Return the last request in the log."""
    return emulator.requests[-1]


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504, 418, 599])
def test_status_replaces_the_operation(
    emulator: Emulator, api: requests.Session, code: int
) -> None:
    emulator.fail_next(Status(code))
    answer = api.post("/contacts", json=ANNA)
    assert code == answer.status_code == last(emulator).status
    assert "Retry-After" not in answer.headers
    assert list(answer.json()) == ["message"]
    assert (False, ANNA) == (last(emulator).carried_out, last(emulator).body)
    assert count(api) == 0


@pytest.mark.parametrize(("retry_after", "header"), [(2, "2"), (0.5, "0.5"), ("soon", "soon")])
def test_status_can_have_retry_after(
    emulator: Emulator, api: requests.Session, retry_after: Any, header: str
) -> None:
    emulator.fail_next(Status(429, retry_after=retry_after))
    assert header == api.get("/contacts").headers["Retry-After"]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (b"\xe6", b"\xe6"),
        ("<p>\u00e6", "<p>\u00e6".encode()),
        ([{"a": 1}], b'[{"a": 1}]'),
        ("", b""),
    ],
)
def test_status_can_have_any_body(
    emulator: Emulator, api: requests.Session, body: Any, sent: bytes
) -> None:
    emulator.fail_next(Status(500, body=body, content_type="text/html"))
    answer = api.get("/contacts")
    assert (sent, "text/html") == (answer.content, answer.headers["Content-Type"])


def test_drop_before_reading_carries_nothing_out(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(DropBeforeReading())
    with pytest.raises(requests.ConnectionError):
        api.post("/contacts", json=ANNA)
    request = last(emulator)
    assert (None, False, None) == (request.status, request.carried_out, request.body)
    assert count(api) == 0


def test_drop_after_carrying_out_keeps_write(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(DropAfterCarryingOut())
    with pytest.raises(requests.ConnectionError):
        api.post("/contacts", json=ANNA)
    request = last(emulator)
    assert (None, True, ANNA) == (request.status, request.carried_out, request.body)
    assert count(api) == 1


def test_drop_after_refusal_carries_nothing_out(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(DropAfterCarryingOut())
    with pytest.raises(requests.ConnectionError):
        api.post("/contacts", json={})
    assert last(emulator).carried_out is False


@pytest.fixture
def connection(emulator: Emulator) -> Iterator[http.client.HTTPConnection]:
    """A connection to the emulator without the library requests."""
    connection = http.client.HTTPConnection(emulator.url.split("/")[2], timeout=10)
    yield connection
    connection.close()


def test_cut_body_has_full_content_length(
    emulator: Emulator, api: requests.Session, connection: http.client.HTTPConnection
) -> None:
    whole = api.get("/contacts").content
    emulator.fail_next(CutBody())
    headers = {"Authorization": f"Bearer {emulator.token}"}
    path = f"/api/v2/companies/{emulator.company_slug}/contacts"
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    assert (200, str(len(whole))) == (answer.status, answer.getheader("Content-Length"))
    with pytest.raises(http.client.IncompleteRead) as cut:
        answer.read()
    assert whole[: len(whole) // 2] == cut.value.partial


def test_empty_body_is_cut(emulator: Emulator, api: requests.Session) -> None:
    """A 201 has no body; cut, its Content-Length promises more than it sends."""
    emulator.fail_next(CutBody())
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.post("/contacts", json=ANNA)
    assert (201, True) == (last(emulator).status, last(emulator).carried_out)
    assert count(api) == 1


def test_slow_carries_out_before_waiting(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Slow(60), method="POST")
    with pytest.raises(requests.ReadTimeout):
        api.post("/contacts", json=ANNA, timeout=0.1)
    assert last(emulator).carried_out is True
    assert count(api) == 1


def test_slow_answer_arrives(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Slow(0.05))
    assert api.get("/contacts").status_code == 200
    request = last(emulator)
    assert request.finished is not None
    assert request.finished - request.started >= 0.05


@pytest.mark.parametrize(("carry_out", "created"), [(False, 0), (True, 1)])
def test_answer_is_sent_unchanged(
    emulator: Emulator, api: requests.Session, carry_out: bool, created: int
) -> None:
    headers = {"Location": "https://elsewhere.example/1", "Content-Type": "text/html"}
    emulator.fail_next(CannedAnswer(302, headers, b"<p>moved", carry_out=carry_out))
    answer = api.post("/contacts", json=ANNA)
    assert (302, b"<p>moved") == (answer.status_code, answer.content)
    assert headers == {name: answer.headers[name] for name in headers}
    assert (302, carry_out) == (last(emulator).status, last(emulator).carried_out)
    assert created == count(api)


def test_fault_can_aim_at_loading_after_write(emulator: Emulator, api: requests.Session) -> None:
    template = "/companies/{companySlug}/contacts/{contactId}"
    emulator.fail_next(Status(503), method="GET", path=template)
    assert api.get("/contacts").status_code == 200
    location = api.post("/contacts", json=ANNA).headers["Location"]
    assert [503, 200] == [api.get(location).status_code, api.get(location).status_code]


@pytest.mark.parametrize(
    ("method", "path", "matches"),
    [
        (None, None, True),
        ("GET", None, True),
        ("get", None, True),
        ("POST", None, False),
        (None, "/contacts", True),
        (None, "/contacts/{contactId}", False),
        (None, "/products", False),
        ("GET", "/companies/fiken-demo-fjellbris-kaffe-as/contacts", True),
    ],
)
def test_fault_is_aimed_by_method_and_path(
    emulator: Emulator, api: requests.Session, method: str | None, path: str | None, matches: bool
) -> None:
    """`path` is the end of the path of the request, or of its template in the contract."""
    emulator.fail_next(Status(500), method=method, path=path)
    assert matches == (api.get("/contacts?page=0").status_code == 500)
    emulator.clear_faults()


def test_faults_occur_in_order(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(429), times=2)
    emulator.fail_next(Status(503))
    assert [429, 429, 503, 200] == [api.get("/contacts").status_code for _ in range(4)]


def test_fault_must_occur_at_least_once(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="at least once"):
        emulator.fail_next(Status(500), times=0)


@pytest.mark.parametrize("fault", [Slow(60), DropAfterCarryingOut(), CutBody()])
def test_stop_does_not_wait_for_faults(fault: Fault) -> None:
    with Emulator() as emulator:
        emulator.fail_next(fault)
        url, headers = f"{emulator.url}/user", {"Authorization": f"Bearer {emulator.token}"}
        with pytest.raises(requests.RequestException):
            requests.get(url, headers=headers, timeout=0.1)
        start = time.monotonic()
    assert time.monotonic() - start < 10


def test_log_has_all_facts_of_request(emulator: Emulator, api: requests.Session) -> None:
    headers = {"X-Request-ID": "4e1d", "User-Agent": "spec"}
    before = time.monotonic()
    api.post("/contacts?note=1", json=ANNA, headers=headers)
    (request,) = emulator.requests
    assert request.method == "POST"
    assert request.path == f"/companies/{emulator.company_slug}/contacts"
    assert request.template == "/companies/{companySlug}/contacts"
    assert (request.operation, request.query) == ("createContact", {"note": "1"})
    assert (request.body, request.status, request.carried_out) == (ANNA, 201, True)
    assert (request.request_id, request.headers["user-agent"]) == ("4e1d", "spec")
    assert request.finished is not None
    assert before <= request.started <= request.finished <= time.monotonic()


def test_log_has_no_token(emulator: Emulator, api: requests.Session) -> None:
    api.get("/contacts")
    assert emulator.token not in repr(emulator.requests)


def test_log_is_a_copy() -> None:
    """The log can be read after the server has stopped."""
    with Emulator() as emulator:
        requests.get(f"{emulator.url}/nothing", timeout=10)
        emulator.requests.clear()
    assert [("/nothing", None, 401)] == [(r.path, r.template, r.status) for r in emulator.requests]


def overlapping(emulator: Emulator, path: str, *tokens: str) -> list[int]:
    """Send a slow request with the first token, and the others meanwhile; return all statuses."""
    statuses: list[int] = []

    def ask(token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        statuses.append(requests.get(f"{emulator.url}{path}", headers=headers).status_code)

    emulator.fail_next(Slow(0.3))
    first = threading.Thread(target=ask, args=tokens[:1])
    first.start()
    wait_until(lambda: bool(emulator.requests))
    for token in tokens[1:]:
        ask(token)
    first.join()
    return statuses


def test_overlapping_requests_are_counted() -> None:
    """Fiken may answer 429 to them. The emulator does so only with `strict_overlap`.

    Observed: docs/observed.md#1-concurrency-and-rate-limiting
    """
    with Emulator() as emulator:
        assert [200, 200] == overlapping(emulator, "/user", emulator.token, emulator.token)
        assert emulator.overlaps == 1
        assert [False, True] == [request.overlapped for request in emulator.requests]


def test_strict_overlap_answers_429() -> None:
    """Observed: docs/observed.md#1-concurrency-and-rate-limiting"""
    with Emulator(strict_overlap=True) as emulator:
        assert [429, 200] == overlapping(emulator, "/user", emulator.token, emulator.token)
        assert [True, False] == [request.carried_out for request in emulator.requests]


def test_different_tokens_do_not_overlap() -> None:
    with Emulator(strict_overlap=True) as emulator:
        assert [401, 200] == overlapping(emulator, "/user", emulator.token, "other")
        assert emulator.overlaps == 0


def test_consecutive_requests_do_not_overlap(emulator: Emulator, api: requests.Session) -> None:
    """A client can receive an answer before the server has finished with the request."""
    for _ in range(100):
        api.get("/groups")
        requests.get(f"{api.base}/groups", headers=api.headers, timeout=10)  # type: ignore[attr-defined]
    assert emulator.overlaps == 0


def test_retry_after_drop_does_not_overlap(emulator: Emulator, api: requests.Session) -> None:
    for fault in (DropBeforeReading(), DropAfterCarryingOut(), CutBody()) * 20:
        emulator.fail_next(fault)
        with pytest.raises(requests.RequestException):
            api.get("/groups")
        assert api.get("/groups").status_code == 200
    assert emulator.overlaps == 0


def test_abandoned_request_is_not_in_flight(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Slow(60))
    with pytest.raises(requests.ReadTimeout):
        api.get("/groups", timeout=0.05)
    api.close()
    wait_until(lambda: last(emulator).finished is not None)


def test_reset_connection_is_ignored(
    emulator: Emulator, api: requests.Session, capfd: pytest.CaptureFixture[str]
) -> None:
    """The answer cannot be sent, and no traceback is printed."""
    host, _, port = emulator.url.split("/")[2].partition(":")
    for number in range(1, 6):
        emulator.fail_next(Slow(60), path="/user")
        with socket.create_connection((host, int(port)), timeout=10) as rude:
            rude.sendall(b"GET /api/v2/user HTTP/1.1\r\nHost: x\r\n\r\n")
            wait_until(lambda: len(emulator.requests) == number)  # noqa: B023 - called at once
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert api.get("/groups").status_code == 200
    emulator.stop()
    emulator.start()
    assert capfd.readouterr() == ("", "")


def test_threads_write_complete_contacts(emulator: Emulator, api: requests.Session) -> None:
    def write() -> None:
        for _ in range(5):
            url = f"{emulator.url}/companies/{emulator.company_slug}/contacts"
            body = {"name": "Anna", "customer": True, "groups": ["Tråd"]}
            headers = {"Authorization": f"Bearer {emulator.token}"}
            requests.post(url, json=body, headers=headers, timeout=10)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    contacts = api.get("/contacts?group=Tråd&pageSize=100").json()
    assert list(range(10015, 10045)) == [contact["customerNumber"] for contact in contacts]
