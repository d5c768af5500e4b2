"""Sending of invoices, credit notes and offers: dispatches are recorded."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import bill, credit, customer, drafted, finalize
from tests.emulator.trade import ask, read, refusal, tables

EACH = pytest.mark.parametrize("kind", ["invoice", "credit_note", "offer"])
PATHS = {"invoice": "/invoices", "credit_note": "/creditNotes", "offer": "/offers"}
KEYS = {"invoice": "invoiceId", "credit_note": "creditNoteId", "offer": "offerId"}


def document(api: requests.Session, kind: str, who: int) -> dict[str, Any]:
    """Issue a document of one kind to a customer."""
    if kind == "offer":
        return finalize(api, drafted(api, "offer", customerId=who))
    invoice = bill(api, customerId=who)
    return invoice if kind == "invoice" else credit(api, invoice)


def body_for(row: dict[str, Any], kind: str, *methods: str, **fields: Any) -> dict[str, Any]:
    """Return the body of a request that sends a document."""
    own = {KEYS[kind]: row[KEYS[kind]], "includeDocumentAttachments": False}
    return {"method": list(methods), **own, **fields}


@EACH
def test_sent_document_has_a_dispatch(api: requests.Session, kind: str) -> None:
    """Of a credit note the contract does not show it."""
    row = document(api, kind, customer(api, email="post@kunde.example"))
    body = body_for(row, kind, "email")
    for _ in range(2):
        answer = api.post(f"{PATHS[kind]}/send", json=body)
        assert (answer.status_code, answer.content) == (200, b"")
    now = read(api, f"{PATHS[kind]}/{row[KEYS[kind]]}")
    sent = {"date": "2026-06-15", "dispatchType": "email"}
    assert now.get("dispatches") == (None if kind == "credit_note" else [sent, sent])


@pytest.mark.parametrize(
    ("methods", "fields", "request_fields", "sent"),
    [
        (["auto"], {"organizationNumber": "999000999", "email": "a@b.example"}, {}, "ehf"),
        (["auto"], {"phoneNumber": "90000000", "email": "a@b.example"}, {}, "sms"),
        (["auto"], {"email": "a@b.example"}, {}, "email"),
        (["email", "sms"], {"phoneNumber": "90000000"}, {}, "sms"),
        (["sms", "email"], {"phoneNumber": "90000000", "email": "a@b.example"}, {}, "sms"),
        (["email"], {}, {"recipientEmail": "a@b.example"}, "email"),
        (["sms"], {}, {"mobileNumber": "90000000"}, "sms"),
        (["ehf"], {}, {"organizationNumber": "999000999"}, "ehf"),
        (["letter"], {"address": {"country": "Norway"}}, {}, "letter"),
        (["efaktura", "email"], {"email": "a@b.example"}, {}, "email"),
    ],
)
def test_first_possible_method_is_used(
    api: requests.Session,
    methods: list[str],
    fields: dict[str, Any],
    request_fields: dict[str, Any],
    sent: str,
) -> None:
    """By the contract, in the order of the request; "auto" tries EHF, eFaktura, SMS and e-mail."""
    row = bill(api, customerId=customer(api, **fields))
    body = body_for(row, "invoice", *methods, **request_fields)
    ask(api, "POST", "/invoices/send", 200, json=body)
    (dispatch,) = read(api, f"/invoices/{row['invoiceId']}")["dispatches"]
    assert dispatch["dispatchType"] == sent


@pytest.mark.parametrize("method", ["auto", "email", "sms", "ehf", "efaktura", "letter"])
def test_unreachable_customer_is_refused(
    emulator: Emulator, api: requests.Session, method: str
) -> None:
    """Emulator choice: the status 400."""
    row = bill(api)
    before = tables(emulator)
    body = body_for(row, "invoice", method)
    status, message = refusal(api, "POST", "/invoices/send", json=body)
    assert (status, tables(emulator)) == (400, before)
    assert f"; {method.replace('auto', 'ehf')}: " in message  # why


def test_offer_is_not_sent_by_ehf(api: requests.Session) -> None:
    """By the contract, offers are sent by e-mail, SMS or letter."""
    who = customer(api, organizationNumber="999000999", email="a@b.example")
    row = document(api, "offer", who)
    assert refusal(api, "POST", "/offers/send", json=body_for(row, "offer", "ehf"))[0] == 400
    ask(api, "POST", "/offers/send", 200, json=body_for(row, "offer", "auto"))
    now = read(api, f"/offers/{row['offerId']}")
    assert [each["dispatchType"] for each in now["dispatches"]] == ["email"]


@EACH
@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"emailAddress": "a@b.example"}, "emailAddress"),
        ({"includeDocumentAttachments": None}, "'includeDocumentAttachments' er påkrevd"),
        ({"method": None}, "'method' er påkrevd"),
        ({"method": ["fax"]}, "method[0]"),
        ({"method": []}, "cannot be sent"),
        ({"emailSendOption": "link"}, "emailSendOption"),
    ],
)
def test_bad_sending_is_refused(
    api: requests.Session, kind: str, fields: dict[str, Any], word: str
) -> None:
    """Observed: docs/observed.md#2-requests"""
    row = document(api, kind, customer(api, email="post@kunde.example"))
    body = body_for(row, kind, "email") | fields
    status, message = refusal(api, "POST", f"{PATHS[kind]}/send", json=body)
    assert (status, word in message) == (400, True), message


@EACH
def test_unknown_document_is_not_sent(api: requests.Session, kind: str) -> None:
    body = body_for({KEYS[kind]: 1}, kind, "email")
    assert refusal(api, "POST", f"{PATHS[kind]}/send", json=body)[0] == 400


def test_demo_company_sends_101_documents(may: tuple[Emulator, requests.Session]) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    _, api = may
    who = customer(api, email="post@kunde.example")
    for path in PATHS.values():
        ask(api, "POST", f"{path}/counter", 201)
    rows = {kind: document(api, kind, who) for kind in PATHS}
    for kind in ("offer", "credit_note", *["invoice"] * 99):
        ask(api, "POST", f"{PATHS[kind]}/send", 200, json=body_for(rows[kind], kind, "email"))
    status, message = refusal(
        api, "POST", "/offers/send", json=body_for(rows["offer"], "offer", "email")
    )
    assert (status, "101" in message) == (400, True)
