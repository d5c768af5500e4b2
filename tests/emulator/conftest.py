"""Fixtures that send plain HTTP to the emulator, without the client."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator

OSLO = timezone(timedelta(hours=2))


class Api(requests.Session):
    """A session of requests whose paths begin below one URL, with the token of the emulator."""

    def __init__(self, base: str, token: str) -> None:
        super().__init__()
        self.base = base
        self.headers["Authorization"] = f"Bearer {token}"
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        """Send a request without following redirects."""
        options.setdefault("timeout", 10)
        options["allow_redirects"] = False
        target = f"{self.base}{url}" if str(url).startswith("/") else url
        return super().request(method, target, *args, **options)


def noon() -> datetime:
    """Return noon of 15 June 2026 in Norway, the present of most tests."""
    return datetime(2026, 6, 15, 12, tzinfo=OSLO)


@pytest.fixture(scope="session")
def fiken_emulator_options() -> dict[str, Any]:
    """The demo company with a fixed seed and clock."""
    return {"seed": 1, "clock": noon}


@pytest.fixture
def emulator(fiken_emulator: Emulator) -> Emulator:
    """The emulator of the plugin. Its requests do not count as covered."""
    return fiken_emulator


@pytest.fixture
def root(emulator: Emulator) -> Iterator[requests.Session]:
    """A session whose paths begin below /api/v2."""
    with Api(emulator.url, emulator.token) as session:
        yield session


@pytest.fixture
def api(emulator: Emulator) -> Iterator[requests.Session]:
    """A session whose paths begin below the demo company."""
    base = f"{emulator.url}/companies/{emulator.company_slug}"
    with Api(base, emulator.token) as session:
        yield session


@pytest.fixture
def may() -> Iterator[tuple[Emulator, requests.Session]]:
    """An emulator and a session for a company without any bookings, on 31 May 2026."""
    with Emulator(seed=1, clock=lambda: datetime(2026, 5, 31, 12, tzinfo=OSLO), empty=True) as own:
        with Api(f"{own.url}/companies/{own.company_slug}", own.token) as api:
            yield own, api
        own.check_books()
