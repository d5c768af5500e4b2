"""What Fiken refuses with 400, by the contract alone: pure functions from a request to sentences.

A missing field is told in Fiken's own words, `'customerId' er påkrevd`
(docs/observed.md#4-error-bodies); no other wording of these refusals is known, so the others are
ours.

The choices, where the facts leave one:

- An unknown field that holds null is ignored everywhere; one with a value is refused, but for
  drafts and PATCH of a project, which ignore it too (docs/observed.md#2-requests). Fiken does not
  do so evenly; where it was not tried, what its documentation says holds.
- A read-only field is ignored, whatever it holds; so is what a schema tolerates.
- null is accepted for every optional field, and is a missing value of a required one.
- `true` and `false` of a query stand in any case (docs/observed.md#2-requests); in a body they are
  JSON's own.
- A number with a fraction, 1.0 included, is no integer: the contract's type says so. The
  introduction says that fractions of an amount are ignored, but nobody has tried it, and a client
  that sends kroner for øre had better hear of it.
- Lengths are counted in characters (Unicode code points).
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from fiken.emulator.wire.contract import Contract, ContractField, Operation, Parameter, Schema

_SHOWN = 60
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def problems(
    contract: Contract, schema_name: str, body: object, *, lenient: bool = False
) -> list[str]:
    """Return everything that is wrong with a JSON body, one sentence each.

    Args:
        contract: the contract.
        schema_name: the schema that the body must follow.
        body: the parsed JSON.
        lenient: ignore unknown fields with a value, too.
    """
    checks = _Checks(contract, lenient)
    return list(checks.of_object(contract.schemas[schema_name], body, ""))


def ignores_unknown_values(operation: Operation) -> bool:
    """Return whether Fiken was seen to ignore unknown fields of such a body.

    Observed: docs/observed.md#2-requests
    """
    is_draft = operation.request is not None and "/drafts" in operation.path
    return is_draft or operation.name == "updateProject"


def known(contract: Contract, schema_name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a valid body without its unknown fields, at any depth."""
    fields = contract.schemas[schema_name].fields

    def value_of(name: str, value: Any) -> Any:
        kind = fields[name].type
        if kind in contract.schemas and isinstance(value, dict):
            return known(contract, kind, cast("dict[str, Any]", value))
        return value

    return {
        name: [value_of(name, item) for item in cast("Sequence[Any]", value)]
        if isinstance(value, list)
        else value_of(name, value)
        for name, value in body.items()
        if name in fields
    }


def query_problems(operation: Operation, query: Mapping[str, str]) -> list[str]:
    """Everything that is wrong with the query; unknown parameters are ignored.

    Observed: docs/observed.md#2-requests
    """
    asked = [parameter for parameter in operation.parameters if parameter.where == "query"]
    return [problem for parameter in asked for problem in _parameter(parameter, query)]


def form_problems(
    operation: Operation, form: Mapping[str, str], *, lenient: bool = False
) -> list[str]:
    """Return what is wrong with the texts of a form; what is missing its handler tells."""
    parts = {part.name: part for part in operation.multipart}
    found: list[str] = []
    for name in form:
        if name not in parts and not lenient:
            found.append(f"'{name}' is not a part of this form")
        elif name in parts and parts[name].type == "binary":
            found.append(f"'{name}' must be a file: give the part a file name")
    return found


