"""Payments of sales and of purchases: what they settle, and how they are undone."""

from datetime import datetime
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import OSLO, Api
from tests.emulator.trade import (
    BANK,
    LINE,
    PURCHASE,
    SALE,
    ask,
    balances,
    moved,
    post,
    refusal,
    tables,
)

GROSS = 1_250_00
BOTH = pytest.mark.parametrize(
    ("path", "body", "ledger", "sign"),
    [("/sales", SALE, "1500", 1), ("/purchases", PURCHASE, "2400", -1)],
)
PATHS = pytest.mark.parametrize(("path", "body"), [("/sales", SALE), ("/purchases", PURCHASE)])


def pay(api: requests.Session, owner: str, amount: int, **fields: Any) -> str:
    payment = {"date": "2026-06-10", "account": BANK, "amount": amount}
    return post(api, f"{owner}/payments", {**payment, **fields})


def left(api: requests.Session, sale: str) -> tuple[int, int | None, bool]:
    shown = ask(api, "GET", sale, 200)
    return (
        shown["outstandingBalance"],
        shown["outstandingBalanceInCurrency"],
        shown["settled"],
    )


@PATHS
def test_a_payment_comes_back(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    owner = post(api, path, body)
    location = pay(api, owner, 500_00, fee=5_00)
    shown = ask(api, "GET", location, 200)
    assert shown == {
        "paymentId": int(location.rpartition("/")[2]),
        "date": "2026-06-10",
        "account": BANK,
        "amount": 500_00,
        "amountInNok": None,
        "currency": "NOK",
        "fee": 5_00,
    }
    assert [shown] == ask(api, "GET", f"{owner}/payments", 200)
    field = "salePayments" if path == "/sales" else "payments"
    assert [shown] == ask(api, "GET", owner, 200)[field]


@BOTH
def test_a_payment_moves_money_between_bank_and_ledger(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 500_00)
    assert {ledger: -sign * 500_00, BANK: sign * 500_00} == moved(api, before)


@BOTH
def test_the_fee_leaves_the_same_bank_account(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    """Our choice: the document is settled by the amount alone."""
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 500_00, fee=7_50)
    expected = {ledger: -sign * 500_00, BANK: sign * 500_00 - 7_50, "7770": 7_50}
    assert expected == moved(api, before)


def test_payments_settle_a_sale_by_and_by(api: requests.Session) -> None:
    sale = post(api, "/sales", SALE)
    pay(api, sale, 1_000_00)
    assert (250_00, None, False) == left(api, sale)
    pay(api, sale, 250_00, date="2026-06-12")
    assert (0, None, True) == left(api, sale)
    shown = ask(api, "GET", sale, 200)
    assert ("2026-06-12", GROSS, "2026-06-12", BANK) == (
        shown["settledDate"],
        shown["totalPaid"],
        shown["paymentDate"],
        shown["paymentAccount"],
    )


def test_more_than_is_owed_is_taken(api: requests.Session) -> None:
    """Our choice."""
    sale = post(api, "/sales", SALE)
    pay(api, sale, GROSS + 1)
    assert (-1, None, True) == left(api, sale)


@PATHS
def test_what_is_deleted_is_not_paid(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    owner = post(api, path, body)
    ask(api, "PATCH", f"{owner}/delete?description=Feil", 200)
    before = tables(emulator)
    payment = {"date": "2026-06-10", "account": BANK, "amount": 100}
    assert 400 == refusal(api, "POST", f"{owner}/payments", json=payment)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date": "2027-01-01"}, "Fiscal year 2027 is invalid"),
        ({"amount": 0}, "'amount' must not be 0"),
        ({"account": "1234"}, "There is no account 1234"),
        ({"amount": 100.0}, "'amount' must be a whole number of 64 bits, not 100.0"),
    ],
)
def test_a_payment_that_is_refused_leaves_nothing_behind(
    emulator: Emulator, api: requests.Session, change: dict[str, Any], message: str
) -> None:
    sale = post(api, "/sales", SALE)
    before = tables(emulator)
    payment = {"date": "2026-06-10", "account": BANK, "amount": 100, **change}
    assert (400, message) == refusal(api, "POST", f"{sale}/payments", json=payment)
    assert before == tables(emulator)


# --- undo ----------------------------------------------------------------------------------------


