"""The parts that invoices, credit notes, offers and order confirmations share."""

import uuid

from fiken.emulator.books import series, vat
from fiken.emulator.books.sales_kind import CREDIT_NOTE, INVOICE, SalesKind
from fiken.emulator.books.trade import SALE
from fiken.emulator.families._documents import ledger_account
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.files import attach, attachments_of, store
from fiken.emulator.store.pdf import pdf
from fiken.emulator.store.resources import Call, Handler, Part, Resource
from fiken.emulator.store.rows import check_reference, show, shown_reference
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import Refusal, refuse

# --- showing -------------------------------------------------------------------------------------


def lines_part(kind: SalesKind) -> Part:
    """Return a function that returns the lines of a document as JSON.

    Emulator choice: `discount` is answered as it was sent, and `vatInPercent` as in requests: 25
    for HIGH. The documentation contradicts itself (docs/observed.md#7-units).
    """
    return shown_lines(f"{kind.name}_lines", kind.id)


def shown_lines(table: str, column: str) -> Part:
    """Return a function that returns the rows of a table of lines as JSON, in their order.

    Args:
        table: the table with the lines, such as `invoice_lines`.
        column: the column with the id of their owner, such as `invoice_id`.
    """
    line = Resource(
        table,
        "",
        "invoiceLineResult",
        parts={"vatInPercent": lambda _call, row: vat.TYPES[row["vat_type"]].rate / 100},
    )
    sql = f"SELECT * FROM {table} WHERE {column} = ? ORDER BY rowid"  # noqa: S608
    return lambda call, row: [show(call, line, each) for each in call.state.rows(sql, row[column])]


def dispatches_part(kind: SalesKind) -> Part:
    """Return a function that returns the dispatches of a document as JSON, the oldest first."""
    dispatch = Resource(f"{kind.name}_dispatches", "", "dispatchResult")
    sql = f"SELECT * FROM {dispatch.table} WHERE {kind.id} = ? ORDER BY rowid"  # noqa: S608
    return lambda call, row: [
        show(call, dispatch, each) for each in call.state.rows(sql, row[kind.id])
    ]


def pdf_part(kind: SalesKind) -> Part:
    """Return a function that returns the PDF of a document as the JSON of an attachment."""
    return lambda call, row: next(
        iter(attachments_of(call, f"{kind.name}_pdf", row[kind.id])), None
    )


def customer_part() -> Part:
    """Return a function that returns the JSON of the customer of a document."""
    return shown_reference(CONTACTS, "customer_id")


def project_part() -> Part:
    """Return a function that returns the JSON of the project of a document."""
    return shown_reference(PROJECTS, "project_id")


# --- reading requests ----------------------------------------------------------------------------


def checked_uuid(text: str | None) -> str | None:
    """Return a UUID of a request in lower case, and refuse another text with 400.

    Emulator choice: the contract has strings here, whose description is that of a UUID.
    """
    if text is None:
        return None
    try:
        known = str(uuid.UUID(text))
    except ValueError:
        known = ""
    if known != text.lower():
        raise refuse(400, f"'uuid' must be a UUID, not {text[:60]}")
    return known