class _Checks:
    """What a JSON body is held against."""

    def __init__(self, contract: Contract, lenient: bool) -> None:
        self._schemas = contract.schemas
        self._lenient = lenient

    def of_object(self, schema: Schema, value: object, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{_named(path)} must be a JSON object, not {_shown(value)}"
            return
        sent = cast("dict[str, Any]", value)
        yield from _missing(schema, sent, path)
        for name, item in sent.items():
            field = schema.fields.get(name)
            if field is not None:
                yield from self._of_field(field, item, _join(path, name))
            elif not (item is None or self._lenient or name in schema.tolerated):
                yield f"'{_join(path, name)}' is not a field of {schema.name}"

    def _of_field(self, field: ContractField, value: object, path: str) -> Iterator[str]:
        if field.access == "ro" or value is None:
            return
        if not field.many:
            yield from self._of_one(field, value, path)
        elif not isinstance(value, list):
            yield f"'{path}' must be a list, not {_shown(value)}"
        else:
            yield from self._of_items(field, cast("Sequence[Any]", value), path)

    def _of_items(self, field: ContractField, values: Sequence[Any], path: str) -> Iterator[str]:
        if field.min_items is not None and len(values) < field.min_items:
            yield f"'{path}' must hold at least {field.min_items}, not {len(values)}"
        for index, value in enumerate(values):
            yield from self._of_one(field, value, f"{path}[{index}]")

    def _of_one(self, field: ContractField, value: object, path: str) -> Iterator[str]:
        if field.type in self._schemas:
            yield from self.of_object(self._schemas[field.type], value, path)
        else:
            yield from _scalar(field, value, path)


def _missing(schema: Schema, sent: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, known in schema.fields.items():
        if known.required and known.access != "ro" and sent.get(name) is None:
            yield f"'{_join(path, name)}' er påkrevd"


def _scalar(known: ContractField | Parameter, value: object, path: str) -> Iterator[str]:
    says, holds = _TYPES[known.type]
    if not holds(value):
        yield f"'{path}' must be {says}, not {_shown(value)}"
    elif known.enum and value not in known.enum:
        yield f"'{path}' must be one of {', '.join(known.enum)}, not {_shown(value)}"
    elif isinstance(value, str):
        yield from _text(known, value, path)
    elif isinstance(value, int | float):
        yield from _number(known, value, path)


def _text(known: ContractField | Parameter, value: str, path: str) -> Iterator[str]:
    if not isinstance(known, ContractField):
        return
    if known.min_length is not None and len(value) < known.min_length:
        yield f"'{path}' must be at least {known.min_length} characters, not {len(value)}"
    if known.max_length is not None and len(value) > known.max_length:
        yield f"'{path}' must be at most {known.max_length} characters, not {len(value)}"
    # fullmatch, since a bare $ lets a line end through; the contract's patterns are anchored
    if known.pattern is not None and not re.fullmatch(known.pattern, value):
        yield f"'{path}' must match {known.pattern}, not {_shown(value)}"


def _number(known: ContractField | Parameter, value: float, path: str) -> Iterator[str]:
    if known.minimum is not None and value < known.minimum:
        yield f"'{path}' must be at least {known.minimum}, not {value}"
    if known.maximum is not None and value > known.maximum:
        yield f"'{path}' must be at most {known.maximum}, not {value}"


def _parameter(parameter: Parameter, query: Mapping[str, str]) -> Iterator[str]:
    text = query.get(parameter.name)
    if text is not None:
        yield from _scalar(parameter, _parsed(parameter.type, text), parameter.name)
    elif parameter.required:
        yield f"'{parameter.name}' er påkrevd"


def _parsed(kind: str, text: str) -> object:
    """The value that a query's text stands for, or the text where it stands for none."""
    if kind in {"integer", "int32", "int64"}:
        return int(text) if re.fullmatch("-?[0-9]{1,19}", text) else text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    # Days are what Fiken compares in every filter seen (docs/observed.md#5-lists), though the
    # contract has date-times for the time entries': both are taken.
    return f"{text}T00:00:00Z" if kind == "date-time" and _is_date(text) else text


def _is_integer(bits: int) -> Callable[[object], bool]:
    """Whether a value is a whole number of so many bits; True is none, though Python's is."""
    return lambda value: type(value) is int and -(1 << (bits - 1)) <= value < 1 << (bits - 1)


def _is_number(value: object) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _is_date(value: object) -> bool:
    """yyyy-MM-dd only; `date.fromisoformat` alone takes 20240101 and week dates too."""
    return _matches("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and _is_iso(date, value)


def _is_datetime(value: object) -> bool:
    return _matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)?", value) and _is_iso(
        datetime, value
    )


def _is_iso(kind: type[date], value: object) -> bool:
    try:
        kind.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _matches(pattern: str, value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


_TYPES: dict[str, tuple[str, Callable[[object], bool]]] = {
    "string": ("a string", lambda value: isinstance(value, str)),
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "number": ("a number", _is_number),
    # Without a format no size is stated; every number seen fits into 64 bits.
    "integer": ("a whole number", _is_integer(64)),
    "int32": ("a whole number of 32 bits", _is_integer(32)),
    "int64": ("a whole number of 64 bits", _is_integer(64)),
    "date": ("a date as yyyy-MM-dd", _is_date),
    "date-time": ("a date and time as yyyy-MM-ddTHH:mm:ssZ", _is_datetime),
    "uuid": ("a UUID", lambda value: _matches(_UUID, value)),
}


def _named(path: str) -> str:
    return f"'{path}'" if path else "The body"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: object) -> str:
    """The value, shortened; what kind of thing it is where it is a list or an object."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
