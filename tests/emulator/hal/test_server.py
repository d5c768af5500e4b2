"""What both doors share: one host, one log, faults, and ids of requests."""

import base64
import socket
import time
import uuid

import pytest
import requests

from fiken.emulator import DropAfterCarryingOut, Emulator, Status
from tests.emulator.conftest import Api
from tests.emulator.hal.v1 import RELS, V1, self_of
from tests.emulator.recurring import MovableClock, recur


def test_urls_are_those_of_the_asked_host(v1: V1) -> None:
    """The names of the links are always those of fiken.no."""
    body = v1.read(v1.start, Host="fiken.test:1234")
    assert {
        "self": {"href": "http://fiken.test:1234/api/v1"},
        f"{RELS}companies": {"href": "http://fiken.test:1234/api/v1/companies"},
    } == body["_links"]
    answer = v1.post("/contacts", json={"name": "A"}, headers={"Host": "fiken.test:1234"})
    assert answer.headers["Location"].startswith("http://fiken.test:1234/api/v1/companies/")


def test_references_of_any_host_are_known(v1: V1, customer: str) -> None:
    """A server can have several names."""
    line = {"netPrice": 10000, "vat": 2500, "vatType": "HIGH"}
    body = {"date": "2026-05-01", "kind": "EXTERNAL_INVOICE", "lines": [line]}
    elsewhere = customer.replace("127.0.0.1", "localhost")
    assert customer == v1.read(v1.create("/sales", {**body, "customer": elsewhere}))["customer"]


@pytest.mark.parametrize("sent", [str(uuid.UUID(int=7)), uuid.UUID(int=7).hex])
def test_the_id_of_a_request_comes_back(v1: V1, sent: str) -> None:
    for url in (v1.start, "/nothing"):
        answer = v1.get(url, headers={"X-Request-ID": sent})
        assert sent == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("sent", [None, "", "17"])
def test_a_request_without_an_id_gets_one(v1: V1, sent: str | None) -> None:
    first, second = (
        v1.get(v1.start, headers={"X-Request-ID": sent} if sent is not None else {})
        for _ in range(2)
    )
    ids = {answer.headers["X-Request-ID"] for answer in (first, second)}
    assert 2 == len({uuid.UUID(each) for each in ids})


def test_no_answer_may_be_kept(v1: V1) -> None:
    headers = v1.get(v1.start).headers
    assert "no-cache, no-store, max-age=0, must-revalidate" == headers["Cache-Control"]
    assert ("no-cache", "Thu, 01 Jan 1970 00:00:00 GMT") == (headers["Pragma"], headers["Expires"])


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/hal+json",
        "application/json; charset=UTF-8",
        "Application/HAL+JSON;charset=utf-8",
    ],
)
def test_both_content_types_are_taken(v1: V1, content_type: str) -> None:
    """The documentation takes only JSON, and HAL was seen to be accepted."""
    headers = {"Content-Type": content_type}
    assert 201 == v1.post("/contacts", data='{"name": "Å"}'.encode(), headers=headers).status_code


@pytest.mark.parametrize("accept", ["application/json", "text/html", "*/*"])
def test_every_accept_gets_hal(v1: V1, accept: str) -> None:
    answer = v1.get(v1.start, headers={"Accept": accept})
    assert "application/hal+json;charset=UTF-8" == answer.headers["Content-Type"]


def test_the_log_shows_whole_paths(emulator: Emulator, v1: V1, customer: str) -> None:
    """Its templates tell the two APIs apart, and no operation of API v2 is named."""
    request = emulator.requests[-1]
    slug = emulator.company_slug
    assert (
        "POST",
        f"/api/v1/companies/{slug}/contacts",
        "/api/v1/companies/{companySlug}/contacts",
        None,
        {"name": "Kari Kaffe", "customer": True},
        201,
        True,
    ) == (
        request.method,
        request.path,
        request.template,
        request.operation,
        request.body,
        request.status,
        request.carried_out,
    )
    v1.get(f"{customer}/nothing")
    assert None is emulator.requests[-1].template


