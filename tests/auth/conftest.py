"""A server of PostgreSQL, and the stores that processes share."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from fiken.auth import FileStore, SqlStore, TokenStore
from tests.auth.postgres import Postgres, start_postgres

#: Seconds after which a database frees the lock of a process that was killed.
LEASE = 1.5


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server of PostgreSQL. Tests that use it are skipped where it is not installed."""
    server = start_postgres()
    yield server
    server.stop()


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
