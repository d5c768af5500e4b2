"""What a family declares: its tables, its resources and its handlers; see `families`."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.contract import Contract, Operation

#: Nothing is sent in the body, which is not the same as null.
NOTHING: Any = object()


@dataclass(frozen=True)
class Call:
    """One request, as the handlers see it: already matched, allowed and valid.

    Attributes:
        company: the id of the company whose slug stands in the path; 0 without one.
        path: the parameters of the path.
        query: those of the query, typed by the contract; unknown ones are not among them.
        body: the parsed JSON, or the fields of a form.
        url: the absolute URL of the request, without its query.
        files: what a form uploads: part -> (name, content type, content).
    """

    state: State
    contract: Contract
    operation: Operation
    company: int = 0
    path: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Any = None
    url: str = ""
    files: Mapping[str, tuple[str, str, bytes]] = field(
        default_factory=dict[str, tuple[str, str, bytes]]
    )


@dataclass(frozen=True)
class Reply:
    """What a handler answers; without a body there is no Content-Type either."""

    status: int = 200
    body: Any = NOTHING
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


Handler: TypeAlias = Callable[[Call], Reply]
#: Computes a field of an answer that is not a column of its own.
Part: TypeAlias = Callable[[Call, Row], Any]
#: What a family does after a row was written; it refuses by raising.
AfterWrite: TypeAlias = Callable[[Call, int], None]


@dataclass(frozen=True)
class Resource:
    """One kind of thing that is kept: its table, and how it is found and shown.

    Attributes:
        table: the table; its columns are the contract's names in snake_case.
        key: the contract's name of its id in the path.
        schema: what an answer looks like.
        filters: query parameter -> SQL condition with one `?`.
        sorts: what `sortBy` may name -> column.
        order: the columns of the order without `sortBy`; rows are in creation order within it.
        parts: field of the answer -> how to compute it.
        parent: what it is a part of; otherwise it belongs to the company.
        shared: it belongs to no company.
        dated: it has created_date and last_modified_date.
        column: the column of the id, where it is not named like the key.
        defaults: field -> what is kept when a whole entity leaves it out, or says null; the
            contract's defaults need no mention.
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
    """A family of the API: its tables, its handlers by operation, and what must always hold.

    Attributes:
        tables: SQL that creates the tables.
        operations: the contract's operation name -> handler.
        module: the module that a company must have bought for it; without it 402.
        invariants: each yields a sentence for everything that is broken; see `check_books`.
    """

    tables: str = ""
    operations: Mapping[str, Handler] = field(default_factory=dict[str, Handler])
    module: str | None = None
    invariants: Sequence[Callable[[State], Iterable[str]]] = ()


@cache
def snake(name: str) -> str:
    """The column of a field: `streetAddressLine2` -> `street_address_line2`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def date_filters(parameter: str, column: str) -> dict[str, str]:
    """A family of five: equal to, and Le, Lt, Ge, Gt. Days, all of them inclusive.

    Observed: docs/observed.md#5-lists
    """
    signs = {"": "=", "Le": "<=", "Lt": "<", "Ge": ">=", "Gt": ">"}
    return {parameter + suffix: f"{column} {sign} ?" for suffix, sign in signs.items()}


def equal_filters(*parameters: str) -> dict[str, str]:
    """Filters of the same value as the column."""
    return {name: f"{snake(name)} = ?" for name in parameters}


def text_filters(*parameters: str) -> dict[str, str]:
    """Filters of the whole text, upper or lower case: no substrings (docs/observed.md#5-lists)."""
    return {name: f"fold({snake(name)}) = fold(?)" for name in parameters}
