"""A made-up accounting service in a file, which several processes can use, and writes for it."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import attrs

from fiken import (
    AmbiguousWriteError,
    BadRequestError,
    NotFoundError,
    ServerError,
    TransportError,
    WrittenButNotLoadedError,
)
from fiken.idempotency._write import Found, Write

COMPANY = "acme-as@api.fiken.no"
SALES = "/companies/acme-as/sales"
VERB = f"POST {SALES}"
LOST = ("POST", SALES, "id-1", "the connection was reset")

TABLES = """\
CREATE TABLE IF NOT EXISTS sales (
    id INTEGER PRIMARY KEY, number TEXT, amount INTEGER, settled INTEGER DEFAULT 0,
    deleted INTEGER DEFAULT 0, arrives REAL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS drafts (id INTEGER PRIMARY KEY, amount INTEGER);
CREATE TABLE IF NOT EXISTS requests (request TEXT);
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY, request TEXT, fault TEXT);
"""

#: What the service does instead of an answer, and the error of the client.
ERRORS: dict[str, tuple[type[BaseException], tuple[Any, ...]]] = {
    "lost": (AmbiguousWriteError, LOST),
    "never": (AmbiguousWriteError, LOST),
    "500": (ServerError, (500, "oops", (), "", "POST", SALES)),
    "400": (BadRequestError, (400, "wrong", (), "", "POST", SALES)),
    "down": (TransportError, ("GET", SALES, "id-2", "no connection")),
    "unread": (WrittenButNotLoadedError, (None, "its answer is cut")),
    "Ctrl-C": (KeyboardInterrupt, ()),
}
#: Those after which a write is carried out.
CARRIED_OUT = {"lost", "Ctrl-C", "no id", "unread"}


def error(fault: str) -> BaseException:
    """Return the error of a fault."""
    kind, args = ERRORS[fault]
    return kind(*args)


@attrs.frozen
class Sale:
    """A row of the service."""

    id: str
    number: str | None
    amount: int
    settled: bool
    deleted: bool


@attrs.frozen
class Books:
    """The service: it does not know keys, and carries out what it gets.

    Attributes:
        path: The file with its rows, its requests, and the faults that were ordered.
    """

    path: Path

    def __attrs_post_init__(self) -> None:
        with self._open() as database:
            database.executescript(TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=60, isolation_level=None)) as database:
            yield database

    def run(self, statement: str, *values: Any) -> list[Any]:
        """Run one statement, and return its rows."""
        with self._open() as database:
            return database.execute(statement, values).fetchall()

    def fail(self, *faults: str, at: str = "POST") -> None:
        """Make the next requests fail, in this order. An empty fault lets one request pass."""
        for fault in faults:
            self.run("INSERT INTO faults (request, fault) VALUES (?, ?)", at, fault)

    def _next_fault(self, request: str) -> str:
        self.run("INSERT INTO requests VALUES (?)", request)
        rows = self.run(
            "DELETE FROM faults WHERE id = (SELECT MIN(id) FROM faults WHERE request = ?) "
            "RETURNING fault",
            request,
        )
        return rows[0][0] if rows else ""

    @property
    def requests(self) -> list[str]:
        """The requests that the service has got."""
        return [request for (request,) in self.run("SELECT request FROM requests")]

    @property
    def sales(self) -> list[Sale]:
        """All rows, also those that are deleted and those that are still to arrive."""
        return [_sale(row) for row in self.run("SELECT * FROM sales ORDER BY id")]

    def add(self, amount: int = 100, number: str | None = None, after: float = 0.0) -> str:
        """Add a row by hand, which can be seen after some seconds, and return its id."""
        values = (number, amount, time.time() + after if after else 0)
        row = "INSERT INTO sales (number, amount, arrives) VALUES (?, ?, ?) RETURNING id"
        return str(self.run(row, *values)[0][0])

    def delete(self, key: str) -> None:
        """Delete a row by hand. Its number and its amount can still be seen."""
        self.run("UPDATE sales SET deleted = 1 WHERE id = ?", key)

    def post(self, amount: int, number: str | None = None) -> str | None:
        """Carry out a POST, or what was ordered instead of it."""
        fault, _, after = self._next_fault("POST").partition(" ")
        if fault in {"", "late"} or fault in CARRIED_OUT or f"{fault} {after}" in CARRIED_OUT:
            key = self.add(amount, number, float(after) if fault == "late" else 0.0)
            if not fault:
                return key
        if (fault, after) == ("no", "id"):
            return None
        raise error("never" if fault == "late" else fault)

    def patch(self, key: str) -> str:
        """Settle a row, or do what was ordered instead."""
        fault = self._next_fault("PATCH")
        if not fault or fault in CARRIED_OUT:
            self.run("UPDATE sales SET settled = 1 WHERE id = ?", key)
        if fault:
            raise error(fault)
        return ""

    def listed(self) -> list[Sale]:
        """Return the rows that can be seen."""
        if fault := self._next_fault("LIST"):
            raise error(fault)
        rows = self.run("SELECT * FROM sales WHERE arrives <= ? ORDER BY id", time.time())
        return [_sale(row) for row in rows]

    def get(self, key: str) -> Sale:
        """Return one row."""
        if fault := self._next_fault("GET"):
            raise error(fault)
        return next(sale for sale in self.sales if sale.id == key)

    def draft(self, key: int) -> int:
        """Return the amount of a draft."""
        self._next_fault("DRAFT")
        rows = self.run("SELECT amount FROM drafts WHERE id = ?", key)
        if not rows:
            raise NotFoundError(404, "no such draft", method="GET", url=f"{SALES}/drafts/{key}")
        return int(rows[0][0])


def _sale(row: Any) -> Sale:
    key, number, amount, settled, deleted, _ = row
    return Sale(str(key), number, amount, bool(settled), bool(deleted))


def look(books: Books) -> Callable[[Mapping[str, Any]], Found]:
    """Return the look of the service: by the number if there is one, else by the amount.

    What has a number is not like what has none: otherwise a look could take the row of another key
    for its own, while that key waits for its answer.
    """

    def looked(clue: Mapping[str, Any]) -> Found:
        known = set(clue["known"])
        rows = [
            sale
            for sale in books.listed()
            if sale.id not in known
            and sale.number == (clue["number"] or None)
            and (clue["number"] or sale.amount == clue["amount"])
        ]
        living = [sale for sale in rows if not sale.deleted]
        ids = tuple(sale.id for sale in rows)
        if len(living) > 1:
            return Found(unsure="several look alike", candidates=ids)
        if living and living[0].amount != clue["amount"]:
            return Found(unsure="one with this number differs", candidates=ids)
        if living:
            return Found(id=living[0].id)
        return Found(unsure="it was deleted", candidates=ids) if rows else Found()

    return looked


def sale(books: Books, key: str = "order-17", amount: int = 100, number: str = "S1") -> Write[Any]:
    """Return the write of a sale with a number of its own."""

    def send(guard: Callable[[], None]) -> str | None:
        guard()
        return books.post(amount, number)

    return Write(
        company=COMPANY,
        key=key,
        verb=VERB,
        digest={"amount": f"{amount}", "number": number},
        send=send,
        look=look(books),
        load=books.get,
        result=books.get,
        clue={"number": number, "amount": amount, "known": []},
        made_in=SALES,
    )


def payment(books: Books, key: str = "order-17", amount: int = 100) -> Write[Any]:
    """Return the write of something without a number: those with one amount look alike."""

    def send(guard: Callable[[], None]) -> str | None:
        guard()
        return books.post(amount)

    def list_before() -> dict[str, Any]:
        known = [sale.id for sale in books.listed() if sale.amount == amount]
        return {"number": None, "amount": amount, "known": known}

    return attrs.evolve(
        sale(books, key, amount, ""),
        send=send,
        clue=None,
        alike=f"of {amount}",
        list_before=list_before,
    )


def finalize(books: Books, key: str, draft: int) -> Write[Any]:
    """Return the write that makes a draft a sale: what it looks like is in the draft."""
    verb = f"POST {SALES}/drafts/{draft}/createSale"
    by_id = attrs.evolve(payment(books, key), verb=verb, digest={}, alike=None, list_before=None)

    def identify() -> Write[Any]:
        whole = payment(books, key, books.draft(draft))
        return attrs.evolve(whole, verb=verb, digest={})

    return attrs.evolve(by_id, identify=identify)


def settle(books: Books, key: str, settled: str) -> Write[Any]:
    """Return the write that settles a sale: doing it twice does no harm, and it makes nothing."""

    def send(guard: Callable[[], None]) -> str | None:
        guard()
        return books.patch(settled)

    def looked(clue: Mapping[str, Any]) -> Found:
        is_settled = any(sale.id == clue["id"] and sale.settled for sale in books.listed())
        return Found(id="") if is_settled else Found()

    return attrs.evolve(
        sale(books, key),
        verb=f"PATCH {SALES}/{settled}/settled",
        digest={},
        send=send,
        look=looked,
        load=lambda _: books.get(settled),
        result=lambda _: books.get(settled),
        clue={"id": settled},
        made_in="",
        is_harmless=True,
    )
