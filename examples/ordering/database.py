"""The database of the application, a file of SQLite, with the outbox in it.

Customers, orders and events are stored as JSON by cattrs, which is installed with fiken.
"""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from .domain import Customer, Event, Order, RuleBrokenError

TABLES = """
    CREATE TABLE IF NOT EXISTS customers (number INTEGER PRIMARY KEY, content TEXT);
    CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, content TEXT);
    CREATE TABLE IF NOT EXISTS contacts (number INTEGER PRIMARY KEY, id INTEGER);
    CREATE TABLE IF NOT EXISTS outbox (  -- state: new, begun, begun again, refused
        id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT UNIQUE, state TEXT, problem TEXT
    );
"""
#: The states of an event that is surely not in the books.
ABSENT = "state IN ('new', 'refused')"
JSON = make_converter()
configure_tagged_union(Event, JSON)
PLACES: dict[type[Customer | Order], str] = {Customer: "customers", Order: "orders"}
T = TypeVar("T", Customer, Order)


@dataclass(frozen=True)
class Message:
    """An event in the outbox."""

    id: int
    event: Event


class Database:
    """The database. Its file is made if it is missing."""

    def __init__(self, path: Path) -> None:
        self._connect = partial(sqlite3.connect, path, timeout=30, isolation_level=None)
        with closing(self._connect()) as connection:
            connection.executescript(TABLES)

    @contextmanager
    def work(self) -> Generator["Work"]:
        """Open a transaction. An exception in the block rolls it back."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield Work(connection)
            connection.execute("COMMIT")  # without it, closing rolls back


class Work:
    """One transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _run(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)

    # --- customers and orders

    def new_number(self, kind: type[Customer | Order]) -> int:
        """Return a number that nothing of this kind has."""
        statement = f"SELECT COALESCE(MAX(number), 0) + 1 FROM {PLACES[kind]}"  # noqa: S608
        return int(self._run(statement).fetchone()[0])

    def save(self, entity: Customer | Order) -> None:
        """Save a customer or an order in place of the one with its number."""
        statement = f"INSERT OR REPLACE INTO {PLACES[type(entity)]} VALUES (?, ?)"  # noqa: S608
        self._run(statement, entity.number, JSON.dumps(entity))

    def load(self, kind: type[T], number: int) -> T:
        """Return the customer or the order with a number."""
        statement = f"SELECT content FROM {PLACES[kind]} WHERE number = ?"  # noqa: S608
        found = self._run(statement, number).fetchone()
        if found is None:
            raise RuleBrokenError(f"there is no {kind.__name__.lower()} {number}")
        return JSON.loads(found[0], kind)

    def save_contact(self, customer: int, id: int) -> None:
        """Save the id of a customer in the books."""
        self._run("INSERT OR REPLACE INTO contacts VALUES (?, ?)", customer, id)

    def contact(self, customer: int) -> int | None:
        """Return the id of a customer in the books. None: it has none yet."""
        found = self._run("SELECT id FROM contacts WHERE number = ?", customer).fetchone()
        return None if found is None else int(found[0])

    # --- the outbox

    def add(self, event: Event) -> None:
        """Add an event at the end of the outbox."""
        self._run("INSERT INTO outbox (event, state) VALUES (?, 'new')", _text_of(event))

    def withdraw(self, event: Event) -> bool:
        """Remove an event if it is surely not in the books. Return whether it was removed."""
        statement = f"DELETE FROM outbox WHERE event = ? AND {ABSENT}"  # noqa: S608
        return self._run(statement, _text_of(event)).rowcount > 0

    def replace(self, event: Event, by: Event) -> bool:
        """Put an event in the place of another one, if that is surely not in the books."""
        statement = f"UPDATE outbox SET event = ?, state = 'new' WHERE event = ? AND {ABSENT}"  # noqa: S608
        return self._run(statement, _text_of(by), _text_of(event)).rowcount > 0

    def waiting(self) -> list[Message]:
        """Return the events that are not done, the oldest first."""
        rows, kind = (
            self._run("SELECT id, event FROM outbox ORDER BY id"),
            cast("type[Event]", Event),
        )
        return [Message(number, JSON.loads(text, kind)) for number, text in rows]

    def begin(self, message: Message) -> bool:
        """Record that an event may be sent from now on. Return whether it is still there."""
        state = f"CASE WHEN {ABSENT} THEN 'begun' ELSE 'begun again' END"
        statement = f"UPDATE outbox SET state = {state} WHERE id = ? AND event = ?"  # noqa: S608
        return self._run(statement, message.id, _text_of(message.event)).rowcount > 0

    def failed(self, message: Message, problem: str, *, is_refused: bool) -> None:
        """Record why an event is not done. One that was begun twice may be in the books anyway."""
        state = "CASE WHEN ? AND state = 'begun' THEN 'refused' ELSE state END"
        statement = f"UPDATE outbox SET problem = ?, state = {state} WHERE id = ?"  # noqa: S608
        self._run(statement, problem, is_refused, message.id)

    def done(self, message: Message) -> None:
        """Remove an event that the books have."""
        self._run("DELETE FROM outbox WHERE id = ?", message.id)


def _text_of(event: Event) -> str:
    return JSON.dumps(event, unstructure_as=Event)
