"""From the names and values of a row to typed values, with everything that is wrong with them."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

import attrs

from fiken._messages import short_repr
from fiken.cli._writing._files import Row, is_list, is_object, json_in_cell
from fiken.cli._writing._leaves import AMOUNT, leaf
from fiken.cli._writing._parts import Part, fields_of, is_model
from fiken.models import Model
from fiken.types import Hint

#: A heading that names the unit of its amounts: ``unit_price (kr)``.
_IN_KRONER = re.compile(r"\s*\(kr\)\Z")


@attrs.frozen
class Given:
    """What a row gives.

    Args:
        part: The values.
        problems: What is wrong, as pairs of a path and the end of a sentence.
    """

    part: Part
    problems: list[tuple[str, str]]


def given(cls: type[Model], row: Row, ignored: Collection[str] = ()) -> Given:
    """Return the typed values of a row. Whether they keep the rules of their fields is not checked.

    Args:
        cls: The class of the model.
        row: The row.
        ignored: Names that are left out, such as ``address`` or ``lines.net_in_nok``.
    """
    reading = _Reading(frozenset(ignored))
    part = Part(cls)
    for heading, value in row.values.items():
        if heading.startswith("#") or (row.is_text and _is_blank(value)):
            continue
        reading.add(part, heading.split("."), value, "", is_text=row.is_text and value is not None)
    return Given(part, reading.problems)


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


@attrs.frozen
class _Reading:
    """The reading of one row, which gathers problems.

    Args:
        ignored: The names that are left out.
        problems: The problems until now.
    """

    ignored: frozenset[str]
    problems: list[tuple[str, str]] = attrs.Factory(list[tuple[str, str]])

    def add(self, part: Part, names: list[str], raw: Any, path: str, *, is_text: bool) -> None:
        """Add the value of a heading to a part.

        Args:
            part: The part.
            names: The names of the heading: ``["address", "city"]``.
            raw: The text or the value of JSON.
            path: The path of the part, with a point at its end; empty for the whole row.
            is_text: Whether the value is the text of a cell.
        """
        first, *inner = names
        name = _IN_KRONER.sub("", first).strip()
        where, fields = f"{path}{name}", fields_of(part.cls)
        if re.sub(r"\[\d+\]", "", where) in self.ignored:
            return
        if name not in fields:
            self.problems.append((where, _unknown(name, fields)))
            return
        hint, in_kroner = fields[name], name != first
        if inner:
            self._add_inner(part, name, hint, inner, raw, where, is_text=is_text)
        elif name in part.values:
            self.problems.append((where, "is given twice: keep one of the two"))
        elif in_kroner and hint.rule is not AMOUNT:
            self.problems.append((f"{path}{first}", f"is not an amount: name the column {name}"))
        else:
            self._set(part, name, hint, raw, where, is_text=is_text, in_kroner=in_kroner)

    def _add_inner(
        self,
        part: Part,
        name: str,
        hint: Hint,
        inner: list[str],
        raw: Any,
        where: str,
        *,
        is_text: bool,
    ) -> None:
        if hint.many or not is_model(hint.value_type):
            what = "holds a list: give it as JSON" if hint.many else "has no parts"
            self.problems.append((f"{where}.{'.'.join(inner)}", f"cannot be: {name} {what}"))
            return
        below = part.values.setdefault(name, Part(hint.value_type))
        if isinstance(below, Part):
            self.add(below, inner, raw, f"{where}.", is_text=is_text)
        else:
            self.problems.append((where, "is given twice: keep one of the two"))

    def _set(
        self,
        part: Part,
        name: str,
        hint: Hint,
        raw: Any,
        where: str,
        *,
        is_text: bool,
        in_kroner: bool,
    ) -> None:
        try:
            if raw is None:
                part.values[name] = () if hint.many else None
            elif hint.many:
                items = _json_of(raw, "[", '["A", "B"]') if is_text else raw
                part.values[name] = self._several(hint, items, where, in_kroner)
            elif is_model(hint.value_type):
                value = _json_of(raw, "{", '{"name": "…"}') if is_text else raw
                part.values[name] = self._one(hint, value, where, in_kroner)
            else:
                part.values[name] = leaf(hint, raw, is_text=is_text, in_kroner=in_kroner)
        except ValueError as error:
            self.problems.append((where, str(error)))

    def _several(self, hint: Hint, items: Any, where: str, in_kroner: bool) -> tuple[Any, ...]:
        if not is_list(items):
            raise ValueError(f'must be a list, such as ["A", "B"], not {short_repr(items)}')
        places = [(item, f"{where}[{place}]") for place, item in enumerate(items)]
        return tuple(self._one(hint, *each, in_kroner) for each in places)

    def _one(self, hint: Hint, raw: Any, where: str, in_kroner: bool) -> Any:
        """Return one value of JSON: a part for an object, or a typed value."""
        if not is_model(hint.value_type):
            return leaf(hint, raw, is_text=False, in_kroner=in_kroner)
        if not is_object(raw):
            raise ValueError(f"must be an object with names and values, not {short_repr(raw)}")
        part = Part(hint.value_type)
        for name, value in raw.items():
            self.add(part, [str(name)], value, f"{where}.", is_text=False)
        return part


def _unknown(name: str, fields: Mapping[str, Hint]) -> str:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace(" ", "_").replace("-", "_").lower()
    close = get_close_matches(snake, fields, 1)
    remedy = f"did you mean {close[0]}?" if close else f"the fields are {', '.join(fields)}"
    return f"is not a field: {remedy}"


def _json_of(text: str, begins: str, example: str) -> Any:
    """Return the value of a JSON text in a cell."""
    if not text.strip().startswith(begins):
        raise ValueError(f"must be JSON, such as {example}, not {short_repr(text)}")
    try:
        return json_in_cell(text)
    except ValueError as error:
        raise ValueError(f"is not JSON ({error}): {short_repr(text)}") from None
