"""Tables show people what is worth seeing, and lists of any length need little memory."""

import json
import os
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import attrs
import pytest
from rich.cells import cell_len

from fiken import CompanyClient, Contact, Sale
from fiken.cli._families import as_columns, families
from fiken.cli._showing._formats import FORMATS, Output
from fiken.cli._showing._table import as_table
from fiken.repositories import JournalEntryRepository
from tests.catalogue import sale
from tests.cli.command import PATIENCE, Command
from tests.house.source import ROOT

CONTACTS = families()["contacts"]


def table(*contacts: Contact, width: int = 100, columns: str = "") -> list[str]:
    """Return the lines of a table of contacts, each on a page of its own."""
    every = as_columns(Contact)
    chosen = [each for name in columns.split(",") for each in every if each.name == name]
    pages = [[contact] for contact in contacts]
    parts = as_table(pages, chosen or every, width, None if chosen else CONTACTS)
    return "".join(parts).splitlines()


def test_a_table_shows_what_has_values(at_emulator: Command, acme: CompanyClient) -> None:
    """First the key, then names, and the name of the customer instead of the id."""
    done = at_emulator("list", "invoices", "--format", "table", "--limit", "1")
    headings, row = done.out.splitlines()
    expected = ["invoice_id", "invoice_number", "customer.name", "gross", "issue_date", "due_date"]
    assert expected == headings.split()[:6]
    assert "uuid" not in headings
    customer = next(iter(acme.invoices.all())).customer
    assert customer is not None
    assert customer.name in row


def test_other_currencies_are_named(at_emulator: Command, acme: CompanyClient) -> None:
    """Also where the column of the currency is not shown: 235 pounds are not 235 kroner."""
    arguments = "list invoices --format table --columns invoice_number,gross,gross_in_nok"
    done = at_emulator(*arguments.split())
    amounts = {row.split()[0]: row.split("  ", 1)[1].split("  ") for row in done.out.splitlines()}
    currencies = {str(each.invoice_number): each.currency for each in acme.invoices.all()}
    foreign = [number for number, currency in currencies.items() if currency == "GBP"]
    assert foreign
    for number, currency in currencies.items():
        gross, in_nok = (cell.strip() for cell in amounts[number] if cell.strip())
        assert (currency == "GBP") == gross.endswith(" GBP")
        assert "NOK" not in gross
        assert in_nok.replace(",", "").replace(" ", "").isdigit()


def test_amounts_are_in_kroner(at_emulator: Command, acme: CompanyClient) -> None:
    done = at_emulator("list", "products", "--format", "table", "-c", "unit_price")
    prices = [f"{each.unit_price / 100:,.2f}" for each in acme.products.all() if each.unit_price]
    norwegian = [price.replace(",", " ").replace(".", ",") for price in prices]
    assert norwegian == [line.strip() for line in done.out.splitlines()[1:] if line.strip()]


def test_numbers_are_on_the_right(at_emulator: Command) -> None:
    lines = at_emulator("list", "products", "-f", "table", "-c", "unit_price").out.splitlines()
    assert 1 == len({len(line) for line in lines if line.strip()})


def test_deleted_rows_say_so(at_emulator: Command, acme: CompanyClient) -> None:
    """In every table, as a bookkeeper must not count them."""
    deleted = acme.sales.delete(acme.sales.save(sale()), description="Feilført")
    assert isinstance(deleted, Sale)
    lines = at_emulator("list", "sales", "-f", "table").out.splitlines()
    assert "deleted" in lines[0].split()
    assert "yes" in next(line for line in lines if str(deleted.sale_id) in line).split()


def test_a_table_fits_the_terminal() -> None:
    contact = Contact(name="Øst & Vest", email="post@ostvest.example", organization_number="9" * 9)
    for width in (10, 30, 60):
        assert all(cell_len(line) <= max(width, 10) for line in table(contact, width=width))
    assert 1 == len(table(contact, width=5)[0].split())


def test_chosen_columns_are_all_shown() -> None:
    """Long texts are cut so that they fit. Below 12 characters, lines become too long instead."""
    contact = Contact(name="x" * 90, email="y" * 90)
    heading, row = table(contact, width=80, columns="name,email")
    assert (["name", "email"], 80, 2) == (heading.split(), cell_len(row), row.count("…"))
    assert 26 == cell_len(table(contact, width=20, columns="name,email")[1])


def test_a_later_text_is_cut_to_the_width() -> None:
    """The first page decides. A wide letter needs two places."""
    short, long = Contact(name="Kari"), Contact(name="Karoline 日本")
    lines = table(short, long, columns="name", width=80)
    assert ["name", "Kari", "Kar…"] == lines
    wide = table(Contact(name="日本語"), long, columns="name")
    assert ["name", "日本語", "Karol…"] == wide


