"""`fiken list` lists every family, with every filter and every parent that is declared."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from fiken import CompanyClient, Contact, Fiken, Product, VatType, kroner
from fiken._csv import unguarded
from fiken.cli._families import Column, Family, as_columns, families, value_of
from fiken.cli._files import replaced
from fiken.emulator import Emulator, Status
from fiken.repositories import ContactRepository
from fiken.types import OpenEnum, hint_of
from tests.cli.command import Command

#: How many filters and parents there are. A change here means that an option has come or gone.
FILTERS, PARENTS = 164, 17

DAY = "2026-06-15"


def camel(name: str) -> str:
    """Return the name of a query parameter: "lastModifiedGe" for last_modified_ge."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def texts(annotation: Any) -> list[tuple[str, str]]:
    """Return what is typed for a filter, and what Fiken is asked for: all values of a choice."""
    kind: Any = hint_of(annotation).value_type
    if get_origin(kind) is Literal:
        return [(choice, choice) for choice in get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, OpenEnum):
        return [(str(member), str(member)) for member in kind]
    moment = f"{DAY}T08:00:00+02:00"
    typed = {int: "1500", str: "1000-1500", date: DAY, datetime: moment}[kind]
    return [(typed, typed)]


def options() -> Iterator[Any]:
    """Yield each filter: its family, its name, what is typed and what is sent."""
    for family in families().values():
        for each in family.filters.values():
            option = each.option.removeprefix("--")
            if each.is_bool:
                pairs = [([f"--{option}"], "true"), ([f"--no-{option}"], "false")]
            elif each.name.endswith("uuid"):
                uuid = "5f0c8a7e-9a34-4a50-9d0e-0a5b6e0a1b2c"
                pairs = [([f"--{option}", uuid], uuid)]
            else:
                pairs = [([f"--{option}", typed], sent) for typed, sent in texts(each.annotation)]
            for typed, sent in pairs:
                case = f"{family.name} {' '.join(typed)}"
                yield pytest.param(family, each.name, typed, sent, id=case)


def parents() -> Iterator[Any]:
    """Yield each family whose rows belong to another entity, with the name of that entity."""
    for family in families().values():
        for name in family.parents:
            yield pytest.param(family, name, id=f"{family.name} --{name}")


def needed(family: Family, *but: str) -> list[str]:
    """Return the options without which a family cannot be listed, but those that are given."""
    required = [each for each in family.filters.values() if each.required and each.name not in but]
    return [text for each in required for text in (each.option, texts(each.annotation)[0][0])]


def test_no_filter_and_no_parent_disappears() -> None:
    every = families().values()
    assert FILTERS == sum(len(family.filters) for family in every)
    assert PARENTS == len(list(parents()))


@pytest.mark.parametrize("name", [name for name, each in families().items() if not each.parents])
def test_every_family_is_listed(
    name: str, at_emulator: Command, client: Fiken, acme: CompanyClient
) -> None:
    """Each of its rows is a line of JSON, with every field."""
    family = families()[name]
    required = {each.name: date(2026, 6, 15) for each in family.filters.values() if each.required}
    rows = list(family.open(acme if family.of_company else client).all(**required))
    done = at_emulator("list", name, "--format", "jsonl", *needed(family))
    assert 0 == done.code, done.err
    expected = [row if family.model is None else json.loads(row.as_json()) for row in rows]
    assert expected == [json.loads(line) for line in done.out.splitlines()]
    assert rows


@pytest.mark.parametrize(("family", "name", "typed", "sent"), list(options()))
def test_every_filter_is_sent(
    family: Family, name: str, typed: list[str], sent: str, at_emulator: Command, emulator: Emulator
) -> None:
    done = at_emulator("list", family.name, *typed, *needed(family, name))
    assert 0 == done.code, done.err
    assert (200, sent) == (emulator.requests[-1].status, emulator.requests[-1].query[camel(name)])


@pytest.mark.parametrize(("family", "name"), list(parents()))
def test_every_parent_is_in_the_path(
    family: Family, name: str, at_emulator: Command, acme: CompanyClient, emulator: Emulator
) -> None:
    outer = family.parents[name].family
    row = next(iter(outer.open(acme).all()))
    key = str(getattr(row, outer.key or ""))
    done = at_emulator("list", family.name, f"--{name}", key)
    assert 0 == done.code, done.err
    assert key in emulator.requests[-1].path.split("/")


