"""A record of which parts of Fiken's contract this test run has called, loaded and dumped."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fiken.emulator import Request
from fiken.emulator.wire.contract import Contract, ContractField, load

PAGING = {"page", "pageSize"}
NOT_BUILT = Path(__file__).parent / "contract" / "not_built.txt"

#: The variable of the environment with which a run writes the list of what is not covered.
WRITES_THE_LIST = "FIKEN_WRITE_NOT_BUILT"

_UNCOVERED = (
    "no test covers this any more: write one that calls it, or a sample with the field in "
    f"tests/samples, and do not add it to {NOT_BUILT.name}"
)
_COVERED = f"covered now: {WRITES_THE_LIST}=1 make test takes it off {NOT_BUILT.name}"


class Recorder:
    """The operations, query parameters and fields that the tests have covered.

    An operation is covered when the client has called it and got a 2xx, and a query parameter when
    it was in such a call. A field is covered when a sample with a value in it was loaded, where
    answers have the field, and when one was dumped, where requests have it.
    """

    def __init__(self) -> None:
        self.contract: Contract = load()
        self.operations: set[str] = set()
        self.parameters: set[str] = set()
        self.loaded: set[tuple[str, str]] = set()
        self.dumped: set[tuple[str, str]] = set()

    def add_requests(self, requests: Iterable[Request]) -> None:
        """Record the requests that the client has sent to an emulator."""
        for request in requests:
            is_ours = request.headers.get("user-agent", "").startswith("fiken/")
            if is_ours and request.template and 200 <= (request.status or 0) < 300:
                operation = f"{request.method} {request.template}"
                self.operations.add(operation)
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

    def dump_record(self) -> list[list[Any]]:
        """Return the record as lists, which a worker can send to the process that started it."""
        fields = [sorted(self.loaded), sorted(self.dumped)]
        return [sorted(self.operations), sorted(self.parameters), *fields]

    def add_record(self, record: list[list[Any]]) -> None:
        """Add the record of a worker."""
        operations, parameters, loaded, dumped = record
        self.operations |= set(operations)
        self.parameters |= set(parameters)
        self.loaded |= {(schema, name) for schema, name in loaded}
        self.dumped |= {(schema, name) for schema, name in dumped}

    def missing(self) -> list[str]:
        """Return the operations, query parameters and fields that were not covered."""
        return sorted(
            (self.all_operations() - self.operations)
            | (self.all_parameters() - self.parameters)
            | (self.all_fields() - self.covered_fields())
        )

    def faults(self) -> list[str]:
        """Return what is missing and not listed in not_built.txt, and what is listed and covered.

        With `WRITES_THE_LIST` in the environment the list is written first.
        """
        missing = self.missing()
        if os.environ.get(WRITES_THE_LIST):
            NOT_BUILT.write_text("\n".join(missing) + "\n", "utf-8")
        listed = NOT_BUILT.read_text("utf-8").split("\n")[:-1]
        return [
            *(f"{_UNCOVERED}: {one}" for one in sorted({*missing} - {*listed})),
            *(f"{_COVERED}: {one}" for one in sorted({*listed} - {*missing})),
        ]

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
        in_answers, in_requests = schema in self.contract.results, schema in self.contract.requests
        # "Write-only" has a meaning only in a schema that requests have.
        must_load = in_answers and not (access == "wo" and in_requests)
        must_dump = in_requests and access != "ro"
        return not (
            (must_load and (schema, name) not in self.loaded)
            or (must_dump and (schema, name) not in self.dumped)
        )
