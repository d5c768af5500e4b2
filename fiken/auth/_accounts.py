"""The accounts of this user: the store that keeps their tokens, and the app that renews them.

Both are found in the environment, so that programs and the command ``fiken`` share them.
"""

import os
from typing import TYPE_CHECKING

from fiken.auth._auth import Auth
from fiken.auth._oauth2 import OAuth2
from fiken.auth._personal import token_from_environment
from fiken.auth._places import settings_folder
from fiken.errors import ConfigurationError

if TYPE_CHECKING:
    from fiken.auth._app import OAuthApp
    from fiken.auth._file_store import FileStore
    from fiken.auth._keyring_store import KeyringStore
    from fiken.auth._sql_store import SqlStore

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
        from fiken.auth._keyring_store import KeyringStore  # noqa: PLC0415 - only if it is used

        return KeyringStore()
    if "://" in where:
        from fiken.auth._sql_store import SqlStore  # noqa: PLC0415 - as above

        return SqlStore(where)
    from fiken.auth._file_store import FileStore  # noqa: PLC0415 - as above

    return FileStore(where or settings_folder() / "tokens.json")


def app_from_environment() -> "OAuthApp | None":
    """Return the app that environment variables describe; None without `FIKEN_CLIENT_ID`.

    `FIKEN_CLIENT_SECRET` is its secret, if it has one. `FIKEN_REDIRECT_URI` is where the browser
    comes back to, and is needed only to log in. `FIKEN_OAUTH_URL` is the address of the token host
    of an emulator.

    Raises:
        ConfigurationError: One of the variables cannot be used. The message shows no secret.
    """
    client_id = os.environ.get(_CLIENT_ID, "")
    if not client_id:
        if os.environ.get(_CLIENT_SECRET):
            raise ConfigurationError(f"{_CLIENT_SECRET} is set, but {_CLIENT_ID} is not: set both")
        return None
    from fiken.auth._app import OAuthApp  # noqa: PLC0415 - only if it is used

    return OAuthApp(
        client_id,
        os.environ.get(_CLIENT_SECRET) or None,
        redirect_uri=os.environ.get(_REDIRECT_URI) or "http://127.0.0.1/callback",
        base_url=os.environ.get(_OAUTH_URL) or "https://fiken.no/oauth",
    )


def login_of(account: str) -> OAuth2:
    """Return the login of an account in the configured store, with the configured app.

    Args:
        account: The name of the account. The store is not read before the first request.
    """
    return OAuth2(app_from_environment(), store_from_environment(), account)


def login_from_environment() -> Auth:
    """Return the login of the token in `FIKEN_TOKEN`, or of the account in `FIKEN_ACCOUNT`.

    Raises:
        ConfigurationError: Both variables are set, or neither is, or the value cannot be used.
    """
    account = os.environ.get(_ACCOUNT, "")
    if not account:
        return token_from_environment()
    if os.environ.get(_TOKEN):
        raise ConfigurationError(
            f"{_TOKEN} and {_ACCOUNT} are both set, and may belong to different companies: remove "
            f'one of them, or choose with Fiken(account="{account}") in a program, or with '
            "--account on the command line"
        )
    return login_of(account)
