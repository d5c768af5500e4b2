"""Each order is invoiced once, whatever happens. The books are those of an emulator of Fiken."""

import random
import sqlite3
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from examples.ordering.application import Ordering
from examples.ordering.database import Database, Work
from examples.ordering.domain import (
    Customer,
    Document,
    Money,
    Order,
    OrderLine,
    RuleBrokenError,
    Vat,
)
from examples.ordering.fiken_books import CustomersInFiken, InvoicesInFiken
from examples.ordering.worker import Worker
from fiken import CompanyClient, Fiken
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator, Fault
from fiken.idempotency import SqlIdempotency
from fiken.session import Retries, Unpaced

DAY = date(2026, 6, 15)
MILL = OrderLine("Coffee mill", 1, Money.kroner("1299.00"), Vat.STANDARD)
BEANS = OrderLine("Coffee beans, 1 kg", 6, Money.kroner("189.90"), Vat.FOOD)


@pytest.fixture(scope="module")
def fiken_emulator_options() -> dict[str, object]:
    return {"seed": 1, "clock": lambda: DAY, "empty": True}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture
def database(path: Path) -> Database:
    return Database(path)


@pytest.fixture
def ordering(database: Database) -> Ordering:
    return Ordering(database)


@pytest.fixture
def acme(fiken_emulator: Emulator, path: Path) -> Iterator[CompanyClient]:
    """The company, with the keys of writes in the database."""
    with opened(fiken_emulator, path) as acme:
        yield acme


@contextmanager
def opened(emulator: Emulator, path: Path) -> Generator[CompanyClient]:
    """Open a client of the company. Nothing arrives late at an emulator, so `settle` is 0."""
    keys = SqlIdempotency(path, settle=0, lease=2)
    retries = Retries(backoff_factor=0.01, backoff_max=0.02)
    with emulator.client(idempotency=keys, retries=retries) as client:
        acme = client.company(emulator.company_slug)
        acme.invoices.counter.ensure()
        acme.credit_notes.counter.ensure()
        yield acme


@pytest.fixture
def worker(database: Database, acme: CompanyClient) -> Worker:
    return worker_of(database, acme)


def worker_of(database: Database, acme: CompanyClient) -> Worker:
    return Worker(database, CustomersInFiken(acme), InvoicesInFiken(acme, "1920:10001"))


def waiting(database: Database) -> int:
    with database.work() as work:
        return len(work.waiting())


def until_done(worker: Worker, database: Database) -> None:
    """Run a worker until the outbox is empty."""
    for _ in range(20):
        worker.run()
        if not waiting(database):
            return
    raise AssertionError("the outbox is not empty")


def invoices_of(acme: CompanyClient) -> dict[str | None, int]:
    """Return the total in øre of the only invoice with each reference."""
    invoices = list(acme.invoices.all())
    totals = {invoice.order_reference: invoice.gross for invoice in invoices}
    assert len(totals) == len(invoices)
    return totals


def test_orders_become_invoices(
    ordering: Ordering, worker: Worker, acme: CompanyClient, database: Database
) -> None:
    """The total is that of the order, to the øre."""
    kari = ordering.register("Kari Kafé", "kari@example.com")
    number = ordering.order(kari, [MILL, BEANS], DAY)
    assert [] == worker.run()
    net, food = 129900, 6 * 18990
    total = net + net // 4 + food + (food * 15 + 50) // 100
    assert {f"order-{number}": total} == invoices_of(acme)
    invoice = ordering.look_up(number).invoice
    assert invoice is not None
    booked = acme.invoices.find(invoice.id)
    assert (invoice.number, total) == (str(booked.invoice_number), invoice.total.ore)
    contact = acme.contacts.find_by(member_number_string=f"customer-{kari}")
    assert contact is not None
    assert (contact.contact_id, "Kari Kafé") == (booked.customer_id, contact.name)
    assert 0 == waiting(database)


