"""The worker, which carries the events of the outbox to the books."""

from dataclasses import replace

from .database import Database, Message
from .domain import CustomerChanged, Order, OrderCancelled, OrderPlaced
from .ports import BooksDownError, CustomersInBooks, InvoicesInBooks, NotBookedError


class Worker:
    """The worker. It may be killed anywhere, and any number of them may run at once.

    An event that was begun, and not recorded as done, is carried out again. The books do it once.
    """

    def __init__(
        self, database: Database, customers: CustomersInBooks, invoices: InvoicesInBooks
    ) -> None:
        self._database, self._customers, self._invoices = database, customers, invoices

    def run(self) -> list[str]:
        """Carry out what waits, and return what went wrong, in sentences for people.

        The events of one customer keep their order: behind one that fails, the others wait. The
        events of other customers go on. If the books do not answer at all, everything waits.
        """
        problems, waiting = list[str](), set[int]()
        with self._database.work() as work:
            messages = work.waiting()
        for message in messages:
            event = message.event
            if event.customer in waiting:
                continue
            try:
                problems += self._carry_out(message)
            except NotBookedError as error:
                with self._database.work() as work:
                    work.failed(message, str(error), is_refused=error.is_refused)
                problems.append(f"{event}: {error}")
                waiting.add(event.customer)
                if isinstance(error, BooksDownError):
                    break
        return problems

    def _carry_out(self, message: Message) -> list[str]:
        """Carry out an event, and record it as done. Return what a person should know."""
        match message.event:
            case CustomerChanged():
                return self._change(message, message.event)
            case OrderPlaced():
                return self._issue(message, message.event)
            case OrderCancelled():
                return self._credit(message, message.event)

    def _change(self, message: Message, event: CustomerChanged) -> list[str]:
        with self._database.work() as work:
            if not work.begin(message):  # withdrawn, or done by another worker
                return []
            contact = work.contact(event.customer)
        if contact is None:
            contact = self._customers.add(event.after)
        else:
            self._customers.change(contact, event.after)
        with self._database.work() as work:
            work.save_contact(event.customer, contact)
            work.done(message)
        return []

    def _issue(self, message: Message, event: OrderPlaced) -> list[str]:
        with self._database.work() as work:
            if not work.begin(message):
                return []
            order, contact = work.load(Order, event.order), work.contact(event.customer)
        assert contact is not None  # the customer came first
        invoice = self._invoices.issue(order, contact)
        with self._database.work() as work:  # the order may have been cancelled meanwhile
            work.save(replace(work.load(Order, event.order), invoice=invoice))
            work.done(message)
        if invoice.total == order.total:
            return []
        return [f"{event}: invoice {invoice.number} is {invoice.total}, not {order.total}"]

    def _credit(self, message: Message, event: OrderCancelled) -> list[str]:
        with self._database.work() as work:
            if not work.begin(message):
                return []
            order = work.load(Order, event.order)
        assert order.invoice is not None  # the invoice came first
        note = self._invoices.credit(order, order.invoice)
        with self._database.work() as work:
            work.save(replace(work.load(Order, event.order), credit_note=note))
            work.done(message)
        return []
