"""Templates: new books are a copy of the first books of the same kind, and independent of them."""

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
def no_templates() -> Iterator[None]:
    """Forget all templates before and after each test."""
    _template.forget()
    yield
    _template.forget()


def books(**options: Any) -> list[Any]:
    """Return the rows of all tables of a new emulator, after a sale and a purchase."""
    with Emulator(**{"seed": 3, "clock": noon, **options}) as emulator:
        base = f"{emulator.url}/companies/{emulator.company_slug}"
        with Api(base, emulator.token) as api:
            post(api, "/sales", {**SALE, "lines": [{**SALE["lines"][0], **OUTSIDE}]})
            post(api, "/purchases", {**PURCHASE, "lines": [{**PURCHASE["lines"][0], **NONE}]})
        emulator.check_books()
        return tables(emulator)


OUTSIDE = {"account": "3200", "vatType": "OUTSIDE", "vat": None}
NONE = {"vatType": "NONE", "vat": 0}


def test_copied_books_equal_first_books() -> None:
    """Ids that are assigned later are equal as well."""
    first = books()
    assert 1 == len(_template._templates)
    assert first == books()


@pytest.mark.parametrize(
    "options",
    [
        {"vat_type": "no"},
        {"empty": True},
        {"bank_integration": True},
        {"kid": False},
        {"test_company": False},
        {"seed": 4},
        {"clock": lambda: datetime(2026, 6, 16, 12, tzinfo=UTC)},
    ],
    ids=["vat_type", "empty", "bank_integration", "kid", "test_company", "seed", "clock"],
)
def test_other_options_get_other_books(options: dict[str, Any]) -> None:
    """Each combination of options, seed and day has its own template."""
    plain = books()
    copied = [books(**options), books(**options)]
    _template.forget()
    assert [books(**options)] * 2 == copied
    assert plain != copied[0]


def test_emulators_do_not_share_bookings() -> None:
    for _ in range(3):
        with Emulator(clock=noon, empty=True) as emulator:
            base = f"{emulator.url}/companies/{emulator.company_slug}"
            with Api(base, emulator.token) as api:
                assert [] == ask(api, "GET", "/sales", 200)
                post(api, "/sales", SALE)


def test_data_file_is_not_copied(tmp_path: Path) -> None:
    """A data file is created in one transaction, and a second process waits for it."""
    expected = books()
    assert expected == books(data=tmp_path / "books.db")


def test_only_latest_templates_are_kept() -> None:
    for seed in range(_template.KEPT + 2):
        with Emulator(seed=seed, clock=noon, empty=True):
            pass
    assert list(range(2, _template.KEPT + 2)) == [kind.seed for kind in _template._templates]


def test_same_template_is_kept_once() -> None:
    """Two emulators that create the same books at the same time leave one template."""
    with Emulator(seed=1, clock=noon) as emulator:
        state = emulator._state
        assert state is not None
        (kind,) = _template._templates
        _template.keep(kind, state)
    assert [kind] == list(_template._templates)
    books(seed=1)
