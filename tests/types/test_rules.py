"""The values that each type accepts and refuses, and its messages."""

import datetime
import json
import pickle
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any, Literal, cast

import pytest
from hypothesis import given, settings, strategies as st

from fiken import types as t
from fiken.errors import FikenError, InvalidAttributeError
from fiken.mappers._leaves import leaf_of
from fiken.models import Address, Contact
from fiken.types import rule_of

UTC = datetime.UTC
DAY = datetime.date(2026, 1, 31)
MOMENT = datetime.datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def accepted(annotation: Any, value: object) -> Any:
    return rule_of(annotation).converted("Thing", "field", value)


def refusal(annotation: Any, value: object) -> str:
    with pytest.raises(InvalidAttributeError) as caught:
        accepted(annotation, value)
    return str(caught.value)


# Texts

SIZED: list[tuple[Any, int, int]] = [
    (t.Text20, 0, 20),
    (t.Text200, 0, 200),
    (t.Text500, 0, 500),
    (t.Name200, 1, 200),
    (t.BankAccountNumber, 0, 11),
]
sized = pytest.mark.parametrize(
    ("text", "least", "most"), SIZED, ids=["Text20", "Text200", "Text500", "Name200", "BankAccount"]
)


@sized
def test_the_longest_legal_text_is_accepted(text: Any, least: int, most: int) -> None:
    assert "å" * most == accepted(text, "å" * most)
    assert "x" * least == accepted(text, "x" * least)


@sized
def test_one_character_more_is_refused(text: Any, least: int, most: int) -> None:
    """The message has the limit and the length of the text."""
    message = refusal(text, "å" * (most + 1))
    assert f"text of {f'{least} to' if least else 'at most'} {most} characters" in message
    assert message.endswith(f": it has {most + 1} characters")


@sized
@pytest.mark.parametrize("value", [None, 7, b"x", True, ["x"], 1.5])
def test_only_text_is_a_sized_text(text: Any, least: int, most: int, value: object) -> None:
    assert f"{most} characters, not {value!r}" in refusal(text, value)
    assert least <= most


def test_a_name_is_never_empty() -> None:
    assert "text of 1 to 200 characters, not ''" in refusal(t.Name200, "")


@pytest.mark.parametrize("value", ["1920", "1500:10001", "0000", "2400:1"])
def test_account_codes_are_accepted(value: str) -> None:
    """Four digits, with or without the number of a sub-account."""
    assert value == accepted(t.AccountCode, value)


@pytest.mark.parametrize(
    "value", ["192", "19200", "1500:", ":1", "1500:1:1", "1920 ", "1920\n", "١٩٢٠", "", 1920, None]
)
def test_other_account_codes_are_refused(value: object) -> None:
    """A code is suggested only where it follows from the value."""
    message = refusal(t.AccountCode, value)
    assert "an account code such as 1920 or 1500:10001, not " in message
    assert ("1920" in str(value)) == message.endswith(': write "1920"') or value == "19200"


def test_a_currency_has_three_capital_letters() -> None:
    assert "NOK" == accepted(t.Currency, "NOK")


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("nok", "NOK"),
        (" eur ", "EUR"),
        ("NOK\n", "NOK"),
    ],
)
def test_the_likely_currency_is_suggested(value: object, remedy: str) -> None:
    assert refusal(t.Currency, value).endswith(f': write "{remedy}"')


@pytest.mark.parametrize("value", ["kr", "", "NØK", 578])
def test_an_unlikely_currency_is_not_mended(value: object) -> None:
    assert "three capital letters such as NOK, not " in refusal(t.Currency, value)
    assert "write" not in refusal(t.Currency, value)


@pytest.mark.parametrize("value", ["00:00", "09:30", "19:59", "20:00", "23:59"])
def test_times_of_day_are_accepted(value: str) -> None:
    assert value == accepted(t.ClockTime, value)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("9:00", 'write "09:00"'),
        ("9.30", 'write "09:30"'),
        ("0930", 'write "09:30"'),
        ("09:30:00", 'write "09:30"'),
        (" 09:30\n", 'write "09:30"'),
        (datetime.time(9, 30, 15), 'write "09:30"'),
        ("25:00", ""),
        ("24:00", ""),
        ("12:60", ""),
        ("930", 'write "09:30"'),
        ("93", ""),
        ("noon", ""),
        ("", ""),
        ("1" * 1000, ""),
        ("٠٩:٣٠", ""),
        (9, ""),
        (9.3, ""),
        (True, ""),
        (None, ""),
        (MOMENT, ""),
    ],
    ids=str,
)
def test_other_times_of_day_are_refused(value: object, hint: str) -> None:
    """The time that is probably meant is suggested."""
    message = refusal(t.ClockTime, value)
    assert "must be a time of day from 00:00 to 23:59, such as 09:30, not " in message
    assert message.endswith(f": {hint}") if hint else "write" not in message