def test_a_family_without_its_parent_is_refused(at_emulator: Command, emulator: Emulator) -> None:
    for arguments, message in [
        (["payments"], "say whose payments: give one of --purchase, --sale"),
        (["payments", "--sale", "1", "--purchase", "2"], "give only one of --purchase, --sale"),
        (["contact-persons"], "say whose contact persons: give --contact"),
    ]:
        done = at_emulator("list", *arguments)
        assert (2, "") == (done.code, done.out)
        assert message in done.err
    assert [] == emulator.requests


def test_without_a_family_the_families_are_listed(fiken: Command) -> None:
    done = fiken("list")
    assert list(families()) == [line.split("\t")[0] for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["list", "invioces"], "there is no family 'invioces': did you mean invoices or"),
        (["list", "ehf"], "there is no family 'ehf': did you mean ehf-documents?"),
        (["list", "--customer", "contacts"], "write fiken list FAMILY --customer"),
        (["show", "10017"], "10017 is an id: name its family before it"),
        (["contacts"], "no command 'contacts': write fiken list contacts, or fiken show contacts"),
        (["shwo", "invoice"], "there is no command 'shwo': did you mean show?"),
        (["qqq"], "there is no command 'qqq': fiken --help lists the commands"),
    ],
)
def test_a_mistake_has_a_remedy(arguments: list[str], message: str, fiken: Command) -> None:
    done = fiken(*arguments)
    assert (2, "") == (done.code, done.out)
    assert message in done.err


def test_since_is_the_day_of_the_last_change(at_emulator: Command, emulator: Emulator) -> None:
    """Of time entries, it is the moment at which the Norwegian day begins."""
    assert 0 == at_emulator("list", "contacts", "--since", "1.6.2026").code
    assert "2026-06-01" == emulator.requests[-1].query["lastModifiedGe"]
    assert 0 == at_emulator("list", "time-entries", "--since", "2026-06-01").code
    assert "2026-06-01T00:00:00+02:00" == emulator.requests[-1].query["lastModifiedGe"]
    done = at_emulator("list", "contacts", "--since", DAY, "--last-modified-ge", DAY)
    assert (2, True) == (done.code, "--last-modified-ge, and not both" in done.err)


def test_a_value_that_cannot_be_is_not_sent(at_emulator: Command, emulator: Emulator) -> None:
    for arguments, message in [
        (["--name", " "], "it is empty: give it a value, or leave it out"),
        (["--customer-number", "x"], "'x' is not a whole number"),
        (["--since", "06/15/2026"], "is not a day: write it like 2026-06-15"),
        (["--sort", "name"], "choose one of last-modified-asc, last-modified-desc, "),
        (["--columns", "emial"], "there is no column 'emial': did you mean email"),
        (["--limit", "0"], "0 is not in the range"),
        (["--columns", ""], "--columns: the name of a column is empty"),
        (["--emial", "x"], "--email"),
        (["name=Ola"], "'name=Ola' belongs to no option: filters are options, such as --name"),
        (["--customer", "yes"], "one of yes and no has no value, such as --customer"),
        (["--output", "contacts.xlsx"], "write --excel, which makes CSV"),
        (["--output", "contacts.txt"], "does not say which format: name one with --format"),
        (["--output", "contacts.xlsx", "--excel"], "call the file contacts.csv"),
        (["--output", "."], "--output: . is a folder: give the name of a file in it"),
        (["--excel", "--format", "json"], "--excel writes CSV, and not json"),
        (
            ["--excel", "--output", "contacts.json"],
            "CSV: call the file contacts.csv",
        ),
    ]:
        done = at_emulator("list", "contacts", *arguments)
        assert (2, "") == (done.code, done.out)
        assert message in done.err
    assert [] == [each for each in emulator.requests if "contacts" not in each.path]


def test_csv_has_a_column_per_field(at_emulator: Command, acme: CompanyClient) -> None:
    """Nested ones too. Sequences are JSON, and amounts are whole øre."""
    done = at_emulator("list", "contacts")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    contacts = list(acme.contacts.all())
    assert [column.name for column in as_columns(Contact)] == list(rows[0])
    assert [str(each.contact_id) for each in contacts] == [row["contact_id"] for row in rows]
    cities = [each.address.city if each.address else "" for each in contacts]
    assert [city or "" for city in cities] == [row["address.city"] for row in rows]
    assert [list(each.groups) for each in contacts] == [json.loads(r["groups"]) for r in rows]
    assert [str(each.customer).lower() for each in contacts] == [row["customer"] for row in rows]


