"""A table of this library in a database of the user."""

import re
from contextlib import suppress
from typing import Any, cast

from fiken._databases._database import Database, Row
from fiken._messages import short_repr
from fiken.errors import ConfigurationError, FikenError

# By the clock of the database, so that the clocks of the machines do not matter. It has to go on
# within a transaction, and while a test freezes the time.
_NOW = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch from clock_timestamp())::double precision",
}
# What was stored must survive a crash of the server, whatever its settings are.
_DURABLE = {
    "sqlite": ("", ""),
    "postgresql": (
        "FROM (SELECT set_config('synchronous_commit', 'on', true) AS setting) AS durable",
        "AND durable.setting = 'on'",
    ),
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?")


class Table:
    """A table of this library, which is made when it is first used.

    Statements are written with these parts, which `complete` fills in:

    - ``{table}``: the name of the table.
    - ``{now}``: the time in seconds, by the clock of the database.
    - ``{from_durable}`` and ``{is_durable}``: the end of the FROM and of the WHERE of an UPDATE
      whose change has to survive a crash of the database.

    Args:
        database: The database.
        name: The name of the table, also ``schema.table``.
        create: The statement that makes the table.
        probe: A statement without rows, which fails if there is no such table.
        exists: Whether the table is there, so that it is not made.

    Attributes:
        database: The database.
        name: The name of the table.

    Raises:
        ConfigurationError: The name is not that of a table.
    """

    def __init__(
        self, database: Database, name: str, create: str, probe: str, exists: bool = False
    ) -> None:
        if not isinstance(cast("object", name), str) or not _NAME.fullmatch(name):
            raise ConfigurationError(
                "the name of a table must consist of letters, digits and _, also as schema.table, "
                f"not {short_repr(name)}"
            )
        self.database, self.name = database, name
        from_durable, is_durable = _DURABLE[database.dialect]
        self._parts = {
            "{table}": ".".join(f'"{part}"' for part in name.split(".")),
            "{now}": _NOW[database.dialect],
            "{from_durable}": from_durable,
            "{is_durable}": is_durable,
        }
        self._create, self._probe = create, probe
        self._exists = exists

    @property
    def ddl(self) -> str:
        """The SQL that makes the table."""
        return self.complete(self._create)

    def complete(self, statement: str) -> str:
        """Return a statement with its parts in braces filled in."""
        for name, part in self._parts.items():
            statement = statement.replace(name, part)
        return statement

    def create(self) -> None:
        """Make the table if it is missing.

        Raises:
            FikenError: The table cannot be made, or another one has its name. It is the error of
                the owner of the database.
        """
        probe = self.complete(self._probe)
        try:
            self.database.run(probe)
        except FikenError as error:
            if error.is_transient and self.database.dialect != "sqlite":
                raise
            with suppress(FikenError):  # two processes make it at once: one of them fails
                self.database.run(self.ddl)
            self.database.run(probe)
        self._exists = True

    def run(self, statement: str, *values: Any) -> list[Row]:
        """Complete a statement, send it, and return its rows. The table is made if it is missing.

        Args:
            statement: The SQL, with ``?`` for each value. It must do no harm when it is carried out
                twice.
            values: The values for it.

        Raises:
            FikenError: The database failed. It is the error of the owner, without the values.
        """
        try:
            if not self._exists:
                self.create()
            return self.database.run(self.complete(statement), values)
        finally:
            del values  # no frame of an error may hold them


class KeepsTable:
    """A base of the classes that keep something in a table of the user's database.

    Attributes:
        _table: The table.
    """

    _table: Table

    @property
    def ddl(self) -> str:
        """The SQL that makes the table, for the migrations of your own database."""
        return self._table.ddl

    def create_table(self) -> None:
        """Make the table if it is missing. The first use does so, too.

        Raises:
            FikenError: The table cannot be made, or another one has its name. It is the error that
                the other methods of this class raise when the database fails.
        """
        self._table.create()
