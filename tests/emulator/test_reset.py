"""`Emulator.reset`: fresh books, an empty log and no faults, on the same server."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken import Contact
from fiken.emulator import Emulator, Status
from fiken.emulator.store import template
from tests.emulator.conftest import Api, noon
from tests.emulator.trade import SALE, post, tables


def opened(emulator: Emulator) -> Api:
    return Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token)


@pytest.mark.parametrize("kept", [True, False], ids=["from a template", "made anew"])
@pytest.mark.parametrize("options", [{}, {"empty": True, "bank_integration": True}])
def test_books_equal_a_fresh_start(*, kept: bool, options: dict[str, Any]) -> None:
    """With a seed, ids that are created later are equal too."""
    with Emulator(seed=5, clock=noon, **options) as emulator, opened(emulator) as api:
        post(api, "/sales", SALE)
        expected = tables(emulator)
        post(api, "/sales", SALE)
        if not kept:
            template.forget()
        emulator.reset()
        assert expected != tables(emulator)
        post(api, "/sales", SALE)
        assert expected == tables(emulator)
        emulator.check_books()


def test_running_client_continues(emulator: Emulator) -> None:
    url = emulator.url
    with emulator.client() as client:
        contacts = client.company(emulator.company_slug).contacts
        anna = contacts.save(Contact(name="Anna"))
        emulator.reset()
        assert (url, None) == (emulator.url, contacts.find_by(name="Anna"))
        assert "Anna" == contacts.save(Contact(name="Anna")).name
        assert anna.name == "Anna"


def test_log_starts_anew(emulator: Emulator, api: requests.Session) -> None:
    for _ in range(3):
        api.get("/contacts")
    emulator.reset()
    assert ([], 0) == (emulator.requests, emulator.overlaps)
    api.get("/products")
    assert [(0, "/products")] == [(r.number, r.path[-9:]) for r in emulator.requests]


def test_pending_faults_are_removed(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(Status(500), times=3)
    emulator.reset()
    assert () == emulator.pending_faults
    assert 200 == api.get("/contacts").status_code


def test_unmet_fault_is_reported(emulator: Emulator) -> None:
    with (
        pytest.raises(AssertionError, match="fault not applied"),
        emulator.failing(Status(500), path="/contacts"),
    ):
        emulator.reset()


def test_file_is_never_reset(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data, seed=1) as emulator, opened(emulator) as api:
        api.post("/contacts", json={"name": "Anna"})
        emulator.fail_next(Status(500), path="/products")
        with pytest.raises(RuntimeError, match=r"books\.db, which reset\(\) does not overwrite"):
            emulator.reset()
        assert 1 == len(api.get("/contacts?name=Anna").json())
        assert (1, 2) == (len(emulator.pending_faults), len(emulator.requests))


def test_reset_needs_a_running_emulator() -> None:
    with pytest.raises(RuntimeError, match="does not run"):
        Emulator().reset()


def test_reset_opens_the_current_year() -> None:
    """The books are made on the day of the reset, as at a start."""
    now = [noon()]
    with Emulator(seed=1, clock=lambda: now[0]) as emulator:
        now[0] += timedelta(days=365)
        emulator.reset()
        state = emulator._state
        assert state is not None
        assert 2027 == state.value("SELECT max(year) FROM fiscal_years")
        assert 2026 == state.value("SELECT CAST(max(substr(date, 1, 4)) AS INTEGER) FROM sales")
        now[0] = datetime(2028, 1, 2, tzinfo=now[0].tzinfo)
        with opened(emulator) as api:
            api.get("/contacts")
        assert 2028 == state.value("SELECT max(year) FROM fiscal_years")


def test_reset_during_requests() -> None:
    with Emulator(seed=1, clock=noon) as emulator:
        statuses: list[int] = []

        def work() -> None:
            with opened(emulator) as api:
                statuses.extend(api.post("/sales", json=SALE).status_code for _ in range(20))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            emulator.reset()
            emulator.check_books()
        assert [201] * 80 == statuses
        emulator.reset()
        assert [] == emulator.requests
        emulator.check_books()
