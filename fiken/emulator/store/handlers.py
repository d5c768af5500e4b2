"""Handlers that every family needs: list, find, create, replace, patch and delete.

`lists`, `finds`, `creates`, `replaces`, `patches` and `removes` return handlers; `page`, `created`
and `located` return replies for handlers that a family writes itself.
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

    Observed: docs/observed.md#3-responses
    """
    return Reply(status, headers={"Location": f"{call.url}/{key}"})


def located(call: Call, path: str, status: int = 201) -> Reply:
    """Return a reply with the Location of an entity elsewhere below the company.

    Args:
        call: the request.
        path: the path below the company, `/sales/13600000123`.
        status: the status.
    """
    root, companies, below = call.url.partition("/companies/")
    company = f"{root}{companies}{below.partition('/')[0]}"
    return Reply(status, headers={"Location": company + path})


def page(call: Call, count: int, fetch: Callable[[int, int], list[Any]]) -> Reply:
    """Return one page of a list of `count` items, with its headers.

    Observed: docs/observed.md#5-lists

    Args:
        call: the request.
        count: the number of items in the whole list.
        fetch: returns items by limit and offset.
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
    """Return the handler of a list: filtered, sorted, and paged where the contract pages it."""

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
    """Return the handler of one entity by its id."""

    def handle(call: Call) -> Reply:
        return Reply(200, show(call, resource, find(call, resource)))

    return handle


def _condition(call: Call, resource: Resource) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL condition of a list, with its values: scope and filters."""
    where, values = scope(call, resource)
    names = [name for name in resource.filters if name in call.query]
    conditions = " AND ".join((where, *(resource.filters[name] for name in names)))
    return conditions, (*values, *(call.query[name] for name in names))


def _rows(call: Call, resource: Resource, where: str, values: tuple[Any, ...]) -> list[Row]:
    """Return the rows of a page, ordered by `sortBy` or the default, and within it by creation.

    The inner query selects row numbers only, so that a far offset walks an index, not the rows.
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
    """Return the handler of a POST, see `created`."""

    def handle(call: Call) -> Reply:
        return created(call, create(call, resource, after), status)

    return handle


def replaces(resource: Resource, after: AfterWrite | None = None, status: int = 200) -> Handler:
    """Return the handler of a PUT of the whole entity.

    It writes every field of the request schema, but of the write-only ones only those that the
    request has: phone, currency and member number survived a PUT without them
    (docs/observed.md#12-updates-and-deletions).
    """
    return _updates(resource, after, status, whole=True)


def patches(resource: Resource, after: AfterWrite | None = None, status: int = 200) -> Handler:
    """Return the handler of a PATCH, which writes the fields that were sent."""
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
    """Return the handler of a DELETE that leaves nothing of the entity.

    Observed: docs/observed.md#12-updates-and-deletions

    Args:
        resource: the resource.
        before: called with the id before the row is deleted.
    """

    def handle(call: Call) -> Reply:
        row = find(call, resource)
        if before is not None:
            before(call, row[resource.id])
        remove(call, resource, row)
        return Reply(204)

    return handle
