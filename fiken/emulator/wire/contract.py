"""The contract of the Fiken API as data: operations, parameters, schemas and fields.

`load()` reads `contract.json`. `tools/contract.py` distils that file from Fiken's OpenAPI
description and corrects it where the real service was seen to differ: `Contract.corrections` lists
each correction with its reason.

Types are `string`, `boolean`, `number`, `integer`, `int32`, `int64`, `date`, `date-time`, `uuid`,
`binary` (the file of a form), or the name of a schema. In the file a bare string stands for a
field that has a type and nothing else.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

from fiken.emulator.wire.routes import Routes

Json: TypeAlias = dict[str, Any]
Access: TypeAlias = Literal["rw", "ro", "wo"]


@dataclass(frozen=True, slots=True)
class ContractField:
    """One field of a schema, or one part of a form.

    Where `many` is true, the type, the limits and the enumeration are those of one item. `access`
    is the flag as the contract states it; in a schema that occurs in answers only, `wo` has no
    meaning.
    """

    name: str
    type: str
    many: bool = False
    required: bool = False
    access: Access = "rw"
    nullable: bool = False
    min_items: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    enum: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields that a JSON object may have, inherited fields included."""

    name: str
    fields: Mapping[str, ContractField]
    #: The schema whose fields it inherits, if any.
    extends: str | None = None
    #: Undeclared names that Fiken accepts; their values are ignored.
    tolerated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the path or of the query."""

    name: str
    where: Literal["path", "query"]
    type: str
    required: bool = False
    enum: tuple[str, ...] = ()
    default: Any = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API: a method on a path."""

    method: str
    #: The template, as `/companies/{companySlug}/contacts/{contactId}`.
    path: str
    #: Fiken's operationId, as `getContact`.
    name: str
    parameters: tuple[Parameter, ...]
    #: The schema of the JSON body; None where there is no body or a form.
    request: str | None
    #: Whether the JSON body may be left out (the operations of the counters).
    optional_body: bool
    #: The parts of a multipart form; empty where there is none.
    multipart: tuple[ContractField, ...]
    #: The schema of the answer, or `string` for a list of those; None for an empty one.
    result: str | None
    many: bool
    #: Whether it takes `page` and `pageSize` and answers with the `Fiken-Api-*` headers.
    paged: bool
    #: The statuses of success.
    statuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One change that observations make to the contract, with its reason."""

    where: str
    change: str
    why: str


class Match(NamedTuple):
    """What the contract has at a path: the operations by method, and the path parameters."""

    operations: Mapping[str, Operation]
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Contract:
    """Every operation and schema of the API, with the corrections already made."""

    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    corrections: tuple[Correction, ...]
    #: Names of the schemas that requests carry, themselves or within a field that is sent.
    requests: frozenset[str]
    #: Names of the schemas that answers carry, themselves or within a field.
    results: frozenset[str]
    _routes: Routes[Mapping[str, Operation]] = field(repr=False, compare=False)

    def operation(self, method: str, template: str) -> Operation:
        """Return the operation with that method and path template.

        Raises:
            KeyError: the contract has no such operation.
        """
        for operation in self.operations:
            if (operation.method, operation.path) == (method, template):
                return operation
        raise KeyError(f"Fiken has no {method} {template}")

    def at(self, path: str) -> Match | None:
        """Return what can be done at a path, whatever the method; None for an unknown path."""
        found = self._routes.find(path)
        return None if found is None else Match(*found)

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation that serves a path and its path parameters, or None.

        A literal segment wins over a parameter whatever the method: `GET /invoices/send` is not
        the invoice with the id "send". A path that is served by other `methods` is a 405.
        """
        found = self.at(path)
        if found is None or method not in found.operations:
            return None
        return found.operations[method], found.parameters

    def methods(self, path: str) -> tuple[str, ...]:
        """Return the methods that a path takes; empty for an unknown path."""
        found = self.at(path)
        return () if found is None else tuple(found.operations)

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return every field that can travel, once, as (declaring schema, field).

        Coverage counts these. A field that is read-only in a schema that is only sent never
        travels.
        """
        travelling = (
            self.home(name, known.name)
            for name in self.schemas
            for known in self.schemas[name].fields.values()
            if name in self.results or (name in self.requests and known.access != "ro")
        )
        return tuple(dict.fromkeys(travelling))

    def home(self, schema: str, name: str) -> tuple[str, str]:
        """Return the schema that declares a field, which may be the extended one, and the field."""
        base = self.schemas[schema].extends
        inherited = base is not None and name in self.schemas[base].fields
        return (base, name) if base is not None and inherited else (schema, name)


@cache
def load() -> Contract:
    """Return the shipped contract; it is read once per process."""
    text = files("fiken.emulator.wire").joinpath("contract.json").read_text(encoding="utf-8")
    facts: Json = json.loads(text)
    operations = tuple(_operations(facts))
    schemas = {name: _schema(name, schema) for name, schema in facts["schemas"].items()}
    return Contract(
        operations=operations,
        schemas=MappingProxyType(schemas),
        corrections=tuple(Correction(**correction) for correction in facts["corrections"]),
        requests=_within((o.request for o in operations), schemas, sent=True),
        results=_within((o.result for o in operations), schemas, sent=False),
        _routes=_routes(operations),
    )


def _schema(name: str, facts: Json) -> Schema:
    fields = {key: _field(key, declared) for key, declared in facts["fields"].items()}
    tolerated = tuple(facts.get("tolerated", ()))
    return Schema(name, MappingProxyType(fields), facts.get("extends"), tolerated)


def _field(name: str, declared: str | Json) -> ContractField:
    facts: Json = {"type": declared} if isinstance(declared, str) else declared
    known: Json = {_snake_case(key): value for key, value in facts.items()}
    known["enum"] = tuple(facts.get("enum", ()))
    return ContractField(name, **known)


def _snake_case(key: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key)


def _operations(facts: Json) -> Iterator[Operation]:
    for key, declared in facts["operations"].items():
        method, _, path = key.partition(" ")
        paging: Json = facts["paging"] if declared.get("paged") else {}
        parameters = (
            *_parameters("path", declared.get("path", {})),
            *_parameters("query", paging | declared.get("query", {})),
        )
        yield _operation(method, path, parameters, declared)


def _operation(method: str, path: str, parameters: tuple[Parameter, ...], facts: Json) -> Operation:
    return Operation(
        method=method,
        path=path,
        name=facts["name"],
        parameters=parameters,
        request=facts.get("request"),
        optional_body=facts.get("optional", False),
        multipart=tuple(_field(name, part) for name, part in facts.get("form", {}).items()),
        result=facts.get("result"),
        many=facts.get("many", False),
        paged=facts.get("paged", False),
        statuses=tuple(facts["statuses"]),
    )


def _parameters(where: Literal["path", "query"], declared: Json) -> Iterator[Parameter]:
    for name, facts in declared.items():
        known = _field(name, facts)
        yield Parameter(
            name=name,
            where=where,
            type=known.type,
            required=known.required or where == "path",
            enum=known.enum,
            default=known.default,
            minimum=known.minimum,
            maximum=known.maximum,
        )


def _within(
    names: Iterable[str | None], schemas: Mapping[str, Schema], *, sent: bool
) -> frozenset[str]:
    """Return these schemas and all schemas of their fields; read-only fields are never sent."""
    found: set[str] = set()
    waiting = [name for name in names if name is not None]
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in found:
            found.add(name)
            fields = schemas[name].fields.values()
            waiting += [f.type for f in fields if not (sent and f.access == "ro")]
    return frozenset(found)


def _routes(operations: tuple[Operation, ...]) -> Routes[Mapping[str, Operation]]:
    """Return the index of the templates, each with its operations by method."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    return Routes({path: MappingProxyType(methods) for path, methods in by_path.items()})
