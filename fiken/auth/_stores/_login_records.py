"""What is remembered about a login beside its tokens: its app, and where Fiken is.

Each login has a file of its own, which only its owner can read: it may have the secret of the app.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import attrs

from fiken._places import settings_folder
from fiken.auth._stores._locking import account_name
from fiken.auth._stores._private_files import (
    make_private_folder,
    read_private,
    remove_private,
    replace_private,
)
from fiken.auth._stores._records import VERSION, unreadable, versioned
from fiken.session._target import API, OAUTH

if TYPE_CHECKING:
    from fiken.auth._oauth._app import OAuthApp

#: The redirect URI for apps that name no other. It must be registered with Fiken.
REDIRECT_URI = "http://127.0.0.1:8765/callback"


@attrs.frozen(init=False, repr=False)
class LoginRecord:
    """What is remembered about the login of one account. It cannot be pickled or copied.

    >>> LoginRecord("acme", client_id="acme-sync", client_secret="made-up").app
    OAuthApp('acme-sync', client_secret='…', redirect_uri='http://127.0.0.1:8765/callback')

    Attributes:
        account: The name of the account.
        base_url: The URL of the API to which its tokens belong.
        client_id: The id of the app; None for a personal token.
        client_secret: The secret of the app; None for an app without one. The repr hides it.
        redirect_uri: Where Fiken sends the browser after a login.
        oauth_url: The address below which Fiken's `authorize`, `token` and `revoke` are.
    """

    account: str
    base_url: str
    client_id: str | None
    client_secret: str | None
    redirect_uri: str
    oauth_url: str

    def __init__(
        self,
        account: str,
        base_url: str = API,
        client_id: str | None = None,
        client_secret: str | None = None,
        redirect_uri: str = REDIRECT_URI,
        oauth_url: str = OAUTH,
    ) -> None:
        texts = {"account": account, "base_url": base_url, "client_id": client_id or ""}
        texts |= {"client_secret": client_secret or "", "redirect_uri": redirect_uri}
        problem = _problem_with(texts | {"oauth_url": oauth_url})
        if problem:
            del client_secret, texts  # no frame of the error may hold it
            raise TypeError(problem)
        initialize: Any = getattr(self, "__attrs_init__")  # noqa: B009 - attrs adds it
        initialize(account, base_url, client_id, client_secret, redirect_uri, oauth_url)

    def __repr__(self) -> str:
        # A debugger may ask for the repr before they are there.
        account, client_id = getattr(self, "account", None), getattr(self, "client_id", None)
        return f"{type(self).__name__}({account!r}, client_id={client_id!r})"

    @property
    def app(self) -> "OAuthApp | None":
        """The app of the login; None for a personal token.

        Raises:
            ConfigurationError: The app is not valid, for instance because of its redirect URI.
        """
        if self.client_id is None:
            return None
        from fiken.auth._oauth._app import OAuthApp  # noqa: PLC0415 - only if it is used

        return OAuthApp(
            self.client_id,
            self.client_secret,
            redirect_uri=self.redirect_uri,
            base_url=self.oauth_url,
        )

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise TypeError. A pickle or a copy would contain the secret."""
        raise TypeError("a LoginRecord holds a secret, and cannot be pickled or copied")


def _problem_with(texts: Mapping[str, object]) -> str:
    """Return which value is no text; ``""`` if all are. The message does not contain it."""
    for name, value in texts.items():
        if not isinstance(value, str):
            return f"{name} of a LoginRecord must be a string, not {type(value).__name__}"
    return ""


class LoginRecords:
    """The records of all logins of this user in one store, as files in the user's settings.

    The command ``fiken login`` writes them, and ``Fiken(account=…)`` reads them. Save and
    remove a record while you hold the lock of its account in the store.

    Args:
        store: The store of the tokens, as in the environment variable `FIKEN_STORE`, whose value is
            the default. Two stores can have accounts with the same name.
    """

    def __init__(self, store: str | None = None) -> None:
        store = os.environ.get("FIKEN_STORE", "") if store is None else store
        if store and store != "keyring" and "://" not in store:
            store = os.path.realpath(Path(store).expanduser())
        self._digest = hashlib.sha256(f"{store}\n".encode())  # it may be a URL with a password
        self._folder = settings_folder() / "logins"

    def __repr__(self) -> str:
        return f"<LoginRecords in {self._folder}>"

    def load(self, account: str) -> LoginRecord | None:
        """Return the record of an account; None if there is none.

        Raises:
            TokenStoreError: Others can read the file, or it is not one that `save` has written.
        """
        name = account_name(account, "LoginRecords")
        path = self._path_of(name)
        content = read_private(path)
        if content is None:
            return None
        try:
            login: object = versioned(content, str(path)).get("login")
        finally:
            del content  # no frame of an error may hold it
        record: LoginRecord | None = None
        if isinstance(login, dict):
            with suppress(TypeError):  # a name or a type in the file is wrong
                record = LoginRecord(**cast("dict[str, Any]", login))
        del login
        if record is None or record.account != name:
            raise unreadable(str(path), "is not the record of this account")
        return record

    def save(self, record: LoginRecord) -> None:
        """Store a record in place of the one before: wholly or, after any failure, not at all.

        Raises:
            TokenStoreError: It cannot be stored.
        """
        name = account_name(record.account, "LoginRecords")
        path = self._path_of(name)
        make_private_folder(self._folder)
        login = attrs.asdict(record) | {"account": name}
        content = json.dumps({"version": VERSION, "login": login}).encode()
        del login
        try:
            replace_private(path, content)
        finally:
            del content  # no frame of an error may hold it

    def remove(self, account: str) -> None:
        """Remove the record of an account, if there is one.

        Raises:
            TokenStoreError: It cannot be removed.
        """
        remove_private(self._path_of(account_name(account, "LoginRecords")))

    def _path_of(self, name: str) -> Path:
        digest = self._digest.copy()
        digest.update(name.encode())
        return self._folder / f"{digest.hexdigest()[:32]}.json"
