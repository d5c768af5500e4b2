"""Methods for work that programs would write by hand: posting, searching, overdue documents."""

from datetime import date
from typing import Any, cast

import pytest

from fiken import (
    AmbiguousWriteError,
    CompanyClient,
    CreditNoteLine,
    InvalidAttributeError,
    InvalidModelError,
    JournalEntryLine,
    OrderLine,
    Payment,
    VatType,
    WriteOffType,
    kroner,
)
from fiken.emulator import DropAfterCarryingOut, Emulator
from tests.catalogue import BANK, DAY, invoice, purchase, sale

LATER = date(2026, 6, 16)
FEE = (JournalEntryLine.debit("7770", 5000), JournalEntryLine.credit(BANK, 5000))


# Posting


def test_lines_are_posted_as_one_transaction(acme: CompanyClient, emulator: Emulator) -> None:
    posted = acme.transactions.post(DAY, "Bankgebyr", *FEE)
    (entry,) = posted.entries
    assert [("7770", 5000), (BANK, -5000)] == [(line.account, line.amount) for line in entry.lines]
    assert DAY == entry.date
    assert {
        "description": "Bankgebyr",
        "journalEntries": [
            {
                "description": "Bankgebyr",
                "date": "2026-06-15",
                "lines": [
                    {"amount": 5000, "debitAccount": "7770"},
                    {"amount": 5000, "creditAccount": BANK},
                ],
            }
        ],
    } == emulator.requests[0].body
    assert ["POST", "GET"] == [request.method for request in emulator.requests]


def test_a_line_has_an_account_on_one_side() -> None:
    debit = JournalEntryLine(amount=5000, debit_account="7770", debit_vat_code=1)
    credit = JournalEntryLine(amount=5000, credit_account=BANK, credit_vat_code=3)
    assert debit == JournalEntryLine.debit("7770", 5000, vat_code=1)
    assert credit == JournalEntryLine.credit(BANK, 5000, vat_code=3)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            (JournalEntryLine.debit("7770", 124950), JournalEntryLine.credit(BANK, 124900)),
            "debit is 0.50 kroner more than credit (debit 1249.50, credit 1249.00)",
        ),
        (FEE[:1], "debit is 50.00 kroner more than credit (debit 50.00, credit 0.00)"),
        ((JournalEntryLine(amount=5000), *FEE), "needs a debit_account or a credit_account"),
        ((JournalEntryLine.debit("7770", -5000), FEE[1]), "must be positive"),
        ((JournalEntryLine.debit("7770", 0),), "must be positive"),
    ],
)
def test_wrong_lines_are_not_posted(
    acme: CompanyClient, emulator: Emulator, lines: tuple[JournalEntryLine, ...], sentence: str
) -> None:
    with pytest.raises(InvalidModelError) as caught:
        acme.transactions.post(DAY, "Bankgebyr", *lines)
    assert sentence in str(caught.value)
    assert [] == emulator.requests


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ((DAY, "Bankgebyr"), "TransactionRepository.post.lines must be at least one"),
        ((DAY, "x" * 167, *FEE), "JournalEntry.description must be text of at most 166"),
        (("2026-06-15", "Bankgebyr", *FEE), "JournalEntry.date must be a date"),
        ((DAY, "Bankgebyr", ("7770", 5000)), "JournalEntry.lines must be a sequence"),
        ((DAY, "Bankgebyr", FEE), "JournalEntry.lines must be a sequence"),
    ],
)
def test_wrong_arguments_are_not_posted(
    acme: CompanyClient, emulator: Emulator, arguments: Any, names: str
) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        cast("Any", acme.transactions.post)(*arguments)
    assert names in str(caught.value)
    assert [] == emulator.requests


def test_a_vat_code_is_left_to_fiken(acme: CompanyClient) -> None:
    """Fiken adds the posting of the tax, so the lines need not have equal sums."""
    posted = acme.transactions.post(
        DAY,
        "Kjøp",
        JournalEntryLine.debit("6540", kroner("100"), vat_code=1),
        JournalEntryLine.credit(BANK, kroner("125")),
    )
    assert {"6540": 10000, "2711": 2500, BANK: -12500} == {
        line.account: line.amount for line in posted.entries[0].lines
    }


# Entries by their description


def test_a_posted_entry_is_found(acme: CompanyClient) -> None:
    """Fiken puts words of its own before it: docs/observed.md#4-error-bodies."""
    posted = acme.transactions.post(DAY, "Bankgebyr juni", *FEE)
    entry = posted.entries[0]
    assert entry.description.endswith("Bankgebyr juni")
    assert entry.description != "Bankgebyr juni"
    for text in ("Bankgebyr juni", " Bankgebyr juni\n", entry.description):
        found = acme.journal_entries.find_by_description(text, date=DAY)
        assert found is not None
        assert entry.journal_entry_id == found.journal_entry_id
    for text in ("Bankgebyr", "bankgebyr juni", "ankgebyr juni", "Bankgebyr juni."):
        assert acme.journal_entries.find_by_description(text, date=DAY) is None
    assert acme.journal_entries.find_by_description("Bankgebyr juni", date=LATER) is None


