"""A hint names what would be accepted, and a rule has a short repr."""

import datetime
import inspect
import pydoc
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from fiken import (
    Address,
    Company,
    Contact,
    DraftLine,
    InvoiceLine,
    OrderLine,
    models,
    types as t,
)
from fiken._messages import short_repr
from fiken.errors import InvalidAttributeError
from fiken.models import Model
from fiken.types import Access, rule_of

CLASSES = [getattr(models, name) for name in models.__all__]


def hint_for(annotation: Any, value: object) -> str:
    with pytest.raises(InvalidAttributeError) as caught:
        rule_of(annotation).check("Thing", "field", value)
    return caught.value.hint


EXAMPLE = 'kroner("49.90") converts kroner to øre'


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("", EXAMPLE),
        ("abc", EXAMPLE),
        ("49.905", EXAMPLE),
        (49.905, EXAMPLE),
        (float("nan"), EXAMPLE),
        (Decimal("Infinity"), EXAMPLE),
        ("9" * 101, EXAMPLE),
        ("1.249", EXAMPLE),
        ("49,90", 'write kroner("49,90") if these are kroner'),
        (" 1 249,90", 'write kroner("1 249,90") if these are kroner'),
        (
            Decimal("1.250"),
            'write kroner("1.25") if these are kroner, round(1.250) if they are øre',
        ),
        (49.9, 'write kroner("49.9") if these are kroner, round(49.9) if they are øre'),
    ],
)
def test_only_valid_kroner_are_suggested(value: object, hint: str) -> None:
    assert hint == hint_for(t.Amount, value)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (
            datetime.datetime(2026, 1, 31, 9),  # noqa: DTZ001
            'add one, .replace(tzinfo=ZoneInfo("Europe/Oslo")) if it is Norwegian time',
        ),
        (
            datetime.date(2026, 1, 31),
            'write datetime(2026, 1, 31, tzinfo=ZoneInfo("Europe/Oslo")) for its first moment',
        ),
        (
            "2026-01-31",
            'write a datetime, such as datetime.fromisoformat("2026-01-31T00:00:00+01:00")',
        ),
        (5, ""),
        (None, ""),
    ],
)
def test_a_moment_has_a_time_zone(value: object, hint: str) -> None:
    assert hint == hint_for(t.DateTime, value)


def test_a_line_of_an_invoice_is_copied() -> None:
    """The line of a draft is another class. Nothing else has this hint."""
    hint = "[0] is InvoiceLine(quantity=1). DraftLine.from_line(line) returns one"
    assert hint == hint_for(Sequence[DraftLine], (InvoiceLine(quantity=1),))
    assert "[0] is 5." == hint_for(Sequence[DraftLine], (5,))
    assert "[0] is InvoiceLine(quantity=1)." == hint_for(
        Sequence[OrderLine], (InvoiceLine(quantity=1),)
    )


@pytest.mark.parametrize(
    ("kind", "value", "hint"),
    [
        (t.Hours, "7,5", 'write Decimal("7.5")'),
        (t.Hours, "", ""),
        (t.Hours, "x", ""),
        (t.Hours, float("inf"), ""),
        (t.Hours, "1e20", ""),
        (t.Percent, 25.5, 'write Decimal("25.5")'),
        (t.Percent, 250.0, ""),
    ],
)
def test_only_valid_decimals_are_suggested(kind: Any, value: object, hint: str) -> None:
    assert hint == hint_for(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "hint"),
    [
        (int, "7", "write 7"),
        (int, "007", "write 7"),
        (int, "9" * 20, ""),
        (t.Int32, "5000000000", ""),
        (int, "\N{ARABIC-INDIC DIGIT SEVEN}", ""),
        (int, Contact(name="N"), "give its contact_id"),
        (int, Address(country="Norge"), ""),  # a value without an id
        (int, Company(slug="acme-as"), ""),  # its key is text
        (t.Text20, 12345678901234567890123, ""),
        (t.BankAccountNumber, 12345678901, 'write "12345678901"'),
        (t.BankAccountNumber, 123456789012, ""),
    ],
)
def test_only_accepted_values_are_suggested(kind: Any, value: object, hint: str) -> None:
    assert hint == hint_for(kind, value)


def test_half_of_a_surrogate_pair_is_named() -> None:
    hint = hint_for(t.Text20, "a\ud83d")
    assert "it contains half of a surrogate pair, which is not a character" == hint


def test_a_cut_text_states_its_own_length() -> None:
    """The quotes of its repr do not count, so that both numbers of a message agree."""
    with pytest.raises(InvalidAttributeError) as caught:
        rule_of(t.Text166).check("Thing", "field", "x" * 167)
    assert str(caught.value).endswith("x… (167 characters): it has 167 characters")
    assert short_repr("\n" * 100).endswith("… (100 characters)")
    assert short_repr([1] * 100).endswith(f"… ({len(repr([1] * 100))} characters)")


# What help() shows


def test_marks_and_rules_have_a_short_repr() -> None:
    assert "Rule('text of at most 20 characters')" == repr(rule_of(t.Text20))
    assert "Access.READ_ONLY" == repr(Access.READ_ONLY)
    assert "KEY" == repr(t.KEY)


@pytest.mark.parametrize("cls", CLASSES)
def test_the_help_of_a_model_is_readable(cls: type[Model]) -> None:
    """No object at an address, and no name that starts with an underscore as a type."""
    text = pydoc.plain(pydoc.render_doc(cls))
    assert [] == [line for line in text.splitlines() if " at 0x" in line or "<function" in line]


def test_a_signature_has_the_types_of_the_fields() -> None:
    """A field whose values are converted, such as a date or a sequence, has its own type too."""
    parameters = inspect.signature(models.Sale).parameters
    assert datetime.date is parameters["date"].annotation
    assert "collections.abc.Sequence[fiken.models.sale.OrderLine]" == str(
        parameters["lines"].annotation
    )
    assert "Annotated[datetime.date, Access.READ_ONLY]" in str(
        inspect.signature(Contact).parameters["created_date"].annotation
    )


def test_an_annotation_that_is_text_is_refused() -> None:
    """As it is with `from __future__ import annotations`: nothing would be checked."""
    with pytest.raises(TypeError, match=r"'Text200' of a model is a text.*`from __future__ import"):
        rule_of("Text200")


def test_one_of_several_types_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^a field of a model has one type, or Any, and not \("):
        rule_of(int | str | None)