# Exact types


@pytest.mark.parametrize("value", [0, -1, 2**63 - 1, -(2**63)])
def test_whole_numbers_have_at_most_64_bits(value: int) -> None:
    assert value == accepted(int, value)
    assert value == accepted(t.Amount, value)


@pytest.mark.parametrize("kind", [int, t.Amount])
@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, True, False, 1.0, "1", None, Decimal(1)])
def test_nothing_else_is_a_whole_number(kind: Any, value: object) -> None:
    assert f", not {value!r}" in refusal(kind, value)


@pytest.mark.parametrize("value", [49.9, Decimal("49.90"), "49.90"])
def test_kroner_are_refused_as_an_amount(value: object) -> None:
    """The message names the unit, and `kroner`, which converts to it."""
    message = refusal(t.Amount, value)
    assert "must be a whole number of øre" in message
    assert f'write kroner("{value}") if these are kroner' in message


def test_a_too_large_amount_is_refused() -> None:
    assert "64 bits" in refusal(t.Amount, 2**63)


@pytest.mark.parametrize("value", [True, False])
def test_a_flag_is_true_or_false(value: bool) -> None:
    assert value is accepted(bool, value)


@pytest.mark.parametrize("value", [0, 1, "true", "false", "", None])
def test_nothing_else_is_a_flag(value: object) -> None:
    assert f"must be True or False, not {value!r}" in refusal(bool, value)


def test_a_date_is_a_date() -> None:
    assert DAY is accepted(t.Date, DAY)


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (MOMENT.replace(tzinfo=None), "take its .date()"),
        ("2026-01-31", 'write a date, such as date.fromisoformat("2026-01-31")'),
    ],
)
def test_a_near_date_is_refused(value: object, remedy: str) -> None:
    """The message says how to get a date from the value."""
    assert refusal(t.Date, value).endswith(f": {remedy}")


@pytest.mark.parametrize("value", [20260131, None, (2026, 1, 31)])
def test_nothing_else_is_a_date(value: object) -> None:
    assert f"must be a date, not {value!r}" in refusal(t.Date, value)


def test_a_date_of_a_subclass_is_accepted() -> None:
    class FrozenDate(datetime.date):
        """A class such as freezegun uses in the tests of users."""

    assert DAY == accepted(t.Date, FrozenDate(2026, 1, 31))


def test_a_moment_has_a_time_zone() -> None:
    assert MOMENT is accepted(t.DateTime, MOMENT)
    message = refusal(t.DateTime, MOMENT.replace(tzinfo=None))
    assert "must be a datetime with a time zone" in message


@pytest.mark.parametrize("value", [DAY, "2026-01-31T12:00:00Z", 0, None])
def test_nothing_else_is_a_moment(value: object) -> None:
    assert "must be a datetime with a time zone" in refusal(t.DateTime, value)


# Decimals

NUMBERS: list[Any] = [t.Quantity, t.Stock, t.Hours, t.Number]
decimals = pytest.mark.parametrize("kind", NUMBERS, ids=["Quantity", "Stock", "Hours", "Number"])


@decimals
@pytest.mark.parametrize(
    "value",
    [
        0,
        -3,
        10**15 - 1,
        -(10**15) + 1,
        Decimal("0.1"),
        Decimal("123456789.012345"),
        Decimal("0.00000123456789012345"),
        Decimal("1E+14"),
        Decimal("1.50000000000000000000000"),
        Decimal("-0"),
    ],
)
def test_a_number_is_exact_to_fifteen_digits(kind: Any, value: Decimal | int) -> None:
    assert value is accepted(kind, value)


