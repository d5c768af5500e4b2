"""Payments of sales and of purchases: booking, settling, undoing, foreign currency."""

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
    balance_changes,
    balances,
    pay,
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


def balance_of(api: requests.Session, sale: str) -> tuple[int, int | None, bool]:
    """Return what is outstanding in kroner and in the currency, and whether the sale is settled."""
    sale_row = ask(api, "GET", sale, 200)
    return (
        sale_row["outstandingBalance"],
        sale_row["outstandingBalanceInCurrency"],
        sale_row["settled"],
    )


@PATHS
def test_created_payment_is_returned(
    api: requests.Session, path: str, body: dict[str, Any]
) -> None:
    owner = post(api, path, body)
    location = pay(api, owner, 500_00, fee=5_00)
    payment = ask(api, "GET", location, 200)
    assert payment == {
        "paymentId": int(location.rpartition("/")[2]),
        "date": "2026-06-10",
        "account": BANK,
        "amount": 500_00,
        "amountInNok": None,
        "currency": "NOK",
        "fee": 5_00,
    }
    assert [payment] == ask(api, "GET", f"{owner}/payments", 200)
    field = "salePayments" if path == "/sales" else "payments"
    assert [payment] == ask(api, "GET", owner, 200)[field]


@BOTH
def test_payment_is_booked_on_bank_and_ledger(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 500_00)
    assert {ledger: -sign * 500_00, BANK: sign * 500_00} == balance_changes(api, before)


@BOTH
def test_fee_is_booked_on_bank_account(
    api: requests.Session, path: str, body: dict[str, Any], ledger: str, sign: int
) -> None:
    """Emulator choice: the fee does not settle the document."""
    owner = post(api, path, body)
    before = balances(api)
    pay(api, owner, 500_00, fee=7_50)
    expected = {ledger: -sign * 500_00, BANK: sign * 500_00 - 7_50, "7770": 7_50}
    assert expected == balance_changes(api, before)


def test_payments_settle_a_sale(api: requests.Session) -> None:
    sale = post(api, "/sales", SALE)
    pay(api, sale, 1_000_00)
    assert (250_00, None, False) == balance_of(api, sale)
    pay(api, sale, 250_00, date="2026-06-12")
    assert (0, None, True) == balance_of(api, sale)
    row = ask(api, "GET", sale, 200)
    assert ("2026-06-12", GROSS, "2026-06-12", BANK) == (
        row["settledDate"],
        row["totalPaid"],
        row["paymentDate"],
        row["paymentAccount"],
    )


def test_overpayment_is_accepted(api: requests.Session) -> None:
    """Emulator choice: the outstanding balance is negative then."""
    sale = post(api, "/sales", SALE)
    pay(api, sale, GROSS + 1)
    assert (-1, None, True) == balance_of(api, sale)