def new_uuid(state: State) -> str:
    """Return a new UUID. With the same seed, it is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(state.new_id())))


def customer_account(call: Call, customer: int, person: int | None, project: str) -> str:
    """Check the references of a document or draft, and return the account of the customer.

    The contact person must belong to the customer, as the contract says.

    Args:
        call: the request.
        customer: the id of the contact.
        person: the id of the contact person.
        project: the field of the body with the id of the project.
    """
    account = ledger_account(call, SALE, customer)
    sql = "SELECT 1 FROM contact_persons WHERE contact_person_id = ? AND contact_id = ?"
    if person is not None and call.state.row(sql, person, customer) is None:
        raise refuse(400, f"'contactPersonId': contact {customer} has no contact person {person}")
    check_reference(call, PROJECTS, project)
    return account


# --- number series -------------------------------------------------------------------------------


def reads_counter(kind: SalesKind) -> Handler:
    """Return the handler that answers with the last used number of a series.

    A series that was never started is answered with 401 (docs/observed.md#4-error-bodies).
    """

    def handle(call: Call) -> Reply:
        number = series.last_number(call.state, call.company, kind)
        if number is None:
            whose = "Company " if kind.is_booked else ""
            message = f"{whose}{kind.words} counter not initialized"
            raise refuse(401, message[0].upper() + message[1:])
        return Reply(200, {"value": number})

    return handle


def starts_counter(kind: SalesKind) -> Handler:
    """Return the handler that sets the last used number of a series; without a number, to 10000.

    Observed: docs/observed.md#10-invoices-and-counters
    """

    def handle(call: Call) -> Reply:
        value: int | None = None if call.body is None else call.body.get("value")
        number = series.DEFAULT if value is None else value
        series.start(call.state, call.company, kind, number)
        return Reply(201, headers={"Location": call.url})

    return handle


def require_series(call: Call, kind: SalesKind) -> None:
    """Refuse with 409 to create a document directly, if its number series was never started.

    Observed: docs/observed.md#4-error-bodies
    """
    if series.last_number(call.state, call.company, kind) is None:
        raise refuse(409, f"{kind.words} counter not initialized")


def no_series_for_draft(kind: SalesKind, draft_type: str) -> Refusal:
    """Return the 400 for a draft that cannot become a document: its series was never started.

    The texts for invoices and offers were seen (docs/observed.md#4-error-bodies).

    Emulator choice: credit notes have the text of invoices, order confirmations that of offers.
    """
    if kind in {INVOICE, CREDIT_NOTE}:
        message = (
            f"Missing number series for drafts of type: {draft_type}. In order to begin a number "
            "series please create the first draft in Fiken Web instead of via the API."
        )
    else:
        message = (
            f"{kind.words.capitalize()} counter not initialized for this company, create an "
            f"{kind.words} in Fiken to set base number OR use POST /{kind.path}/counter to set "
            "the base number"
        )
    return refuse(400, message)


# --- the PDF -------------------------------------------------------------------------------------


def add_pdf(state: State, company: int, kind: SalesKind, key: int) -> None:
    """Make the PDF of an issued document, and store it with the files of the company."""
    sql = f"SELECT * FROM {kind.table} WHERE {kind.id} = ?"  # noqa: S608
    row = state.row(sql, key)
    assert row is not None, "the document has just been issued"
    number = row[kind.number]
    content = pdf(f"{kind.title} {number}", _pdf_rows(state, kind, row))
    name = f"{kind.title.lower()}-{number}.pdf"
    file = store(state, company, name, content, "application/pdf")
    attach(state, file, f"{kind.name}_pdf", key, type="invoice", identifier=str(number))


def _pdf_rows(state: State, kind: SalesKind, row: Row) -> list[str]:
    """Return the rows of text below the title of a PDF."""
    name = state.value("SELECT name FROM contacts WHERE contact_id = ?", row[kind.contact])
    rows = [f"Kunde: {name}", f"Dato: {row[kind.date]}"]
    if kind is INVOICE:
        rows += [f"Forfallsdato: {row['due_date']}", f"Konto: {row['bank_account_number'] or ''}"]
        rows += [f"KID: {row['kid']}"] if row["kid"] else []
    sql = f"SELECT * FROM {kind.name}_lines WHERE {kind.id} = ? ORDER BY rowid"  # noqa: S608
    for line in state.rows(sql, row[kind.id]):
        text = line["description"] or line["product_name"]
        rows.append(f"{text}: {line['quantity']:g} x {_kroner(line['unit_price'])}")
        rows.append(f"    {_kroner(line['net'])} + mva {_kroner(line['vat'])}")
    sums = {"Netto": row["net"], "Mva": row["vat"], f"Sum {row['currency']}": row["gross"]}
    return rows + [f"{title}: {_kroner(amount)}" for title, amount in sums.items()]


def _kroner(amount: int) -> str:
    """Return an amount of øre in kroner, in the Norwegian form `1234,50`."""
    kroner, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{kroner},{rest:02}"
