"""The invoices, credit notes, offers, order confirmations and drafts of the demo company."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import Api, noon
from tests.emulator.test_pdf import pages
from tests.emulator.trade import ask, balance_changes, balances

TODAY = "2026-06-15"


def rows(api: requests.Session, path: str) -> list[dict[str, Any]]:
    """Return all rows of a list that fits on one page."""
    found: list[dict[str, Any]] = ask(api, "GET", f"/{path}", 200)
    return found


def numbers(api: requests.Session, query: str) -> list[int]:
    """Return the numbers of the invoices that match a query."""
    return [each["invoiceNumber"] for each in rows(api, f"invoices?{query}")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [10001, 10002, 10003, 10004, 10005, 10006]),
        ("settled=true", [10001, 10003]),
        (f"settled=false&dueDateLt={TODAY}", [10002, 10004, 10005]),
        (f"settled=false&dueDateGe={TODAY}", [10006]),
        ("orderReference=PO-17", [10006]),
    ],
    ids=["all", "settled", "overdue", "not due", "with a project"],
)
def test_invoices_are_in_every_state(
    api: requests.Session, query: str, expected: list[int]
) -> None:
    assert expected == numbers(api, query)


def test_some_invoices_were_sent(api: requests.Session) -> None:
    """By EHF, outside of Fiken and by e-mail."""
    kinds = [[x["dispatchType"] for x in each["dispatches"]] for each in rows(api, "invoices")]
    assert [["ehf"], ["unknown"], [], [], [], ["email"]] == kinds


def test_paid_invoice_has_payment(api: requests.Session) -> None:
    paid = rows(api, "invoices")[0]
    payments = [each["amount"] for each in paid["sale"]["salePayments"]]
    assert ([2_863_50], 0, []) == (
        payments,
        paid["sale"]["outstandingBalance"],
        paid["associatedCreditNotes"],
    )


def test_credit_notes_are_full_and_partial(api: requests.Session) -> None:
    whole, part = rows(api, "creditNotes")
    wrong, some = rows(api, "invoices")[2:4]
    assert [whole["creditNoteId"]] == wrong["associatedCreditNotes"]
    assert [part["creditNoteId"]] == some["associatedCreditNotes"]
    assert (wrong["gross"], 0) == (whole["gross"], wrong["sale"]["outstandingBalance"])
    left = some["gross"] - part["gross"]
    assert (572_70, left) == (part["gross"], some["sale"]["outstandingBalance"])


def test_an_invoice_is_in_pounds(api: requests.Session) -> None:
    """25 kg for 9.40 pounds each, at 10 kroner."""
    amounts = [
        (each["gross"], each["grossInNok"])
        for each in rows(api, "invoices")
        if each["currency"] == "GBP"
    ]
    assert [(235_00, 2_350_00)] == amounts


def test_draft_of_project_became_invoice(api: requests.Session) -> None:
    """It has a discount, and a line without a product: (1,299 - 12.5 %) + 1,275, and 25 % VAT."""
    invoice = rows(api, "invoices")[5]
    assert "Nettbutikk" == invoice["project"]["name"]
    assert [12.5, None] == [line["discount"] for line in invoice["lines"]]
    assert (2_411_63, 602_91) == (invoice["net"], invoice["vat"])


def test_offers_were_sent_and_accepted(api: requests.Session) -> None:
    found = [(each["accepted"], len(each["dispatches"])) for each in rows(api, "offers")]
    assert [(None, 1), ("2025-09-27", 1)] == found


def test_order_confirmation_has_invoice_draft(api: requests.Session) -> None:
    """The draft of an invoice has the customer and the lines of the second confirmation."""
    confirmation = rows(api, "orderConfirmations")[1]
    draft = rows(api, "invoices/drafts")[0]
    assert [confirmation["contactId"]] == [each["contactId"] for each in draft["customers"]]
    assert [20] == [line["quantity"] for line in draft["lines"]]


DRAFTS = {
    "invoices": ("Invoice", [10007, 10008, 10009]),
    "creditNotes": ("CreditNote", [10003]),
    "offers": ("Offer", [10003]),
    "orderConfirmations": ("OrderConfirmation", [10003]),
}


@pytest.mark.parametrize("vat_type", ["bi-monthly", "no"])
@pytest.mark.parametrize("path", DRAFTS)
def test_drafts_can_be_finalized(vat_type: str, path: str) -> None:
    title, expected = DRAFTS[path]
    with Emulator(seed=1, clock=noon, vat_type=vat_type) as emulator:
        with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api:
            made = [
                ask(
                    api,
                    "GET",
                    ask(api, "POST", f"/{path}/drafts/{draft['draftId']}/create{title}", 201),
                    200,
                )
                for draft in rows(api, f"{path}/drafts")
            ]
        emulator.check_books()
    name = (
        "confirmationNumber"
        if title == "OrderConfirmation"
        else f"{title[0].lower()}{title[1:]}Number"
    )
    assert expected == [each[name] for each in made]


@pytest.mark.parametrize(("kid", "count"), [(True, 6), (False, 0)])
def test_invoices_have_kid_with_agreement(kid: bool, count: int) -> None:
    with (
        Emulator(seed=1, clock=noon, kid=kid) as emulator,
        Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api,
    ):
        kids = {each["kid"] for each in rows(api, "invoices")} - {None}
        assert kids == {each["kid"] for each in rows(api, "sales")} - {None}
    assert count == len(kids)


@pytest.mark.parametrize(
    ("path", "pdf"), [("invoices", "invoicePdf"), ("creditNotes", "creditNotePdf")]
)
def test_documents_have_pdf_with_numbers(api: requests.Session, path: str, pdf: str) -> None:
    """A customer can read the number, the customer's name and the total."""
    for each in rows(api, path):
        (lines,) = pages(api.get(each[pdf]["downloadUrl"]).content)
        number = each.get("invoiceNumber") or each["creditNoteNumber"]
        assert lines[0].endswith(f" {number}")
        assert f"Kunde: {each['customer']['name']}" in lines
        kroner, rest = divmod(each["gross"], 100)
        assert f"Sum {each['currency']}: {kroner},{rest:02}" in lines


@pytest.mark.parametrize("path", [*DRAFTS, *(f"{path}/drafts" for path in DRAFTS)])
def test_empty_books_have_no_documents(may: tuple[Emulator, requests.Session], path: str) -> None:
    assert [] == rows(may[1], path)


def test_documents_are_of_last_year(api: requests.Session) -> None:
    """Nothing is posted in the current year, which users fill with their own bookings."""
    before = balances(api, "2025-12-31")
    assert {} == balance_changes(api, before)
