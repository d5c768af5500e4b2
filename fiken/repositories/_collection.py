"""A lazy, immutable collection of the entities that match some filters."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, NoReturn, TypeVar

import attrs

from fiken.errors import MappingError

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

#: Rows per page: the most that Fiken returns.
SIZE = 100


@attrs.frozen
class Page(Generic[T_co]):
    """One page of a list.

    Args:
        number: The number of the page, from 0.
        rows: The rows on the page.
        count: The number of rows in the whole list; None where the answer did not say.
        sure: Whether the answer says how many pages there are. `count` alone is not reliable: some
            servers state the number of rows on the page instead.
        request_id: The id of the request, for Fiken's support.
    """

    number: int
    rows: tuple[T_co, ...]
    count: int | None
    sure: bool = True
    request_id: str | None = None


class Collection(Generic[T_co]):
    """All rows of a list that match some filters, requested page by page when they are needed.

    A loop requests all pages, with 100 rows per request. Each further loop requests them again.
    ``list(collection)`` of n rows takes n / 100 requests, rounded up, and at least one.
    ``len(collection)`` sends a request only if no earlier answer stated the number of rows.

    While a loop reads the pages, rows may be deleted or added in Fiken, so that other rows move to
    another page. When the number of rows changes, the loop reads some pages again, so that it
    neither misses a row nor yields one twice. If one row is deleted and another is added between
    the same two requests, the number of rows stays the same. The loop may then miss a row.

    Where the answers do not say how many pages there are, one more request may be needed to find
    the end of the list.

    A page whose headers and rows contradict each other is requested once more. If its second
    answer is wrong too, `MappingError` is raised, after the rows of the earlier pages were yielded.
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
        # list() asks for the length next. Requesting the first page before saves a request.
        rows = (row for page in self._walk(self._page(0)) for row in page)
        if self._count is not None:
            return rows
        every = list(rows)  # list() asks for the length first, which would read all rows too
        self._count = len(every)
        return iter(every)

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
        """Return the first row, or None if the list is empty. One request is sent."""
        rows = self._page(0, 1).rows
        return rows[0] if rows else None

    def pages(self) -> Iterator[tuple[T_co, ...]]:
        """Yield the rows page by page, as tuples of at most 100."""
        return self._walk(self._page(0))

    def _page(self, number: int, size: int = SIZE) -> Page[T_co]:
        page = self._fetch(number, size)
        # A server may state the size of a full page as the count of the list.
        may_be_size = len(page.rows) >= size and page.count == (page.number + 1) * size
        if not self._paged:
            self._count = len(page.rows)
        elif page.count is not None and (page.sure or not may_be_size):
            self._count = page.count
        return page

    def _walk(self, page: Page[T_co]) -> Iterator[tuple[T_co, ...]]:
        walk = _Walk(self._page, self._key)
        return walk.pages(page) if self._paged else iter([walk.new_in(page)])


