"""New books are copied from those that were made first, and are the same and their own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fiken.emulator import Emulator
from fiken.emulator.store import template as _template
from tests.emulator.conftest import Api, noon
from tests.emulator.trade import PURCHASE, SALE, ask, post, tables


@pytest.fixture(autouse=True)
def nothing_is_kept() -> Iterator[None]:
    _template.forget()
    yield
    _template.forget()


def books(**options: Any) -> list[Any]:
    """What is in all tables of a new emulator, after a sale and a purchase."""
    with Emulator(**{"seed": 3, "clock": noon, **options}) as emulator:
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as api:
            post(api, "/sales", {**SALE, "lines": [{**SALE["lines"][0], **OUTSIDE}]})
            post(api, "/purchases", {**PURCHASE, "lines": [{**PURCHASE["lines"][0], **NONE}]})
        emulator.check_books()
        return tables(emulator)


OUTSIDE = {"account": "3200", "vatType": "OUTSIDE", "vat": None}
NONE = {"vatType": "NONE", "vat": 0}


def test_copied_books_are_those_that_were_made_first() -> None:
    """Ids that come later too."""
    first = books()
    assert 1 == len(_template._templates)
    assert first == books()


@pytest.mark.parametrize(
    "options",
    [
        {"vat_type": "no"},
        {"empty": True},
        {"bank_integration": True},
        {"seed": 4},
        {"clock": lambda: datetime(2026, 6, 16, 12, tzinfo=UTC)},
    ],
    ids=["vat_type", "empty", "bank_integration", "seed", "clock"],
)
def test_another_kind_of_emulator_has_its_own_books(options: dict[str, Any]) -> None:
    plain = books()
    copied = [books(**options), books(**options)]
    _template.forget()
    assert [books(**options)] * 2 == copied
    assert plain != copied[0]


def test_what_one_emulator_books_is_not_in_the_next() -> None:
    for _ in range(3):
        with Emulator(clock=noon, empty=True) as emulator:
            base = f"{emulator.url}/companies/{emulator.company_slug}"
            with Api(base, emulator.token) as api:
                assert [] == ask(api, "GET", "/sales", 200)
                post(api, "/sales", SALE)


def test_a_file_is_made_by_itself(tmp_path: Path) -> None:
    """It is made in one transaction, which a second process waits for."""
    expected = books()
    assert expected == books(data=tmp_path / "books.db")


def test_only_the_latest_kinds_are_kept() -> None:
    for seed in range(_template.KEPT + 2):
        with Emulator(seed=seed, clock=noon, empty=True):
            pass
    assert list(range(2, _template.KEPT + 2)) == [kind.seed for kind in _template._templates]


def test_books_that_two_emulators_made_at_once_are_kept_once() -> None:
    with Emulator(seed=1, clock=noon) as emulator:
        state = emulator._state
        assert state is not None
        (kind,) = _template._templates
        _template.keep(kind, state)
    assert [kind] == list(_template._templates)
    books(seed=1)
