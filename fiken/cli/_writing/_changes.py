"""What a row changes of an entity that was loaded from Fiken."""

from collections.abc import Mapping
from typing import Any

import attrs

from fiken._messages import short_repr
from fiken.cli._writing._files import is_list
from fiken.cli._writing._parts import Part, built, fields_of
from fiken.models import Model
from fiken.types import Access


@attrs.frozen
class Changes:
    """What a row changes of a model.

    Args:
        values: The new values of the fields that differ, as typed values and models.
        problems: What cannot be changed, as pairs of a path and the end of a sentence.
    """

    values: Mapping[str, Any]
    problems: list[tuple[str, str]]


def changes_of(model: Model, part: Part, path: str = "") -> Changes:
    """Return what the values of a row change. A value that is in Fiken already is no change.

    Args:
        model: The loaded model.
        part: The values of the row.
        path: The path of the model, with a point at its end; empty for the whole row.
    """
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    fields = fields_of(part.cls)
    for name, value in part.values.items():
        current, where = getattr(model, name), f"{path}{name}"
        if _is_same(current, value):
            continue
        if fields[name].access is Access.READ_ONLY:
            problems.append((where, _set_by_fiken(current, where)))
        elif isinstance(value, Part) and isinstance(current, Model):
            below = changes_of(current, value, f"{where}.")
            problems += below.problems
            values[name] = current.evolve(**below.values) if not below.problems else current
        else:
            values[name] = _new(value)
    return Changes(values, problems)


def _is_same(current: Any, value: Any) -> bool:
    if isinstance(value, Part):
        if not isinstance(current, Model):
            return False
        return all(_is_same(getattr(current, name), each) for name, each in value.values.items())
    if is_list(value) and is_list(current):
        pairs = zip(current, value, strict=False)
        return len(current) == len(value) and all(_is_same(*pair) for pair in pairs)
    return value == current or (value in (None, ()) and current in (None, ()))


def _new(value: Any) -> Any:
    if is_list(value):
        return tuple(map(_new, value))
    return built(value) if isinstance(value, Part) else value


def _set_by_fiken(current: Any, where: str) -> str:
    has = "another one" if isinstance(current, Model | tuple) else short_repr(current)
    name = where.partition("[")[0]
    return f"is set by Fiken, which has {has}: leave it out, or add --ignore {name}"