def test_a_later_number_is_never_cut() -> None:
    """It would be another number."""
    rows = [Contact(name="a", discount=1), Contact(name="b", discount=99)]
    assert "99" in table(*rows, columns="discount")[2]
    balances = families()["account-balances"]
    assert balances.model is not None
    small, large = balances.model(), balances.model()
    column = next(each for each in as_columns(balances.model) if each.name == "balance")
    object.__setattr__(small, "balance", 1)
    object.__setattr__(large, "balance", -12345678900)
    narrow = attrs.evolve(column, name="b")
    lines = "".join(as_table([[small], [large]], [narrow], 80)).splitlines()
    assert ["   b", "0,01", "-123 456 789,00"] == lines


def test_names_cannot_command_the_terminal() -> None:
    """Nor end the line."""
    assert "Evil�[31m� Corp" == table(Contact(name="Evil\x1b[31m\n Corp"), columns="name")[1]


def test_sequences_are_counted() -> None:
    contact = Contact(name="a", groups=["Kafé", "Bergen"])
    assert "Kafé, Bergen" == table(contact, columns="groups")[1]
    assert "0 notes" not in table(contact, columns="notes")[1]


@attrs.frozen
class Answer:
    """An answer of a made-up Fiken."""

    body: bytes
    headers: Mapping[str, str]
    status: int = 200
    request_id: str = "made-up"
    location_id: str | None = None

    def json(self) -> Any:
        """Return the rows."""
        return json.loads(self.body)


def page(number: int, size: int, count: int) -> Answer:
    """Return one page of a list of journal entries."""
    rows = [
        {
            "journalEntryId": n + 1,
            "description": "Salg",
            "date": "2026-06-15",
            "transactionId": n + 1,
            "lines": [{"amount": 100, "account": "1920"}, {"amount": -100, "account": "3000"}],
        }
        for n in range(number * size, min(count, (number + 1) * size))
    ]
    pages = -(-count // size)
    paging = {"Page": number, "Page-Size": size, "Page-Count": pages, "Result-Count": count}
    headers = {f"Fiken-Api-{name}": str(value) for name, value in paging.items()}
    return Answer(json.dumps(rows).encode(), {"Content-Type": "application/json", **headers})


class Books:
    """A session whose company has many journal entries."""

    def __init__(self, count: int) -> None:
        self.count = count

    def request(self, method: str, path: str, **options: Any) -> Answer:  # noqa: ARG002
        """Return a page of them."""
        params = options["params"]
        return page(int(params["page"]), int(params["pageSize"]), self.count)


def peak(count: int, form: str, file: Path) -> int:
    """Return the most bytes that a list of journal entries needs at a time."""
    output = Output.of(form, None, str(file), excel=False)
    entries = JournalEntryRepository(Books(count), "/companies/acme-as").all()
    tracemalloc.start()
    try:
        output.write(families()["journal-entries"], entries.pages())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", FORMATS)
def test_a_long_list_needs_no_more_memory(form: str, tmp_path: Path) -> None:
    """Than two pages and the keys of the rows, which take 100 bytes each."""
    file = tmp_path / "entries"
    peak(200, form, file)  # what is loaded and cached once
    two_pages, many = peak(200, form, file), peak(5000, form, file)
    assert many < 2 * two_pages + 100 * 5000
    rows = file.read_text("utf-8").count("2026-06-15")
    assert 5000 == rows


class Server(BaseHTTPRequestHandler):
    """A Fiken of a company with 100,000 journal entries."""

    def do_GET(self) -> None:
        """Answer with a page of them."""
        query = parse_qs(urlsplit(self.path).query)
        answer = page(int(query["page"][0]), int(query["pageSize"][0]), 100_000)
        self.send_response(200)
        for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


@pytest.fixture
def long_list() -> Iterator[str]:
    """The URL of a Fiken of a company with 100,000 journal entries."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/v2"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("form", FORMATS)
def test_a_closed_pipe_ends_it_quietly(form: str, long_list: str) -> None:
    """As with head: a thousand pages are not requested, and nothing is said."""
    command = [sys.executable, "-m", "fiken.cli", "list", "journal-entries", "--format", form]
    login = {"FIKEN_TOKEN": "1.made-up", "FIKEN_COMPANY": "acme-as", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, "--base-url", long_list],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **login},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        process.wait(PATIENCE)
        assert b"" == process.stderr.read()
