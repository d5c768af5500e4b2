"""Exports into a file of SQLite: what is in it, and what a second run asks for."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from freezegun import freeze_time

from fiken import CompanyClient, Product, VatType
from fiken.emulator import Emulator
from fiken.export import ENTITIES, ExportProgress, export
from tests.export.reading import TODAY, Days, again, asked, contacts, query, shop


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "books.db"


def test_the_demo_shop_is_exported_whole(acme: CompanyClient, to: Path) -> None:
    result = export(acme, to, today=TODAY)
    assert ENTITIES == tuple(entity.name for entity in result.entities)
    for entity in result.entities:
        (count,) = query(to, f"SELECT count(*) FROM {entity.name}")[0]
        assert (count, count, True) == (entity.rows, entity.read, entity.is_whole)
    assert 600 < result.read == sum(entity.read for entity in result.entities)
    assert len(acme.contacts.all()) == result["contacts"].rows


def test_amounts_are_whole_ore(acme: CompanyClient, to: Path) -> None:
    """The sum of all postings per account is that of the entries as the client loads them."""
    export(acme, to, only=["journal_entries"])
    sums: dict[str, int] = {}
    for entry in acme.journal_entries.all():
        for line in entry.lines:
            sums[str(line.account)] = sums.get(str(line.account), 0) + line.amount
    found = "SELECT account, sum(amount), typeof(sum(amount)) FROM journal_entry_lines GROUP BY 1"
    assert {(code, amount, "integer") for code, amount in sums.items()} == set(query(to, found))
    assert 5 < len(sums)


def test_decimals_keep_their_digits(acme: CompanyClient, to: Path) -> None:
    stock = Decimal("0.1234567890123")
    product = Product(
        name="Salt", income_account="3000", vat_type=VatType.HIGH, active=True, stock=stock
    )
    saved = acme.products.save(product)
    export(acme, to, only=["products"])
    found = query(
        to, "SELECT stock, typeof(stock) FROM products WHERE product_id = ?", saved.product_id
    )
    assert [("0.1234567890123", "text")] == found


def test_parts_have_the_key_and_a_position(acme: CompanyClient, to: Path) -> None:
    export(acme, to, only=["invoices"])
    invoice = max(acme.invoices.all(), key=lambda one: len(one.lines))
    expected = [
        (place, line.description, line.gross) for place, line in enumerate(invoice.lines, 1)
    ]
    lines = "SELECT position, description, gross FROM invoice_lines WHERE invoice_id = ? ORDER BY 1"
    assert expected == query(to, lines, invoice.invoice_id)
    sale = "SELECT sale_id, customer_id FROM invoices WHERE invoice_id = ?"
    assert invoice.sale is not None
    assert [(invoice.sale.sale_id, invoice.customer_id)] == query(to, sale, invoice.invoice_id)


def test_a_second_run_asks_for_changes_only(to: Path) -> None:
    """1,000 contacts of which three have changed cost as much as ten would."""
    clock = Days()
    with shop(clock) as (emulator, acme):
        saved = contacts(acme, [f"Kunde {number}" for number in range(1000)])
        before = len(emulator.requests)
        assert 1000 == export(acme, to, only=["contacts"], today=clock.today)["contacts"].read
        assert 10 == len(emulator.requests) - before
        clock.pass_by(30)
        for contact in saved[::400]:
            acme.contacts.save(contact.evolve(name=f"{contact.name} AS"))
        again(acme, to, clock.today)
        clock.pass_by(1)
        before = len(emulator.requests)
        result = again(acme, to, clock.today)["contacts"]
        assert (1000, 3, 0, False) == (result.rows, result.read, result.missing, result.is_whole)
        day = clock.today.replace(day=clock.today.day - 2)
        assert [
            f"GET contacts lastModifiedGe={day}&page=0&pageSize=100",
            "GET contacts page=0&pageSize=1",
        ] == asked(emulator, before)
    named = query(to, "SELECT name FROM contacts WHERE name LIKE '% AS' ORDER BY contact_id")
    assert [("Kunde 0 AS",), ("Kunde 400 AS",), ("Kunde 800 AS",)] == named


def test_a_deleted_row_is_found_by_counting(to: Path) -> None:
    """Only then is the list read whole. The row stays, and is marked."""
    clock = Days()
    with shop(clock) as (emulator, acme):
        nelly, ned, _ = contacts(acme, ["Nelly", "Ned", "Nora"])
        export(acme, to, only=["contacts"], today=clock.today)
        clock.pass_by(5)
        acme.contacts.delete(ned)
        before = len(emulator.requests)
        result = again(acme, to, clock.today)["contacts"]
        assert (2, 1, True) == (result.rows, result.missing, result.is_whole)
        assert 3 == len(emulator.requests) - before
        found = query(to, "SELECT name FROM contacts WHERE missing_since IS NOT NULL")
        assert [("Ned",)] == found
        before = len(emulator.requests)
        assert 0 == again(acme, to, clock.today)["contacts"].missing
        assert 2 == len(emulator.requests) - before
    assert 3 == query(to, "SELECT count(*) FROM contacts")[0][0]
    assert nelly.contact_id in {key for (key,) in query(to, "SELECT contact_id FROM contacts")}


def test_a_deletion_and_a_creation_are_both_found(to: Path) -> None:
    """The number of contacts in Fiken is the same as before."""
    clock = Days()
    with shop(clock) as (_, acme):
        nelly, _ = contacts(acme, ["Nelly", "Ned"])
        export(acme, to, only=["contacts"], today=clock.today)
        clock.pass_by(5)
        acme.contacts.delete(nelly)
        contacts(acme, ["Nora"])
        result = again(acme, to, clock.today)["contacts"]
        assert (2, 1) == (result.rows, result.missing)
    expected = [("Ned", True), ("Nelly", False), ("Nora", True)]
    found = query(to, "SELECT name, missing_since IS NULL FROM contacts ORDER BY name")
    assert expected == [(name, bool(there)) for name, there in found]


def test_a_soft_deletion_is_marked_by_fiken(acme: CompanyClient, to: Path) -> None:
    sale = next(
        one for one in acme.sales.all() if not one.deleted and one.kind == "external_invoice"
    )
    export(acme, to, only=["sales"], today=TODAY)
    acme.sales.delete(sale, description="Feil")
    assert 0 == again(acme, to, TODAY, "sales")["sales"].missing
    found = query(to, "SELECT deleted, missing_since FROM sales WHERE sale_id = ?", sale.sale_id)
    assert [(1, None)] == found


def test_fewer_lines_leave_no_old_ones(to: Path) -> None:
    clock = Days()
    with shop(clock) as (_, acme):
        (nelly,) = contacts(acme, ["Nelly"])
        nelly = acme.contacts.save(nelly.evolve(groups=["A", "B", "C"]))
        export(acme, to, only=["contacts"], today=clock.today)
        acme.contacts.save(nelly.evolve(groups=["C"]))
        again(acme, to, clock.today)
    assert [(1, "C")] == query(to, "SELECT position, value FROM contact_groups")


def test_a_change_on_the_day_of_the_export_is_found(to: Path) -> None:
    """Filters are days: what changed later on the day of the last export is asked for again."""
    clock = Days()
    with shop(clock) as (_, acme):
        (nelly,) = contacts(acme, ["Nelly"])
        export(acme, to, only=["contacts"], today=clock.today)
        acme.contacts.save(nelly.evolve(name="Nelly Bloom"))
        clock.pass_by(1)
        again(acme, to, clock.today)
    assert [("Nelly Bloom",)] == query(to, "SELECT name FROM contacts")


def test_a_clock_that_was_ahead_hides_nothing(to: Path) -> None:
    clock = Days()
    with shop(clock) as (_, acme):
        (nelly,) = contacts(acme, ["Nelly"])
        export(acme, to, only=["contacts"], today=date(2027, 1, 1))
        acme.contacts.save(nelly.evolve(name="Nelly Bloom"))
        again(acme, to, clock.today)
    assert [("Nelly Bloom",)] == query(to, "SELECT name FROM contacts")


def test_without_since_last_everything_is_read(acme: CompanyClient, to: Path) -> None:
    first = export(acme, to, only=["contacts", "sales"])
    second = export(acme, to, only=["contacts", "sales"])
    assert first == second
    assert all(entity.is_whole for entity in second.entities)


def test_a_first_run_since_last_reads_everything(acme: CompanyClient, to: Path) -> None:
    assert again(acme, to)["contacts"].rows == len(acme.contacts.all())


def test_lists_without_a_filter_are_read_whole(
    acme: CompanyClient, emulator: Emulator, to: Path
) -> None:
    export(acme, to, today=TODAY)
    before = len(emulator.requests)
    result = export(acme, to, since_last=True, today=TODAY)
    whole = {entity.name for entity in result.entities if entity.is_whole}
    filtered = {one.path for one in emulator.requests[before:] if "lastModifiedGe" in one.query}
    assert 9 == len(filtered)
    assert len(ENTITIES) - 9 == len(whole)
    assert {"accounts", "offers", "inbox_documents"} < whole


def test_progress_is_told_per_page(to: Path) -> None:
    with shop(Days()) as (_, acme):
        contacts(acme, [f"Kunde {number}" for number in range(150)])
        told: list[ExportProgress] = []
        export(acme, to, only=["contacts"], progress=told.append)
    pages = [ExportProgress("contacts", 100, 150), ExportProgress("contacts", 150, 150)]
    assert pages == told


def test_a_module_that_is_not_bought_is_skipped(to: Path) -> None:
    with Emulator(seed=1, modules=set()) as emulator, emulator.client() as client:
        acme = client.company(emulator.company_slug)
        result = export(acme, to, only=["projects", "contacts"])
    assert "module" in result["projects"].skipped
    assert "" == result["contacts"].skipped
    assert 10 < result["contacts"].rows


def test_a_frozen_clock_does_no_harm(acme: CompanyClient, to: Path) -> None:
    """Libraries that freeze it replace the classes of datetime."""
    with freeze_time("2026-06-20 12:00:00", real_asyncio=True):
        export(acme, to, only=["invoices", "time_entries"])
        result = export(acme, to, only=["invoices", "time_entries"], since_last=True)
    assert (0, 0) == (result.read, result.missing)


def test_two_companies_share_a_database(to: Path) -> None:
    """The rows of the other one have the same ids, and stay as they are."""
    clock = Days()
    with shop(clock) as (_, acme):
        nelly, ned = contacts(acme, ["Nelly", "Ned"])
        acme.contacts.save(nelly.evolve(groups=["A"]))
        export(acme, to, only=["contacts"], today=clock.today)
        for table in ("contacts", "contact_groups", "fiken_export"):
            query(to, f"UPDATE {table} SET company = 'other-as' RETURNING company")
        acme.contacts.delete(ned)
        acme.contacts.save(nelly.evolve(groups=["B"]))
        assert 1 == again(acme, to, clock.today)["contacts"].rows
    groups = "SELECT company, value FROM contact_groups ORDER BY 1"
    assert [(acme.slug, "B"), ("other-as", "A")] == query(to, groups)
    there = "SELECT company, count(*) FROM contacts WHERE missing_since IS NULL GROUP BY 1"
    assert [(acme.slug, 1), ("other-as", 2)] == query(to, there)


def test_a_sale_is_found_by_sql(acme: CompanyClient, to: Path) -> None:
    """Tables can be joined by the ids that Fiken gives."""
    export(acme, to, only=["sales", "contacts"])
    expected: dict[str, int] = {}
    for sale in acme.sales.all():
        if sale.customer is not None:
            name = sale.customer.name
            expected[name] = expected.get(name, 0) + sale.net_amount
    statement = """
        SELECT contacts.name, sum(sales.net_amount)
        FROM sales JOIN contacts
        ON contacts.contact_id = sales.customer_id AND contacts.company = sales.company
        GROUP BY 1"""
    assert expected == dict(query(to, statement))
    assert expected
