"""Payments that neither the contract nor an observation refuses: negative ones, and half told."""

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
    balances,
    moved,
    post,
    refusal,
)

GROSS = 1_250_00
BACK = {"netPrice": -1_000_00, "vat": -250_00}
BOTH = pytest.mark.parametrize(
    ("path", "body", "ledger", "sign"),
    [("/sales", SALE, "1500", 1), ("/purchases", PURCHASE, "2400", -1)],
)


def pay(api: requests.Session, owner: str, amount: int, **fields: Any) -> str:
    payment = {"date": "2026-06-10", "account": BANK, "amount": amount}
    return post(api, f"{owner}/payments", {**payment, **fields})


@BOTH
def test_a_negative_payment_pays_back_what_was_too_much(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    """1,300.00 were paid of 1,250.00, and 50.00 go back."""
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 1_300_00)
    back = pay(api, owner, -50_00)
    assert -50_00 == ask(api, "GET", back, 200)["amount"]
    assert ask(api, "GET", owner, 200)["settled"] is True
    assert {ledger: -sign * GROSS, BANK: sign * GROSS} == moved(api, before)


@BOTH
def test_what_is_paid_back_is_owed_again(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    before = balances(api)
    owner = post(api, path, body)
    pay(api, owner, GROSS)
    pay(api, owner, -GROSS)
    assert ask(api, "GET", owner, 200)["settled"] is False
    found = moved(api, before)
    assert (sign * GROSS, False) == (found[ledger], BANK in found)


@BOTH
def test_a_document_below_0_is_settled_by_paying_back(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    """A credit that was made elsewhere: 1,250.00 go the other way, in two payments."""
    before = balances(api)
    owner = post(api, path, {**body, "lines": [{**body["lines"][0], **BACK}]})
    pay(api, owner, -1_000_00)
    assert ask(api, "GET", owner, 200)["settled"] is False
    pay(api, owner, -250_00)
    assert ask(api, "GET", owner, 200)["settled"] is True
    found = moved(api, before)
    assert (-sign * GROSS, False) == (found[BANK], ledger in found)


@BOTH
def test_a_negative_payment_is_undone(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    before = balances(api)
    owner = post(api, path, body)
    pay(api, owner, GROSS)
    back = pay(api, owner, -50_00, date="2026-05-02")
    ask(api, "DELETE", back, 204)
    assert ask(api, "GET", owner, 200)["settled"] is True
    found = moved(api, before)
    assert (sign * GROSS, False) == (found[BANK], ledger in found)


@BOTH
def test_a_document_with_a_negative_payment_is_deleted(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    before = balances(api)
    owner = post(api, path, body)
    pay(api, owner, 1_300_00)
    pay(api, owner, -50_00, fee=5_00)
    assert (sign * GROSS, 5_00) == (moved(api, before)[BANK] + 5_00, moved(api, before)["7770"])
    ask(api, "PATCH", f"{owner}/delete?description=Feil", 200)
    assert {} == moved(api, before), ledger


@BOTH
def test_a_negative_fee_comes_back_to_the_bank(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 500_00, fee=-7_50)
    expected = {ledger: -sign * 500_00, BANK: sign * 500_00 + 7_50, "7770": -7_50}
    assert expected == moved(api, before)


def test_a_negative_fee_of_a_cash_sale_is_within_what_was_paid(api: requests.Session) -> None:
    """1,250.00 in all: 1,270.00 to the bank, and 20.00 off the costs."""
    body = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": GROSS, "paymentFee": -20_00}
    before = balances(api)
    shown = ask(api, "GET", post(api, "/sales", body), 200)
    assert (GROSS, 0, True) == (
        shown["totalPaid"],
        shown["outstandingBalance"],
        shown["settled"],
    )
    expected = {BANK: 1_270_00, "7770": -20_00, "2701": -250_00, "3000": -1_000_00}
    assert expected == moved(api, before)


@pytest.mark.parametrize(
    "told", [{"totalPaid": GROSS}, {"paymentDate": "2026-06-01"}, {"paymentFee": 5}]
)
def test_what_names_no_account_pays_nothing(api: requests.Session, told: dict[str, Any]) -> None:
    """Of an invoice: the contract demands no account there."""
    before = balances(api)
    shown = ask(api, "GET", post(api, "/sales", {**SALE, **told}), 200)
    assert (0, GROSS, False, []) == (
        shown["totalPaid"],
        shown["outstandingBalance"],
        shown["settled"],
        shown["salePayments"],
    )
    assert {"1500": GROSS, "2701": -250_00, "3000": -1_000_00} == moved(api, before)


def test_what_was_paid_tells_the_rate_without_an_account(api: requests.Session) -> None:
    """125.00 euro for 1,437.50 NOK: 11.50 a unit. Nothing is paid."""
    line = {**LINE, "netPrice": None, "vat": None}
    line |= {"netPriceInCurrency": 100_00, "vatInCurrency": 25_00}
    body = {**SALE, "currency": "EUR", "lines": [line], "totalPaid": 1_437_50}
    shown = ask(api, "GET", post(api, "/sales", body), 200)
    assert (1_150_00, 287_50, 0) == (shown["netAmount"], shown["vatAmount"], shown["totalPaid"])


def test_a_cash_sale_needs_its_account(api: requests.Session) -> None:
    """Observed: docs/observed.md#11-sales-and-purchases"""
    body = {**SALE, "kind": "cash_sale", "paymentDate": "2026-06-01", "totalPaid": GROSS}
    status, message = refusal(api, "POST", "/sales", json=body)
    assert (400, True) == (status, "'paymentAccount' er påkrevd" in message)


def test_a_purchase_that_names_no_account_is_not_paid(api: requests.Session) -> None:
    body = {**PURCHASE, "paymentDate": "2026-06-01", "paymentAmountInNok": GROSS}
    shown = ask(api, "GET", post(api, "/purchases", body), 200)
    assert (False, []) == (shown["paid"], shown["payments"])


def test_a_cash_sale_in_euro_may_leave_out_its_total(api: requests.Session) -> None:
    """`totalPaid` is demanded of one in NOK: without it all of it is paid.

    Observed: docs/observed.md#4-error-bodies
    """
    line = {**LINE, "netPriceInCurrency": 100_00, "vatInCurrency": 25_00}
    body = {**SALE, "kind": "cash_sale", **IN_CASH, "currency": "EUR", "lines": [line]}
    shown = ask(api, "GET", post(api, "/sales", body), 200)
    assert (GROSS, 125_00, True) == (
        shown["totalPaid"],
        shown["totalPaidInCurrency"],
        shown["settled"],
    )


def test_a_document_of_nothing_is_refused(api: requests.Session) -> None:
    """Emulator choice: a transaction without lines would be none."""
    line = {**PURCHASE["lines"][0], "netPrice": 0, "vat": 0}
    expected = (400, "Nothing is left to post: every line is 0")
    assert expected == refusal(api, "POST", "/purchases", json={**PURCHASE, "lines": [line]})


def test_an_accrual_ends_before_the_year_10000(api: requests.Session) -> None:
    owner = post(api, "/purchases", PURCHASE)
    line = ask(api, "GET", owner, 200)["lines"][0]["lineId"]
    spread = {"lineId": line, "account": "1700", "startDate": "9999-12-01", "periods": 2}
    expected = (400, "'periods' reach beyond the year 9999")
    assert expected == refusal(api, "POST", f"{owner}/accruals", json=spread)
