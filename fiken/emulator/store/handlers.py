"""What every family does alike: list, find, create, replace, patch and delete, over SQL.

`lists`, `finds`, `creates`, `replaces`, `patches` and `removes` make handlers; the verbs without an
s are for the rules of the families.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from fiken.emulator.store.resources import AfterWrite, Call, Handler, Part, Reply, Resource, snake
from fiken.emulator.store.state import Row
from fiken.emulator.wire.refusals import not_found, refuse

# --- reading -------------------------------------------------------------------------------------


def find(call: Call, resource: Resource, key: Any = None) -> Row:
    """The row that the path (or `key`) names; a Refusal with 404 where there is none."""
    where, values = _scope(call, resource)
    key = call.path[resource.key] if key is None else key
    sql = f"SELECT * FROM {resource.table} WHERE {resource.id} = ? AND {where}"  # noqa: S608
    row = call.state.row(sql, key, *values)
    if row is None:
        raise not_found(f"No {_words(resource)} found with provided {_word_of_key(resource)}.")
    return row


def show(call: Call, resource: Resource, row: Row) -> dict[str, Any]:
    """The answer of a row by the result schema."""
    return _shown(call, resource.schema, row, resource.parts)


def page(call: Call, count: int, fetch: Callable[[int, int], list[Any]]) -> Reply:
    """One page of a list, with its headers; `fetch(limit, offset)` reads it.

    Observed: docs/observed.md#5-lists
    """
    number, size = call.query.get("page", 0), call.query.get("pageSize", 25)
    headers = {
        "Fiken-Api-Page": number,
        "Fiken-Api-Page-Size": size,
        "Fiken-Api-Page-Count": -(-count // size),
        "Fiken-Api-Result-Count": count,
    }
    # SQLite counts rows in 64 bits; no list gets near that.
    offset = min(number * size, 2**62)
    return Reply(200, fetch(size, offset), {name: str(v) for name, v in headers.items()})


def lists(resource: Resource) -> Handler:
    """Handler of a list: filtered, sorted, and paged where the contract pages it."""

    def handle(call: Call) -> Reply:
        where, values = _matching(call, resource)

        def fetch(limit: int, offset: int) -> list[Any]:
            rows = _rows(call, resource, where, (*values, limit, offset))
            return [show(call, resource, row) for row in rows]

        if not call.operation.paged:
            return Reply(200, fetch(-1, 0))
        counting = f"SELECT count(*) FROM {resource.table} WHERE {where}"  # noqa: S608
        return page(call, call.state.value(counting, *values), fetch)

    return handle


def finds(resource: Resource) -> Handler:
    """Handler of one by its id."""

    def handle(call: Call) -> Reply:
        return Reply(200, show(call, resource, find(call, resource)))

    return handle


# --- writing -------------------------------------------------------------------------------------


def creates(resource: Resource, rule: AfterWrite | None = None, status: int = 201) -> Handler:
    """Handler of a POST: an absolute Location, no body (docs/observed.md#3-responses)."""

    def handle(call: Call) -> Reply:
        key = create(call, resource, rule)
        return Reply(status, headers={"Location": f"{call.url.rstrip('/')}/{key}"})

    return handle


def replaces(resource: Resource, rule: AfterWrite | None = None) -> Handler:
    """Handler of a PUT: the whole entity; what only a request has is kept.

    Observed: docs/observed.md#12-updates-and-deletions
    """

    def handle(call: Call) -> Reply:
        _update(call, resource, rule, whole=True)
        return Reply(200, headers={"Location": call.url.rstrip("/")})

    return handle


def patches(resource: Resource, rule: AfterWrite | None = None, status: int = 200) -> Handler:
    """Handler of a PATCH: only what was sent."""

    def handle(call: Call) -> Reply:
        _update(call, resource, rule, whole=False)
        return Reply(status, headers={"Location": call.url.rstrip("/")})

    return handle


def removes(resource: Resource, rule: AfterWrite | None = None) -> Handler:
    """Handler of a DELETE that leaves nothing behind; the rule comes before it.

    Observed: docs/observed.md#12-updates-and-deletions
    """

    def handle(call: Call) -> Reply:
        row = find(call, resource)
        if rule is not None:
            rule(call, row[resource.id])
        remove(call, resource, row)
        return Reply(204)

    return handle


def create(call: Call, resource: Resource, rule: AfterWrite | None = None) -> int:
    """Insert what the body says; returns the id."""
    key = call.state.new_id()
    where, values = _owner(call, resource)
    columns: dict[str, Any] = {resource.id: key, where: values}
    columns |= stored(call, resource, _request_schema(call), call.body)
    if resource.dated:
        columns |= call.state.stamps()
    call.state.insert(resource.table, **columns)
    if rule is not None:
        rule(call, key)
    return key


def update(call: Call, resource: Resource, key: int, columns: Mapping[str, Any]) -> None:
    """Change columns of a row, and with them the date of its last change."""
    if resource.dated:
        columns = {**columns, "last_modified_date": call.state.today().isoformat()}
    changes = ", ".join(f"{name} = ?" for name in columns)
    sql = f"UPDATE {resource.table} SET {changes} WHERE {resource.id} = ?"  # noqa: S608
    if columns:
        call.state.execute(sql, *columns.values(), key)


def remove(call: Call, resource: Resource, row: Row) -> None:
    """Take a row away, and by the foreign keys what is part of it."""
    sql = f"DELETE FROM {resource.table} WHERE {resource.id} = ?"  # noqa: S608
    call.state.execute(sql, row[resource.id])


def stored(
    call: Call,
    resource: Resource,
    schema: str,
    body: Mapping[str, Any],
    without: Collection[str] = (),
) -> dict[str, Any]:
    """The columns of a body. Lists and what is read-only are left to the family's rules."""
    columns: dict[str, Any] = {}
    for each in call.contract.schemas[schema].fields.values():
        if each.access == "ro" or each.many or each.name in without:
            continue
        value = body.get(each.name)
        if value is None:
            value = resource.defaults.get(each.name, each.default)
        columns |= _stored(call, each.type, snake(each.name), value)
    return columns


def _stored(call: Call, kind: str, column: str, value: Any) -> dict[str, Any]:
    if kind in call.contract.schemas:
        parts = call.contract.schemas[kind].fields
        nested: dict[str, Any] = value or {}
        return {f"{column}_{snake(name)}": nested.get(name) for name in parts}
    # SQLite has whole numbers of 64 bits; a `number` of the contract may be longer.
    return {column: float(value) if kind == "number" and value is not None else value}


def is_named(call: Call, resource: Resource, row: Row) -> bool:
    """Whether a row of any table refers to this one, other than as a part of it (a cascade)."""
    referring = call.state.rows(
        """SELECT m.name, f."from" AS "column"
        FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f
        WHERE m.type = 'table' AND f."table" = ? AND f.on_delete <> 'CASCADE'""",
        resource.table,
    )
    sql = "SELECT 1 FROM {name} WHERE {column} = ?"
    key = row[resource.id]
    return any(call.state.row(sql.format_map(dict(r)), key) is not None for r in referring)


def refer(call: Call, resource: Resource, name: str) -> None:
    """Refuse (400) a reference of the body to a row that does not exist.

    Emulator choice: the status and the words.
    """
    key = call.body.get(name)
    where, values = _scope(call, resource)
    sql = f"SELECT 1 FROM {resource.table} WHERE {resource.id} = ? AND {where}"  # noqa: S608
    if key is not None and call.state.row(sql, key, *values) is None:
        raise refuse(400, f"'{name}': no {_words(resource)} found with id {key}")


# --- behind them ---------------------------------------------------------------------------------


def _update(call: Call, resource: Resource, rule: AfterWrite | None, *, whole: bool) -> None:
    key = find(call, resource)[resource.id]
    update(call, resource, key, _changes(call, resource, whole=whole))
    if rule is not None:
        rule(call, key)


def _request_schema(call: Call) -> str:
    if call.operation.request is None:
        raise LookupError(f"{call.operation.name} takes no body")
    return call.operation.request


def _owner(call: Call, resource: Resource) -> tuple[str, int]:
    """The column that says whose it is, and who that is; 404 when the parent isn't there."""
    if resource.parent is None:
        return "company_id", call.company
    column = resource.parent.id
    return column, find(call, resource.parent)[column]


def _scope(call: Call, resource: Resource) -> tuple[str, tuple[Any, ...]]:
    if resource.shared:
        return "1", ()
    column, owner = _owner(call, resource)
    return f"{resource.table}.{column} = ?", (owner,)


def _matching(call: Call, resource: Resource) -> tuple[str, tuple[Any, ...]]:
    """The condition of a list, by scope and filters."""
    where, values = _scope(call, resource)
    asked = [name for name in resource.filters if name in call.query]
    conditions = " AND ".join((where, *(resource.filters[name] for name in asked)))
    return conditions, (*values, *(call.query[name] for name in asked))


def _rows(call: Call, resource: Resource, where: str, values: tuple[Any, ...]) -> list[Row]:
    """The rows of a page. Their numbers first: a far offset then walks an index, not the rows."""
    table, order = resource.table, _order(call, resource)
    return call.state.rows(
        f"SELECT {table}.* FROM (SELECT rowid AS r FROM {table} WHERE {where} "  # noqa: S608
        f"ORDER BY {order} LIMIT ? OFFSET ?) JOIN {table} ON {table}.rowid = r "
        f"ORDER BY {order}",
        *values,
    )


def _order(call: Call, resource: Resource) -> str:
    """The order of a list; without `sortBy` its own, and within it that of creation."""
    wanted, _, direction = str(call.query.get("sortBy", "")).partition(" ")
    columns = [resource.sorts[wanted]] if wanted in resource.sorts else resource.order
    way = "DESC" if direction == "desc" else "ASC"
    return ", ".join(f"{resource.table}.{column} {way}" for column in (*columns, "rowid"))


def _shown(
    call: Call, schema: str, row: Row, parts: Mapping[str, Part], prefix: str = ""
) -> dict[str, Any]:
    """The fields of a schema out of the columns of a row; what is write-only stays away.

    A schema that is never sent has such marks too (`kid` of a purchase): they say nothing there.
    Parts that the contract does not have come last: Fiken serves some fields before it documents
    them (docs/observed.md#14-description-and-service).
    """
    shown: dict[str, Any] = {}
    for each in call.contract.schemas[schema].fields.values():
        if each.name in parts:
            shown[each.name] = parts[each.name](call, row)
        elif each.access != "wo" or schema not in call.contract.requests:
            shown[each.name] = _value(call, each.type, row, prefix + snake(each.name))
    undocumented = {name: part(call, row) for name, part in parts.items() if name not in shown}
    return {**shown, **undocumented}


def _value(call: Call, kind: str, row: Row, column: str) -> Any:
    """A column as JSON; an object of several columns is null when all of them are."""
    if kind in call.contract.schemas:
        nested = _shown(call, kind, row, {}, f"{column}_")
        return None if all(v is None for v in nested.values()) else nested
    value = row[column]
    return bool(value) if kind == "boolean" and value is not None else value


def _changes(call: Call, resource: Resource, *, whole: bool) -> dict[str, Any]:
    """The columns that an update writes.

    A PUT writes all, but of what only a request has no more than it names: phone, currency and
    member number survived one that left them out (docs/observed.md#12-updates-and-deletions).
    """
    schema = _request_schema(call)
    fields = call.contract.schemas[schema].fields.values()
    kept = {f.name for f in fields if f.name not in call.body and (not whole or f.access == "wo")}
    return stored(call, resource, schema, call.body, kept)


def _words(resource: Resource) -> str:
    """`contactPersonId` as in a sentence: contact person."""
    return snake(re.sub("(Id|Code|Slug)$", "", resource.key)).replace("_", " ")


def _word_of_key(resource: Resource) -> str:
    return "id" if resource.key.endswith("Id") else resource.id.replace("_", " ")
