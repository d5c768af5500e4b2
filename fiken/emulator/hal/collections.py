"""The lists of API v1, with filters, sorting and paging.

docs/v1.md#lists
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fiken.emulator.hal.bodies import Json, checked_date
from fiken.emulator.hal.errors import refuse
from fiken.emulator.hal.visit import Visit, hal
from fiken.emulator.store.resources import Resource, date_filters
from fiken.emulator.store.rows import scope
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply

_SORT = "Fiken-Api-Sort-By"
_PAGE, _SIZE = "Fiken-Api-Page", "Fiken-Api-Page-Size"
#: The largest number of a page, and of objects per page. SQLite counts rows in 64 bits.
_LARGEST = 1 << 31


@dataclass(frozen=True)
class Collection:
    """One kind of resource in API v1: where its rows are, and how they are listed.

    Attributes:
        rel: the name of the link to the list, and of what is embedded in it, such as `contacts`.
        resource: the kind of entity in API v2, which has the table.
        show: a function that returns a row as a HAL object.
        sorts: maps a name of a sort field to an SQL expression. Without any, the list has no pages.
        filters: maps a query parameter with a date to an SQL condition with one `?`.
        condition: an SQL condition for the rows that API v1 shows.
        order: the SQL expressions for a list that is not sorted: by default, the order of creation.
    """

    rel: str
    resource: Resource
    show: Callable[[Visit, Row], Json]
    sorts: Mapping[str, str] = field(default_factory=dict[str, str])
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    condition: str = "1"
    order: str = "rowid"

    def lists(self, visit: Visit) -> Reply:
        """Return the whole list, or one page of it if the request has both headers of paging.

        Emulator choice: the headers of sorting and paging are ignored where a list cannot be
        sorted. A sort field that a sortable list does not have is answered with 400, and so is a
        page that is not a number. Query parameters that are not filters are ignored.
        """
        where, values = self._condition(visit)
        limit, offset, headers = -1, 0, dict[str, str]()
        table = self.resource.table
        page = self._page(visit)
        if page is not None:
            number, limit = page
            offset = number * limit
            count: int = visit.call.state.value(
                f"SELECT count(*) FROM {table} WHERE {where}",  # noqa: S608
                *values,
            )
            headers = {
                _PAGE: str(number),
                _SIZE: str(limit),
                "Fiken-Api-Page-Count": str(-(-count // limit)),
                "Fiken-Api-Result-Count": str(count),
            }
        order = ", ".join((*self._order(visit), f"{table}.{self.order}"))
        rows = visit.call.state.rows(
            f"SELECT {table}.* FROM {table} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608
            *(*values, limit, offset),
        )
        items = [self.show(visit, row) for row in rows]
        return Reply(200, listed(visit, {self.rel: items}), headers)

    def finds(self, visit: Visit) -> Reply:
        """Return the resource whose id is in the path."""
        return Reply(200, self.show(visit, visit.find(self.resource, None, self.condition)))

    def _condition(self, visit: Visit) -> tuple[str, tuple[object, ...]]:
        where, values = scope(visit.call, self.resource)
        conditions = [where, self.condition]
        dates: list[str] = []
        for name, condition in self.filters.items():
            if name in visit.request.query:
                conditions.append(condition)
                dates.append(_date(name, visit.request.query[name]))
        return " AND ".join(conditions), (*values, *dates)

    def _page(self, visit: Visit) -> tuple[int, int] | None:
        """Return the number and the size of the page, or None for the whole list."""
        texts = [visit.request.headers.get(name) for name in (_PAGE, _SIZE)]
        if None in texts or not self.sorts:
            return None
        return _number(_PAGE, texts[0], 0), _number(_SIZE, texts[1], 1)

    def _order(self, visit: Visit) -> Iterator[str]:
        """Yield the SQL terms for the sort fields in the header of the request."""
        header = visit.request.headers.get(_SORT) or ""
        for part in header.split(",") if self.sorts and header.strip() else ():
            match = re.fullmatch(r"\s*(\S+)(?:\s+(asc|desc))?\s*", part)
            if match is None or match[1] not in self.sorts:
                names = ", ".join(self.sorts)
                raise refuse(
                    400, f"{_SORT} has fields with asc or desc, of {names}: {part.strip()}"
                )
            for term in self.sorts[match[1]].split(", "):
                yield f"{term} {match[2] or 'asc'}"


def dated(parameter: str, column: str) -> dict[str, str]:
    """Return the filters of a date: `date`, `dateLe`, `dateLt`, `dateGe` and `dateGt`."""
    return date_filters(parameter, column)


def listed(visit: Visit, embedded: Mapping[str, list[Json]]) -> Json:
    """Return a list as HAL. Without any items, nothing is embedded."""
    return hal({"self": visit.request.url}, {}, embedded)


def _date(name: str, text: str) -> str:
    try:
        return checked_date(text)
    except ValueError:
        raise refuse(400, f"'{name}' must be a date as yyyy-MM-dd, not {text[:60]}") from None


def _number(name: str, text: str | None, least: int) -> int:
    number = int(text) if text is not None and re.fullmatch("[0-9]{1,10}", text.strip()) else -1
    if not least <= number < _LARGEST:
        raise refuse(400, f"{name} must be a whole number of at least {least}, not {text}")
    return number
