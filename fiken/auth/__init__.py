"""Ways to log in to Fiken."""

from fiken.auth._auth import Auth
from fiken.auth._personal import PersonalToken, token_from_environment

__all__ = ["Auth", "PersonalToken", "token_from_environment"]
