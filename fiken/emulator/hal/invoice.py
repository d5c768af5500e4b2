"""Invoices and credit notes: read, issued by a service, and sent.

docs/v1.md#invoices
"""

from functools import partial
from typing import Any

from fiken.emulator.books import prices, series, vat
from fiken.emulator.books.rates import NOK, rounded
from fiken.emulator.books.sales_kind import CREDIT_NOTE, INVOICE, SalesKind
from fiken.emulator.families._sales_lines import sales_lines
from fiken.emulator.families.credit_note import CREDIT_NOTES
from fiken.emulator.families.invoice import INVOICES
from fiken.emulator.hal import shapes
from fiken.emulator.hal.bodies import Json
from fiken.emulator.hal.collections import Collection, dated
from fiken.emulator.hal.contact import FILTERS, SORTS, address_of
from fiken.emulator.hal.errors import refuse
from fiken.emulator.hal.visit import Visit, created, hal, whole
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply

_PATHS = {INVOICE: "invoices", CREDIT_NOTE: "credit-notes"}
#: The names of the fields of a line in API v1 and in API v2.
_LINE = {
    "vatType": "vatType",
    "vatPercent": "vatInPercent",
    "unitNetAmount": "unitPrice",
    "discountPercent": "discount",
    "description": "description",
    "comment": "comment",
    "incomeAccount": "incomeAccount",
}
_TOTALS = ("netAmount", "vatAmount", "grossAmount")


# --- reading -------------------------------------------------------------------------------------


def _document(visit: Visit, row: Row, kind: SalesKind) -> Json:
    """Return an invoice or a credit note. Emulator choice: both always state their currency."""
    fields: Json = _own_fields(visit, row, kind)
    for name in ("net", "vat", "gross"):
        fields[name] = row[name]
    for name in ("net", "vat", "gross"):
        fields[f"{name}InNok"] = row[f"{name}_in_nok"]
    fields |= {
        "currency": row["currency"],
        "yourReference": row["your_reference"],
        "ourReference": row["our_reference"],
        "address": address_of(row),
        "customer": visit.own("contacts", row["customer_id"]),
        "lines": _lines(visit, row, kind),
    }
    url = visit.own(_PATHS[kind], row[kind.id])
    links: Json = {"self": url}
    if kind is INVOICE:
        # Emulator choice: the path of the page.
        links["alternate"] = visit.page("handel", "faktura", row[kind.id])
    return hal(links, fields)


def _own_fields(visit: Visit, row: Row, kind: SalesKind) -> Json:
    """Return the fields that only invoices, or only credit notes have."""
    if kind is INVOICE:
        return {
            "invoiceNumber": row["invoice_number"],
            "kid": row["kid"],
            "issueDate": row["issue_date"],
            "dueDate": row["due_date"],
            "invoiceText": row["invoice_text"],
            "sale": visit.own("sales", row["sale_id"]),
        }
    invoice = row["associated_invoice_id"]
    return {
        "creditNoteNumber": row["credit_note_number"],
        "issueDate": row["issue_date"],
        "creditNoteText": row["credit_note_text"],
        "invoice": None if invoice is None else visit.own("invoices", invoice),
    }


def _lines(visit: Visit, row: Row, kind: SalesKind) -> list[Json]:
    sql = f"SELECT * FROM {kind.name}_lines WHERE {kind.id} = ? ORDER BY rowid"  # noqa: S608
    lines = [
        {
            "net": line["net"],
            "vat": line["vat"],
            "gross": line["gross"],
            "vatInPercent": whole(vat.TYPES[line["vat_type"]].rate / 100),
            "vatType": line["vat_type"],
            "unitPrice": line["unit_price"],
            "quantity": whole(line["quantity"]),
            "description": line["description"],
            "comment": line["comment"],
            "incomeAccount": line["income_account"],
            "product": line["product_id"] and visit.own("products", line["product_id"]),
        }
        for line in visit.call.state.rows(sql, row[kind.id])
    ]
    return [{name: value for name, value in each.items() if value is not None} for each in lines]


_FILTERS = {**FILTERS, **dated("issueDate", "issue_date")}
V1_INVOICES = Collection(
    "invoices",
    INVOICES,
    partial(_document, kind=INVOICE),
    sorts={**SORTS, "issueDate": "issue_date"},
    filters={**_FILTERS, **dated("dueDate", "due_date")},
)
V1_CREDIT_NOTES = Collection(
    "credit-notes",
    CREDIT_NOTES,
    partial(_document, kind=CREDIT_NOTE),
    sorts={**SORTS, "issueDate": "issue_date"},
    filters=_FILTERS,
)


