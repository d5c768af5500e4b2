"""What was observed of sales documents, fact by fact, over plain HTTP."""

from typing import Any

import pytest
import requests

from tests.emulator.billing import (
    INVOICE,
    KINDS,
    LINE,
    bill,
    contact_with_person,
    credit,
    customer,
    drafted,
    finalize,
    reread,
)
from tests.emulator.trade import (
    BANK,
    ask,
    balance_changes,
    balances,
    pay,
    post,
    read,
    refusal,
)

EACH = pytest.mark.parametrize("kind", KINDS)


@EACH
def test_deleted_draft_is_named(api: requests.Session, kind: str) -> None:
    """Observed for invoices: docs/observed.md#4-error-bodies"""
    draft = drafted(api, kind)
    ask(api, "DELETE", draft, 204)
    expected = (404, f"No {kind.replace('_', ' ')} draft found with provided id.")
    assert refusal(api, "GET", draft) == expected
    assert refusal(api, "POST", f"{draft}/{KINDS[kind][1]}") == expected
    assert refusal(api, "DELETE", draft) == expected


def test_unknown_confirmation_is_named(api: requests.Session) -> None:
    expected = (404, "No order confirmation found with provided id.")
    assert refusal(api, "GET", "/orderConfirmations/1") == expected


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_upload_needs_a_filename(api: requests.Session, kind: str) -> None:
    """The empty kind is an issued invoice. Observed: docs/observed.md#4-error-bodies"""
    owner = drafted(api, kind) if kind else f"/invoices/{bill(api)['invoiceId']}"
    files = {"file": ("kvittering.pdf", b"%PDF-1.4")}
    answer = refusal(api, "POST", f"{owner}/attachments", files=files)
    assert answer == (400, "filename must be specified")


@pytest.mark.parametrize("path", ["/creditNotes", "/offers", "/orderConfirmations"])
def test_documents_take_no_attachments(api: requests.Session, path: str) -> None:
    """Only invoices and drafts do (docs/observed.md#c4-attachments)."""
    kind = next(kind for kind, (own, _) in KINDS.items() if own == path)
    row = finalize(api, drafted(api, kind))
    key = next(value for name, value in row.items() if name.endswith("Id"))
    assert api.get(f"{path}/{key}/attachments").status_code == 404


def test_attachment_of_another_draft_is_404(api: requests.Session) -> None:
    """Observed: docs/observed.md#c4-attachments"""
    files = {"filename": (None, "a.pdf"), "file": ("a.pdf", b"%PDF-1.4")}
    own, other = drafted(api, "invoice"), drafted(api, "invoice")
    file = ask(api, "POST", f"{own}/attachments", 201, files=files).rpartition("/")[2]
    assert refusal(api, "DELETE", f"{other}/attachments/{file}")[0] == 404
    invoice = f"/invoices/{bill(api)['invoiceId']}"
    assert refusal(api, "DELETE", f"{invoice}/attachments/{file}")[0] == 404
    ask(api, "DELETE", f"{own}/attachments/{file}", 204)


def test_coming_dates_are_accepted(api: requests.Session) -> None:
    """Within an open year. Observed: docs/observed.md#10-invoices-and-counters"""
    row = bill(api, issueDate="2026-12-30", dueDate="2027-01-14")
    note = credit(api, row, issueDate="2026-12-31")
    assert (row["issueDate"], row["dueDate"]) == ("2026-12-30", "2027-01-14")
    assert (note["issueDate"], reread(api, row)["sale"]["settled"]) == ("2026-12-31", True)


@pytest.mark.parametrize("cash", [True, False])
def test_direct_invoice_names_a_bank_account(api: requests.Session, cash: bool) -> None:
    """The contract requires it of cash invoices, too."""
    body = {**INVOICE, "customerId": customer(api), "cash": cash, "bankAccountCode": None}
    body |= {"paymentAccount": BANK} if cash else {}
    status, message = refusal(api, "POST", "/invoices", json=body)
    assert (status, "'bankAccountCode' er påkrevd" in message) == (400, True)


def test_parameters_of_finalizing_are_ignored(api: requests.Session) -> None:
    """A client in use passes on how the invoice is to be sent; creating does not send it."""
    draft = drafted(api, "invoice")
    body = {"method": ["email"], "recipientEmail": "kari@kunde.example"}
    location = ask(api, "POST", f"{draft}/createInvoice?method=email", 201, json=body)
    row = read(api, location)
    assert (row["dispatches"], row["sentManually"], row["gross"]) == ([], False, 1_250_00)
    assert location.rpartition("/")[2] not in {draft.rpartition("/")[2], row["sale"]["saleId"]}


@EACH
def test_draft_as_read_can_be_replaced(api: requests.Session, kind: str) -> None:
    """What the client cannot set is ignored, and the contact person is lost.

    Observed: docs/observed.md#2-requests
    """
    who, person = contact_with_person(api)
    location = drafted(api, kind, customerId=who, contactPersonId=person, ourReference="Emma")
    before = read(api, location)
    assert "contactPersonId" not in before
    assert [each["contactId"] for each in before["customers"]] == [who]
    body: dict[str, Any] = {**before, "customerId": who, "net": 1, "gross": 1, "draftId": 1}
    assert ask(api, "PUT", location, 201, json=body) == location
    after = read(api, location)
    ids = [line.pop("invoiceishDraftLineId") for row in (before, after) for line in row["lines"]]
    assert (len(set(ids)), before) == (2, after)
    assert finalize(api, location).get("contactPersonId") is None


