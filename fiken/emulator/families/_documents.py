"""The conversion of requests (`saleRequest`, `purchaseRequest`) to sales and purchases."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from fiken.emulator.books.documents import Document
from fiken.emulator.books.lines import DocumentLine
from fiken.emulator.books.trade import Trade
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.resources import Call
from fiken.emulator.store.rows import check_reference, find
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing

Json: TypeAlias = Mapping[str, Any]


def document_of(call: Call, trade: Trade, paid_in_nok: int | None) -> Document:
    """Build the sale or purchase that a request describes, so that it can be booked.

    Args:
        call: the request.
        trade: `SALE` for a sale, `PURCHASE` for a purchase.
        paid_in_nok: the paid amount in øre; None if the request does not state it.
    """
    body = call.body
    lines = [_line(call, line) for line in body["lines"]]
    check_reference(call, PROJECTS, "projectId")
    return Document(
        kind=body["kind"],
        date=body["date"],
        currency=body["currency"],
        lines=lines,
        ledger_account=ledger_account(call, trade, body.get(f"{trade.party}Id")),
        due_date=body.get("dueDate"),
        kid=body.get("kid"),
        number=body.get("saleNumber" if trade.selling else "identifier"),
        contact_id=body.get(f"{trade.party}Id"),
        project_id=body.get("projectId"),
        paid_in_nok=paid_in_nok,
        # Only requests for sales have this field.
        paid_in_currency=body.get("totalPaidInCurrency"),
    )


def _line(call: Call, line: Json) -> DocumentLine:
    check_reference(call, PROJECTS, "projectId", line)
    return DocumentLine(
        description=line["description"],
        account=line.get("account"),
        vat_type=line["vatType"],
        net=line.get("netPrice"),
        vat=line.get("vat"),
        net_in_currency=line.get("netPriceInCurrency"),
        vat_in_currency=line.get("vatInCurrency"),
        project_id=line.get("projectId"),
    )


def ledger_account(call: Call, trade: Trade, contact: int | None) -> str:
    """Return the account for the unpaid amount of a sale or purchase.

    It is the contact's sub-account, such as `1500:10001`. Without a contact, it is 1500 for a sale
    and 2400 for a purchase.

    The contact of a sale must be a customer, and the contact of a purchase must be a supplier.
    Otherwise the request is refused with 400.
    """
    if contact is None:
        return trade.ledger
    field = f"{trade.party}Id"
    check_reference(call, CONTACTS, field, {field: contact})
    row = find(call, CONTACTS, contact)
    if not row[trade.party]:
        raise refuse(400, f"'{field}': contact {contact} is not a {trade.party}")
    return str(row[f"{trade.party}_account_code"])


def require_cash(body: Json) -> None:
    """Check that a cash sale or purchase has a payment account and is paid on its own date.

    `body` is the JSON of the request.

    Observed: docs/observed.md#11-sales-and-purchases

    Emulator choice: the wording of the messages.
    """
    needed = ("paymentAccount", "paymentDate")
    problems = [missing(name) for name in needed if body.get(name) is None]
    if problems:
        raise refuse_fields(problems)
    if body["paymentDate"] != body["date"]:
        raise refuse(400, f"'paymentDate' must be the date of a {body['kind']}, {body['date']}")