@decimals
@pytest.mark.parametrize(
    "value",
    [
        10**15,
        -(10**15),
        Decimal("1E+15"),
        Decimal("1234567890.123456"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        True,
        None,
    ],
    ids=str,
)
def test_sixteen_digits_are_refused(kind: Any, value: object) -> None:
    """So is everything that is not a number."""
    assert "(Decimal or int, at most 15 significant digits)" in refusal(kind, value)


@decimals
@pytest.mark.parametrize("value", [0.1, "7.5"])
def test_a_decimal_is_suggested_for_a_float(kind: Any, value: object) -> None:
    """For text too."""
    assert refusal(kind, value).endswith(f': write Decimal("{value}")')


@pytest.mark.parametrize(
    "value", [0, 100, Decimal(0), Decimal("100.0"), Decimal("33.3333333333333")]
)
def test_a_percentage_goes_from_0_to_100(value: Decimal | int) -> None:
    assert value is accepted(t.Percent, value)


@pytest.mark.parametrize(
    "value", [-1, 101, Decimal("100.000000000001"), Decimal("-0.1"), Decimal("NaN"), 25.0, True]
)
def test_another_percentage_is_refused(value: object) -> None:
    assert "a percentage from 0 to 100 " in refusal(t.Percent, value)


def through_json(value: Decimal | int) -> Decimal:
    leaf = leaf_of(Decimal)
    read: Decimal = leaf.reads()(json.loads(json.dumps(leaf.writes()(value))))
    return read


@settings(deadline=None)
@given(
    st.integers(1 - 10**15, 10**15 - 1),
    st.integers(-40, 0),
)
def test_accepted_decimals_survive_json(digits: int, scale: int) -> None:
    value = Decimal(digits).scaleb(scale)
    assert value == accepted(t.Quantity, value)
    assert value == through_json(value)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_of_json_survive_decimals(sent: float) -> None:
    """Whatever number Fiken sends is sent back as the same one."""
    leaf = leaf_of(Decimal)
    assert sent == float(leaf.writes()(leaf.reads()(sent)))


def test_whole_decimals_are_written_as_integers() -> None:
    assert ["3", "3", "2.5"] == [
        json.dumps(leaf_of(Decimal).writes()(v)) for v in (Decimal("3.00"), 3, Decimal("2.50"))
    ]


def test_a_long_decimal_is_not_rounded() -> None:
    """Decimal's default context would round it to 28 digits."""
    refusal(t.Quantity, Decimal("1.0000000000000000000000000000000001"))


def test_the_decimal_context_has_no_effect() -> None:
    with localcontext() as context:
        context.prec = 5
        refusal(t.Quantity, Decimal("1.00000000000000001"))


def test_tiny_decimals_are_refused_or_exact() -> None:
    tiny = Decimal("1E-400")
    try:
        accepted(t.Quantity, tiny)
    except InvalidAttributeError:
        return
    assert tiny == through_json(tiny)


# Rules that follow from the class


def test_any_accepts_everything() -> None:
    assert accepted(Any, ...) is ...


def test_the_values_of_a_literal_are_listed() -> None:
    rule: Any = Literal["name asc", "name desc"]
    assert "name asc" == accepted(rule, "name asc")
    assert "one of 'name asc', 'name desc', not 'name'" in refusal(rule, "name")
    assert "one of 'name asc', 'name desc', not ['name asc']" in refusal(rule, ["name asc"])


def test_the_message_names_the_model() -> None:
    assert "must be an Address, not {'country': 'Norge'}" in refusal(Address, {"country": "Norge"})


@pytest.mark.parametrize("annotation", [t.Text20 | None, t.CreateOnly[t.Text20 | None]])  # type: ignore[misc]
def test_none_is_accepted_if_optional(annotation: Any) -> None:
    assert accepted(annotation, None) is None
    assert "at most 20 characters, or None, not 5" in refusal(annotation, 5)


@pytest.mark.parametrize("value", [["a", "b"], ("a", "b")])
def test_a_list_becomes_a_tuple(value: object) -> None:
    assert ("a", "b") == accepted(Sequence[t.Text20], value)


@pytest.mark.parametrize("value", ["ab", {"a", "b"}, {"a": 1}, iter("ab"), 3, b"ab"])
def test_only_lists_and_tuples_are_sequences(value: object) -> None:
    assert refusal(Sequence[str], value).endswith("put it into a list")


def test_a_wrong_item_is_named_by_its_place() -> None:
    """The message has the hint for that item."""
    message = refusal(t.CreateOnly[Sequence[t.Currency]], ["NOK", "eur"])
    assert message.endswith("[1] is 'eur'. write \"EUR\"")


def test_items_are_converted_like_single_values() -> None:
    assert (t.VatType.HIGH,) == accepted(Sequence[t.VatType], ["HIGH"])
    assert t.VatType.HIGH is accepted(Sequence[t.VatType], ["HIGH"])[0]


def test_the_error_survives_pickling() -> None:
    """All its arguments survive."""
    error = InvalidAttributeError("Contact", "name", "x", "text", "no")
    again = pickle.loads(pickle.dumps(error))
    assert ("Contact", "name", "x", "text", "no") == (
        again.model,
        again.attribute,
        again.value,
        again.rule,
        again.hint,
    )
    assert str(error) == str(again)
    assert isinstance(error, FikenError)
    assert isinstance(error, ValueError)


def test_a_long_value_is_cut_in_the_error() -> None:
    assert len(refusal(t.Text200, "x" * 100_000)) < 200


def test_a_huge_number_can_be_shown() -> None:
    assert "a whole number of øre" in refusal(t.Amount, 10**5000)


@pytest.mark.parametrize(("number", "hint"), [(913312465, 'write "913312465"'), (10**30, "")])
def test_text_is_suggested_for_a_number(number: int, hint: str) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        Contact(name="Acme", organization_number=cast("Any", number))
    assert hint == caught.value.hint
