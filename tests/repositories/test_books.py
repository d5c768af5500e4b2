"""The verbs of the books: pay, settle, write off, delete, finalize, post.

Observed: docs/observed.md#9-journal-entries, docs/observed.md#11-sales-and-purchases
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fiken import (
    AccountBalance,
    AmbiguousWriteError,
    BadRequestError,
    CompanyClient,
    Contact,
    Fiken,
    InvalidAttributeError,
    JournalEntry,
    JournalEntryLine,
    Payment,
    Project,
    PurchaseDraft,
    PurchaseDraftLine,
    PurchaseKind,
    SaleDraft,
    SaleDraftLine,
    SaleKind,
    ServerError,
    Transaction,
    UnsavedChangesError,
    VatType,
    WriteOffType,
    WrittenButNotLoadedError,
    kroner,
)
from fiken.emulator import DropAfterCarryingOut, Emulator, Status
from tests.catalogue import BANK, DAY, line, purchase, sale

LATER = date(2026, 6, 16)


def balance(acme: CompanyClient, account: str) -> int:
    return acme.account_balances.find(account, date=LATER).balance


def test_balances_are_signed(
    acme: CompanyClient,
) -> None:
    """Debit is positive, credit is negative, and an account without postings has 0."""
    before = {row.code: row.balance for row in acme.account_balances.all(date=LATER)}
    assert 0 == sum(before.values())
    acme.sales.save(sale())
    after = {row.code: row.balance for row in acme.account_balances.all(date=LATER)}
    moved = {code: after[code] - before[code] for code in after if after[code] != before[code]}
    assert {12500, -10000, -2500} == set(moved.values())
    assert -10000 == moved["3000"]
    assert 0 == balance(acme, "1000")


def test_a_balance_is_found_by_account(acme: CompanyClient) -> None:
    account = acme.accounts.find("3000")
    found = acme.account_balances.find(account, date=LATER)
    assert isinstance(found, AccountBalance)
    assert found == acme.account_balances.find(found, date=LATER)
    assert ("3000", account.name) == (found.code, found.name)


@pytest.mark.parametrize("wrong", [None, "2026-06-15", 5])
def test_a_balance_needs_a_date(acme: CompanyClient, emulator: Emulator, wrong: Any) -> None:
    with pytest.raises(InvalidAttributeError, match="date must be a"):
        acme.account_balances.find("3000", date=wrong)
    with pytest.raises(InvalidAttributeError, match="date must be a"):
        acme.account_balances.all(date=wrong)
    with pytest.raises(TypeError, match="must be given date="):
        acme.account_balances.all()  # type: ignore[call-arg]
    assert [] == emulator.requests


def test_payments_change_the_outstanding_amount(acme: CompanyClient) -> None:
    """Undoing a payment restores it."""
    recorded = acme.sales.save(sale())
    payments = acme.sales.payments(recorded)
    first = payments.save(Payment(date=DAY, account=BANK, amount=kroner("50"), fee=300))
    second = payments.save(Payment(date=DAY, account=BANK, amount=kroner("75")))
    paid = acme.sales.find(recorded)
    assert (0, True, (first, second)) == (
        paid.outstanding_balance,
        paid.settled,
        paid.sale_payments,
    )
    payments.delete(first, description="Feil konto")
    assert kroner("50") == acme.sales.find(recorded).outstanding_balance
    assert [second] == list(payments.all())


def test_a_payment_is_undone_with_a_reason(acme: CompanyClient) -> None:
    payments = acme.purchases.payments(acme.purchases.save(purchase()))
    paid = payments.save(Payment(date=DAY, account=BANK, amount=12500))
    payments.delete(paid, description="Betalt av en annen")
    assert [] == list(payments.all())


def test_a_sale_is_settled_without_a_payment(acme: CompanyClient) -> None:
    settled = acme.sales.settle(acme.sales.save(sale()), settled_date=DAY)
    assert (True, DAY) == (settled.settled, settled.settled_date)
    assert LATER == acme.sales.settle(settled, settled_date=LATER).settled_date


@pytest.mark.parametrize("reason", WriteOffType)
def test_a_claim_is_written_off(acme: CompanyClient, reason: WriteOffType) -> None:
    recorded = acme.sales.save(sale())
    lost = acme.sales.write_off(recorded, type=reason, date=LATER, comment="Konkurs")
    assert (True, 0) == (lost.write_off, lost.outstanding_balance)
    with pytest.raises(BadRequestError):
        acme.sales.write_off(lost, type=reason, date=LATER)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"type": "TIRED"}, "WriteOff.type must be a WriteOffType"),
        ({"date": "2026-06-16"}, "WriteOff.date must be a date"),
        ({"comment": "x" * 201}, "WriteOff.comment must be text of at most 200 characters"),
    ],
)
def test_the_values_of_verbs_are_checked(
    acme: CompanyClient, emulator: Emulator, wrong: dict[str, Any], message: str
) -> None:
    """Nothing is sent."""
    recorded = acme.sales.save(sale())
    before = len(emulator.requests)
    values: dict[str, Any] = {"type": WriteOffType.COLLECTION_FAILED, "date": LATER} | wrong
    with pytest.raises(InvalidAttributeError, match=message):
        acme.sales.write_off(recorded, **values)
    assert before == len(emulator.requests)


def test_a_verb_refuses_unsaved_changes(acme: CompanyClient, emulator: Emulator) -> None:
    changed = acme.sales.save(sale()).evolve(sale_number="X-9")
    before = len(emulator.requests)
    reason = WriteOffType.COLLECTION_FAILED
    with pytest.raises(UnsavedChangesError, match="sale_number"):
        acme.sales.settle(changed, settled_date=DAY)
    with pytest.raises(UnsavedChangesError, match="sale_number"):
        acme.sales.write_off(changed, type=reason, date=LATER)
    with pytest.raises(UnsavedChangesError, match="sale_number"):
        acme.sales.delete(changed, description="Feil")
    assert before == len(emulator.requests)


def test_a_verb_is_not_repeated(acme: CompanyClient, emulator: Emulator) -> None:
    """Its answer is lost, and Fiken has carried it out once."""
    recorded = acme.sales.save(sale())
    emulator.fail_next(DropAfterCarryingOut(), method="PATCH")
    with pytest.raises(AmbiguousWriteError):
        acme.sales.settle(recorded, settled_date=DAY)
    assert acme.sales.find(recorded).settled
    assert 1 == sum(request.method == "PATCH" for request in emulator.requests)


def test_find_by_skips_deleted_sales(acme: CompanyClient) -> None:
    """Observed: docs/observed.md#5-lists"""
    gone = acme.sales.delete(acme.sales.save(sale()), description="Feil")
    again = acme.sales.save(sale())
    assert [gone, again] == list(acme.sales.all(sale_number="X-1"))
    assert again == acme.sales.find_by(sale_number="X-1")
    acme.sales.delete(again, description="Feil")
    assert acme.sales.find_by(sale_number="X-1") is None


