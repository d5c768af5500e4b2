"""All stores of idempotency keys keep the same contract, which users can run on theirs."""

import copy
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy

from fiken.idempotency import IdempotencyStore, MemoryIdempotency, SqlIdempotency
from fiken.testing.idempotency import IdempotencyStoreContract
from tests.servers.postgres import Postgres


class TestSqlite(IdempotencyStoreContract):
    """A file of SQLite."""

    @pytest.fixture
    def open_store(self, tmp_path: Path) -> Callable[[float], IdempotencyStore]:
        return partial(_open, f"sqlite:///{tmp_path / 'fiken.db'}")


class TestMemory(IdempotencyStoreContract):
    """The memory of this process."""

    is_shared = False

    @pytest.fixture
    def open_store(self) -> Callable[[float], IdempotencyStore]:
        first = MemoryIdempotency()

        def opened(lease: float) -> IdempotencyStore:
            store = copy.copy(first)
            store.lease = lease
            return store

        return opened


class TestPostgres(IdempotencyStoreContract):
    """A server of PostgreSQL."""

    @pytest.fixture
    def open_store(self, postgres: Postgres) -> Callable[[float], IdempotencyStore]:
        return partial(_open, postgres.url, table=f"writes_{uuid4().hex}")


class TestEngine(IdempotencyStoreContract):
    """An Engine of SQLAlchemy for PostgreSQL."""

    @pytest.fixture
    def open_store(self, postgres: Postgres) -> Callable[[float], IdempotencyStore]:
        return partial(_open_engine, postgres.url, f"writes_{uuid4().hex}")


class TestStrictEngine(IdempotencyStoreContract):
    """An Engine of SQLAlchemy whose transactions are serializable."""

    is_shared = False

    @pytest.fixture
    def open_store(self, postgres: Postgres) -> Iterator[Callable[[float], IdempotencyStore]]:
        url = postgres.url.replace("postgresql:", "postgresql+psycopg:")
        engine = sqlalchemy.create_engine(url, isolation_level="SERIALIZABLE")
        table = f"writes_{uuid4().hex}"
        yield lambda lease: SqlIdempotency(engine, lease=lease, table=table)
        engine.dispose()


def _open(where: Any, lease: float, table: str = "fiken_writes") -> IdempotencyStore:
    return SqlIdempotency(where, lease=lease, table=table)


def _open_engine(url: str, table: str, lease: float) -> IdempotencyStore:
    url = url.replace("postgresql:", "postgresql+psycopg:")
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    return SqlIdempotency(engine, lease=lease, table=table)
