"""Plain HTTP against the emulator: nothing here knows the client."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator

OSLO = timezone(timedelta(hours=2))


class Api(requests.Session):
    """A session whose paths start below one URL, with the emulator's token."""

    def __init__(self, base: str, token: str) -> None:
        super().__init__()
        self.base = base
        self.headers["Authorization"] = f"Bearer {token}"
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        """Send, and follow nothing."""
        options.setdefault("timeout", 10)
        options["allow_redirects"] = False
        target = f"{self.base}{url}" if str(url).startswith("/") else url
        return super().request(method, target, *args, **options)


def noon() -> datetime:
    """The present of most tests: 15 June 2026."""
    return datetime(2026, 6, 15, 12, tzinfo=OSLO)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """A demo company under a seed and a clock; its books must hold after every test."""
    with Emulator(seed=1, clock=noon) as emulator:
        yield emulator
        emulator.check_books()


@pytest.fixture
def root(emulator: Emulator) -> Iterator[requests.Session]:
    """Paths below /api/v2."""
    with Api(emulator.url, emulator.token) as session:
        yield session


@pytest.fixture
def api(emulator: Emulator) -> Iterator[requests.Session]:
    """Paths below the demo company."""
    base = f"{emulator.url}/companies/{emulator.company_slug}"
    with Api(base, emulator.token) as session:
        yield session