def test_deleting_a_sale_reverses_its_postings(acme: CompanyClient) -> None:
    accounts = ("3000", "1500", "2701")
    before = [balance(acme, account) for account in accounts]
    acme.sales.delete(acme.sales.save(sale()), description="Feil")
    assert before == [balance(acme, account) for account in accounts]


def test_a_paid_sale_can_be_deleted(acme: CompanyClient) -> None:
    """Bank and books are then as before, and the sale accepts no further payment.

    Test suites that ran against the live service deleted paid sales.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    accounts = ("3000", "1500", "2701", BANK)
    before = [balance(acme, account) for account in accounts]
    recorded = acme.sales.save(sale())
    paid = Payment(date=DAY, account=BANK, amount=12500)
    payment = acme.sales.payments(recorded).save(paid)
    gone = acme.sales.delete(recorded, description="Feil")
    assert (True, 0, ()) == (gone.deleted, gone.outstanding_balance, gone.sale_payments)
    assert before == [balance(acme, account) for account in accounts]
    with pytest.raises(BadRequestError, match="is deleted"):
        acme.sales.payments(recorded).save(paid)
    with pytest.raises(BadRequestError, match="already undone"):
        acme.sales.payments(recorded).delete(payment)


def test_a_refused_vat_type_lists_the_accepted(acme: CompanyClient) -> None:
    """Observed: docs/observed.md#4-error-bodies, docs/observed.md#8-vat-types"""
    wrong = sale().evolve(lines=[line("3100")])
    with pytest.raises(BadRequestError, match="er ikke en gyldig mva kode") as caught:
        acme.sales.save(wrong)
    assert (
        VatType.EXEMPT,
        VatType.EXEMPT_IMPORT_EXPORT,
        VatType.EXEMPT_REVERSE,
    ) == caught.value.vat_types
    right = line("3100").evolve(vat_type=caught.value.vat_types[0], vat=0)
    assert 10000 == acme.sales.save(sale().evolve(lines=[right])).outstanding_balance