class _Walk(Generic[T]):
    """One loop over all pages of a list, whose rows may move to other pages during the loop."""

    def __init__(self, ask: Callable[[int], Page[T]], key: Callable[[T], object]) -> None:
        self._ask, self._key = ask, key
        self._seen: set[object] = set()  # the keys of all rows that were yielded
        self._has_keys = True  # whether all of them had one
        self._has_moved = False  # whether the count has changed
        self._count: int | None = None  # the count in the last answer
        self._yielded = 0  # rows
        self._risen = 0  # by how much the count has risen in all, so many rows may be new
        self._read = self._most = 0  # pages, and their limit
        self._fruitless = self._patience = (
            0  # pages in a row without a new row, and how many may be
        )

    def pages(self, page: Page[T]) -> Iterator[tuple[T, ...]]:
        """Yield all rows, page by page. Read the list again as long as rows seem to be missing.

        Args:
            page: The first page, which has already been read.
        """
        walk = self._pass(page)
        del page  # no more than two pages are held in memory at a time
        while True:
            before = self._yielded
            yield from walk
            if not self._lacks_rows:
                return
            again = self._ask(0)
            if self._yielded == before:
                expected = f"{(self._count or 0) - self._risen}"
                raise _contradiction(
                    again, expected, self._yielded, "the number of rows in the list"
                )
            walk = self._pass(again)
            del again

    @property
    def _lacks_rows(self) -> bool:
        """Whether the loop has missed a row, because fewer were yielded than the list has.

        Rows that may have been added during the loop are not counted as missing.
        """
        return self._has_keys and self._yielded < (self._count or 0) - self._risen

    def _pass(self, page: Page[T]) -> Iterator[tuple[T, ...]]:
        """Read the list once, and yield those rows of each page that were not yielded before.

        Args:
            page: The first page, which has already been read.
        """
        self._change_since(page)
        pages = (page.count or 0) // SIZE
        self._patience, self._most = 10 + 2 * pages, 1000 + 20 * pages
        yield self.new_in(page)
        start = (page.number + 1) * SIZE  # the index up to which all rows have been read
        while not self._ends(page, start):
            before = page.rows if len(page.rows) < SIZE else None
            page = self._ask(start // SIZE)
            low = start + min(self._change_since(page), 0)
            rows = self.new_in(page)
            if page.count is None and page.rows and _is_whole(before, page, rows):
                return
            if not (rows or self._has_keys or self._has_moved) and len(page.rows) == SIZE:
                raise _repeated(page)  # without keys, missing rows cannot be counted
            below, start = self._below(page, low)
            yield from filter(None, [*below, rows])

    def _below(self, page: Page[T], low: int) -> tuple[list[tuple[T, ...]], int]:
        """Read earlier pages again, since unread rows may have moved to them.

        If k rows were deleted between two answers, the rows after them have moved by at most k
        places towards the start of the list.

        Args:
            page: The page that was read last.
            low: The lowest index to which an unread row may have moved.

        Returns:
            The rows that were not yielded before, page by page, and the index in the list up to
            which all rows have been read.
        """
        below: list[tuple[T, ...]] = []
        start, high = (page.number + 1) * SIZE, page.number * SIZE
        while max(low, 0) < high:
            again = self._ask((high - 1) // SIZE)
            change, end = self._change_since(again), (again.number + 1) * SIZE
            below.insert(0, self.new_in(again))
            if high + change > end:  # some of the rows have moved down, out of this page
                start = min(start, end)
            low, start = low + min(change, 0), max(start + min(change, 0), 0)
            high = again.number * SIZE
        return below, start

    def _ends(self, page: Page[T], start: int) -> bool:
        """Return whether the list ends before index `start`.

        Args:
            page: The page that was read last.
            start: The index up to which all rows have been read.
        """
        short = len(page.rows) < SIZE
        if page.count is None or self._count is None:
            return not page.rows or (short and page.sure)
        return start >= self._count and (short or page.sure)

    def _change_since(self, page: Page[T]) -> int:
        """Return by how many rows the list has grown since the previous answer.

        The number is negative if the list has become shorter, and 0 if one of the two answers does
        not state the number of rows. The number in this answer is stored for the next call.

        Args:
            page: The page from the latest answer.
        """
        known = page.count is not None and self._count is not None
        change = (page.count or 0) - (self._count or 0) if known else 0
        self._risen += max(change, 0)
        self._has_moved = self._has_moved or change != 0
        self._count = page.count
        return change

    def new_in(self, page: Page[T]) -> tuple[T, ...]:
        """Return the rows of a page that were not yielded before. They then count as yielded."""
        unseen = [row for row in page.rows if self._key(row) not in self._seen]
        rows: list[T] = []
        for row in unseen:
            key = self._key(row)
            if key is None or key is row:
                self._has_keys = False
            if key is None or key not in self._seen:
                rows.append(row)
            if key is not None:
                self._seen.add(key)
        self._yielded += len(unseen)  # a row that is twice in one answer was counted twice
        self._fruitless = 0 if rows else self._fruitless + 1
        self._require_progress(page)
        return tuple(rows)

    def _require_progress(self, page: Page[T]) -> None:
        """Raise `MappingError` if so many pages were read that the loop might never end.

        This happens if the list changes faster than it is read. `page` was read last.
        """
        self._read += 1
        endless = page.count is not None and self._read > self._most + 1
        if endless or self._fruitless > self._patience + 1:
            expected = "a list that ends, and does not change faster than it is read"
            raise _contradiction(page, expected, f"a count of {page.count} at last")


def _is_whole(short: tuple[T, ...] | None, page: Page[T], new: tuple[T, ...]) -> bool:
    """Return whether the server ignores paging and sends the whole list in every answer.

    This is used only where the answers do not state the number of rows.

    Args:
        short: The rows of the previous page if it had fewer than 100; None if it was full.
        page: The page, which is not empty.
        new: The rows of `page` that were not yielded before.

    Raises:
        MappingError: The page contradicts the earlier pages, so that rows would be missed.
    """
    if short is not None and page.rows != short:
        expected = f"0, after a page of {len(short)} rows"
        raise _contradiction(page, expected, len(page.rows), "the number of rows on the page")
    if short is None and not new:
        raise _repeated(page)
    return short is not None


def _repeated(page: Page[Any]) -> MappingError:
    expected = f"the rows of page {page.number}"
    return _contradiction(page, expected, "those of pages before it")


def _contradiction(page: Page[Any], expected: str, value: object, place: str = "$") -> MappingError:
    return MappingError("", place, expected, value, page.request_id)
