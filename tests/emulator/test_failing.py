"""Faults that a test can check: skipped, counted, left over, and one that waits before it acts."""

import threading
import time
from typing import Any

import pytest
import requests

from fiken import NotFoundError
from fiken.emulator import (
    CannedAnswer,
    DropAfterCarryingOut,
    Emulator,
    PendingFault,
    Request,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from tests.emulator.conftest import Api
from tests.emulator.test_faults import ANNA, count, last, wait_until


def statuses(api: requests.Session, times: int, method: str = "GET") -> list[int]:
    return [api.request(method, "/contacts").status_code for _ in range(times)]


def test_a_fault_lets_some_requests_through_first(
    emulator: Emulator, api: requests.Session
) -> None:
    emulator.fail_next(Status(503), skip=2, times=2)
    assert [200, 200, 503, 503, 200] == statuses(api, 5)


def test_only_requests_that_match_are_skipped(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(503), method="POST", path="/contacts", skip=1, times=2)
    assert [200, 200] == statuses(api, 2)
    assert 200 == api.get("/products").status_code
    assert [201, 503, 503, 201] == [api.post("/contacts", json=ANNA).status_code for _ in range(4)]
    assert 2 == count(api)


def test_a_request_that_meets_a_fault_is_not_counted_by_later_ones(
    emulator: Emulator, api: requests.Session
) -> None:
    """One that is skipped is offered to the next order."""
    emulator.fail_next(Status(429), times=2)
    emulator.fail_next(Status(503), skip=1)
    assert [429, 429, 200, 503, 200] == statuses(api, 5)
    emulator.fail_next(Status(429), skip=1)
    emulator.fail_next(Status(503))
    assert [503, 429, 200] == statuses(api, 3)


@pytest.mark.parametrize(
    ("path", "met"),
    [
        ("/contacts/{}7", False),
        ("7", False),
        ("contacts/{}", True),
        ("/contacts/{}/", True),
        ("{}", True),
        ("/contacts/{contactId}", True),
        ("contacts/{id}", True),
        ("/companies/{companySlug}/contacts/{}", True),
        ("/companies/fiken-demo-fjellbris-kaffe-as/contacts/{contactId}", True),
        ("/companies/another-one/contacts/{contactId}", False),
        ("/sales/{contactId}", False),
    ],
)
def test_a_path_is_matched_by_whole_segments(
    emulator: Emulator, api: requests.Session, path: str, met: bool
) -> None:
    """The end of the path itself, or braces for any id; an id ends in no other id."""
    location = api.post("/contacts", json=ANNA).headers["Location"]
    key = location.rpartition("/")[2]
    emulator.fail_next(Status(503), path=path.replace("{}", key))
    assert met == (503 == api.get(location).status_code)


def test_a_fault_that_was_met_is_no_longer_pending(
    emulator: Emulator, api: requests.Session
) -> None:
    with emulator.failing(Status(503), method="GET", path="/contacts", times=2, skip=1):
        assert [200, 503, 503, 200] == statuses(api, 4)
    assert () == emulator.pending_faults


def test_a_fault_that_was_not_met_is_an_error(emulator: Emulator, api: requests.Session) -> None:
    """It tells what was ordered and what came, and hits no later test."""
    with (
        pytest.raises(AssertionError) as raised,
        emulator.failing(Status(500), method="POST", path="/payments", skip=2),
    ):
        api.get("/contacts")
    assert str(raised.value) == (
        "not met: Status(code=500, retry_after=None, body=None, content_type=None) for 1 of POST "
        "on a path that ends in /payments, after 2 more that match; "
        "what came: GET /companies/fiken-demo-fjellbris-kaffe-as/contacts"
    )
    assert () == emulator.pending_faults


@pytest.mark.parametrize(("requested", "left"), [(0, 3), (1, 3), (2, 2), (3, 1)])
def test_a_fault_that_was_met_too_seldom_is_an_error(
    emulator: Emulator, api: requests.Session, requested: int, left: int
) -> None:
    with (
        pytest.raises(AssertionError, match=f"for {left} of any method"),
        emulator.failing(Status(503), times=3, skip=1),
    ):
        statuses(api, requested)
    assert [200, 200] == statuses(api, 2)


@pytest.mark.parametrize("error", [ValueError("own"), KeyboardInterrupt(), SystemExit(3)])
def test_an_exception_of_the_block_is_not_hidden(
    emulator: Emulator, api: requests.Session, error: BaseException
) -> None:
    with pytest.raises(type(error)) as raised, emulator.failing(Status(503)):
        raise error
    assert raised.value is error
    assert [200] == statuses(api, 1)


def test_blocks_can_be_nested(emulator: Emulator, api: requests.Session) -> None:
    """Each forgets its own fault only."""
    with emulator.failing(Status(503)):
        emulator.fail_next(Status(418), skip=1)
        with (
            pytest.raises(AssertionError, match="code=500"),
            emulator.failing(Status(500), skip=9),
        ):
            assert [503, 200] == statuses(api, 2)
    assert [418, 200] == statuses(api, 2)


def test_pending_faults_are_told_in_order(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(503), method="get", times=2)
    emulator.fail_next(Slow(1), path="/payments", skip=1)
    statuses(api, 1)
    first, second = emulator.pending_faults
    assert PendingFault(Status(503), "GET", None, times=1, skip=0) == first
    assert PendingFault(Slow(1), None, "/payments", times=1, skip=1) == second


def test_faults_can_be_cleared(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(503), times=9)
    emulator.fail_next(DropAfterCarryingOut())
    emulator.clear_faults()
    assert () == emulator.pending_faults
    assert [200] == statuses(api, 1)


def test_a_fault_does_not_hit_the_next_run() -> None:
    """It stays visible after the stop; one that was told between two runs counts."""
    emulator = Emulator()
    with emulator:
        emulator.fail_next(Status(503))
    assert 1 == len(emulator.pending_faults)
    emulator.fail_next(Status(418))
    with emulator, Api(emulator.url, emulator.token) as session:
        assert [418, 200] == [session.get("/user").status_code for _ in range(2)]


@pytest.mark.parametrize(
    ("fault", "told", "message"),
    [
        (Status(500), {"skip": -1}, "skip is a number of requests, 0 or more, not -1"),
        (Status(500), {"skip": 1.5}, "skip is a number of requests"),
        (Status(500), {"skip": True}, "skip is a number of requests"),
        (Status(500), {"times": "2"}, "at least once, not '2' times"),
        (Status(500), {"times": -1}, "at least once, not -1 times"),
        (Slow(-1), {}, "a wait is from 0 to 86400 seconds, not -1"),
        (WaitBeforeCarryingOut(float("inf")), {}, "a wait is from 0 to 86400 seconds, not inf"),
        (WaitBeforeCarryingOut(float("nan")), {}, "a wait is from 0 to 86400 seconds, not nan"),
        (CannedAnswer(99), {}, "a status is a whole number from 100 to 599, not 99"),
        (CannedAnswer(200.0), {}, "a status is a whole number from 100 to 599, not 200.0"),  # type: ignore[arg-type]
        (Slow("1"), {}, "a wait is from 0 to 86400 seconds, not '1'"),  # type: ignore[arg-type]
        (Status(500), {"path": "/contacts", "method": "PATCH"}, "takes PATCH: GET, POST"),
        (Status(500), {"path": "/contacts?name=x"}, "no path of Fiken's contract ends in"),
        (Status(500), {"path": "/contacts?page=0"}, "leave the query out"),
        (Status(500), {"path": "contacts#1"}, "leave the query out"),
        (Status(500), {"path": "/contacts/5#top"}, "no path of Fiken's contract ends in"),
        (Status(500), {"path": 5}, "method and path are texts, not None and 5"),
        (Status(500), {"method": 5}, "method and path are texts, not 5 and None"),
        (CannedAnswer(200, body="{}"), {}, "the body of a CannedAnswer is bytes, not '{}'"),  # type: ignore[arg-type]
        (Status(500), {"path": ""}, "no path of Fiken's contract ends in ''"),
    ],
)
def test_what_can_never_be_met_is_refused(
    emulator: Emulator, fault: Any, told: dict[str, Any], message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=message.replace("?", r"\?")):
        emulator.fail_next(fault, **told)
    with (
        pytest.raises((TypeError, ValueError), match=message.replace("?", r"\?")),
        emulator.failing(fault, **told),
    ):
        pytest.fail("the block must not run")
    assert () == emulator.pending_faults


@pytest.mark.parametrize("path", ["/files/{uuid}/{name}", "/files/3f-1/x.pdf", "x.pdf"])
def test_files_can_be_aimed_at(emulator: Emulator, path: str) -> None:
    emulator.fail_next(Status(500), method="GET", path=path)
    emulator.clear_faults()


@pytest.mark.parametrize("path", ["/files/{uuid}/{name}", "{name}", "/{uuid}/{name}"])
def test_a_download_meets_its_fault(emulator: Emulator, path: str) -> None:
    company = emulator.client().company(emulator.company_slug)
    sale = company.sales.all().first()
    assert sale is not None
    attachments = company.sales.attachments(sale)
    receipt = attachments.add(b"%PDF-1.4", "kvittering.pdf")
    fault = Status(404)
    with emulator.failing(fault, method="GET", path=path), pytest.raises(NotFoundError):
        company.download(receipt)


def test_a_body_that_is_text_is_refused_before_it_breaks_the_server(emulator: Emulator) -> None:
    with pytest.raises(TypeError, match="the body of a CannedAnswer is bytes, not '<html>'"):
        emulator.fail_next(CannedAnswer(200, body="<html>"))  # type: ignore[arg-type]


def late_of(emulator: Emulator) -> Request:
    return next(request for request in emulator.requests if request.method == "POST")


def test_a_write_is_carried_out_after_the_client_gave_up(
    emulator: Emulator, api: requests.Session
) -> None:
    """Whoever looks at once finds nothing, and repeats a write that comes through later."""
    with emulator.failing(WaitBeforeCarryingOut(0.5), method="POST"):
        with pytest.raises(requests.ReadTimeout):
            api.post("/contacts", json=ANNA, timeout=0.1)
        assert 0 == count(api)
    assert (False, None) == (late_of(emulator).carried_out, late_of(emulator).finished)
    wait_until(lambda: late_of(emulator).finished is not None)
    assert late_of(emulator).carried_out is True
    assert 1 == count(api)


def test_a_late_write_is_answered_to_whoever_waits(
    emulator: Emulator, api: requests.Session
) -> None:
    emulator.fail_next(WaitBeforeCarryingOut(0.05))
    assert 201 == api.post("/contacts", json=ANNA).status_code
    request = last(emulator)
    assert request.finished is not None
    assert request.finished - request.started >= 0.05
    assert (201, True, ANNA) == (request.status, request.carried_out, request.body)


def test_a_late_write_is_in_flight_until_it_is_carried_out() -> None:
    """A repetition of it meets the 429 that Fiken may give."""
    with (
        Emulator(strict_overlap=True) as emulator,
        Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api,
    ):
        emulator.fail_next(WaitBeforeCarryingOut(0.4))
        with pytest.raises(requests.ReadTimeout):
            api.post("/contacts", json=ANNA, timeout=0.1)
        assert 429 == api.post("/contacts", json=ANNA).status_code
        wait_until(lambda: emulator.requests[0].finished is not None)
        assert 201 == api.post("/contacts", json=ANNA).status_code


def test_stopping_does_not_carry_out_a_late_write() -> None:
    with Emulator() as emulator:
        emulator.fail_next(WaitBeforeCarryingOut(60))
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as api, pytest.raises(requests.ReadTimeout):
            api.post("/contacts", json=ANNA, timeout=0.1)
        begun = time.monotonic()
    assert time.monotonic() - begun < 10
    assert [(None, False)] == [(r.status, r.carried_out) for r in emulator.requests]


def test_many_threads_use_up_a_fault_exactly(emulator: Emulator) -> None:
    seen: list[int] = []

    def ask() -> None:
        with Api(emulator.url, emulator.token) as session:
            seen.extend(session.get("/user").status_code for _ in range(5))

    with emulator.failing(Status(503), path="/user", skip=7, times=11):
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (11, 29) == (seen.count(503), seen.count(200))
