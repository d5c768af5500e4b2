"""Whether sales, purchases and invoices are paid or overdue; None where Fiken did not say it."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from freezegun import freeze_time

from fiken import Invoice, Purchase, Sale
from fiken.errors import InvalidAttributeError
from fiken.mappers import InvoiceMapper, PurchaseMapper, SaleMapper
from fiken.types.dates import Real, today

DUE = date(2026, 6, 15)
BEFORE, AFTER = date(2026, 6, 14), date(2026, 6, 16)

PAID = {
    "settled": True,
    "writeOff": False,
    "deleted": False,
    "currency": "NOK",
    "netAmount": 100000,
    "vatAmount": 25000,
    "totalPaid": 125000,
    "outstandingBalance": 0,
}
IN_EURO = {
    **PAID,
    "currency": "EUR",
    "netAmount": 1150000,
    "vatAmount": 287500,
    "totalPaid": 1437500,
    "totalPaidInCurrency": 125000,
    "lines": [{"netPriceInCurrency": 100000, "vatInCurrency": 25000}],
}
PURCHASE = {"paid": True, "settled": True, "deleted": False}
OWED = {"settled": False, "deleted": False, "writeOff": False, "outstandingBalance": 125000}


def a_sale(data: dict[str, Any], **changes: Any) -> Sale:
    return SaleMapper().load({"dueDate": "2026-06-15", **data, **changes})


def a_purchase(**changes: Any) -> Purchase:
    return PurchaseMapper().load({"dueDate": "2026-06-15", **PURCHASE, **changes})


def an_invoice(sale: dict[str, Any] | None) -> Invoice:
    return InvoiceMapper().load({"dueDate": "2026-06-15", "sale": sale})


# Paid


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        (True, {}),
        (True, {"totalPaid": 130000}),  # too much
        (True, {"netAmount": 100049, "totalPaid": 125000}),  # rounded to whole kroner
        (True, {"netAmount": 100050, "totalPaid": 125000}),
        (None, {"netAmount": 100051, "totalPaid": 125000}),
        (True, {"netAmount": 100025, "totalPaid": 125000}),  # rounded to 50 øre
        (True, {"netAmount": 100075, "totalPaid": 125050}),
        (None, {"netAmount": 100076, "totalPaid": 125050}),
        (None, {"netAmount": 100049, "totalPaid": 125001}),  # no rounding gives that
        (None, {"totalPaid": 124950}),  # nor that: a part, and the rest credited or settled by hand
        (None, {"netAmount": 60, "vatAmount": 0, "totalPaid": 10}),
        (True, {"netAmount": -100049, "vatAmount": -25000, "totalPaid": -125000}),
        (None, {"totalPaid": 1}),
        (False, {"totalPaid": 0}),  # credited, or settled by hand
        (False, {"settled": False, "totalPaid": 0, "outstandingBalance": 125000}),
        (False, {"settled": False, "totalPaid": 100000, "outstandingBalance": 25000}),
        (False, {"writeOff": True, "totalPaid": 0}),
        (False, {"writeOff": True}),
        (False, {"deleted": True}),
        (True, {"kind": "cash_sale"}),
        (True, {"netAmount": -100000, "vatAmount": -25000, "totalPaid": -125000}),
        (None, {"netAmount": -100000, "vatAmount": -25000, "totalPaid": -1000}),
        (None, {"netAmount": -100000, "vatAmount": -25000, "totalPaid": 1000}),
        (False, {"netAmount": 30, "vatAmount": 0, "totalPaid": 0}),
        (True, {"netAmount": 0, "vatAmount": 0, "totalPaid": 0}),
    ],
)
def test_a_sale_is_paid_by_money(expected: bool | None, changes: dict[str, Any]) -> None:
    """A sale that is written off, credited, deleted, or settled by hand is not paid."""
    assert a_sale(PAID, **changes).is_paid is expected
    assert an_invoice({**PAID, **changes}).is_paid is expected


@pytest.mark.parametrize("name", ["settled", "writeOff", "deleted", "totalPaid", "netAmount"])
def test_a_missing_field_is_no_payment(name: str) -> None:
    assert a_sale(PAID, **{name: None}).is_paid is None
    assert an_invoice({**PAID, name: None}).is_paid is None


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        (True, {}),
        (True, {"totalPaid": 1400000}),  # the rate has changed since the sale
        (None, {"totalPaidInCurrency": 100000}),
        (False, {"totalPaidInCurrency": 0}),
        (None, {"totalPaidInCurrency": 124999}),  # rounding is for NOK
        (None, {"totalPaidInCurrency": 124950}),
        (None, {"totalPaidInCurrency": None}),
        (None, {"totalPaidInCurrency": None, "totalPaid": 1600000}),
        (None, {"lines": [], "totalPaid": 1600000}),
        (None, {"lines": [{"netPriceInCurrency": 100000, "vat": 287500}]}),
        (True, {"lines": [{"netPriceInCurrency": 125000}]}),
        (None, {"lines": [{"netPriceInCurrency": 125000}, {"netPrice": 100}]}),
        (False, {"totalPaid": 0, "totalPaidInCurrency": None, "lines": []}),
        (None, {"currency": None, "totalPaidInCurrency": None}),
    ],
)
def test_a_foreign_sale_is_paid_in_its_currency(
    expected: bool | None, changes: dict[str, Any]
) -> None:
    """Those in NOK decide nothing: at a new rate, a part can be more of them than the whole."""
    assert a_sale(IN_EURO, **changes).is_paid is expected


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        (True, {}),
        (True, {"settled": None}),
        (False, {"paid": False}),
        (False, {"settled": False}),  # though paid is True
        (False, {"deleted": True}),
        (None, {"paid": None}),
        (None, {"deleted": None}),
        (False, {"paid": None, "settled": False}),
    ],
)
def test_a_purchase_is_paid_as_fiken_says(expected: bool | None, changes: dict[str, Any]) -> None:
    assert a_purchase(**changes).is_paid is expected


def test_a_new_models_payment_is_unknown() -> None:
    assert Sale().is_paid is None
    assert Purchase().is_paid is None
    assert Invoice().is_paid is None
    assert an_invoice(None).is_paid is None


# Overdue


@pytest.mark.parametrize(("day", "late"), [(BEFORE, False), (DUE, False), (AFTER, True)])
def test_overdue_begins_after_the_due_date(day: date, late: bool) -> None:
    assert a_sale(OWED).is_overdue(day) is late
    assert an_invoice(OWED).is_overdue(on=day) is late
    assert a_purchase(paid=False, settled=False).is_overdue(day) is late
    assert a_sale(OWED, dueDate=None).is_overdue(day) is False
    assert a_purchase(paid=False, dueDate=None).is_overdue(day) is False


@pytest.mark.parametrize(
    "changes",
    [{"settled": True}, {"deleted": True}, {"writeOff": True}, {"outstandingBalance": 0}],
)
def test_what_is_closed_is_not_overdue(changes: dict[str, Any]) -> None:
    assert a_sale(OWED, **changes).is_overdue(AFTER) is False
    assert an_invoice({**OWED, **changes}).is_overdue(AFTER) is False


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        (True, {"paid": False, "settled": False}),
        (True, {"paid": None, "settled": False}),
        (True, {"paid": False, "settled": None}),
        (None, {"paid": None, "settled": None}),
        (False, {"paid": True, "settled": None}),
        (False, {"paid": False, "settled": True}),
        (False, {"paid": False, "settled": False, "deleted": True}),
        (True, {"paid": False, "settled": False, "deleted": None}),
        (None, {"paid": True, "settled": False}),
        (False, {"paid": True, "settled": False, "deleted": True}),
    ],
)
def test_an_unpaid_purchase_is_overdue(expected: bool | None, changes: dict[str, Any]) -> None:
    assert a_purchase(**changes).is_overdue(AFTER) is expected


def test_overdue_is_not_guessed() -> None:
    """Before the due date, nothing is overdue, whatever is missing."""
    assert a_sale(OWED, settled=None).is_overdue(AFTER) is None
    assert an_invoice(None).is_overdue(AFTER) is None
    assert an_invoice({}).is_overdue(AFTER) is None
    assert an_invoice(None).is_overdue(DUE) is False


@pytest.mark.parametrize("on", ["2026-06-16", datetime(2026, 6, 16, 12), 0])  # noqa: DTZ001
@pytest.mark.parametrize("model", [a_sale(OWED), a_purchase(), an_invoice(None)])
def test_overdue_needs_a_date(model: Any, on: Any) -> None:
    with pytest.raises(InvalidAttributeError, match=rf"{type(model).__name__}\.is_overdue\.on"):
        model.is_overdue(on)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 15, 21, 59, tzinfo=UTC), DUE),
        (datetime(2026, 6, 15, 22, 0, tzinfo=UTC), AFTER),  # midnight in summer
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
@pytest.mark.parametrize("freeze", [freeze_time, time_machine.travel])
def test_today_is_the_norwegian_day(freeze: Any, moment: datetime, day: date) -> None:
    """In frozen time too, and the result is a plain date."""
    with freeze(moment):
        assert (day, Real.date) == (today(), type(today()))
        assert a_sale(OWED).is_overdue() is (day > DUE)
        assert a_purchase(paid=False, settled=False).is_overdue() is (day > DUE)
        assert an_invoice(OWED).is_overdue() is (day > DUE)


WITHOUT_TIME_ZONES = """
import sys
sys.modules["tzdata"] = None
from datetime import date
from fiken.types.dates import today
days = date.today(), today(), date.today()
assert days[0] <= days[1] <= days[2], days
print(days[1].isoformat())
"""


@pytest.mark.parametrize("zone", ["UTC+12", "UTC-12"])
def test_today_without_time_zones_is_the_machines(zone: str) -> None:
    """Windows has no time zones without the package tzdata."""
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_TIME_ZONES],
        env={**os.environ, "PYTHONTZPATH": "", "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (run.returncode, run.stderr)
