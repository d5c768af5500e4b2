"""Bill a hundred customers from a CSV file, and follow their invoices until they are paid.

    python examples/invoicing.py                       # everything, on an embedded Fiken
    python examples/invoicing.py bill orders.csv       # on a test company of your own, with
    python examples/invoicing.py payments bank.csv     # FIKEN_TOKEN and FIKEN_COMPANY in the
    python examples/invoicing.py overdue               # environment

`bill` creates the customers and their invoices, sends the invoices by e-mail, and credits the
orders that were cancelled. `payments` books the payments of a bank file, which name their invoice
by its KID. `overdue` lists what should have been paid.

Each command can be stopped at any moment, even in the middle of a request, and started again: it
looks at what Fiken has before it writes, so it repeats nothing. Fiken itself does not recognize a
repeated request. What makes a thing recognizable is chosen by the program:

- a customer: its number in the order file (`member_number_string`);
- an invoice: a UUID that is computed from the order number (`uuid`);
- an e-mail and a credit note: the invoice lists them (`dispatches`, `associated_credit_notes`);
- a payment: its day and amount, counted, since two equal payments of a day can both be right.

Only one copy of the program may run at a time.
"""

import argparse
import csv
import os
import random
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from fiken import (
    CompanyClient,
    Contact,
    Fiken,
    FikenError,
    Invoice,
    InvoiceLine,
    Payment,
    SendMethod,
    VatType,
    in_kroner,
    kroner,
)
from fiken.emulator import Emulator
from fiken.session import Unpaced

T = TypeVar("T")
Row = dict[str, str]

ORDERS = uuid.UUID("8b0f7f0e-5b56-4c43-9d5c-0d5f1d4a8f11")
"""The namespace of the UUIDs of the orders. Every program needs a namespace of its own."""