@pytest.mark.parametrize("name", [name for name, each in families().items() if not each.parents])
def test_what_is_listed_can_be_read_again(
    name: str, at_emulator: Command, client: Fiken, acme: CompanyClient
) -> None:
    """Each value of each cell that is not a sequence, in CSV and in that for Excel."""
    family = families()[name]
    columns = [column for column in as_columns(family.model) if not column.hint.many]
    named = ["list", name, "--columns", ",".join(c.name for c in columns), *needed(family)]
    required = {each.name: date(2026, 6, 15) for each in family.filters.values() if each.required}
    rows = list(family.open(acme if family.of_company else client).all(**required))
    values = [[column.value(row) for column in columns] for row in rows]
    expected = [[None if value == "" else value for value in row] for row in values]
    for excel in ([], ["--excel"]):
        text = at_emulator(*named, *excel).out.removeprefix("\ufeff")
        _, *lines = csv.reader(io.StringIO(text), delimiter=";" if excel else ",")
        cells = [list(zip(columns, line, strict=True)) for line in lines]
        assert expected == [[read(*cell, excel=bool(excel)) for cell in row] for row in cells]


def read(column: Column, text: str, *, excel: bool) -> Any:
    """Return the value of a cell."""
    if not text:
        return None
    is_text = column.hint.value_type is str
    if excel and column.unit:
        return kroner(text)
    return value_of(column.annotation, unguarded(text) if excel and is_text else text)


def test_csv_has_one_level_of_entities(at_emulator: Command) -> None:
    """The customer of an invoice, and of its sale only the id. A column can still be named."""
    headings = at_emulator("list", "invoices").out.splitlines()[0].split(",")
    assert {"customer.name", "sale.sale_id", "sale.customer_id"} <= set(headings)
    assert "sale.customer.name" not in headings
    named = at_emulator("list", "invoices", "--columns", "sale.customer.name").out.splitlines()
    assert "sale.customer.name" == named[0]
    assert all(named)


def test_json_is_what_the_model_says(at_emulator: Command, acme: CompanyClient) -> None:
    expected = [json.loads(each.as_json()) for each in acme.invoices.all()]
    assert expected == json.loads(at_emulator("list", "invoices", "--format", "json").out)


def test_columns_are_chosen_in_every_format(at_emulator: Command, acme: CompanyClient) -> None:
    named = ["list", "products", "--columns", "name, unit_price", "--limit", "1", "--format"]
    product = next(iter(acme.products.all()))
    expected = {"name": product.name, "unit_price": product.unit_price}
    assert [expected] == json.loads(at_emulator(*named, "json").out)
    assert expected == json.loads(at_emulator(*named, "jsonl").out)
    twice = json.loads(at_emulator(*named, "json", "-c", "name,name").out, object_pairs_hook=list)
    assert [[["name", product.name]]] == [[list(pair) for pair in row] for row in twice]
    line = f"{product.name},{product.unit_price}"
    assert ["name,unit_price", line] == at_emulator(*named, "csv").out.splitlines()
    heading, row = at_emulator(*named, "table").out.splitlines()
    assert ["name", "unit_price"] == heading.split()
    assert row.startswith(product.name)


def test_an_empty_list_is_valid(at_emulator: Command) -> None:
    nobody = ["list", "contacts", "--name", "Nobody"]
    for form, expected in [("json", "[]\n"), ("jsonl", "")]:
        done = at_emulator(*nobody, "--format", form)
        assert (0, expected) == (done.code, done.out)
        assert "there are no contacts, or none match" in done.err
    assert 1 == len(at_emulator(*nobody).out.splitlines())


def test_a_norwegian_excel_reads_it(
    at_emulator: Command, acme: CompanyClient, tmp_path: Path
) -> None:
    """A byte order mark, semicolons, decimal commas, and kroner, which the heading says."""
    acme.products.save(
        Product(name="Kvern; stor", unit_price=124950, income_account="3000", vat_type=VatType.HIGH)
    )
    file = tmp_path / "products.csv"
    named = ["list", "products", "--name", "Kvern; stor", "--excel", "--output", str(file)]
    assert 0 == at_emulator(*named).code
    text = file.read_bytes().decode()
    assert (True, 2) == (text.startswith("\ufeff"), text.count("\r\n"))
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert ("Kvern; stor", "1249,50") == (row["name"], row["unit_price (kr)"])


