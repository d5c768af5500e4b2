"""The store that keeps tokens in the keyring of the operating system."""

import hashlib
import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from fiken._clock import now
from fiken._messages import short_repr
from fiken._places import settings_folder
from fiken.auth._stores._file_lock import locked_file
from fiken.auth._stores._locking import PATIENCE, LockedStore, still_locked
from fiken.auth._stores._private_files import make_private_folder
from fiken.auth._stores._records import dumped, loaded, unreadable, versioned
from fiken.auth._tokens import Tokens
from fiken.errors import ConfigurationError, TokenStoreError

T = TypeVar("T")


class KeyringStore(LockedStore):
    """A store in the keyring of the operating system, by the package ``keyring``.

    The keyring encrypts the tokens with the password of the user: macOS Keychain, Windows
    Credential Locker, or Secret Service on Linux. Install it with ``pip install 'fiken[keyring]'``.
    A server mostly has no keyring, or nobody who unlocks it: use `FileStore` or `SqlStore` there.

    A keyring cannot list its entries. So one more entry, of the service ``<service> accounts``,
    contains the names of the accounts.

    Args:
        service: The name of the service in the keyring, under which each account is a user.
        folder: The folder of the files by which processes lock an account. By default, it is the
            folder for settings of this user: ``~/.config/fiken`` on Linux. The files contain no
            tokens.
        patience: Seconds to wait for the lock of an account before `TokenStoreError` is raised.

    Raises:
        ConfigurationError: The package ``keyring`` is not installed, the service has no
            name, or `patience` is negative.
    """

    def __init__(
        self,
        service: str = "fiken",
        *,
        folder: str | os.PathLike[str] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__(patience)
        if not isinstance(cast("object", service), str) or not service.strip():
            raise ConfigurationError(
                f'service must be a name in the keyring, such as "fiken", not {short_repr(service)}'
            )
        try:
            import keyring  # noqa: PLC0415 - only who uses a keyring has it
        except ImportError:
            keyring = None  # type: ignore[assignment]
        if keyring is None:
            raise ConfigurationError(
                "KeyringStore needs the package keyring: pip install 'fiken[keyring]'"
            )
        self._keyring: Any = keyring
        self._service, self._index = service, f"{service} accounts"
        self._folder = Path(folder or settings_folder()).expanduser().absolute()

    def __repr__(self) -> str:
        return f"KeyringStore({self._service!r})"

    def accounts(self) -> tuple[str, ...]:
        """Return the names of the accounts that have tokens, sorted.

        Raises:
            TokenStoreError: The keyring cannot be read.
        """
        return tuple(sorted(self._listed()))

    def _read(self, name: str) -> Tokens | None:
        text = self._get(self._service, name)
        if text is None:
            return None
        place = f"the account {name!r} of the service {self._service!r} in the keyring"
        try:
            return loaded(text, place)
        finally:
            del text  # no frame of an error may hold it

    def _write(self, name: str, tokens: Tokens | None) -> None:
        self._read(name)  # what is not from this class is not overwritten
        if tokens is not None:
            self._set(self._service, name, dumped(tokens))
        elif self._get(self._service, name) is not None:
            self._ask(self._keyring.delete_password, self._service, name)
        lock = self._lock_path("the names of all accounts\n")  # no account has a line break
        busy = partial(still_locked, "", self._patience)
        with locked_file(lock, now() + self._patience, busy):
            listed = self._listed()
            names = listed - {name} if tokens is None else listed | {name}
            if names != listed:
                text = json.dumps({"version": 1, "accounts": sorted(names)})
                self._set(self._index, "accounts", text)

    @contextmanager
    def _lock_for_others(self, name: str, ends: float) -> Generator[None]:
        make_private_folder(self._folder)
        busy = partial(still_locked, name, self._patience)
        with locked_file(self._lock_path(name), ends, busy):
            yield

    def _lock_path(self, name: str) -> Path:
        digest = hashlib.sha256(f"{self._service}\n{name}".encode()).hexdigest()[:16]
        return self._folder / f"keyring.{digest}.lock"

    def _listed(self) -> set[str]:
        text = self._get(self._index, "accounts")
        if text is None:
            return set()
        place = f"the service {self._index!r} in the keyring"
        listed: object = versioned(text, place).get("accounts")
        names = cast("list[object]", listed) if isinstance(listed, list) else [None]
        if not all(isinstance(name, str) for name in names):
            raise unreadable(place, "has no list of names")
        return set(map(str, names))

    def _get(self, service: str, user: str) -> str | None:
        get: Callable[[str, str], str | None] = self._keyring.get_password
        return self._ask(get, service, user)

    def _set(self, service: str, user: str, text: str) -> None:
        """Write an entry, and read it again: a keyring that is switched off drops it in silence."""
        try:
            self._ask(self._keyring.set_password, service, user, text)
            is_kept = self._get(service, user) == text
        finally:
            del text  # no frame of an error may hold it
        if not is_kept:
            raise TokenStoreError(
                f"the keyring ({type(self._keyring.get_keyring()).__name__}) did not keep what was "
                "stored: it may be switched off; use a FileStore"
            )

    def _ask(self, call: Callable[..., T], *values: str) -> T:
        """Call the keyring, and turn its errors into ours.

        The errors of the keyring are dropped, because their frames hold the tokens.
        """
        problem = ""
        try:
            return call(*values)
        except Exception as error:  # noqa: BLE001 - keyrings share no base class
            problem = type(error).__name__
        finally:
            del values  # no frame of an error may hold them
        raise TokenStoreError(
            f"the keyring of this machine failed: {problem}. Unlock it. If this machine has none, "
            "use a FileStore, or set FIKEN_STORE to a path"
        )
