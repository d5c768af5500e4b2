"""Time entries on invoices: how hours become the lines of an invoice draft."""

from collections.abc import Sequence
from decimal import Decimal

from fiken.emulator.books.prices import SalesLine
from fiken.emulator.books.rates import NOK
from fiken.emulator.books.sales_kind import INVOICE
from fiken.emulator.families._sales_document import customer_account
from fiken.emulator.families._sales_drafts import store_draft
from fiken.emulator.families.product import PRODUCTS
from fiken.emulator.store.handlers import located
from fiken.emulator.store.resources import Call
from fiken.emulator.store.rows import find
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

#: The columns whose values are equal in all entries of one line, by the value of `groupBy`.
_GROUPINGS = {
    "activity": ("activity_id",),
    "activityAndPerson": ("activity_id", "time_user_id"),
    "none": ("time_entry_id",),
}
#: The most characters of the text of a line. The contract has this limit.
_LONGEST_TEXT = 200


def create_invoice_draft(call: Call) -> Reply:
    """Make an invoice draft of time entries, and lock the entries until the draft is deleted.

    Emulator choice: an id that occurs twice counts once. Entries of an activity that is not
    billable can be billed, and so can those of closed periods.

    A draft without a `bankAccountNumber` stays without one, and cannot become an invoice
    (docs/observed.md#10-invoices-and-counters).
    """
    body, entries = call.body, _entries(call)
    customer_account(call, body["customerId"], None, "projectId")
    projects = {entry["project_id"] for entry in entries}
    shared = projects.pop() if len(projects) == 1 else None
    project, issued = body.get("projectId"), body.get("issueDate")
    key = store_draft(
        call,
        INVOICE,
        _lines(call, entries),
        type="invoice",
        issue_date=call.state.today().isoformat() if issued is None else issued,
        days_until_due_date=body["daysUntilDueDate"],
        invoice_text=body.get("invoiceText"),
        your_reference=body.get("yourReference"),
        our_reference=body.get("ourReference"),
        order_reference=body.get("orderReference"),
        currency=body.get("currency") or NOK,
        bank_account_number=body.get("bankAccountNumber"),
        customer_id=body["customerId"],
        project_id=shared if project is None else project,
    )
    sql = "UPDATE time_entries SET draft_id = ?, last_modified_date = ? WHERE time_entry_id = ?"
    for entry in entries:
        call.state.execute(sql, key, call.state.moment(), entry["time_entry_id"])
    return located(call, f"/{INVOICE.path}/drafts/{key}")


def mark_invoiced(call: Call, draft: int, invoice: int) -> None:
    """Mark the time entries of a draft as invoiced, because the draft became an invoice.

    Emulator choice: a credit note does not release the entries.

    Args:
        call: the request.
        draft: the id of the invoice draft.
        invoice: the id of the invoice.
    """
    sql = "UPDATE time_entries SET invoice_id = ?, last_modified_date = ? WHERE draft_id = ?"
    call.state.execute(sql, invoice, call.state.moment(), draft)


def _entries(call: Call) -> list[Row]:
    """Return the time entries of a request, in its order, with their activities and persons.

    Emulator choice: an id that does not exist is refused with 400. The messages are worded by us.

    Raises:
        Refusal: 400 if an entry does not exist, is invoiced, or is on another draft.
    """
    sql = """SELECT entry.*, hourly_rate, product_id, activity.name AS activity,
            person.name AS person
        FROM time_entries AS entry JOIN activities AS activity USING (activity_id)
        JOIN time_users AS person USING (time_user_id)
        WHERE time_entry_id = ? AND entry.company_id = ?"""
    entries: list[Row] = []
    for key in dict.fromkeys(call.body["timeEntryIds"]):
        row = call.state.row(sql, key, call.company)
        if row is None:
            raise refuse(400, f"'timeEntryIds': no time entry found with id {key}")
        if row["invoice_id"] is not None:
            raise refuse(400, f"'timeEntryIds': time entry {key} is already invoiced")
        if row["draft_id"] is not None:
            raise refuse(400, f"'timeEntryIds': time entry {key} is already in a draft")
        entries.append(row)
    return entries


def _lines(call: Call, entries: Sequence[Row]) -> list[SalesLine]:
    """Return one line per group of entries, in the order of the first entry of each group."""
    columns = _GROUPINGS[call.body.get("groupBy") or "activity"]
    groups: dict[tuple[int, ...], list[Row]] = {}
    for entry in entries:
        groups.setdefault(tuple(entry[column] for column in columns), []).append(entry)
    return [_line(call, group) for group in groups.values()]


def _line(call: Call, entries: Sequence[Row]) -> SalesLine:
    """Return the line for some entries of one activity.

    Emulator choice: the price is the hourly rate of the activity, and otherwise the price of its
    product. Neither is converted to the currency of the draft. Without both, the line has no price,
    and the draft cannot become an invoice. Account and VAT type are those of the product. Without a
    product they are 3000 and HIGH, or 3200 and OUTSIDE if the company is not VAT registered.
    """
    activity = entries[0]
    key, price = activity["product_id"], activity["hourly_rate"]
    product = None if key is None else find(call, PRODUCTS, key)
    if product is None:
        sql = "SELECT vat_type FROM companies WHERE company_id = ?"
        has_vat = call.state.value(sql, call.company) != "no"
        account, vat_type = ("3000", "HIGH") if has_vat else ("3200", "OUTSIDE")
    else:
        account, vat_type = product["income_account"], product["vat_type"]
        price = product["unit_price"] if price is None else price
    hours = sum(Decimal(str(entry["hours"])) for entry in entries)
    return SalesLine(
        product_id=key,
        product_name=None if product is None else product["name"],
        description=_text(call, entries, Decimal(hours)),
        comment=None,
        income_account=account,
        vat_type=vat_type,
        unit_price=price,
        quantity=float(hours),
        discount=None,
    )


def _text(call: Call, entries: Sequence[Row], hours: Decimal) -> str:
    """Return the text of a line: the activity and the hours.

    If the request asks for them, the descriptions of the entries follow.

    Emulator choice: the text is like `Rådgivning, 7,5 timer`. Lines that are grouped by person name
    the person too. A text of more than 200 characters is cut.
    """
    name = entries[0]["activity"]
    if call.body.get("groupBy") == "activityAndPerson":
        name = f"{name} ({entries[0]['person']})"
    text = f"{name}, {format(hours.normalize(), 'f').replace('.', ',')} timer"
    if call.body.get("includeTimeEntryDescriptions"):
        notes = "; ".join(entry["description"] for entry in entries if entry["description"])
        text = f"{text}: {notes}" if notes else text
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
