"""How values look on the pages: amounts, faults, JSON, and what is hidden since it is secret."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from fiken.emulator.window.kinds import is_list, is_object
from fiken.emulator.wire.exchange import HttpResponse
from fiken.emulator.wire.faults import Fault
from fiken.emulator.wire.log import Request

#: What stands in place of a secret.
HIDDEN = "…"
#: The names of headers, query parameters and fields whose values are not shown.
_SECRET = re.compile(
    r"token|secret|passw|api-?_?key|authori[sz]ation|cookie|credential", re.IGNORECASE
)
#: The most characters of a body that are shown.
_LONGEST = 100_000
#: The most characters of a value of a fault that are shown.
_SHORT = 40
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


def without_secrets(value: Any) -> Any:
    """Return JSON or a mapping of headers, in which the values of secret names are `…`."""
    if is_object(value):
        return {
            name: HIDDEN if _SECRET.search(name) and each else without_secrets(each)
            for name, each in value.items()
        }
    return [without_secrets(each) for each in value] if is_list(value) else value


def query(fields: Mapping[str, str]) -> str:
    """Return a query as text, as a person reads it: `page=2&name=Ola Nordmann`."""
    return "&".join(f"{name}={text}" for name, text in without_secrets(fields).items())


def pretty(value: Any) -> Markup:
    """Return JSON as HTML in several lines, in which names, texts and numbers can have colours."""
    text = json.dumps(without_secrets(value), ensure_ascii=False, indent=2)
    cut = "" if len(text) <= _LONGEST else f"\n… {len(text) - _LONGEST} more characters"
    text, end, pieces = text[:_LONGEST], 0, list[Markup]()
    for match in _JSON.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(Markup('<span class="j-{}">{}</span>').format(match.lastgroup, match[0]))
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:]), escape(cut)])


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
    text = _decoded(content)
    try:
        return Body(pretty(json.loads(text)), size)
    except (ValueError, RecursionError):
        return Body(escape(text[:_LONGEST]), size)


def _decoded(content: bytes) -> str:
    """Return the text of a body. Fiken's errors are in another encoding than its other answers.

    Observed: docs/observed.md#3-responses
    """
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")


def curl(request: Request, url: str, token: str) -> str:
    """Return the command that sends a logged request with JSON again, with another token.

    Args:
        request: the logged request.
        url: the URL of the request with its query.
        token: the token.
    """
    words = ["curl", "-i", "-H", f"Authorization: Bearer {token}"]
    if request.method != "GET":
        words += ["-X", request.method]
    if request.body is not None:
        words += ["-H", "Content-Type: application/json"]
        words += ["-d", json.dumps(without_secrets(request.body), ensure_ascii=False)]
    return shlex.join([*words, url])


def page_of(html: str, status: int) -> HttpResponse:
    """Return the HTTP response with an HTML page."""
    return HttpResponse(status, [("Content-Type", "text/html; charset=utf-8")], html.encode())
