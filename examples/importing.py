"""Import customers from a CSV file, bill each of them, and attach a PDF to each invoice.

    python examples/importing.py                           # on an embedded Fiken
    python examples/importing.py contacts.csv terms.pdf    # on the test company FIKEN_COMPANY

The file is as a Norwegian spreadsheet saves it ("CSV UTF-8"), with amounts such as 1 249,50, in
kroner and without VAT. Rows that cannot be billed are listed, and do not stop the others.

The program can be stopped at any moment and started again: it looks in Fiken before it writes. It
knows a customer by its number (`member_number_string`), an invoice by the number of the order
(`order_reference`), and the PDF by its name. Only one copy of the program may run at a time.
"""

import csv
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, NoReturn

from fiken import (
    CompanyClient,
    Contact,
    Fiken,
    FikenError,
    Invoice,
    InvoiceLine,
    VatType,
    format_kroner,
    kroner,
)
from fiken.emulator import Emulator
from fiken.session import Unpaced

HEADING = "kundenr;navn;orgnr;epost;ordre;tekst;beløp"


class Order(NamedTuple):
    """What a row of the file says."""

    number: str
    customer: Contact
    line: InvoiceLine


def read(path: Path) -> tuple[list[Order], list[str]]:
    """Return the orders in a file, each once, and what is wrong with the other rows."""
    orders, problems = dict[str, Order](), list[str]()
    with path.open(newline="", encoding="utf-8-sig") as file:  # -sig skips the mark at the start
        if next(file, "").strip() != HEADING:
            sys.exit(f"The first line of {path} must be {HEADING}")
        for number, cells in enumerate(csv.reader(file, delimiter=";"), 2):
            try:
                order = order_of(cells)
                if orders.setdefault(order.number, order) != order:
                    problems.append(f"row {number}: order {order.number} is in the file already")
            except ValueError as error:  # of `kroner`, or the InvalidAttributeError of a model
                problems.append(f"row {number}: {error}")
    return list(orders.values()), problems


def order_of(cells: list[str]) -> Order:
    """Return the order of a row. The models check the values that this function does not."""
    names = HEADING.split(";")
    if len(cells) != len(names):
        raise ValueError(f"it has {len(cells)} cells instead of {len(names)}")
    row = dict(zip(names, map(str.strip, cells), strict=True))
    if not (row["kundenr"] and row["ordre"] and row["tekst"]):
        raise ValueError("kundenr, ordre or tekst is empty")
    price = kroner(row["beløp"])
    if price <= 0:
        raise ValueError(f"beløp must be more than 0, not {row['beløp']}")
    return Order(
        number=row["ordre"],
        customer=Contact(
            name=row["navn"],
            member_number_string=row["kundenr"],
            organization_number=row["orgnr"] or None,
            email=row["epost"] or None,
            customer=True,
        ),
        line=InvoiceLine(
            description=row["tekst"],
            quantity=1,
            unit_price=price,
            vat_type=VatType.HIGH,
            income_account="3000",
        ),
    )


def bill(acme: CompanyClient, path: Path, pdf: Path) -> NoReturn:
    """Bill the orders of a file, as far as that is not done yet, and exit with what went wrong."""
    orders, problems = read(path)
    content, today = pdf.read_bytes(), date.today()  # noqa: DTZ011
    acme.invoices.counter.ensure()  # a new company has no number series yet
    accounts = [each for each in acme.bank_accounts.all(inactive=False) if each.type == "normal"]
    if not accounts:
        sys.exit("The company has no bank account. Create one in Fiken first.")
    for order in orders:
        try:
            customer = acme.contacts.upsert(order.customer)
            new = new_invoice(order, customer, accounts[0].account_code, today)
            invoice = invoice_of(acme, order) or acme.invoices.save(new)
            files = acme.invoices.attachments(invoice)
            if all(file.filename != pdf.name for file in files.all()):
                files.add(content, pdf.name)
            print(invoice.invoice_number, order.number, format_kroner(invoice.gross))
        except FikenError as error:
            problems.append(f"order {order.number}: {error}")
            if error.is_transient:  # such as: Fiken is down, so the other orders have to wait
                break
    sys.exit("\n".join(problems) or 0)


def invoice_of(acme: CompanyClient, order: Order) -> Invoice | None:
    """Return the invoice of an order, or None if it is not billed yet."""
    invoices = acme.invoices.all(order_reference=order.number)
    return next((each for each in invoices if each.order_reference == order.number), None)


def new_invoice(order: Order, customer: Contact, account: str, today: date) -> Invoice:
    """Return the new invoice of an order, due in two weeks."""
    return Invoice(
        customer_id=customer.contact_id,
        issue_date=today,
        due_date=today + timedelta(days=14),
        order_reference=order.number,
        bank_account_code=account,
        cash=False,
        lines=[order.line],
    )


def main() -> None:
    """Run on the files that the arguments name, or on made-up ones and an embedded Fiken."""
    if not sys.argv[1:]:
        made_up = (Path(__file__).with_name(name) for name in ("contacts.csv", "terms.pdf"))
        with Emulator() as emulator, emulator.client() as client:
            bill(client.company(emulator.company_slug), *made_up)
    url = os.environ.get("FIKEN_URL")  # of an emulator, which needs no pause between requests
    with Fiken(base_url=url, pacer=Unpaced()) if url else Fiken(test_companies_only=True) as client:
        bill(client.company(os.environ["FIKEN_COMPANY"]), *map(Path, sys.argv[1:]))


if __name__ == "__main__":
    try:
        main()
    except (FikenError, OSError, UnicodeError) as error:  # no file, not UTF-8, a wrong token …
        sys.exit(str(error))
