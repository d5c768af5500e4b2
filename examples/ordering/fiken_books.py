"""The books in Fiken: the adapters of the ports, and the only module that knows of Fiken."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

from fiken import CompanyClient, Contact, Invoice, InvoiceLine, VatType
from fiken.errors import FikenError, IdempotencyInProgressError, Outcome

from .domain import Customer, Document, Money, Order, OrderLine, Vat
from .ports import BooksDownError, NotBookedError

SALES = {Vat.STANDARD: (VatType.HIGH, "3000"), Vat.FOOD: (VatType.MEDIUM, "3040")}
DAYS_UNTIL_DUE = 14


class CustomersInFiken:
    """The customers, as contacts. The client of the company has a store of idempotency keys."""

    def __init__(self, company: CompanyClient) -> None:
        self._contacts = company.contacts

    def add(self, customer: Customer) -> int:
        """Save a new contact. Its member number is made of the number of the customer."""
        with _translated():
            contact = Contact(
                name=customer.name,
                email=customer.email,
                customer=True,
                member_number_string=f"customer-{customer.number}",
            )
            return self._contacts.save(contact, idempotency_key=_key_of(customer)).contact_id

    def change(self, id: int, customer: Customer) -> None:
        """Change the contact. By the key, a slow worker does not undo what a later one has done."""
        with _translated():
            contact = self._contacts.find(id).evolve(name=customer.name, email=customer.email)
            self._contacts.save(contact, idempotency_key=_key_of(customer))


class InvoicesInFiken:
    """The invoices. Customers pay to the bank account with this code, such as "1920:10001"."""

    def __init__(self, company: CompanyClient, bank_account_code: str) -> None:
        self._company, self._bank_account_code = company, bank_account_code

    def issue(self, order: Order, customer: int) -> Document:
        """Issue the invoice, dated on the day of the order."""
        with _translated():
            invoice = Invoice(
                customer_id=customer,
                issue_date=order.placed_on,
                due_date=order.placed_on + timedelta(days=DAYS_UNTIL_DUE),
                lines=[_line_of(line) for line in order.lines],
                bank_account_code=self._bank_account_code,
                cash=False,
                order_reference=f"order-{order.number}",
            )
            saved = self._company.invoices.save(invoice, idempotency_key=f"order-{order.number}")
        return Document(saved.invoice_id, str(saved.invoice_number), Money(saved.gross))

    def credit(self, order: Order, invoice: Document) -> Document:
        """Credit the whole invoice, on the day of the cancellation."""
        assert order.cancelled_on is not None
        with _translated():
            note = self._company.credit_notes.create_full(
                invoice.id,
                issue_date=order.cancelled_on,
                idempotency_key=f"order-{order.number}-cancelled",
            )
        return Document(note.credit_note_id, str(note.credit_note_number), Money(note.gross))


def _key_of(customer: Customer) -> str:
    return f"customer-{customer.number}-{customer.version}"


def _line_of(line: OrderLine) -> InvoiceLine:
    vat_type, income_account = SALES[line.vat]
    return InvoiceLine(
        description=line.item,
        quantity=line.quantity,
        unit_price=line.unit_price.ore,
        vat_type=vat_type,
        income_account=income_account,
    )


@contextmanager
def _translated() -> Generator[None]:
    """Raise the errors of Fiken in the words of the application."""
    try:
        yield
    except FikenError as error:
        is_refused = error.outcome is Outcome.REFUSED and not error.is_transient
        is_busy = isinstance(error, IdempotencyInProgressError)  # another worker has it
        kind = BooksDownError if error.is_transient and not is_busy else NotBookedError
        raise kind(str(error), is_refused=is_refused) from error
