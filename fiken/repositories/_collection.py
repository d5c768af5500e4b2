"""A lazy, immutable collection of the entities that match some filters."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, NoReturn, TypeVar

import attrs

from fiken.errors import InvalidAttributeError, MappingError

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

#: Rows per page: the most that Fiken returns.
SIZE = 100


@attrs.frozen
class Page(Generic[T_co]):
    """One page of a list that Fiken sends page by page.

    Args:
        number: The number of the page. The first page is 0.
        rows: The values on the page, such as contacts.
        count: The number of rows in the whole list; None if it is not known.
        sure: Whether the answer states the number of pages. If it does not, `count` may be wrong:
            some servers state the number of rows on the page instead.
        request_id: The id of the request, to quote to Fiken's support; None if it is not stored.
    """

    number: int
    rows: tuple[T_co, ...]
    count: int | None
    sure: bool = True
    request_id: str | None = None


class Collection(Generic[T_co]):
    """The rows of a list in Fiken, such as contacts. A loop requests them page by page.

    ``for contact in company.contacts.all()`` sends one request per 100 contacts. A second loop
    sends the requests again. ``list(collection)`` also sends one request per 100 rows, and at least
    one. ``len(collection)`` sends a request only if no earlier answer stated the number of rows.

    Rows may be added or deleted in Fiken while a loop runs. Other rows then move to another page.
    When the number of rows changes, the loop reads some pages again. So it neither misses a row nor
    yields a row twice. There is one exception: if one row is added and another is deleted between
    two requests, the number of rows stays the same. The loop may then miss a row.

    If the answers do not state the number of pages, the loop may send one more request to find the
    end of the list. If they do not state the number of rows, a loop requests all rows before it
    yields the first one, and ``len(collection)`` requests all rows to count them.

    If the headers and the rows of an answer contradict each other, the page is requested once more.
    If the second answer is wrong too, `MappingError` is raised. The loop may then have yielded the
    rows of the earlier pages already.
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

    def pages(self, start: int = 0) -> Iterator[tuple[T_co, ...]]:
        """Yield tuples of rows: one tuple per page, with at most 100 rows.

        A list that Fiken does not split into pages is yielded as one tuple.

        Args:
            start: The number of the first page, from 0. A program that was interrupted reads its
                last page again, to see whether rows have moved.

        Raises:
            InvalidAttributeError: `start` is not a whole number from 0.
        """
        if start.__class__ is not int or start < 0:
            raise InvalidAttributeError("Collection.pages", "start", start, "a page number from 0")
        return self._walk(self._page(start))

    def _page(self, number: int, size: int = SIZE) -> Page[T_co]:
        page = self._fetch(number, size)
        # A server may state the size of a full page as the count of the list.
        may_be_size = len(page.rows) >= size and page.count == (page.number + 1) * size
        if not self._paged:  # the answer may list a row twice
            self._count = len(_Walk(self._page, self._key).new_in(page))
        elif page.count is not None and (page.sure or not may_be_size):
            self._count = page.count
        return page

    def _walk(self, page: Page[T_co]) -> Iterator[tuple[T_co, ...]]:
        walk = _Walk(self._page, self._key, page.number * SIZE)
        return walk.pages(page) if self._paged else iter([walk.new_in(page)])


class _Walk(Generic[T]):
    """One loop over all pages of a list. Rows may move to other pages while the loop runs.

    Args:
        ask: A function that requests a page by its number.
        key: A function that returns the id of a row.
        skipped: The number of rows before the first page that is read.
    """

    def __init__(
        self, ask: Callable[[int], Page[T]], key: Callable[[T], object], skipped: int = 0
    ) -> None:
        self._ask, self._key = ask, key
        self._seen: set[object] = set()  # the keys of all rows that were yielded
        self._has_keys = True  # whether all of them had one
        self._has_moved = False  # whether the count has changed
        self._count: int | None = None  # the count in the last answer
        self._yielded = skipped  # rows
        self._risen = 0  # by how much the count has risen in all, so many rows may be new
        self._read = self._most = 0  # pages, and their limit
        # Pages in a row without a new row, and how many may be.
        self._fruitless = self._patience = 0

    def pages(self, page: Page[T]) -> Iterator[tuple[T, ...]]:
        """Yield all rows, page by page. If rows seem to be missing at the end, read the list again.

        Args:
            page: The first page, which has already been read.

        Raises:
            MappingError: Rows are still missing, and reading the list again yielded no new row.
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
        """Whether the loop has yielded fewer rows than the list has.

        Rows that were added during the loop do not count. False if some rows have no id, because
        these rows cannot be counted.
        """
        return self._has_keys and self._yielded < (self._count or 0) - self._risen

    def _pass(self, page: Page[T]) -> Iterator[tuple[T, ...]]:
        """Read the list from start to end, and yield the rows that were not yielded before.

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
        """Read earlier pages again, because unread rows may have moved to them.

        If a row is deleted, all rows after it move one place towards the start of the list.

        Args:
            page: The page that was read last.
            low: The first index in the list at which there may be an unread row.

        Returns:
            The rows that were not yielded before, one tuple per page; and an index in the list. All
            rows before this index have been read.
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
        """Return whether the list has no rows after those that have been read.

        Args:
            page: The page that was read last.
            start: An index in the list. All rows before it have been read.
        """
        short = len(page.rows) < SIZE
        if page.count is None or self._count is None:
            return not page.rows or (short and page.sure)
        return start >= self._count and (short or page.sure)

    def _change_since(self, page: Page[T]) -> int:
        """Return by how many rows the list has grown since the previous answer: -2 if it lost two.

        Return 0 if one of the two answers does not state the number of rows. The number in the
        latest answer is stored for the next call.

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
        """Return the rows of a page that were not yielded before, and count them as yielded."""
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
        """Raise `MappingError` if the loop has read so many pages that it might never end.

        This happens if the list changes faster than it is read. `page` was read last.
        """
        self._read += 1
        endless = page.count is not None and self._read > self._most + 1
        if endless or self._fruitless > self._patience + 1:
            expected = "a list that ends, and does not change faster than it is read"
            raise _contradiction(page, expected, f"a count of {page.count} at last")


def _is_whole(short: tuple[T, ...] | None, page: Page[T], new: tuple[T, ...]) -> bool:
    """Return whether the server ignores paging and sends the whole list in every answer.

    A simple server in a user's test may do so. The function is called only if the answers do not
    state the number of rows.

    Args:
        short: The rows of the previous page if it had fewer than 100; None if it was full.
        page: The page that was read last, which is not empty.
        new: The rows of `page` that were not yielded before.

    Raises:
        MappingError: `page` contradicts the earlier pages, so that rows would be missed.
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
