"""The fixtures of the plugin."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fiken.testing._checks import watched
from fiken.testing._lanes import new_folder
from fiken.testing._servers import servers_of

if TYPE_CHECKING:
    from fiken import CompanyClient, Fiken
    from fiken.emulator import Emulator


@pytest.fixture(scope="session")
def fiken_emulator_options() -> dict[str, Any]:
    """The arguments of the emulator: none by default. Override this fixture to set some.

    An override in a `conftest.py` is for the tests of that folder, one in a module for those of the
    module. It can have any scope. The seed is 1 unless the options name another.
    """
    return {}


@pytest.fixture
def fiken_lanes(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder of the test's own for the files by which processes take turns to send.

    The default pacer uses it, in the test and in all processes that it starts. So a test neither
    waits for other programs of this machine that use the same token, nor for an earlier test.
    """
    with pytest.MonkeyPatch.context() as patch:
        folder = new_folder(request.session)
        patch.setenv("FIKEN_LANES", str(folder))
        yield folder
    if "fiken.pacing" in sys.modules:
        from fiken.pacing._lane import forget_lanes  # noqa: PLC0415 - only if a test has used it

        forget_lanes()


@pytest.fixture
def fiken_emulator(
    request: pytest.FixtureRequest,
    fiken_emulator_options: dict[str, Any],
    fiken_lanes: Path,  # noqa: ARG001 - for clients with the default pacer
) -> "Iterator[Emulator]":
    """An emulator of Fiken with fresh books, an empty log of requests and no faults.

    The test fails at its end if the books break a rule, or if a fault was not applied.
    """
    servers = servers_of(request.session)
    emulator = servers.lend(fiken_emulator_options)
    with watched(request.node, emulator):
        yield emulator
    servers.take_back()


@pytest.fixture
def fiken_client(fiken_emulator: "Emulator") -> "Iterator[Fiken]":
    """A client of the emulator, which is closed after the test."""
    with fiken_emulator.client() as client:
        yield client


@pytest.fixture
def fiken_company(fiken_client: "Fiken", fiken_emulator: "Emulator") -> "CompanyClient":
    """The client of the emulator's demo company."""
    return fiken_client.company(fiken_emulator.company_slug)
