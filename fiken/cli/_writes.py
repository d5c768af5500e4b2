"""The store of idempotency keys that the commands use."""

import os
import re
from pathlib import Path
from typing import TypeAlias

import click

from fiken._places import settings_folder
from fiken.cli._output import note
from fiken.idempotency import MemoryIdempotency, SqlIdempotency


def store_of_writes() -> SqlIdempotency:
    """Return the store that FIKEN_WRITES names: a path or a URL of a database.

    The default is the file `writes.db` in the folder of the settings.

    Raises:
        ConfigurationError: The database cannot be used, or its driver is not installed.
    """
    return SqlIdempotency(_place())


Store: TypeAlias = SqlIdempotency | MemoryIdempotency


def existing_store(where: str | None, table: str) -> Store:
    """Return a store for a look. It is never made: that of the commands is then an empty one.

    Args:
        where: A path, or a URL of a database; None for the store of the commands.
        table: The name of its table.

    Raises:
        ClickException: The file of another store is missing.
        ConfigurationError: The database cannot be used, or its driver is not installed.
    """
    place = str(_place()) if where is None else where
    match = re.fullmatch(r"sqlite(?:\+pysqlite)?://(/?)(.*)", place, re.DOTALL)
    path = match[2] if match else place
    if not path or (match and not match[1]):
        raise click.ClickException(
            "the store needs a path, such as orders.db or sqlite:///orders.db, or the URL of a "
            f"database, not {place!r}"
        )
    is_file = match is not None or not re.search("://|=", place)
    if is_file and not Path(path).expanduser().is_file():
        if where is None:
            note(f"nothing was written with a key yet: there is no store at {path}")
            return MemoryIdempotency()
        raise click.ClickException(
            f"there is no store at {path}: name the file or the database in which your program "
            "keeps its idempotency keys"
        )
    return SqlIdempotency(place, table=table, create=False)


def _place() -> str | Path:
    return os.environ.get("FIKEN_WRITES") or settings_folder() / "writes.db"
