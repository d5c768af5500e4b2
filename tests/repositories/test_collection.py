"""A list that is walked page by page while its rows may come and go."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fiken import InvalidAttributeError
from fiken.repositories import Collection
from fiken.repositories._collection import SIZE, Page


class Rows:
    """A paged list that counts its requests, and may change before each of them."""

    def __init__(
        self,
        rows: list[int],
        *,
        counted: bool = True,
        paged: bool = True,
        before: Callable[[list[int]], None] = lambda _: None,
    ) -> None:
        self.rows, self.counted, self.paged, self.before = rows, counted, paged, before
        self.requested: list[tuple[int, int]] = []

    def fetch(self, number: int, size: int) -> Page[int]:
        if self.requested:
            self.before(self.rows)
        self.requested.append((number, size))
        rows = self.rows[number * size : (number + 1) * size] if self.paged else self.rows
        return Page(number, tuple(rows), len(self.rows) if self.counted else None)

    def collection(self) -> Collection[int]:
        return Collection(self.fetch, what="/rows", key=lambda row: row, paged=self.paged)

    @property
    def cost(self) -> int:
        return len(self.requested)


def rows(count: int, **options: Any) -> Rows:
    return Rows(list(range(count)), **options)


# Numbers of requests


def test_all_sends_no_request() -> None:
    source = rows(250)
    assert "<Collection of /rows>" == repr(source.collection())
    assert 0 == source.cost


def starred(collection: Collection[int]) -> list[int]:
    return [*collection]


def looked_through(collection: Collection[int]) -> bool:
    return -1 in collection


READS: list[Callable[[Any], Any]] = [
    list,
    tuple,
    set,
    sorted,
    sum,
    dict.fromkeys,
    starred,
    looked_through,
]


@pytest.mark.parametrize("read", READS)
def test_250_rows_take_three_requests(read: Callable[[Any], Any]) -> None:
    source = rows(250)
    read(source.collection())
    assert [(0, 100), (1, 100), (2, 100)] == source.requested


@pytest.mark.parametrize(
    ("count", "cost"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (201, 3)]
)
def test_a_hundred_rows_take_one_request(count: int, cost: int) -> None:
    """An empty list takes one too."""
    source = rows(count)
    assert list(range(count)) == list(source.collection())
    assert cost == source.cost


def test_a_search_stops_at_its_row() -> None:
    source = rows(250)
    assert 120 in source.collection()
    assert 2 == source.cost


def test_the_length_takes_one_request() -> None:
    """After a loop it takes none."""
    source = rows(250)
    collection = source.collection()
    assert 250 == len(collection)
    assert 1 == source.cost
    assert 250 == len(collection)
    assert 1 == source.cost
    again = rows(250)
    collection = again.collection()
    list(collection)
    assert 250 == len(collection)
    assert 3 == again.cost


def test_first_and_bool_take_one_request() -> None:
    """One request each."""
    source = rows(250)
    assert 0 == source.collection().first()
    assert 1 == source.cost
    assert source.collection()
    assert 2 == source.cost


def test_the_first_row_tells_the_length() -> None:
    source = rows(250)
    collection = source.collection()
    collection.first()
    assert 250 == len(collection)
    assert 1 == source.cost


def test_an_empty_list_is_empty() -> None:
    source = rows(0)
    collection = source.collection()
    assert [] == list(collection)
    assert 0 == len(collection)
    assert not collection
    assert collection.first() is None
    assert [()] == list(collection.pages())


def test_a_loop_requests_what_it_reads() -> None:
    """And no page more."""
    source = rows(250)
    walk = iter(source.collection())
    assert list(range(100)) == [next(walk) for _ in range(100)]
    assert 1 == source.cost
    assert 100 == next(walk)
    assert 2 == source.cost


# Loops


def test_nested_loops_are_independent() -> None:
    source = rows(101)
    collection = source.collection()
    pairs = {(one, two) for one in collection for two in collection}
    assert 101 * 101 == len(pairs)


def test_a_repeated_loop_reads_again() -> None:
    source = rows(150)
    collection = source.collection()
    assert list(collection) == list(collection)
    assert 4 == source.cost
    source.rows.append(150)
    assert 151 == len(list(collection))


def test_parallel_loops_are_independent() -> None:
    collection = rows(150).collection()
    assert all(one == two for one, two in zip(collection, collection, strict=True))


def test_a_collection_yields_pages() -> None:
    source = rows(250)
    pages = list(source.collection().pages())
    assert [100, 100, 50] == [len(page) for page in pages]
    assert tuple(range(200, 250)) == pages[2]
    assert 3 == source.cost


# Lists of other kinds


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_pages_begin_where_they_are_told(start: int) -> None:
    """Rows before the first page are neither read nor missed."""
    source = rows(250)
    pages = list(source.collection().pages(start))
    assert list(range(start * SIZE, 250)) == [row for page in pages for row in page]
    assert [(number, SIZE) for number in range(start, max(3, start + 1))] == source.requested


@pytest.mark.parametrize("start", [-1, "1", None, True, 1.0])
def test_what_is_no_page_is_refused(start: Any) -> None:
    source = rows(250)
    with pytest.raises(InvalidAttributeError, match="a page number from 0"):
        source.collection().pages(start)
    assert 0 == source.cost


def test_pages_from_the_middle_follow_rows_that_move() -> None:
    """If rows before are deleted, the page before is read, so that none is missed."""
    source = rows(450, before=lambda rows: rows.remove(rows[0]) if len(rows) > 448 else None)
    found = [row for page in source.collection().pages(2) for row in page]
    assert set(range(200, 450)) <= set(found)
    assert len(found) == len(set(found))


def test_an_unpaged_list_takes_one_request() -> None:
    """However long it is."""
    source = rows(250, paged=False, counted=False)
    collection = source.collection()
    assert list(range(250)) == list(collection)
    assert 250 == len(collection)
    assert 1 == source.cost
    assert 0 == collection.first()


@pytest.mark.parametrize(("count", "cost"), [(0, 1), (99, 1), (100, 2), (150, 2), (250, 3)])
def test_without_a_count_a_short_page_is_the_last(count: int, cost: int) -> None:
    source = rows(count, counted=False)
    assert list(range(count)) == [row for row in source.collection()]  # noqa: C416 - asks no len
    assert cost == source.cost


def test_without_a_count_len_counts_rows() -> None:
    assert 250 == len(rows(250, counted=False).collection())
    assert [] == list(rows(0, counted=False).collection())


def test_without_a_count_list_reads_once() -> None:
    source = rows(250, counted=False)
    assert list(range(250)) == list(source.collection())
    assert 3 == source.cost


def test_rows_without_a_key_are_yielded() -> None:
    """All of them, equal ones included."""
    page: Page[str] = Page(0, ("a", "a"), 2)
    keyless = Collection(lambda _, __: page, what="/rows", key=lambda _: None)
    assert ["a", "a"] == list(keyless)


# Rows that come and go


def test_deleting_in_a_loop_deletes_everything() -> None:
    source = rows(350)
    for row in source.collection():
        source.rows.remove(row)
    assert [] == source.rows


def test_an_insertion_repeats_no_row() -> None:
    """The new row is in front of those that were read, which move down."""
    source = rows(150)
    walk = iter(source.collection())
    yielded = [next(walk)]
    source.rows.insert(0, 1000)
    yielded += walk
    assert list(range(150)) == sorted(yielded)


def test_a_list_that_empties_ends() -> None:
    source = rows(250)
    walk = iter(source.collection())
    next(walk)
    source.rows.clear()
    assert list(range(1, 100)) == list(walk)


def test_a_list_may_shrink_by_pages() -> None:
    """The loop steps back through them, and misses no row."""
    source = rows(500)
    yielded: list[int] = []
    for row in source.collection():
        yielded.append(row)
        if row == 299:
            del source.rows[:250]
    assert list(range(500)) == yielded


def storm(seed: int, *, size: int) -> Callable[[list[int]], None]:
    """Delete or insert some rows at random places: never both between two requests."""
    dice = random.Random(seed)
    fresh = iter(range(10**6, 2 * 10**6))

    def change(rows: list[int]) -> None:
        kind = dice.choice(["delete", "insert", "nothing"])
        for _ in range(dice.randint(1, size)):
            if kind == "delete" and rows:
                del rows[dice.randrange(len(rows))]
            elif kind == "insert":
                rows.insert(dice.randint(0, len(rows)), next(fresh))

    return change


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 650), st.integers(0, 2**32), st.sampled_from([1, 5, 60, 150]))
def test_no_row_is_skipped_or_repeated(count: int, seed: int, size: int) -> None:
    """Rows that were in the list all the time are yielded once, whatever comes and goes."""
    source = rows(count, before=storm(seed, size=size))
    there = set(source.rows)
    yielded: list[int] = []
    for row in source.collection():
        yielded.append(row)
        there &= set(source.rows)
    there &= set(source.rows)
    assert len(set(yielded)) == len(yielded)
    assert there <= set(yielded)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 450), st.integers(0, 2**32))
def test_changes_within_a_page_are_survived(count: int, seed: int) -> None:
    dice = random.Random(seed)
    source = rows(count)
    there = set(source.rows)
    yielded: list[int] = []
    for row in source.collection():
        yielded.append(row)
        if dice.random() < 0.3 and source.rows:
            del source.rows[dice.randrange(len(source.rows))]
        there &= set(source.rows)
    assert len(set(yielded)) == len(yielded)
    assert there <= set(yielded)


def test_a_shrinking_list_ends() -> None:
    """It shrinks at every request."""

    def shrink(rows: list[int]) -> None:
        del rows[:120]

    source = rows(3000, before=shrink)
    yielded = list(source.collection())
    assert len(set(yielded)) == len(yielded)
    assert 60 > source.cost


def test_a_page_has_fikens_largest_size() -> None:
    assert 100 == SIZE