def test_a_fault_loses_the_answer(emulator: Emulator, v1: V1) -> None:
    """The contact is created nevertheless."""
    lost = emulator.failing(DropAfterCarryingOut(), method="POST", path="/contacts")
    with lost, pytest.raises(requests.ConnectionError):
        v1.post("/contacts", json={"name": "Lost AS"})
    assert "Lost AS" in [each["name"] for each in v1.items("contacts")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/create-invoice-service"),
        ("POST", "/api/v1/companies/{companySlug}/sales/{saleId}/payments"),
        ("GET", "/whoAmI"),
        ("GET", "/filer/{uuid}/{name}"),
    ],
)
def test_faults_know_the_paths(emulator: Emulator, v1: V1, method: str, path: str) -> None:
    wanted = path.replace("{companySlug}", emulator.company_slug)
    wanted = wanted.replace("{saleId}", "17").replace("{uuid}", "1").replace("{name}", "2")
    inside = wanted.startswith(("/api", "/filer"))
    url = emulator.url_v1.removesuffix("/api/v1") + wanted if inside else f"{v1.start}{wanted}"
    if path == "/create-invoice-service":
        url = v1.company + path
    with emulator.failing(Status(503), method=method, path=path):
        assert 503 == v1.request(method, url).status_code


def test_faults_refuse_unknown_paths(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="no path of Fiken's contract ends in '/who'"):
        emulator.fail_next(Status(503), path="/who")


def test_requests_at_once_are_refused() -> None:
    """With `strict_overlap`, in the form of API v1. The first one waits for its body."""
    with Emulator(strict_overlap=True) as own, V1(own) as v1:
        host, _, port = own.url_v1.split("/")[2].partition(":")
        credentials = base64.b64encode(f"{own.email}:{own.password}".encode()).decode()
        head = f"GET /api/v1 HTTP/1.1\r\nAuthorization: Basic {credentials}\r\nContent-Length: 1"
        with socket.create_connection((host, int(port))) as first:
            first.sendall(f"{head}\r\n\r\n".encode())
            while not own.requests:
                time.sleep(0.01)
            answer = v1.get(v1.start)
        assert (429, "application/vnd.error+json") == (
            answer.status_code,
            answer.headers["Content-Type"],
        )
        assert "Only one concurrent request is allowed." == answer.json()[0]["message"]


def test_a_reset_keeps_the_door() -> None:
    with Emulator(seed=1) as own, V1(own) as v1:
        before = v1.read("/contacts")
        v1.create("/contacts", {"name": "A"})
        own.reset()
        assert before == v1.read("/contacts")


def test_time_passes_for_both_doors() -> None:
    """A recurring invoice is issued by the first request of its day, also by one of API v1."""
    clock = MovableClock()
    with Emulator(seed=1, clock=lambda: clock.now) as own, V1(own) as v1:
        with Api(f"{own.url}/companies/{own.company_slug}", own.token) as api:
            recur(api)
        before = len(v1.items("invoices"))
        clock.move("2026-07-01")
        invoices = v1.items("invoices")
        assert (before + 1, "2026-07-01") == (len(invoices), invoices[-1]["issueDate"])


def test_the_same_seed_makes_the_same_ids() -> None:
    urls = []
    for _ in range(2):
        with Emulator(seed=7) as own, V1(own) as v1:
            v1.create("/contacts", {"name": "A"})
            urls.append([self_of(each).rpartition("/")[2] for each in v1.items("contacts")])
    assert urls[0] == urls[1]


def test_a_path_that_begins_alike_is_unknown(emulator: Emulator, v1: V1) -> None:
    """It belongs to neither API, and so it needs a token of API v2."""
    origin = emulator.url_v1.removesuffix("/api/v1")
    assert 401 == v1.get(f"{origin}/api/v10").status_code
