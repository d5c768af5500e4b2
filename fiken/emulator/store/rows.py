"""Rows of resources: how they are found, shown as JSON, created, changed and deleted.

The handlers of `fiken.emulator.store.handlers` and the families build on these functions.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from fiken.emulator.store.resources import AfterWrite, Call, Part, Resource, snake
from fiken.emulator.store.state import Row
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.refusals import not_found, refuse

# --- reading -------------------------------------------------------------------------------------


def find(call: Call, resource: Resource, key: Any = None) -> Row:
    """Return the row that `key` or, without it, the path names; refuse with 404 without a row."""
    where, values = scope(call, resource)
    key = call.path[resource.key] if key is None else key
    sql = f"SELECT * FROM {resource.table} WHERE {resource.id} = ? AND {where}"  # noqa: S608
    row = call.state.row(sql, key, *values)
    if row is None:
        word = "id" if resource.key.endswith("Id") else resource.id.replace("_", " ")
        raise not_found(f"No {_noun(resource)} found with provided {word}.")
    return row


def scope(call: Call, resource: Resource) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL condition, with its values, of the rows that the path gives access to."""
    if resource.shared:
        return "1", ()
    column, owner = _owner(call, resource)
    return f"{resource.table}.{column} = ?", (owner,)


def _owner(call: Call, resource: Resource) -> tuple[str, int]:
    """Return the column of the owner and the owner's id; 404 without the parent of the path."""
    if resource.parent is None:
        return "company_id", call.company
    column = resource.parent.id
    return column, find(call, resource.parent)[column]


def _noun(resource: Resource) -> str:
    """Return the resource's noun in messages: `contact person` for `contactPersonId`."""
    return snake(re.sub("(Id|Code|Slug)$", "", resource.key)).replace("_", " ")


def show(call: Call, resource: Resource, row: Row) -> dict[str, Any]:
    """Return the answer for a row, by the schema of the resource.

    Parts that the contract does not have come last: Fiken serves some fields before it documents
    them (docs/observed.md#14-description-and-service).
    """
    answer: dict[str, Any] = {}
    for each in _shape(resource.schema, ""):
        if each.name in resource.parts:
            answer[each.name] = resource.parts[each.name](call, row)
        elif each.is_answered:
            answer[each.name] = _value(row, each)
    for name, part in resource.parts.items():
        if name not in answer:
            answer[name] = part(call, row)
    return answer


def shown_reference(resource: Resource, column: str) -> Part:
    """Return a part that shows the row whose id is in a column; null where the column is null."""
    sql = f"SELECT * FROM {resource.table} WHERE {resource.id} = ?"  # noqa: S608

    def part(call: Call, row: Row) -> dict[str, Any] | None:
        referred = call.state.row(sql, row[column])
        return None if referred is None else show(call, resource, referred)

    return part


class _Shown(NamedTuple):
    """How one field of an answer comes out of a row.

    Attributes:
        name: the field.
        column: its column; the prefix of its columns, where it is an object.
        type: its type in the contract.
        is_answered: False for write-only fields. A schema that is never sent has such marks too,
            where they mean nothing (`kid` of a purchase).
        parts: the fields of an object; empty for a plain value.
    """

    name: str
    column: str
    type: str
    is_answered: bool
    parts: "tuple[_Shown, ...]"


@cache
def _shape(schema: str, prefix: str) -> tuple[_Shown, ...]:
    """Return how the fields of a schema come out of columns with a prefix."""
    contract = contracts.load()
    is_sent = schema in contract.requests
    return tuple(
        _Shown(
            each.name,
            prefix + snake(each.name),
            each.type,
            not (is_sent and each.access == "wo"),
            # Lists are parts of the family; they have no columns.
            ()
            if each.many or each.type not in contract.schemas
            else _shape(each.type, f"{prefix}{snake(each.name)}_"),
        )
        for each in contract.schemas[schema].fields.values()
    )


def _value(row: Row, field: _Shown) -> Any:
    """Return a column as JSON; an object of several columns is null when all of them are."""
    if field.parts:
        nested = {each.name: _value(row, each) for each in field.parts if each.is_answered}
        return None if all(value is None for value in nested.values()) else nested
    value = row[field.column]
    return bool(value) if field.type == "boolean" and value is not None else value


# --- writing -------------------------------------------------------------------------------------


def create(call: Call, resource: Resource, after: AfterWrite | None = None) -> int:
    """Insert the row of the body; return its id."""
    key = call.state.new_id()
    column, owner = _owner(call, resource)
    columns: dict[str, Any] = {resource.id: key, column: owner}
    columns |= columns_of(resource, request_schema(call), call.body)
    if resource.dated:
        columns |= call.state.stamps()
    call.state.insert(resource.table, **columns)
    if after is not None:
        after(call, key)
    return key


def update(call: Call, resource: Resource, key: int, columns: Mapping[str, Any]) -> None:
    """Change columns of a row, and its last_modified_date where it has one."""
    if resource.dated:
        columns = {**columns, "last_modified_date": call.state.today().isoformat()}
    if columns:
        call.state.update(resource.table, resource.id, key, **columns)


def remove(call: Call, resource: Resource, row: Row) -> None:
    """Delete a row; the foreign keys delete its parts."""
    sql = f"DELETE FROM {resource.table} WHERE {resource.id} = ?"  # noqa: S608
    call.state.execute(sql, row[resource.id])


def request_schema(call: Call) -> str:
    """Return the schema of the body."""
    if call.operation.request is None:
        raise LookupError(f"{call.operation.name} takes no body")
    return call.operation.request


def columns_of(
    resource: Resource, schema: str, body: Mapping[str, Any], without: Collection[str] = ()
) -> dict[str, Any]:
    """Return the columns of a body; lists and read-only fields are left to the family.

    Args:
        resource: the resource, for its defaults.
        schema: the schema of the body.
        body: the fields.
        without: fields that are left out.
    """
    contract = contracts.load()
    columns: dict[str, Any] = {}
    for each in contract.schemas[schema].fields.values():
        if each.access == "ro" or each.many or each.name in without:
            continue
        column: str = snake(each.name)
        value: Any = body.get(each.name)
        if value is None:
            value = resource.defaults.get(each.name, each.default)
        if each.type in contract.schemas:
            nested: Mapping[str, Any] = value or {}
            for name in contract.schemas[each.type].fields:
                columns[f"{column}_{snake(name)}"] = nested.get(name)
        else:
            if each.type == "number" and value is not None:
                # A whole number of this type may be longer than the 64 bits of SQLite.
                value = float(value)
            columns[column] = value
    return columns


def is_referred_to(call: Call, resource: Resource, row: Row) -> bool:
    """Return whether a row of any table refers to this one, apart from its own parts."""
    key = row[resource.id]
    return any(True for _ in call.state.referring_tables(resource.table, key, cascades=False))


def check_reference(
    call: Call, resource: Resource, name: str, body: Mapping[str, Any] | None = None
) -> None:
    """Refuse (400) an id in the body whose row does not exist.

    Emulator choice: the status and the message.

    Args:
        call: the request.
        resource: the resource that the id is of.
        name: the field with the id.
        body: the object with the field; without it, the body of the request.
    """
    key = (call.body if body is None else body).get(name)
    where, values = scope(call, resource)
    sql = f"SELECT 1 FROM {resource.table} WHERE {resource.id} = ? AND {where}"  # noqa: S608
    if key is not None and call.state.row(sql, key, *values) is None:
        raise refuse(400, f"'{name}': no {_noun(resource)} found with id {key}")
