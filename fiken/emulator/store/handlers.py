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
    """Return the answer to a POST: the URL of the new entity in the Location header, and no body.

    The URL is that of the request with the id at the end, such as `…/contacts/17`.

    Observed: docs/observed.md#3-responses

    Args:
        call: the request.
        key: the id of the new entity.
        status: the HTTP status of the answer.
    """
    return Reply(status, headers={"Location": f"{call.url}/{key}"})


def located(call: Call, path: str, status: int = 201) -> Reply:
    """Return an answer without a body, with the URL of an entity in the Location header.

    The entity need not be below the URL of the request: `POST …/sales/drafts/17/createSale` creates
    `…/sales/18`.

    Args:
        call: the request.
        path: the path of the entity below the company, such as `/sales/13600000123`.
        status: the HTTP status of the answer.
    """
    root, companies, below = call.url.partition("/companies/")
    company = f"{root}{companies}{below.partition('/')[0]}"
    return Reply(status, headers={"Location": company + path})


def page(call: Call, count: int, fetch: Callable[[int, int], list[Any]]) -> Reply:
    """Return the answer to a request for a list: the items of one page.

    The query parameter `page` is the number of the page, from 0, and `pageSize` is the number of
    items per page. Their defaults are 0 and 25. The headers `Fiken-Api-*` repeat both, and have the
    number of pages and of all items.

    Observed: docs/observed.md#5-lists

    Args:
        call: the request.
        count: the number of items in the whole list.
        fetch: a function that takes a limit and an offset, and returns items. For the third page
            with 25 items per page, these numbers are 25 and 50.
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
    """Return a function that answers a request for a list of entities, such as `GET …/contacts`.

    The query of the request filters and sorts the list. If Fiken divides the list into pages, the
    answer is one page.
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
    """Return a function that answers a request for one entity, such as `GET …/contacts/17`."""

    def handle(call: Call) -> Reply:
        return Reply(200, show(call, resource, find(call, resource)))

    return handle


def _condition(call: Call, resource: Resource) -> tuple[str, tuple[Any, ...]]:
    """Return an SQL condition for the company and the query filters, and the values for its `?`."""
    where, values = scope(call, resource)
    names = [name for name in resource.filters if name in call.query]
    conditions = " AND ".join((where, *(resource.filters[name] for name in names)))
    return conditions, (*values, *(call.query[name] for name in names))


def _rows(call: Call, resource: Resource, where: str, values: tuple[Any, ...]) -> list[Row]:
    """Return the sorted rows of one page.

    The query parameter `sortBy` names the sort column and the direction. Without it, the `order` of
    the resource is used, ascending. Equal rows are sorted by creation, in the same direction. The
    inner query selects row numbers only, so that a large offset reads an index, not the rows.

    Args:
        call: the request.
        resource: the kind of entity.
        where: the SQL condition that selects the rows of the list.
        values: the values for the `?` of the condition, then the limit and the offset. The limit -1
            selects all rows.
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
    """Return a function that answers a POST: it creates an entity from the JSON body.

    The answer has the URL of the new entity in its Location header.

    Args:
        resource: the kind of entity.
        after: a function that is called with the request and the new id after the creation.
        status: the HTTP status of the answer.
    """

    def handle(call: Call) -> Reply:
        return created(call, create(call, resource, after), status)

    return handle


def replaces(resource: Resource, after: AfterWrite | None = None, status: int = 200) -> Handler:
    """Return a function that answers a PUT: it replaces the whole entity.

    A field that the request leaves out becomes its default, or null if it has none. A write-only
    field that the request leaves out keeps its value, as was seen for contacts
    (docs/observed.md#12-updates-and-deletions).

    Args:
        resource: the kind of entity.
        after: a function that is called with the request and the id after the change.
        status: the HTTP status of the answer.
    """
    return _updates(resource, after, status, whole=True)


def patches(resource: Resource, after: AfterWrite | None = None, status: int = 200) -> Handler:
    """Return a function that answers a PATCH: it changes only the fields that were sent.

    Args:
        resource: the kind of entity.
        after: a function that is called with the request and the id after the change.
        status: the HTTP status of the answer.
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
    """Return a function that answers a DELETE: it deletes the entity, and answers 204.

    Observed: docs/observed.md#12-updates-and-deletions

    Args:
        resource: the kind of entity.
        before: a function that is called with the request and the id before the deletion.
    """

    def handle(call: Call) -> Reply:
        row = find(call, resource)
        if before is not None:
            before(call, row[resource.id])
        remove(call, resource, row)
        return Reply(204)

    return handle
