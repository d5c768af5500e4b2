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


#: What a careless store would do instead, and a test of the contract that must notice it.
CARELESS: dict[str, tuple[str, Any]] = {
    "taken": ("test_results_of_others_are_named", lambda *_: frozenset()),
    "mark": ("test_a_signature_can_be_added", lambda *_: True),
    "keep": ("test_a_state_is_kept_and_the_lease_ends", lambda *_: None),
    "drop": ("test_a_dropped_key_is_free", lambda *_: None),
    "written": ("test_a_carried_out_write_is_never_sent", lambda *_: None),
    "blocker": ("test_one_at_a_time_has_a_signature", lambda *_: None),
    "take": ("test_a_state_is_kept_and_the_lease_ends", lambda *_: None),
    "sending": ("test_no_two_keys_have_one_result", lambda *_: None),
    "done": (
        "test_a_result_is_found_by_who_holds_it",
        lambda self, row, result, _owner=None: MemoryIdempotency.done(self, row, result),
    ),
}


@pytest.mark.parametrize("name", CARELESS)
def test_the_contract_notices_a_careless_store(name: str) -> None:
    """Each method has a test that fails if the method does something else."""
    test, careless = CARELESS[name]
    store = type("Careless", (MemoryIdempotency,), {name: careless})()
    with pytest.raises(AssertionError):
        getattr(IdempotencyStoreContract(), test)(store)
