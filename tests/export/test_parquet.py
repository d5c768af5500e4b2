"""Exports into a folder of Parquet files."""

import sqlite3
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from fiken import CompanyClient, ConfigurationError
from fiken.emulator import Emulator
from fiken.errors import ExportError
from fiken.export import export
from tests.export.reading import ONLY, SHAPES, TODAY, Days, again, contacts, query, shop
from tests.export.test_interrupted import export_killed

pa: Any = import_module("pyarrow")  # it has no types
pq: Any = import_module("pyarrow.parquet")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "books"


def _read(to: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(to / f"{name}.parquet").to_pylist()
    return rows


def test_each_table_is_a_file(acme: CompanyClient, to: Path) -> None:
    result = export(acme, to, only=ONLY, today=TODAY)
    files = {path.name for path in to.iterdir()}
    assert {f"{shape.name}.parquet" for shape in SHAPES} | {"fiken-export.db"} == files
    for name in ONLY:
        assert result[name].rows == len(_read(to, name))


def test_one_export_at_a_time_writes_files(acme: CompanyClient, to: Path) -> None:
    """Another one would write into the same file beside. Readers of the database need not wait."""
    seen, here = list[str](), [str(to)]

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.rename" and here and str(arguments[1]).startswith(here[0]):
            other = sqlite3.connect(to / "fiken-export.db", timeout=0)
            with closing(other):
                other.execute("SELECT count(*) FROM contacts")
                with pytest.raises(sqlite3.OperationalError, match="is locked"):
                    other.execute("BEGIN IMMEDIATE")
            seen.append(Path(arguments[1]).name)

    sys.addaudithook(look)
    export(acme, to, only=["contacts"], today=TODAY)
    here.clear()  # a hook cannot be removed
    assert "contacts.parquet" in seen
    assert len(_read(to, "contacts")) == len(acme.contacts.all())


def test_columns_are_typed(acme: CompanyClient, to: Path) -> None:
    export(acme, to, only=["invoices"], today=TODAY)
    invoice = acme.invoices.all().first()
    assert invoice is not None
    row = next(row for row in _read(to, "invoices") if row["invoice_id"] == invoice.invoice_id)
    assert (invoice.issue_date, invoice.gross) == (row["issue_date"], row["gross"])
    types = {field.name: str(field.type) for field in pq.read_schema(to / "invoice_lines.parquet")}
    assert ("int64", "decimal128(38, 15)", "string") == (
        types["gross"],
        types["quantity"],
        types["vat_type"],
    )
    lines = [row for row in _read(to, "invoice_lines") if row["invoice_id"] == invoice.invoice_id]
    assert [Decimal(line.quantity) for line in invoice.lines] == [row["quantity"] for row in lines]


def test_only_files_with_changes_are_written_again(to: Path) -> None:
    clock = Days()
    with shop(clock) as (_, acme):
        (nelly,) = contacts(acme, ["Nelly"])
        export(acme, to, only=["contacts", "sales"], today=clock.today)
        clock.pass_by(5)
        again(acme, to, clock.today, "contacts", "sales")  # reads the last day once more
        first = _files(to)
        clock.pass_by(1)
        again(acme, to, clock.today, "contacts", "sales")
        assert first == _files(to)
        acme.contacts.save(nelly.evolve(name="Nelly Bloom"))
        again(acme, to, clock.today, "contacts", "sales")
    written = {name for name, number in _files(to).items() if number != first[name]}
    of_contacts = {shape.name for shape in SHAPES if shape.name.startswith("contact")}
    assert {f"{name}.parquet" for name in of_contacts} == written
    assert ["Nelly Bloom"] == [row["name"] for row in _read(to, "contacts")]


def _files(to: Path) -> dict[str, int]:
    """Return the moment at which each Parquet file was written."""
    return {path.name: path.stat().st_mtime_ns for path in to.glob("*.parquet")}


def test_a_missing_row_is_marked(acme: CompanyClient, to: Path) -> None:
    (nelly,) = contacts(acme, ["Nelly"])
    export(acme, to, only=["contacts"], today=TODAY)
    acme.contacts.delete(nelly)
    again(acme, to)
    missing = {row["name"] for row in _read(to, "contacts") if row["missing_since"]}
    assert {"Nelly"} == missing


def test_a_torn_file_is_written_again(acme: CompanyClient, to: Path) -> None:
    """As after a crash of the machine."""
    export(acme, to, only=["contacts"], today=TODAY)
    whole = (to / "contacts.parquet").read_bytes()
    (to / "contacts.parquet").write_bytes(whole[: len(whole) // 2])
    (to / "contact_groups.parquet").unlink()
    again(acme, to, date(2026, 7, 1))
    assert len(acme.contacts.all()) == len(_read(to, "contacts"))
    assert (to / "contact_groups.parquet").exists()


def test_a_file_of_another_program_is_refused(acme: CompanyClient, to: Path) -> None:
    to.mkdir()
    pq.write_table(pa.table({"name": ["Nelly"]}), to / "contacts.parquet")
    with pytest.raises(ConfigurationError, match=r"contacts\.parquet was not written by an export"):
        export(acme, to, only=["contacts"])
    assert [{"name": "Nelly"}] == _read(to, "contacts")


def test_a_folder_that_cannot_be_written_is_named(acme: CompanyClient, to: Path) -> None:
    to.mkdir()
    (to / "contacts.parquet.part").mkdir()
    with pytest.raises(ExportError, match=r"contacts\.parquet cannot be written"):
        export(acme, to, only=["contacts"], today=TODAY)


def test_killed_at_any_step_nothing_is_lost(
    acme: CompanyClient, emulator: Emulator, to: Path, tmp_path: Path
) -> None:
    contacts(acme, [f"Kunde {number}" for number in range(150)])
    export(acme, tmp_path / "once.db", today=TODAY)
    killed = export_killed(emulator, str(to), seed=3, kills=3)
    assert 3 == killed
    for shape in SHAPES:
        count = query(tmp_path / "once.db", f"SELECT count(*) FROM {shape.name}")[0][0]
        assert count == len(_read(to, shape.name)), shape.name
    assert not list(to.glob("*.part"))
