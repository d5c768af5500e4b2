"""Periods, and the texts that name them."""

from datetime import date, datetime

import pytest

from fiken import InvalidAttributeError
from fiken.reports import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2026-T1", "2026-01-01", "2026-02-28"),
        ("2026-t6", "2026-11-01", "2026-12-31"),
        (" 2026-06-15 ", "2026-06-15", "2026-06-15"),
        ("2025-12-31..2026-01-01", "2025-12-31", "2026-01-01"),
    ],
)
def test_a_text_names_a_period(text: str, first: str, last: str) -> None:
    expected = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert expected == Period.parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-00", "2026-13", "2026-Q5", "2026-T7", "2026-Q0", "2026-01-01..", "0000",
     "2026-02-30", "2026-06-15..2026-06-14", "juni", "2026-H1", "٢٠٢٦", "2026-01-01...2026-02-01",
     "2026-W05", "2026-W05-1", "0001", "0001-12-31", "20260615", "2026-01-01..2026-W06"],
)  # fmt: skip
def test_another_text_names_none(text: str) -> None:
    with pytest.raises(InvalidAttributeError):
        Period.parse(text)


def test_a_moment_is_no_day() -> None:
    with pytest.raises(InvalidAttributeError, match=r"Period\.start must be"):
        Period(datetime(2026, 1, 1), date(2026, 1, 2))  # noqa: DTZ001


def test_a_period_knows_the_day_before() -> None:
    period = Period.parse("2026-T2")
    assert (date(2026, 2, 28), date(2025, 12, 31)) == (period.before, period.before_year)
    assert "2026-03-01 .. 2026-04-30" == str(period)
