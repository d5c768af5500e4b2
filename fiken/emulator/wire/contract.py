"""The contract of the Fiken API as data: what may be asked, sent and answered.

`load()` reads `contract.json`, which `tools/contract.py` distils from Fiken's OpenAPI description
and corrects where the facts do (`Contract.corrections`, each with its reason).

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
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]
Access: TypeAlias = Literal["rw", "ro", "wo"]


@dataclass(frozen=True, slots=True)
class ContractField:
    """One field of a schema, or one part of a form.

    Where `many`, the type, the limits and the enumeration are those of an item. `access` is the
    flag as the contract states it; in a schema that is only answered, `wo` means nothing.
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
    """What a JSON object may hold, inherited fields included."""

    name: str
    fields: Mapping[str, ContractField]
    #: The schema whose fields were taken over, if any.
    extends: str | None = None
    #: Names that Fiken takes though they are undeclared; their values are ignored.
    tolerated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in the path or in the query."""

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
    """One thing that Fiken can be asked to do."""

    method: str
    #: The template, as `/companies/{companySlug}/contacts/{contactId}`.
    path: str
    #: Fiken's operationId, as `getContact`.
    name: str
    parameters: tuple[Parameter, ...]
    #: The schema of the JSON body; None where there is no body or a form.
    request: str | None
    #: Whether the JSON body may be left out (the counters').
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
    """What the facts change in the contract, and why."""

    where: str
    change: str
    why: str


@dataclass(frozen=True, slots=True)
class Route:
    """A path template and what can be done there, by method."""

    segments: tuple[str, ...]
    operations: Mapping[str, Operation]

    def values(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The path parameters, or None where the literal segments differ."""
        pairs = list(zip(self.segments, segments, strict=True))
        if any(ours != theirs for ours, theirs in pairs if not _is_parameter(ours)):
            return None
        return {ours[1:-1]: theirs for ours, theirs in pairs if _is_parameter(ours)}


@dataclass(frozen=True, slots=True)
class Contract:
    """Every operation and schema of the API, and how the facts correct them."""

    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    corrections: tuple[Correction, ...]
    #: Names of the schemas that requests carry, themselves or within a field that is sent.
    requests: frozenset[str]
    #: Names of the schemas that answers carry, themselves or within a field.
    results: frozenset[str]
    _routes: tuple[Route, ...] = field(repr=False, compare=False)

    def operation(self, method: str, template: str) -> Operation:
        """The operation with that method and path template; KeyError where there is none."""
        for operation in self.operations:
            if (operation.method, operation.path) == (method, template):
                return operation
        raise KeyError(f"Fiken has no {method} {template}")

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation that serves a path and its path parameters, if there is one.

        A literal segment wins over a parameter whatever the method: `GET /invoices/send` is not
        the invoice with the id "send". A path that is served by other `methods` is a 405.
        """
        found = self._route(path)
        if found is None or method not in found[0].operations:
            return None
        return found[0].operations[method], found[1]

    def methods(self, path: str) -> tuple[str, ...]:
        """The methods that a path takes; empty for an unknown path."""
        found = self._route(path)
        return () if found is None else tuple(found[0].operations)

    def _route(self, path: str) -> tuple[Route, dict[str, str]] | None:
        segments = tuple(path.strip("/").split("/"))
        for route in self._routes:
            if len(route.segments) == len(segments):
                values = route.values(segments)
                if values is not None:
                    return route, values
        return None

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every field that can travel, once, as (declaring schema, field): what coverage counts.

        Left out is what is read-only in a schema that is only sent.
        """
        travelling = (
            self.home(name, known.name)
            for name in self.schemas
            for known in self.schemas[name].fields.values()
            if name in self.results or (name in self.requests and known.access != "ro")
        )
        return tuple(dict.fromkeys(travelling))

    def home(self, schema: str, name: str) -> tuple[str, str]:
        """The schema that declares the field, which may be the one extended, and the field."""
        base = self.schemas[schema].extends
        inherited = base is not None and name in self.schemas[base].fields
        return (base, name) if base is not None and inherited else (schema, name)


@cache
def load() -> Contract:
    """The contract that is shipped, read once."""
    text = files("fiken.emulator.wire").joinpath("contract.json").read_text(encoding="utf-8")
    return _contract(json.loads(text))


def _contract(facts: Json) -> Contract:
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
    """Those schemas and all that stand in them; what is read-only is never sent."""
    found: set[str] = set()
    waiting = [name for name in names if name is not None]
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in found:
            found.add(name)
            fields = schemas[name].fields.values()
            waiting += [f.type for f in fields if not (sent and f.access == "ro")]
    return frozenset(found)


def _routes(operations: tuple[Operation, ...]) -> tuple[Route, ...]:
    """One route a template, those with a literal where others have a parameter first."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    routes = [
        Route(tuple(path.strip("/").split("/")), MappingProxyType(methods))
        for path, methods in by_path.items()
    ]
    return tuple(sorted(routes, key=lambda route: [_is_parameter(s) for s in route.segments]))


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")
