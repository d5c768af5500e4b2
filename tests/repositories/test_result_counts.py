"""Lists whose result count or page is wrong or missing."""

from collections.abc import Callable

import pytest

from fiken import (
    CompanyClient,
    MappingError,
)
from fiken.emulator import CannedAnswer, Emulator
from fiken.repositories import Collection
from fiken.repositories._collection import SIZE, Page


def collected(fetch: Callable[[int, int], Page[int]]) -> Collection[int]:
    return Collection(fetch, what="/rows", key=lambda row: row)


def test_the_same_page_again_is_an_error() -> None:
    """A server without a result count that ignores the number of the page."""
    asked: list[int] = []

    def fetch(number: int, size: int) -> Page[int]:
        asked.append(number)
        assert 9 > len(asked), "it goes round for ever"
        return Page(number, tuple(range(size)), None)

    with pytest.raises(MappingError, match="should be the rows of page 1"):
        list(collected(fetch))
    assert [0, 1] == asked


def test_a_short_page_is_an_error(acme: CompanyClient, emulator: Emulator) -> None:
    """Otherwise the walk would skip rows."""
    headers = {"Content-Type": "application/json", "Fiken-Api-Result-Count": "120"}
    emulator.fail_next(CannedAnswer(200, headers, b'[{"contactId": 1, "name": "Nelly"}]'), times=3)
    assert acme.contacts.find_by(name="Nelly")
    with pytest.raises(MappingError, match="rows on the page should be 100, but") as caught:
        list(acme.contacts.all())
    assert emulator.requests[-1].request_id == caught.value.request_id


def test_a_later_answer_without_a_count_keeps_it() -> None:
    counts = iter([2 * SIZE, None])

    def fetch(number: int, size: int) -> Page[int]:
        rows = range(number * size, (number + 1) * size)
        return Page(number, tuple(rows), next(counts))

    rows = collected(fetch)
    walk = rows.pages()
    assert [SIZE, SIZE] == [len(next(walk)), len(next(walk))]
    assert 2 * SIZE == len(rows)
