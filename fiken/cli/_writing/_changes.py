"""What a row changes of an entity that was loaded from Fiken."""

from collections.abc import Iterator
from typing import Any

import attrs

from fiken._messages import short_repr
from fiken.cli._writing._files import is_list
from fiken.cli._writing._parts import Part, built_value, fields_of, missing, parts_in
from fiken.models import Model
from fiken.types import Access


@attrs.frozen
class Changes:
    """What a row changes of a model.

    Args:
        part: The values that differ from those of the model.
        problems: What cannot be changed, as pairs of a path and the end of a sentence.
    """

    part: Part
    problems: list[tuple[str, str]]


def changes_of(model: Model, part: Part, path: str = "") -> Changes:
    """Return what the values of a row change. A value that Fiken has already is no change.

    Args:
        model: The loaded model.
        part: The values of the row.
        path: The path of the model, with a point at its end; empty for the whole row.
    """
    changes, fields = Changes(Part(part.cls), []), fields_of(part.cls)
    for name, value in part.values.items():
        current, where = getattr(model, name), f"{path}{name}"
        if _is_same(current, value):
            continue
        if fields[name].access is Access.READ_ONLY:
            changes.problems.append((where, _set_by_fiken(current, name)))
        elif isinstance(value, Part) and isinstance(current, Model):
            below = changes_of(current, value, f"{where}.")
            changes.part.values[name] = below.part
            changes.problems.extend(below.problems)
        else:
            changes.part.values[name] = value
    return changes


def evolved(model: Model, part: Part) -> Model:
    """Return a model with the changes of a row. A part of it keeps what the row does not change.

    Raises:
        InvalidAttributeError: A value breaks the rule of its field, or cannot be emptied.
        TypeError: A value without which there is no new part is missing.
    """
    values: dict[str, Any] = {}
    for name, value in part.values.items():
        current = getattr(model, name)
        is_below = isinstance(value, Part) and isinstance(current, Model)
        values[name] = evolved(current, value) if is_below else built_value(value)
    return model.evolve(**values)


def missing_inside(model: Model, part: Part, path: str = "") -> Iterator[str]:
    """Yield the path of each value that a new part needs, such as an address where was none.

    Args:
        model: The loaded model.
        part: The changes.
        path: The path of the model, with a point at its end; empty for the whole row.
    """
    for name, value in part.values.items():
        current, where = getattr(model, name), f"{path}{name}"
        if isinstance(value, Part) and isinstance(current, Model):
            yield from missing_inside(current, value, f"{where}.")
        else:
            for place, each in parts_in(value, where):
                yield from missing(each, (), f"{place}.")


def differences(old: Model, new: Model, path: str = "") -> Iterator[str]:
    """Yield each change as a text: ``email 'a@x.no' -> None``.

    Args:
        old: The model as it was loaded.
        new: The changed model.
        path: The path of the model, with a point at its end; empty for the whole one.
    """
    for name in fields_of(type(old)):
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if isinstance(before, Model) and isinstance(after, Model):
            yield from differences(before, after, f"{path}{name}.")
        else:
            yield f"{path}{name} {_shown(before)} -> {_shown(after)}"


def _shown(value: Any) -> str:
    if isinstance(value, Model):
        return value.as_json()
    if is_list(value):
        return f"[{', '.join(map(_shown, value))}]"
    return short_repr(str(value)) if isinstance(value, str) else str(value)


def _is_same(current: Any, value: Any) -> bool:
    if isinstance(value, Part):
        if not isinstance(current, Model):
            return False
        return all(_is_same(getattr(current, name), each) for name, each in value.values.items())
    if is_list(value) and is_list(current):
        pairs = zip(current, value, strict=False)
        return len(current) == len(value) and all(_is_same(*pair) for pair in pairs)
    return value == current or (value in (None, ()) and current in (None, ()))


def _set_by_fiken(current: Any, name: str) -> str:
    has = "another one" if isinstance(current, Model) or is_list(current) else _shown(current)
    return f"is set by Fiken, which has {has}: leave it out, or add --ignore {name}"