def test_totals_agree_to_the_ore(ordering: Ordering, worker: Worker, acme: CompanyClient) -> None:
    """The expected sums come from the prices, in whole øre."""
    lots, expected = random.Random(7), dict[str | None, int]()
    kari = ordering.register("Kari Kafé", "kari@example.com")
    for _ in range(25):
        lines, total = list[OrderLine](), 0
        for _ in range(lots.randint(1, 4)):
            price, pieces, vat = lots.randint(0, 99999), lots.randint(1, 9), lots.choice([*Vat])
            lines.append(OrderLine("Item", pieces, Money(price), vat))
            total += price * pieces + (2 * price * pieces * vat.value + 100) // 200
        expected[f"order-{ordering.order(kari, lines, DAY)}"] = total
    assert [] == worker.run()
    assert expected == invoices_of(acme)


def test_a_total_that_differs_is_told(
    ordering: Ordering, database: Database, acme: CompanyClient
) -> None:
    """Nobody knows how Fiken rounds in each case. The invoice is issued, and a person looks."""

    class Rounding(InvoicesInFiken):
        def issue(self, order: Order, customer: int) -> Document:
            issued = super().issue(order, customer)
            return replace(issued, total=issued.total + Money(1))

    kari = ordering.register("Kari Kafé", "kari@example.com")
    ordering.order(kari, [MILL], DAY)
    worker = Worker(database, CustomersInFiken(acme), Rounding(acme, "1920:10001"))
    (problem,) = worker.run()
    assert "is 1623.76 kr, not 1623.75 kr" in problem
    assert [] == worker.run()
    assert 1 == len(acme.invoices.all())


def test_delivered_twice_is_booked_once(
    ordering: Ordering, worker: Worker, acme: CompanyClient, path: Path
) -> None:
    """As if the worker had been killed before it recorded what it had done."""
    kari = ordering.register("Kari Kafé", "kari@example.com")
    ordering.order(kari, [MILL], DAY)
    with sqlite3.connect(path) as before:
        rows = before.execute("SELECT * FROM outbox").fetchall()
        assert [] == worker.run()
        before.execute("DELETE FROM contacts")
        before.executemany("INSERT INTO outbox VALUES (?, ?, ?, ?)", rows)
    before.close()
    assert [] == worker.run()
    assert (1, 1) == (len(acme.invoices.all()), len(acme.contacts.all(name="Kari Kafé")))


