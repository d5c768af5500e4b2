"""A lazy, immutable list of what matches."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, NoReturn, TypeVar

import attrs

from fiken.errors import MappingError

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

#: Rows a page: as many as Fiken gives.
SIZE = 100


@attrs.frozen
class Page(Generic[T_co]):
    """Some rows of a list.

    Args:
        number: Which page, from 0.
        rows: The rows.
        count: How many rows the whole list had at that moment; None where Fiken did not say.
        sure: Whether the end of the list can be believed. A count by itself may be that of the
            page, and a short page may come from a server that gives fewer rows than were asked for.
        request_id: The id of the request, for Fiken's support.
    """

    number: int
    rows: tuple[T_co, ...]
    count: int | None
    sure: bool = True
    request_id: str | None = None


class Collection(Generic[T_co]):
    """Everything that matches, asked for as it is needed.

    Iterating walks all pages, 100 rows a request; nested and repeated loops each walk anew.
    ``list(collection)`` of n rows costs n / 100 requests, rounded up, and one at the least.
    ``len`` asks only when no answer has told the count yet.

    Rows can shift while one walks: Fiken pages by offset. When the count falls, the walk looks
    again at what it had read, and no row is given twice. Where fewer rows came than the count
    says, it walks once more. A deletion and an insertion between the same two requests leave the
    count as it was and cannot be seen: a row may then be missed.

    Where the answers do not tell how many pages there are, one more request may be needed to show
    that the list ends.

    An answer that contradicts what was asked, or itself, is asked for once more. Where it does so
    again, or where answers contradict each other, `MappingError` is raised: the rows of the pages
    before have been given by then.
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

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a Collection holds a session and cannot be pickled or copied: take its rows, "
            "list(collection), or ask for it again where it is needed"
        )

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
        elif page.count is not None and _tells_the_count(page, size):
            self._count = page.count
        return page

    def _walk(self, page: Page[T_co]) -> Iterator[tuple[T_co, ...]]:
        walk = _Walk(self._page, self._key)
        return walk.pages(page) if self._paged else iter([walk.new_in(page)])


def _tells_the_count(page: Page[Any], size: int) -> bool:
    """Return whether the count is that of the list, and not perhaps that of a full page."""
    return page.sure or len(page.rows) < size or page.count != (page.number + 1) * size