@PATHS
def test_deleted_document_cannot_be_paid(
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
def test_refused_payment_writes_nothing(
    emulator: Emulator, api: requests.Session, change: dict[str, Any], message: str
) -> None:
    sale = post(api, "/sales", SALE)
    before = tables(emulator)
    payment = {"date": "2026-06-10", "account": BANK, "amount": 100, **change}
    assert (400, message) == refusal(api, "POST", f"{sale}/payments", json=payment)
    assert before == tables(emulator)


# --- undo ----------------------------------------------------------------------------------------


@PATHS
def test_open_payment_is_erased(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """The month of the payment has not ended.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    owner = post(api, path, body)
    before = balances(api)
    transactions = ask(api, "GET", "/transactions?pageSize=100", 200)
    payment = pay(api, owner, GROSS, fee=3_00)
    ask(api, "DELETE", f"{payment}?description=Angre", 204)
    assert {} == balance_changes(api, before)
    assert transactions == ask(api, "GET", "/transactions?pageSize=100", 200)
    assert [] == ask(api, "GET", f"{owner}/payments", 200)
    assert ask(api, "GET", owner, 200)["settled"] is False


@PATHS
def test_closed_payment_is_reversed(api: requests.Session, path: str, body: dict[str, Any]) -> None:
    """The month of the payment ended in May, and the reversal is dated today.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    owner = post(api, path, body)
    before = {day: balances(api, day) for day in ("2026-05-31", "2026-06-14", "2026-06-15")}
    payment = pay(api, owner, GROSS, date="2026-05-31")
    ask(api, "DELETE", f"{payment}?description=Angre", 204)
    amounts = {
        day: sorted(map(abs, balance_changes(api, balance, day).values()))
        for day, balance in before.items()
    }
    assert {"2026-05-31": [GROSS] * 2, "2026-06-14": [GROSS] * 2, "2026-06-15": []} == amounts
    booked, reversal = ask(api, "GET", "/transactions?pageSize=100", 200)[-2:]
    offset = booked["entries"][0]["offsetTransactionId"]
    assert (True, reversal["transactionId"], False, "Angre") == (
        booked["deleted"],
        offset,
        reversal["deleted"],
        reversal["description"],
    )


@pytest.mark.parametrize("date", ["2026-06-10", "2026-05-10"])
@PATHS
def test_payment_is_undone_once(
    emulator: Emulator, api: requests.Session, path: str, body: dict[str, Any], date: str
) -> None:
    """Emulator choice: the status of the second DELETE. The payment cannot be read either.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    payment = pay(api, post(api, path, body), 100, date=date)
    ask(api, "DELETE", payment, 204)
    before = tables(emulator)
    assert (400, "The payment is already undone") == refusal(api, "DELETE", payment)
    assert 404 == refusal(api, "GET", payment)[0]
    assert before == tables(emulator)


def test_payment_of_written_off_sale_stays(api: requests.Session) -> None:
    """Observed: docs/observed.md#c5-undoing-a-payment"""
    sale = post(api, "/sales", SALE)
    payment = pay(api, sale, 100)
    body = {"type": "CUSTOMER_BANKRUPTCY", "date": "2026-06-12"}
    ask(api, "PATCH", f"{sale}/writeOff", 200, json=body)
    assert 400 == refusal(api, "DELETE", payment)[0]
    assert 100 == ask(api, "GET", payment, 200)["amount"]


def test_written_off_sale_cannot_be_paid(emulator: Emulator, api: requests.Session) -> None:
    """Emulator choice: the payment could never be undone."""
    sale = post(api, "/sales", SALE)
    body = {"type": "CUSTOMER_BANKRUPTCY", "date": "2026-06-12"}
    ask(api, "PATCH", f"{sale}/writeOff", 200, json=body)
    before = tables(emulator)
    payment = {"date": "2026-06-13", "account": BANK, "amount": 100}
    assert 400 == refusal(api, "POST", f"{sale}/payments", json=payment)[0]
    assert before == tables(emulator)


def test_payment_belongs_to_its_document(api: requests.Session) -> None:
    first, second = post(api, "/sales", SALE), post(api, "/sales", SALE)
    key = pay(api, first, 100).rpartition("/")[2]
    for method in ("GET", "DELETE"):
        assert 404 == refusal(api, method, f"{second}/payments/{key}")[0]
    assert 404 == refusal(api, "GET", "/sales/1/payments")[0]


def test_clock_decides_which_month_is_open() -> None:
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
            transactions = ask(api, "GET", "/transactions", 200)
        emulator.check_books()
    assert [False, True, False] == [each["deleted"] for each in transactions]


# --- foreign currency ----------------------------------------------------------------------------

#: A sale of 125 euro, which are 1,437.50 kroner.
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


def test_payment_in_euro_settles_sale(
    api: requests.Session,
) -> None:
    """Emulator choice: the exchange difference stays on the ledger; no gain or loss is posted."""
    sale = post(api, "/sales", EURO)
    before = balances(api)
    location = pay(api, sale, 125_00, currency="EUR", amountInNok=1_440_00, fee=10_00)
    payment = ask(api, "GET", location, 200)
    assert (125_00, "EUR", 1_440_00) == (
        payment["amount"],
        payment["currency"],
        payment["amountInNok"],
    )
    assert (1_437_50 - 1_440_00, 0, True) == balance_of(api, sale)
    expected = {"1500": -1_440_00, BANK: 1_440_00 - 10_00, "7770": 10_00}
    assert expected == balance_changes(api, before)


def test_sale_in_euro_is_settled_in_euro(api: requests.Session) -> None:
    """The bank account received fewer kroner than the sale was booked at."""
    sale = post(api, "/sales", EURO)
    pay(api, sale, 125_00, currency="EUR", amountInNok=1_400_00)
    assert (37_50, 0, True) == balance_of(api, sale)


def test_payment_without_kroner_uses_rate_of_sale(api: requests.Session) -> None:
    """Emulator choice: Fiken uses the rate of the day, and the emulator has no rates."""
    sale = post(api, "/sales", EURO)
    location = pay(api, sale, 50_00, currency="EUR")
    assert 575_00 == ask(api, "GET", location, 200)["amountInNok"]
    assert (862_50, 75_00, False) == balance_of(api, sale)


def test_payment_in_kroner_for_sale_in_euro(api: requests.Session) -> None:
    """The rate is that of the sale."""
    sale = post(api, "/sales", EURO)
    pay(api, sale, 575_00)
    assert (862_50, 75_00, False) == balance_of(api, sale)


def test_payment_in_euro_for_sale_in_kroner(api: requests.Session) -> None:
    """The payment counts with `amountInNok`."""
    sale = post(api, "/sales", SALE)
    pay(api, sale, 100_00, currency="EUR", amountInNok=1_150_00)
    assert (100_00, None, False) == balance_of(api, sale)