def test_a_lost_entry_is_found(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError):
        acme.transactions.post(DAY, "Bankgebyr juni", *FEE)
    assert 1 == len(list(acme.journal_entries.all_by_description("Bankgebyr juni", date=DAY)))


def test_the_longest_text_is_found(acme: CompanyClient) -> None:
    text = "x" * 166
    acme.transactions.post(DAY, text, *FEE)
    assert acme.journal_entries.find_by_description(text, date=DAY) is not None
    assert acme.journal_entries.find_by_description("x" * 165, date=DAY) is None


def test_the_end_of_a_text_is_not_found(acme: CompanyClient) -> None:
    """Only the 34 characters that Fiken puts before a text are ignored, not words of the user."""
    acme.transactions.post(DAY, "Bank fee", *FEE)
    for text in ("fee", "API: Bank fee", "Fri postering registrert"):
        assert acme.journal_entries.find_by_description(text, date=DAY) is None
    fee = acme.transactions.post(DAY, "fee", *FEE)
    assert [fee.transaction_id] == [
        entry.transaction_id for entry in acme.journal_entries.all_by_description("fee", date=DAY)
    ]


@pytest.mark.parametrize("reason", ["Feil", "Bankgebyr juni", "Angret: Bankgebyr juni"])
def test_a_reversed_entry_is_not_found(acme: CompanyClient, reason: str) -> None:
    """Nor is the entry that reverses it, even if it has the same text."""
    posted = acme.transactions.post(DAY, "Bankgebyr juni", *FEE)
    again = acme.transactions.post(DAY, "Bankgebyr juni", *FEE)
    acme.transactions.delete(posted, description=reason)
    found = acme.journal_entries.all_by_description("Bankgebyr juni", date_ge=DAY)
    for _ in range(2):
        assert [again.transaction_id] == [entry.transaction_id for entry in found]


# Purchases by their identifier


def test_a_purchase_is_found_by_its_identifier(acme: CompanyClient) -> None:
    first = acme.purchases.save(purchase().evolve(identifier=" F-17 "))
    second = acme.purchases.save(purchase().evolve(identifier="F-17"))
    other = acme.purchases.save(purchase().evolve(identifier="F-1"))
    acme.purchases.save(purchase().evolve(identifier=None))
    assert first == acme.purchases.find_by_identifier("F-17", date=DAY)
    assert other == acme.purchases.find_by_identifier(" F-1")
    assert acme.purchases.find_by_identifier("f-17") is None
    assert [first, second] == list(acme.purchases.all_by_identifier("F-17", date=DAY))

    acme.purchases.delete(first, description="Registrert to ganger")
    assert second == acme.purchases.find_by_identifier("F-17")
    assert acme.purchases.find_by_identifier("F-17", date=LATER) is None


@pytest.mark.parametrize("wrong", ["", "  ", None, 17])
def test_an_empty_text_is_not_searched(acme: CompanyClient, emulator: Emulator, wrong: Any) -> None:
    searches = {
        "identifier": (acme.purchases.find_by_identifier, acme.purchases.all_by_identifier),
        "description": (
            acme.journal_entries.find_by_description,
            acme.journal_entries.all_by_description,
        ),
    }
    for name, methods in searches.items():
        for method in methods:
            with pytest.raises(InvalidAttributeError, match=rf"_by_{name}\.{name} must be text"):
                cast("Any", method)(wrong)
            with pytest.raises(TypeError, match="has no filter 'text'"):
                cast("Any", method)("F-17", text="F-17")
    assert [] == emulator.requests


def test_a_selection_is_lazy_and_repeatable(acme: CompanyClient, emulator: Emulator) -> None:
    for number in range(3):
        acme.purchases.save(purchase(number).evolve(identifier="F-17"))
    before = len(emulator.requests)
    found = acme.purchases.all_by_identifier("F-17")
    assert "<Selection of 'F-17' in" in repr(found)
    assert before == len(emulator.requests)
    assert 3 == len(list(found)) == len([1 for _ in found])
    assert before + 2 == len(emulator.requests)
    assert found.first() == next(iter(found))
    with pytest.raises(TypeError):
        len(cast("Any", found))


# Overdue


def an_unpaid_sale(acme: CompanyClient, due: date | None = DAY) -> Any:
    return acme.sales.save(sale().evolve(due_date=due))


def test_overdue_sales_are_unpaid_and_late(acme: CompanyClient) -> None:
    known = {each.sale_id for each in acme.sales.overdue(LATER)}
    late = an_unpaid_sale(acme)
    partly = an_unpaid_sale(acme)
    acme.sales.payments(partly).save(Payment(date=DAY, account=BANK, amount=1))
    an_unpaid_sale(acme, LATER)
    an_unpaid_sale(acme, None)
    paid = an_unpaid_sale(acme)
    acme.sales.payments(paid).save(Payment(date=DAY, account=BANK, amount=12500))
    acme.sales.settle(an_unpaid_sale(acme), settled_date=DAY)
    acme.sales.delete(an_unpaid_sale(acme), description="Registrert to ganger")
    lost = acme.sales.write_off(
        an_unpaid_sale(acme), type=WriteOffType.DEEMED_IRRECOVERABLE, date=LATER
    )
    overdue = {each.sale_id for each in acme.sales.overdue(LATER)} - known
    assert {late.sale_id, partly.sale_id} == overdue
    assert [False, False] == [acme.sales.find(each).is_paid for each in (late, partly)]
    assert (True, False) == (acme.sales.find(paid).is_paid, lost.is_paid)
    assert not overdue & {each.sale_id for each in acme.sales.overdue(DAY)}


