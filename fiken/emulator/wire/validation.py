"""Checks of a request against the contract, which return one sentence per problem.

A missing field is reported in Fiken's own words, `'customerId' er påkrevd`
(docs/observed.md#4-error-bodies). How Fiken words the other problems is not known, so these
sentences are the emulator's own.

Emulator choice, where the behaviour of Fiken was not seen:

- An unknown field that is null is ignored everywhere. An unknown field with a value is refused,
  except in drafts and in PATCH of a project, where it is ignored (docs/observed.md#2-requests).
  Fiken is not consistent here. Where nobody has tried it, the emulator follows Fiken's
  documentation.
- A read-only field is ignored, whatever its value, and so are the names in `Schema.tolerated`.
- null is accepted for every optional field, and counts as missing for a required field.
- `true` and `false` are read ignoring case in a query (docs/observed.md#2-requests), but only in
  lower case in a body.
- A number with a decimal point, even 1.0, is not an integer. Fiken's introduction says that the
  decimals of an amount are ignored, but nobody has tried it, and a client that sends kroner instead
  of øre should learn of it.
- Lengths are counted in characters (Unicode code points).
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from fiken.emulator.wire.contract import Contract, ContractField, Operation, Parameter, Schema

#: The most characters of a value that a message shows.
_LONGEST_VALUE = 60
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class Missing(str):
    """A message about a missing required field or parameter.

    The class marks such messages, because Fiken reports a missing field in another JSON form than
    other problems.
    """

    __slots__ = ()


def missing(path: str) -> Missing:
    """Return Fiken's Norwegian message about a missing field.

    `missing("customerId")` is `"'customerId' er påkrevd"`. For a nested field, the path is like
    `lines[0].vatType`.

    Observed: docs/observed.md#4-error-bodies
    """
    return Missing(f"'{path}' er påkrevd")


def problems(
    contract: Contract, schema_name: str, body: object, *, lenient: bool = False
) -> list[str]:
    """Check a JSON body, and return one sentence per problem. A valid body gives an empty list.

    Args:
        contract: Fiken's API description, which has the schemas.
        schema_name: the name of the schema that the body must follow, such as `contact`.
        body: the parsed JSON.
        lenient: accept unknown fields. An unknown field that is null is always accepted.
    """
    checks = _Checks(contract, lenient)
    return list(checks.of_object(contract.schemas[schema_name], body, ""))


def ignores_unknown_values(operation: Operation) -> bool:
    """Return whether Fiken ignores unknown fields in the body of this operation.

    Fiken ignores them in drafts and in PATCH of a project.

    Observed: docs/observed.md#2-requests
    """
    is_draft = operation.request is not None and "/drafts" in operation.path
    return is_draft or operation.name == "updateProject"


def known(contract: Contract, schema_name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a body without its unknown fields, also in nested objects.

    Args:
        contract: Fiken's API description, which has the schemas.
        schema_name: the name of the schema of the body, such as `contact`.
        body: the parsed JSON, in which `problems` has found no problem.
    """
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
    """Check the query of a request, and return one sentence per problem.

    A problem is a missing required parameter or an invalid value. Unknown parameters are ignored.

    Observed: docs/observed.md#2-requests
    """
    asked = [parameter for parameter in operation.parameters if parameter.where == "query"]
    return [problem for parameter in asked for problem in _parameter(parameter, query)]


def form_problems(
    operation: Operation, form: Mapping[str, str], *, lenient: bool = False
) -> list[str]:
    """Check the text fields of a form, and return one sentence per problem.

    A problem is an unknown field, or a text in place of a file. Missing fields are not found here,
    but later, when the operation is carried out.

    Args:
        operation: the operation, which declares the parts of the form.
        form: the text fields of the form.
        lenient: accept unknown fields.
    """
    parts = {part.name: part for part in operation.multipart}
    sentences: list[str] = []
    for name in form:
        if name not in parts and not lenient:
            sentences.append(f"'{name}' is not a part of this form")
        elif name in parts and parts[name].type == "binary":
            sentences.append(f"'{name}' must be a file: give the part a file name")
    return sentences


class _Checks:
    """The checks of a JSON body and its nested objects against a schema."""

    def __init__(self, contract: Contract, lenient: bool) -> None:
        self._schemas = contract.schemas
        self._lenient = lenient

    def of_object(self, schema: Schema, value: object, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            subject = f"'{path}'" if path else "The body"
            yield f"{subject} must be a JSON object, not {_short(value)}"
            return
        sent = cast("dict[str, Any]", value)
        for name, known in schema.fields.items():
            if known.required and known.access != "ro" and sent.get(name) is None:
                yield missing(_join(path, name))
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
            yield f"'{path}' must be a list, not {_short(value)}"
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


def _scalar(known: ContractField | Parameter, value: object, path: str) -> Iterator[str]:
    description, accepts = _TYPES[known.type]
    if not accepts(value):
        yield f"'{path}' must be {description}, not {_short(value)}"
    elif known.enum and value not in known.enum:
        yield f"'{path}' must be one of {', '.join(known.enum)}, not {_short(value)}"
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
        yield f"'{path}' must match {known.pattern}, not {_short(value)}"


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
        yield missing(parameter.name)


def _parsed(kind: str, text: str) -> object:
    """Convert the text of a query parameter to the type `kind`: `_parsed("int32", "2")` is 2.

    Only the types of whole numbers, `boolean` and `date-time` change the text. For `date-time`, a
    date gets the time `T00:00:00Z`. A text that does not fit the type is returned unchanged, and
    refused later.
    """
    if kind in {"integer", "int32", "int64"}:
        return int(text) if re.fullmatch("-?[0-9]{1,19}", text) else text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    # Every filter that was seen compares days (docs/observed.md#5-lists), but the contract has
    # date-times for the filters of time entries. Both are accepted.
    return f"{text}T00:00:00Z" if kind == "date-time" and _is_date(text) else text


def _is_integer(bits: int) -> Callable[[object], bool]:
    """Return a function that checks whether a value is an integer of at most `bits` bits.

    The function returns False for the value `True`.
    """
    return lambda value: type(value) is int and -(1 << (bits - 1)) <= value < 1 << (bits - 1)


def _is_number(value: object) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _is_date(value: object) -> bool:
    """Return whether a value is a string like 2024-01-31.

    `date.fromisoformat` alone would accept 20240131 and 2024-W05-3.
    """
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
    # The contract states no size here; every number that was seen fits into 64 bits.
    "integer": ("a whole number", _is_integer(64)),
    "int32": ("a whole number of 32 bits", _is_integer(32)),
    "int64": ("a whole number of 64 bits", _is_integer(64)),
    "date": ("a date as yyyy-MM-dd", _is_date),
    "date-time": ("a date and time as yyyy-MM-ddTHH:mm:ssZ", _is_datetime),
    "uuid": ("a UUID", lambda value: _matches(_UUID, value)),
}


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _short(value: object) -> str:
    """Return a short text for a value: "a list", "an object", or its JSON, cut if it is long."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
