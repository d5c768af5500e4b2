"""Unusual payments that no source refuses: negative amounts, and incomplete data."""

from typing import Any

import pytest
import requests

from tests.emulator.trade import (
    BANK,
    IN_CASH,
    LINE,
    PURCHASE,
    SALE,
    ask,
    balance_changes,
    balances,
    pay,
    post,
    refusal,
)

GROSS = 1_250_00
#: The amounts of a line of a credit.
BACK = {"netPrice": -1_000_00, "vat": -250_00}
BOTH = pytest.mark.parametrize(
    ("path", "body", "ledger", "sign"),
    [("/sales", SALE, "1500", 1), ("/purchases", PURCHASE, "2400", -1)],
)


@BOTH
def test_negative_payment_repays_surplus(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    """1,300.00 kroner were paid for a document of 1,250.00, and 50.00 are paid back."""
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 1_300_00)
    back = pay(api, owner, -50_00)
    assert -50_00 == ask(api, "GET", back, 200)["amount"]
    assert ask(api, "GET", owner, 200)["settled"] is True
    assert {ledger: -sign * GROSS, BANK: sign * GROSS} == balance_changes(api, before)


@BOTH
def test_repaid_amount_is_outstanding_again(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    before = balances(api)
    owner = post(api, path, body)
    pay(api, owner, GROSS)
    pay(api, owner, -GROSS)
    assert ask(api, "GET", owner, 200)["settled"] is False
    changes = balance_changes(api, before)
    assert (sign * GROSS, False) == (changes[ledger], BANK in changes)


@BOTH
def test_negative_document_is_settled_by_repaying(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    """A credit of 1,250.00 that was made elsewhere is paid back in two payments."""
    before = balances(api)
    owner = post(api, path, {**body, "lines": [{**body["lines"][0], **BACK}]})
    pay(api, owner, -1_000_00)
    assert ask(api, "GET", owner, 200)["settled"] is False
    pay(api, owner, -250_00)
    assert ask(api, "GET", owner, 200)["settled"] is True
    changes = balance_changes(api, before)
    assert (-sign * GROSS, False) == (changes[BANK], ledger in changes)


@BOTH
def test_negative_payment_is_undone(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    before = balances(api)
    owner = post(api, path, body)
    pay(api, owner, GROSS)
    back = pay(api, owner, -50_00, date="2026-05-02")
    ask(api, "DELETE", back, 204)
    assert ask(api, "GET", owner, 200)["settled"] is True
    changes = balance_changes(api, before)
    assert (sign * GROSS, False) == (changes[BANK], ledger in changes)


@BOTH
def test_document_with_negative_payment_is_deleted(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    before = balances(api)
    owner = post(api, path, body)
    pay(api, owner, 1_300_00)
    pay(api, owner, -50_00, fee=5_00)
    assert (sign * GROSS, 5_00) == (
        balance_changes(api, before)[BANK] + 5_00,
        balance_changes(api, before)["7770"],
    )
    ask(api, "PATCH", f"{owner}/delete?description=Feil", 200)
    assert {} == balance_changes(api, before), ledger


@BOTH
def test_negative_fee_is_paid_to_bank(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 500_00, fee=-7_50)
    expected = {ledger: -sign * 500_00, BANK: sign * 500_00 + 7_50, "7770": -7_50}
    assert expected == balance_changes(api, before)


def test_negative_fee_of_cash_sale(api: requests.Session) -> None:
    """1,250.00 in all: 1,270.00 to the bank account, and 20.00 less costs."""
    body = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": GROSS, "paymentFee": -20_00}
    before = balances(api)
    sale = ask(api, "GET", post(api, "/sales", body), 200)
    assert (GROSS, 0, True) == (
        sale["totalPaid"],
        sale["outstandingBalance"],
        sale["settled"],
    )
    expected = {BANK: 1_270_00, "7770": -20_00, "2701": -250_00, "3000": -1_000_00}
    assert expected == balance_changes(api, before)


@pytest.mark.parametrize(
    "fields", [{"totalPaid": GROSS}, {"paymentDate": "2026-06-01"}, {"paymentFee": 5}]
)
def test_payment_fields_without_account_pay_nothing(
    api: requests.Session, fields: dict[str, Any]
) -> None:
    """An invoice does not need an account by the contract."""
    before = balances(api)
    sale = ask(api, "GET", post(api, "/sales", {**SALE, **fields}), 200)
    assert (0, GROSS, False, []) == (
        sale["totalPaid"],
        sale["outstandingBalance"],
        sale["settled"],
        sale["salePayments"],
    )
    assert {"1500": GROSS, "2701": -250_00, "3000": -1_000_00} == balance_changes(api, before)


def test_total_paid_sets_rate_without_account(api: requests.Session) -> None:
    """125.00 euro for 1,437.50 kroner are 11.50 per unit. Nothing is paid."""
    line = {**LINE, "netPrice": None, "vat": None}
    line |= {"netPriceInCurrency": 100_00, "vatInCurrency": 25_00}
    body = {**SALE, "currency": "EUR", "lines": [line], "totalPaid": 1_437_50}
    sale = ask(api, "GET", post(api, "/sales", body), 200)
    assert (1_150_00, 287_50, 0) == (sale["netAmount"], sale["vatAmount"], sale["totalPaid"])


def test_cash_sale_requires_account(api: requests.Session) -> None:
    """Observed: docs/observed.md#11-sales-and-purchases"""
    body = {**SALE, "kind": "cash_sale", "paymentDate": "2026-06-01", "totalPaid": GROSS}
    status, message = refusal(api, "POST", "/sales", json=body)
    assert (400, True) == (status, "'paymentAccount' er påkrevd" in message)


def test_purchase_without_account_is_not_paid(api: requests.Session) -> None:
    body = {**PURCHASE, "paymentDate": "2026-06-01", "paymentAmountInNok": GROSS}
    purchase = ask(api, "GET", post(api, "/purchases", body), 200)
    assert (False, []) == (purchase["paid"], purchase["payments"])


def test_cash_sale_in_euro_needs_no_total_paid(api: requests.Session) -> None:
    """`totalPaid` is required in kroner only; without it the whole amount is paid.

    Observed: docs/observed.md#4-error-bodies
    """
    line = {**LINE, "netPriceInCurrency": 100_00, "vatInCurrency": 25_00}
    body = {**SALE, "kind": "cash_sale", **IN_CASH, "currency": "EUR", "lines": [line]}
    sale = ask(api, "GET", post(api, "/sales", body), 200)
    assert (GROSS, 125_00, True) == (
        sale["totalPaid"],
        sale["totalPaidInCurrency"],
        sale["settled"],
    )


def test_document_of_0_is_refused(api: requests.Session) -> None:
    """Emulator choice: a transaction needs lines."""
    line = {**PURCHASE["lines"][0], "netPrice": 0, "vat": 0}
    expected = (400, "Nothing is left to post: every line is 0")
    assert expected == refusal(api, "POST", "/purchases", json={**PURCHASE, "lines": [line]})


def test_accrual_ends_before_year_10000(api: requests.Session) -> None:
    owner = post(api, "/purchases", PURCHASE)
    line = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    accrual = {"lineId": line, "account": "1700", "startDate": "9999-12-01", "periods": 2}
    expected = (400, "'periods' reach beyond the year 9999")
    assert expected == refusal(api, "POST", f"{owner}/accruals", json=accrual)
