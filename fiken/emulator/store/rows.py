"""Functions that find rows of the database, show them as JSON, and create, change or delete them.

A `Resource` declares the table of a row and the schema of the JSON.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from fiken.emulator.store.logins import visible_companies
from fiken.emulator.store.resources import AfterWrite, Call, Part, Resource, snake
from fiken.emulator.store.state import Row
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.refusals import not_found, refuse

# --- reading -------------------------------------------------------------------------------------


def find(call: Call, resource: Resource, key: Any = None) -> Row:
    """Return the database row of one entity.

    Args:
        call: the request.
        resource: the kind of entity.
        key: the id of the entity. None means the id in the path of the request.

    Raises:
        Refusal: 404 if the company has no such entity.
    """
    where, values = scope(call, resource)
    key = call.path[resource.key] if key is None else key
    sql = f"SELECT * FROM {resource.table} WHERE {resource.id} = ? AND {where}"  # noqa: S608
    row = call.state.row(sql, key, *values)
    if row is None:
        word = "id" if resource.key.endswith("Id") else resource.id.replace("_", " ")
        raise not_found(f"No {_noun(resource)} found with provided {word}.")
    return row


def scope(call: Call, resource: Resource) -> tuple[str, tuple[Any, ...]]:
    """Return an SQL condition for the rows that a request can reach, and the values for its `?`.

    The request reaches the rows of the company in the path. For contact persons, it reaches those
    of the contact in the path, because the contact is their `parent`. A request for the
    companies themselves reaches those that its login may see.

    Raises:
        Refusal: 404 if the contact (or another parent entity) in the path does not exist.
    """
    if resource.shared:
        return visible_companies(call.login)
    column, owner = _owner(call, resource)
    return f"{resource.table}.{column} = ?", (owner,)


def _owner(call: Call, resource: Resource) -> tuple[str, int]:
    """Return the column with the owner of an entity, and the id of the owner.

    For contacts of the company 1, the result is `("company_id", 1)`. For contact persons of the
    contact 17, it is `("contact_id", 17)`.

    Raises:
        Refusal: 404 if the contact (or another parent entity) in the path does not exist.
    """
    if resource.parent is None:
        return "company_id", call.company
    column = resource.parent.id
    return column, find(call, resource.parent)[column]


def _noun(resource: Resource) -> str:
    """Return the word for an entity in messages: "contact person" for the key `contactPersonId`."""
    return resource.noun or snake(re.sub("(Id|Code|Slug)$", "", resource.key)).replace("_", " ")


def show(call: Call, resource: Resource, row: Row) -> dict[str, Any]:
    """Return a database row as the JSON object of an answer.

    The fields of Fiken's API description come first. Some entities have further computed fields,
    because Fiken serves some fields before it documents them
    (docs/observed.md#14-description-and-service).
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
    """Return a function that computes a nested entity in an answer, such as the customer of a sale.

    For `shown_reference(CONTACTS, "customer_id")`, the function returns the JSON of the contact
    whose id is in the column `customer_id`. If the column is null, it returns None.
    """
    sql = f"SELECT * FROM {resource.table} WHERE {resource.id} = ?"  # noqa: S608

    def part(call: Call, row: Row) -> dict[str, Any] | None:
        referred = call.state.row(sql, row[column])
        return None if referred is None else show(call, resource, referred)

    return part


class _Shown(NamedTuple):
    """A field of an answer, and the columns from which its value is read.

    Attributes:
        name: the name of the field in JSON.
        column: the column of a plain value, such as `email`. For an object, the start of the names
            of its columns, such as `address`.
        type: the type of the field in Fiken's API description.
        is_answered: whether answers have the field. It is false for a write-only field if requests
            use its schema.
        parts: the fields of an object, or empty for a plain value.
    """

    name: str
    column: str
    type: str
    is_answered: bool
    parts: "tuple[_Shown, ...]"


@cache
def _shape(schema: str, prefix: str) -> tuple[_Shown, ...]:
    """Return the fields of a schema with their columns.

    `prefix` is the start of the column names, such as `address_` for the fields of an address.
    """
    contract = contracts.load()
    is_sent = schema in contract.requests
    return tuple(
        _Shown(
            each.name,
            prefix + snake(each.name),
            each.type,
            not (is_sent and each.access == "wo"),
            # Lists have no columns: the family computes them.
            ()
            if each.many or each.type not in contract.schemas
            else _shape(each.type, f"{prefix}{snake(each.name)}_"),
        )
        for each in contract.schemas[schema].fields.values()
    )


def _value(row: Row, field: _Shown) -> Any:
    """Return the JSON value of a field. An object is null if all of its columns are null."""
    if field.parts:
        nested = {each.name: _value(row, each) for each in field.parts if each.is_answered}
        return None if all(value is None for value in nested.values()) else nested
    value = row[field.column]
    return bool(value) if field.type == "boolean" and value is not None else value


# --- writing -------------------------------------------------------------------------------------


def create(call: Call, resource: Resource, after: AfterWrite | None = None) -> int:
    """Insert an entity from the JSON body of the request, and return its new id.

    Args:
        call: the request.
        resource: the kind of entity.
        after: a function that is called with the request and the new id after the insertion.
    """
    key = call.state.new_id()
    column, owner = _owner(call, resource)
    columns: dict[str, Any] = {resource.id: key, column: owner}
    columns |= columns_of(resource, request_schema(call), call.body)
    if resource.dated:
        columns |= call.state.stamps()
    if resource.timed:
        columns |= dict.fromkeys(("created_date", "last_modified_date"), call.state.moment())
    call.state.insert(resource.table, **columns)
    if after is not None:
        after(call, key)
    return key


def update(call: Call, resource: Resource, key: int, columns: Mapping[str, Any]) -> None:
    """Change columns of the row with the id `key`.

    `columns` maps column names to new values. If the table has the column last_modified_date, that
    column is set to today.
    """
    if resource.dated:
        columns = {**columns, "last_modified_date": call.state.today().isoformat()}
    if resource.timed:
        columns = {**columns, "last_modified_date": call.state.moment()}
    if columns:
        call.state.update(resource.table, resource.id, key, **columns)


def remove(call: Call, resource: Resource, row: Row) -> None:
    """Delete a row. Foreign keys with ON DELETE CASCADE delete the rows that belong to it."""
    sql = f"DELETE FROM {resource.table} WHERE {resource.id} = ?"  # noqa: S608
    call.state.execute(sql, row[resource.id])


def request_schema(call: Call) -> str:
    """Return the name of the schema that the body of the request follows.

    Raises:
        LookupError: the operation takes no body.
    """
    if call.operation.request is None:
        raise LookupError(f"{call.operation.name} takes no body")
    return call.operation.request


def columns_of(
    resource: Resource, schema: str, body: Mapping[str, Any], without: Collection[str] = ()
) -> dict[str, Any]:
    """Convert the fields of a JSON body to database columns with their values.

    `{"address": {"city": "Oslo"}}` gives the column `address_city`. A field that is missing or null
    gets its default, or None if it has no default. Lists and read-only fields are left out, because
    each family of endpoints stores them in its own way.

    Args:
        resource: the kind of entity.
        schema: the name of the schema of the body.
        body: the parsed JSON.
        without: the names of further fields to leave out.
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
    """Return whether other rows refer to this row, so that it should not be deleted.

    Rows that would be deleted together with this row do not count.
    """
    key = row[resource.id]
    return any(True for _ in call.state.referring_tables(resource.table, key, cascades=False))


def check_reference(
    call: Call, resource: Resource, name: str, body: Mapping[str, Any] | None = None
) -> None:
    """Raise the answer 400 if a field has the id of an entity that the company does not have.

    Emulator choice: the status and the message.

    Args:
        call: the request.
        resource: the kind of entity to which the field refers.
        name: the field with the id, such as `contactId`. A missing field and null are accepted.
        body: the JSON object that has the field. None means the body of the request.
    """
    key = (call.body if body is None else body).get(name)
    where, values = scope(call, resource)
    sql = f"SELECT 1 FROM {resource.table} WHERE {resource.id} = ? AND {where}"  # noqa: S608
    if key is not None and call.state.row(sql, key, *values) is None:
        raise refuse(400, f"'{name}': no {_noun(resource)} found with id {key}")
