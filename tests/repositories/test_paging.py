"""Lists whose answers contradict themselves: an error, or every row; never some of them."""

import copy
import itertools
import json
import pickle
import random
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest

from fiken import CompanyClient, Contact, MappingError
from fiken.emulator import CannedAnswer, Emulator
from fiken.mappers._rows import rows_in
from fiken.repositories import AttachmentRepository, Collection, ContactRepository

Headers = dict[str, str]
PAGE, PAGE_SIZE = "Fiken-Api-Page", "Fiken-Api-Page-Size"
PAGE_COUNT, COUNT = "Fiken-Api-Page-Count", "Fiken-Api-Result-Count"


@attrs.frozen
class Answer:
    """An answer with rows."""

    rows: list[int]
    headers: Mapping[str, str]
    request_id: str
    location_id: str | None = None

    @property
    def body(self) -> bytes:
        return json.dumps([{"contactId": row} for row in self.rows]).encode()

    def json(self) -> Any:
        return json.loads(self.body)


@attrs.define
class Server:
    """A list of contacts on a server that may be wrong.

    `offset` returns where a page begins, and `lie` changes the answer.
    """

    rows: list[int]
    lie: Callable[[Headers, list[int], int], object] = lambda _, __, ___: None
    offset: Callable[[int, int], int] = lambda page, size: page * size
    largest: int = 1000
    before: Callable[[list[int]], None] = lambda _: None
    requests: int = 0

    def request(self, *_: object, params: Mapping[str, str], **__: object) -> Answer:
        if self.requests:
            self.before(self.rows)
        self.requests += 1
        assert self.requests < 5000, "a walk must end"
        page, size = int(params["page"]), int(params["pageSize"])
        start, count = self.offset(page, size), len(self.rows)
        rows = self.rows[start : start + min(size, self.largest)]
        headers = {
            PAGE: str(page),
            PAGE_SIZE: str(size),
            PAGE_COUNT: str(-(-count // size)),
            COUNT: str(count),
        }
        self.lie(headers, rows, page)
        return Answer(rows, headers, f"id {self.requests}")

    def all(self) -> Collection[Contact]:
        session: Any = self
        return ContactRepository(session, "/companies/acme").all()


def server(count: int, **options: Any) -> Server:
    return Server(list(range(1, count + 1)), **options)


def ids(collection: Collection[Contact]) -> list[int]:
    return [row.contact_id for row in collection]


def stating(name: str, value: str | None) -> Callable[[Headers, list[int], int], object]:
    """Build a lie: every answer has this value of a header, or lacks the header."""

    def lie(headers: Headers, _: list[int], __: int) -> None:
        headers.pop(name)
        headers.update({} if value is None else {name: value})

    return lie


def TRUE(*_: object) -> None:  # noqa: N802
    """Return the right headers, as Fiken sends them."""


def bare(headers: Headers, _: list[int], __: int) -> None:
    """Remove all paging headers."""
    headers.clear()


def both(*lies: Callable[[Headers, list[int], int], object]) -> Any:
    def lie(headers: Headers, rows: list[int], page: int) -> None:
        for one in lies:
            one(headers, rows, page)

    return lie


def counts_its_page(headers: Headers, rows: list[int], _: int) -> None:
    headers[COUNT] = str(len(rows))


def from_one(headers: Headers, _: list[int], page: int) -> None:
    headers[PAGE] = str(page + 1)


def more(_: Headers, rows: list[int], __: int) -> None:
    rows.append(10**6)


def fewer(_: Headers, rows: list[int], __: int) -> None:
    rows.pop()


def without_pages(lie: Any) -> Any:
    return both(lie, stating(PAGE_COUNT, None))


def of_one_page(headers: Headers, rows: list[Any], _: int) -> None:
    """Return the headers that Fiken sends for a list of less than 100 rows."""
    headers |= {PAGE: "0", PAGE_SIZE: "100", PAGE_COUNT: "1", COUNT: str(len(rows))}


def ignored(_: int, __: int) -> int:
    return 0


def page_one_first(page: int, size: int) -> int:
    return max(page - 1, 0) * size


def overlapping(page: int, size: int) -> int:
    return page * size // 2


LIES: dict[str, dict[str, Any]] = {
    "another page": {"lie": stating(PAGE, "7")},
    "pages counted from 1": {"lie": from_one},
    "pages counted from 1, without a header": {
        "offset": page_one_first,
        "lie": stating(PAGE, None),
    },
    "pages counted from 1, without any header": {"offset": page_one_first, "lie": bare},
    "another page size": {"lie": stating(PAGE_SIZE, "25")},
    "the count of the page": {"lie": counts_its_page},
    "the count of the page, without pages": {"lie": without_pages(counts_its_page)},
    "a count of 100": {"lie": without_pages(stating(COUNT, "100"))},
    "a count of 0": {"lie": stating(COUNT, "0")},
    "a count of 0, without pages": {"lie": without_pages(stating(COUNT, "0"))},
    "a count too large": {"lie": without_pages(stating(COUNT, "251"))},
    "too few pages": {"lie": stating(PAGE_COUNT, "2")},
    "too few pages, without a count": {"lie": both(stating(PAGE_COUNT, "2"), stating(COUNT, None))},
    "too many pages": {"lie": both(stating(PAGE_COUNT, "4"), stating(COUNT, None))},
    "more rows than requested": {"lie": both(more, bare)},
    "more rows than counted": {"lie": more},
    "fewer rows than counted": {"lie": fewer},
    "the same page again": {"offset": ignored},
    "the same page again, without pages": {"offset": ignored, "lie": stating(PAGE_COUNT, None)},
    "the same page again, without any header": {"offset": ignored, "lie": bare},
    "pages that overlap": {"offset": overlapping},
    "pages that overlap, without any header": {
        "offset": overlapping,
        "lie": both(bare, lambda _, rows, page: rows.clear() if page > 3 else None),
        "largest": 50,
    },
    "25 rows per page": {"largest": 25},
    "25 rows per page, without any header": {"largest": 25, "lie": bare},
    "99 rows per page, without any header": {"largest": 99, "lie": bare},
    "25 rows per page, and no count": {"largest": 25, "lie": stating(COUNT, None)},
}
GARBAGE = ["-1", "1" + "0" * 20, "9" * 5000, "250.0", "1e2", "x", "2 50", "250, 251", "٢٥٠", "+250"]
LIES |= {f"{n} of {v[:30]}": {"lie": stating(n, v)} for n in (COUNT, PAGE_COUNT) for v in GARBAGE}


@pytest.mark.parametrize("what", LIES)
def test_a_contradiction_is_an_error(what: str) -> None:
    """And not a part of the list."""
    source = server(250, **LIES[what])
    yielded: list[int] = []
    with pytest.raises(MappingError, match=r"\(request id \d+\)$") as caught:
        yielded.extend(ids(source.all()))
    assert caught.value.request_id
    assert len(str(caught.value)) < 250
    with pytest.raises(MappingError):
        list(source.all().pages())


FULL = {"the same page again": {"offset": ignored}, "a count of 100": LIES["a count of 100"]}


@pytest.mark.parametrize("what", FULL)
def test_200_rows_are_not_cut(what: str) -> None:
    with pytest.raises(MappingError):
        ids(server(200, **FULL[what]).all())


@pytest.mark.parametrize("lie", [TRUE, bare], ids=["all headers", "no header"])
def test_pages_without_keys_do_not_repeat(lie: Any) -> None:
    """A list may have equal rows, but not a whole page of them a second time."""
    source: Any = server(200, offset=ignored, lie=lie)
    with pytest.raises(MappingError, match=r"should be the rows of page 1.*request id"):
        list(Names(source, "/companies/acme").names())
    source = server(200, lie=lie)
    assert 200 == len(list(Names(source, "/companies/acme").names()))


class Names(ContactRepository):
    """A repository whose rows are strings, and have no key."""

    def names(self) -> Collection[Any]:
        return self._collection({}, lambda answer: rows_in(answer.json(), self.name), self.name)

    def name(self, row: Any) -> Any:
        return str(row)


FIRST = [
    "another page",
    "pages counted from 1",
    "a count of 0",
    "a count of 0, without pages",
    "too few pages",
    "fewer rows than counted",
    *[what for what in LIES if " of " in what and what.startswith(COUNT)],
]


@pytest.mark.parametrize("what", FIRST)
def test_first_and_len_check_too(what: str) -> None:
    for ask in (len, bool, lambda collection: collection.first()):
        with pytest.raises(MappingError, match=r"\(request id \d+\)$"):
            ask(server(250, **LIES[what]).all())


@pytest.mark.parametrize(
    "what", ["another page size", "more rows than requested", "a count too large"]
)
def test_first_accepts_a_larger_page(what: str) -> None:
    """Such a page does not say how long the list is."""
    source = server(250, **LIES[what])
    first = source.all().first()
    assert (1, 1) == (first and first.contact_id, source.requests)


@pytest.mark.parametrize("lie", [bare, of_one_page, without_pages(of_one_page)])
@pytest.mark.parametrize("count", [0, 1, 2, 99])
def test_one_answer_may_serve_every_query(count: int, lie: Any) -> None:
    """A user's test may mock the list with one answer."""
    row = [{"contactId": n + 1} for n in range(count)]
    headers = dict.fromkeys((PAGE, PAGE_SIZE, PAGE_COUNT, COUNT), "")
    lie(headers, row, 0)
    session: Any = Unpaged(json.dumps(row).encode(), headers)
    contacts = ContactRepository(session, "/x")
    first = contacts.find_by(name="Nelly")
    assert min(count, 1) == (first.contact_id if first else 0)
    assert count == len(list(contacts.all())) == len(contacts.all())


def test_the_length_is_that_of_the_list() -> None:
    """And not that of the page."""
    with pytest.raises(MappingError):
        len(server(250, lie=without_pages(counts_its_page)).all())
    liar = server(250, lie=without_pages(counts_its_page)).all()
    assert liar.first() is not None
    with pytest.raises(MappingError):
        len(liar)
    single = server(1, lie=stating(PAGE_COUNT, None))
    assert (1, 2) == (len(single.all()), single.requests)


TRUTHS: dict[str, Any] = {
    "all headers": lambda *_: None,
    "no header": bare,
    "the count alone": lambda headers, *_: [headers.pop(n) for n in (PAGE, PAGE_SIZE, PAGE_COUNT)],
    "the count of pages alone": lambda headers, *_: [
        headers.pop(n) for n in (PAGE, PAGE_SIZE, COUNT)
    ],
    "the count repeated": lambda headers, *_: headers.update(
        {COUNT: f"{headers[COUNT]}, {headers[COUNT]}"}
    ),
    "spaces": lambda headers, *_: headers.update({COUNT: f" {headers[COUNT]} "}),
    "empty headers": lambda headers, *_: headers.update(dict.fromkeys(headers, "")),
    "an empty page": lambda headers, *_: headers.update(
        {PAGE_COUNT: str(max(int(headers[PAGE_COUNT]), 1))}
    ),
}


@pytest.mark.parametrize("count", [0, 1, 25, 99, 100, 101, 200, 250])
@pytest.mark.parametrize("what", TRUTHS)
def test_a_true_list_is_read_completely(what: str, count: int) -> None:
    source = server(count, lie=TRUTHS[what])
    assert list(range(1, count + 1)) == ids(source.all())
    assert count == len(source.all())
    first = source.all().first()
    assert (count and 1) == (first.contact_id if first else 0)
    assert count == sum(map(len, source.all().pages()))


@pytest.mark.parametrize(("count", "cost"), [(0, 1), (99, 1), (100, 1), (101, 2), (200, 2)])
def test_complete_headers_save_a_request(count: int, cost: int) -> None:
    source = server(count)
    ids(source.all())
    assert cost == source.requests


@pytest.mark.parametrize(("count", "cost"), [(0, 1), (25, 2), (99, 2), (100, 2), (250, 4)])
def test_without_headers_one_request_more(count: int, cost: int) -> None:
    """It shows that the list ends."""
    source = server(count, lie=bare)
    ids(source.all())
    assert cost == source.requests


def test_one_short_answer_is_the_list() -> None:
    """It comes for every page."""
    source = server(3, lie=bare, offset=ignored)
    assert [1, 2, 3] == ids(source.all())
    assert 2 == source.requests


def test_an_unpaged_list_needs_no_headers() -> None:
    row = b'[{"uuid": "8a"}]'
    session: Any = Unpaged(row, {COUNT: "9" * 5000, PAGE: "x"})
    assert ["8a"] == [one.uuid for one in AttachmentRepository(session, "/x").all()]


@attrs.frozen
class Unpaged:
    """A session that always returns the same answer."""

    body: bytes
    headers: Mapping[str, str]
    request_id: str = "id"
    location_id: str | None = None

    def request(self, *_: object, **__: object) -> "Unpaged":
        return self

    def json(self) -> Any:
        return json.loads(self.body)


@pytest.mark.parametrize("count", [0, 1, 24])
def test_a_whole_list_of_another_page_size(count: int) -> None:
    """A user's mock may have been recorded with 25 rows per page."""
    source = server(count, lie=stating(PAGE_SIZE, "25"))
    assert list(range(1, count + 1)) == ids(source.all())
    assert 1 == source.requests


def test_a_row_twice_in_an_answer() -> None:
    """It is yielded once. Nothing has moved within one answer, so no row is missing."""
    source = Server([1, 2, 2, 3, *range(4, 150)])
    assert list(range(1, 150)) == ids(source.all())
    assert 2 == source.requests


# Rows that come and go


@pytest.mark.parametrize("counted", [0, 99, 101, 249, 251])
def test_an_older_count_is_requested_again(counted: int) -> None:
    """Fiken may count the rows just before or after it reads them."""
    for moment in (0, 1, 2):
        source = server(250)

        def lie(headers: Headers, *_: object, source: Any = source, moment: int = moment) -> None:
            if source.requests == moment + 1:
                headers |= {COUNT: str(counted), PAGE_COUNT: str(-(-counted // 100))}

        source.lie = lie
        assert list(range(1, 251)) == ids(source.all())
        assert source.requests <= 3 + 2


def alternating(low: int, high: int, *, first: int) -> Server:
    """A list whose count alternates between two values."""
    counts = itertools.cycle([low, high])

    def change(rows: list[int]) -> None:
        rows[:] = range(1, next(counts) + 1)

    return server(first, before=change)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(
    ("low", "high"), [(149, 150), (99, 101), (100, 250), (200, 400), (50, 949), (0, 100)]
)
def test_an_unsteady_count_ends_the_loop(low: int, high: int, first: int) -> None:
    source = alternating(low, high, first=(low, high)[first])
    try:
        yielded = ids(source.all())
    except MappingError:
        yielded = []
    assert source.requests < 100
    assert sorted(set(yielded)) == sorted(yielded)


def test_a_slowly_shrinking_list_is_complete() -> None:
    """It has one row less at every request."""
    source = server(3000, before=lambda rows: rows.pop(random.Random(len(rows)).randrange(10)))
    yielded = ids(source.all())
    assert set(source.rows) <= set(yielded)
    assert len(set(yielded)) == len(yielded)
    assert source.requests < 200


@pytest.mark.parametrize("place", [0, 10**9])
def test_an_endless_list_is_an_error(place: int) -> None:
    fresh = itertools.count(10**6)

    def grow(rows: list[int]) -> None:
        rows[place:place] = itertools.islice(fresh, 150)

    source = server(250, before=grow)
    with pytest.raises(MappingError, match="a list that ends"):
        ids(source.all())
    assert source.requests < 1100


def test_rows_that_trade_places_are_found() -> None:
    """In a list by last change, a changed row moves to the end, and the count stays the same."""
    source = server(300)
    yielded: list[int] = []
    for row in source.all():
        yielded.append(row.contact_id)
        if row.contact_id <= 100:
            source.rows.remove(row.contact_id)
            source.rows.append(row.contact_id)
    assert list(range(1, 301)) == sorted(yielded)


@pytest.mark.parametrize("lie", [TRUTHS["all headers"], TRUTHS["the count alone"]])
@pytest.mark.parametrize("size", [1, 5, 60, 150])
def test_no_row_is_missed(size: int, lie: Any) -> None:
    """Rows that were in the list all the time are yielded, whatever comes and goes."""
    for seed in range(150):
        dice = random.Random(seed)
        fresh = itertools.count(10**6)
        there = set(range(1, dice.randint(0, 650) + 1))

        def change(
            rows: list[int],
            dice: random.Random = dice,
            fresh: Any = fresh,
            there: set[int] = there,
        ) -> None:
            kind = dice.choice(["delete", "insert", "nothing"])
            for _ in range(dice.randint(1, size)):
                if kind == "delete" and rows:
                    there.discard(rows.pop(dice.randrange(len(rows))))
                elif kind == "insert":
                    rows.insert(dice.randint(0, len(rows)), next(fresh))

        yielded = ids(server(len(there), lie=lie, before=change).all())
        assert len(set(yielded)) == len(yielded)
        assert there <= set(yielded)


# Copies


@pytest.mark.parametrize("do", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_collection_cannot_be_pickled(do: Callable[[Any], Any]) -> None:
    """The error says what to pickle instead."""
    with pytest.raises(TypeError, match=r"take its rows, list\(collection\)"):
        do(server(1).all())


# Over HTTP


def test_the_emulator_pages_as_requested(acme: CompanyClient, emulator: Emulator) -> None:
    accounts = list(acme.accounts.all())
    assert len(accounts) == len(acme.accounts.all())
    assert len(accounts) > 100
    assert emulator.requests


def test_a_contradiction_names_the_request(acme: CompanyClient, emulator: Emulator) -> None:
    headers = {"Content-Type": "application/json", COUNT: "0"}
    emulator.fail_next(CannedAnswer(200, headers, b'[{"contactId": 1}]'), times=2)
    rows = r"^the number of rows on the page should be 0, but"
    with pytest.raises(MappingError, match=rows) as caught:
        list(acme.contacts.all())
    assert emulator.requests[-1].request_id == caught.value.request_id
