"""The two URLs of a login: the one that it begins with, and the one that the browser comes back to.

Observed: docs/observed.md#6-tokens-and-oauth
"""

from contextlib import suppress
from hmac import compare_digest
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from fiken.auth._oauth._words import words
from fiken.auth._secret import HIDDEN
from fiken.errors import AccessDeniedError, InvalidAttributeError, OAuthError, StateError

_MANY = 100  # parameters: Fiken sends three


class AuthorizeUrl(str):
    """The URL at which a user logs in and allows an app: a string with two more attributes.

    Keep both attributes where the program finds them again when the browser comes back, such as in
    the user's session. Nobody else may read the verifier. A pickle and the repr contain only the
    URL.

    Attributes:
        state: The random text that the browser has to bring back.
        verifier: The secret of PKCE, which `OAuthApp.exchange_code` needs; None without PKCE.
    """

    __slots__ = ("state", "verifier")

    state: str
    verifier: str | None

    def __new__(cls, url: str, state: str, verifier: str | None = None) -> Self:
        made = super().__new__(cls, url)
        made.state, made.verifier = state, verifier
        return made

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> Any:
        """Return how a plain string is pickled: a pickle must not contain the verifier."""
        return str, (str(self),)


def code_in(url: str, state: str) -> str:
    """Return the code in the URL that the browser came back to.

    Args:
        url: The whole URL, or its path and query.
        state: The state that the login began with.

    Raises:
        StateError: The URL has another state, or none, or there is no state to compare with.
        AccessDeniedError: The user did not allow the app.
        OAuthError: The URL has another error, or no code.
        InvalidAttributeError: `url` is not a URL.
    """
    try:
        values = _query_of(url)
        problem = _problem_with(values, state)
    finally:
        del url, state  # no frame of an error may hold them
    if problem is None:
        return values["code"][0]
    del values
    raise problem


def _query_of(url: object) -> dict[str, list[str]]:
    """Return the parameters of the query, each with all its values."""
    values: dict[str, list[str]] | None = None
    if isinstance(url, str):
        with suppress(ValueError):
            query = urlsplit(url.strip()).query
            values = parse_qs(query, keep_blank_values=True, max_num_fields=_MANY)
            del query
    del url
    if values is None:
        rule, hint = "a URL", "give the whole address that the browser shows"
        raise InvalidAttributeError("exchange_redirect", "url", HIDDEN, rule, hint)
    return values


def _problem_with(values: dict[str, list[str]], state: object) -> OAuthError | None:
    """Return the error for the parameters of the URL; None if they hold a code to use.

    It is returned and not raised, because its traceback would lead to the code.
    """
    errors, states, codes = (values.get(name, []) for name in ("error", "state", "code"))
    if not isinstance(state, str) or not state:
        text = "there is no state to compare with: the session of the user is another, or it ended"
        return StateError(description=text)
    # An error does no harm. Without a state, it may still be about this login.
    if (states or not errors) and not _is_only(states, state):
        text = "its state differs from that of the login" if states else "it has no state"
        return StateError(description=text)
    if errors:
        kind = AccessDeniedError if errors[0] == "access_denied" else OAuthError
        description = values.get("error_description", [""])[0]
        return kind(words(errors[0], codes), words(description, codes))
    if len(codes) != 1 or not codes[0]:
        text = f"the address has {len(codes)} codes" if codes[1:] else "the address has no code"
        return OAuthError(
            "invalid_request", f"{text}: give the whole one that the browser shows after the login"
        )
    return None


def _is_only(states: list[str], state: str) -> bool:
    return len(states) == 1 and compare_digest(_bytes(states[0]), _bytes(state))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
