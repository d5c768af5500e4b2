"""The counters of the four number series."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import INVOICE, KINDS, customer, drafted, finalize
from tests.emulator.trade import ask, refusal

EACH = pytest.mark.parametrize("kind", KINDS)
NUMBERS = {
    "invoice": "invoiceNumber",
    "credit_note": "creditNoteNumber",
    "offer": "offerNumber",
    "order_confirmation": "confirmationNumber",
}
MISSING = {
    "invoice": "Company invoice counter not initialized",
    "credit_note": "Company credit note counter not initialized",
    "offer": "Offer counter not initialized",
    "order_confirmation": "Order confirmation counter not initialized",
}


@EACH
def test_missing_counter_is_401(may: tuple[Emulator, requests.Session], kind: str) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    _, api = may
    assert refusal(api, "GET", f"{KINDS[kind][0]}/counter") == (401, MISSING[kind])


@EACH
@pytest.mark.parametrize(
    ("options", "value"),
    [
        ({}, 10_000),
        ({"json": {}}, 10_000),
        ({"json": {"value": None}}, 10_000),
        ({"json": {"value": 41}}, 41),
        ({"json": {"value": 0}}, 0),
    ],
)
def test_counter_is_the_last_used_number(
    may: tuple[Emulator, requests.Session], kind: str, options: dict[str, Any], value: int
) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    _, api = may
    path = f"{KINDS[kind][0]}/counter"
    ask(api, "POST", path, 201, **options)
    assert ask(api, "GET", path, 200) == {"value": value}
    document = finalize(api, drafted(api, kind, issueDate="2026-05-01"))
    assert document[NUMBERS[kind]] == value + 1
    assert ask(api, "GET", path, 200) == {"value": value + 1}


@EACH
def test_counter_does_not_go_down(api: requests.Session, kind: str) -> None:
    """Emulator choice: a number would be used twice."""
    path = f"{KINDS[kind][0]}/counter"
    last = ask(api, "GET", path, 200)["value"]
    assert refusal(api, "POST", path, json={"value": last - 1})[0] == 400
    ask(api, "POST", path, 201, json={"value": last + 10})
    assert finalize(api, drafted(api, kind))[NUMBERS[kind]] == last + 11


def test_invoice_without_series_is_409(may: tuple[Emulator, requests.Session]) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    _, api = may
    body = {**INVOICE, "issueDate": "2026-05-01", "customerId": customer(api)}
    expected = (409, "invoice counter not initialized")
    assert refusal(api, "POST", "/invoices", json=body) == expected


@pytest.mark.parametrize("way", ["full", "partial"])
def test_credit_without_series_is_409(may: tuple[Emulator, requests.Session], way: str) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    _, api = may
    body = {"issueDate": "2026-05-01", "invoiceId": 1, "lines": []}
    body = body if way == "partial" else {"issueDate": "2026-05-01", "invoiceId": 1}
    expected = (409, "credit note counter not initialized")
    assert refusal(api, "POST", f"/creditNotes/{way}", json=body) == expected


@EACH
def test_numbers_have_no_gaps(api: requests.Session, kind: str) -> None:
    """A refused document does not use up a number."""
    first = finalize(api, drafted(api, kind))[NUMBERS[kind]]
    bad = drafted(api, kind, lines=[])
    assert refusal(api, "POST", f"{bad}/{KINDS[kind][1]}")[0] == 400
    assert finalize(api, drafted(api, kind))[NUMBERS[kind]] == first + 1
