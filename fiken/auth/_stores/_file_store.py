"""The store that keeps tokens in one file."""

import hashlib
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from fiken._clock import now
from fiken._messages import short_repr
from fiken.auth._stores._file_lock import locked_file
from fiken.auth._stores._locking import PATIENCE, LockedStore, account_name, still_locked
from fiken.auth._stores._private_files import (
    check_folder,
    make_private_folder,
    read_private,
    replace_private,
)
from fiken.auth._stores._records import VERSION, tokens_of, unreadable, versioned
from fiken.auth._tokens import Tokens
from fiken.errors import ConfigurationError, InvalidAttributeError, TokenStoreError

# With this each file of SQLite begins. Nobody should be told to remove a database.
_SQLITE = b"SQLite format 3\0"


class FileStore(LockedStore):
    """A store in one file, for all programs of one user on one machine.

    Only the owner can read the file. It is JSON, and is written wholly or not at all: if a process
    is killed or the disk is full, the old content stays. What this class has not written, it does
    not overwrite either.

    Threads and processes share the lock of an account by a file beside the store, whose name ends
    in ``.lock``. Leave it there. The locks do not reach other machines, even if these share the
    file: use `SqlStore` for several machines.

    Args:
        path: The file. It is made when the first tokens are saved. A folder that is missing is made
            so that only its owner can use it. ``~`` is the home folder.
        patience: Seconds to wait for the lock of an account before `TokenStoreError` is raised.

    Raises:
        ConfigurationError: The path is empty, or `patience` is negative.
    """

    def __init__(self, path: str | os.PathLike[str], *, patience: float = PATIENCE) -> None:
        super().__init__(patience)
        self._path = _checked_path(path).expanduser().absolute()

    def __repr__(self) -> str:
        return f"FileStore({str(self._path)!r})"

    def accounts(self) -> tuple[str, ...]:
        """Return the names of the accounts that have tokens, sorted.

        Raises:
            TokenStoreError: The file cannot be read, or others can read it.
        """
        return tuple(sorted(self._accounts(self._target())))

    def _read(self, name: str) -> Tokens | None:
        target = self._target()
        record = self._accounts(target).get(name)
        if record is None:
            return None
        try:
            return tokens_of(record, f"the account {name!r} in {target}")
        finally:
            del record  # no frame of an error may hold it

    def _write(self, name: str, tokens: Tokens | None) -> None:
        target = self._target()
        with locked_file(_beside(target, ".lock"), now() + self._patience, partial(_busy, target)):
            content = self._content(target)
            if tokens is not None:
                content["accounts"][name] = tokens.dump_secrets()
            elif content["accounts"].pop(name, None) is None:
                return
            text = json.dumps(content, indent=1, ensure_ascii=False)
            del content
            try:
                replace_private(target, f"{text}\n".encode())
            finally:
                del text  # no frame of an error may hold it

    @contextmanager
    def _lock_for_others(self, name: str, ends: float) -> Generator[None]:
        target = self._target()
        make_private_folder(target.parent)
        digest = hashlib.sha256(name.encode()).hexdigest()[:16]
        busy = partial(still_locked, name, self._patience)
        with locked_file(_beside(target, f".{digest}.lock"), ends, busy):
            yield

    def _target(self) -> Path:
        """Return the path of the file itself, if the path of this store is a symbolic link.

        A link would otherwise be replaced by the new file, and each link would have its own lock.

        Raises:
            TokenStoreError: Others can change the folder, and so the link.
        """
        check_folder(self._path.parent)
        return Path(os.path.realpath(self._path))

    def _accounts(self, target: Path) -> dict[str, Any]:
        return cast("dict[str, Any]", self._content(target)["accounts"])

    def _content(self, target: Path) -> dict[str, Any]:
        """Return the object in the file; an object without accounts if there is no file."""
        read = read_private(target)
        if read is None:
            return {"version": VERSION, "accounts": {}}
        try:
            if read.startswith(_SQLITE):
                raise TokenStoreError(
                    f"{target} is a database of SQLite. It was not changed. To keep logins in it, "
                    "use an SqlStore, or set FIKEN_STORE to sqlite:/// and the path"
                )
            content = versioned(read, str(target))
        finally:
            del read  # no frame of an error may hold it
        accounts = content.get("accounts")
        problem = "" if isinstance(accounts, dict) else "has no accounts"
        if isinstance(accounts, dict) and not all(map(_is_name, cast("dict[str, Any]", accounts))):
            problem = "has the name of an account that is not allowed"
        if problem:
            del content, accounts
            raise unreadable(str(target), problem)
        return content


def _checked_path(path: object) -> Path:
    """Return the path of a store, or raise `ConfigurationError` if it cannot be one."""
    is_path = isinstance(path, os.PathLike)
    text: object = os.fspath(cast("os.PathLike[str]", path)) if is_path else path
    if isinstance(text, str) and text and "\0" not in text:
        return Path(text)
    raise ConfigurationError(f"FileStore needs the path of a file, not {short_repr(text)}")


def _is_name(name: str) -> bool:
    """Return whether an account can have this name. Two spellings of one name would be two."""
    try:
        return account_name(name) == name
    except InvalidAttributeError:
        return False


def _busy(target: Path, holder: str) -> TokenStoreError:
    who = f" by {holder}" if holder else ""
    return TokenStoreError(f"{target} is still being written{who}: try again later", passing=True)


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f"{target.name}{suffix}")
