"""The examples that book each order once, killed anywhere and started again."""

import csv
import runpy
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fiken import CompanyClient, Sale, VatType
from fiken.emulator import Emulator
from fiken.vat import net_in
from tests.house.test_example_programs import EXAMPLES, killed_until_done

OUTBOX, SHOP = EXAMPLES / "outbox.py", EXAMPLES / "shop.py"
FILES = EXAMPLES / "shop"
BANK = "1920:10001"
#: The orders that the tests book: card, invoice, euro, refunds and all VAT rates are among them.
FEW = slice(5, 47)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An empty company on the day after the last order of the files."""
    with Emulator(seed=3, empty=True, clock=lambda: date(2026, 6, 30)) as served:
        yield served


def run_by_itself(program: Path) -> list[str]:
    """Run a program without arguments, and return the lines that it printed."""
    run = subprocess.run(
        [sys.executable, "-W", "error", program], capture_output=True, text=True, check=True
    )
    assert "" == run.stderr
    return run.stdout.splitlines()


def test_the_outbox_runs() -> None:
    """A relay that forgot all that it had booked books nothing twice."""
    assert ["20 orders, 20 sales"] == run_by_itself(OUTBOX)


def test_a_killed_outbox_books_once(emulator: Emulator, tmp_path: Path) -> None:
    """Each order has one sale, with its amount, and the database knows its id."""
    path = tmp_path / "shop.db"
    take = [sys.executable, str(OUTBOX), "take", str(path), "40"]
    subprocess.run(take, capture_output=True, check=True)
    assert killed_until_done(emulator, OUTBOX, "relay", str(path), most=20) > 1
    with emulator.client() as client:
        sales = list(client.company(emulator.company_slug).sales.all())
    with sqlite3.connect(path) as database:
        orders = database.execute("SELECT id, price, sale_id FROM orders").fetchall()
        assert [(0,)] == database.execute("SELECT COUNT(*) FROM outbox").fetchall()
    booked = {(each.sale_number, each.outstanding_balance, each.sale_id) for each in sales}
    assert {(f"W-{number}", price, id_) for number, price, id_ in orders} == booked
    assert 40 == len(sales)
    emulator.check_books()


def test_an_order_rolled_back_is_not_booked(tmp_path: Path) -> None:
    """The order and its row in the outbox come together or not at all."""
    example = runpy.run_path(str(OUTBOX))
    database = example["opened"](tmp_path / "shop.db")
    database.execute("DROP TABLE outbox")
    with pytest.raises(sqlite3.OperationalError):
        example["take"](database, "Kopp", date(2026, 6, 1))
    assert [] == database.execute("SELECT id FROM orders").fetchall()
    database.close()


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of the shop."""
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def few(folder: Path) -> list[dict[str, str]]:
    """Write some orders, their customers and receipts into a folder, and return the orders."""
    orders = rows("orders.csv")[FEW]
    wanted = {order["kundenr"] for order in orders}
    customers = [row for row in rows("customers.csv") if row["kundenr"] in wanted]
    for name, kept in (("orders.csv", orders), ("customers.csv", customers)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(kept[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(kept)
    (folder / "receipts").mkdir()
    for order in orders:
        (folder / "receipts" / f"{order['ordre']}.pdf").write_bytes(b"%PDF-1.4 made up")
    return orders


def test_the_files_have_what_a_shop_has() -> None:
    """Every order can be booked as it is; the library checks it before it sends anything."""
    example: dict[str, Any] = runpy.run_path(str(SHOP))
    customers, orders = rows("customers.csv"), rows("orders.csv")
    assert (200, 500) == (len(customers), len(orders))
    assert {"NOK", "EUR"} == {order["valuta"] for order in orders}
    for column in ("mva25", "mva15", "mva0", "gebyr", "refundert"):
        assert 20 < sum(bool(order[column]) for order in orders) < 500
    assert 20 < sum(not order["betalt"] for order in orders)
    with Emulator() as emulator, emulator.client() as client:
        acme = client.company(emulator.company_slug)
        contact = acme.contacts.all().first()
        payloads = [acme.sales.payload(example["sale_of"](order, contact)) for order in orders]
        assert [] == emulator.requests[1:]
    assert [order["ordre"] for order in orders] == [each["saleNumber"] for each in payloads]


def test_a_killed_shop_doubles_nothing(emulator: Emulator, tmp_path: Path) -> None:
    """Each order has one sale and one receipt, with the amounts of the file. Again: no write."""
    orders = few(tmp_path)
    assert killed_until_done(emulator, SHOP, str(tmp_path), most=200) > 1
    with emulator.client() as client:
        acme = client.company(emulator.company_slug)
        sales = {str(each.sale_number): each for each in acme.sales.all()}
        assert len(orders) == len(acme.sales.all())
        assert len({order["kundenr"] for order in orders}) == len(acme.contacts.all())
        for order in orders:
            check(acme, order, sales[order["ordre"]])
        assert expected_in_bank(orders) == acme.account_balances.find(BANK, date=LAST).balance
        refunds = [f"Refusjon av ordre {each['ordre']}" for each in orders if each["refundert"]]
        booked = Counter(entry.description for entry in acme.journal_entries.all())
        assert [1] * len(refunds) == [
            sum(times for text, times in booked.items() if text.endswith(each)) for each in refunds
        ]
    emulator.check_books()
    before = len(emulator.requests)
    assert 0 == killed_until_done(emulator, SHOP, str(tmp_path), most=10**6)
    assert {"GET"} == {request.method for request in emulator.requests[before:]}


#: A day after all orders, payments and refunds.
LAST = date(2026, 6, 30)


def ore(text: str) -> int:
    """Return an amount such as 1 249,50 in hundredths, without the library."""
    return int(text.replace(" ", "").replace(",", "") or 0)


def in_nok(order: dict[str, str], hundredths: int) -> int:
    """Return an amount of an order in øre."""
    rate = ore(order["kurs"]) if order["valuta"] == "EUR" else 1000  # it has three decimals
    return (hundredths * rate + 500) // 1000


def gross(order: dict[str, str]) -> int:
    """Return what an order costs, in øre."""
    return sum(in_nok(order, ore(order[column])) for column in ("mva25", "mva15", "mva0"))


def check(acme: CompanyClient, order: dict[str, str], sale: Sale) -> None:
    """Compare a sale with its order."""
    assert (order["dato"], order["valuta"]) == (sale.date.isoformat(), sale.currency)
    assert gross(order) == sale.net_amount + sale.vat_amount
    high, medium = (ore(order[column]) for column in ("mva25", "mva15"))
    vat = high - net_in(high, VatType.HIGH) + medium - net_in(medium, VatType.MEDIUM)
    assert vat == sale.vat_amount
    assert (0 if order["betalt"] else gross(order)) == sale.outstanding_balance
    assert [f"{order['ordre']}.pdf"] == [
        each.filename for each in acme.sales.attachments(sale).all()
    ]


def expected_in_bank(orders: list[dict[str, str]]) -> int:
    """Return what was paid, without the fees and the refunds, in øre."""
    paid = sum(gross(order) for order in orders if order["betalt"])
    fees = sum(ore(order["gebyr"]) for order in orders)
    return paid - fees - sum(gross(order) for order in orders if order["refundert"])


def test_refunds_balance_to_the_ore(emulator: Emulator) -> None:
    """What is paid back is what was paid, though Fiken computes the VAT from the net."""
    refund_of = runpy.run_path(str(SHOP))["refund_of"]
    odd = next(order for order in rows("orders.csv") if order["ordre"] == "5073")
    with emulator.client() as client:
        acme = client.company(emulator.company_slug)
        posted = 0
        for day, order in ((1, odd), (2, odd | {"mva25": "10,02", "mva15": ""})):
            acme.transactions.post(date(2026, 6, day), "Refusjon", *refund_of(order))
            posted += gross(order)
            accounts = acme.account_balances.all(date=date(2026, 6, day))
            booked = {each.code: each.balance for each in accounts if each.balance}
            assert (-day, -posted) == (booked["7740"], booked[BANK])
    emulator.check_books()


def test_a_late_receipt_is_attached_once(emulator: Emulator, tmp_path: Path) -> None:
    """An order whose receipt is not there yet is booked, and gets it in a later run."""
    example: dict[str, Any] = runpy.run_path(str(SHOP))
    order = few(tmp_path)[0]
    receipt = tmp_path / "receipts" / f"{order['ordre']}.pdf"
    (tmp_path / "orders.csv").write_text(
        "\n".join([";".join(order), ";".join(order.values())]), "utf-8"
    )
    store = example["SqlIdempotency"](tmp_path / "fiken.db")
    with emulator.client(idempotency=store) as client:
        acme = client.company(emulator.company_slug)
        receipt.rename(tmp_path / "later.pdf")
        assert [] == example["run"](acme, tmp_path)
        assert [0] == [len(list(acme.sales.attachments(each).all())) for each in acme.sales.all()]
        (tmp_path / "later.pdf").rename(receipt)
        for _ in range(2):
            assert [] == example["run"](acme, tmp_path)
            assert [1] == [
                len(list(acme.sales.attachments(each).all())) for each in acme.sales.all()
            ]


def test_the_shop_is_short() -> None:
    """What it would have to write by hand beyond 200 lines is missing in the library."""
    assert len(SHOP.read_text("utf-8").splitlines()) <= 200


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("mva25", "1.249", "order 5006: '1.249' kroner is ambiguous"),
        ("dato", "31.12.2026", "order 5006: Invalid isoformat string: '31.12.2026'"),
        ("kundenr", "K-1", "order 5006: 'K-1'"),
    ],
)
def test_a_bad_order_stops_no_other(
    column: str, text: str, problem: str, emulator: Emulator, tmp_path: Path
) -> None:
    example: dict[str, Any] = runpy.run_path(str(SHOP))
    orders = few(tmp_path)
    path = tmp_path / "orders.csv"
    first = path.read_text("utf-8").splitlines()[:4]
    cells = dict(zip(first[0].split(";"), first[1].split(";"), strict=True)) | {column: text}
    path.write_text("\n".join([first[0], ";".join(cells.values()), *first[2:]]), "utf-8")
    store = example["SqlIdempotency"](tmp_path / "fiken.db")
    with emulator.client(idempotency=store) as client:
        acme = client.company(emulator.company_slug)
        problems = example["run"](acme, tmp_path)
        assert [problem] == [each[: len(problem)] for each in problems]
        assert [each["ordre"] for each in orders[1:3]] == sorted(
            str(each.sale_number) for each in acme.sales.all()
        )
