"""Book a web shop: its customers, orders, card fees, payments, refunds and receipts, each once.

    python examples/shop.py               # the files in examples/shop, on an embedded Fiken
    python examples/shop.py FOLDER        # the files in FOLDER, on the test company FIKEN_COMPANY

FOLDER has customers.csv and orders.csv, as the shop exports them, and receipts/ORDER.pdf. Prices
include VAT. An order in euro has its rate, the price of one euro in kroner. An order was paid by
card, or it has an invoice of the shop, which may be paid by now.

The program can be killed at any moment and started again, and several copies can run at once. Each
write has an idempotency key that is made of the number of the order, and FOLDER/fiken.db says which
keys were used. So a second run writes nothing, and if the files have grown, it books only what is
new. Rows that cannot be booked are listed, and do not stop the others.
"""

import csv
import os
import shutil
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fiken import (
    Address,
    CompanyClient,
    Contact,
    Fiken,
    FikenError,
    JournalEntryLine,
    OrderLine,
    Payment,
    Sale,
    SaleKind,
    VatType,
    in_ore,
    kroner,
)
from fiken.emulator import Emulator
from fiken.idempotency import SqlIdempotency
from fiken.session import Unpaced
from fiken.vat import VAT, vat_on

Row = dict[str, str]
BANK, ROUNDING = "1920:10001", "7740"  # the bank account, and the one for differences of an øre

GOODS = {"mva25": ("3000", VatType.HIGH), "mva15": ("3040", VatType.MEDIUM)}
FREE, ABROAD = ("3100", VatType.EXEMPT), ("3130", VatType.EXEMPT_IMPORT_EXPORT)
"""The account and the VAT type of the goods in each column. Goods in `mva0` have no VAT."""


def rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file; -sig skips the mark that a spreadsheet puts at the start."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


def contact_of(row: Row) -> Contact:
    """Return the contact of a customer."""
    return Contact(
        name=row["navn"],
        email=row["epost"] or None,
        address=Address(country=row["land"]),
        member_number_string=row["kundenr"],
        customer=True,
    )


def lines_of(order: Row) -> list[OrderLine]:
    """Return a line for the goods of each VAT rate. In euro, it has both amounts."""
    is_abroad, lines = order["valuta"] != "NOK", list[OrderLine]()
    for column, (account, vat_type) in (GOODS | {"mva0": ABROAD if is_abroad else FREE}).items():
        if order[column]:
            amount = kroner(order[column])  # in øre, or in cents: both are hundredths
            line = OrderLine.of_gross(
                in_ore(amount, order["kurs"].replace(",", ".") or 1),
                in_currency=amount if is_abroad else None,
                description=f"Ordre {order['ordre']}, {column}",
                account=account,
                vat_type=vat_type,
            )
            lines.append(line)
    return lines


def gross_of(lines: list[OrderLine]) -> int:
    """Return the sum of lines with VAT, in øre."""
    return sum((line.net_price or 0) + (line.vat or 0) for line in lines)


def sale_of(order: Row, customer: Contact) -> Sale:
    """Return the sale of an order, paid by card or with an invoice that is due in two weeks."""
    day, lines = date.fromisoformat(order["dato"]), lines_of(order)
    more: dict[str, Any] = {"kind": SaleKind.EXTERNAL_INVOICE, "due_date": day + timedelta(days=14)}
    if order["betaling"] == "kort":
        more = {"kind": SaleKind.CASH_SALE, "payment_account": BANK, "payment_date": day}
        more |= {"total_paid": gross_of(lines), "payment_fee": kroner(order["gebyr"] or "0")}
        if order["valuta"] != "NOK":  # goods that are sold abroad have no VAT
            more["total_paid_in_currency"] = sum(line.net_price_in_currency or 0 for line in lines)
    return Sale(
        sale_number=order["ordre"],
        date=day,
        customer_id=customer.contact_id,
        currency=order["valuta"],
        lines=lines,
        **more,
    )


def refund_of(order: Row) -> list[JournalEntryLine]:
    """Return the entry that pays an order back: Fiken's API has no refunds.

    A side with a VAT code is net, and Fiken adds the VAT, which can be an øre more or less.
    """
    lines, entry = lines_of(order), list[JournalEntryLine]()
    rest = gross_of(lines)
    for line in lines:
        net, code = line.net_price or 0, VAT[line.vat_type].sale_code
        entry.append(JournalEntryLine.debit(line.account or "", net, vat_code=code))
        rest -= net + vat_on(net, line.vat_type)
    if rest:
        post = JournalEntryLine.debit if rest > 0 else JournalEntryLine.credit
        entry.append(post(ROUNDING, abs(rest)))
    return [*entry, JournalEntryLine.credit(BANK, gross_of(lines))]


