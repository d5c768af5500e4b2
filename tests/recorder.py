"""A record of which parts of Fiken's contract this test run has called, loaded and dumped."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from fiken.emulator import Request
from fiken.emulator.wire.contract import Contract, ContractField, load

PAGING = {"page", "pageSize"}

#: The beginning of most paths, and what the table of operations prints instead.
COMPANY = "/companies/{companySlug}/"
SHORT = "…/"

_UNCOVERED = (
    "no test covers this: write one that calls it through the client, or a sample with the field "
    "in tests/samples"
)


@attrs.define
class Calls:
    """The calls of one operation.

    Args:
        test: The node id of the first test that called it. With workers, the first of one of them.
        requests: The number of its requests in the whole run.
    """

    test: str
    requests: int = 0


class Recorder:
    """The operations, query parameters and fields that the tests have covered.

    An operation is covered when a test has called it with the client, and an emulator has carried
    it out according to its log. A query parameter is covered when it was in such a call. A field is
    covered when a sample with a value in it was loaded, where answers have the field, and when one
    was dumped, where requests have it.
    """

    def __init__(self) -> None:
        self.contract: Contract = load()
        #: The node id of the test that runs; None between tests.
        self.test: str | None = None
        self.operations: dict[str, Calls] = {}
        self.parameters: set[str] = set()
        self.loaded: set[tuple[str, str]] = set()
        self.dumped: set[tuple[str, str]] = set()

    def add_request(self, request: Request) -> None:
        """Record a request from the log of an emulator, if the client sent it and it succeeded."""
        is_ours = request.headers.get("user-agent", "").startswith("fiken/")
        is_done = request.carried_out and request.fault is None
        if self.test and is_ours and is_done and request.template:
            operation = f"{request.method} {request.template}"
            self.operations.setdefault(operation, Calls(self.test)).requests += 1
            self.parameters |= {f"{operation} ?{name}" for name in request.query}

    def load(self, schema: str, answer: Mapping[str, Any]) -> None:
        """Record an answer that a mapper has loaded correctly."""
        self._walk(schema, answer, self.loaded)

    def dump(self, schema: str, sent: Mapping[str, Any]) -> None:
        """Record a request body that a mapper has written correctly."""
        self._walk(schema, sent, self.dumped)

    def _walk(self, schema: str, data: Mapping[str, Any], covered: set[tuple[str, str]]) -> None:
        """Add the fields of the data that have a value, at any depth."""
        fields = self.contract.schemas[schema].fields
        for key, value in data.items():
            if key in fields and value not in (None, []):
                covered.add(self.contract.home(schema, key))
                self._walk_within(fields[key], value, covered)

    def _walk_within(self, field: ContractField, value: Any, covered: set[tuple[str, str]]) -> None:
        """Add the fields of a nested object, or of each object in a list."""
        if field.type in self.contract.schemas:
            for item in value if field.many else [value]:
                self._walk(field.type, item, covered)

    def dump_record(self) -> list[Any]:
        """Return the record as lists, which a worker can send to the process that started it."""
        operations = {name: attrs.astuple(calls) for name, calls in self.operations.items()}
        fields = [sorted(self.loaded), sorted(self.dumped)]
        return [operations, sorted(self.parameters), *fields]

    def add_record(self, record: list[Any]) -> None:
        """Add the record of a worker."""
        operations, parameters, loaded, dumped = record
        for name, (test, requests) in operations.items():
            self.operations.setdefault(name, Calls(test)).requests += requests
        self.parameters |= set(parameters)
        self.loaded |= {(schema, name) for schema, name in loaded}
        self.dumped |= {(schema, name) for schema, name in dumped}

    def missing(self) -> list[str]:
        """Return the operations, query parameters and fields that were not covered."""
        return sorted(
            (self.all_operations() - self.operations.keys())
            | (self.all_parameters() - self.parameters)
            | (self.all_fields() - self.covered_fields())
        )

    def faults(self) -> list[str]:
        """Return one sentence per part of the contract that was not covered."""
        return [f"{_UNCOVERED}: {one}" for one in self.missing()]

    def table(self) -> Iterator[str]:
        """Yield the lines of a table: each operation, the test that covers it, and its requests."""
        rows = [("operation", "requests", "first test")]
        for operation in self.contract.operations:
            name = f"{operation.method} {operation.path}"
            calls = self.operations.get(name, Calls("NOT COVERED"))
            rows.append((name.replace(COMPANY, SHORT), str(calls.requests), calls.test))
        wide, number = (max(len(row[column]) for row in rows) for column in (0, 1))
        for name, requests, test in rows:
            yield f"{name:{wide}}  {requests:>{number}}  {test}"

    def all_operations(self) -> set[str]:
        """Return all operations, such as `GET /companies`."""
        return {f"{o.method} {o.path}" for o in self.contract.operations}

    def all_parameters(self) -> set[str]:
        """Return all query parameters but those of paging, such as `GET /companies ?sortBy`."""
        return {
            f"{o.method} {o.path} ?{p.name}"
            for o in self.contract.operations
            for p in o.parameters
            if p.where == "query" and p.name not in PAGING
        }

    def all_fields(self) -> set[str]:
        """Return all fields, such as `contact.name`."""
        return {f"{schema}.{name}" for schema, name in self.contract.fields()}

    def covered_fields(self) -> set[str]:
        """Return the fields that are covered."""
        return {f"{s}.{n}" for s, n in self.contract.fields() if self._is_covered(s, n)}

    def _is_covered(self, schema: str, name: str) -> bool:
        """Return whether a field was loaded and dumped, as far as it is in answers and requests."""
        access = self.contract.schemas[schema].fields[name].access
        heirs = {schema, *(s.name for s in self.contract.schemas.values() if s.extends == schema)}
        in_answers = not heirs.isdisjoint(self.contract.results)
        in_requests = not heirs.isdisjoint(self.contract.requests)
        # "Write-only" has a meaning only in a schema that requests have.
        must_load = in_answers and not (access == "wo" and in_requests)
        must_dump = in_requests and access != "ro"
        return not (
            (must_load and (schema, name) not in self.loaded)
            or (must_dump and (schema, name) not in self.dumped)
        )
