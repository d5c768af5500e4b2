"""Checks of several fields of sales, purchases and journal entries, before anything is sent."""

import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from fiken import (
    Accrual,
    BankAccount,
    CompanyClient,
    Fiken,
    FikenError,
    InvalidAttributeError,
    InvalidModelError,
    JournalEntry,
    JournalEntryLine,
    MissingAttributesError,
    NotUpdatableError,
    OrderLine,
    Payment,
    Purchase,
    PurchaseDraft,
    PurchaseKind,
    Sale,
    SaleDraft,
    SaleDraftLine,
    SaleKind,
    Transaction,
    UnlikelyValueWarning,
    VatType,
    WriteOff,
    WriteOffType,
)
from fiken.mappers._declaration import mapper_of
from fiken.models import Model
from tests.samples import accrual, bank_account, payment, purchase, sale, transaction
from tests.samples._sample import Sample

# No server listens there: a request would raise a TransportError.
ACME = Fiken(token="made.up", base_url="http://127.0.0.1:9/api/v2").company("acme-as")
SALES, PURCHASES, TRANSACTIONS = ACME.sales, ACME.purchases, ACME.transactions
DAY, DAY_AFTER = date(2026, 6, 15), date(2026, 6, 16)
IN_CASH: dict[str, Any] = {"payment_account": "1920:10001", "payment_date": DAY}


MUG: dict[str, Any] = {
    "description": "Krus",
    "net_price": 15920,
    "vat": 3980,
    "account": "3000",
    "vat_type": VatType.HIGH,
}
SOLD: dict[str, Any] = {"date": DAY, "kind": SaleKind.EXTERNAL_INVOICE, "currency": "NOK"}
BOUGHT: dict[str, Any] = {"date": DAY, "kind": PurchaseKind.SUPPLIER, "currency": "NOK"}


def a_line(**fields: Any) -> OrderLine:
    """Return a line for a mug of 199.00 kroner, of which 39.80 are tax."""
    return OrderLine(**{**MUG, **fields})


def in_currency(**fields: Any) -> OrderLine:
    """Return a line for the mug at 11.50 NOK per unit of a currency: 13.84, and 3.46 of tax."""
    return a_line(net_price_in_currency=1384, vat_in_currency=346, **fields)


def a_sale(*lines: OrderLine, **fields: Any) -> Sale:
    return Sale(**{**SOLD, **fields}, lines=lines or (a_line(),))


def a_cash_sale(*lines: OrderLine, **fields: Any) -> Sale:
    return a_sale(*lines, **{"kind": SaleKind.CASH_SALE, "total_paid": 19900, **IN_CASH, **fields})


def a_purchase(*lines: OrderLine, **fields: Any) -> Purchase:
    return Purchase(**{**BOUGHT, **fields}, lines=lines or (a_line(account="6540"),))


def a_cash_purchase(*lines: OrderLine, **fields: Any) -> Purchase:
    return a_purchase(*lines, **{"kind": PurchaseKind.CASH_PURCHASE, **IN_CASH, **fields})


def problems_of(repository: Any, model: Model) -> dict[str, str]:
    """Return the problems of a model, and check that `save` names the same ones."""
    with pytest.raises(InvalidModelError) as caught:
        repository.payload(model)
    with pytest.raises(InvalidModelError) as saving:
        repository.save(model)
    assert caught.value.problems == saving.value.problems
    assert caught.value.model is model
    text = str(saving.value)
    assert all(f"{path} {message}" in text for path, message in caught.value.problems.items())
    return caught.value.problems


# Sales


@pytest.mark.parametrize(
    ("repository", "empty"), [(SALES, Sale()), (PURCHASES, Purchase())], ids=["sale", "purchase"]
)
def test_missing_fields_are_named_at_once(repository: Any, empty: Model) -> None:
    with pytest.raises(MissingAttributesError) as caught:
        repository.payload(empty)
    expected = dict.fromkeys(("date", "kind", "lines", "currency"), "is missing")
    assert expected == caught.value.problems


@pytest.mark.parametrize(
    ("repository", "model"),
    [
        (SALES, a_sale().evolve(lines=())),
        (SALES, a_cash_sale().evolve(lines=())),
        (PURCHASES, a_purchase().evolve(lines=())),
        (PURCHASES, a_cash_purchase().evolve(lines=())),
    ],
    ids=["sale", "cash sale", "purchase", "cash purchase"],
)
def test_missing_lines_are_the_only_problem(repository: Any, model: Model) -> None:
    assert {"lines": "is missing"} == problems_of(repository, model)


