"""The error answers: their statuses, their form, and what they leave behind."""

import json
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.hal.v1 import V1


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("POST", "/contacts", {"json": {}}, 400),
        ("POST", "/contacts", {"json": []}, 400),
        ("POST", "/contacts", {"json": {"name": "A", "fax": "1"}}, 400),
        ("POST", "/contacts", {"json": {"name": "A", "address": {"street": "1"}}}, 400),
        ("POST", "/contacts", {"json": {"name": "A", "address": "Oslo"}}, 400),
        ("POST", "/contacts", {"json": {"name": 7}}, 400),
        ("POST", "/contacts", {"json": {"name": "A", "customer": "true"}}, 400),
        ("POST", "/contacts", {"json": {"name": "A", "memberNumber": True}}, 400),
        ("POST", "/contacts", {"json": {"name": "\ud800"}}, 400),
        ("POST", "/contacts", {"json": {"name": "A", "currency": "kr"}}, 400),
        ("POST", "/products", {"json": {"unitPrice": 10**19}}, 400),
        ("POST", "/products", {"json": {"incomeAccount": "three"}}, 400),
        ("POST", "/products", {"json": {"incomeAccount": True}}, 400),
        ("POST", "/contacts", {"json": {"name": "A", "language": ["ENGLISH"]}}, 400),
        ("POST", "/contacts", {"data": "{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/contacts", {"data": "", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/contacts", {"data": "name=A"}, 415),
        ("POST", "/contacts", {"data": "{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", "/contacts", {"data": "{}", "headers": {"Content-Type": "a/b+json"}}, 415),
        ("POST", "/contacts", {"data": "{}", "headers": {"Content-Type": ""}}, 415),
        ("GET", "/nothing", {}, 404),
        ("GET", "/contacts/17", {}, 404),
        ("GET", "/contacts/1.0", {}, 404),
        ("GET", "/contacts/99999999999999999999", {}, 404),
        ("PUT", "/contacts/17", {"json": {"name": "A"}}, 404),
        ("GET", "/accounts/2026/9999", {}, 404),
        ("DELETE", "/accounts/2026/1500", {}, 405),
        ("POST", "/bank-accounts", {"json": {}}, 405),
        ("OPTIONS", "/contacts", {}, 405),
        ("GET", "/search", {}, 400),
        ("POST", "/search", {"json": {"query": " "}}, 400),
    ],
)
def test_errors_have_their_status(
    v1: V1, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    """Each is an array of objects with `logref` and `message`, and creates nothing."""
    before = v1.read("/contacts")
    answer = v1.request(method, path, **options)
    assert (status, "application/vnd.error+json") == (
        answer.status_code,
        answer.headers["Content-Type"],
    )
    for problem in answer.json():
        assert {"logref", "message"} == problem.keys()
    assert before == v1.read("/contacts")


def test_all_problems_are_told_at_once(v1: V1) -> None:
    line = {"netPrice": "12", "vat": 1e400, "vatType": "TALL", "quantity": 1}
    body = {"date": "1.5.2026", "kind": "CASH_SALE", "lines": [line], "fax": 1}
    answer = v1.post("/sales", data=json.dumps(body), headers={"Content-Type": "application/json"})
    vat_types = "HIGH, MEDIUM, RAW_FISH, LOW, EXEMPT, OUTSIDE, EXEMPT_REVERSE, EXEMPT_IMPORT_EXPORT"
    assert [
        "'date' must be a date as yyyy-MM-dd, not 1.5.2026",
        "'lines[0].netPrice' must be a whole number of øre, not 12",
        "'lines[0].vat' must be a whole number of øre, not inf",
        f"'lines[0].vatType' must be one of NONE, {vat_types}, not TALL",
        "'lines[0].quantity' is not a known field",
        "'fax' is not a known field",
    ] == [each["message"] for each in answer.json()]


@pytest.mark.parametrize("items", [[], {}, "x", [1], [[]]])
def test_lines_are_a_list_of_objects(v1: V1, items: object) -> None:
    body = {"date": "2026-05-01", "kind": "CASH_SALE", "lines": items}
    assert "'lines" in v1.refused("/sales", body)[0]


def test_the_date_must_be_in_an_open_year(v1: V1, customer: str) -> None:
    line = {"netPrice": 100, "vat": 25, "vatType": "HIGH"}
    body = {"date": "2011-05-01", "kind": "EXTERNAL_INVOICE", "customer": customer}
    assert 400 == v1.post("/sales", json={**body, "lines": [line]}).status_code


# --- logins --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic !",
        "Basic ZW1tYQ==",  # without a colon
        "Basic /w==",  # no UTF-8
        "Bearer 1001.embedded-fiken",
        "Basic ZW1tYUBmamVsbGJyaXMuZXhhbXBsZTp3cm9uZw==",  # a wrong password
    ],
)
def test_a_wrong_password_is_refused(emulator: Emulator, authorization: str | None) -> None:
    """So is the token of API v2. Nothing is written to the log of requests."""
    headers = {} if authorization is None else {"Authorization": authorization}
    url = f"{emulator.url_v1}/companies/{emulator.company_slug}/contacts"
    answer = requests.post(url, json={"name": "A"}, headers=headers, timeout=10)
    assert 401 == answer.status_code
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    last = emulator.requests[-1]
    assert (None, False) == (last.body, last.carried_out)
    assert "authorization" not in last.headers


def test_the_password_opens_only_v1(emulator: Emulator) -> None:
    answer = requests.get(
        f"{emulator.url}/user", auth=(emulator.email, emulator.password), timeout=10
    )
    assert 401 == answer.status_code


def test_a_user_sees_its_companies(emulator: Emulator, v1: V1) -> None:
    """A company of others is refused, and so is one without API access."""
    own = [each["slug"] for each in v1.items("companies", f"{v1.start}/companies")]
    assert list(emulator.users[0].companies) == own
    for path, status in (
        ("fiken-demo-solvik-te-as", 403),
        ("lukket-handel-as", 200),
        ("lukket-handel-as/", 200),
        ("lukket-handel-as/contacts", 403),
        ("nothing", 404),
    ):
        assert status == v1.get(f"{v1.start}/companies/{path}").status_code
    third = emulator.users[2]
    with V1(emulator, third.email, third.password) as other:
        found = other.items("companies", f"{v1.start}/companies")
        assert [each["slug"] for each in found] == list(third.companies)


def test_a_password_is_not_shown(emulator: Emulator) -> None:
    assert emulator.password not in repr(emulator.users)
