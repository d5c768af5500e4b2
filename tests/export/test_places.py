"""Where an export can be written, and what it refuses before anything is written."""

import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fiken import CompanyClient, ConfigurationError
from fiken.errors import ExportError
from fiken.export import export
from tests.export.reading import TODAY, Days, again, contacts, query, shop


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which is empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (None, "an export needs a place: .* not None"),
        (7, "an export needs a place: .* not 7"),
        ("", "an export needs a place"),
        (b"books.db", "an export needs a place"),
        ("books.xlsx", r"books\.xlsx would be a file of the kind \.xlsx"),
        ("nowhere/books.db", "there is no folder .*nowhere: create it first"),
        ("nowhere/books/", "there is no folder .*nowhere: create it first"),
        ("mysql://localhost/books", "not to mysql"),
        ("http://localhost/books", "not to http"),
        ("://books", "the URL of the database cannot be read"),
        ("postgresql://localhost:port/books", "the URL of the database cannot be read"),
        ("postgresql:books", "it begins with postgresql://"),
        ("sqlite://", "a database in memory is lost at the end: name a file"),
        ("sqlite:///:memory:", "a database in memory is lost at the end: name a file"),
    ],
)
def test_what_is_no_place_is_refused(acme: CompanyClient, folder: Path, to: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        export(acme, to)
    assert [] == list(folder.iterdir())


@pytest.mark.parametrize(
    ("only", "says"),
    [
        (["contcts"], "no entity is called 'contcts': did you mean contacts"),
        (["inbox"], "no entity is called 'inbox': did you mean inbox_documents|there are"),
        ([None], "no entity is called None: there are accounts, "),
        ("contacts", r"write|takes a list of names, such as only=\['contacts'\]"),
        ([], "only= names no entity"),
    ],
)
def test_what_is_no_entity_is_refused(
    acme: CompanyClient, folder: Path, only: Any, says: str
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        export(acme, "books.db", only=only)
    assert [] == list(folder.iterdir())


@pytest.mark.parametrize("to", ["books.sqlite3", "books.DB", "sqlite:///books.file"])
def test_a_file_of_sqlite_is_made(acme: CompanyClient, folder: Path, to: str) -> None:
    export(acme, to, only=["products"])
    (made,) = folder.iterdir()
    assert query(made, "SELECT name FROM products")


@pytest.mark.parametrize("to", ["books", "books/", "v1.2/"])
def test_a_folder_is_made(acme: CompanyClient, folder: Path, to: str) -> None:
    export(acme, to, only=["products"])
    assert (folder / to / "products.parquet").exists()


def test_an_empty_file_becomes_a_database(acme: CompanyClient, folder: Path) -> None:
    (folder / "books.tmp").touch()
    export(acme, Path("books.tmp"), only=["products"])
    assert query(folder / "books.tmp", "SELECT name FROM products")


def test_a_file_that_is_no_database_stays_as_it_is(acme: CompanyClient, folder: Path) -> None:
    (folder / "books.db").write_text("Notes, and no database.\n" * 100)
    with pytest.raises(ExportError, match=r"books\.db is not a database of SQLite"):
        export(acme, "books.db")
    assert (folder / "books.db").read_text().startswith("Notes")


def test_a_database_of_another_program_is_refused(acme: CompanyClient, folder: Path) -> None:
    query(folder / "shop.db", "CREATE TABLE orders (id)")
    with pytest.raises(ConfigurationError, match=r"shop\.db belongs to another program"):
        export(acme, "shop.db")
    assert [("orders",)] == query(folder / "shop.db", "SELECT name FROM sqlite_master")


def test_a_table_that_lost_its_key_is_refused(acme: CompanyClient, folder: Path) -> None:
    export(acme, "books.db", only=["products"])
    query(folder / "books.db", "DROP TABLE products")
    query(folder / "books.db", "CREATE TABLE products (name TEXT)")
    with pytest.raises(ConfigurationError, match="products has no column company"):
        export(acme, "books.db", only=["products"])


@pytest.mark.parametrize("column", ["email", "other_fields", "exported_at"])
def test_a_new_column_is_added_and_filled(folder: Path, column: str) -> None:
    """As after an update of the library. The entity is then read whole."""
    clock = Days()
    with shop(clock) as (_, acme):
        (nelly,) = contacts(acme, ["Nelly"])
        acme.contacts.save(nelly.evolve(email="nelly@example.com"))
        export(acme, "books.db", only=["contacts"], today=clock.today)
        query(folder / "books.db", f"ALTER TABLE contacts DROP COLUMN {column}")
        clock.pass_by(9)
        assert again(acme, folder / "books.db", clock.today)["contacts"].is_whole
    expected = {"email": "nelly@example.com", "other_fields": None}
    found = query(folder / "books.db", f"SELECT {column} FROM contacts")[0][0]
    assert found == expected.get(column, found)
    assert (found is None) == (column == "other_fields")


def test_a_new_table_of_parts_is_filled(folder: Path) -> None:
    clock = Days()
    with shop(clock) as (_, acme):
        (nelly,) = contacts(acme, ["Nelly"])
        acme.contacts.save(nelly.evolve(groups=["A"]))
        export(acme, "books.db", only=["contacts"], today=clock.today)
        query(folder / "books.db", "DROP TABLE contact_groups")
        clock.pass_by(9)
        again(acme, folder / "books.db", clock.today)
    assert [("A",)] == query(folder / "books.db", "SELECT value FROM contact_groups")


def test_columns_of_the_user_stay(folder: Path) -> None:
    """Also in a row that is written again."""
    clock = Days()
    with shop(clock) as (_, acme):
        (nelly,) = contacts(acme, ["Nelly"])
        export(acme, "books.db", only=["contacts"], today=clock.today)
        query(folder / "books.db", "ALTER TABLE contacts ADD COLUMN note TEXT")
        query(folder / "books.db", "UPDATE contacts SET note = 'Ours'")
        acme.contacts.save(nelly.evolve(name="Nelly Bloom"))
        again(acme, folder / "books.db", clock.today)
    assert [("Nelly Bloom", "Ours")] == query(
        folder / "books.db", "SELECT name, note FROM contacts"
    )


def test_a_new_entity_is_read_whole(acme: CompanyClient, folder: Path) -> None:
    export(acme, "books.db", only=["contacts"], today=TODAY)
    result = again(acme, folder / "books.db", TODAY, "contacts", "sales")
    assert (False, True) == (result["contacts"].is_whole, result["sales"].is_whole)


@pytest.mark.parametrize(
    "to",
    [
        "postgresql://kari:sesame@127.0.0.1:1/books",
        "postgresql://127.0.0.1:1/books?user=kari&password=sesame",
        "postgresql://127.0.0.1:1/books?sslpassword=sesame",
    ],
)
def test_a_password_is_not_shown(acme: CompanyClient, to: str) -> None:
    """Wherever it stands in the URL, of an Engine too."""
    pytest.importorskip("psycopg")
    engine = sa.create_engine(to.replace("postgresql:", "postgresql+psycopg:"))
    for place in (to, engine):
        with pytest.raises(ExportError, match=r"127\.0\.0\.1:1/books cannot be") as raised:
            export(acme, place, only=["products"])
        assert "sesame" not in str(raised.value)


def test_a_part_of_a_password_is_no_host(acme: CompanyClient) -> None:
    """The driver would show it as the name of a host that it does not find."""
    pytest.importorskip("psycopg")
    to = "postgresql://kari:open@sesame@127.0.0.1:1/books"
    engine = sa.create_engine(to.replace("postgresql:", "postgresql+psycopg:"))
    for place in (to, engine):
        with pytest.raises(ConfigurationError, match=r"in a password as %40") as raised:
            export(acme, place, only=["products"])
        assert "sesame" not in str(raised.value)


def test_an_engine_in_memory_works(acme: CompanyClient) -> None:
    engine = sa.create_engine("sqlite://")
    export(acme, engine, only=["products"])
    with engine.connect() as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM products")).scalar_one()
    engine.dispose()
    assert len(acme.products.all()) == count


@pytest.mark.parametrize(
    ("to", "package", "extra"),
    [("books.db", "sqlalchemy", "export"), ("books", "pyarrow", "export,parquet")],
)
def test_a_missing_package_is_named(
    acme: CompanyClient,
    monkeypatch: pytest.MonkeyPatch,
    to: str,
    package: str,
    extra: str,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as if it were not installed
    with pytest.raises(ConfigurationError, match=rf"run pip install 'fiken\[{extra}\]'"):
        export(acme, to)