def test_a_cash_sale_needs_an_account() -> None:
    problems = problems_of(SALES, a_cash_sale(payment_account=None))
    assert ["payment_account"] == list(problems)
    assert "is missing" in problems["payment_account"]


@pytest.mark.parametrize("paid", [None, DAY_AFTER, date(2026, 6, 14)])
def test_a_cash_sale_is_paid_on_its_date(paid: date | None) -> None:
    # Observed: docs/observed.md#11-sales-and-purchases
    expected = {"payment_date": "must be the date of the cash sale"}
    assert expected == problems_of(SALES, a_cash_sale(payment_date=paid))


@pytest.mark.parametrize("total", [None, 0, 15920, 3980, 19899, 19901, -19900])
def test_a_cash_sale_states_the_gross_as_paid(total: int | None) -> None:
    # Neither the net, nor an øre more or less (docs/observed.md#11-sales-and-purchases).
    expected = {"total_paid": "must be the gross of the lines, 19900 øre (199.00 kr)"}
    assert expected == problems_of(SALES, a_cash_sale(total_paid=total))


def test_the_gross_is_net_and_vat_of_all_lines() -> None:
    cake = a_line(net_price=8000, vat=1200, vat_type=VatType.MEDIUM)
    deposit = a_line(net_price=300, vat=0, vat_type=VatType.OUTSIDE)
    book = a_line(net_price=45000, vat=None, vat_type=VatType.EXEMPT)
    back = a_line(net_price=-4000, vat=-1000)
    gross = 8000 + 1200 + 300 + 45000 - 4000 - 1000
    lines = (cake, deposit, book, back)
    assert gross == SALES.payload(a_cash_sale(*lines, total_paid=gross))["totalPaid"]
    assert ["total_paid"] == list(problems_of(SALES, a_cash_sale(*lines, total_paid=gross - 1)))


def test_a_fee_is_not_added_to_the_total() -> None:
    # Fiken posts it as a second payment (docs/observed.md#11-sales-and-purchases).
    sent = SALES.payload(a_cash_sale(payment_fee=175))
    assert (19900, 175) == (sent["totalPaid"], sent["paymentFee"])
    with_fee = a_cash_sale(payment_fee=175, total_paid=20075)
    assert ["total_paid"] == list(problems_of(SALES, with_fee))


@pytest.mark.parametrize(
    "fields",
    [{"total_paid": None}, {"total_paid": None, "total_paid_in_currency": 1730}, {"total_paid": 1}],
    ids=str,
)
def test_the_total_in_currency_is_not_checked(
    fields: dict[str, Any],
) -> None:
    """For a cash sale in another currency than NOK, Fiken decides."""
    # What Fiken misses is the totalPaid "for sale marked as paid in NOK"
    # (docs/observed.md#4-error-bodies).
    sent = SALES.payload(a_cash_sale(in_currency(), currency="EUR", **fields))
    assert (fields["total_paid"], "EUR") == (sent.get("totalPaid"), sent["currency"])
    assert fields.get("total_paid_in_currency") == sent.get("totalPaidInCurrency")


def test_a_foreign_cash_sale_needs_account_and_day() -> None:
    bare = a_cash_sale(currency="EUR", payment_account=None, payment_date=None)
    assert {"payment_account", "payment_date"} == problems_of(SALES, bare).keys()


def test_an_unknown_gross_is_not_checked() -> None:
    """A line without a net in kroner has no known gross."""
    line = a_line(net_price=None, vat=None, net_price_in_currency=1000, vat_in_currency=250)
    assert 14375 == SALES.payload(a_cash_sale(line, total_paid=14375))["totalPaid"]


@pytest.mark.parametrize("kind", [SaleKind.INVOICE, SaleKind.EXTERNAL_INVOICE])
def test_invoices_need_no_payment(kind: SaleKind) -> None:
    sent = SALES.payload(a_sale(kind=kind))
    assert {"date", "kind", "currency", "lines"} == sent.keys()
    later = SALES.payload(a_sale(kind=kind, payment_date=DAY_AFTER, total_paid=1))
    assert ("2026-06-16", 1) == (later["paymentDate"], later["totalPaid"])


def test_lines_of_sales_have_no_project() -> None:
    problems = problems_of(SALES, a_sale(a_line(), a_line(project_id=7)))
    assert {"lines[1].project_id": "is for lines of purchases only"} == problems


