"""Days in Fiken are Norwegian days: the hint for a datetime in the place of a date."""

import datetime
import subprocess
import sys
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from fiken import (
    Fiken,
    InvalidAttributeError,
    OrderLine,
    Payment,
    Sale,
    SaleKind,
    VatType,
    WriteOffType,
)
from fiken.types import Date, rule_of

UTC, OSLO = datetime.UTC, ZoneInfo("Europe/Oslo")
ACME = Fiken(token="made.up", base_url="http://127.0.0.1:9/api/v2").company("acme-as")
EXPRESSION = 'take its Norwegian day, .astimezone(ZoneInfo("Europe/Oslo")).date()'
NEW_YORK = datetime.timezone(datetime.timedelta(hours=-5))

# Half past midnight in Oslo on New Year's Day is 23:30 in UTC of the year before.
NEW_YEAR = datetime.datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def hint_for(value: object) -> str:
    with pytest.raises(InvalidAttributeError) as caught:
        rule_of(Date).converted("Thing", "date", value)
    return caught.value.hint


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (NEW_YEAR, "2027-01-01"),
        (NEW_YEAR.astimezone(OSLO), "2027-01-01"),
        (datetime.datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), "2026-12-31"),
        (datetime.datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "2026-07-01"),
        (datetime.datetime(2026, 6, 30, 21, 59, tzinfo=UTC), "2026-06-30"),
        (datetime.datetime(2026, 12, 31, 19, 0, tzinfo=NEW_YORK), "2027-01-01"),
    ],
)
def test_an_aware_datetime_hints_its_norwegian_day(moment: datetime.datetime, day: str) -> None:
    """Norway is one hour ahead of UTC in winter, two in summer."""
    assert f"{EXPRESSION}: {day}" == hint_for(moment)


def test_the_hinted_expression_returns_that_day() -> None:
    """The text of the hint is Python that works on the value."""
    expression = hint_for(NEW_YEAR).partition(", ")[2].rpartition(": ")[0]
    assert datetime.date(2027, 1, 1) == eval(
        f"value{expression}", {"ZoneInfo": ZoneInfo}, {"value": NEW_YEAR}
    )


def test_a_naive_datetime_hints_its_own_day() -> None:
    """Its time zone is not known, so Norwegian time is assumed."""
    assert "take its .date()" == hint_for(datetime.datetime(2026, 12, 31, 23, 30))  # noqa: DTZ001


class NoOffset(datetime.tzinfo):
    """A time zone without an offset. To Python, such a datetime is naive."""

    dst = tzname = cast("Any", lambda *_: None)

    def utcoffset(self, _: Any) -> datetime.timedelta | None:
        return None


class Broken(NoOffset):
    """A time zone that raises, as pandas' NaT does."""

    def utcoffset(self, _: Any) -> datetime.timedelta:
        raise ValueError("no offset")


def test_a_zone_without_an_offset_counts_as_naive() -> None:
    """Python's own rule for aware datetimes."""
    assert "take its .date()" == hint_for(datetime.datetime(2026, 1, 1, tzinfo=NoOffset()))


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime.max.replace(tzinfo=UTC),
        datetime.datetime.min.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=5))),
        datetime.datetime(2026, 1, 1, tzinfo=Broken()),
    ],
    ids=["last", "first", "broken"],
)
def test_an_impossible_day_is_left_out(moment: datetime.datetime) -> None:
    """The message is complete without it."""
    assert hint_for(moment) == EXPRESSION


def test_the_hint_needs_no_time_zone_data() -> None:
    """On Windows, neither the system nor Python has such data without the package tzdata."""
    program = (
        "import sys, zoneinfo; zoneinfo.reset_tzpath(to=()); sys.modules['tzdata'] = None\n"
        "import datetime\n"
        "from fiken import Payment\n"
        "try:\n"
        "    Payment(date=datetime.datetime(2026, 12, 31, 23, tzinfo=datetime.UTC), amount=1,\n"
        "            account='1920')\n"
        "except ValueError as error: print(error.hint)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert EXPRESSION == run.stdout.strip()


LINE = OrderLine(description="Krus", net_price=100, vat=25, account="3000", vat_type=VatType.HIGH)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda moment: Sale(date=moment),
        lambda moment: Payment(date=moment, account="1920", amount=1),
        lambda moment: Sale(kind=SaleKind.INVOICE, lines=[LINE]).evolve(due_date=moment),
        lambda moment: ACME.sales.all(date_ge=moment),
        lambda moment: ACME.sales.all(last_modified=moment),
        lambda moment: ACME.account_balances.all(date=moment),
        lambda moment: ACME.account_balances.find("1920", date=moment),
        lambda moment: ACME.sales.settle(1, settled_date=moment),
        lambda moment: ACME.sales.write_off(1, type=WriteOffType.COLLECTION_FAILED, date=moment),
    ],
)
def test_the_hint_is_the_same_everywhere(attempt: Any) -> None:
    """In models, changes, filters and verbs."""
    with pytest.raises(InvalidAttributeError) as caught:
        attempt(NEW_YEAR)
    assert f"{EXPRESSION}: 2027-01-01" == caught.value.hint
