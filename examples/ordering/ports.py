"""The ports: what the application needs of the books, in its own words.

Each method does the same once, however often it is called with the same values. That lets the
worker repeat a call whose end it has not seen.
"""

from typing import Protocol

from .domain import Customer, Document, Order


class NotBookedError(Exception):
    """The books do not have it, or nobody knows.

    Attributes:
        is_refused: Whether the books have refused it, so that this call has changed nothing.
            Somebody has to change something. Otherwise, the same call may succeed later.
    """

    def __init__(self, reason: str, *, is_refused: bool) -> None:
        super().__init__(reason)
        self.is_refused = is_refused


class BooksDownError(NotBookedError):
    """The books do not answer at all, so no other call would succeed now."""


class CustomersInBooks(Protocol):
    """The customers in the books."""

    def add(self, customer: Customer) -> int:
        """Add a customer, and return its id in the books."""
        ...

    def change(self, id: int, customer: Customer) -> None:
        """Change the name and the e-mail address of the customer with this id in the books."""
        ...


class InvoicesInBooks(Protocol):
    """The invoices in the books."""

    def issue(self, order: Order, customer: int) -> Document:
        """Issue the invoice of an order, for the customer with this id in the books."""
        ...

    def credit(self, order: Order, invoice: Document) -> Document:
        """Credit the whole invoice of an order that was cancelled."""
        ...
