"""Pure functions that build the exception for an answer that is not a success."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from fiken import errors
from fiken.session._answer import text_of
from fiken.session._decision import TOO_MANY, api_error_class
from fiken.session._phrases import refuses_a_value, remedy_for, says_no_counter, vat_types_in

_LONGEST = 300
_LONGEST_WAIT = 10**9  # seconds: 30 years, also for whatever is longer
# Bytes of a body that are read for a message and kept: Fiken's own have some hundred.
_MOST = 2**20
_Json: TypeAlias = "str | float | list[_Json] | dict[str, _Json] | None"


def error_of(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    method: str = "",
    url: str = "",
    request_id: str = "",
) -> errors.ApiError:
    """Build the exception for an answer that is not a success, such as `NotFoundError` for 404.

    Its message is found in the body. Fiken's error bodies have five shapes and two encodings, and
    no error codes.

    Observed: docs/observed.md#3-responses, docs/observed.md#4-error-bodies
    """
    text = text_of(body[:_MOST])
    whole = _sentences(status, headers, text)
    short = tuple(map(_shortened, whole))
    message = "; ".join(short)
    kind = api_error_class(status, no_counter=says_no_counter(message))
    detail = _DETAILS[status](headers, "; ".join(whole)) if status in _DETAILS else None
    if kind is errors.ServerError:
        detail = refuses_a_value(message)
    problems = short if len(short) > 1 else ()
    error = kind(status, message, problems, text, method, url, request_id, detail)
    error.hint = error.hint or remedy_for(message)
    return error


def message_of(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return the message in an answer that is not a success; ``""`` if it has none.

    Several messages are joined by semicolons, and each is cut after 300 characters. They are
    Fiken's own words, except for a redirect (3xx): then the message is one of this library.
    """
    sentences = _sentences(status, headers, text_of(body[:_MOST]))
    return "; ".join(map(_shortened, sentences))


def _sentences(status: int, headers: Mapping[str, str], text: str) -> tuple[str, ...]:
    return _redirect(status, headers) or _messages(text)


def _redirect(status: int, headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the message for a redirect (3xx), or an empty tuple for any other status.

    The message names only the host of the new address, because the whole URL may be a secret link.
    """
    if not 300 <= status < 400:  # noqa: PLR2004
        return ()
    host = re.match(r"(?:[a-z]+:)?//([^/?#@]*)(?=[/?#]|$)", headers.get("Location", ""))
    where = host[1] if host else "elsewhere"
    return (f"it is a redirect to {where}, which the client does not follow",)


def _messages(text: str) -> tuple[str, ...]:
    """Return the messages in the body of an error answer, which may be JSON, HTML or plain text."""
    try:
        messages = list(dict.fromkeys(_in_json(json.loads(text))))
    except (ValueError, RecursionError):
        messages = [_in_html(text) if text.lstrip().startswith("<") else text]
    return tuple(message for message in messages if message.strip())


def _in_json(value: _Json) -> Iterator[str]:
    """Yield the messages in the JSON of an error answer.

    Beside an `error_description`, the key `error` is ignored, because it then holds only a code.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _in_json(one)
    elif isinstance(value, dict):
        yield from _first_of(value, "message", "error_description", "error")
        yield from _in_json(value.get("validationErrors"))


def _first_of(value: Mapping[str, _Json], *keys: str) -> Iterator[str]:
    """Yield the messages under one key: the first of `keys` under which there is a message."""
    for key in keys:
        if messages := list(_in_json(value.get(key))):
            yield from messages
            return


def _in_html(page: str) -> str:
    """Return the title of a page of HTML, such as "502 Bad Gateway (a page of HTML)".

    If the page has no title, its first heading is used.
    """
    for tag in ("title", "h1"):
        if opened := re.search(rf"<{tag}\b", page, re.IGNORECASE):
            _, _, rest = page[opened.end() :].partition(">")
            text = rest.partition("</")[0].strip()
            return f"{text} (a page of HTML)" if text else "a page of HTML"
    return "a page of HTML"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds Fiken asks to wait, from the header `Retry-After`.

    The header contains seconds, such as ``"120"``, or a date and time. A time in the past gives 0.
    Return None if the header is missing or cannot be read.
    """
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+", value):
        return float(value) if len(value) < len(str(_LONGEST_WAIT)) else float(_LONGEST_WAIT)
    until = _moment(value)
    if until is None:
        return None
    # Use the server's own time where it sends `Date`: the clock of this machine may be wrong, or
    # frozen by a test.
    since = _moment(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - since).total_seconds())


def _moment(value: str) -> datetime | None:
    """Parse the date and time in a header; return None if the value is not a date."""
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


# How to find `ApiError.detail`, per status, from the headers and the message.
_DETAILS: Mapping[int, Callable[[Mapping[str, str], str], object]] = {
    400: lambda _, text: vat_types_in(text),
    TOO_MANY: lambda headers, _: retry_after(headers),
}
