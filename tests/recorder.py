"""What of Fiken's contract this test run has really called, loaded and dumped."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fiken.emulator import Request
from fiken.emulator.wire.contract import Contract, ContractField, load

PAGING = {"page", "pageSize"}
NOT_BUILT = Path(__file__).parent / "contract" / "not_built.txt"


class Recorder:
    """The record of what was called: declarations cover nothing.

    An operation is covered when the client called it and the answer was a 2xx, a query parameter
    when such a call had it. A field is covered when a literal with a value in it was loaded and
    another one dumped, as far as the field travels in that direction.
    """

    def __init__(self) -> None:
        self.contract: Contract = load()
        self.operations: set[str] = set()
        self.parameters: set[str] = set()
        self.loaded: set[tuple[str, str]] = set()
        self.dumped: set[tuple[str, str]] = set()

    def served(self, requests: Iterable[Request]) -> None:
        """Record what the client asked of an emulator."""
        for request in requests:
            ours = request.headers.get("user-agent", "").startswith("fiken/")
            if ours and request.template and 200 <= (request.status or 0) < 300:
                operation = f"{request.method} {request.template}"
                self.operations.add(operation)
                self.parameters |= {f"{operation} ?{name}" for name in request.query}

    def load(self, schema: str, answer: Mapping[str, Any]) -> None:
        """Record an answer that a mapper loaded correctly."""
        self._walk(schema, answer, self.loaded)

    def dump(self, schema: str, sent: Mapping[str, Any]) -> None:
        """Record a request that a mapper wrote correctly."""
        self._walk(schema, sent, self.dumped)

    def _walk(self, schema: str, data: Mapping[str, Any], seen: set[tuple[str, str]]) -> None:
        fields = self.contract.schemas[schema].fields
        for key, value in data.items():
            if key in fields and value not in (None, []):
                seen.add(self.contract.home(schema, key))
                self._walk_within(fields[key], value, seen)

    def _walk_within(self, field: ContractField, value: Any, seen: set[tuple[str, str]]) -> None:
        if field.type in self.contract.schemas:
            for item in value if field.many else [value]:
                self._walk(field.type, item, seen)

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

        With FIKEN_WRITE_NOT_BUILT in the environment the list is written first.
        """
        missing = self.missing()
        if os.environ.get("FIKEN_WRITE_NOT_BUILT"):
            NOT_BUILT.write_text("\n".join(missing) + "\n", "utf-8")
        listed = NOT_BUILT.read_text("utf-8").split("\n")[:-1]
        return [
            *(f"neither covered nor on the list: {one}" for one in sorted({*missing} - {*listed})),
            *(f"covered, take it off the list: {one}" for one in sorted({*listed} - {*missing})),
        ]

    def all_operations(self) -> set[str]:
        return {f"{o.method} {o.path}" for o in self.contract.operations}

    def all_parameters(self) -> set[str]:
        return {
            f"{o.method} {o.path} ?{p.name}"
            for o in self.contract.operations
            for p in o.parameters
            if p.where == "query" and p.name not in PAGING
        }

    def all_fields(self) -> set[str]:
        return {f"{schema}.{name}" for schema, name in self.contract.fields()}

    def covered_fields(self) -> set[str]:
        return {f"{s}.{n}" for s, n in self.contract.fields() if self._is_covered(s, n)}

    def _is_covered(self, schema: str, name: str) -> bool:
        access = self.contract.schemas[schema].fields[name].access
        answered, asked = schema in self.contract.results, schema in self.contract.requests
        # A write-only flag means something only where the schema is sent at all.
        must_load = answered and not (access == "wo" and asked)
        must_dump = asked and access != "ro"
        return not (
            (must_load and (schema, name) not in self.loaded)
            or (must_dump and (schema, name) not in self.dumped)
        )