def test_lines_of_purchases_can_have_a_project() -> None:
    sent = PURCHASES.payload(a_purchase(a_line(project_id=7), project_id=8))
    assert (7, 8) == (sent["lines"][0]["projectId"], sent["projectId"])


TRADES: list[tuple[Any, Callable[..., Any]]] = [(SALES, a_sale), (PURCHASES, a_purchase)]
of_each_trade = pytest.mark.parametrize(("repository", "make"), TRADES, ids=["sale", "purchase"])


@of_each_trade
def test_a_line_needs_a_net(repository: Any, make: Callable[..., Any]) -> None:
    """The net is in kroner or in the other currency."""
    bare = a_line(net_price=None, vat=None)
    problems = problems_of(repository, make(a_line(), bare, bare))
    sentence = "is missing, and so is net_price_in_currency"
    assert {"lines[1].net_price": sentence, "lines[2].net_price": sentence} == problems


@of_each_trade
@pytest.mark.parametrize("net", [{"net_price": 0}, {"net_price_in_currency": 1000}], ids=str)
def test_a_net_can_be_zero_or_in_currency(
    repository: Any, make: Callable[..., Any], net: dict[str, int]
) -> None:
    line = a_line(**{"net_price": None, "vat": None, **net})
    [sent] = repository.payload(make(line))["lines"]
    assert (net.get("net_price"), net.get("net_price_in_currency")) == (
        sent.get("netPrice"),
        sent.get("netPriceInCurrency"),
    )


def test_every_problem_of_a_sale_is_named() -> None:
    """Each problem has its path."""
    wrong = Sale(
        kind=SaleKind.CASH_SALE,
        date=DAY,
        net_amount=15920,
        lines=[
            a_line(project_id=7),
            OrderLine(description="Krus", vat_type=VatType.HIGH, project_id=8),
        ],
        payment_date=DAY_AFTER,
    )
    problems = problems_of(SALES, wrong)
    assert {
        "currency",
        "net_amount",
        "payment_account",
        "payment_date",
        "lines[0].project_id",
        "lines[1].project_id",
        "lines[1].net_price",
    } == problems.keys()
    with pytest.raises(InvalidModelError) as caught:
        SALES.payload(wrong)
    assert not isinstance(caught.value, MissingAttributesError)


def test_a_sale_sends_no_vat_of_zero() -> None:
    """The model keeps it."""
    # Fiken answers "Lines with 0 amount is not allowed" (docs/observed.md#4-error-bodies).
    book = a_line(vat=0, vat_type=VatType.EXEMPT)
    entity = a_sale(book, a_line(), book)
    for _ in range(2):
        assert [None, 3980, None] == [line.get("vat") for line in SALES.payload(entity)["lines"]]
    assert all("vat" not in line for line in SALES.payload(a_sale(book))["lines"])
    assert (0, 3980, 0) == tuple(line.vat for line in entity.lines)


def test_a_purchase_sends_a_vat_of_zero() -> None:
    line = a_line(vat=0, vat_type=VatType.NONE)
    assert [0] == [sent["vat"] for sent in PURCHASES.payload(a_purchase(line))["lines"]]


def test_loaded_lines_can_be_recorded_again() -> None:
    loaded = loaded_from(sale.IN_EURO)
    again = a_sale(*loaded.lines, currency="EUR")
    sent = SALES.payload(again)["lines"]
    assert [287500, None] == [line.get("vat") for line in sent]
    assert all("lineId" not in line for line in sent)


# Purchases


def test_a_cash_purchase_needs_an_account() -> None:
    problems = problems_of(PURCHASES, a_cash_purchase(payment_account=None))
    assert ["payment_account"] == list(problems)
    assert "is missing" in problems["payment_account"]


@pytest.mark.parametrize("paid", [None, DAY_AFTER])
def test_a_cash_purchase_is_paid_on_its_date(paid: date | None) -> None:
    expected = {"payment_date": "must be the date of the cash purchase"}
    assert expected == problems_of(PURCHASES, a_cash_purchase(payment_date=paid))


def test_a_foreign_cash_purchase_needs_kroner() -> None:
    """They are the amount that left the bank account."""
    problems = problems_of(PURCHASES, a_cash_purchase(currency="USD"))
    assert {"payment_amount_in_nok": "is missing: it was paid in USD"} == problems
    line = in_currency(account="6540")
    paid = a_cash_purchase(line, currency="USD", payment_amount_in_nok=121325)
    assert 121325 == PURCHASES.payload(paid)["paymentAmountInNok"]


