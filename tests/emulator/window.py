"""A person at the window, over plain HTTP: pages with their links, tables and forms."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import requests

from fiken.emulator import Emulator

_VOID = {"input", "link", "meta", "img", "option", "br"}


class Sheet(HTMLParser):
    """A page: its text, its links, the cells of its tables, and the hidden fields of its forms."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__()
        self.status = answer.status_code
        self.html = answer.content.decode()
        self.links: list[str] = []
        #: Each row of each table, as the texts of its cells.
        self.rows: list[list[str]] = []
        self.hidden: dict[str, str] = {}
        self._texts: list[str] = []
        self._in_cell = False
        self.feed(self.html)
        self.close()

    @property
    def text(self) -> str:
        """The text of the page, with single spaces, also between the parts of a word."""
        return " ".join(" ".join(self._texts).split())

    @property
    def plain(self) -> str:
        """The text of the page as it is, for JSON."""
        return "".join(self._texts)

    def row(self, first: str) -> list[str]:
        """Return the cells of the first row whose first cell has a text."""
        return next(row for row in self.rows if row and row[0] == first)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(values["href"])
        elif tag == "input" and values.get("type") == "hidden":
            self.hidden.setdefault(values["name"], values["value"])
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.rows[-1][-1] = " ".join(self.rows[-1][-1].split())
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        self._texts.append(data)
        if self._in_cell:
            self.rows[-1][-1] += data


class Window:
    """The pages of an emulator, as a browser of this machine asks for them."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.origin = emulator.window_url.rstrip("/")
        self.home = f"/window/companies/{emulator.company_slug}"
        self.http = requests.Session()
        self.http.trust_env = False

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request without following redirects."""
        options = {"timeout": 60, "allow_redirects": False, **options}
        return self.http.request(method, f"{self.origin}{path}", **options)

    def open(self, path: str, status: int = 200) -> Sheet:
        """Open a page, which must have a status."""
        sheet = Sheet(self.ask("GET", path))
        assert status == sheet.status, sheet.text
        return sheet

    def send(self, path: str, /, **fields: str) -> Sheet:
        """Send a form with the token of a page, and return the page to which it leads."""
        token = self.open("/window/faults").hidden["form_token"]
        answer = self.ask("POST", path, data={"form_token": token, **fields})
        if answer.status_code == 303:
            return self.open(answer.headers["Location"])
        return Sheet(answer)


def path_of(location: str) -> str:
    """Return the id at the end of a URL."""
    return urlsplit(location).path.rpartition("/")[2]