def rows(path: str | Path) -> list[Row]:
    """Read a CSV file with a heading line."""
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def progress(items: Sequence[T], what: str) -> Iterator[T]:
    """Yield the items, and draw a progress bar on a terminal."""
    for done, item in enumerate(items, 1):
        yield item
        if sys.stderr.isatty():
            bar = "#" * (40 * done // len(items))
            print(f"\r{what:<10} [{bar:<40}] {done}/{len(items)}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)


# --- bill ----------------------------------------------------------------------------------------


def bill(acme: CompanyClient, orders: list[Row], today: date) -> None:
    """Create, send and credit the invoices of all orders, as far as that is not done yet."""
    acme.invoices.counter.ensure()  # a new company has no number series yet
    acme.credit_notes.counter.ensure()
    issued = {invoice.invoice_draft_uuid: invoice for invoice in acme.invoices.all()}
    account = bank_account(acme)
    wanted = {str(uuid.uuid5(ORDERS, order["order"])): order for order in orders}  # each once
    for key, order in progress(list(wanted.items()), "billing"):
        invoice = issued.get(key)
        if invoice is None:
            customer = customer_of(acme, order)
            invoice = acme.invoices.save(new_invoice(order, key, customer, account, today))
        if not invoice.dispatches:
            acme.invoices.send(invoice, method=SendMethod.EMAIL)
        if order["cancelled"] and not invoice.associated_credit_notes:
            acme.credit_notes.create_full(invoice, issue_date=max(today, invoice.issue_date))


def bank_account(acme: CompanyClient) -> str:
    """Return the code of the account that customers pay to: the first normal bank account."""
    for account in acme.bank_accounts.all(inactive=False):
        if account.type == "normal":
            return account.account_code
    sys.exit("The company has no bank account. Create one in Fiken first.")


def customer_of(acme: CompanyClient, order: Row) -> Contact:
    """Return the customer of an order, who is created if Fiken does not know the number."""
    number = order["customer"]
    known = acme.contacts.find_by(member_number_string=number)
    if known is not None:
        return known
    return acme.contacts.save(
        Contact(
            name=order["name"], email=order["email"], customer=True, member_number_string=number
        )
    )


def new_invoice(order: Row, key: str, customer: Contact, account: str, today: date) -> Invoice:
    """Return the new invoice of an order, due in two weeks."""
    line = InvoiceLine(
        description=order["text"],
        quantity=int(order["quantity"]),
        unit_price=kroner(order["price"]),
        vat_type=VatType.HIGH,
        income_account="3000",
    )
    return Invoice(
        uuid=key,
        customer_id=customer.contact_id,
        issue_date=today,
        due_date=today + timedelta(days=14),
        order_reference=order["order"],
        bank_account_code=account,
        cash=False,
        lines=[line],
    )


# --- payments ------------------------------------------------------------------------------------


def book_payments(acme: CompanyClient, bank: list[Row]) -> list[Row]:
    """Book the payments of a bank file, as far as that is not done, and return the unknown ones.

    The file has the columns date, account, amount in kroner, and KID.
    """
    invoices = {invoice.kid: invoice for invoice in acme.invoices.all() if invoice.kid}
    unknown = list[Row]()
    seen = Counter[tuple[str, date, int]]()
    for row in progress(bank, "payments"):
        invoice = invoices.get(row["kid"])
        if invoice is None:
            unknown.append(row)
            continue
        day, amount = date.fromisoformat(row["date"]), kroner(row["amount"])
        seen[row["kid"], day, amount] += 1
        if booked(invoice, day, amount) < seen[row["kid"], day, amount]:
            payment = Payment(date=day, account=row["account"], amount=amount)
            acme.sales.payments(invoice).save(payment)
    return unknown


def booked(invoice: Invoice, day: date, amount: int) -> int:
    """Return how many payments of this day and amount the loaded invoice has."""
    payments = invoice.sale.sale_payments if invoice.sale else ()
    return sum(1 for each in payments if (each.date, each.amount) == (day, amount))


# --- overdue -------------------------------------------------------------------------------------


def overdue(acme: CompanyClient, today: date) -> Iterator[Invoice]:
    """Yield the invoices that should have been paid by today, the oldest first."""
    late = acme.invoices.overdue(today)
    yield from sorted(late, key=lambda invoice: (invoice.due_date, invoice.invoice_number))


def print_overdue(invoices: Iterable[Invoice]) -> None:
    """Print one line per invoice, and the sum."""
    total = 0
    for invoice in invoices:
        owed = invoice.outstanding_balance or 0
        total += owed
        name = invoice.customer.name if invoice.customer else ""
        print(f"{invoice.invoice_number}  {invoice.due_date}  {in_kroner(owed):>12}  {name}")
    print(f"overdue: {in_kroner(total)} kroner")


# --- the program ---------------------------------------------------------------------------------


def run(acme: CompanyClient, command: str, file: str | None, today: date) -> None:
    """Execute one command."""
    if command == "bill":
        bill(acme, rows(file or "orders.csv"), today)
    elif command == "payments":
        for row in book_payments(acme, rows(file or "bank.csv")):
            print(f"no invoice has the KID {row['kid']}: {row['amount']} of {row['date']}")
    else:
        print_overdue(overdue(acme, today))


@contextmanager
def a_company() -> Generator[CompanyClient]:
    """Yield the test company that the environment names.

    FIKEN_URL is for an emulator in another process, which needs no pause between requests.
    """
    url = os.environ.get("FIKEN_URL")
    with Fiken(base_url=url, pacer=Unpaced()) if url else Fiken() as client:
        company = client.companies.find(os.environ["FIKEN_COMPANY"])
        if not company.test_company:
            sys.exit(f"{company.name} is not a test company, and this program writes.")
        yield client.company(company.slug)


def demonstrate(folder: Path) -> None:
    """Execute all commands on an embedded Fiken, with files that are made up."""
    billed, paid, today = date(2026, 6, 1), date(2026, 6, 11), date(2026, 6, 21)
    with Emulator(clock=lambda: today, empty=True) as emulator, emulator.client() as client:
        acme = client.company(emulator.company_slug)
        write(folder / "orders.csv", made_up_orders())
        run(acme, "bill", str(folder / "orders.csv"), billed)
        print(f"{len(acme.invoices.all())} invoices, {len(acme.credit_notes.all())} credit notes")
        write(folder / "bank.csv", made_up_payments(acme, paid))
        run(acme, "payments", str(folder / "bank.csv"), today)
        run(acme, "overdue", None, today)


def made_up_orders() -> list[Row]:
    """Return a hundred orders, of which three are cancelled."""
    lots = random.Random(1)  # noqa: S311 - the same orders in every run
    return [
        {
            "order": f"W-{1000 + n}",
            "customer": f"C-{n:03}",
            "name": f"Kunde {n:03}",
            "email": f"kunde{n:03}@example.com",
            "text": lots.choice(("Kaffekvern", "Kaffetrakter", "Espressokanne")),
            "quantity": str(lots.randint(1, 5)),
            "price": f"{lots.randint(100, 2000)}.{lots.choice(('00', '50', '95'))}",
            "cancelled": "yes" if n in {7, 42, 77} else "",
        }
        for n in range(100)
    ]


def made_up_payments(acme: CompanyClient, day: date) -> list[Row]:
    """Return payments of all invoices that are not credited, but for every tenth.

    The second customer pays half, the third in two parts, and the fourth with a wrong KID.
    """
    invoices = list(acme.invoices.all(settled=False))
    amounts = [[invoice.gross] for invoice in invoices]
    kids = [invoice.kid or "" for invoice in invoices]
    amounts[1] = [amounts[1][0] // 2]
    amounts[2] = [amounts[2][0] // 2, amounts[2][0] - amounts[2][0] // 2]
    kids[3] = "0000000000"
    amounts[9::10] = [[] for _ in amounts[9::10]]
    facts = {"date": day.isoformat(), "account": "1920:10001"}
    return [
        {**facts, "amount": str(in_kroner(amount)), "kid": kid}
        for kid, parts in zip(kids, amounts, strict=True)
        for amount in parts
    ]


def write(path: Path, lines: list[Row]) -> None:
    """Write a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def main() -> None:
    """Parse the arguments, and execute the command, or all of them on an embedded Fiken."""
    parser = argparse.ArgumentParser(description="Bill customers, and follow their invoices.")
    parser.add_argument("command", nargs="?", choices=("bill", "payments", "overdue"))
    parser.add_argument("file", nargs="?", help="the CSV file of orders or of payments")
    arguments = parser.parse_args()
    if arguments.command is None:
        with tempfile.TemporaryDirectory() as folder:
            demonstrate(Path(folder))
        return
    try:
        with a_company() as acme:
            run(acme, arguments.command, arguments.file, date.today())  # noqa: DTZ011
    except FikenError as error:
        sys.exit(f"{error}\nThe program can be started again: it goes on where it stopped.")


if __name__ == "__main__":
    main()
