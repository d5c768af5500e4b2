"""The tables of an export in a database: their types, and the statement that writes a row.

This module needs SQLAlchemy.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from fiken.export._shape import Shape
from fiken.types import Real

EXPORTED_AT, MISSING_SINCE = "exported_at", "missing_since"

#: The dialects of SQLAlchemy that can be exported to, each with its INSERT.
INSERTS = MappingProxyType({"sqlite": sqlite.insert, "postgresql": postgresql.insert})


class Words(sa.TypeDecorator[str]):
    """Text. A character that a database cannot hold, such as NUL, becomes U+FFFD."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Return the text without such characters."""
        del dialect
        if value is None:
            return None
        sent = value.encode("utf-8", "replace").decode()
        return sent.replace("\0", "\N{REPLACEMENT CHARACTER}")


class Exact(sa.TypeDecorator[Decimal]):
    """A decimal number with all its digits: NUMERIC in PostgreSQL, text in SQLite.

    SQLite would turn a number with decimals into a float.
    """

    impl = sa.Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Return the type of the database."""
        kind: Any = sa.Text() if dialect.name == "sqlite" else sa.Numeric()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Any:
        """Return the number as the database holds it."""
        return f"{value:f}" if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """Return the number of the database."""
        del dialect
        return None if value is None else Decimal(value)


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC. SQLite holds it as text, such as ``2026-06-15 12:00:00.000000``."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment as the database holds it."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment of the database, with its time zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


TYPES: Mapping[type[Any], type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]] = (
    MappingProxyType(
        {
            str: Words,
            int: sa.BigInteger,
            bool: sa.Boolean,
            Real.date: sa.Date,
            Real.datetime: Moment,
            Decimal: Exact,
            dict: sa.JSON(none_as_null=True),
        }
    )
)


def table_of(shape: Shape, metadata: sa.MetaData, *, is_main: bool) -> sa.Table:
    """Return the table for a shape.

    Args:
        shape: The table, as derived from a model.
        metadata: What the table is added to.
        is_main: Whether it is the table of an entity, and not that of a sequence in it.
    """
    keys = [
        sa.Column(name, TYPES[kind], primary_key=True, autoincrement=False)
        for name, kind in shape.keys.items()
    ]
    own = [sa.Column(column.name, TYPES[column.kind]) for column in shape.columns]
    times = [sa.Column(EXPORTED_AT, Moment), sa.Column(MISSING_SINCE, Moment)]
    return sa.Table(shape.name, metadata, *keys, *own, *(times if is_main else []))


def state_table(metadata: sa.MetaData) -> sa.Table:
    """Return the table that remembers how far each entity of each company was exported.

    Its columns are the fields of `State`.
    """
    return sa.Table(
        "fiken_export",
        metadata,
        sa.Column("company", Words, primary_key=True),
        sa.Column("entity", Words, primary_key=True),
        sa.Column("stamp", Moment, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("whole", Moment),
        sa.Column("began", Moment),
        sa.Column("day", sa.Date),
        sa.Column("asked", sa.Date),
        sa.Column("read", sa.BigInteger, nullable=False),
        sa.Column("last", sa.JSON, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
    )


def upsert(table: sa.Table, dialect: str) -> Any:
    """Return the statement that adds a row, or replaces the columns of the row with its key."""
    statement: Any = INSERTS[dialect](table)
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if not column.primary_key]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in others}
    )
