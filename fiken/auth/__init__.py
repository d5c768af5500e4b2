"""Ways to log in to Fiken: a personal token, OAuth, and the stores that keep tokens.

Each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = {
    **homes(
        __name__,
        _accounts="account_login app_from_environment store_from_environment",
        _auth="Auth",
        _oauth2="OAuth2",
        _personal="PersonalToken token_from_environment",
        _protocols="TokenStore",
        _rotating="RotatingTokens",
        _tokens="Tokens",
    ),
    **homes(f"{__name__}._oauth", _app="OAuthApp", _redirect="AuthorizeUrl"),
    **homes(
        f"{__name__}._stores",
        _file_store="FileStore",
        _keyring_store="KeyringStore",
        _login_records="LoginRecord LoginRecords",
        _memory_store="MemoryStore",
        _sql_store="SqlStore",
    ),
}

if TYPE_CHECKING:
    from fiken.auth._accounts import (
        account_login,
        app_from_environment,
        store_from_environment,
    )
    from fiken.auth._auth import Auth
    from fiken.auth._oauth._app import OAuthApp
    from fiken.auth._oauth._redirect import AuthorizeUrl
    from fiken.auth._oauth2 import OAuth2
    from fiken.auth._personal import PersonalToken, token_from_environment
    from fiken.auth._protocols import TokenStore
    from fiken.auth._rotating import RotatingTokens
    from fiken.auth._stores._file_store import FileStore
    from fiken.auth._stores._keyring_store import KeyringStore
    from fiken.auth._stores._login_records import LoginRecord, LoginRecords
    from fiken.auth._stores._memory_store import MemoryStore
    from fiken.auth._stores._sql_store import SqlStore
    from fiken.auth._tokens import Tokens
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "Auth",
    "AuthorizeUrl",
    "FileStore",
    "KeyringStore",
    "LoginRecord",
    "LoginRecords",
    "MemoryStore",
    "OAuth2",
    "OAuthApp",
    "PersonalToken",
    "RotatingTokens",
    "SqlStore",
    "TokenStore",
    "Tokens",
    "account_login",
    "app_from_environment",
    "store_from_environment",
    "token_from_environment",
]
