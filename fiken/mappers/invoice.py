"""The mappers of invoices, their lines, and how they were sent."""

from fiken.mappers._base import Mapper
from fiken.models.invoice import Dispatch, Invoice, InvoiceLine


class InvoiceLineMapper(Mapper[InvoiceLine]):
    model = InvoiceLine


class DispatchMapper(Mapper[Dispatch]):
    model = Dispatch


class InvoiceMapper(Mapper[Invoice]):
    model = Invoice
    required = ("issue_date", "due_date", "lines", "bank_account_code", "cash", "customer_id")
    updates = {"due_date": "newDueDate", "sent_manually": "sentManually"}
    instead = "credit it, and make a new one"