# --- create-invoice-service ----------------------------------------------------------------------


def create_invoice(visit: Visit) -> Reply:
    """Issue an invoice, which is not sent to anyone.

    Emulator choice: API v1 has no way to start the series of numbers, so it starts by itself.
    """
    body = visit.body(shapes.INVOICE)
    key = visit.reference(body["bankAccountUrl"], "bank-accounts", "bankAccountUrl")
    bank_account = _existing(visit, key)
    lines = [_line(visit, line, f"lines[{index}]") for index, line in enumerate(body["lines"])]
    for index, pair in enumerate(zip(body["lines"], sales_lines(visit.call, lines), strict=True)):
        _check_totals(*pair, f"lines[{index}]")
    sent = {
        "customerId": visit.reference(body["customer"]["url"], "contacts", "customer.url"),
        "bankAccountCode": bank_account["account_code"],
        "lines": lines,
        "cash": body.get("cash", False),
        "currency": body.get("currency", NOK),
        **{name: body[name] for name in ("issueDate", "dueDate")},
        **{
            name: body.get(name)
            for name in ("invoiceText", "ourReference", "yourReference", "paymentAccount")
        },
    }
    state, company = visit.call.state, visit.call.company
    if series.last_number(state, company, INVOICE) is None:
        series.start(state, company, INVOICE, series.DEFAULT)
    return created(visit.own("invoices", visit.carry_out("createInvoice", sent)))


def _existing(visit: Visit, key: int) -> Row:
    sql = "SELECT * FROM bank_accounts WHERE company_id = ? AND bank_account_id = ?"
    row = visit.call.state.row(sql, visit.call.company, key)
    if row is None:
        raise refuse(400, f"'bankAccountUrl': there is no {visit.own('bank-accounts', key)}")
    return row


def _line(visit: Visit, line: Json, path: str) -> Json:
    """Return a line of API v2, which has the price of a unit, and no totals.

    Emulator choice: the totals of a line without a price are divided by its quantity.
    """
    product: Any = line.get("productUrl")
    sent: Json = {new: line.get(old) for old, new in _LINE.items()}
    sent["quantity"] = line.get("quantity", 1)
    if product is not None:
        sent["productId"] = visit.reference(product, "products", f"{path}.productUrl")
    if sent["unitPrice"] is None:
        net = line.get("netAmount")
        if net is None and "grossAmount" in line and "vatAmount" in line:
            net = line["grossAmount"] - line["vatAmount"]
        if net is not None:
            sent["unitPrice"] = _unit_price(net, sent)
    return sent


def _unit_price(net: int, line: Json) -> int:
    """Return the price of one unit, before the discount, that fits the net total of a line best."""
    share = prices.exact(line["quantity"]) * (1 - prices.exact(line["discount"] or 0) / 100)
    return rounded(net / share) if share else 0


def _check_totals(sent: Json, line: prices.SalesLine, path: str) -> None:
    """Refuse a line whose totals are not those of its price, quantity, discount and VAT type.

    Emulator choice: the books compute the amounts, and an invoice must not differ from what was
    sent by as much as an øre.
    """
    net, vat_amount = line.net or 0, line.vat or 0
    for name, total in zip(_TOTALS, (net, vat_amount, net + vat_amount), strict=True):
        if sent.get(name, total) != total:
            raise refuse(
                400,
                f"'{path}.{name}' must be {total} by the price, quantity, discount and vatType of "
                f"the line, not {sent[name]}",
            )


# --- document-sending-service --------------------------------------------------------------------


def send(visit: Visit) -> Reply:
    """Send an invoice or a credit note. Emulator choice: the answer is 204, without a Location."""
    body = visit.body(shapes.SENDING)
    resource = body.pop("resource")
    is_credit_note = "/credit-notes/" in str(resource)
    path, key, operation = (
        ("credit-notes", "creditNoteId", "sendCreditNote")
        if is_credit_note
        else ("invoices", "invoiceId", "sendInvoice")
    )
    sent = {
        **body,
        "method": [body["method"]],
        key: visit.reference(resource, path, "resource"),
        "includeDocumentAttachments": False,
    }
    visit.carry_out(operation, sent)
    return Reply(204)