class _Walk(Generic[T]):
    """One walk through all pages of a list whose rows may shift meanwhile."""

    def __init__(self, ask: Callable[[int], Page[T]], key: Callable[[T], object]) -> None:
        self._ask, self._key = ask, key
        self._seen: set[object] = set()
        self._has_keys, self._has_moved = True, False
        self._count: int | None = None
        self._given = self._risen = self._read = self._fruitless = 0
        self._patience = self._most = 0

    def pages(self, page: Page[T]) -> Iterator[tuple[T, ...]]:
        """Walk until every row was given that was there all along."""
        walk = self._pass(page)
        del page  # only the page in hand and the next one are held at a time
        while True:
            given = self._given
            yield from walk
            if not self._lacks_rows:
                return
            again = self._ask(0)
            if self._given == given:
                should = (self._count or 0) - self._risen
                raise _contradiction(again, f"a list of {should} rows", self._given)
            walk = self._pass(again)
            del again

    @property
    def _lacks_rows(self) -> bool:
        """Whether fewer rows were given than were there all along; equal ones may have no key."""
        return self._has_keys and self._given < (self._count or 0) - self._risen

    def _pass(self, page: Page[T]) -> Iterator[tuple[T, ...]]:
        """Walk through the list once. Every row before index `start` was seen."""
        self._change_since(page)
        pages = (page.count or 0) // SIZE
        self._patience, self._most = 10 + 2 * pages, 1000 + 20 * pages
        yield self.new_in(page)
        start = (page.number + 1) * SIZE
        while not self._ends(page, start):
            before = page.rows if len(page.rows) < SIZE else None
            page = self._ask(start // SIZE)
            low = start + min(self._change_since(page), 0)
            rows = self.new_in(page)
            if page.count is None and page.rows and _is_whole(before, page, rows):
                return
            if not (rows or self._has_keys or self._has_moved) and len(page.rows) == SIZE:
                raise _repeated(page)  # without keys, rows that are lacking cannot be counted
            below, start = self._below(page, low)
            yield from filter(None, [*below, rows])

    def _below(self, page: Page[T], low: int) -> tuple[list[tuple[T, ...]], int]:
        """Read again what may have moved up from this page into those below it.

        When the count falls by k between two answers, what was not seen has moved up by at most
        k: from `low` on one must look again. Returns the rows, and the next index not seen.
        """
        found: list[tuple[T, ...]] = []
        start, high = (page.number + 1) * SIZE, page.number * SIZE
        while max(low, 0) < high:
            again = self._ask((high - 1) // SIZE)
            change, end = self._change_since(again), (again.number + 1) * SIZE
            found.insert(0, self.new_in(again))
            if high + change > end:  # some of what is looked for has moved down, out of this page
                start = min(start, end)
            low, start = low + min(change, 0), max(start + min(change, 0), 0)
            high = again.number * SIZE
        return found, start

    def _ends(self, page: Page[T], start: int) -> bool:
        """Whether the list ends before index `start`."""
        short = len(page.rows) < SIZE
        if page.count is None or self._count is None:
            return not page.rows or (short and page.sure)
        return start >= self._count and (short or page.sure)

    def _change_since(self, page: Page[T]) -> int:
        """Return by how much the count has changed, and remember it."""
        known = page.count is not None and self._count is not None
        change = (page.count or 0) - (self._count or 0) if known else 0
        self._risen += max(change, 0)
        self._has_moved = self._has_moved or change != 0
        self._count = page.count
        return change

    def new_in(self, page: Page[T]) -> tuple[T, ...]:
        """Return the rows of a page that were not given before."""
        unseen = [row for row in page.rows if self._key(row) not in self._seen]
        rows = tuple(row for row in unseen if self._is_new(row))
        self._given += len(unseen)  # a row that one answer has twice was counted twice
        self._fruitless = 0 if rows else self._fruitless + 1
        self._require_progress(page)
        return rows

    def _require_progress(self, page: Page[T]) -> None:
        """Raise where a walk would hardly end: the count goes up and down, or grows for ever."""
        self._read += 1
        endless = page.count is not None and self._read > self._most + 1
        if endless or self._fruitless > self._patience + 1:
            expected = "a list that ends, and does not change faster than it is read"
            raise _contradiction(page, expected, f"a count of {page.count} at last")

    def _is_new(self, row: T) -> bool:
        key = self._key(row)
        if key is None or key is row:
            self._has_keys = False
        new = key is None or key not in self._seen
        if key is not None:
            self._seen.add(key)
        return new


def _is_whole(short: tuple[T, ...] | None, page: Page[T], new: tuple[T, ...]) -> bool:
    """Return whether a page shows that the list is not paged; no count tells how long it is.

    Args:
        short: The rows of the page before, where those were fewer than it was asked for.
        page: The page.
        new: Those of its rows that were not given before.

    Raises:
        MappingError: Pages are smaller than was asked for, or come again: rows would be missed.
    """
    if short is not None and page.rows != short:
        raise _contradiction(page, f"empty, after a page of {len(short)} rows", len(page.rows))
    if short is None and not new:
        raise _repeated(page)
    return short is not None


def _repeated(page: Page[Any]) -> MappingError:
    expected = f"the rows of page {page.number}"
    return _contradiction(page, expected, "those of pages before it")


def _contradiction(page: Page[Any], expected: str, value: object) -> MappingError:
    return MappingError("", "$", expected, value, page.request_id)
