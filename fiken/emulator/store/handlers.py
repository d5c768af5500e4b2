"""Handlers that every family of endpoints needs: list, find, create, replace, patch and delete.

`lists`, `finds`, `creates`, `replaces`, `patches` and `removes` return a handler: a function that
answers one request. `page`, `created` and `located` return replies, for families that write a
handler themselves.
"""

from collections.abc import Callable
from typing import Any

from fiken.emulator.store.resources import AfterWrite, Call, Handler, Resource
from fiken.emulator.store.rows import (
    columns_of,
    create,
    find,
    remove,
    request_schema,
    scope,
    show,
    update,
)
from fiken.emulator.store.state import Row
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.exchange import Reply

# --- replies -------------------------------------------------------------------------------------


def created(call: Call, key: object, status: int = 201) -> Reply:
    """Return the reply to a POST: the absolute Location of the new entity, and no body.

    The Location is the URL of the request with the id at the end.

    Observed: docs/observed.md#3-responses
    """
    return Reply(status, headers={"Location": f"{call.url}/{key}"})


def located(call: Call, path: str, status: int = 201) -> Reply:
    """Return a reply whose Location is the URL of a path below the company.

    Args:
        call: the request.
        path: the path below the company, such as `/sales/13600000123`.
        status: the HTTP status of the reply.
    """
    root, companies, below = call.url.partition("/companies/")
    company = f"{root}{companies}{below.partition('/')[0]}"
    return Reply(status, headers={"Location": company + path})


def page(call: Call, count: int, fetch: Callable[[int, int], list[Any]]) -> Reply:
    """Return the requested page of a list, with the headers `Fiken-Api-*`.

    Observed: docs/observed.md#5-lists

    Args:
        call: the request.
        count: the number of items in the whole list.
        fetch: a function that takes a limit and an offset, and returns items.
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


# --- reading -------------------------------------------------------------------------------------


def lists(resource: Resource) -> Handler:
    """Return a handler that answers with a list of entities, filtered and sorted by the query.

    If the operation is `paged` in the contract, the answer is one page of the list.
    """

    def handle(call: Call) -> Reply:
        where, values = _condition(call, resource)

        def fetch(limit: int, offset: int) -> list[Any]:
            rows = _rows(call, resource, where, (*values, limit, offset))
            return [show(call, resource, row) for row in rows]

        if not call.operation.paged:
            return Reply(200, fetch(-1, 0))
        counting = f"SELECT count(*) FROM {resource.table} WHERE {where}"  # noqa: S608
        return page(call, call.state.value(counting, *values), fetch)

    return handle


def finds(resource: Resource) -> Handler:
    """Return a handler that answers with the entity whose id is in the path."""

    def handle(call: Call) -> Reply:
        return Reply(200, show(call, resource, find(call, resource)))

    return handle


def _condition(call: Call, resource: Resource) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL condition that selects the rows of a list, and the values for its `?`."""
    where, values = scope(call, resource)
    names = [name for name in resource.filters if name in call.query]
    conditions = " AND ".join((where, *(resource.filters[name] for name in names)))
    return conditions, (*values, *(call.query[name] for name in names))


def _rows(call: Call, resource: Resource, where: str, values: tuple[Any, ...]) -> list[Row]:
    """Return the sorted rows of one page.

    They are sorted by `sortBy`, or by the `order` of the resource if the request has no `sortBy`.
    Equal rows are in order of creation. The inner query selects row numbers only, so that a large
    offset reads an index, not the rows.

    Args:
        call: the request.
        resource: the kind of entity.
        where: the SQL condition that selects the rows of the list.
        values: the values for the `?` of the condition, then the limit and the offset.
    """
    table = resource.table
    wanted, _, direction = str(call.query.get("sortBy", "")).partition(" ")
    columns = [resource.sorts[wanted]] if wanted in resource.sorts else resource.order
    way = "DESC" if direction == "desc" else "ASC"
    order = ", ".join(f"{table}.{column} {way}" for column in (*columns, "rowid"))
    return call.state.rows(
        f"SELECT {table}.* FROM (SELECT rowid AS r FROM {table} WHERE {where} "  # noqa: S608
        f"ORDER BY {order} LIMIT ? OFFSET ?) JOIN {table} ON {table}.rowid = r "
        f"ORDER BY {order}",
        *values,
    )


# --- writing -------------------------------------------------------------------------------------


def creates(resource: Resource, after: AfterWrite | None = None, status: int = 201) -> Handler:
    """Return a handler of POST that inserts an entity and answers with its Location.

    Args:
        resource: the kind of entity.
        after: a function that is called after the row was inserted.
        status: the HTTP status of the reply.
    """

    def handle(call: Call) -> Reply:
        return created(call, create(call, resource, after), status)

    return handle


def replaces(resource: Resource, after: AfterWrite | None = None, status: int = 200) -> Handler:
    """Return a handler of PUT that replaces the whole entity.

    A field that the request leaves out becomes null or its default. A write-only field that is left
    out keeps its value, as it was seen for contacts (docs/observed.md#12-updates-and-deletions).

    Args:
        resource: the kind of entity.
        after: a function that is called after the row was changed.
        status: the HTTP status of the reply.
    """
    return _updates(resource, after, status, whole=True)


def patches(resource: Resource, after: AfterWrite | None = None, status: int = 200) -> Handler:
    """Return a handler of PATCH that changes only the fields that were sent.

    Args:
        resource: the kind of entity.
        after: a function that is called after the row was changed.
        status: the HTTP status of the reply.
    """
    return _updates(resource, after, status, whole=False)


def _updates(resource: Resource, after: AfterWrite | None, status: int, *, whole: bool) -> Handler:
    def handle(call: Call) -> Reply:
        key = find(call, resource)[resource.id]
        schema = request_schema(call)
        unsent = [
            f for f in contracts.load().schemas[schema].fields.values() if f.name not in call.body
        ]
        kept = {field.name for field in unsent if not whole or field.access == "wo"}
        update(call, resource, key, columns_of(resource, schema, call.body, kept))
        if after is not None:
            after(call, key)
        return Reply(status, headers={"Location": call.url})

    return handle


def removes(resource: Resource, before: AfterWrite | None = None) -> Handler:
    """Return a handler of DELETE that removes the row of the entity, and answers 204.

    Observed: docs/observed.md#12-updates-and-deletions

    Args:
        resource: the kind of entity.
        before: a function that is called before the row is deleted.
    """

    def handle(call: Call) -> Reply:
        row = find(call, resource)
        if before is not None:
            before(call, row[resource.id])
        remove(call, resource, row)
        return Reply(204)

    return handle
