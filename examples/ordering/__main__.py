"""Take two orders, change a name, cancel an order, and book it all on an embedded Fiken.

python -m examples.ordering
"""

import tempfile
from datetime import date
from pathlib import Path

from fiken.emulator import DropAfterCarryingOut, Emulator
from fiken.idempotency import SqlIdempotency

from .application import Ordering
from .database import Database
from .domain import Money, OrderLine, Vat
from .fiken_books import CustomersInFiken, InvoicesInFiken
from .worker import Worker

MILL = OrderLine("Coffee mill", 1, Money.kroner("1299.00"), Vat.STANDARD)
BEANS = OrderLine("Coffee beans, 1 kg", 6, Money.kroner("189.90"), Vat.FOOD)
TODAY = date(2026, 6, 15)


def main(path: Path) -> None:
    """Run the example with a new database."""
    database = Database(path)
    ordering = Ordering(database)
    kari = ordering.register("Kari Kafé", "kari@example.com")
    orders = [ordering.order(kari, lines, TODAY) for lines in ([MILL, BEANS], [BEANS])]

    keys = SqlIdempotency(path)  # the keys of writes are in the same file
    with Emulator(clock=lambda: TODAY) as emulator, emulator.client(idempotency=keys) as client:
        acme = client.company(emulator.company_slug)
        bank = acme.bank_accounts.all().first()
        assert bank is not None
        worker = Worker(database, CustomersInFiken(acme), InvoicesInFiken(acme, bank.account_code))

        lost = DropAfterCarryingOut()  # the answer to one of the writes
        with emulator.failing(lost, method="POST", path="/invoices"):
            assert worker.run() == []
        ordering.change(kari, "Kari Kafé AS", "kari@example.com")
        ordering.cancel(orders[1], TODAY)
        assert worker.run() == []
        for order in map(ordering.look_up, orders):
            assert order.invoice is not None
            note = order.credit_note
            credited = f"credited by {note.number}" if note else "not credited"
            print(
                f"order {order.number}: {order.total}, invoice {order.invoice.number}, {credited}"
            )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder) / "orders.db")
