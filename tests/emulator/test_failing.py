"""Faults in a block (`failing`), `skip` and `times`, pending faults, and late writes."""

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
    """Ask for the contacts this many times and return the statuses."""
    return [api.request(method, "/contacts").status_code for _ in range(times)]


def test_fault_skips_requests_first(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(503), skip=2, times=2)
    assert [200, 200, 503, 503, 200] == statuses(api, 5)


def test_skip_counts_only_matching_requests(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(503), method="POST", path="/contacts", skip=1, times=2)
    assert [200, 200] == statuses(api, 2)
    assert 200 == api.get("/products").status_code
    assert [201, 503, 503, 201] == [api.post("/contacts", json=ANNA).status_code for _ in range(4)]
    assert 2 == count(api)


def test_request_with_fault_is_counted_once(emulator: Emulator, api: requests.Session) -> None:
    """A later fault counts a request that was skipped, but not one that met an earlier fault."""
    emulator.fail_next(Status(429), times=2)
    emulator.fail_next(Status(503), skip=1)
    assert [429, 429, 200, 503, 200] == statuses(api, 5)
    emulator.fail_next(Status(429), skip=1)
    emulator.fail_next(Status(503))
    assert [503, 429, 200] == statuses(api, 3)


@pytest.mark.parametrize(
    ("path", "matches"),
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
def test_path_of_fault_matches_whole_segments(
    emulator: Emulator, api: requests.Session, path: str, matches: bool
) -> None:
    """`path` is the end of the path, with `{}` for any id; `7` does not match the id `17`."""
    location = api.post("/contacts", json=ANNA).headers["Location"]
    key = location.rpartition("/")[2]
    emulator.fail_next(Status(503), path=path.replace("{}", key))
    assert matches == (503 == api.get(location).status_code)
    emulator.clear_faults()


def test_fault_that_occurred_is_not_pending(emulator: Emulator, api: requests.Session) -> None:
    with emulator.failing(Status(503), method="GET", path="/contacts", times=2, skip=1):
        assert [200, 503, 503, 200] == statuses(api, 4)
    assert () == emulator.pending_faults


def test_fault_that_did_not_occur_fails(emulator: Emulator, api: requests.Session) -> None:
    """The message names the fault and the requests that came; the fault is cleared."""
    with (
        pytest.raises(AssertionError) as raised,
        emulator.failing(Status(500), method="POST", path="/payments", skip=2),
    ):
        api.get("/contacts")
    assert str(raised.value) == (
        "fault not applied: Status(code=500, retry_after=None, body=None, content_type=None) "
        "for 1 of POST on a path that ends in /payments, after 2 more that match; "
        "requests in the block: GET /companies/fiken-demo-fjellbris-kaffe-as/contacts"
    )
    assert () == emulator.pending_faults


@pytest.mark.parametrize(("requested", "remaining"), [(0, 3), (1, 3), (2, 2), (3, 1)])
def test_fault_that_occurred_too_seldom_fails(
    emulator: Emulator, api: requests.Session, requested: int, remaining: int
) -> None:
    with (
        pytest.raises(AssertionError, match=f"for {remaining} of any method"),
        emulator.failing(Status(503), times=3, skip=1),
    ):
        statuses(api, requested)
    assert [200, 200] == statuses(api, 2)


@pytest.mark.parametrize("error", [ValueError("own"), KeyboardInterrupt(), SystemExit(3)])
def test_exception_of_block_is_raised(
    emulator: Emulator, api: requests.Session, error: BaseException
) -> None:
    with pytest.raises(type(error)) as raised, emulator.failing(Status(503)):
        raise error
    assert raised.value is error
    assert [200] == statuses(api, 1)


def test_blocks_can_be_nested(emulator: Emulator, api: requests.Session) -> None:
    """Each block clears only its own fault."""
    with emulator.failing(Status(503)):
        emulator.fail_next(Status(418), skip=1)
        with (
            pytest.raises(AssertionError, match="code=500"),
            emulator.failing(Status(500), skip=9),
        ):
            assert [503, 200] == statuses(api, 2)
    assert [418, 200] == statuses(api, 2)


def test_pending_faults_are_in_order(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(503), method="get", times=2)
    emulator.fail_next(Slow(1), path="/payments", skip=1)
    statuses(api, 1)
    first, second = emulator.pending_faults
    assert PendingFault(Status(503), "GET", None, times=1, skip=0) == first
    assert PendingFault(Slow(1), None, "/payments", times=1, skip=1) == second
    emulator.clear_faults()


def test_faults_can_be_cleared(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(503), times=9)
    emulator.fail_next(DropAfterCarryingOut())
    emulator.clear_faults()
    assert () == emulator.pending_faults
    assert [200] == statuses(api, 1)


def test_fault_ends_with_the_run() -> None:
    """A fault stays in `pending_faults` after `stop`. One added between two runs is used."""
    emulator = Emulator()
    with emulator:
        emulator.fail_next(Status(503))
    assert 1 == len(emulator.pending_faults)
    emulator.fail_next(Status(418))
    with emulator, Api(emulator.url, emulator.token) as session:
        assert [418, 200] == [session.get("/user").status_code for _ in range(2)]


@pytest.mark.parametrize(
    ("fault", "options", "message"),
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
        (Status(500), {"path": "/contacts", "method": "PATCH"}, "accepts PATCH: GET, POST"),
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
def test_impossible_fault_is_refused(
    emulator: Emulator, fault: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=message.replace("?", r"\?")):
        emulator.fail_next(fault, **options)
    with (
        pytest.raises((TypeError, ValueError), match=message.replace("?", r"\?")),
        emulator.failing(fault, **options),
    ):
        pytest.fail("the block must not run")
    assert () == emulator.pending_faults


@pytest.mark.parametrize("path", ["/files/{uuid}/{name}", "/files/3f-1/x.pdf", "x.pdf"])
def test_fault_can_aim_at_files(emulator: Emulator, path: str) -> None:
    emulator.fail_next(Status(500), method="GET", path=path)
    emulator.clear_faults()


@pytest.mark.parametrize("path", ["/files/{uuid}/{name}", "{name}", "/{uuid}/{name}"])
def test_fault_can_aim_at_download(emulator: Emulator, path: str) -> None:
    company = emulator.client().company(emulator.company_slug)
    sale = company.sales.all().first()
    assert sale is not None
    attachments = company.sales.attachments(sale)
    receipt = attachments.add(b"%PDF-1.4", "kvittering.pdf")
    fault = Status(404)
    with emulator.failing(fault, method="GET", path=path), pytest.raises(NotFoundError):
        company.download(receipt)


def test_answer_with_text_body_is_refused(emulator: Emulator) -> None:
    with pytest.raises(TypeError, match="the body of a CannedAnswer is bytes, not '<html>'"):
        emulator.fail_next(CannedAnswer(200, body="<html>"))  # type: ignore[arg-type]


def first_post(emulator: Emulator) -> Request:
    """Return the first POST in the log of the emulator."""
    return next(request for request in emulator.requests if request.method == "POST")


def test_write_is_carried_out_after_timeout(emulator: Emulator, api: requests.Session) -> None:
    """A client that looks right after its timeout finds nothing, though the write still happens."""
    with emulator.failing(WaitBeforeCarryingOut(0.5), method="POST"):
        with pytest.raises(requests.ReadTimeout):
            api.post("/contacts", json=ANNA, timeout=0.1)
        assert 0 == count(api)
    assert (False, None) == (first_post(emulator).carried_out, first_post(emulator).finished)
    wait_until(lambda: first_post(emulator).finished is not None)
    assert first_post(emulator).carried_out is True
    assert 1 == count(api)


def test_late_write_is_answered(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(WaitBeforeCarryingOut(0.05))
    assert 201 == api.post("/contacts", json=ANNA).status_code
    request = last(emulator)
    assert request.finished is not None
    assert request.finished - request.started >= 0.05
    assert (201, True, ANNA) == (request.status, request.carried_out, request.body)


def test_late_write_stays_in_flight() -> None:
    """A second request meanwhile gets the 429 that Fiken may answer."""
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


def test_stop_drops_late_write() -> None:
    with Emulator() as emulator:
        emulator.fail_next(WaitBeforeCarryingOut(60))
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as api, pytest.raises(requests.ReadTimeout):
            api.post("/contacts", json=ANNA, timeout=0.1)
        start = time.monotonic()
    assert time.monotonic() - start < 10
    assert [(None, False)] == [(r.status, r.carried_out) for r in emulator.requests]


def test_threads_share_fault_exactly(emulator: Emulator) -> None:
    codes: list[int] = []

    def ask() -> None:
        with Api(emulator.url, emulator.token) as session:
            codes.extend(session.get("/user").status_code for _ in range(5))

    with emulator.failing(Status(503), path="/user", skip=7, times=11):
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (11, 29) == (codes.count(503), codes.count(200))
