"""The application: what people do with it. Each use case is one transaction, and sends nothing."""

from collections.abc import Sequence
from datetime import date

from .database import Database
from .domain import Customer, CustomerChanged, Order, OrderCancelled, OrderLine, OrderPlaced


class Ordering:
    """The use cases. What the books have to know goes to the outbox in the same transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, name: str, email: str) -> int:
        """Register a customer, and return the number."""
        with self._database.work() as work:
            customer = Customer(work.new_number(Customer), name, email)
            work.save(customer)
            work.add(CustomerChanged(customer.number, customer))
        return customer.number

    def change(self, number: int, name: str, email: str) -> None:
        """Change the name and the e-mail address of a customer."""
        with self._database.work() as work:
            before = work.load(Customer, number)
            customer = before.changed(name, email)
            work.save(customer)
            event = CustomerChanged(customer.number, customer)
            # The books may have refused the last version. Then this one takes its place.
            if not work.replace(CustomerChanged(number, before), event):
                work.add(event)

    def order(self, customer: int, lines: Sequence[OrderLine], on: date) -> int:
        """Place an order, and return its number."""
        with self._database.work() as work:
            known = work.load(Customer, customer)
            order = Order(work.new_number(Order), known.number, tuple(lines), on)
            work.save(order)
            work.add(OrderPlaced(customer, order.number))
        return order.number

    def cancel(self, number: int, on: date) -> None:
        """Cancel an order. Its invoice is not issued or, if it may be on its way, credited."""
        with self._database.work() as work:
            order = work.load(Order, number).cancelled(on)
            work.save(order)
            if not work.withdraw(OrderPlaced(order.customer, number)):
                work.add(OrderCancelled(order.customer, number))

    def look_up(self, number: int) -> Order:
        """Return an order, with its invoice and its credit note if the books have them."""
        with self._database.work() as work:
            return work.load(Order, number)
