"""The contract: a description of the Fiken API, with its operations, schemas and fields.

`load()` reads `contract.json`. `tools/contract.py` makes that file from Fiken's OpenAPI
description, and corrects it where the real service was seen to differ: `Contract.corrections` lists
each correction with its reason.

Types are `string`, `boolean`, `number`, `integer`, `int32`, `int64`, `date`, `date-time`, `uuid`,
`binary` (a file in a form), or the name of a schema. In `contract.json`, a field that has only a
type is written as a string: `"name": "string"`.
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
    """The description of one field of a JSON object, or of one part of a form.

    If `many` is true, the field is a list with at least `min_items` items. Then `type`, `enum` and
    the limits, such as `max_length`, are those of each item.

    `access` is `rw` (requests and answers have the field), `ro` (only answers have it) or `wo`
    (only requests have it). In a schema that no request uses, answers have the `wo` fields too.
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
    """The fields that a JSON object may have, including those inherited from another schema."""

    name: str
    fields: Mapping[str, ContractField]
    #: The name of the schema whose fields are inherited, if any.
    extends: str | None = None
    #: Names of further fields that Fiken accepts and ignores.
    tolerated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter in the path or the query of an operation, such as `contactId` or `page`."""

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
    """One operation of the API, such as `GET /companies/{companySlug}/contacts`."""

    method: str
    #: The path template, such as `/companies/{companySlug}/contacts/{contactId}`.
    path: str
    #: Fiken's operationId, such as `getContact`.
    name: str
    parameters: tuple[Parameter, ...]
    #: The schema of the JSON body; None if the operation takes no body, or a form.
    request: str | None
    #: Whether the JSON body may be left out (the operations of the counters).
    optional_body: bool
    #: The parts of a multipart form; empty if the operation takes no form.
    multipart: tuple[ContractField, ...]
    #: The schema of the answer, or `string` for a list of strings; None for an empty answer.
    result: str | None
    #: Whether the answer is a list of `result`.
    many: bool
    #: Whether the operation takes `page` and `pageSize`, and answers with `Fiken-Api-*` headers.
    paged: bool
    #: The HTTP statuses of a successful answer.
    statuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One place where this API description differs from Fiken's own, with the reason."""

    where: str
    change: str
    why: str


class Match(NamedTuple):
    """The operations at a path by HTTP method, and the parameters in the path.

    For `/companies/x/contacts/17`, `operations` maps `GET`, `PUT` and `DELETE` to operations, and
    `parameters` is `{"companySlug": "x", "contactId": "17"}`.
    """

    operations: Mapping[str, Operation]
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Contract:
    """Fiken's API description, corrected where the real service was seen to differ.

    `corrections` lists each correction with its reason.
    """

    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    corrections: tuple[Correction, ...]
    #: Names of the schemas that occur in requests, as the body or nested in a field of the body.
    requests: frozenset[str]
    #: Names of the schemas that occur in answers, as the body or nested in a field of the body.
    results: frozenset[str]
    _routes: Routes[Mapping[str, Operation]] = field(repr=False, compare=False)

    def operation(self, method: str, template: str) -> Operation:
        """Return the operation with this HTTP method and this path template.

        `operation("GET", "/companies/{companySlug}/contacts")` is the operation `getContacts`.

        Raises:
            KeyError: Fiken has no such operation.
        """
        for operation in self.operations:
            if (operation.method, operation.path) == (method, template):
                return operation
        raise KeyError(f"Fiken has no {method} {template}")

    def at(self, path: str) -> Match | None:
        """Return the operations and the parameters of a path, or None for an unknown path.

        Args:
            path: the path of a request below `/api/v2`, such as `/companies/x/contacts/17`.
        """
        found = self._routes.find(path)
        return None if found is None else Match(*found)

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation that a request calls, and the parameters in its path.

        Return None if the path is unknown, or does not accept the method. A literal segment wins
        over a parameter: `/invoices/send` is never the path of an invoice with the id "send".

        Args:
            method: the HTTP method, such as `GET`.
            path: the path below `/api/v2`, such as `/companies/x/contacts/17`.
        """
        found = self.at(path)
        if found is None or method not in found.operations:
            return None
        return found.operations[method], found.parameters

    def methods(self, path: str) -> tuple[str, ...]:
        """Return the HTTP methods that a path accepts. The result is empty for an unknown path."""
        found = self.at(path)
        return () if found is None else tuple(found.operations)

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return each field that a request or an answer can have, as a pair (schema, field).

        With this list, the tests measure which fields they cover. An inherited field is listed
        once, with the schema that declares it. If only requests use a schema, its read-only fields
        are not listed.
        """
        travelling = (
            self.home(name, known.name)
            for name in self.schemas
            for known in self.schemas[name].fields.values()
            if name in self.results or (name in self.requests and known.access != "ro")
        )
        return tuple(dict.fromkeys(travelling))

    def home(self, schema: str, name: str) -> tuple[str, str]:
        """Return the pair (schema that declares a field, name of the field).

        The schema `accountBalance` inherits the field `code` from `account`. Therefore
        `home("accountBalance", "code")` is `("account", "code")`.
        """
        base = self.schemas[schema].extends
        inherited = base is not None and name in self.schemas[base].fields
        return (base, name) if base is not None and inherited else (schema, name)


@cache
def load() -> Contract:
    """Return Fiken's API description from `contract.json`. The file is read once per process."""
    text = files("fiken.emulator.wire").joinpath("contract.json").read_text(encoding="utf-8")
    facts: Json = json.loads(text)
    operations = tuple(_operations(facts))
    schemas = {name: _schema(name, schema) for name, schema in facts["schemas"].items()}
    return Contract(
        operations=operations,
        schemas=MappingProxyType(schemas),
        corrections=tuple(Correction(**correction) for correction in facts["corrections"]),
        requests=_with_nested((o.request for o in operations), schemas, sent=True),
        results=_with_nested((o.result for o in operations), schemas, sent=False),
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


def _with_nested(
    names: Iterable[str | None], schemas: Mapping[str, Schema], *, sent: bool
) -> frozenset[str]:
    """Return the names of the given schemas and of all schemas nested in their fields.

    Args:
        names: the schemas to start with. None and types that are not schemas are ignored.
        schemas: all schemas by name.
        sent: whether requests use the schemas. If so, read-only fields are ignored.
    """
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
    """Return an index that finds the operations at a path, by HTTP method."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    return Routes({path: MappingProxyType(methods) for path, methods in by_path.items()})
