"""How values look on the pages: amounts, faults, JSON, and what is hidden since it is secret."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import fields
from itertools import islice
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from fiken.emulator.window.kinds import is_list, is_object
from fiken.emulator.wire.exchange import HttpResponse
from fiken.emulator.wire.faults import Fault
from fiken.emulator.wire.log import Request

#: What stands in place of a secret.
HIDDEN = "…"
#: The names of headers, query parameters and fields whose values are not shown. The fields
#: `…WithFikenNormalUserCredentials` of Fiken are links, and no secrets.
_SECRET = re.compile(
    r"token|secret|passw|(api|access|private)[-_]?key|authori[sz]ation|(?<![a-z])auth(?![a-z])"
    r"|cookie|session|jwt|(?<!user)credential",
    re.IGNORECASE,
)
#: The most characters of a body that are shown.
_LONGEST = 100_000
#: The most bytes of a body that are read to show it, and the most values and levels of JSON. More
#: would keep the emulator from its requests, since a page is asked for again and again.
_MOST_BYTES, _MOST_VALUES, _MOST_LEVELS = 2_000_000, 20_000, 60
#: What stands in place of the rest of long or deep JSON.
_REST = "… (the rest is not shown)"
#: The most characters of a value of a fault that are shown, and of a query.
_SHORT, _MOST_IN_LINE = 40, 2_000
_CAPITALS = re.compile(r"\b(bic|iban|kid|nok|uuid|vat)\b")
_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=:))|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null)"
)


def kroner(amount: int | None) -> str:
    """Return an amount in øre, or in hundredths of another currency, in main units.

    `kroner(124950)` is `1 249,50`, with a space that does not break. Negative amounts have a minus
    sign instead of a hyphen.
    """
    if amount is None:
        return ""
    whole, rest = divmod(abs(amount), 100)
    grouped = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{sign}{grouped},{rest:02}"


def words(name: str) -> str:
    """Return the name of a field as words: `Due date` for `dueDate`, `VAT type` for `vatType`."""
    text = re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", name).lower()
    text = _CAPITALS.sub(lambda match: match[0].upper(), text)
    return text[:1].upper() + text[1:]


def short_fault(fault: Fault) -> str:
    """Return a fault as it is written in a program, without the arguments that have defaults."""
    parts: list[str] = []
    for number, each in enumerate(fields(fault)):
        value = getattr(fault, each.name)
        if number and value in (None, False, b"", {}):
            continue
        text = repr(value)
        text = text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
        parts.append(f"{each.name}={text}" if number else text)
    return f"{type(fault).__name__}({', '.join(parts)})"


class _Copy:
    """A copy of JSON or of headers, in which the values of secret names are `…`.

    Attributes:
        value: the copy. It has the first 20,000 values, and those of the first 60 levels.
        is_whole: whether the copy has all values.
    """

    def __init__(self, value: Any) -> None:
        self.is_whole = True
        self._left = _MOST_VALUES
        self.value = self._of(value, _MOST_LEVELS)

    def _of(self, value: Any, levels: int) -> Any:
        if not (is_object(value) or is_list(value)):
            return value
        if not levels:
            self.is_whole = False
            return _REST
        room = max(self._left, 0)
        self._left -= len(value)
        is_short = len(value) <= room
        self.is_whole &= is_short
        if is_object(value):
            fields = {
                name: HIDDEN if _SECRET.search(name) and each else self._of(each, levels - 1)
                for name, each in islice(value.items(), room)
            }
            return fields if is_short else {**fields, "…": _REST}
        items = [self._of(each, levels - 1) for each in islice(value, room)]
        return items if is_short else [*items, _REST]


def without_secrets(value: Any) -> Any:
    """Return JSON or a mapping of headers, in which the values of secret names are `…`.

    The rest of very long or deep JSON is left out.
    """
    return _Copy(value).value


def query(fields: Mapping[str, str]) -> str:
    """Return a query as text, as a person reads it: `page=2&name=Ola Nordmann`."""
    text = "&".join(f"{name}={text}" for name, text in without_secrets(fields).items())
    return text if len(text) <= _MOST_IN_LINE else f"{text[:_MOST_IN_LINE]}…"


def pretty(value: Any) -> Markup:
    """Return JSON as HTML in several lines, in which names, texts and numbers can have colours."""
    text = json.dumps(without_secrets(value), ensure_ascii=False, indent=2)
    cut = _rest_of(text)
    text, end, pieces = text[:_LONGEST], 0, list[Markup]()
    for match in _JSON.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(Markup('<span class="j-{}">{}</span>').format(match.lastgroup, match[0]))
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:]), escape(cut)])


def _rest_of(text: str) -> str:
    """Return a line about the characters of a text that are not shown, or "" if all are."""
    return f"\n… {len(text) - _LONGEST} more characters" if len(text) > _LONGEST else ""


class Body(NamedTuple):
    """The body of an answer on a page: its HTML, or None and a sentence about it."""

    shown: Markup | None
    note: str


def body_of(request: Request) -> Body:
    """Return the body of the answer to a logged request."""
    content = request.answer
    kind = request.answer_headers.get("content-type", "")
    if content is None:
        return Body(None, "not kept" if request.status else "no answer")
    if not content:
        return Body(None, "empty")
    size = f"{len(content):,} bytes of {kind or 'an unknown type'}"
    if kind and not re.search("json|text|html|xml", kind):
        return Body(None, size)
    if len(content) > _MOST_BYTES:
        return Body(None, f"{size}, too long to be shown")
    text = _decoded(content)
    try:
        return Body(pretty(json.loads(text)), size)
    except (ValueError, RecursionError):
        return Body(escape(text[:_LONGEST]) + _rest_of(text), size)


def _decoded(content: bytes) -> str:
    """Return the text of a body. Fiken's errors are in another encoding than its other answers.

    Observed: docs/observed.md#3-responses
    """
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")


def curl(request: Request, url: str, token: str) -> str | None:
    """Return the command that sends a logged request again, with another token.

    Return None for a form, whose files are not logged, and for very long JSON.

    Args:
        request: the logged request.
        url: the URL of the request with its query.
        token: the token.
    """
    words = ["curl", "-i", "-H", f"Authorization: Bearer {token}"]
    if request.method == "HEAD":
        words += ["--head"]  # curl would wait for a body
    elif request.method != "GET":
        words += ["-X", request.method]
    if "form" in request.headers.get("content-type", ""):
        return None
    if request.body is not None:
        body = _Copy(request.body)
        text = json.dumps(body.value, ensure_ascii=False)
        if not body.is_whole or len(text) > _LONGEST:
            return None
        words += ["-H", "Content-Type: application/json", "-d", text]
    return shlex.join([*words, url])


def page_of(html: str, status: int) -> HttpResponse:
    """Return the HTTP response with an HTML page."""
    # JSON can have half a surrogate pair, which UTF-8 cannot: it is shown as JSON writes it.
    body = html.encode(errors="backslashreplace")
    return HttpResponse(status, [("Content-Type", "text/html; charset=utf-8")], body)
