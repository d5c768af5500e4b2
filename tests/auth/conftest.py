"""Token hosts and databases on real sockets, and the stores that processes share."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import pytest

from fiken.auth import FileStore, OAuthApp, SqlStore, TokenStore
from fiken.emulator import Emulator
from tests.auth.service import Service
from tests.auth.web import PROGRAMS, Site, serving
from tests.servers.postgres import Postgres
from tests.session.conftest import (  # noqa: F401  (pytest finds the fixtures by their names here)
    _lanes_of_its_own,
    connect,
)
from tests.session.server import Server

REDIRECT = "http://127.0.0.1:8765/callback"

MakeApp: TypeAlias = Callable[..., OAuthApp]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "FIKEN_TOKEN", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def host() -> Iterator[Server]:
    """The token host. Its `plan` has one step per request."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def make_app(host: Server) -> MakeApp:
    """Return a function that makes an app for the token host."""

    def make(client_secret: str | None = "the-made-up-secret", **settings: Any) -> OAuthApp:
        chosen = {"redirect_uri": REDIRECT, "base_url": f"http://127.0.0.1:{host.port}/oauth"}
        return OAuthApp("acme-sync", client_secret, **chosen | settings)

    return make


@pytest.fixture
def service() -> Iterator[Service]:
    """Fiken's API and its token host."""
    service = Service()
    yield service
    service.close()


#: Seconds after which a database frees the lock of a process that was killed.
LEASE = 1.5


@pytest.fixture
def table() -> str:
    """The name of a table that no other test uses."""
    return f"tokens_{uuid4().hex}"


@pytest.fixture
def make_file_store(tmp_path: Path) -> Callable[[], TokenStore]:
    """A function that opens a file store, also in another process."""
    return partial(FileStore, tmp_path / "fiken" / "tokens.json")


@pytest.fixture
def make_sqlite_store(tmp_path: Path) -> Callable[[], TokenStore]:
    """A function that opens a store in a file of SQLite, also in another process."""
    return partial(SqlStore, tmp_path / "fiken" / "tokens.db", lease=LEASE)


@pytest.fixture
def make_postgres_store(postgres: Postgres, table: str) -> Callable[[], TokenStore]:
    """A function that opens a store in PostgreSQL, also in another process."""
    return partial(SqlStore, postgres.url, table, lease=LEASE)


@pytest.fixture(params=["file", "sqlite", "postgres"])
def make_store(request: pytest.FixtureRequest) -> Callable[[], TokenStore]:
    """A function that opens one of the stores that processes share."""
    made: Callable[[], TokenStore] = request.getfixturevalue(f"make_{request.param}_store")
    return made


@pytest.fixture(scope="module", params=PROGRAMS)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Each web application, in one process for all tests of a file."""
    with (
        Emulator(seed=1, rotate_refresh_tokens=True) as emulator,
        serving(request.param, emulator, tmp_path_factory.mktemp("web")) as site,
    ):
        yield site


@pytest.fixture
def site(served: Site) -> Site:
    """Each web application, of which no tenant is connected to Fiken."""
    for tenant in served.store.accounts():
        served.store.save(tenant, None)
    return served
