"""Unknown fields, booleans of queries, and parts of forms: Fiken was seen to treat them so."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import Api, noon

LINE = {
    "text": "Ost",
    "vatType": "HIGH",
    "incomeAccount": "3000",
    "net": 10000,
    "gross": 12500,
}
DRAFT = {"cash": False, "paid": False, "lines": [LINE]}
SALE: dict[str, Any] = {
    "date": "2026-06-01",
    "kind": "cash_sale",
    "currency": "NOK",
    "paymentAccount": "1920:10001",
    "paymentDate": "2026-06-01",
    "totalPaid": 12500,
    "lines": [
        {"description": "Ost", "vatType": "HIGH", "account": "3000", "netPrice": 10000, "vat": 2500}
    ],
}
JOURNAL: dict[str, Any] = {
    "description": "Ost",
    "journalEntries": [
        {
            "description": "Ost",
            "date": "2026-06-01",
            "lines": [{"amount": 100, "debitAccount": "1920:10001", "creditAccount": "3900"}],
        }
    ],
}
ADDRESS = {"name": "Anna", "address": {"country": "Norway"}}


def deepest(body: Any, **extra: Any) -> Any:
    """Return the body with these fields added to every object at any depth."""
    if isinstance(body, list):
        return [deepest(item, **extra) for item in body]
    if isinstance(body, dict):
        return {name: deepest(value, **extra) for name, value in body.items()} | extra
    return body


def case(path: str, body: Any) -> Any:
    """Return a case of a parametrised test, named by its path."""
    return pytest.param(path, body, id=path)


STRICT = [
    case("/contacts", ADDRESS),
    case(
        "/products",
        {"name": "Ost", "incomeAccount": "3000", "vatType": "HIGH", "active": True},
    ),
    case("/projects", {"number": "9", "name": "Ost", "startDate": "2026-06-01"}),
    case("/sales", SALE),
    case("/generalJournalEntries", JOURNAL),
]


@pytest.mark.parametrize(("path", "body"), STRICT)
def test_unknown_null_is_ignored(api: requests.Session, path: str, body: Any) -> None:
    """Nulls in nested objects and lines are ignored as well (docs/observed.md#2-requests)."""
    assert 201 == api.post(path, json=deepest(body, ukjent=None)).status_code


@pytest.mark.parametrize(("path", "body"), STRICT)
@pytest.mark.parametrize("value", [0, "", False, [], {}, "x"])
def test_unknown_value_is_400(api: requests.Session, path: str, body: Any, value: Any) -> None:
    """Fiken's documentation says so; an empty value counts as a value.

    Observed: docs/observed.md#2-requests
    """
    answer = api.post(path, json=body | {"ukjent": value})
    assert 400 == answer.status_code
    assert "'ukjent' is not a field" in answer.json()["message"]
    assert 400 == api.post(path, json=deepest(body, ukjent=value)).status_code


def test_unknown_value_in_line_is_named(api: requests.Session) -> None:
    sale = SALE | {"lines": [SALE["lines"][0] | {"rabatt": 1}]}
    assert "'lines[0].rabatt'" in api.post("/sales", json=sale).json()["message"]


@pytest.mark.parametrize("path", ["/sales/drafts", "/purchases/drafts"])
def test_draft_ignores_unknown_values(api: requests.Session, path: str) -> None:
    """Another client's tests sent these to a real company, by POST and PUT, in lines as well.

    Observed: docs/observed.md#2-requests
    """
    extra = {"draftId": 17, "bankAccountId": "x", "message": [1], "ukjent": {"a": 1}}
    created = api.post(path, json=deepest(DRAFT, **extra))
    assert 201 == created.status_code
    location = created.headers["Location"]
    assert 201 == api.put(location, json=deepest(DRAFT, **extra)).status_code
    draft = api.get(location).json()
    assert not {"bankAccountId", "message", "ukjent"} & set(draft)
    assert draft["draftId"] != 17


def test_draft_refuses_wrong_type(api: requests.Session) -> None:
    answer = api.post("/sales/drafts", json=DRAFT | {"cash": "no", "ukjent": 1})
    assert 400 == answer.status_code
    assert "'cash'" in answer.json()["message"]


def test_patch_of_project_ignores_unknown_values(api: requests.Session) -> None:
    """`number` and `projectId` come with values, and neither changes anything.

    Observed: docs/observed.md#2-requests
    """
    project = {"number": "9", "name": "Ost", "startDate": "2026-06-01"}
    location = api.post("/projects", json=project).headers["Location"]
    before = api.get(location).json()
    change = {"number": "10", "projectId": 4, "ukjent": [{"a": None}], "name": "Brie"}
    assert 201 == api.patch(location, json=change).status_code
    assert before | {"name": "Brie"} == api.get(location).json()


def test_unknown_part_of_draft_form_is_400(api: requests.Session) -> None:
    """The exception for drafts was seen for JSON only."""
    location = api.post("/sales/drafts", json=DRAFT).headers["Location"]
    form = {"filename": "x.pdf", "ukjent": "1"}
    files = {"file": ("x.pdf", b"%PDF")}
    answer = api.post(f"{location}/attachments", data=form, files=files)
    assert 400 == answer.status_code


@pytest.fixture
def lenient() -> Iterator[requests.Session]:
    """A session for an emulator that ignores unknown fields everywhere."""
    with Emulator(seed=1, clock=noon, lenient=True) as emulator:
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as session:
            yield session
        emulator.check_books()


@pytest.mark.parametrize(("path", "body"), STRICT)
def test_lenient_ignores_unknown_values(lenient: requests.Session, path: str, body: Any) -> None:
    wild = deepest(body, ukjent={"a": [1, None]}, select=1, rowid=17)
    assert 201 == lenient.post(path, json=wild).status_code


def test_lenient_ignores_unknown_form_parts(lenient: requests.Session) -> None:
    form = {"name": "x", "filename": "x.pdf", "ukjent": "1"}
    files = {"file": ("x.pdf", b"%PDF"), "other": ("y.pdf", b"%PDF")}
    assert 201 == lenient.post("/inbox", data=form, files=files).status_code


def test_lenient_refuses_invalid_values(lenient: requests.Session) -> None:
    """A missing field, a wrong type, and a text instead of a file are refused."""
    for body in ({}, {"name": 1}, {"name": "x" * 201}):
        assert 400 == lenient.post("/contacts", json=body | {"ukjent": 1}).status_code
    form = {"filename": (None, "x.pdf"), "file": (None, "%PDF")}
    answer = lenient.post("/inbox", files=form)
    assert "'file' must be a file" in answer.json()["message"]


@pytest.mark.parametrize("yes", ["true", "True", "TRUE", "tRuE"])
@pytest.mark.parametrize("no", ["false", "False", "FALSE"])
def test_boolean_of_query_ignores_case(api: requests.Session, yes: str, no: str) -> None:
    """Python's library `requests` sends a bool as `True` or `False`.

    Observed: docs/observed.md#2-requests
    """
    customers, others = (
        api.get(f"/contacts?customer={text}&pageSize=100").json() for text in (yes, no)
    )
    assert {True} == {each["customer"] for each in customers}
    assert {False} == {each["customer"] for each in others}


@pytest.mark.parametrize("text", ["1", "yes", "", "true ", "None"])
def test_invalid_boolean_of_query_is_400(api: requests.Session, text: str) -> None:
    assert 400 == api.get("/contacts", params={"customer": text}).status_code


def attach(api: requests.Session, query: dict[str, str], form: dict[str, str]) -> requests.Response:
    """Upload a file to a new sale and return the answer."""
    location = api.post("/sales", json=SALE).headers["Location"]
    files = {"file": ("x.pdf", b"%PDF")}
    body = {"filename": "x.pdf", **form}
    return api.post(f"{location}/attachments", params=query, data=body, files=files)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ({"attachToSale": "True"}, {}),
        ({}, {"attachToSale": "true"}),
        ({}, {"attachToPayment": "True", "attachToSale": "FALSE"}),
        ({"attachToSale": "true"}, {"attachToPayment": "false"}),
        ({"attachToSale": "true"}, {"attachToSale": "true"}),
    ],
)
def test_purpose_is_in_query_or_form(
    api: requests.Session, query: dict[str, str], form: dict[str, str]
) -> None:
    """Observed: docs/observed.md#13-files"""
    assert 201 == attach(api, query, form).status_code


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ({}, {}),
        ({}, {"attachToSale": "false"}),
        ({}, {"attachToSale": "yes"}),
        ({"attachToSale": "false"}, {"attachToSale": "true"}),
    ],
)
def test_file_without_purpose_is_400(
    api: requests.Session, query: dict[str, str], form: dict[str, str]
) -> None:
    """The query has priority over the form, and an invalid boolean is refused in both."""
    assert 400 == attach(api, query, form).status_code


def test_purpose_of_contact_file_is_refused(api: requests.Session) -> None:
    """The contract has no `attachToSale` for contacts, so it is an unknown part."""
    location = api.post("/contacts", json={"name": "Anna"}).headers["Location"]
    form = {"filename": "x.pdf", "attachToSale": "true"}
    files = {"file": ("x.pdf", b"%PDF")}
    assert 400 == api.post(f"{location}/attachments", data=form, files=files).status_code
