"""Deleting sales and purchases that are paid: in cash or on credit, partly or in full."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import (
    BANK,
    CASH,
    IN_CASH,
    LINE,
    PURCHASE,
    SALE,
    ask,
    balance_changes,
    balances,
    contact,
    pay,
    post,
    refusal,
    tables,
)

GROSS = 1_250_00
REASON = "delete?description=Feil"
CASH_SALE = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": GROSS}
CASH_PURCHASE = {**PURCHASE, "kind": "cash_purchase", **IN_CASH}
PATHS = pytest.mark.parametrize(("path", "body"), [("/sales", SALE), ("/purchases", PURCHASE)])


@pytest.mark.parametrize("amount", [1, 500_00, GROSS, GROSS + 1])
@pytest.mark.parametrize("day", ["2026-05-31", "2026-06-10", "2026-09-01"])
@PATHS
def test_payments_are_deleted_with_document(
    api: requests.Session, path: str, body: dict[str, Any], day: str, amount: int
) -> None:
    """This holds whether the month of the payment has ended, is the current one, or is to come.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    owner = post(api, path, body)
    payment = pay(api, owner, amount, date=day, fee=2_50)
    document = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (True, False, None) == (
        document["deleted"],
        document["settled"],
        document["settledDate"],
    )
    assert (None, None) == (document["paymentAccount"], document["paymentDate"])
    assert [] == document["salePayments" if path == "/sales" else "payments"]
    assert [] == ask(api, "GET", f"{owner}/payments", 200)
    assert 404 == refusal(api, "GET", payment)[0]
    assert {} == balance_changes(api, before)


@pytest.mark.parametrize(
    ("path", "body"), [("/sales", CASH_SALE), ("/purchases", CASH_PURCHASE)], ids=["sale", "buy"]
)
def test_cash_document_is_deleted(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """The bank account has its former balance again.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    owner = post(api, path, body)
    document = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (True, False) == (document["deleted"], document["settled"])
    assert {} == balance_changes(api, before)


def test_fee_of_cash_sale_is_reversed(api: requests.Session) -> None:
    """The fee of a cash sale is a payment of its own: account 7770 has its former balance again.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    owner = post(api, "/sales", {**CASH_SALE, "paymentFee": 20_00})
    sale = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (0, 0) == (sale["totalPaid"], sale["outstandingBalance"])
    assert {} == balance_changes(api, before)


@pytest.mark.parametrize(
    ("path", "body", "role", "sign"),
    [("/sales", SALE, "customer", 1), ("/purchases", PURCHASE, "supplier", -1)],
)
def test_deletion_restores_bank_and_contact(
    api: requests.Session, path: str, body: dict[str, Any], role: str, sign: int
) -> None:
    """Computed by hand: 1,250 is owed, 800 and 300 are paid; the deletion takes all of it back."""
    party = contact(api, **{role: True})
    ledger = party[f"{role}AccountCode"]
    before = balances(api)
    owner = post(api, path, {**body, f"{role}Id": party["contactId"]})
    pay(api, owner, 800_00)
    pay(api, owner, 300_00, account=CASH)
    changes = balance_changes(api, before)
    assert (sign * 150_00, sign * 800_00, sign * 300_00) == (
        changes[ledger],
        changes[BANK],
        changes[CASH],
    )
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert {} == balance_changes(api, before)


@PATHS
def test_payment_is_reversed_on_deletion_day(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Emulator choice: the reversal has the date of today, 15 June; earlier balances stay."""
    before = {day: balances(api, day) for day in ("2026-06-14", "2026-06-15")}
    owner = post(api, path, body)
    pay(api, owner, GROSS)
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    sign = 1 if path == "/sales" else -1
    assert sign * GROSS == balance_changes(api, before["2026-06-14"], "2026-06-14")[BANK]
    assert {} == balance_changes(api, before["2026-06-15"], "2026-06-15")


@PATHS
def test_reversals_have_reason_and_offset(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """The document and its payment are two transactions, so two reversals are posted."""
    count = int(api.get("/transactions").headers["Fiken-Api-Result-Count"])
    owner = post(api, path, body)
    pay(api, owner, GROSS)
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    rows = ask(api, "GET", "/transactions?pageSize=100", 200)[count:]
    booked, reversals = rows[:2], {row["transactionId"]: row for row in rows[2:]}
    offsets = [row["entries"][0]["offsetTransactionId"] for row in booked]
    assert [True, True] == [row["deleted"] for row in booked]
    assert sorted(offsets) == sorted(reversals)
    assert ["Feil", "Feil"] == [row["description"] for row in reversals.values()]


@PATHS
def test_payment_of_deleted_document_is_undone(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """A second deletion of the payment or of the document is refused and changes nothing.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    owner = post(api, path, body)
    payment = pay(api, owner, GROSS)
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    before = tables(emulator)
    assert (400, "The payment is already undone") == refusal(api, "DELETE", payment)
    assert 400 == refusal(api, "PATCH", f"{owner}/{REASON}")[0]
    assert before == tables(emulator)


def test_failed_deletion_keeps_payment(emulator: Emulator, api: requests.Session) -> None:
    """The description is too long, so nothing is reversed (docs/observed.md#4-error-bodies)."""
    owner = post(api, "/sales", SALE)
    pay(api, owner, GROSS)
    before = tables(emulator)
    ask(api, "PATCH", f"{owner}/delete?description={'x' * 201}", 500)
    assert before == tables(emulator)


@pytest.mark.parametrize("amount_in_nok", [1_440_00, 1_400_00])
def test_sale_paid_in_euro_is_deleted(api: requests.Session, amount_in_nok: int) -> None:
    """The exchange difference on the account of the customer is reversed as well."""
    euro = {**LINE, "netPrice": 1_150_00, "vat": 287_50}
    line = {**euro, "netPriceInCurrency": 100_00, "vatInCurrency": 25_00}
    before = balances(api)
    owner = post(api, "/sales", {**SALE, "currency": "EUR", "lines": [line]})
    pay(api, owner, 125_00, currency="EUR", amountInNok=amount_in_nok)
    sale = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (0, 0, 0) == (
        sale["totalPaidInCurrency"],
        sale["outstandingBalance"],
        sale["outstandingBalanceInCurrency"],
    )
    assert {} == balance_changes(api, before)


def test_paid_sale_with_accrual_is_deleted(api: requests.Session) -> None:
    before = balances(api)
    owner = post(api, "/sales", CASH_SALE)
    line = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    accrual = {"lineId": line, "account": "2965", "startDate": "2026-01-01", "periods": 12}
    post(api, f"{owner}/accruals", accrual)
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert {} == balance_changes(api, before)


def test_partly_paid_settled_sale_is_deleted(api: requests.Session) -> None:
    before = balances(api)
    owner = post(api, "/sales", SALE)
    pay(api, owner, 100_00)
    ask(api, "PATCH", f"{owner}/settled?settledDate=2026-06-12", 200)
    assert ask(api, "PATCH", f"{owner}/{REASON}", 200)["deleted"] is True
    assert {} == balance_changes(api, before)


def test_check_books_reports_payment_not_undone() -> None:
    """`check_books` fails where a deleted purchase still has a payment."""
    with Emulator(seed=1) as emulator:
        state = emulator._state
        assert state is not None
        with state.operation():
            state.execute("UPDATE purchases SET deleted = 1")
        with pytest.raises(AssertionError, match="has a payment that is not undone"):
            emulator.check_books()
