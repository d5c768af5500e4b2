"""One value as text: for people, as JSON, and in a cell of a CSV file."""

import json
from decimal import Decimal
from typing import Any

from fiken import format_kroner, in_kroner
from fiken._csv import guarded
from fiken.cli._families import Column
from fiken.cli._output import clean
from fiken.cli._words import singular
from fiken.models import Model
from fiken.types import Real, can_be_sent


def text_for_people(value: Any, column: Column) -> str:
    """Return a value as a person reads it: "1 249,50" for an amount, "yes" for True.

    A sequence of models is only counted: "3 lines".
    """
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if column.unit:
        return format_kroner(value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, Real.datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"  # the time of this machine
    if column.hint.many:
        return _sequence(value, column)
    return clean(str(value))


def _sequence(items: tuple[Any, ...], column: Column) -> str:
    if any(isinstance(item, Model) for item in items):
        name = column.path[-1]
        return f"{len(items)} {singular(name) if len(items) == 1 else name}"
    return clean(", ".join(map(str, items)))


def text_for_excel(value: Any, column: Column) -> str:
    """Return a value as a Norwegian Excel reads it: with a decimal comma, and never a formula.

    Amounts are in the main unit, such as kroner.
    """
    if column.unit and value is not None:
        return f"{in_kroner(value):f}".replace(".", ",")
    text = text_for_csv(value)
    if isinstance(value, Decimal):
        return text.replace(".", ",")
    return guarded(text) if isinstance(value, str) else text


def text_for_csv(value: Any) -> str:
    """Return a value as it stands in a CSV file. A sequence is JSON. None is an empty text."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Real.date):
        return value.isoformat()
    return "" if value is None else json_of(value)


def json_of(value: Any) -> str:
    """Return a value as JSON on one line, as `Model.as_json` writes it."""
    if isinstance(value, Model):
        return value.as_json()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Real.date):
        return f'"{value.isoformat()}"'
    if isinstance(value, str):
        text = str.__str__(value)
        return json.dumps(text, ensure_ascii=not can_be_sent(text))
    if value.__class__ is tuple:
        return f"[{', '.join(map(json_of, value))}]"
    return json.dumps(value)
