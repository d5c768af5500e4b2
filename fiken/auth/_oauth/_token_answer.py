"""The answers of the token host: new tokens, or a refusal.

An answer may hold new tokens, whatever its status. So no error contains a part of its body, but for
the words of a refusal.

Observed: docs/observed.md#6-tokens-and-oauth
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import attrs
from requests.structures import CaseInsensitiveDict

from fiken._json import dumps
from fiken.auth._oauth._words import words
from fiken.auth._secret import HIDDEN, Hidden, problem_of
from fiken.auth._tokens import Tokens, TokensMapper
from fiken.errors import MappingError, OAuthError, Outcome
from fiken.session._answer import Answer
from fiken.session._errors import message_of

_LOG = logging.getLogger("fiken")

#: The statuses of refusals that may pass: a proxy, a timeout, too early, too many requests.
_PASSING = frozenset({407, 408, 425, 429})
_LONGEST_LIFE = 100 * 365 * 86_400  # seconds: what is longer cannot be a lifetime


def refusal_of(answer: Answer, hidden: Hidden) -> OAuthError | None:
    """Return the error for a refusal by the token host; None if the answer is something else.

    Args:
        answer: The answer.
        hidden: The secrets of the request, which the answer may repeat.
    """
    is_refusal = 400 <= answer.status < 500 and answer.status not in _PASSING  # noqa: PLR2004
    if not (answer.is_success or is_refusal):
        return None
    data = _object_in(answer)
    code, said = data.get("error"), data.get("error_description")
    if not (isinstance(code, str) and code) or "access_token" in data:
        if answer.is_success:
            return None
        code, said = "", _message_of(answer)
    said = words(said, hidden) if isinstance(said, str) else ""
    return OAuthError(words(code, hidden), said, answer.status, answer.request_id)


def without_body(answer: Answer, hidden: Hidden) -> Answer:
    """Return a successful answer unchanged, and any other one with only its message as the body.

    Args:
        answer: The answer.
        hidden: The secrets of the request, which the answer may repeat.
    """
    if answer.is_success:
        return answer
    said = words(_message_of(answer), hidden)
    body = dumps({"message": said}) if said else b""
    return attrs.evolve(answer, body=body, headers=CaseInsensitiveDict(answer.headers))


def tokens_of(answer: Answer, asked: datetime, before: Tokens | None = None) -> Tokens:
    """Return the tokens in a successful answer.

    A lifetime that is missing or makes no sense is not an error: the tokens would be lost, and with
    them the login. The time of expiry is then not known.

    Args:
        answer: The answer.
        asked: When the request was sent. The lifetime counts from then.
        before: The tokens whose refresh token is kept if the answer has none.

    Raises:
        MappingError: The answer is not JSON, has no access token, or tokens that cannot be tokens.
    """
    data = _object_in(answer)
    fault = next(_faults_in(data), None)
    if fault is not None:
        del data  # no frame of the error may hold it
        error = MappingError("Tokens", *fault, answer.request_id)
        error.outcome = Outcome.UNKNOWN
        raise error
    expiry = _expiry_of(data.get("expires_in"), asked)
    stored = {
        "access_token": data["access_token"],
        "refresh_token": data.get("refresh_token") or (before and before.refresh_token),
        "expires_at": None if expiry is None else expiry.isoformat(),
    }
    return TokensMapper().load(stored)


def _object_in(answer: Answer) -> dict[str, Any]:
    """Return the JSON object in the body; an empty dict if there is none."""
    data: Any = answer.json() if answer.complete and answer.is_json else None
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def _message_of(answer: Answer) -> str:
    """Return the message of a page or of JSON. Any other text may be anything, also a token."""
    said = answer.is_json or answer.is_page
    return message_of(answer.status, answer.headers, answer.body) if said else ""


def _faults_in(data: dict[str, Any]) -> Iterator[tuple[str, str, object]]:
    """Yield the place of each wrong value, what should be there, and what to show of the value."""
    if not data:
        yield "$", "JSON with tokens", HIDDEN
        return
    access, refresh, kind = (data.get(n) for n in ("access_token", "refresh_token", "token_type"))
    if problem_of(access):
        yield "$.access_token", "a token", _shown(access)
    if refresh not in (None, "") and problem_of(refresh):
        yield "$.refresh_token", "a token", _shown(refresh)
    if kind is not None and str(kind).lower() != "bearer":
        yield "$.token_type", "bearer", _shown(kind)


def _shown(value: object) -> object:
    """Return what an error shows of a value: None itself, and else only its class."""
    return None if value is None else f"{HIDDEN} ({type(value).__name__})"


def _expiry_of(lifetime: Any, asked: datetime) -> datetime | None:
    """Return when tokens expire; None if the answer does not say so in a way that makes sense.

    Args:
        lifetime: The seconds that the access token is valid, as Fiken sent them.
        asked: When the request was sent.
    """
    if lifetime is None:
        return None
    is_text = isinstance(lifetime, str) and _is_number(lifetime)
    seconds: Any = int(lifetime) if is_text else lifetime
    is_number = type(seconds) in (int, float)
    if is_number and 1 <= seconds <= _LONGEST_LIFE:
        return asked + timedelta(seconds=int(seconds))
    shown = str(lifetime)[:20] if is_number else type(lifetime).__name__
    _LOG.warning(
        "expires_in of new tokens should be a number of seconds, but Fiken sent %s: they are used "
        "until Fiken refuses them",
        shown,
    )
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(_LONGEST_LIFE))
