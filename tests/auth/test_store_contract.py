"""Each store of the library passes the tests that are shipped for stores of users."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fiken.auth import FileStore, MemoryStore, SqlStore, TokenStore
from fiken.testing.stores import TokenStoreContract


class TestMemoryStore(TokenStoreContract):
    """It is not shared with other processes."""

    @pytest.fixture
    def store(self) -> TokenStore:
        return MemoryStore()


class TestFileStore(TokenStoreContract):
    """The system frees the lock of a process that was killed."""

    longest_wait = 1.0

    @pytest.fixture
    def make_store(self, tmp_path: Path) -> Callable[[], TokenStore]:
        return partial(FileStore, tmp_path / "fiken" / "tokens.json")

    @pytest.fixture
    def store(self, make_store: Callable[[], TokenStore]) -> TokenStore:
        return make_store()


class TestSqliteStore(TokenStoreContract):
    """The lease of a process that was killed ends by itself."""

    longest_wait = 2.5

    @pytest.fixture
    def make_store(self, tmp_path: Path) -> Callable[[], TokenStore]:
        return partial(SqlStore, tmp_path / "fiken" / "tokens.db", lease=1.5)

    @pytest.fixture
    def store(self, make_store: Callable[[], TokenStore]) -> TokenStore:
        return make_store()