def test_many_workers_at_once(
    ordering: Ordering, database: Database, acme: CompanyClient, fiken_emulator: Emulator
) -> None:
    """Each with a client of its own, as in processes of their own."""
    for name in ("Kari", "Ola", "Siri"):
        number = ordering.register(name, f"{name}@example.com".lower())
        orders = [ordering.order(number, [MILL], DAY) for _ in range(2)]
        if name == "Siri":
            ordering.cancel(orders[1], DAY)
    threads = [
        threading.Thread(target=until_done, args=(worker_of(database, acme), database))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 == waiting(database)
    assert 5 == len(invoices_of(acme))
    assert 3 == len(acme.contacts.all(customer=True))
    fiken_emulator.check_books()


def test_a_slow_worker_undoes_nothing(
    ordering: Ordering, worker: Worker, database: Database, acme: CompanyClient
) -> None:
    """It wants to write the second name when another worker has written the third one."""

    class Slow(CustomersInFiken):
        def change(self, id: int, customer: Customer) -> None:
            ordering.change(kari, "Third", "kari@example.com")
            assert [] == worker.run()
            super().change(id, customer)

    kari = ordering.register("First", "kari@example.com")
    assert [] == worker.run()
    ordering.change(kari, "Second", "kari@example.com")
    assert [] == Worker(database, Slow(acme), InvoicesInFiken(acme, "1920:10001")).run()
    assert ["Third"] == [contact.name for contact in acme.contacts.all(customer=True)]


class Killed(BaseException):
    """The end of a process, as far as a test in the same process can have one."""


class Dying(Database):
    """A database whose process is killed before or after its transaction with a number."""

    def __init__(self, path: Path, deadly: int, *, after: bool) -> None:
        super().__init__(path)
        self._numbers, self._deadly, self._after = count(), deadly, after

    @contextmanager
    def work(self) -> Generator[Work]:
        """Open a transaction."""
        is_deadly = next(self._numbers) == self._deadly
        if is_deadly and not self._after:
            raise Killed
        with super().work() as work:
            yield work
        if is_deadly:
            raise Killed


def some_orders(ordering: Ordering, worker: Worker) -> None:
    """Take two orders, the first of which is cancelled after it was invoiced."""
    kari = ordering.register("Kari Kafé", "kari@example.com")
    first = ordering.order(kari, [MILL], DAY)
    assert [] == worker.run()
    ordering.order(kari, [BEANS], DAY)
    ordering.change(kari, "Kari Kafé AS", "kari@example.com")
    ordering.cancel(first, DAY)


def check(acme: CompanyClient, emulator: Emulator, database: Database) -> None:
    """Check that all is booked once."""
    assert 0 == waiting(database)
    assert 2 == len(invoices_of(acme))
    assert 1 == len(acme.credit_notes.all())
    assert ["Kari Kafé AS"] == [contact.name for contact in acme.contacts.all(customer=True)]
    emulator.check_books()


@pytest.mark.parametrize("after", [False, True])
def test_a_worker_killed_at_each_step(
    tmp_path: Path, fiken_emulator: Emulator, *, after: bool
) -> None:
    """Before each of its transactions, and after each. What it does between two is a request."""
    for deadly in count():
        path = tmp_path / f"{deadly}.db"
        fiken_emulator.reset()
        database = Database(path)
        with opened(fiken_emulator, path) as acme:
            some_orders(Ordering(database), worker_of(database, acme))
            try:
                worker_of(Dying(path, deadly, after=after), acme).run()
            except Killed:
                until_done(worker_of(database, acme), database)
                check(acme, fiken_emulator, database)
                continue
        assert deadly > 6  # it has one at first, and two for each of three events
        return


@pytest.mark.parametrize("fault", [DropBeforeReading(), DropAfterCarryingOut()])
@pytest.mark.parametrize("skip", range(6))
def test_each_answer_can_be_lost(
    fault: Fault,
    skip: int,
    ordering: Ordering,
    database: Database,
    acme: CompanyClient,
    fiken_emulator: Emulator,
) -> None:
    """Whether the request was carried out or not."""
    some_orders(ordering, worker_of(database, acme))
    fiken_emulator.fail_next(fault, skip=skip, times=2)
    until_done(worker_of(database, acme), database)
    fiken_emulator.clear_faults()
    check(acme, fiken_emulator, database)


def test_fiken_is_down(
    ordering: Ordering, database: Database, worker: Worker, acme: CompanyClient, path: Path
) -> None:
    """Everything waits, and the worker does not try each order."""
    for name in ("Kari", "Ola"):
        ordering.order(ordering.register(name, "post@example.com"), [MILL], DAY)
    with Fiken(
        "made.up",
        base_url="http://127.0.0.1:9/api/v2",
        pacer=Unpaced(),
        retries=Retries(total=0),
        idempotency=SqlIdempotency(path),
    ) as nowhere:
        problems = worker_of(database, nowhere.company("acme-as")).run()
    assert 1 == len(problems)
    assert 4 == waiting(database)
    assert [] == worker.run()
    assert 2 == len(invoices_of(acme))


def test_renamed_before_the_books_know(
    ordering: Ordering, worker: Worker, fiken_emulator: Emulator, acme: CompanyClient
) -> None:
    """The new name takes the place of the old one, which was never sent."""
    kari = ordering.register("Kari Kafé", "kari@example.com")
    ordering.order(kari, [MILL], DAY)
    ordering.change(kari, "Kari Kafé AS", "kari@example.com")
    assert [] == worker.run()
    assert "PUT" not in {r.method for r in fiken_emulator.requests if "contacts" in r.path}
    assert 1 == len(acme.contacts.all(name="Kari Kafé AS"))


def test_renamed_afterwards(ordering: Ordering, worker: Worker, acme: CompanyClient) -> None:
    """What a person has written in Fiken stays there."""
    kari = ordering.register("Kari Kafé", "kari@example.com")
    assert [] == worker.run()
    contact = acme.contacts.find_by(name="Kari Kafé")
    assert contact is not None
    acme.contacts.save(contact.evolve(phone_number="22334455"))
    ordering.change(kari, "Kari Kafé AS", "post@example.com")
    assert [] == worker.run()
    after = acme.contacts.find(contact.contact_id)
    assert ("Kari Kafé AS", "post@example.com") == (after.name, after.email)
    assert after == acme.contacts.find_by(phone_number="22334455")


def test_a_refused_customer_is_corrected(
    ordering: Ordering, worker: Worker, acme: CompanyClient, database: Database
) -> None:
    """The orders of this customer wait. Those of others do not."""
    kari = ordering.register("K" * 201, "kari@example.com")
    ordering.order(kari, [MILL], DAY)
    ordering.order(ordering.register("Ola Kiosk", "ola@example.com"), [MILL], DAY)
    (problem,) = worker.run()
    assert "name" in problem
    assert ["order-2"] == list(invoices_of(acme))
    assert 2 == waiting(database)
    ordering.change(kari, "Kari Kafé", "kari@example.com")
    assert [] == worker.run()
    assert ["order-1", "order-2"] == sorted(map(str, invoices_of(acme)))


def test_cancelled_before_it_was_sent(
    ordering: Ordering, worker: Worker, acme: CompanyClient
) -> None:
    number = ordering.order(ordering.register("Kari", "kari@example.com"), [MILL], DAY)
    ordering.cancel(number, DAY)
    assert [] == worker.run()
    assert {} == invoices_of(acme)
    with pytest.raises(RuleBrokenError, match="is cancelled already"):
        ordering.cancel(number, DAY)


def test_cancelled_after_the_invoice(
    ordering: Ordering, worker: Worker, acme: CompanyClient
) -> None:
    number = ordering.order(ordering.register("Kari", "kari@example.com"), [MILL], DAY)
    assert [] == worker.run()
    ordering.cancel(number, DAY)
    assert [] == worker.run()
    order = ordering.look_up(number)
    assert order.invoice is not None
    assert order.credit_note is not None
    assert order.total == order.credit_note.total
    assert acme.invoices.find(order.invoice.id).is_settled


def test_cancelled_while_nobody_knows(
    ordering: Ordering, worker: Worker, acme: CompanyClient, fiken_emulator: Emulator
) -> None:
    """An invoice that may be on its way is issued, and then credited."""
    number = ordering.order(ordering.register("Kari", "kari@example.com"), [MILL], DAY)
    fiken_emulator.fail_next(DropBeforeReading(), method="POST", path="/invoices")
    (problem,) = worker.run()
    assert "its answer was lost" in problem
    ordering.cancel(number, DAY)
    assert [] == worker.run()
    order = ordering.look_up(number)
    assert order.credit_note is not None
    assert (1, 1) == (len(acme.invoices.all()), len(acme.credit_notes.all()))


def test_what_does_not_exist(ordering: Ordering) -> None:
    for impossible in (
        lambda: ordering.order(7, [MILL], DAY),
        lambda: ordering.change(7, "Kari", "kari@example.com"),
        lambda: ordering.cancel(7, DAY),
    ):
        with pytest.raises(RuleBrokenError, match=r"there is no (customer|order) 7"):
            impossible()
    assert 1 == ordering.register("Kari", "kari@example.com")  # nothing was left behind
