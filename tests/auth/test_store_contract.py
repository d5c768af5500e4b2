"""Each store of the library passes the tests that are shipped for stores of users."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import sqlalchemy

from fiken.auth import MemoryStore, SqlStore, TokenStore
from fiken.testing.stores import TokenStoreContract
from tests.auth.conftest import LEASE
from tests.servers.postgres import Postgres


class TestMemoryStore(TokenStoreContract):
    """It is not shared with other processes."""

    @pytest.fixture
    def store(self) -> TokenStore:
        return MemoryStore()


class Shared(TokenStoreContract):
    """The lease of a process that was killed ends by itself."""

    longest_wait = LEASE + 1.5

    @pytest.fixture
    def store(self, make_store: Callable[[], TokenStore]) -> TokenStore:
        return make_store()


class TestFileStore(Shared):
    """The system frees the lock of a process that was killed."""

    longest_wait = 1.0

    @pytest.fixture
    def make_store(self, make_file_store: Callable[[], TokenStore]) -> Callable[[], TokenStore]:
        return make_file_store


class TestSqliteStore(Shared):
    @pytest.fixture
    def make_store(self, make_sqlite_store: Callable[[], TokenStore]) -> Callable[[], TokenStore]:
        return make_sqlite_store


class TestPostgresStore(Shared):
    @pytest.fixture
    def make_store(self, make_postgres_store: Callable[[], TokenStore]) -> Callable[[], TokenStore]:
        return make_postgres_store


class TestEngineStore(Shared):
    """The Engine of SQLAlchemy uses PostgreSQL here."""

    @pytest.fixture
    def make_store(self, postgres: Postgres, table: str) -> Callable[[], TokenStore]:
        return partial(engine_store, postgres.url, table)

    @pytest.fixture
    def store(self, postgres: Postgres, table: str) -> Iterator[TokenStore]:
        engine = sqlalchemy.create_engine(_sqlalchemy_url(postgres.url))
        yield SqlStore(engine, table, lease=LEASE)
        engine.dispose()


def engine_store(url: str, table: str) -> TokenStore:
    """Open a store in another process, with an Engine of that process."""
    return SqlStore(sqlalchemy.create_engine(_sqlalchemy_url(url)), table, lease=LEASE)


def _sqlalchemy_url(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:")