@PATHS
def test_an_open_payment_is_erased(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """Its month has not ended.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    owner = post(api, path, body)
    before = balances(api)
    transactions = ask(api, "GET", "/transactions?pageSize=100", 200)
    payment = pay(api, owner, GROSS, fee=3_00)
    ask(api, "DELETE", f"{payment}?description=Angre", 204)
    assert {} == moved(api, before)
    assert transactions == ask(api, "GET", "/transactions?pageSize=100", 200)
    assert [] == ask(api, "GET", f"{owner}/payments", 200)
    assert ask(api, "GET", owner, 200)["settled"] is False


@PATHS
def test_a_closed_payment_is_reversed(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    """Its month ended in May; the reverse is of today.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    owner = post(api, path, body)
    before = {day: balances(api, day) for day in ("2026-05-31", "2026-06-14", "2026-06-15")}
    payment = pay(api, owner, GROSS, date="2026-05-31")
    ask(api, "DELETE", f"{payment}?description=Angre", 204)
    found = {day: sorted(map(abs, moved(api, was, day).values())) for day, was in before.items()}
    assert {"2026-05-31": [GROSS] * 2, "2026-06-14": [GROSS] * 2, "2026-06-15": []} == found
    booked, reverse = ask(api, "GET", "/transactions?pageSize=100", 200)[-2:]
    offset = booked["entries"][0]["offsetTransactionId"]
    assert (True, reverse["transactionId"], False, "Angre") == (
        booked["deleted"],
        offset,
        reverse["deleted"],
        reverse["description"],
    )


@pytest.mark.parametrize("date", ["2026-06-10", "2026-05-10"])
@PATHS
def test_a_payment_is_undone_once(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any], date: str
) -> None:
    """It can't be found either. Emulator choice: the status.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    payment = pay(api, post(api, path, body), 100, date=date)
    ask(api, "DELETE", payment, 204)
    before = tables(emulator)
    assert (400, "The payment is already undone") == refusal(api, "DELETE", payment)
    assert 404 == refusal(api, "GET", payment)[0]
    assert before == tables(emulator)


def test_a_payment_of_a_sale_that_is_written_off_stays(api: requests.Session) -> None:
    """Observed: docs/observed.md#c5-undoing-a-payment"""
    sale = post(api, "/sales", SALE)
    payment = pay(api, sale, 100)
    body = {"type": "CUSTOMER_BANKRUPTCY", "date": "2026-06-12"}
    ask(api, "PATCH", f"{sale}/writeOff", 200, json=body)
    assert 400 == refusal(api, "DELETE", payment)[0]
    assert 100 == ask(api, "GET", payment, 200)["amount"]


def test_a_sale_that_is_written_off_is_not_paid(emulator: Emulator, api: requests.Session) -> None:
    """Our choice: the payment could never be undone."""
    sale = post(api, "/sales", SALE)
    body = {"type": "CUSTOMER_BANKRUPTCY", "date": "2026-06-12"}
    ask(api, "PATCH", f"{sale}/writeOff", 200, json=body)
    before = tables(emulator)
    payment = {"date": "2026-06-13", "account": BANK, "amount": 100}
    assert 400 == refusal(api, "POST", f"{sale}/payments", json=payment)[0]
    assert before == tables(emulator)


def test_a_payment_belongs_to_its_document(api: requests.Session) -> None:
    first, second = post(api, "/sales", SALE), post(api, "/sales", SALE)
    key = pay(api, first, 100).rpartition("/")[2]
    for method in ("GET", "DELETE"):
        assert 404 == refusal(api, method, f"{second}/payments/{key}")[0]
    assert 404 == refusal(api, "GET", "/sales/1/payments")[0]


def test_what_is_open_goes_by_the_clock() -> None:
    """The same payment is open in June and closed in July."""
    now = [datetime(2026, 6, 15, 12, tzinfo=OSLO)]
    with Emulator(seed=1, clock=lambda: now[0], empty=True) as emulator:
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as api:
            sale = post(api, "/sales", SALE)
            first, second = pay(api, sale, 100), pay(api, sale, 200)
            ask(api, "DELETE", first, 204)
            now[0] = datetime(2026, 7, 1, 12, tzinfo=OSLO)
            ask(api, "DELETE", second, 204)
            found = ask(api, "GET", "/transactions", 200)
        emulator.check_books()
    assert [False, True, False] == [each["deleted"] for each in found]


# --- foreign currency ----------------------------------------------------------------------------

#: 125 euro, for 1,437.50 NOK.
EURO = {
    **SALE,
    "currency": "EUR",
    "lines": [
        {
            **LINE,
            "netPrice": 1_150_00,
            "vat": 287_50,
            "netPriceInCurrency": 100_00,
            "vatInCurrency": 25_00,
        }
    ],
}


def test_a_payment_in_euro_settles_in_euro_what_the_bank_got_in_nok(
    api: requests.Session,
) -> None:
    """What the NOK leave stays on the ledger: no gain or loss is posted, our choice."""
    sale = post(api, "/sales", EURO)
    before = balances(api)
    location = pay(api, sale, 125_00, currency="EUR", amountInNok=1_440_00, fee=10_00)
    shown = ask(api, "GET", location, 200)
    assert (125_00, "EUR", 1_440_00) == (shown["amount"], shown["currency"], shown["amountInNok"])
    assert (1_437_50 - 1_440_00, 0, True) == left(api, sale)
    expected = {"1500": -1_440_00, BANK: 1_440_00 - 10_00, "7770": 10_00}
    assert expected == moved(api, before)


def test_a_document_in_euro_is_settled_by_its_euro(api: requests.Session) -> None:
    """Though the bank got less than it was booked at."""
    sale = post(api, "/sales", EURO)
    pay(api, sale, 125_00, currency="EUR", amountInNok=1_400_00)
    assert (37_50, 0, True) == left(api, sale)


def test_without_nok_the_rate_is_that_of_the_document(api: requests.Session) -> None:
    """Our choice: Fiken takes the day's rate, and the emulator has none."""
    sale = post(api, "/sales", EURO)
    location = pay(api, sale, 50_00, currency="EUR")
    assert 575_00 == ask(api, "GET", location, 200)["amountInNok"]
    assert (862_50, 75_00, False) == left(api, sale)


def test_nok_settle_a_document_in_euro_by_its_own_rate(api: requests.Session) -> None:
    sale = post(api, "/sales", EURO)
    pay(api, sale, 575_00)
    assert (862_50, 75_00, False) == left(api, sale)


def test_euro_settle_a_document_in_nok_by_what_they_were_worth(api: requests.Session) -> None:
    sale = post(api, "/sales", SALE)
    pay(api, sale, 100_00, currency="EUR", amountInNok=1_150_00)
    assert (100_00, None, False) == left(api, sale)
