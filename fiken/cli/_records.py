"""What the command remembers about each login beside its tokens: the app, and where Fiken is.

Each login has a file of its own, which only its owner can read: it may have the secret of the app.
"""

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import click
from platformdirs import user_config_path

from fiken.auth import OAuthApp

#: Fiken's API, version 2.
API = "https://api.fiken.no/api/v2"
#: The address below which Fiken's `authorize`, `token` and `revoke` are.
OAUTH = "https://fiken.no/oauth"
#: The redirect URI for apps that name no other. It must be registered with Fiken.
REDIRECT_URI = "http://127.0.0.1:8765/callback"

_TEXT = attrs.validators.instance_of(str)
_TEXT_OR_NONE = attrs.validators.optional(_TEXT)
_VERSION = 1
_OTHERS = 0o077


@attrs.frozen
class Record:
    """What the command remembers about one login.

    Attributes:
        account: The name of the account.
        base_url: The URL of the API.
        client_id: The id of the app; None for a personal token.
        client_secret: The secret of the app; None for an app without one.
        redirect_uri: Where Fiken sends the browser after the login.
        oauth_url: The address below which Fiken's `authorize`, `token` and `revoke` are.
    """

    account: str = attrs.field(validator=_TEXT)
    base_url: str = attrs.field(default=API, validator=_TEXT)
    client_id: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    client_secret: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE, repr=False)
    redirect_uri: str = attrs.field(default=REDIRECT_URI, validator=_TEXT)
    oauth_url: str = attrs.field(default=OAUTH, validator=_TEXT)

    @property
    def app(self) -> OAuthApp | None:
        """The app of the login; None for a personal token."""
        if self.client_id is None:
            return None
        return OAuthApp(
            self.client_id,
            self.client_secret,
            redirect_uri=self.redirect_uri,
            base_url=self.oauth_url,
        )


def recall(account: str) -> Record | None:
    """Return what is remembered about the login of an account; None if there is nothing.

    Raises:
        ClickException: Others can read the file, or its content is not what the command wrote.
    """
    path = _path_of(account)
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            content = file.read()
    except FileNotFoundError:
        return None
    if os.name == "posix" and (status.st_mode & _OTHERS or status.st_uid != os.geteuid()):
        mode = f"{stat.S_IMODE(status.st_mode):o}"
        raise click.ClickException(
            f"{path} can have the secret of an app, but it is not private (its mode is {mode}): "
            f"run chmod 600 {path}, as its owner"
        )
    try:
        data: Mapping[str, Any] = json.loads(content)
        if data["version"] == _VERSION and data["login"]["account"] == account:
            return Record(**data["login"])
    except (ValueError, TypeError, KeyError):
        pass
    del content
    raise click.ClickException(
        f"{path} is damaged, or of another version of fiken: remove it, and log in again"
    )


def remember(record: Record) -> None:
    """Store what is to be remembered about a login, wholly or not at all.

    Raises:
        OSError: It cannot be stored.
    """
    path = _path_of(record.account)
    for folder in reversed(path.parents):
        if not folder.is_dir():
            folder.mkdir(0o700, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # only its owner can read it
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"version": _VERSION, "login": attrs.asdict(record)}, file)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def forget(account: str) -> None:
    """Remove what is remembered about the login of an account."""
    _path_of(account).unlink(missing_ok=True)


def _path_of(account: str) -> Path:
    """Return the file of a login. Two stores can have accounts with the same name."""
    store = os.environ.get("FIKEN_STORE", "")
    if store and store != "keyring" and "://" not in store:
        store = os.path.realpath(Path(store).expanduser())
    digest = hashlib.sha256(f"{store}\n{account}".encode()).hexdigest()[:32]
    folder: Path = user_config_path("fiken", appauthor=False)
    return folder / "logins" / f"{digest}.json"
