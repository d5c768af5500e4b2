"""What all token stores of the library have in common."""

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fiken import ConfigurationError
from fiken.auth import FileStore, KeyringStore, MemoryStore, SqlStore, Tokens

TOKENS = Tokens(access_token="made.up.access")

Kind = Callable[..., FileStore | SqlStore | KeyringStore]
KINDS: list[Kind] = [
    lambda folder, **settings: FileStore(folder / "tokens.json", **settings),
    lambda folder, **settings: SqlStore(folder / "tokens.db", **settings),
    lambda folder, **settings: KeyringStore(folder=folder, **settings),
]


@pytest.mark.parametrize("kind", KINDS, ids=["file", "sql", "keyring"])
@pytest.mark.parametrize("patience", [-1, float("nan"), None, "7", True])
def test_patience_is_not_negative(kind: Kind, patience: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="patience must be a number of seconds"):
        kind(tmp_path, patience=patience)


@pytest.mark.parametrize("kind", KINDS, ids=["file", "sql", "keyring"])
def test_patience_may_be_endless(kind: Kind, tmp_path: Path) -> None:
    with kind(tmp_path, patience=float("inf")).lock("acme"):
        pass


@pytest.mark.parametrize("copying", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_store_is_not_copied(copying: Callable[[Any], Any], tmp_path: Path) -> None:
    """One in memory would give away its tokens, one in a database the password of the server."""
    memory = MemoryStore()
    memory.save("acme", TOKENS)
    for store in (memory, *(kind(tmp_path) for kind in KINDS)):
        with pytest.raises(TypeError, match="cannot be pickled or copied"):
            copying(store)


def test_a_store_in_memory_counts_its_accounts() -> None:
    store = MemoryStore()
    store.save("nelly", TOKENS)
    store.save("acme", TOKENS)
    assert ("<MemoryStore of 2 accounts>", ("acme", "nelly")) == (repr(store), store.accounts())
