"""Book the orders of an application of your own in Fiken, each exactly once, by an outbox.

    python examples/outbox.py                     # everything, on an embedded Fiken
    python examples/outbox.py take shop.db 100    # take 100 made-up orders
    python examples/outbox.py relay shop.db       # book them in the test company FIKEN_COMPANY

The application has a database of its own. Taking an order and noting that it has to be booked is
one transaction: either both are there, or neither. Nothing is sent to Fiken in it, because a
transaction that is rolled back cannot call back what was sent.

The relay books what is in the outbox. It may be killed after Fiken booked a sale and before the
database knows its id, and then books the order again: with the same idempotency key, so `save`
returns the sale that is there. Any number of relays may run, and be killed, at once.
"""

import os
import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from fiken import CompanyClient, Fiken, FikenError, OrderLine, Sale, SaleKind, VatType, kroner
from fiken.emulator import Emulator
from fiken.idempotency import SqlIdempotency
from fiken.session import Unpaced

TABLES = """
    CREATE TABLE IF NOT EXISTS orders (
        id INTEGER PRIMARY KEY,
        day TEXT NOT NULL,
        item TEXT NOT NULL,
        price INTEGER NOT NULL,  -- in øre, with VAT
        sale_id INTEGER UNIQUE   -- of the sale in Fiken, when it is booked
    );
    CREATE TABLE IF NOT EXISTS outbox (order_id INTEGER PRIMARY KEY REFERENCES orders (id));
"""
ITEMS = {"Kaffekvern": "1 299,00", "Kaffetrakter": "2 490,00", "Kopp": "149,50"}


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to the database of the application. It is made if it is missing."""
    database = sqlite3.connect(path, timeout=30)
    database.executescript(TABLES)
    return database


# --- the application -----------------------------------------------------------------------------


def take(database: sqlite3.Connection, item: str, day: date) -> int:
    """Take an order, and return its number. The order and its row in the outbox come together."""
    with database:  # one transaction
        values = day.isoformat(), item, kroner(ITEMS[item])
        order = "INSERT INTO orders (day, item, price) VALUES (?, ?, ?)"
        number = database.execute(order, values).lastrowid
        database.execute("INSERT INTO outbox (order_id) VALUES (?)", (number,))
    return number or 0


# --- the relay -----------------------------------------------------------------------------------


def relay(database: sqlite3.Connection, acme: CompanyClient) -> list[str]:
    """Book the orders in the outbox, and return what went wrong. Those stay in the outbox."""
    problems = list[str]()
    waiting = "SELECT id, day, item, price FROM orders JOIN outbox ON id = order_id ORDER BY id"
    for number, day, item, price in database.execute(waiting).fetchall():
        sale = sale_of(number, date.fromisoformat(day), item, price)
        try:
            booked = acme.sales.save(sale, idempotency_key=f"order-{number}", reload=False)
        except FikenError as error:
            problems.append(f"order {number}: {error}")
            continue
        with database:
            ids = booked.sale_id, number
            database.execute("UPDATE orders SET sale_id = ? WHERE id = ?", ids)
            database.execute("DELETE FROM outbox WHERE order_id = ?", (number,))
    return problems


def sale_of(number: int, day: date, item: str, price: int) -> Sale:
    """Return the sale of an order. The same order must always give the same sale."""
    line = OrderLine.of_gross(price, description=item, account="3000", vat_type=VatType.HIGH)
    return Sale(
        sale_number=f"W-{number}",
        date=day,
        kind=SaleKind.EXTERNAL_INVOICE,
        currency="NOK",
        lines=[line],
    )


# --- the program ---------------------------------------------------------------------------------


def demonstrate(folder: Path) -> None:
    """Take orders, and book them on an embedded Fiken, once though the relay runs twice."""
    lots, day = random.Random(1), date(2026, 6, 1)  # noqa: S311 - the same orders in every run
    keys = SqlIdempotency(f"sqlite:///{folder / 'shop.db'}")
    with Emulator(empty=True, clock=lambda: day) as emulator:
        acme = emulator.client(idempotency=keys).company(emulator.company_slug)
        with closing(opened(folder / "shop.db")) as database:
            orders = [take(database, lots.choice(list(ITEMS)), day) for _ in range(20)]
            relay(database, acme)
            with database:  # as if the relay had been killed before it wrote down what it booked
                database.execute("UPDATE orders SET sale_id = NULL")
                database.execute("INSERT INTO outbox SELECT id FROM orders")
            relay(database, acme)
        print(f"{len(orders)} orders, {len(acme.sales.all())} sales")


def main() -> None:
    """Execute a command, or all of them on an embedded Fiken."""
    if not sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            return demonstrate(Path(folder))
    path, url = Path(sys.argv[2]), os.environ.get("FIKEN_URL")
    with closing(opened(path)) as database:
        if sys.argv[1] == "take":
            for _ in range(int(sys.argv[3])):
                item = random.choice(list(ITEMS))  # noqa: S311
                print(take(database, item, date.today()))  # noqa: DTZ011
            return None
        # The keys are in the same file. FIKEN_URL is for an emulator. It needs no pause between
        # requests, and nothing arrives late.
        lease, settle = (2, 1) if url else (60, 120)
        keys = SqlIdempotency(f"sqlite:///{path}", lease=lease, settle=settle)
        options: dict[str, Any] = (
            {"base_url": url, "pacer": Unpaced()} if url else {"test_companies_only": True}
        )
        with Fiken(idempotency=keys, **options) as client:
            problems = relay(database, client.company(os.environ["FIKEN_COMPANY"]))
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
