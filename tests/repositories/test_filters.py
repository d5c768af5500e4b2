"""Filters become a query or are refused, since a list without a filter returns everything."""

import datetime
from typing import Any, Literal, Required, TypedDict

import pytest

from fiken import types as t
from fiken.errors import FikenError, InvalidAttributeError
from fiken.repositories._filters import Created, LastModified, query_of

DAY = datetime.date(2026, 1, 31)


class Balances(TypedDict):
    """One filter that is required."""

    date: t.Date


class Filters(Balances, LastModified, Created, total=False):
    """A filter of every kind."""

    name: str
    customer: bool
    customer_number: int
    vat_type: t.VatType
    since: t.DateTime
    currency: t.Currency
    sort_by: Literal["createdDate asc", "createdDate desc"]


class Optional(LastModified, Created, total=False):
    """Filters of which none is required."""

    name: str
    customer: bool
    customer_number: int
    vat_type: t.VatType
    since: t.DateTime
    currency: t.Currency
    sort_by: Literal["createdDate asc", "createdDate desc"]


class Needed(TypedDict, total=False):
    """One filter that is required, by a mark on the filter itself."""

    date: Required[t.Date]
    name: str


def query(filters: type = Optional, /, **given: Any) -> dict[str, str]:
    return query_of(filters, given, "Things.all")


GOOD: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {}),
    ({"name": "Nelly & Co"}, {"name": "Nelly & Co"}),
    ({"customer": True}, {"customer": "true"}),
    ({"customer": False}, {"customer": "false"}),
    ({"customer_number": 0}, {"customerNumber": "0"}),
    ({"vat_type": t.VatType.HIGH}, {"vatType": "HIGH"}),
    ({"vat_type": "LOW"}, {"vatType": "LOW"}),
    ({"vat_type": t.VatType.other("NEW")}, {"vatType": "NEW"}),
    ({"currency": "NOK"}, {"currency": "NOK"}),
    ({"sort_by": "createdDate desc"}, {"sortBy": "createdDate desc"}),
    (
        {"since": datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)},
        {"since": "2026-01-31T12:00:00+00:00"},
    ),
    (
        {"name": "a", "customer": True, "last_modified_ge": DAY},
        {"name": "a", "customer": "true", "lastModifiedGe": "2026-01-31"},
    ),
]


@pytest.mark.parametrize(("given", "expected"), GOOD, ids=str)
def test_a_filter_is_written_as_fikens(given: dict[str, Any], expected: dict[str, str]) -> None:
    assert expected == query(**given)


@pytest.mark.parametrize("family", ["last_modified", "created_date"])
@pytest.mark.parametrize("suffix", ["", "_le", "_lt", "_ge", "_gt"])
def test_dates_have_five_filters(family: str, suffix: str) -> None:
    """One for the day itself, and one for each of `le`, `lt`, `ge`, `gt`."""
    key = {"last_modified": "lastModified", "created_date": "createdDate"}[family]
    expected = {key + suffix.removeprefix("_").capitalize(): "2026-01-31"}
    assert expected == query(**{family + suffix: DAY})


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("name", ["name", "customer", "vat_type", "last_modified", "sort_by"])
def test_an_empty_value_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        query(**{name: value})
    assert (
        f"Things.all.{name} must be a value to look for, not {value!r}: "
        "leave the filter out to get everything"
    ) == str(caught.value)
    assert isinstance(caught.value, FikenError)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": 5}, "text"),
    ({"name": ["a"]}, "text"),
    ({"customer": "true"}, "True or False"),
    ({"customer": 1}, "True or False"),
    ({"customer_number": "1"}, "a whole number"),
    ({"customer_number": True}, "a whole number"),
    ({"customer_number": 1.0}, "a whole number"),
    ({"last_modified": "2026-01-31"}, 'date.fromisoformat("2026-01-31")'),
    ({"last_modified": datetime.datetime(2026, 1, 31)}, "take its .date()"),  # noqa: DTZ001
    ({"since": DAY}, "a datetime with a time zone"),
    ({"since": datetime.datetime(2026, 1, 31)}, "a datetime with a time zone"),  # noqa: DTZ001
    ({"vat_type": "HIHG"}, "did you mean HIGH?"),
    ({"vat_type": t.Language.ENGLISH}, "a VatType, not"),
    ({"currency": "nok"}, 'write "NOK"'),
    ({"sort_by": "createdDate"}, "one of 'createdDate asc', 'createdDate desc'"),
    ({"sort_by": ["createdDate asc"]}, "one of 'createdDate asc', 'createdDate desc'"),
]


@pytest.mark.parametrize(("given", "message"), WRONG, ids=str)
def test_a_value_of_another_type_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        query(**given)
    assert message in str(caught.value)
    assert ("Things.all", next(iter(given))) == (caught.value.model, caught.value.attribute)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("nmae", "did you mean name? It takes created_date, "),
        ("lastModified", "did you mean last_modified? "),
        ("lastModifiedGe", "did you mean last_modified_ge? "),
        ("modified_ge", "did you mean last_modified_ge? "),
        ("page", "it takes created_date, created_date_ge, "),
        ("page_size", "it takes created_date, created_date_ge, "),
    ],
)
def test_an_unknown_filter_names_the_others(name: str, remedy: str) -> None:
    """The message lists the filters of the list, and the one that may be meant."""
    with pytest.raises(TypeError) as caught:
        query(**{name: "x"})
    assert f"Things.all has no filter {name!r}: " in str(caught.value)
    assert remedy in str(caught.value)


def test_a_list_without_filters_says_so() -> None:
    with pytest.raises(TypeError, match=r"Things\.all has no filter 'name': it takes none"):
        query(dict, name="x")
    assert {} == query(dict)


def test_a_missing_required_filter_is_refused() -> None:
    assert {"date": "2026-01-31"} == query(Filters, date=DAY)
    with pytest.raises(TypeError, match=r"Things\.all must be given date="):
        query(Filters, name="x")


def test_a_required_filter_is_not_none() -> None:
    with pytest.raises(InvalidAttributeError, match=r"Things\.all\.date must be a value"):
        query(Filters, date=None)


def test_a_filter_can_be_required_in_place() -> None:
    assert {"date": "2026-01-31"} == query(Needed, date=DAY)


def test_a_required_filter_has_another_remedy() -> None:
    """The message does not say that it can be left out."""
    with pytest.raises(InvalidAttributeError) as caught:
        query(Filters, date=None)
    assert "leave the filter out" not in str(caught.value)


def test_a_subclass_of_datetime_is_written() -> None:
    class Moment(datetime.datetime):
        """A subclass of datetime, as pendulum and pandas have."""

    given = Moment(2026, 1, 31, 12, tzinfo=datetime.UTC)
    assert {"since": "2026-01-31T12:00:00+00:00"} == query(since=given)
