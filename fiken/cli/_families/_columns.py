"""The columns of a family: the fields of its model, also those of models inside it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal

import attrs

from fiken.cli._families._values import is_amount
from fiken.cli._words import remedy_for
from fiken.models import Model
from fiken.types import Access, Hint, hint_of

_UNITS = ("kr", "currency")
_IN_MAIN_UNITS = re.compile(rf"(?P<name>.*\S)\s*\(({'|'.join(_UNITS)})\)", re.IGNORECASE)


@attrs.frozen
class Column:
    """A column: a field of a model, or of a model inside it.

    Args:
        name: The name, such as ``email`` or ``address.city``.
        path: The fields that lead to it: ``("address", "city")``. It is empty for a row that is a
            text itself, such as the name of a group.
        hint: The parsed type of the field. If `many` is True, a cell holds a sequence.
        annotation: The type itself, for `value_of`.
        access: The restriction on sending it. It is read-only too if a field of the path is.
        unit: The main unit of an amount: "kr", or "currency" for that of the row. It is empty for
            what is no amount.
        depth: The number of entities in the row that the field is inside of: 0 for ``address.city``
            of a contact, and 1 for ``customer.address.city`` of an invoice.
    """

    name: str
    path: tuple[str, ...]
    hint: Hint
    annotation: Any = str
    access: Access | None = None
    unit: Literal["", "kr", "currency"] = ""
    depth: int = 0

    def value(self, row: Any) -> Any:
        """Return the value of a row in this column; None if the row, or a part of it, has none."""
        for name in self.path:
            if row is None:
                return None
            row = getattr(row, name)
        return row

    @property
    def is_number(self) -> bool:
        """Whether the values are amounts or other numbers that one may add."""
        is_id = self.name.endswith(("_id", "_number", "code"))
        is_numeric = self.hint.value_type in (int, Decimal) and not self.hint.many
        return bool(self.unit) or (is_numeric and not is_id)


def as_columns(model: type[Model] | None) -> tuple[Column, ...]:
    """Return the columns of a model: its fields, and instead of a model inside it, its fields.

    A sequence is one column. A model that is inside one of its own class is left out.

    Args:
        model: The class of the rows; None for rows that are texts: their column is `name`.
    """
    if model is None:
        return (Column("name", (), hint_of(str), access=Access.READ_ONLY),)
    return tuple(_columns(model, Column("", (), hint_of(model)), frozenset()))


def _columns(model: type[Model], outer: Column, inside: frozenset[type]) -> Iterator[Column]:
    """Yield the columns of a model.

    Args:
        model: The model.
        outer: The field in which it stands.
        inside: The models in which it stands.
    """
    for field in attrs.fields(model):
        hint = hint_of(field.type)
        column = attrs.evolve(
            outer,
            name=".".join((*outer.path, field.name)),
            path=(*outer.path, field.name),
            hint=hint,
            annotation=field.type,
            access=outer.access or hint.access,
            unit=_unit_of(model, field.name, hint),
        )
        kind = hint.value_type
        if hint.many or not (isinstance(kind, type) and issubclass(kind, Model)):
            yield column
        elif kind not in inside:
            deeper = attrs.evolve(column, depth=outer.depth + _has_key(kind))
            yield from _columns(kind, deeper, inside | {model})


def _unit_of(model: type[Model], name: str, hint: Hint) -> Literal["", "kr", "currency"]:
    if not is_amount(hint) or hint.many:
        return ""
    return "currency" if model.is_in_currency(name) else "kr"


def _has_key(model: type[Model]) -> bool:
    return any(hint_of(field.type).key for field in attrs.fields(model))


def column_named(text: str, columns: Sequence[Column]) -> Column:
    """Return the column with a name.

    Raises:
        ValueError: There is none. The message has a similar one, or all of them.
    """
    by_name = {column.name: column for column in columns}
    if not text.strip():
        raise ValueError("the name of a column is empty")
    name = text.strip().replace("-", "_")
    if name in by_name:
        return by_name[name]
    below = [each for each in by_name if each.startswith(f"{name}.")]
    short = [each for each in by_name if "." not in each]
    remedy = (
        f"it has the columns {', '.join(below)}"
        if below
        else remedy_for(name, by_name, f"there are {', '.join(short)}")
    )
    raise ValueError(f"there is no column {text.strip()!r}: {remedy}")


def heading_of(column: Column, *, in_main_units: bool = False) -> str:
    """Return the heading of a column in a file.

    Args:
        column: The column.
        in_main_units: Whether amounts are written in kroner, or in the main unit of the currency
            of the row. The heading then says so: ``unit_price (kr)`` or ``net (currency)``. Without
            such a unit, they are whole øre or cents.
    """
    return f"{column.name} ({column.unit})" if in_main_units and column.unit else column.name


def named_in(heading: str) -> tuple[str, bool]:
    """Return the name in a heading, and whether the amounts below it are in main units.

    It is ``("unit_price", True)`` for ``unit_price (kr)``.
    """
    found = _IN_MAIN_UNITS.fullmatch(heading.strip())
    return (found["name"], True) if found else (heading.strip(), False)
