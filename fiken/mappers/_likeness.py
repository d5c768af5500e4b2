"""What Fiken keeps of a model as it was sent, to recognize an entity that a lost write has made."""

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Any

from fiken.mappers._declaration import mapper_of
from fiken.models._base import Model


def likeness_of(model: Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of some fields as JSON, so that those sent and those answered are equal.

    Spaces around a text do not count, an empty text is None, and neither does the order of lines
    count, nor how a decimal is written.

    Args:
        model: A new model, or one that Fiken has answered.
        names: The names of the fields. ``lines.account`` is the field `account` of every line.

    Returns:
        The values by name: ``{"date": "2026-06-15", "lines": [["3000", "10000"]]}``. Of lines, it
        has the values of all named fields, line by line.
    """
    plain = [name for name in names if "." not in name]
    likeness = {name: _json(model, name) for name in plain}
    inner: dict[str, list[str]] = {}
    for name in names:
        owner, _, field = name.partition(".")
        if field:
            inner.setdefault(owner, []).append(field)
    for owner, fields in inner.items():
        rows = [[_json(line, field) for field in fields] for line in getattr(model, owner)]
        likeness[owner] = sorted(rows, key=repr)
    return likeness


def number_text(value: Decimal | int) -> str:
    """Return a number as text: "1" for 1, for 1.0 and for 1.00, in any decimal context."""
    if isinstance(value, int):
        return str(value)
    return format(value.normalize(_EXACT), "f")


# More digits than Fiken has. The context of the user may round to fewer.
_EXACT = Context(prec=64)


def _json(model: Model, name: str) -> Any:
    value = getattr(model, name)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return number_text(value)
    written = mapper_of(type(model)).fields[name].written(value)
    return (written.strip() or None) if isinstance(written, str) else written
