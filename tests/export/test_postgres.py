"""Exports into PostgreSQL: the same rows as in SQLite, in columns with the types of the server."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from fiken import CompanyClient, ConfigurationError, Contact, Product, VatType
from fiken.emulator import Emulator
from fiken.errors import ExportError
from fiken.export import export
from tests.export.reading import TODAY, again, contacts, query, whole
from tests.export.test_interrupted import export_killed
from tests.servers.postgres import Postgres

Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """The URL of a new database."""
    name = f"books_{uuid4().hex}"
    postgres.run(f"CREATE DATABASE {name}")
    yield postgres.url.replace("/postgres?", f"/{name}?")
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def rows(url: str) -> Rows:
    """What carries out a query in this database."""

    def rows(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url) as connection:
            return connection.execute(statement.encode()).fetchall()

    return rows


def test_all_tables_have_the_rows_of_sqlite(
    acme: CompanyClient, url: str, rows: Rows, tmp_path: Path
) -> None:
    one = export(acme, url, today=TODAY)
    assert one == export(acme, tmp_path / "books.db", today=TODAY)
    for entity in one.entities:
        count = f"SELECT count(*) FROM {entity.name}"
        assert query(tmp_path / "books.db", count) == rows(count)


def test_columns_have_the_types_of_the_server(acme: CompanyClient, url: str, rows: Rows) -> None:
    export(acme, url, only=["products", "time_entries"])
    types = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = "
    product: dict[str, str] = dict(rows(f"{types}'products'"))
    entry: dict[str, str] = dict(rows(f"{types}'time_entries'"))
    assert ("bigint", "numeric", "boolean") == (
        product["unit_price"],
        product["stock"],
        product["active"],
    )
    assert ("date", "timestamp with time zone") == (entry["date"], entry["created_date"])
    assert ("json", "text") == (entry["other_fields"], product["vat_type"])


def test_decimals_keep_their_digits(acme: CompanyClient, url: str, rows: Rows) -> None:
    stock = Decimal("0.1234567890123")
    product = Product(
        name="Salt", income_account="3000", vat_type=VatType.HIGH, active=True, stock=stock
    )
    saved = acme.products.save(product)
    export(acme, url, only=["products"])
    found = rows(f"SELECT stock FROM products WHERE product_id = {saved.product_id}")
    assert [(stock,)] == found


def test_changes_and_deletions_are_found(acme: CompanyClient, url: str, rows: Rows) -> None:
    nelly, ned = contacts(acme, ["Nelly", "Ned"])
    export(acme, url, only=["contacts"], today=TODAY)
    acme.contacts.save(nelly.evolve(name="Nelly Bloom", groups=["A"]))
    acme.contacts.delete(ned)
    result = export(acme, url, only=["contacts"], since_last=True, today=TODAY)["contacts"]
    assert (1, len(acme.contacts.all())) == (result.missing, result.rows)
    assert [("Ned",)] == rows("SELECT name FROM contacts WHERE missing_since IS NOT NULL")
    groups = f"SELECT value FROM contact_groups WHERE contact_id = {nelly.contact_id}"
    assert [("A",)] == rows(groups)


def test_a_character_that_no_database_holds_is_replaced(
    acme: CompanyClient, url: str, rows: Rows
) -> None:
    """Fiken may send it, and the export of all other rows must not fail for ever."""
    acme.contacts.save(Contact(name="Nelly\x00Bloom", customer=True))
    export(acme, url, only=["contacts"])
    assert [("Nelly\ufffdBloom",)] == rows("SELECT name FROM contacts WHERE name LIKE 'Nelly%'")


def test_killed_at_any_step_nothing_is_lost(
    acme: CompanyClient, emulator: Emulator, url: str, rows: Rows, tmp_path: Path
) -> None:
    contacts(acme, [f"Kunde {number}" for number in range(150)])
    export(acme, tmp_path / "once.db", today=TODAY)
    killed = export_killed(emulator, url, seed=2, kills=3)
    assert 3 == killed
    once = whole(partial(query, tmp_path / "once.db"))
    assert {name: len(found) for name, found in once.items()} == {
        name: len(found) for name, found in whole(rows).items()
    }
    names = "SELECT name FROM contacts ORDER BY contact_id"
    assert query(tmp_path / "once.db", names) == rows(names)


def test_an_engine_of_the_user_stays_open(acme: CompanyClient, url: str) -> None:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    export(acme, engine, only=["products"])
    with engine.connect() as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM products")).scalar_one()
    engine.dispose()
    assert len(acme.products.all()) == count


def test_other_tables_in_the_database_do_no_harm(acme: CompanyClient, url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE orders (id int)")
    assert 0 < export(acme, url, only=["products"])["products"].rows


def test_the_tables_can_be_in_a_schema(acme: CompanyClient, url: str, rows: Rows) -> None:
    """As docs/export.md says, with a table of the same name in another one."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE products (id int)")
        connection.execute("CREATE SCHEMA books")
    place = f"{url}&options=-csearch_path%3Dbooks"
    for _ in range(2):
        export(acme, place, only=["products"])
    assert [(len(acme.products.all()),)] == rows("SELECT count(*) FROM books.products")


def test_a_table_of_another_program_is_refused(acme: CompanyClient, url: str, rows: Rows) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE contacts (id int)")
    with pytest.raises(ConfigurationError, match="has a table contacts that no export has made"):
        export(acme, url)
    assert [("contacts",)] == rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )


def test_a_password_is_in_no_error(acme: CompanyClient) -> None:
    with pytest.raises(ExportError) as caught:
        export(acme, "postgresql://nelly:hemmelig@127.0.0.1:9/books")
    assert "hemmelig" not in f"{caught.value} {caught.value!r}"
    assert "postgresql://nelly:***@127.0.0.1:9/books cannot be written" in str(caught.value)
    assert caught.value.is_transient


def test_the_same_run_again_changes_nothing(acme: CompanyClient, url: str) -> None:
    export(acme, url, only=["contacts"], today=TODAY)
    assert 0 == again(acme, url)["contacts"].missing
