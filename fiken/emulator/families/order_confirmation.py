"""Order confirmations (ordrebekreftelser), and the drafts of invoices that are made from them."""

from functools import partial

from fiken.emulator.books import sales_documents, sales_schema, sales_violations
from fiken.emulator.books.sales_kind import INVOICE, ORDER_CONFIRMATION
from fiken.emulator.families._finalizing import finalizes, issues_unbooked
from fiken.emulator.families._sales_document import (
    lines_part,
    reads_counter,
    starts_counter,
)
from fiken.emulator.families._sales_drafts import store_draft
from fiken.emulator.families.bank_account import used_numbers
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.handlers import finds, lists, located
from fiken.emulator.store.resources import Call, Family, Resource
from fiken.emulator.store.rows import find
from fiken.emulator.wire.exchange import Reply

#: The days until an invoice is due, if the customer has no number of its own. Emulator choice.
_DAYS_UNTIL_DUE_DATE = 14

# Emulator choice: no operation archives an order confirmation, so `archived` is false, unless the
# books were created otherwise.
ORDER_CONFIRMATIONS = Resource(
    table="order_confirmations",
    key="confirmationId",
    schema="orderConfirmation",
    parts={"lines": lines_part(ORDER_CONFIRMATION)},
    dated=True,
    noun=ORDER_CONFIRMATION.words,
)


def _create_invoice_draft(call: Call) -> Reply:
    """Make the draft of an invoice with the lines and references of an order confirmation.

    Emulator choice: the draft has no date. It has the first bank account that was used on an
    invoice, and the customer's own number of days until the due date, or 14. Any number of drafts
    can be made of the same confirmation.
    """
    row = find(call, ORDER_CONFIRMATIONS)
    days = find(call, CONTACTS, row["contact_id"])["days_until_invoicing_due_date"]
    same = ("currency", "contact_person_id", "project_id", "rounding_type", "confirmation_id")
    references = ("your_reference", "our_reference", "order_reference")
    key = store_draft(
        call,
        INVOICE,
        sales_documents.lines_of(call.state, ORDER_CONFIRMATION, row["confirmation_id"]),
        type="invoice",
        days_until_due_date=_DAYS_UNTIL_DUE_DATE if days is None else days,
        invoice_text=row["comment"],
        customer_id=row["contact_id"],
        bank_account_number=next(iter(used_numbers(call)), None),
        **{name: row[name] for name in (*same, *references)},
    )
    return located(call, f"/{INVOICE.path}/drafts/{key}")


FAMILY = Family(
    tables=sales_schema.documents(ORDER_CONFIRMATION),
    operations={
        "getOrderConfirmations": lists(ORDER_CONFIRMATIONS),
        "getOrderConfirmation": finds(ORDER_CONFIRMATIONS),
        "getOrderConfirmationCounter": reads_counter(ORDER_CONFIRMATION),
        "createOrderConfirmationCounter": starts_counter(ORDER_CONFIRMATION),
        "createOrderConfirmationFromDraft": finalizes(
            ORDER_CONFIRMATION, issues_unbooked(ORDER_CONFIRMATION)
        ),
        "createInvoiceDraftFromOrderConfirmation": _create_invoice_draft,
    },
    invariants=(partial(sales_violations.of_documents, kind=ORDER_CONFIRMATION),),
)