def test_another_400_carries_no_vat_types(acme: CompanyClient) -> None:
    with pytest.raises(BadRequestError, match="Fiscal year 2035 is invalid") as caught:
        acme.sales.save(sale().evolve(date=date(2035, 1, 1)))
    assert () == caught.value.vat_types


def test_a_vat_of_zero(
    acme: CompanyClient,
) -> None:
    """It is left out of a sale, and sent with a purchase.

    Observed: docs/observed.md#4-error-bodies
    """
    free = line("3100").evolve(vat_type=VatType.EXEMPT, vat=0)
    assert "vat" not in acme.sales.payload(sale().evolve(lines=[free]))["lines"][0]
    bought = line("6540").evolve(vat_type=VatType.NONE, vat=0)
    payload = acme.purchases.payload(purchase().evolve(lines=[bought]))
    assert 0 == payload["lines"][0]["vat"]


def test_a_finalized_draft_becomes_a_sale(acme: CompanyClient) -> None:
    """Fiken deletes the draft."""
    customer = acme.contacts.save(Contact(name="Nelly Bloom", customer=True))
    project = acme.projects.save(Project(number="7", name="P", start_date=DAY))
    draft = acme.sales.drafts.save(
        SaleDraft(
            cash=False,
            paid=False,
            invoice_issue_date=DAY,
            contact_id=customer.contact_id,
            project_id=project.project_id,
            lines=[
                SaleDraftLine(
                    text="Kaffe",
                    vat_type=VatType.HIGH,
                    income_account="3000",
                    net=10000,
                    gross=12500,
                )
            ],
        )
    )
    sale = acme.sales.drafts.finalize(draft)
    assert (12500, customer.contact_id) == (sale.outstanding_balance, sale.customer_id)
    assert (SaleKind.EXTERNAL_INVOICE, project.project_id) == (sale.kind, sale.project_id)
    assert draft not in list(acme.sales.drafts.all())


def test_a_finalized_draft_becomes_a_purchase(acme: CompanyClient, emulator: Emulator) -> None:
    """Its request has no body, and Fiken deletes the draft."""
    supplier = acme.contacts.save(Contact(name="Nelly Bloom", supplier=True))
    drafted = PurchaseDraftLine(
        text="Kaffe", vat_type=VatType.HIGH, income_account="6540", net=10000, gross=12500
    )
    draft = acme.purchases.drafts.save(
        PurchaseDraft(
            cash=False,
            paid=False,
            invoice_issue_date=DAY,
            due_date=LATER,
            invoice_number="L-7",
            kid="5855454756",
            contact_id=supplier.contact_id,
            lines=[drafted],
        )
    )
    before = len(emulator.requests)
    purchase = acme.purchases.drafts.finalize(draft)
    sent, loaded = emulator.requests[before:]
    path = f"{acme.purchases.drafts._url}/{draft.draft_id}/createPurchase"
    assert ("POST", path, {}, None) == (sent.method, sent.path, sent.query, sent.body)
    assert ("GET", f"{acme.purchases._url}/{purchase.purchase_id}") == (loaded.method, loaded.path)
    assert (PurchaseKind.SUPPLIER, supplier.contact_id) == (purchase.kind, purchase.supplier_id)
    assert (DAY, LATER, "L-7") == (purchase.date, purchase.due_date, purchase.identifier)
    (line,) = purchase.lines
    assert ("Kaffe", "6540", 10000, 2500) == (
        line.description,
        line.account,
        line.net_price,
        line.vat,
    )
    assert draft not in list(acme.purchases.drafts.all())
    assert purchase in list(acme.purchases.all())


