"""Ways to log in to Fiken: a personal token, OAuth, and the stores that keep tokens.

Each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = homes(
    __name__,
    _app="OAuthApp",
    _auth="Auth",
    _personal="PersonalToken token_from_environment",
    _redirect="AuthorizeUrl",
    _stores="TokenStore",
    _tokens="Tokens",
)

if TYPE_CHECKING:
    from fiken.auth._app import OAuthApp
    from fiken.auth._auth import Auth
    from fiken.auth._personal import PersonalToken, token_from_environment
    from fiken.auth._redirect import AuthorizeUrl
    from fiken.auth._stores import TokenStore
    from fiken.auth._tokens import Tokens
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "Auth",
    "AuthorizeUrl",
    "OAuthApp",
    "PersonalToken",
    "TokenStore",
    "Tokens",
    "token_from_environment",
]
