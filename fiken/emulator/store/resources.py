"""The classes by which a family of endpoints declares its tables, entities and handlers."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.exchange import Login, Reply


@dataclass(frozen=True)
class Call:
    """One request, authenticated and checked. A handler (a function) takes it and answers it.

    Attributes:
        state: the database, in the transaction of this request.
        operation: the API operation that the request calls, such as `getContacts`.
        company: the id of the company whose slug is in the path, or 0 if the path has no slug.
        path: the parameters in the path, such as `{"contactId": "17"}`.
        query: the known query parameters, converted to their types, such as `{"page": 2}`. A
            boolean is 1 or 0.
        body: the parsed JSON without unknown fields, or the text fields of a form. None if the
            request has no body.
        url: the absolute URL of the request, without query and trailing slash.
        files: the uploaded files of a form. Each name of a form part maps to the tuple (file name,
            content type, content).
        login: the login of the request. None sees every company.
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
    login: Login | None = None


Handler: TypeAlias = Callable[[Call], Reply]
#: A function that computes a field of an answer from a row, where no single column holds it.
Part: TypeAlias = Callable[[Call, Row], Any]
#: A function that is called with the id of a row that was written. It can write related rows, and
#: refuses the request by raising.
AfterWrite: TypeAlias = Callable[[Call, int], None]


@dataclass(frozen=True)
class Resource:
    """The description of one kind of entity, such as contacts: its table and its JSON.

    Attributes:
        table: the name of the table. Its columns are fields of the JSON in snake_case.
        key: the path parameter with the id of an entity, such as `contactId`.
        schema: the name of the JSON schema of an entity in an answer, such as `contact`.
        filters: maps a query parameter to an SQL condition with one `?`.
        sorts: maps a value of `sortBy`, without its direction, to a column.
        order: the columns that sort a list without `sortBy`. Equal rows are in order of creation.
        parts: maps a field of an answer to the function that computes the field.
        parent: the kind of entity to which this kind belongs. For contact persons, it is contacts.
            None means that the entities belong to the company.
        shared: true only for the companies themselves, which belong to no company.
        dated: whether the table has the columns created_date and last_modified_date.
        timed: whether these two columns exist and hold date-times, as those of time entries do.
        column: the column of the id. Empty means `key` in snake_case.
        defaults: maps a field to the value that is stored when POST or PUT leaves the field out, or
            any request sends null. Defaults of Fiken's API description need not be repeated here.
        noun: the word for an entity in messages. Empty means the words of `key`.
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
    timed: bool = False
    column: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    noun: str = ""

    @property
    def id(self) -> str:
        """The column that holds the id of an entity, such as `contact_id`."""
        return self.column or snake(self.key)


@dataclass(frozen=True)
class Family:
    """A family of endpoints, such as contacts: its tables, its handlers and its rules.

    Attributes:
        tables: the SQL statements that create the tables.
        operations: maps the name of an operation, such as `getContacts`, to the function that
            answers it.
        module: the paid module that a company must have bought. A company without it gets 402. None
            means that no module is needed.
        invariants: functions that check the stored data. Each yields one sentence per violated
            rule. `Emulator.check_books` calls them.
        as_time_passes: a function that is called before each request, for what happens without a
            request when its time has come. None means that there is nothing of that kind.
    """

    tables: str = ""
    operations: Mapping[str, Handler] = field(default_factory=dict[str, Handler])
    module: str | None = None
    invariants: Sequence[Callable[[State], Iterable[str]]] = ()
    as_time_passes: Callable[[State], None] | None = None


@cache
def snake(name: str) -> str:
    """Return the name of the column that holds a JSON field.

    `snake("streetAddressLine2")` is `"street_address_line2"`.
    """
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def date_filters(parameter: str, column: str) -> dict[str, str]:
    """Return, for each query parameter that filters by a date, an SQL condition.

    `date_filters("date", "issued")["dateLe"]` is `"issued <= ?"`. The other parameters are `date`
    (equal), `dateLt`, `dateGe` and `dateGt`.

    Observed: docs/observed.md#5-lists
    """
    signs = {"": "=", "Le": "<=", "Lt": "<", "Ge": ">=", "Gt": ">"}
    return {parameter + suffix: f"{column} {sign} ?" for suffix, sign in signs.items()}


def equal_filters(*parameters: str) -> dict[str, str]:
    """Return, for each query parameter, an SQL condition that finds equal values.

    `equal_filters("supplierNumber")["supplierNumber"]` is `"supplier_number = ?"`.
    """
    return {name: f"{snake(name)} = ?" for name in parameters}


def text_filters(*parameters: str) -> dict[str, str]:
    """Return, for each query parameter, an SQL condition that compares whole texts, ignoring case.

    `text_filters("email")["email"]` is `"fold(email) = fold(?)"`. The SQL function `fold` removes
    differences of case.

    Observed: docs/observed.md#5-lists
    """
    return {name: f"fold({snake(name)}) = fold(?)" for name in parameters}