def test_a_finalized_draft_is_done(acme: CompanyClient, emulator: Emulator) -> None:
    """Loading what it became fails, and the error says that it was booked."""
    drafts = acme.sales.drafts
    draft = next(iter(drafts.all()))
    emulator.fail_next(Status(500), method="GET")
    with pytest.raises(WrittenButNotLoadedError, match="loading it failed") as caught:
        drafts.finalize(draft)
    assert acme.sales.find(caught.value.model).sale_id == caught.value.model.sale_id
    assert draft not in list(drafts.all())


def entry(*lines: JournalEntryLine) -> Transaction:
    posted = JournalEntry(description="Kontorrekvisita", date=DAY, lines=lines)
    return Transaction(description="Kontorrekvisita", entries=[posted])


def test_a_posted_entry_comes_back_signed(acme: CompanyClient) -> None:
    """Fiken puts words of its own before the description.

    Observed: docs/observed.md#9-journal-entries
    """
    paid = JournalEntryLine(amount=50000, debit_account="6540", credit_account=BANK)
    posted = acme.transactions.save(entry(paid))
    (read,) = posted.entries
    assert [("6540", 50000), (BANK, -50000)] == [(row.account, row.amount) for row in read.lines]
    assert "Fri postering registrert via API: Kontorrekvisita" == posted.description
    assert read == acme.journal_entries.find(read)
    assert posted.transaction_id == read.transaction_id


def test_a_side_with_a_vat_code_is_net(acme: CompanyClient) -> None:
    """The live service adds the tax. The text of the contract says otherwise.

    Observed: docs/observed.md#9-journal-entries
    """
    before = balance(acme, "6540")
    net = JournalEntryLine(amount=40000, debit_account="6540", debit_vat_code=1)
    acme.transactions.save(entry(net, JournalEntryLine(amount=50000, credit_account=BANK)))
    assert 40000 == balance(acme, "6540") - before


def test_a_description_has_166_characters(client: Fiken, emulator: Emulator) -> None:
    """A longer one is refused before sending. Sent anyway, it is a 500 that is known as validation.

    Observed: docs/observed.md#4-error-bodies
    """
    with pytest.raises(InvalidAttributeError, match="at most 166 characters"):
        Transaction(description="x" * 167)
    lines = [{"amount": 100, "debitAccount": "6540", "creditAccount": BANK}]
    body = {"journalEntries": [{"description": "x" * 167, "date": "2026-06-15", "lines": lines}]}
    with pytest.raises(ServerError, match="Transaksjonsbeskrivelse") as caught:
        client.request(
            "POST", f"/companies/{emulator.company_slug}/generalJournalEntries", json=body
        )
    assert "refused" == caught.value.outcome


def test_a_deleted_transaction_names_its_reversal(acme: CompanyClient) -> None:
    line_ = JournalEntryLine(amount=50000, debit_account="6540", credit_account=BANK)
    posted = acme.transactions.save(entry(line_))
    deleted = acme.transactions.delete(posted, description="Feil")
    offset = deleted.entries[0].offset_transaction_id
    assert offset
    assert not acme.transactions.find(offset).is_new


def test_percentages_and_amounts_stay_exact(acme: CompanyClient) -> None:
    contact = acme.contacts.save(Contact(name="Nelly", discount=Decimal("12.345678901234")))
    assert Decimal("12.345678901234") == contact.discount
