"""A lazy, immutable list of what matches."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import attrs

T_co = TypeVar("T_co", covariant=True)

#: Rows a page: as many as Fiken gives.
SIZE = 100


@attrs.frozen
class Page(Generic[T_co]):
    """Some rows of a list.

    Args:
        number: Which page, from 0.
        rows: The rows.
        count: How many rows the whole list had at that moment; None where Fiken did not say.
    """

    number: int
    rows: tuple[T_co, ...]
    count: int | None


class Collection(Generic[T_co]):
    """Everything that matches, asked for as it is needed.

    Iterating walks all pages, 100 rows a request; nested and repeated loops each walk anew.
    ``list(collection)`` of n rows costs n / 100 requests, rounded up, and one at the least.
    ``len`` asks only when no answer has told the count yet.

    Rows can shift while one walks: Fiken pages by offset. When the count falls, the walk steps
    back as far, and no row is given twice. A deletion and an insertion between the same two
    requests leave the count as it was and cannot be seen: a row may then be missed.
    """

    __slots__ = ("_count", "_fetch", "_key", "_paged", "_what")

    def __init__(
        self,
        fetch: Callable[[int, int], Page[T_co]],
        *,
        what: str,
        key: Callable[[T_co], object],
        paged: bool = True,
    ) -> None:
        self._fetch, self._what, self._key, self._paged = fetch, what, key, paged
        self._count: int | None = None

    def __iter__(self) -> Iterator[T_co]:
        # The first page comes at once, before list() asks for a length: one request is spared.
        rows = (row for page in self._walk(self._page(0)) for row in page)
        return rows if self._count is not None else self._counted(rows)

    def __len__(self) -> int:
        if self._count is None:
            self._page(0, 1)
        return sum(1 for _ in self) if self._count is None else self._count

    def __repr__(self) -> str:
        return f"<Collection of {self._what}>"

    def first(self) -> T_co | None:
        """Give the first row, or None where there is none."""
        rows = self._page(0, 1).rows
        return rows[0] if rows else None

    def pages(self) -> Iterator[tuple[T_co, ...]]:
        """Walk page by page."""
        return self._walk(self._page(0))

    def _counted(self, rows: Iterator[T_co]) -> Iterator[T_co]:
        """Walk at once where Fiken gives no count, or the length that list() asks for walks too."""
        every = list(rows)
        self._count = len(every)
        return iter(every)

    def _page(self, number: int, size: int = SIZE) -> Page[T_co]:
        page = self._fetch(number, size)
        if not self._paged:
            self._count = len(page.rows)
        elif page.count is not None:
            self._count = page.count
        return page

    def _walk(self, page: Page[T_co]) -> Iterator[tuple[T_co, ...]]:
        seen: set[object] = set()
        while True:
            rows = tuple(row for row in page.rows if _is_new(self._key(row), seen))
            yield rows
            start = (page.number + 1) * SIZE
            # Without a count, a page of nothing new ends the walk: it might go round for ever.
            if self._ends(page, start) or (page.count is None and not rows):
                return
            page = self._page_after(page, start)

    def _ends(self, page: Page[T_co], start: int) -> bool:
        if not self._paged:
            return True
        return len(page.rows) < SIZE if page.count is None else start >= page.count

    def _page_after(self, page: Page[T_co], start: int) -> Page[T_co]:
        """Fetch the page that holds row `start`, the first that was not seen.

        When the count falls by k between two answers, what was not seen has moved up by at most
        k: from there on one must look again.
        """
        count = page.count
        while True:
            page = self._page(start // SIZE)
            start = max(start - _fallen(count, page.count), 0)
            count = page.count
            if page.number == start // SIZE:
                return page


def _fallen(before: int | None, now: int | None) -> int:
    return 0 if before is None or now is None else max(before - now, 0)


def _is_new(key: object, seen: set[object]) -> bool:
    new = key is None or key not in seen
    seen.add(key)
    return new