def test_other_purchases_need_no_kroner() -> None:
    """These are purchases in kroner, and purchases that are paid later."""
    for entity in (a_cash_purchase(), a_purchase(in_currency(account="6540"), currency="USD")):
        assert "paymentAmountInNok" not in PURCHASES.payload(entity)


def test_every_problem_of_a_purchase_is_named() -> None:
    """Each problem has its path."""
    bare = a_line(net_price=None, vat=None)
    wrong = a_cash_purchase(
        a_line(), bare, currency="USD", payment_account=None, payment_date=None, paid=True
    )
    assert {
        "lines[1].net_price",
        "paid",
        "payment_account",
        "payment_amount_in_nok",
        "payment_date",
    } == problems_of(PURCHASES, wrong).keys()


# Drafts, payments, accruals


DRAFTS: list[tuple[Any, Any]] = [
    (SALES.drafts, SaleDraft),
    (PURCHASES.drafts, PurchaseDraft),
]


@pytest.mark.parametrize(("repository", "cls"), DRAFTS, ids=["sale", "purchase"])
def test_missing_fields_of_a_draft_are_named(repository: Any, cls: Any) -> None:
    assert {"cash", "paid"} == problems_of(repository, cls()).keys()


def test_missing_fields_of_a_draft_line_are_named() -> None:
    draft = SaleDraft(cash=False, paid=False, lines=[SaleDraftLine(text="Krus"), SaleDraftLine()])
    missing = {f"lines[{n}].{name}" for n in (0, 1) for name in DEMANDED_OF_LINES}
    assert missing | {"lines[1].text"} == problems_of(SALES.drafts, draft).keys()


DEMANDED_OF_LINES = ("vat_type", "income_account", "net", "gross")


def test_a_draft_sends_an_empty_list_of_lines() -> None:
    """The contract requires the key, not a line."""
    loaded = loaded_from(sale.DRAFT)
    assert [] == SALES.drafts.payload(loaded.evolve(lines=()))["lines"]
    assert [] == SALES.drafts.payload(SaleDraft(cash=False, paid=False))["lines"]


def test_a_foreign_payment_needs_no_kroner() -> None:
    """Fiken uses the exchange rate of the day."""
    # By the contract, Fiken computes them from the rate of the day.
    entity = Payment(date=DAY, account="1920:10001", amount=1000, currency="EUR")
    sent = SALES.payments(1).payload(entity)
    assert {"date", "account", "amount", "currency"} == sent.keys()


@pytest.mark.parametrize("repository", [SALES.accruals(1), PURCHASES.accruals(1)], ids=repr)
def test_an_accrual_needs_a_saved_line(repository: Any) -> None:
    never_saved = a_line()
    entity = Accrual(line_id=never_saved.line_id, account="1749", start_date=DAY, periods=12)
    with pytest.raises(MissingAttributesError) as caught:
        repository.payload(entity)
    assert ["line_id"] == list(caught.value.problems)
    assert ["line_id"] == list(problems_of(repository, entity))


def test_a_new_line_has_no_id_for_an_accrual() -> None:
    """The message says where the id comes from."""
    entity = Accrual(account="1749", start_date=DAY, periods=12)
    assert "loaded" in problems_of(SALES.accruals(1), entity)["line_id"]


def test_missing_fields_of_an_accrual_are_named() -> None:
    problems = problems_of(SALES.accruals(1), Accrual())
    assert {"line_id", "account", "start_date", "periods"} == problems.keys()


# Journal entries


def debit(amount: int, account: str = "6540", **fields: Any) -> JournalEntryLine:
    return JournalEntryLine(amount=amount, debit_account=account, **fields)


def credit(amount: int, account: str = "1920:10001", **fields: Any) -> JournalEntryLine:
    return JournalEntryLine(amount=amount, credit_account=account, **fields)


def moved(amount: int, **fields: Any) -> JournalEntryLine:
    return debit(amount, credit_account="1920:10001", **fields)


def an_entry(*lines: JournalEntryLine, description: str = "Skrivebord") -> JournalEntry:
    return JournalEntry(description=description, date=DAY, lines=lines)


def posted(*lines: JournalEntryLine) -> Transaction:
    return Transaction(description="Møbler", entries=[an_entry(*lines)])


UNBALANCED: list[tuple[tuple[JournalEntryLine, ...], str]] = [
    ((debit(12345), credit(12340)), "debit is 0.05 kroner more than credit"),
    ((debit(5000), credit(10000)), "credit is 50.00 kroner more than debit"),
    ((debit(5000),), "debit is 50.00 kroner more than credit"),
    ((credit(1),), "credit is 0.01 kroner more than debit"),
    ((moved(99999), credit(250)), "credit is 2.50 kroner more than debit"),
    ((debit(100), debit(200), credit(299)), "debit is 0.01 kroner more than credit"),
    (
        (debit(10**14), credit(10**14 - 100000)),
        "debit is 1000.00 kroner more than credit",
    ),
]