def test_overdue_purchases_are_unpaid_and_late(acme: CompanyClient) -> None:
    known = {each.purchase_id for each in acme.purchases.overdue(LATER)}
    late = acme.purchases.save(purchase().evolve(due_date=DAY))
    acme.purchases.save(purchase().evolve(due_date=LATER))
    paid = acme.purchases.save(purchase().evolve(due_date=DAY))
    acme.purchases.payments(paid).save(Payment(date=DAY, account=BANK, amount=12500))
    gone = acme.purchases.save(purchase().evolve(due_date=DAY))
    acme.purchases.delete(gone, description="Registrert to ganger")
    overdue = {each.purchase_id for each in acme.purchases.overdue(LATER)} - known
    assert {late.purchase_id} == overdue
    assert (False, True) == (late.is_paid, acme.purchases.find(paid).is_paid)
    assert acme.purchases.find(gone).is_paid is False


def test_overdue_invoices_are_asked_for(acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken filters them by due date and settlement. An invoice credited in full is settled."""
    overdue = list(acme.invoices.overdue(LATER))
    assert {"settled": "false", "dueDateLt": "2026-06-16"}.items() <= dict(
        emulator.requests[-1].query
    ).items()
    every = list(acme.invoices.all())
    expected = [each for each in every if each.due_date < LATER and not each.is_settled]
    assert [each.invoice_id for each in expected] == [each.invoice_id for each in overdue]
    assert 2 <= len(overdue) < len(every)
    credited = overdue[0]
    acme.credit_notes.create_full(credited, issue_date=DAY)
    assert credited.invoice_id not in {each.invoice_id for each in acme.invoices.overdue(LATER)}
    assert acme.invoices.find(credited).is_paid is False
    customer = overdue[1].customer_id or 0
    assert {customer} == {each.customer_id for each in acme.invoices.overdue(customer_id=customer)}


def test_a_partly_credited_invoice_is_undecided(acme: CompanyClient) -> None:
    """It is settled by money and by a credit note, and only Fiken knows how much by which."""
    credited = next(
        each
        for each in acme.invoices.all(settled=False)
        if each.currency == "NOK" and not each.associated_credit_notes
    )
    returned = CreditNoteLine.from_line(credited.lines[0], quantity=1)
    part = acme.credit_notes.create_partial(issue_date=DAY, invoice=credited, lines=[returned])
    rest = credited.gross - part.gross
    acme.sales.payments(credited).save(Payment(date=DAY, account=BANK, amount=rest))
    settled = acme.invoices.find(credited)
    assert (True, 0, None) == (settled.is_settled, settled.outstanding_balance, settled.is_paid)
    assert settled.is_overdue(LATER) is False


@pytest.mark.parametrize(("currency", "rate"), [("NOK", None), ("EUR", 9), ("EUR", 15)])
def test_a_paid_invoice_is_paid(acme: CompanyClient, currency: str, rate: int | None) -> None:
    """So is one in another currency, whatever the rate is on the day of the payment."""
    issued = acme.invoices.save(invoice(acme).evolve(currency=currency))
    assert issued.is_paid is False
    payment = Payment(
        date=DAY,
        account=BANK,
        amount=issued.gross,
        currency=currency,
        amount_in_nok=rate and issued.gross * rate,
    )
    acme.sales.payments(issued).save(payment)
    assert acme.invoices.find(issued).is_paid is True


def test_overdue_is_checked_before_anything_is_sent(
    acme: CompanyClient, emulator: Emulator
) -> None:
    for repository in (acme.invoices, acme.sales, acme.purchases):
        name = type(repository).__name__
        for own in ("settled", "paid", "due_date_lt", "page"):
            with pytest.raises(TypeError, match=f"{name}.overdue has no filter '{own}'"):
                cast("Any", repository.overdue)(DAY, **{own: False})
        with pytest.raises(InvalidAttributeError, match=rf"{name}\.overdue\.on must be a date"):
            cast("Any", repository.overdue)("2026-06-15")
    assert [] == emulator.requests


def test_a_cash_sale_is_paid(acme: CompanyClient) -> None:
    line = OrderLine.of_net(10000, description="Kaffe", account="3000", vat_type=VatType.HIGH)
    sold = acme.sales.save(
        sale().evolve(
            kind="cash_sale",
            lines=[line],
            total_paid=12500,
            payment_account=BANK,
            payment_date=DAY,
            due_date=None,
        )
    )
    assert (True, False) == (sold.is_paid, sold.is_overdue(LATER))
