"""The accounts of this user: the store that keeps their tokens, and the app that renews them.

Both are found in the environment and in what ``fiken login`` has remembered, so that programs and
the command share them.
"""

import os
from typing import TYPE_CHECKING

import attrs

from fiken._places import settings_folder
from fiken.auth._auth import Auth
from fiken.auth._oauth2 import OAuth2
from fiken.auth._personal import token_from_environment
from fiken.auth._stores._locking import account_name
from fiken.auth._stores._login_records import REDIRECT_URI, LoginRecord, LoginRecords
from fiken.errors import ConfigurationError
from fiken.session._target import API, OAUTH

if TYPE_CHECKING:
    from fiken.auth._oauth._app import OAuthApp
    from fiken.auth._stores._file_store import FileStore
    from fiken.auth._stores._keyring_store import KeyringStore
    from fiken.auth._stores._sql_store import SqlStore

_ACCOUNT, _TOKEN = "FIKEN_ACCOUNT", "FIKEN_TOKEN"
_STORE = "FIKEN_STORE"
_CLIENT_ID, _CLIENT_SECRET = "FIKEN_CLIENT_ID", "FIKEN_CLIENT_SECRET"
_REDIRECT_URI, _OAUTH_URL = "FIKEN_REDIRECT_URI", "FIKEN_OAUTH_URL"


def store_from_environment() -> "FileStore | KeyringStore | SqlStore":
    """Return the store that the environment variable `FIKEN_STORE` names.

    Without that variable, it is the file ``tokens.json`` in the folder ``fiken`` of the user's
    settings: ``~/.config`` or `XDG_CONFIG_HOME` on Linux, ``~/Library/Application Support`` on
    macOS, `LOCALAPPDATA` on Windows.

    - ``keyring``: a `KeyringStore`.
    - A URL such as ``sqlite:///tokens.db`` or ``postgresql://…``: an `SqlStore`.
    - A path: a `FileStore`.

    Raises:
        ConfigurationError: The store cannot be used, for instance because a package is missing.
    """
    where = os.environ.get(_STORE, "")
    if where == "keyring":
        from fiken.auth._stores._keyring_store import KeyringStore  # noqa: PLC0415 - only if it is used

        return KeyringStore()
    if "://" in where:
        from fiken.auth._stores._sql_store import SqlStore  # noqa: PLC0415 - as above

        try:
            return SqlStore(where)
        finally:
            del where  # it may contain a password
    from fiken.auth._stores._file_store import FileStore  # noqa: PLC0415 - as above

    return FileStore(where or settings_folder() / "tokens.json")


def app_from_environment() -> "OAuthApp | None":
    """Return the app that environment variables describe; None without `FIKEN_CLIENT_ID`.

    `FIKEN_CLIENT_SECRET` is its secret, if it has one. `FIKEN_REDIRECT_URI` is where the browser
    comes back to, and is needed only to log in: ``http://127.0.0.1:8765/callback`` by default.
    `FIKEN_OAUTH_URL` is the address of the token host of an emulator.

    Raises:
        ConfigurationError: One of the variables cannot be used. The message shows no secret.
    """
    client_id = os.environ.get(_CLIENT_ID, "")
    if not client_id:
        if os.environ.get(_CLIENT_SECRET):
            raise ConfigurationError(f"{_CLIENT_SECRET} is set, but {_CLIENT_ID} is not: set both")
        return None
    from fiken.auth._oauth._app import OAuthApp  # noqa: PLC0415 - only if it is used

    return OAuthApp(
        client_id,
        os.environ.get(_CLIENT_SECRET) or None,
        redirect_uri=os.environ.get(_REDIRECT_URI) or REDIRECT_URI,
        base_url=os.environ.get(_OAUTH_URL) or OAUTH,
    )


def account_login(account: str) -> OAuth2:
    """Return the login of an account in the configured store. It renews and revokes its tokens.

    Its app is the one that the command ``fiken login`` has remembered. If there is none, it is that
    of the environment. The secret in `FIKEN_CLIENT_SECRET` replaces the remembered one if
    `FIKEN_CLIENT_ID` names the same app. The store is not read before the first request.

    Args:
        account: The name of the account.

    Raises:
        ConfigurationError: The store or the app cannot be used.
        TokenStoreError: What was remembered cannot be read.
        InvalidAttributeError: An account cannot have this name.
    """
    return _login_by(account, LoginRecords().load(account))


def login_at(account: str | None, base_url: str | None) -> tuple[Auth, str]:
    """Return the login of an account, and the URL of the API that it belongs to.

    Args:
        account: The name of the account. None: the login is that of the token in `FIKEN_TOKEN`, or
            of the account in `FIKEN_ACCOUNT`.
        base_url: The URL of the API. None: the one that the account has logged in to, or Fiken's
            own.

    Raises:
        ConfigurationError: The variables name two logins or none, or the account belongs to another
            URL: its token is sent nowhere else.
        TokenStoreError: What was remembered about the account cannot be read.
        InvalidAttributeError: An account cannot have this name.
    """
    if account is None:
        account = os.environ.get(_ACCOUNT, "")
        if not account:
            return token_from_environment(), API if base_url is None else base_url
        if os.environ.get(_TOKEN):
            raise ConfigurationError(
                f"{_TOKEN} and {_ACCOUNT} are both set, and may belong to different companies: "
                f'remove one of them, or choose with Fiken(account="{account}") in a program, or '
                "with --account on the command line"
            )
    record = LoginRecords().load(account_name(account, "Fiken"))
    home = API if record is None else record.base_url
    if record is not None and base_url is not None and base_url.rstrip("/") != home:
        raise ConfigurationError(
            f"the account {account!r} belongs to {home}, and its token is sent nowhere else: leave "
            "out the URL of the API, or log in to the other one with another account"
        )
    return _login_by(account, record), home if base_url is None else base_url


def _login_by(account: str, record: LoginRecord | None) -> OAuth2:
    """Return the login of an account, with the app of its record or of the environment."""
    if record is None:
        app = app_from_environment()
    else:
        secret = os.environ.get(_CLIENT_SECRET)
        if secret and record.client_id == os.environ.get(_CLIENT_ID):
            record = attrs.evolve(record, client_secret=secret)
        del secret
        app = record.app
    return OAuth2(app, store_from_environment(), account)
