"""From an answer to the exception it means: pure functions, without any connection."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from fiken import errors
from fiken.session._answer import text_of
from fiken.session._decision import TOO_MANY, api_error_class
from fiken.session._phrases import refuses_a_value, says_no_counter, vat_types_in

_LONGEST = 300
_LONGEST_WAIT = 10**9  # seconds: some 30 years stand for whatever is longer
# What is looked at of a body, and kept of it: Fiken's own are some hundred characters long.
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
    """Return the exception for an answer that is not a success.

    Fiken's bodies have five shapes and two encodings, and no error codes.

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
    return kind(status, message, problems, text, method, url, request_id, detail)


def message_of(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return what an answer says, as in `ApiError.message`."""
    sentences = _sentences(status, headers, text_of(body[:_MOST]))
    return "; ".join(map(_shortened, sentences))


def _sentences(status: int, headers: Mapping[str, str], text: str) -> tuple[str, ...]:
    return _redirect(status, headers) or _messages(text)


def _redirect(status: int, headers: Mapping[str, str]) -> tuple[str, ...]:
    """Say of a redirect where it points, the host only: the rest may be a secret link."""
    if not 300 <= status < 400:  # noqa: PLR2004
        return ()
    host = re.match(r"(?:[a-z]+:)?//([^/?#@]*)(?=[/?#]|$)", headers.get("Location", ""))
    where = host[1] if host else "elsewhere"
    return (f"it points to {where}, and the session does not go there",)


def _messages(text: str) -> tuple[str, ...]:
    """Give what the body says: JSON of any of the shapes, a page of HTML, or plain text."""
    try:
        said = list(dict.fromkeys(_in_json(json.loads(text))))
    except (ValueError, RecursionError):
        said = [_in_html(text) if text.lstrip().startswith("<") else text]
    return tuple(one for one in said if one.strip())


def _in_json(value: _Json) -> Iterator[str]:
    """Give the sentences: `error` is only a code where `error_description` says it better."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _in_json(one)
    elif isinstance(value, dict):
        yield from _first_of(value, "message", "error_description", "error")
        yield from _in_json(value.get("validationErrors"))


def _first_of(value: Mapping[str, _Json], *keys: str) -> Iterator[str]:
    for key in keys:
        if found := list(_in_json(value.get(key))):
            yield from found
            return


def _in_html(page: str) -> str:
    """Return the title of the page, else its first heading: gateways say there what they are."""
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
    """Return the seconds of `Retry-After`, a number or a date; None without one, or for garbage."""
    stated = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+", stated):
        return float(stated) if len(stated) < len(str(_LONGEST_WAIT)) else float(_LONGEST_WAIT)
    until = _moment(stated)
    if until is None:
        return None
    # By the clock of who sent it, where he tells it: ours may be wrong, or frozen by a test.
    since = _moment(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - since).total_seconds())


def _moment(stated: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(stated)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


# What an answer of some status says besides.
_DETAILS: Mapping[int, Callable[[Mapping[str, str], str], object]] = {
    400: lambda _, text: vat_types_in(text),
    TOO_MANY: lambda headers, _: retry_after(headers),
}
