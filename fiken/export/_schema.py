"""The tables of a database: whose they are, those that are missing, and new columns.

This module needs SQLAlchemy.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn

from fiken.errors import ConfigurationError
from fiken.export._books import Books
from fiken.export._entities import Entity
from fiken.export._shape import shape_of
from fiken.export._target import Target

_STATES = "fiken_export"


def prepare(books: Books) -> None:
    """Create the tables and columns that are missing.

    An entity that gets a column or a table is read whole by the next export, of each company.

    Raises:
        ConfigurationError: The database belongs to another program, or has a table of another
            program with the name of one of ours.
        ExportError: The database cannot be written.
    """
    with books.transaction() as connection:
        there = set(sa.inspect(connection).get_table_names())
        _require_own(books.target, connection.dialect.name, there, set(books.metadata.tables))
        added = {table: _missing_columns(connection, table) for table in _known(books, there)}
        books.metadata.create_all(connection)
        for table, columns in added.items():
            for column in columns:
                _add(connection, table, column)
        grown = {table.name for table, columns in added.items() if columns}
        if there:
            grown |= set(books.metadata.tables) - there
        states = books.metadata.tables[_STATES]
        for entity in books.entities:
            if grown & {shape.name for shape in shape_of(entity).all()}:
                connection.execute(_reads_whole(states, entity))


def _require_own(target: Target, dialect: str, there: set[str], ours: set[str]) -> None:
    if _STATES in there:
        return
    # A file of SQLite is made for one purpose, while a server has room for others.
    foreign = there if dialect == "sqlite" else there & ours
    if foreign:
        raise ConfigurationError(
            f"{target.where} belongs to another program: it has a table {min(foreign)} that no "
            "export has made, so nothing was written. Name a new database"
        )


def _known(books: Books, there: set[str]) -> Iterator[sa.Table]:
    return (table for name, table in books.metadata.tables.items() if name in there)


def _missing_columns(connection: sa.Connection, table: sa.Table) -> list[sa.Column[object]]:
    there = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    missing = [column for column in table.columns if column.name not in there]
    for column in missing:
        if column.primary_key or not column.nullable:
            raise ConfigurationError(
                f"the table {table.name} has no column {column.name}, so it is of another program: "
                "name another database, or rename that table"
            )
    return missing


def _add(connection: sa.Connection, table: sa.Table, column: sa.Column[object]) -> None:
    preparer = connection.dialect.identifier_preparer
    declared = CreateColumn(column).compile(dialect=connection.dialect)
    connection.execute(sa.text(f"ALTER TABLE {preparer.format_table(table)} ADD COLUMN {declared}"))


def _reads_whole(states: sa.Table, entity: Entity) -> sa.Update:
    whole = {"since": None, "whole": None, "began": None}
    return sa.update(states).where(states.c.entity == entity.name).values(whole)