def test_paid_of_sale_is_null(api: requests.Session) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    row = bill(api)
    pay(api, f"/sales/{row['sale']['saleId']}", 1_250_00)
    sale = reread(api, row)["sale"]
    assert (sale["paid"], sale["settled"], sale["outstandingBalance"]) == (None, True, 0)


def test_payment_changes_the_sale_only(api: requests.Session) -> None:
    """Emulator choice: `lastModifiedDate` of the invoice stays, as far as payments go."""
    row = next(each for each in ask(api, "GET", "/invoices", 200) if not each["sale"]["settled"])
    pay(api, f"/sales/{row['sale']['saleId']}", 1_00)
    now = reread(api, row)
    assert row["lastModifiedDate"] < "2026-06-15" == now["sale"]["lastModifiedDate"]
    assert now["lastModifiedDate"] == row["lastModifiedDate"]


def test_overdue_invoices_can_be_listed(api: requests.Session) -> None:
    """Unpaid ones that were due before today. Observed: docs/observed.md#5-lists"""
    who = customer(api)
    late = bill(api, customerId=who, dueDate="2026-06-14")
    paid = bill(api, customerId=who, dueDate="2026-06-14")
    bill(api, customerId=who, dueDate="2026-06-15")
    pay(api, f"/sales/{paid['sale']['saleId']}", 1_250_00)
    credit(api, bill(api, customerId=who, dueDate="2026-06-14"))
    query = f"settled=false&dueDateLt=2026-06-15&customerId={who}"
    assert ask(api, "GET", f"/invoices?{query}", 200) == [late]


def test_balance_of_customer_is_outstanding(api: requests.Session) -> None:
    """On the account 1500 with the customer's number. Observed: docs/observed.md#5-lists"""
    who = customer(api)
    rows = [bill(api, customerId=who) for _ in range(3)]
    pay(api, f"/sales/{rows[0]['sale']['saleId']}", 1_000_00)
    credit(api, rows[1], lines=[{**LINE, "quantity": 1}])
    number = read(api, f"/contacts/{who}")["customerNumber"]
    balance = read(api, f"/accountBalances/1500:{number}?date=2026-06-15")["balance"]
    assert balance == 250_00 + 625_00 + 1_250_00
    assert balance == sum(reread(api, row)["sale"]["outstandingBalance"] for row in rows)


def test_recurring_invoices_have_no_counter(api: requests.Session) -> None:
    """Observed: docs/observed.md#c1-recurring-invoices"""
    assert api.post("/recurringInvoices/counter").status_code in {404, 405}


@EACH
def test_empty_uuid_is_refused(api: requests.Session, kind: str) -> None:
    """It is no UUID; two drafts would seem to have the same one."""
    body = {"type": kind, "customerId": customer(api), "daysUntilDueDate": 14, "uuid": ""}
    status, message = refusal(api, "POST", f"{KINDS[kind][0]}/drafts", json=body)
    assert (status, "uuid" in message) == (400, True)


def test_empty_uuid_of_invoice_is_refused(api: requests.Session) -> None:
    body = {**INVOICE, "customerId": customer(api), "uuid": ""}
    assert refusal(api, "POST", "/invoices", json=body)[0] == 400


@pytest.mark.parametrize("days", [2**31 - 1, -(2**31), 3_000_000])
def test_impossible_due_date_is_named(api: requests.Session, days: int) -> None:
    draft = drafted(api, "invoice", daysUntilDueDate=days)
    status, message = refusal(api, "POST", f"{draft}/createInvoice")
    assert (status, message) == (
        400,
        f"'daysUntilDueDate': no date is {days} days after 2026-06-01",
    )


@EACH
def test_numbers_end_at_32_bits(api: requests.Session, kind: str) -> None:
    """By the contract, a counter has 32 bits."""
    path, operation = KINDS[kind]
    ask(api, "POST", f"{path}/counter", 201, json={"value": 2**31 - 1})
    draft = drafted(api, kind)
    assert refusal(api, "POST", f"{draft}/{operation}")[0] == 400
    assert ask(api, "GET", f"{path}/counter", 200) == {"value": 2**31 - 1}
    assert read(api, draft)["net"] == 1_000_00


def test_line_of_invoice_can_be_accrued(api: requests.Session) -> None:
    """The income moves to three months; the credit note does not undo that.

    Observed: docs/observed.md#c8-new-fields
    """
    before = {month: balances(api, f"2026-{month}-30") for month in ("06", "07")}
    row = bill(api)
    sale = f"/sales/{row['sale']['saleId']}"
    (line,) = row["sale"]["lines"]
    body = {"lineId": line["lineId"], "startDate": "2026-06-01", "periods": 3, "account": "2965"}
    accrual = post(api, f"{sale}/accruals", body)
    credit(api, row)
    for month, rest in (("06", 666_67), ("07", 333_34)):
        changes = balance_changes(api, before[month], f"2026-{month}-30")
        assert changes == {"2965": -rest, "3000": rest}
    ask(api, "DELETE", accrual, 204)
    assert balances(api, "2026-06-30") == before["06"]