@pytest.mark.parametrize(("lines", "difference"), UNBALANCED, ids=lambda value: str(value)[:40])
def test_an_unbalanced_entry_is_refused(
    lines: tuple[JournalEntryLine, ...], difference: str
) -> None:
    """The message has the difference in kroner."""
    expected = {"entries[0]": f"does not balance: {difference}"}
    assert expected == problems_of(TRANSACTIONS, posted(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        (debit(500), credit(500)),
        (credit(500), debit(500)),
        (moved(500),),
        (moved(500), moved(1)),
        (debit(500), debit(250), credit(750)),
        (moved(100), debit(5), credit(5)),
    ],
    ids=lambda lines: str(len(lines)),
)
def test_a_balanced_entry_is_sent(lines: tuple[JournalEntryLine, ...]) -> None:
    [entry] = TRANSACTIONS.payload(posted(*lines))["journalEntries"]
    sent = [
        (line["amount"], line.get("debitAccount"), line.get("creditAccount"))
        for line in entry["lines"]
    ]
    assert [(line.amount, line.debit_account, line.credit_account) for line in lines] == sent


def test_each_entry_balances_by_itself() -> None:
    both = Transaction(entries=[an_entry(debit(500)), an_entry(credit(500)), an_entry(moved(1))])
    assert {
        "entries[0]": "does not balance: debit is 5.00 kroner more than credit",
        "entries[1]": "does not balance: credit is 5.00 kroner more than debit",
    } == problems_of(TRANSACTIONS, both)


@pytest.mark.parametrize(
    "lines",
    [
        (debit(1000000, debit_vat_code=1), credit(1250000)),
        (debit(1250000, "1920:10001"), credit(1000000, "3000", credit_vat_code=3)),
        (debit(1000000, debit_vat_code=1), credit(1000000)),
        (debit(500, debit_vat_code=0), credit(600)),
        (debit(100), debit(100, debit_vat_code=1), credit(225)),
        (moved(500, debit_vat_code=1, credit_vat_code=3), credit(1)),
    ],
    ids=["input tax", "output tax", "gross", "code 0", "one of three", "two-sided"],
)
def test_entries_with_vat_codes_are_not_checked(
    lines: tuple[JournalEntryLine, ...],
) -> None:
    """Fiken adds the postings of the tax, and decides."""
    # The contract and the live service disagree which side is net
    # (docs/observed.md#9-journal-entries).
    [entry] = TRANSACTIONS.payload(posted(*lines))["journalEntries"]
    assert [line.amount for line in lines] == [line["amount"] for line in entry["lines"]]


def test_entries_without_vat_codes_must_balance() -> None:
    """This holds also where another entry of the transaction has a VAT code."""
    taxed = an_entry(debit(1000, debit_vat_code=1), credit(1250))
    entity = Transaction(entries=[taxed, an_entry(debit(1), credit(2))])
    expected = {"entries[1]": "does not balance: credit is 0.01 kroner more than debit"}
    assert expected == problems_of(TRANSACTIONS, entity)


def test_a_vat_code_needs_its_account() -> None:
    entity = posted(debit(500, credit_vat_code=3), credit(600))
    assert [path for path in problems_of(TRANSACTIONS, entity) if path.startswith("entries[0]")]


def test_a_line_without_a_side_is_refused() -> None:
    problems = problems_of(TRANSACTIONS, posted(debit(500), JournalEntryLine(amount=500)))
    assert {"entries[0].lines[1]": "needs a debit_account or a credit_account"} == problems


@pytest.mark.parametrize("amount", [0, -1, -500])
def test_amounts_of_new_lines_are_positive(amount: int) -> None:
    # Positive, with a debit or a credit account (docs/observed.md#9-journal-entries).
    problems = problems_of(TRANSACTIONS, posted(debit(amount), credit(amount), moved(amount)))
    assert [f"entries[0].lines[{n}].amount" for n in range(3)] == list(problems)
    assert all(message.startswith("must be positive") for message in problems.values())


