"""The client of API v1, and the same company through both doors of the emulator."""

from collections.abc import Iterator

import pytest

from fiken import CompanyClient
from fiken.emulator import Emulator
from fiken.hal import CompanyV1, FikenV1
from fiken.pacing import Unpaced


def client_of(emulator: Emulator, password: str | None = None) -> FikenV1:
    """Return a client of API v1 for an emulator."""
    secret = emulator.password if password is None else password
    return FikenV1(emulator.email, secret, base_url=emulator.url_v1, pacer=Unpaced())


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An emulator, whose books balance at the end."""
    with Emulator(seed=1) as running:
        yield running
        running.check_books()


@pytest.fixture
def client(emulator: Emulator) -> Iterator[FikenV1]:
    """A client of API v1."""
    with client_of(emulator) as opened:
        yield opened


@pytest.fixture
def acme(client: FikenV1, emulator: Emulator) -> CompanyV1:
    """The demo company in API v1."""
    return client.company(emulator.company_slug)


@pytest.fixture
def new_door(emulator: Emulator) -> CompanyClient:
    """The demo company in API v2."""
    return emulator.client().company(emulator.company_slug)
