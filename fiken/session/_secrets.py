"""Keeping the token out of errors, also where a server repeats the token in its answer."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import attrs
from requests import PreparedRequest
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import ProtocolError

from fiken.errors import ConfigurationError
from fiken.session._answer import Answer, Lost
from fiken.session._transport import reason_of

_UNSENDABLE = re.compile(r"[\r\n]|[^\x00-\xff]")
_MASK = "[token]"
_SHORTEST = 4  # a shorter token may also occur inside ordinary words
_FILES = ("application/pdf", "application/octet-stream", "image/")


def secret_of(request: PreparedRequest) -> str:
    """Return the token in the header `Authorization` of a request; ``""`` without that header."""
    value: str | bytes = request.headers.get("Authorization", "")
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return text.rpartition(" ")[2]


def checked_headers(request: PreparedRequest) -> PreparedRequest:
    """Return the request, or raise `ConfigurationError` if a header has a forbidden character.

    Forbidden are line breaks and characters outside Latin-1; a name must be ASCII. Python's
    http.client refuses them as well, but with a message that shows the value of the header, which
    may be the token.
    """
    headers: Mapping[str, Any] = request.headers
    for name, value in headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        if not name.isascii() or _UNSENDABLE.search(text):
            request.headers.clear()
            raise ConfigurationError(
                f"the header {name!r} has a line break or a character that no header can hold "
                "(its value is not shown here)"
            )
    return request


def masked(outcome: Answer | Lost, secret: str) -> Answer | Lost:
    """Return the result of an attempt, with the token replaced by ``[token]``.

    A server may repeat the token in an error message, which ends up in logs. A successful answer
    with JSON or a file is not changed, because it is Fiken's data. A token of fewer than 4
    characters is not replaced, because it may also occur inside ordinary words.

    Args:
        outcome: The result of the attempt: an `Answer`, or a `Lost` if no usable answer came.
        secret: The token.
    """
    if len(secret) < _SHORTEST:
        return outcome
    forms = _forms(secret)
    return _answer(outcome, forms) if isinstance(outcome, Answer) else _lost(outcome, forms)


def _answer(answer: Answer, forms: set[str]) -> Answer:
    in_body = [form.encode() for form in forms if form.encode() in answer.body]
    in_headers = any(form in value for form in forms for value in answer.headers.values())
    if not (in_body or in_headers) or (answer.is_success and _is_data(answer)):
        return answer
    body = answer.body
    for form in in_body:
        body = body.replace(form, _MASK.encode())
    headers = {name: _without(value, forms) for name, value in answer.headers.items()}
    return attrs.evolve(answer, body=body, headers=CaseInsensitiveDict(headers))


def _is_data(answer: Answer) -> bool:
    content_type = answer.headers.get("Content-Type", "").strip().lower()
    return content_type.startswith(_FILES) or answer.is_json


def _lost(lost: Lost, forms: set[str]) -> Lost:
    reason = reason_of(lost.error)
    masked_reason = _without(reason, forms)
    if masked_reason == reason:
        return lost
    return attrs.evolve(lost, error=ProtocolError(masked_reason))


def _without(text: str, forms: set[str]) -> str:
    for form in forms:
        text = text.replace(form, _MASK)
    return text


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Return the text with ``[token]`` in place of each secret, also where the secret is escaped.

    A secret of fewer than 4 characters stays, because it may also occur inside ordinary words.
    """
    long = (secret for secret in secrets if len(secret) >= _SHORTEST)
    return _without(text, {form for secret in long for form in _forms(secret)})


def _forms(secret: str) -> set[str]:
    """Return the token as plain text, and as it is escaped in JSON, in a URL and in HTML."""
    import html  # noqa: PLC0415 - its table of entities would slow down every import of fiken

    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), html.escape(secret)}