def test_every_problem_of_an_entry_is_named() -> None:
    """Each problem has its path."""
    # Whether an entry balances is not known where one of its lines is wrong.
    entity = Transaction(
        entries=[
            an_entry(debit(-5), JournalEntryLine(amount=0)),
            an_entry(),
            an_entry(moved(5)),
            an_entry(debit(5)),
        ]
    )
    assert {
        "entries[0].lines[0].amount",
        "entries[0].lines[1]",
        "entries[0].lines[1].amount",
        "entries[1].lines",
        "entries[3]",
    } == problems_of(TRANSACTIONS, entity).keys()


def test_a_transaction_without_entries_is_refused() -> None:
    assert {"entries": "is missing"} == problems_of(TRANSACTIONS, Transaction(description="x"))


def test_a_transaction_needs_no_description() -> None:
    sent = TRANSACTIONS.payload(Transaction(entries=[an_entry(moved(5))]))
    assert ["journalEntries"] == list(sent)


def test_loaded_postings_cannot_be_posted() -> None:
    # A loaded line has a signed amount on an account. Its sides cannot be recovered
    # (docs/observed.md#9-journal-entries).
    loaded = loaded_from(transaction.SAMPLES[0])
    problems = problems_of(TRANSACTIONS, Transaction(entries=loaded.entries))
    sideless = [
        path for path, message in problems.items() if message.startswith("needs a debit_account")
    ]
    assert [f"entries[0].lines[{n}]" for n in range(3)] == sideless


TEXTS: list[tuple[str, str, Callable[[str], Model]]] = [
    ("JournalEntry", "description", lambda text: an_entry(moved(5), description=text)),
    ("Transaction", "description", lambda text: Transaction(description=text)),
]


@pytest.mark.parametrize(("cls", "name", "make"), TEXTS, ids=lambda value: str(value)[:11])
def test_a_description_has_at_most_166_characters(
    cls: str, name: str, make: Callable[[str], Model]
) -> None:
    # Fiken prefixes 34 characters, and answers 500 beyond 200 (docs/observed.md#4-error-bodies).
    assert 166 == len(getattr(make("x" * 166), name))
    with pytest.raises(InvalidAttributeError, match=r"at most 166 char.*it has 167") as caught:
        make("æ" * 167)
    assert (cls, name) == (caught.value.model, caught.value.attribute)


def test_a_comment_has_at_most_200_characters() -> None:
    """This is the comment of a write-off."""
    with pytest.raises(InvalidAttributeError, match="it has 201"):
        WriteOff(type=WriteOffType.COLLECTION_FAILED, date=DAY, comment="x" * 201)


# What is unlikely


