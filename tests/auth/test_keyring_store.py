"""Tokens in the keyring of the operating system. The keyring here keeps its entries in a file."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as SwitchedOff
from keyring.errors import KeyringLocked, PasswordDeleteError

from fiken import ConfigurationError, TokenStoreError
from fiken.auth import KeyringStore, Tokens, TokenStore
from fiken.testing.stores import TokenStoreContract

TOKENS = Tokens(access_token="made.up.access", refresh_token="made.up.refresh")


class FileKeyring(KeyringBackend):
    """A keyring in a folder, with a file per entry, so that processes share it."""

    priority = 0.1  # below every real one

    def __init__(self, folder: Path) -> None:
        cast("Any", super()).__init__()
        self.folder = folder

    def path(self, service: str, username: str) -> Path:
        return self.folder / f"{service}-{username}".encode().hex()[-200:]

    def get_password(self, service: str, username: str) -> str | None:
        path = self.path(service, username)
        return path.read_text() if path.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        draft = self.folder / f"{os.getpid()}-{username.encode().hex()[-100:]}.draft"
        draft.write_text(password)
        draft.replace(self.path(service, username))

    def delete_password(self, service: str, username: str) -> None:
        try:
            self.path(service, username).unlink()
        except FileNotFoundError:
            raise PasswordDeleteError(username) from None


class LockedKeyring(FileKeyring):
    """A keyring that nobody unlocks. Its error has the frame with the token."""

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002
        raise KeyringLocked(f"cannot store {password}")


@pytest.fixture(autouse=True)
def _keyring_of_this_machine() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def opened(folder: Path, backend: Callable[[Path], KeyringBackend] = FileKeyring) -> KeyringStore:
    """Open a store, also in another process."""
    keyring.set_keyring(backend(folder))
    return KeyringStore(folder=folder / "locks", patience=30)


class TestKeyringStore(TokenStoreContract):
    longest_wait = 1.0

    @pytest.fixture
    def make_store(self, tmp_path: Path) -> Callable[[], TokenStore]:
        return partial(opened, tmp_path)

    @pytest.fixture
    def store(self, make_store: Callable[[], TokenStore]) -> TokenStore:
        return make_store()


def test_the_store_knows_its_accounts(tmp_path: Path) -> None:
    """Although a keyring cannot list its entries."""
    store = opened(tmp_path)
    assert () == store.accounts()
    for name in ("ned", "acme", "nelly"):
        store.save(name, TOKENS)
    store.save("ned", None)
    assert ("acme", "nelly") == store.accounts()


def test_services_have_their_own_accounts(tmp_path: Path) -> None:
    opened(tmp_path).save("acme", TOKENS)
    other = KeyringStore("other", folder=tmp_path / "locks")
    assert (None, ()) == (other.load("acme"), other.accounts())


@pytest.mark.parametrize("entry", ['{"version": 2}', "made.up.access", "{}", ""])
def test_foreign_entries_are_not_overwritten(entry: str, tmp_path: Path) -> None:
    """And the error shows nothing of them."""
    store = opened(tmp_path)
    keyring.set_password("fiken", "acme", entry)
    for call in using(store):
        with pytest.raises(TokenStoreError, match="the account 'acme' of the service") as raised:
            call()
        assert "made.up" not in _everything(raised.value)
    assert entry == keyring.get_password("fiken", "acme")


@pytest.mark.parametrize("names", ['"acme"', "null", "[17]"])
def test_a_foreign_list_is_an_error(names: str, tmp_path: Path) -> None:
    store = opened(tmp_path)
    keyring.set_password("fiken accounts", "accounts", f'{{"version": 1, "accounts": {names}}}')
    with pytest.raises(TokenStoreError, match="has no list of names"):
        store.accounts()


def test_a_locked_keyring_is_an_error(tmp_path: Path) -> None:
    """Which shows no token, although that of the keyring does."""
    store = opened(tmp_path, LockedKeyring)
    with pytest.raises(TokenStoreError, match="failed: KeyringLocked") as raised:
        store.save("acme", TOKENS)
    assert "made.up" not in _everything(raised.value)


def test_a_machine_without_keyring_is_an_error(tmp_path: Path) -> None:
    store = opened(tmp_path, lambda _: cast("Any", NoKeyring)())
    for call in (lambda: store.load("acme"), lambda: store.save("acme", TOKENS), store.accounts):
        with pytest.raises(TokenStoreError, match="has none, use a FileStore, or set FIKEN_STORE"):
            call()


def test_a_keyring_that_drops_is_an_error(tmp_path: Path) -> None:
    """It would lose the login, and say nothing."""
    store = opened(tmp_path, lambda _: cast("Any", SwitchedOff)())
    with pytest.raises(TokenStoreError, match="did not keep what was stored") as raised:
        store.save("acme", TOKENS)
    assert "made.up" not in _everything(raised.value)


@pytest.mark.parametrize("above", ["config", ".config"])
def test_the_locks_are_in_the_settings(
    above: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of this user, where every process of his looks."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / above) if above == "config" else "")
    keyring.set_keyring(FileKeyring(tmp_path))
    store = KeyringStore()
    store.save("acme", TOKENS)
    folder = tmp_path / above / "fiken"
    assert {".lock"} == {file.suffix for file in folder.iterdir()}
    assert "made.up" not in json.dumps([file.read_text() for file in folder.iterdir()])


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'fiken\[keyring\]'"):
        KeyringStore()


@pytest.mark.parametrize("service", [" ", "", None, 7])
def test_a_service_has_a_name(service: Any) -> None:
    with pytest.raises(ConfigurationError, match="service must be a name"):
        KeyringStore(service)


def using(store: TokenStore) -> list[Callable[[], object]]:
    """Return the ways to use the account."""
    return [lambda: store.load("acme"), lambda: store.save("acme", TOKENS)]


def _everything(error: BaseException) -> str:
    """Return what a report of an error shows: its texts, and the variables of our frames."""
    shown: Any = traceback.TracebackException.from_exception(error, capture_locals=True)
    for frame in shown.stack:
        if "tests" in Path(frame.filename).parts:
            frame.locals = None
    return "".join(shown.format()) + repr(error.args)
