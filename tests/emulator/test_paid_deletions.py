"""Deleting sales and purchases that are paid: in cash or on credit, in part or in full."""

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
    balances,
    contact,
    moved,
    post,
    refusal,
    tables,
)

GROSS = 1_250_00
REASON = "delete?description=Feil"
CASH_SALE = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": GROSS}
CASH_PURCHASE = {**PURCHASE, "kind": "cash_purchase", **IN_CASH}
PATHS = pytest.mark.parametrize(("path", "body"), [("/sales", SALE), ("/purchases", PURCHASE)])


def pay(api: requests.Session, owner: str, amount: int, **fields: Any) -> str:
    payment = {"date": "2026-06-10", "account": BANK, "amount": amount}
    return post(api, f"{owner}/payments", {**payment, **fields})


@pytest.mark.parametrize("amount", [1, 500_00, GROSS, GROSS + 1])
@pytest.mark.parametrize("day", ["2026-05-31", "2026-06-10", "2026-09-01"])
@PATHS
def test_a_paid_document_is_deleted_with_its_payments(
    api: requests.Session, path: str, body: dict[str, Any], day: str, amount: int
) -> None:
    """Whether the month of the payment has ended, is under way or lies ahead.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    owner = post(api, path, body)
    payment = pay(api, owner, amount, date=day, fee=2_50)
    shown = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (True, False, None) == (shown["deleted"], shown["settled"], shown["settledDate"])
    assert (None, None) == (shown["paymentAccount"], shown["paymentDate"])
    assert [] == shown["salePayments" if path == "/sales" else "payments"]
    assert [] == ask(api, "GET", f"{owner}/payments", 200)
    assert 404 == refusal(api, "GET", payment)[0]
    assert {} == moved(api, before)


@pytest.mark.parametrize(
    ("path", "body"), [("/sales", CASH_SALE), ("/purchases", CASH_PURCHASE)], ids=["sale", "buy"]
)
def test_a_cash_document_is_deleted(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """A paid cash purchase was seen to be deleted; the bank has what it had.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    owner = post(api, path, body)
    shown = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (True, False) == (shown["deleted"], shown["settled"])
    assert {} == moved(api, before)


def test_both_payments_of_a_fee_are_reversed(api: requests.Session) -> None:
    """The fee of a cash sale is a payment of its own: 7770 is even again.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    owner = post(api, "/sales", {**CASH_SALE, "paymentFee": 20_00})
    shown = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (0, 0) == (shown["totalPaid"], shown["outstandingBalance"])
    assert {} == moved(api, before)


@pytest.mark.parametrize(
    ("path", "body", "role", "sign"),
    [("/sales", SALE, "customer", 1), ("/purchases", PURCHASE, "supplier", -1)],
)
def test_bank_and_contact_are_even_after_a_deletion(
    api: requests.Session, path: str, body: dict[str, Any], role: str, sign: int
) -> None:
    """By hand: 1,250 owed, 800 and 300 paid; then nothing is owed, and nothing was paid."""
    party = contact(api, **{role: True})
    ledger = party[f"{role}AccountCode"]
    before = balances(api)
    owner = post(api, path, {**body, f"{role}Id": party["contactId"]})
    pay(api, owner, 800_00)
    pay(api, owner, 300_00, account=CASH)
    owed = moved(api, before)
    assert (sign * 150_00, sign * 800_00, sign * 300_00) == (owed[ledger], owed[BANK], owed[CASH])
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert {} == moved(api, before)


@PATHS
def test_a_payment_is_reversed_on_the_day_of_the_deletion(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Emulator choice: reversed today, 15 June; what stood in the books before that stays there."""
    before = {day: balances(api, day) for day in ("2026-06-14", "2026-06-15")}
    owner = post(api, path, body)
    pay(api, owner, GROSS)
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    sign = 1 if path == "/sales" else -1
    assert sign * GROSS == moved(api, before["2026-06-14"], "2026-06-14")[BANK]
    assert {} == moved(api, before["2026-06-15"], "2026-06-15")


@PATHS
def test_the_reversals_name_the_reason_and_what_they_reverse(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Two transactions were booked, and two reverse them."""
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
def test_the_payment_of_a_deleted_document_is_undone_already(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Observed: docs/observed.md#c5-undoing-a-payment"""
    owner = post(api, path, body)
    payment = pay(api, owner, GROSS)
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    before = tables(emulator)
    assert (400, "The payment is already undone") == refusal(api, "DELETE", payment)
    assert 400 == refusal(api, "PATCH", f"{owner}/{REASON}")[0]
    assert before == tables(emulator)


def test_a_deletion_that_fails_keeps_the_payment(emulator: Emulator, api: requests.Session) -> None:
    """The description is too long (docs/observed.md#4-error-bodies): nothing is reversed."""
    owner = post(api, "/sales", SALE)
    pay(api, owner, GROSS)
    before = tables(emulator)
    ask(api, "PATCH", f"{owner}/delete?description={'x' * 201}", 500)
    assert before == tables(emulator)


@pytest.mark.parametrize("amount_in_nok", [1_440_00, 1_400_00])
def test_a_sale_that_was_paid_in_euro_is_deleted(api: requests.Session, amount_in_nok: int) -> None:
    """What the rates left on the customer's account goes too."""
    euro = {**LINE, "netPrice": 1_150_00, "vat": 287_50}
    line = {**euro, "netPriceInCurrency": 100_00, "vatInCurrency": 25_00}
    before = balances(api)
    owner = post(api, "/sales", {**SALE, "currency": "EUR", "lines": [line]})
    pay(api, owner, 125_00, currency="EUR", amountInNok=amount_in_nok)
    shown = ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert (0, 0, 0) == (
        shown["totalPaidInCurrency"],
        shown["outstandingBalance"],
        shown["outstandingBalanceInCurrency"],
    )
    assert {} == moved(api, before)


def test_a_paid_sale_that_is_spread_over_months_is_deleted(api: requests.Session) -> None:
    before = balances(api)
    owner = post(api, "/sales", CASH_SALE)
    line = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    spread = {"lineId": line, "account": "2965", "startDate": "2026-01-01", "periods": 12}
    post(api, f"{owner}/accruals", spread)
    ask(api, "PATCH", f"{owner}/{REASON}", 200)
    assert {} == moved(api, before)


def test_a_paid_sale_that_was_settled_is_deleted(api: requests.Session) -> None:
    before = balances(api)
    owner = post(api, "/sales", SALE)
    pay(api, owner, 100_00)
    ask(api, "PATCH", f"{owner}/settled?settledDate=2026-06-12", 200)
    assert ask(api, "PATCH", f"{owner}/{REASON}", 200)["deleted"] is True
    assert {} == moved(api, before)


def test_check_books_names_a_payment_that_was_not_undone() -> None:
    with Emulator(seed=1) as emulator:
        state = emulator._state
        assert state is not None
        with state.operation():
            state.execute("UPDATE purchases SET deleted = 1")
        with pytest.raises(AssertionError, match="has a payment that is not undone"):
            emulator.check_books()
