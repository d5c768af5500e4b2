"""What of Fiken's contract this test run has really called, loaded and dumped."""

from collections.abc import Iterable, Mapping
from typing import Any

from fiken.emulator import Request
from fiken.emulator.wire.contract import Contract, ContractField, load

PAGING = {"page", "pageSize"}


class Recorder:
    """Covered means called: declarations cover nothing.

    An operation counts when the client called it and got a 2xx; a parameter when it was in the
    query of such a call; a field when a literal with a value in it was loaded, and one dumped,
    so far as the field travels that way.
    """

    def __init__(self) -> None:
        self.contract: Contract = load()
        self.operations: set[str] = set()
        self.parameters: set[str] = set()
        self.loaded: set[tuple[str, str]] = set()
        self.dumped: set[tuple[str, str]] = set()

    def served(self, requests: Iterable[Request]) -> None:
        """Take down what the client asked of an emulator."""
        for request in requests:
            ours = request.headers.get("user-agent", "").startswith("fiken/")
            if ours and request.template and 200 <= (request.status or 0) < 300:
                operation = f"{request.method} {request.template}"
                self.operations.add(operation)
                self.parameters |= {f"{operation} ?{name}" for name in request.query}

    def load(self, schema: str, answer: Mapping[str, Any]) -> None:
        """Take down an answer that a mapper loaded as it should."""
        self._walk(schema, answer, self.loaded)

    def dump(self, schema: str, sent: Mapping[str, Any]) -> None:
        """Take down a request that a mapper wrote as it should."""
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
