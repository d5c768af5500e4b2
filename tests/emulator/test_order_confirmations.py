"""Order confirmations, and the invoices that are made from them."""

import requests

from fiken.emulator import Emulator
from tests.emulator.billing import LINE, NUMBER, contact_with_person, customer, drafted, finalize
from tests.emulator.trade import ask, balance_changes, balances, read, refusal

TEXTS = {"yourReference": "Kari", "ourReference": "Emma", "orderReference": "B-7"}


def test_every_field_of_confirmation_is_answered(api: requests.Session) -> None:
    who, person = contact_with_person(api)
    project = ask(api, "GET", "/projects", 200)[0]["projectId"]
    uuid = "123e4567-e89b-12d3-a456-426655440000"
    ids = {"contactPersonId": person, "projectId": project}
    facts = {"customerId": who, "invoiceText": "Hei", "uuid": uuid, **TEXTS, **ids}
    row = finalize(api, drafted(api, "order_confirmation", **facts))
    assert isinstance(row.pop("confirmationId"), int)
    assert isinstance(row.pop("confirmationNumber"), int)
    (line,) = row.pop("lines")
    assert {name: line[name] for name in LINE} == LINE
    assert row == {
        "confirmationDraftUuid": uuid,
        "date": "2026-06-01",
        "net": 1_000_00,
        "vat": 250_00,
        "gross": 1_250_00,
        "comment": "Hei",
        **TEXTS,
        "discount": 0,
        "address": None,
        "currency": "NOK",
        "contactId": who,
        **ids,
        "createdInvoice": None,
        "archived": False,
        "internalComment": None,
    }


def test_confirmation_posts_nothing(api: requests.Session) -> None:
    before = balances(api)
    row = finalize(api, drafted(api, "order_confirmation"))
    assert balance_changes(api, before) == {}
    assert row in ask(api, "GET", "/orderConfirmations?pageSize=100", 200)


def test_invoice_draft_has_facts_of_confirmation(api: requests.Session) -> None:
    """The bank account is the first that was used on an invoice (Emulator choice)."""
    who = customer(api, daysUntilInvoicingDueDate=30)
    facts = {"customerId": who, "currency": "EUR", "invoiceText": "Hei", **TEXTS}
    row = finalize(api, drafted(api, "order_confirmation", **facts))
    path = f"/orderConfirmations/{row['confirmationId']}/createInvoiceDraft"
    location = ask(api, "POST", path, 201)
    draft = read(api, location)
    assert "/invoices/drafts/" in location
    expected = {
        "type": "invoice",
        "issueDate": None,
        "daysUntilDueDate": 30,
        "currency": "EUR",
        "invoiceText": "Hei",
        **TEXTS,
        "net": 1_000_00,
        "gross": 1_250_00,
        "bankAccountNumber": NUMBER,
    }
    assert {name: draft[name] for name in expected} == expected
    assert [each["contactId"] for each in draft["customers"]] == [who]
    assert {name: draft["lines"][0][name] for name in LINE} == LINE


def test_created_invoice_is_shown(api: requests.Session) -> None:
    """Null until the draft has become an invoice."""
    row = finalize(api, drafted(api, "order_confirmation"))
    path = f"/orderConfirmations/{row['confirmationId']}"
    first = ask(api, "POST", f"{path}/createInvoiceDraft", 201)
    second = ask(api, "POST", f"{path}/createInvoiceDraft", 201)
    assert read(api, path)["createdInvoice"] is None
    invoice = finalize(api, first)
    assert read(api, path)["createdInvoice"] == invoice["invoiceId"]
    finalize(api, second)
    assert read(api, path)["createdInvoice"] == invoice["invoiceId"]


def test_changed_draft_keeps_its_confirmation(api: requests.Session) -> None:
    row = finalize(api, drafted(api, "order_confirmation"))
    path = f"/orderConfirmations/{row['confirmationId']}"
    draft = ask(api, "POST", f"{path}/createInvoiceDraft", 201)
    body = {"type": "invoice", "daysUntilDueDate": 7, "customerId": row["contactId"]}
    body |= {"lines": [{**LINE, "quantity": 3}], "bankAccountNumber": NUMBER}
    ask(api, "PUT", draft, 201, json=body)
    invoice = finalize(api, draft)
    assert (invoice["gross"], read(api, path)["createdInvoice"]) == (
        1_875_00,
        invoice["invoiceId"],
    )


def test_draft_needs_no_invoice_series(may: tuple[Emulator, requests.Session]) -> None:
    """Only the invoice itself does."""
    _, api = may
    ask(api, "POST", "/orderConfirmations/counter", 201)
    row = finalize(api, drafted(api, "order_confirmation", issueDate="2026-05-01"))
    path = f"/orderConfirmations/{row['confirmationId']}/createInvoiceDraft"
    draft = ask(api, "POST", path, 201)
    assert refusal(api, "POST", f"{draft}/createInvoice")[0] == 400


def test_unknown_confirmation_is_404(api: requests.Session) -> None:
    assert refusal(api, "POST", "/orderConfirmations/1/createInvoiceDraft")[0] == 404