def warned(repository: Any, model: Model) -> list[str]:
    """Return the messages of the warnings of `payload`, which returns a payload nevertheless."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert repository.payload(model)
    assert {UnlikelyValueWarning} >= {one.category for one in caught}
    return [str(one.message) for one in caught]


@of_each_trade
@pytest.mark.parametrize(
    ("vat_type", "net", "vat"),
    [
        (VatType.HIGH, 10000, 2506),
        (VatType.HIGH, 10000, 2494),
        (VatType.HIGH, 10000, 0),
        (VatType.HIGH, 10000, None),
        (VatType.HIGH, 10000, -2500),
        (VatType.HIGH, -10000, 2500),
        (VatType.HIGH, 10000, 1500),
        (VatType.MEDIUM, 10000, 2500),
        (VatType.LOW, 10000, 1500),
        (VatType.RAW_FISH, 100000, 11104),
        (VatType.NONE, 10000, 2500),
        (VatType.NONE, 0, 6),
    ],
)
def test_an_unusual_vat_causes_a_warning(
    repository: Any, make: Callable[..., Any], vat_type: VatType, net: int, vat: int | None
) -> None:
    """The sale or purchase is sent nevertheless."""
    # Net and vat are taken as given (docs/observed.md#7-units).
    entity = make(a_line(vat_type=vat_type, net_price=net, vat=vat))
    [message] = warned(repository, entity)
    assert message.startswith(f"{type(entity).__name__}.lines[0]: ")
    assert str(vat_type) in message


@of_each_trade
@pytest.mark.parametrize(
    ("vat_type", "net", "vat"),
    [
        *((VatType.HIGH, 10000, vat) for vat in (2495, 2499, 2500, 2501, 2505)),
        (VatType.HIGH, 10050, 2512),
        (VatType.HIGH, 10050, 2513),
        (VatType.HIGH, -10000, -2505),
        (VatType.HIGH, 0, 0),
        (VatType.MEDIUM, 10000, 1505),
        (VatType.LOW, 10000, 1195),
        (VatType.RAW_FISH, 100000, 11105),
        (VatType.RAW_FISH, 100000, 11115),
        (VatType.NONE, 10000, None),
        (VatType.NONE, 10000, 0),
        (VatType.NONE, 10000, 5),
        (VatType.other("SUPER_HIGH"), 10000, 4200),
    ],
)
def test_a_rounded_vat_causes_no_warning(
    repository: Any, make: Callable[..., Any], vat_type: VatType, net: int, vat: int | None
) -> None:
    # The tolerance is five øre (docs/observed.md#7-units).
    assert [] == warned(repository, make(a_line(vat_type=vat_type, net_price=net, vat=vat)))


FOREIGN_SERVICE, ABROAD_LOST = (
    VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE,
    VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE,
)


@pytest.mark.parametrize(
    ("vat_type", "net", "vat", "count"),
    [
        (VatType.HIGH_DIRECT, 0, 31250, 0),
        (VatType.MEDIUM_DIRECT, 0, 1, 0),
        (VatType.HIGH_DIRECT, 100, 25, 0),
        (VatType.HIGH_BASIS, 10000, 0, 0),
        (VatType.HIGH_BASIS, 10000, None, 0),
        (VatType.HIGH_BASIS, 10000, 2500, 1),
        (VatType.NONE_IMPORT_BASIS, 10000, 0, 0),
        (FOREIGN_SERVICE, 10000, 0, 0),
        (FOREIGN_SERVICE, 10000, 2500, 1),
        (ABROAD_LOST, 125000, -25000, 0),
        (ABROAD_LOST, 125000, -25005, 0),
        (ABROAD_LOST, 125000, -25006, 1),
        (ABROAD_LOST, 125000, 25000, 1),
        (ABROAD_LOST, 100000, 25000, 1),
        (VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, 112000, -12000, 0),
        (VatType.LOW_FOREIGN_SERVICE_DEDUCTIBLE, 112000, -12000, 1),
    ],
)
def test_the_usual_vat_follows_the_regime(
    vat_type: VatType, net: int, vat: int | None, count: int
) -> None:
    # Observed: docs/observed.md#8-vat-types
    entity = a_purchase(a_line(vat_type=vat_type, net_price=net, vat=vat))
    assert count == len(warned(PURCHASES, entity))


def test_the_warning_names_both_vats_in_kroner() -> None:
    """The warning names the line too."""
    [message] = warned(SALES, a_sale(a_line(), a_line(net_price=123456, vat=9999)))
    assert message.startswith("Sale.lines[1]: ")
    assert all(text in message for text in ("HIGH", "1234.56", "308.64", "99.99"))


# The description of Fiken, by hand.
SALES_ONLY = ("EXEMPT", "EXEMPT_IMPORT_EXPORT", "EXEMPT_REVERSE", "OUTSIDE")
BOTH = ("NONE", "HIGH", "MEDIUM", "RAW_FISH", "LOW")


@pytest.mark.parametrize("vat_type", list(VatType), ids=str)
def test_a_type_of_the_other_side_causes_a_warning(vat_type: VatType) -> None:
    """Such as a type of purchases on a sale. The line is sent nevertheless."""
    line = a_line(vat_type=vat_type, net_price=0, vat=0)
    on_sale, on_purchase = warned(SALES, a_sale(line)), warned(PURCHASES, a_purchase(line))
    if vat_type in BOTH:
        assert ([], []) == (on_sale, on_purchase)
    elif vat_type in SALES_ONLY:
        assert ([], [f"Purchase.lines[0]: {vat_type} is for sales"]) == (on_sale, on_purchase)
    else:
        assert ([f"Sale.lines[0]: {vat_type} is for purchases"], []) == (on_sale, on_purchase)


def test_each_unlikely_line_is_named() -> None:
    entity = a_sale(a_line(vat=1), a_line(), a_line(vat_type=VatType.HIGH_BASIS, vat=0))
    assert ["Sale.lines[0]", "Sale.lines[2]"] == [message[:13] for message in warned(SALES, entity)]


def test_a_refused_sale_causes_no_warning() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        problems_of(SALES, a_cash_sale(a_line(vat=1), payment_account=None))
    assert [] == caught


def test_a_vat_in_currency_counts_as_vat() -> None:
    line = a_line(net_price=115000, vat=None, net_price_in_currency=10000, vat_in_currency=2500)
    assert [] == warned(SALES, a_sale(line, currency="EUR"))


def test_an_unusual_vat_in_currency_causes_a_warning() -> None:
    line = a_line(net_price=None, vat=None, net_price_in_currency=10000, vat_in_currency=9999)
    assert 1 == len(warned(SALES, a_sale(line, currency="EUR")))


def test_an_unusual_gross_of_a_draft_causes_a_warning() -> None:
    line = SaleDraftLine(
        text="Krus", vat_type=VatType.HIGH, income_account="3000", net=10000, gross=30000
    )
    assert 1 == len(warned(SALES.drafts, SaleDraft(cash=False, paid=False, lines=[line])))


@of_each_trade
def test_a_warning_of_payload_points_at_the_caller(
    repository: Any, make: Callable[..., Any]
) -> None:
    def call() -> None:
        repository.payload(make(a_line(vat=1)))

    with pytest.warns(UnlikelyValueWarning) as caught:
        call()
    assert [(__file__, call.__code__.co_firstlineno + 1)] == places(caught)


@of_each_trade
def test_a_warning_of_save_points_at_the_caller(
    repository: Any, make: Callable[..., Any], acme: CompanyClient
) -> None:
    saving = acme.sales if repository is SALES else acme.purchases

    def call() -> None:
        saving.save(make(a_line(vat=1)))

    # Whether Fiken accepts it is another question.
    with pytest.warns(UnlikelyValueWarning) as caught, suppress(FikenError):
        call()
    assert [(__file__, call.__code__.co_firstlineno + 1)] == places(caught)


def places(caught: pytest.WarningsRecorder) -> list[tuple[str, int]]:
    return [(one.filename, one.lineno) for one in caught]


# What cannot be changed


def loaded_from(sample: Sample) -> Any:
    return mapper_of(sample.model).load(sample.answer)


FIXED: list[tuple[Any, Sample, dict[str, Any], str]] = [
    (SALES, sale.IN_EURO, {"due_date": DAY_AFTER}, "delete it, and record it again"),
    (PURCHASES, purchase.IN_DOLLARS, {"kid": None}, "delete it, and record it again"),
    (TRANSACTIONS, transaction.SAMPLES[0], {"description": "x"}, "delete it, and post it again"),
    (SALES.payments(1), payment.FOREIGN, {"amount": 1}, "undo it (delete), and record it again"),
    (SALES.accruals(1), accrual.SAMPLES[0], {"periods": 1}, "delete it, and set it up again"),
    (ACME.bank_accounts, bank_account.FOREIGN, {"name": "x"}, "change it in Fiken itself"),
]


@pytest.mark.parametrize(("repository", "sample", "change", "instead"), FIXED)
def test_changes_of_posted_entities_are_refused(
    repository: Any, sample: Sample, change: dict[str, Any], instead: str
) -> None:
    """The message says what to do instead."""
    changed = loaded_from(sample).evolve(**change)
    for attempt in (repository.payload, repository.save):
        with pytest.raises(NotUpdatableError) as caught:
            attempt(changed)
        assert tuple(change) == caught.value.fields
        assert instead == caught.value.hint
        name, cls = next(iter(change)), sample.model.__name__
        assert f"Fiken cannot change {name} of this {cls}: {instead}" == str(caught.value)


@pytest.mark.parametrize(("repository", "sample", "change"), [case[:3] for case in FIXED])
def test_saving_unchanged_entities_sends_nothing(
    repository: Any, sample: Sample, change: dict[str, Any]
) -> None:
    loaded = loaded_from(sample)
    there_and_back = loaded.evolve(**change).evolve(**{n: getattr(loaded, n) for n in change})
    for unchanged in (loaded, there_and_back):
        assert {} == repository.payload(unchanged)
        assert unchanged is repository.save(unchanged)


def test_all_refused_changes_are_named() -> None:
    # The reason is not the missing net or the unlikely vat: a sale cannot be changed at all.
    odd = OrderLine(description="Krus", vat_type=VatType.HIGH_BASIS, vat=1)
    changed = loaded_from(sale.IN_EURO).evolve(lines=[odd], customer_id=7, currency="NOK")
    with pytest.raises(NotUpdatableError) as caught:
        SALES.payload(changed)
    assert {"lines", "customer_id", "currency"} == set(caught.value.fields)


def test_a_typed_id_is_refused() -> None:
    """The sale would be recorded a second time."""
    with pytest.raises(FikenError, match=r"has sale_id=7: find\(7\) it"):
        SALES.payload(a_sale(sale_id=7))


def test_missing_fields_of_a_bank_account_are_named() -> None:
    problems = problems_of(ACME.bank_accounts, BankAccount())
    assert {"name", "bank_account_number", "type"} == problems.keys()
