"""What a person does on the pages of the emulator to let an app in, by HTTP requests."""

import http.client
from collections.abc import Collection, Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from fiken.emulator.wire.oauth import FORM

_REDIRECT = 302
#: The seconds to wait for a page.
_TIMEOUT = 30.0


class _Page(HTMLParser):
    """The form of a page: its hidden fields, its choices and its buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        #: The values that can be chosen, by the names of their fields: `user` and `company`.
        self.choices: dict[str, list[str]] = {}
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a person can choose on the page."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values["action"]
        elif tag == "input" and values["type"] == "hidden":
            self.hidden[values["name"]] = values["value"]
        elif tag == "input":
            self.choices.setdefault(values["name"], []).append(values["value"])

    def handle_data(self, data: str) -> None:
        """Note the text of the page, for messages."""
        self.text += f" {data.strip()}" if self.lasttag == "p" and data.strip() else ""


class _Answer(NamedTuple):
    status: int
    location: str
    page: _Page


def sent_to(url: str, user: str | None, companies: Collection[str] | None, *, allow: bool) -> str:
    """Open a page to authorize an app, log in, answer it, and return where the browser is sent.

    Args:
        url: the URL of the page, with its query.
        user: the e-mail address of the user. None takes the first one on the page.
        companies: the slugs of the companies to choose. None chooses all companies of the user.
        allow: whether the user lets the app in.

    Raises:
        RuntimeError: the emulator shows a page with an error.
        ValueError: there is no such user, or the user has no such company.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=_TIMEOUT)
    try:
        answer = _ask(connection, f"{parts.path}?{parts.query}")
        if answer.location:
            return answer.location
        users = answer.page.choices["user"]
        chosen = [users[0] if user is None else user]
        _check("user", chosen, users)
        answer = _ask(connection, answer.page, {"user": chosen})
        own = answer.page.choices["company"]
        _check("company", companies or (), own)
        decision = {"decision": ["allow" if allow else "deny"]}
        wanted = own if companies is None else list(companies)
        return _ask(connection, answer.page, {"company": wanted, **decision}).location
    finally:
        connection.close()


def _check(kind: str, wanted: Collection[str], known: Collection[str]) -> None:
    """Raise ValueError if something cannot be chosen on a page."""
    for each in wanted:
        if each not in known:
            raise ValueError(f"the page has no {kind} {each!r}: it has {', '.join(known)}")


def _ask(
    connection: http.client.HTTPConnection,
    target: "str | _Page",
    fields: Mapping[str, list[str]] | None = None,
) -> _Answer:
    """Open a page by its path, or send the form of a page with the chosen fields."""
    if isinstance(target, str):
        connection.request("GET", target)
    else:
        body = urlencode({**target.hidden, **(fields or {})}, doseq=True)
        connection.request("POST", target.action, body, {"Content-Type": FORM})
    response = connection.getresponse()
    page = _Page(response.read().decode())
    status, location = response.status, response.getheader("Location") or ""
    if status not in {200, _REDIRECT}:
        raise RuntimeError(f"the emulator answered {status}:{page.text}")
    return _Answer(status, location, page)