@pytest.mark.parametrize("form", [[], ["--excel"]])
def test_lines_end_as_the_reader_expects(
    form: list[str], at_emulator: Command, tmp_path: Path
) -> None:
    """In CR LF for Excel, and else in LF."""
    file = tmp_path / "contacts.csv"
    assert 0 == at_emulator("list", "contacts", *form, "--output", str(file)).code
    lines = file.read_bytes().split(b"\n")
    assert {form == ["--excel"]} == {line.endswith(b"\r") for line in lines[:-1]}
    assert b"" == lines[-1]


@pytest.mark.parametrize("name", ["=1+1", "+47", "-1", "@x", "'=1"])
def test_a_name_is_no_formula_in_excel(
    name: str, at_emulator: Command, acme: CompanyClient
) -> None:
    """CSV for programs has the name as it is."""
    acme.contacts.save(Contact(name=name, customer=True))
    named = ["list", "contacts", "--name", name, "--columns", "name"]
    assert f"'{name}" == at_emulator(*named, "--excel").out.split()[1]
    assert name == at_emulator(*named).out.split()[1]


def test_negative_amounts_stay_numbers(at_emulator: Command, acme: CompanyClient) -> None:
    balances = acme.account_balances.all(date=date.fromisoformat(DAY))
    debts = [row.balance for row in balances if row.balance < 0]
    done = at_emulator("list", "account-balances", "--date", DAY, "--excel", "-c", "balance")
    shown = [line for line in done.out.splitlines() if line.startswith("-")]
    assert [f"-{-debt // 100},{-debt % 100:02}" for debt in debts] == shown
    assert shown


def test_a_limit_ends_the_list(at_emulator: Command, emulator: Emulator) -> None:
    done = at_emulator("list", "contacts", "--limit", "3", "--format", "table")
    assert (4, "the first 3 contacts, because of --limit\n") == (
        len(done.out.splitlines()),
        done.err,
    )
    assert 1 == len(emulator.requests)


def test_a_new_repository_has_its_command(
    fiken: Command, at_emulator: Command, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A property of the client is enough: it has the filters, and every other command, too."""

    def customers(client: CompanyClient) -> ContactRepository:
        """The customers of the web shop."""
        return client.contacts

    monkeypatch.setattr(CompanyClient, "web_customers", property(customers), raising=False)
    assert "web-customers\tThe customers of the web shop" in fiken("list").out.splitlines()
    assert 0 == at_emulator("list", "web-customers", "--name", "Ola Dunk").code
    assert "Ola Dunk" == emulator.requests[-1].query["name"]
    made = at_emulator("create", "web-customers", "name=Nelly Bloom")
    key = made.out.strip()
    assert '"Nelly Bloom"' in at_emulator("show", "web-customers", key, "-f", "json").out
    assert 0 == at_emulator("update", "web-customers", key, "name=Nelly").code
    assert (0, f"{key}\n") == at_emulator("delete", "web-customers", key)[:2]


def test_a_file_appears_when_it_is_whole(
    at_emulator: Command, emulator: Emulator, tmp_path: Path
) -> None:
    """Its ending is the format. After an error, the old one is still there, and nothing else."""
    file = tmp_path / "contacts.jsonl"
    assert (0, "", f"{file}: 20 contacts\n") == at_emulator("list", "contacts", "-o", str(file))
    before = file.read_bytes()
    assert [20, True] == [before.count(b"\n"), before.startswith(b'{"contact_id"')]
    emulator.fail_next(Status(400))
    assert 1 == at_emulator("list", "contacts", "-o", str(file)).code
    assert ([file], before) == (list(tmp_path.iterdir()), file.read_bytes())


def test_half_a_file_is_removed(tmp_path: Path) -> None:
    """After an error between two pages."""
    file = tmp_path / "contacts.csv"
    file.write_text("whole")

    def fails() -> None:
        with replaced(file) as stream:
            stream.write(b"half")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fails()
    assert ([file], "whole") == (list(tmp_path.iterdir()), file.read_text())


def test_a_file_that_cannot_be_is_told(at_emulator: Command, tmp_path: Path) -> None:
    done = at_emulator("list", "contacts", "-o", str(tmp_path / "no" / "contacts.csv"))
    assert 1 == done.code
    assert "contacts.csv cannot be written: No such file or directory" in done.err
