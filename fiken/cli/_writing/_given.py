"""From the names and values of a row to typed values, with everything that is wrong with them."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import attrs

from fiken._messages import short_repr
from fiken.cli._families import is_amount, named_in, value_of
from fiken.cli._strict_json import loaded
from fiken.cli._words import remedy_for, snake
from fiken.cli._writing._files import Row, is_list, is_object
from fiken.cli._writing._parts import Part, fields_of, is_model
from fiken.models import Model
from fiken.types import Access, Amount, Hint, hint_of, kroner

#: How a spreadsheet shows a number that is too wide for its column: 1,23E+06.
_ROUNDED = re.compile(r"[0-9]\s*[eE]\s*[+-]?[0-9]")
_TWICE = "is given twice: keep one of the two"
#: A name with a place in a list, such as ``lines[1]``.
_PLACED = re.compile(r"(\w+)\[([0-9]{1,3})\]", re.ASCII)


@attrs.frozen
class Given:
    """What a row gives.

    Args:
        part: The values.
        problems: What is wrong, as pairs of a path and the end of a sentence.
    """

    part: Part
    problems: list[tuple[str, str]]


def given(
    cls: type[Model], row: Row, ignored: Collection[str] = (), *, is_new: bool = False
) -> Given:
    """Return the typed values of a row.

    The rules of the fields are not checked yet. An empty cell gives nothing, and neither does a
    heading that begins with #.

    Args:
        cls: The class of the model.
        row: The row.
        ignored: Names that are left out, such as ``address`` or ``lines.net_in_nok``.
        is_new: Whether a list can be given by the values in it: ``lines.description`` is that of
            the first line, and ``lines[1].description`` that of the second. A change replaces whole
            lists, so there it is an error.
    """
    reading, part = _Reading(frozenset(ignored), is_new), Part(cls)
    for heading, raw in row.values.items():
        is_empty = row.is_text and isinstance(raw, str) and not raw.strip()
        if not heading.startswith("#") and not is_empty:
            name, in_main_units = named_in(heading)
            value = _Raw(raw, "", row.is_text, in_main_units, has_unit=in_main_units)
            reading.add(part, name.split("."), value)
    return Given(part, reading.problems)


@attrs.frozen
class _Raw:
    """A value that was not looked at yet.

    Args:
        value: The text of a cell, or the value of JSON.
        where: The path of what holds it, with a point at its end; empty for the whole row.
        is_text: Whether it is the text of a cell. None means there too that a field is emptied.
        in_main_units: Whether amounts are in kroner, or in the main unit of another currency.
        has_unit: Whether its own name says so, and not only that of what holds it.
    """

    value: Any
    where: str
    is_text: bool
    in_main_units: bool
    has_unit: bool


@attrs.frozen
class _Reading:
    """The reading of one row, which gathers problems.

    Args:
        ignored: The names that are left out.
        is_new: Whether a list can be given by the values in it.
        problems: The problems until now.
    """

    ignored: frozenset[str]
    is_new: bool
    problems: list[tuple[str, str]] = attrs.Factory(list[tuple[str, str]])

    def add(self, part: Part, names: list[str], raw: _Raw) -> None:
        """Add a value to a part.

        Args:
            part: The part.
            names: The name of its field, and those of fields below: ``["address", "city"]``.
            raw: The value, whose path is that of the part.
        """
        name, *below = names
        if below:
            name, _ = _placed(name)
        where, fields = f"{raw.where}{name}", fields_of(part.cls)
        if re.sub(r"\[[0-9]+\]", "", where) in self.ignored:
            return
        if name not in fields:
            self.problems.append((where, _unknown(name, fields)))
        elif below:
            self._add_below(part, names, raw)
        elif name in part.values:
            self.problems.append((where, _TWICE))
        else:
            try:
                part.values[name] = self._value(part.cls, name, attrs.evolve(raw, where=where))
            except ValueError as error:
                self.problems.append((where, str(error)))

    def _add_below(self, part: Part, names: list[str], raw: _Raw) -> None:
        (name, place), below = _placed(names[0]), names[1:]
        hint, path = fields_of(part.cls)[name], f"{raw.where}{'.'.join(names)}"
        where = f"{raw.where}{name}"
        if not is_model(hint.value_type) and not hint.many:
            self.problems.append((path, f"is not a field: {name} has no parts"))
        elif hint.many and not (self.is_new and is_model(hint.value_type)):
            self.problems.append((path, f"is in a list: give {name} as JSON"))
        elif not hint.many and place is not None:
            self.problems.append((path, f"is not a field: {name} is not a list"))
        elif hint.many:
            items: list[Part] | tuple[Any, ...] = part.values.setdefault(name, list[Part]())
            number = place or 0
            if not isinstance(items, list):
                self.problems.append((path, _TWICE))
            elif number > len(items):
                self.problems.append((path, f"needs {name}[{len(items)}] before it"))
            else:
                items += [Part(hint.value_type)] if number == len(items) else []
                self.add(items[number], below, attrs.evolve(raw, where=f"{where}[{number}]."))
        elif isinstance(inner := part.values.setdefault(name, Part(hint.value_type)), Part):
            self.add(inner, below, attrs.evolve(raw, where=f"{where}."))
        else:
            self.problems.append((path, _TWICE))

    def _value(self, cls: type[Model], name: str, raw: _Raw) -> Any:
        """Return the value of a field: a typed value, a part, or a tuple of these.

        Raises:
            ValueError: It cannot be read. The message is the end of a sentence about it.
        """
        hint = fields_of(cls)[name]
        if raw.value is None:
            return () if hint.many else None
        if hint.many:
            example = (
                f"[{_example(hint.value_type)}]" if is_model(hint.value_type) else '["A", "B"]'
            )
            items = _json_of(raw, "[", example)
            if not is_list(items):
                raise ValueError(f"must be a list, such as {example}, not {short_repr(items)}")
            places = [(item, f"{raw.where}[{place}]") for place, item in enumerate(items)]
            return tuple(self._part_or_item(hint.value_type, *each, raw) for each in places)
        if is_model(hint.value_type):
            value = _json_of(raw, "{", _example(hint.value_type))
            return self._part_or_item(hint.value_type, value, raw.where, raw)
        annotation = next(each.type for each in cls.__attrs_attrs__ if each.name == name)
        return _single(annotation, name, raw)

    def _part_or_item(self, kind: Any, value: Any, where: str, raw: _Raw) -> Any:
        """Return the part for an object of JSON; another item of a list stays as it is."""
        if not is_model(kind):
            return value
        if not is_object(value):
            raise ValueError(f"must be an object with names and values, not {short_repr(value)}")
        part = Part(kind)
        for heading, each in value.items():
            name, in_main_units = named_in(str(heading))
            is_main = raw.in_main_units or in_main_units
            inner = _Raw(each, f"{where}.", False, is_main, has_unit=in_main_units)
            self.add(part, [name], inner)
        return part


def _placed(name: str) -> tuple[str, int | None]:
    """Return a name without its place in a list, and the place; None if it has none."""
    found = _PLACED.fullmatch(name)
    return (found[1], int(found[2])) if found else (name, None)


def _single(annotation: Any, name: str, raw: _Raw) -> Any:
    """Return the value of a field that has neither parts nor several values."""
    value = raw.value
    if is_amount(hint_of(annotation)):
        return _amount(name, raw)
    if raw.has_unit:
        raise ValueError("is not an amount, so its name has no unit in brackets")
    return value_of(annotation, value) if isinstance(value, str) else value


def _amount(name: str, raw: _Raw) -> int:
    """Return whole øre, or another smallest unit, from what is in main units or is whole øre."""
    value = raw.value
    if isinstance(value, str) and _ROUNDED.search(value):
        shown = short_repr(value)
        raise ValueError(f"is {shown}, which a spreadsheet may have rounded: write all its digits")
    if raw.in_main_units and type(value) is not bool:
        try:
            return kroner(value)
        except TypeError as error:
            raise ValueError(f"must be an amount of kroner: {error}") from None
    if type(value) is int and not raw.in_main_units:
        return value
    try:
        return int(value_of(Amount, str(value)))
    except ValueError:
        shown = short_repr(str(value) if isinstance(value, Decimal) else value)
        remedy = f"name it '{name} (kr)' if these are kroner"
        raise ValueError(f"must be whole øre, not {shown}: {remedy}") from None


def _example(cls: type[Model]) -> str:
    """Return what JSON of a part looks like: the first field that can be sent."""
    names = (name for name, hint in fields_of(cls).items() if hint.access is not Access.READ_ONLY)
    return f'{{"{next(names, "name")}": "…"}}'


def is_known(cls: type[Model], path: str) -> bool:
    """Return whether a model has a field, also in a list of models: ``lines.net_in_nok``."""
    name, _, below = path.partition(".")
    hint = fields_of(cls).get(name)
    if hint is None or not below:
        return hint is not None
    return is_model(hint.value_type) and is_known(hint.value_type, below)


def names_value(cls: type[Model], path: str) -> bool:
    """Return whether a path names a field with one value: ``address.city``, but not ``address``."""
    name, _, below = path.partition(".")
    hint = fields_of(cls).get(name)
    if hint is None or hint.many:
        return False
    if is_model(hint.value_type):
        return names_value(hint.value_type, below)
    return not below


def _unknown(name: str, fields: Mapping[str, Hint]) -> str:
    bare = re.sub(r"\s*\(.*\)$", "", name)
    if bare != name and bare in fields and is_amount(fields[bare]):
        return f"is not a field: name it {bare} for whole øre, or '{bare} (kr)' for kroner"
    listing = f"the fields are {', '.join(fields)}"
    return f"is not a field: {remedy_for(snake(name).replace(' ', '_'), fields, listing)}"


def _json_of(raw: _Raw, begins: str, example: str) -> Any:
    """Return a value of JSON; in a cell it is a text."""
    if not raw.is_text:
        return raw.value
    if not raw.value.strip().startswith(begins):
        raise ValueError(f"must be JSON, such as {example}, not {short_repr(raw.value)}")
    try:
        return loaded(raw.value)
    except ValueError as error:
        raise ValueError(f"is not JSON ({error}): {short_repr(raw.value)}") from None
