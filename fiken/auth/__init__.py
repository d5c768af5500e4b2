"""Who we are to Fiken: a personal token now; OAuth2 has its place here later."""

from fiken.auth._auth import Auth
from fiken.auth._personal import PersonalToken, token_from_environment

__all__ = ["Auth", "PersonalToken", "token_from_environment"]
