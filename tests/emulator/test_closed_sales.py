"""Sales that are deleted, settled or written off."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.test_sales import CASH_SALE, GROSS, create
from tests.emulator.trade import ask, balance_changes, balances, pay, post, read, refusal, tables


def test_deleted_sale_is_flagged_and_reversed(api: requests.Session) -> None:
    """A deleted sale stays in lists.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    location = create(api, saleNumber="9")
    deleted_sale = ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    assert (True, 0, False) == (
        deleted_sale["deleted"],
        deleted_sale["outstandingBalance"],
        deleted_sale["settled"],
    )
    assert {} == balance_changes(api, before)
    assert [True] == [sale["deleted"] for sale in ask(api, "GET", "/sales?saleNumber=9", 200)]
    booked = read(api, f"/transactions/{deleted_sale['transactionId']}")
    offset = booked["entries"][0]["offsetTransactionId"]
    assert (True, "Feil") == (
        booked["deleted"],
        read(api, f"/transactions/{offset}")["description"],
    )


def test_second_deletion_is_refused(emulator: Emulator, api: requests.Session) -> None:
    """Emulator choice: the status. A second reversal would be wrong."""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/delete?description=Feil")[0]
    assert before == tables(emulator)


def test_description_over_200_characters_is_500(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description={'x' * 201}", 500)
    assert read(api, location)["deleted"] is False
    ask(api, "PATCH", f"{location}/delete?description={'x' * 200}", 200)


def test_sale_is_settled_without_payment(api: requests.Session) -> None:
    """`settledDate` can be changed. Emulator choice: nothing is posted."""
    before = balances(api)
    location = create(api)
    for day in ("2026-06-20", "2026-06-25"):
        sale = ask(api, "PATCH", f"{location}/settled?settledDate={day}", 200)
        assert (True, day, 0, 0) == (
            sale["settled"],
            sale["settledDate"],
            sale["outstandingBalance"],
            sale["totalPaid"],
        )
    assert GROSS == balance_changes(api, before)["1500"]


def test_outstanding_amount_is_written_off(api: requests.Session) -> None:
    location = create(api)
    pay(api, location, 250_00)
    before = balances(api)
    body = {"type": "COLLECTION_FAILED", "date": "2026-06-12", "comment": "Konkurs"}
    sale = ask(api, "PATCH", f"{location}/writeOff", 200, json=body)
    assert (True, True, "2026-06-12", 0, 250_00) == (
        sale["writeOff"],
        sale["settled"],
        sale["settledDate"],
        sale["outstandingBalance"],
        sale["totalPaid"],
    )
    assert {"1500": -1_000_00, "7830": 1_000_00} == balance_changes(api, before)


WRITE_OFF = {"type": "DEEMED_IRRECOVERABLE", "date": "2026-06-12"}


def cash(api: requests.Session) -> str:
    """Create a cash sale and return its URL."""
    return post(api, "/sales", CASH_SALE)


def paid(api: requests.Session) -> str:
    """Create a sale that is paid in full and return its URL."""
    location = create(api)
    pay(api, location, GROSS)
    return location


def settled(api: requests.Session) -> str:
    """Create a sale that is settled without payment and return its URL."""
    location = create(api)
    ask(api, "PATCH", f"{location}/settled?settledDate=2026-06-20", 200)
    return location


def deleted(api: requests.Session) -> str:
    """Create a sale, delete it and return its URL."""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    return location


def written_off(api: requests.Session) -> str:
    """Create a sale, write it off and return its URL."""
    location = create(api)
    ask(api, "PATCH", f"{location}/writeOff", 200, json=WRITE_OFF)
    return location


def of_the_same_day(api: requests.Session) -> str:
    """Create a sale dated on the day of the write-off and return its URL."""
    return create(api, date=WRITE_OFF["date"])


@pytest.mark.parametrize(
    "create_closed", [cash, paid, settled, deleted, written_off, of_the_same_day]
)
def test_sale_that_is_closed_is_not_written_off(
    emulator: Emulator, api: requests.Session, create_closed: Any
) -> None:
    """The conditions are those of the contract."""
    location = create_closed(api)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/writeOff", json=WRITE_OFF)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("action", ["delete?description=Feil", "settled?settledDate=2026-06-20"])
def test_deleted_sale_cannot_change(api: requests.Session, action: str) -> None:
    assert 400 == refusal(api, "PATCH", f"{deleted(api)}/{action}")[0]


def test_written_off_sale_is_not_deleted(api: requests.Session) -> None:
    """Emulator choice: no operation reverses a write-off."""
    assert 400 == refusal(api, "PATCH", f"{written_off(api)}/delete?description=Feil")[0]


def test_written_off_sale_is_not_settled(emulator: Emulator, api: requests.Session) -> None:
    """Emulator choice: the sale was settled on the day of the write-off."""
    location = written_off(api)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/settled?settledDate=2026-06-20")[0]
    assert before == tables(emulator)


def test_settled_date_must_be_in_open_year(emulator: Emulator, api: requests.Session) -> None:
    """Fiken was seen to refuse other dates in a year that is not open.

    Observed: docs/observed.md#4-error-bodies
    """
    location = create(api)
    before = tables(emulator)
    expected = (400, "Fiscal year 2027 is invalid")
    assert expected == refusal(api, "PATCH", f"{location}/settled?settledDate=2027-01-01")
    assert before == tables(emulator)


@pytest.mark.parametrize(("create_sale", "day"), [(cash, "2026-06-20"), (create, "2026-05-31")])
def test_unusual_settlement_is_accepted(api: requests.Session, create_sale: Any, day: str) -> None:
    """Emulator choice: no source refuses to settle a cash sale, or a day before the sale."""
    sale = ask(api, "PATCH", f"{create_sale(api)}/settled?settledDate={day}", 200)
    assert (True, day) == (sale["settled"], sale["settledDate"])


def test_unknown_sale_is_404(api: requests.Session) -> None:
    for method, path in (("GET", "/sales/1"), ("PATCH", "/sales/1/delete?description=Feil")):
        assert 404 == refusal(api, method, path)[0]
