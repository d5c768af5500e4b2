"""The declarations of a family: its tables, its resources and its handlers."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.exchange import Reply


@dataclass(frozen=True)
class Call:
    """One request as the handlers get it: authenticated, allowed and valid.

    Attributes:
        state: the state of the emulator, in the transaction of this request.
        operation: the operation of the contract.
        company: the id of the company in the path; 0 without one.
        path: the parameters of the path.
        query: the parameters of the query, converted to their types, without unknown ones.
        body: the parsed JSON, or the texts of a form.
        url: the absolute URL of the request, without query and trailing slash.
        files: the files of a form: part -> (name, content type, content).
    """

    state: State
    operation: Operation
    company: int = 0
    path: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Any = None
    url: str = ""
    files: Mapping[str, tuple[str, str, bytes]] = field(
        default_factory=dict[str, tuple[str, str, bytes]]
    )


Handler: TypeAlias = Callable[[Call], Reply]
#: Computes a field of an answer that is not a column of its own.
Part: TypeAlias = Callable[[Call, Row], Any]
#: Completes a row that was written, by its id; it refuses the request by raising.
AfterWrite: TypeAlias = Callable[[Call, int], None]


@dataclass(frozen=True)
class Resource:
    """One kind of entity: its table, and how a row is found and shown.

    Attributes:
        table: the table; its columns have the names of the contract in snake_case.
        key: the name of its id in the paths of the contract.
        schema: the schema of an answer.
        filters: query parameter -> SQL condition with one `?`.
        sorts: value of `sortBy` without its direction -> column.
        order: the columns of the order without `sortBy`; within them rows are in creation order.
        parts: field of an answer -> function that computes it.
        parent: the resource that it is a part of; without one it belongs to the company.
        shared: whether it belongs to no company.
        dated: whether it has created_date and last_modified_date.
        column: the column of the id, where it is not named like the key.
        defaults: field -> value that is stored when a whole entity leaves the field out or has
            null; defaults of the contract need no mention.
    """

    table: str
    key: str
    schema: str
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    sorts: Mapping[str, str] = field(default_factory=dict[str, str])
    order: Sequence[str] = ()
    parts: Mapping[str, Part] = field(default_factory=dict[str, Part])
    parent: "Resource | None" = None
    shared: bool = False
    dated: bool = False
    column: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def id(self) -> str:
        """The column of the id."""
        return self.column or snake(self.key)


@dataclass(frozen=True)
class Family:
    """A family of the API: its tables, its handlers, and the rules that always hold.

    Attributes:
        tables: SQL that creates the tables.
        operations: the contract's name of an operation -> handler.
        module: the module that a company must have bought; without it the answer is 402.
        invariants: functions that yield a sentence for each violation, for `check_books`.
    """

    tables: str = ""
    operations: Mapping[str, Handler] = field(default_factory=dict[str, Handler])
    module: str | None = None
    invariants: Sequence[Callable[[State], Iterable[str]]] = ()


@cache
def snake(name: str) -> str:
    """Return the column of a field: `street_address_line2` for `streetAddressLine2`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def date_filters(parameter: str, column: str) -> dict[str, str]:
    """Return the five filters of a date: equal to, and with the suffixes Le, Lt, Ge and Gt.

    Observed: docs/observed.md#5-lists
    """
    signs = {"": "=", "Le": "<=", "Lt": "<", "Ge": ">=", "Gt": ">"}
    return {parameter + suffix: f"{column} {sign} ?" for suffix, sign in signs.items()}


def equal_filters(*parameters: str) -> dict[str, str]:
    """Return filters that compare the value of the column."""
    return {name: f"{snake(name)} = ?" for name in parameters}


def text_filters(*parameters: str) -> dict[str, str]:
    """Return filters that compare the whole text ignoring case, without substrings.

    Observed: docs/observed.md#5-lists
    """
    return {name: f"fold({snake(name)}) = fold(?)" for name in parameters}