def book(acme: CompanyClient, order: Row, customer: Contact, receipt: Path) -> None:
    """Book everything that belongs to an order, as far as that is not done yet."""
    number, is_card = order["ordre"], order["betaling"] == "kort"
    sale, key = sale_of(order, customer), f"order-{number}"
    sale = acme.sales.save(sale, reload=False, idempotency_key=key)  # no request if it is done
    if receipt.exists():  # otherwise a later run attaches it
        files, key = acme.sales.attachments(sale), f"receipt-{number}"
        files.add(receipt, to_payment=is_card, idempotency_key=key)
    if order["betalt"] and not is_card:
        day = date.fromisoformat(order["betalt"])
        payment = Payment(date=day, account=BANK, amount=gross_of(lines_of(order)))
        key = f"payment-{number}"
        acme.sales.payments(sale).save(payment, reload=False, idempotency_key=key)
    if order["refundert"]:
        day, text = date.fromisoformat(order["refundert"]), f"Refusjon av ordre {number}"
        acme.transactions.post(day, text, *refund_of(order), idempotency_key=f"refund-{number}")


def run(acme: CompanyClient, folder: Path) -> list[str]:
    """Book the files of a folder, as far as that is not done yet, and return what went wrong."""
    customers, problems = dict[str, Contact](), list[str]()
    for row in rows(folder / "customers.csv"):
        number = row["kundenr"]
        try:
            contact, key = contact_of(row), f"customer-{number}"
            customers[number] = acme.contacts.save(contact, reload=False, idempotency_key=key)
        except FikenError as error:
            problems.append(f"customer {number}: {error}")
    for order in rows(folder / "orders.csv"):
        number, receipt = order["ordre"], folder / "receipts" / f"{order['ordre']}.pdf"
        try:
            book(acme, order, customers[order["kundenr"]], receipt)
        except (FikenError, ValueError, KeyError) as error:  # ValueError: of an amount or a date
            problems.append(f"order {number}: {error}")
    return problems


def demonstrate(folder: Path) -> None:
    """Book the files of this example twice, on an embedded Fiken, and print what there is."""
    shutil.copytree(Path(__file__).with_name("shop"), folder, dirs_exist_ok=True)
    (folder / "receipts").mkdir()
    for order in rows(folder / "orders.csv"):
        (folder / "receipts" / f"{order['ordre']}.pdf").write_bytes(b"%PDF-1.4 made up")
    store = SqlIdempotency(f"sqlite:///{folder / 'fiken.db'}")
    with Emulator(empty=True, clock=lambda: date(2026, 6, 30)) as emulator:
        acme = emulator.client(idempotency=store).company(emulator.company_slug)
        for times in ("first", "second"):
            before, problems = len(emulator.requests), run(acme, folder)
            sent = [each.method for each in emulator.requests[before:]]
            writes = len(sent) - sent.count("GET")
            print(f"{times} run: {len(problems)} problems, {writes} writes, {len(sent)} requests")
        print(f"{len(acme.sales.all())} sales, {len(list(acme.sales.overdue()))} overdue")
        emulator.check_books()


def main() -> None:
    """Book the files of the folder that is named, or made-up ones on an embedded Fiken."""
    if not sys.argv[1:]:
        with tempfile.TemporaryDirectory() as made_up:
            return demonstrate(Path(made_up))
    folder, url = Path(sys.argv[1]), os.environ.get("FIKEN_URL")
    options: dict[str, Any] = {"test_companies_only": True}
    lease, settle = 60, 120
    if url:  # of an emulator, which needs no pause between requests, and where nothing comes late
        options, lease, settle = {"base_url": url, "pacer": Unpaced()}, 2, 1
    store = SqlIdempotency(f"sqlite:///{folder / 'fiken.db'}", lease=lease, settle=settle)
    with Fiken(idempotency=store, **options) as client:
        sys.exit("\n".join(run(client.company(os.environ["FIKEN_COMPANY"]), folder)) or 0)


if __name__ == "__main__":
    main()
