"""Where an export is written: a database, or a folder with Parquet files.

This module needs SQLAlchemy.
"""

from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy import exc

from fiken._messages import short_repr
from fiken.errors import ConfigurationError, ExportError
from fiken.export._tables import INSERTS

#: The endings of the files that become databases of SQLite.
SQLITE = (".db", ".db3", ".sqlite", ".sqlite3")

#: The name of the database in a folder of Parquet files, from which these are written.
WORKING = "fiken-export.db"


@attrs.frozen
class Target:
    """The database of an export.

    Args:
        engine: The Engine of SQLAlchemy.
        where: How errors name it, without a password.
        folder: The folder of Parquet files that are written from it, or None.
        is_own: Whether the Engine was made here, and is disposed of at the end.
    """

    engine: sa.Engine
    where: str
    folder: Path | None = None
    is_own: bool = True

    @contextmanager
    def sentences(self) -> Generator[None]:
        """Turn an error of the database in the block into an `ExportError`, without a value."""
        try:
            yield
        except (exc.SQLAlchemyError, OverflowError) as error:
            raise ExportError(*_reason(error, self.where)) from None


def target_of(to: Any) -> Target:
    """Return the database for a path, a URL or an Engine.

    Raises:
        ConfigurationError: It is none of them, or a database that cannot be used.
    """
    if isinstance(to, sa.Engine):
        _require_usable(to.url)
        return Target(to, _shown(to.url), is_own=False)
    text = str(to) if isinstance(to, str | Path) else ""
    if not text.strip():
        raise ConfigurationError(
            "an export needs a place: the path of a file such as books.db, the path of a folder, "
            f"or a URL such as postgresql://localhost/books, not {short_repr(to)}"
        )
    return _by_url(text) if "://" in text else _by_path(text)


def _by_url(text: str) -> Target:
    try:
        url = sa.make_url(text)
    except (exc.ArgumentError, ValueError):  # the second is about the port
        raise ConfigurationError(
            "the URL of the database cannot be read: write it as "
            "postgresql://user@host/name, or sqlite:///books.db"
        ) from None
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg" if find_spec("psycopg") else "postgresql")
    _require_usable(url)
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise ConfigurationError(
            "a database in memory is lost at the end: name a file, such as sqlite:///books.db"
        )
    where = _shown(url)
    try:
        return Target(sa.create_engine(url), where)
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"the export to PostgreSQL needs the package {error.name}: run pip install "
            "'fiken[export,postgres]'"
        ) from None
    except exc.ArgumentError as error:
        raise ConfigurationError(f"{where} cannot be used: {error}") from None


def _shown(url: sa.URL) -> str:
    """Return a URL without what may be secret: its password and its options."""
    shown = url.set(query={}).render_as_string(hide_password=True)
    return shown.replace("+psycopg", "", 1)


def _by_path(text: str) -> Target:
    if text.startswith(("postgres:", "postgresql:", "sqlite:")):
        scheme = text.partition(":")[0]
        raise ConfigurationError(
            f"the URL of the database is not whole: it begins with {scheme}://"
        )
    path = Path(text).expanduser().absolute()
    is_folder = path.is_dir() or (not path.exists() and (text[-1] in "/\\" or not path.suffix))
    if not is_folder and not path.exists() and path.suffix.lower() not in SQLITE:
        endings = ", ".join(SQLITE)
        raise ConfigurationError(
            f"{text} would be a file of the kind {path.suffix}, which cannot be exported to: a "
            f"database of SQLite ends in {endings}, and a folder for Parquet files in /"
        )
    if not path.parent.is_dir():
        raise ConfigurationError(f"there is no folder {path.parent}: create it first")
    if not is_folder:
        return Target(_sqlite(path), text)
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"the folder {text} cannot be made: {error.strerror}") from None
    return Target(_sqlite(path / WORKING), str(path / WORKING), path)


def _sqlite(path: Path) -> sa.Engine:
    url = sa.URL.create("sqlite", database=str(path))
    return sa.create_engine(url, connect_args={"timeout": 30})


def _require_usable(url: sa.URL) -> None:
    name = url.get_backend_name()
    if name not in INSERTS:
        raise ConfigurationError(
            f"an export can be written to SQLite and PostgreSQL, and as Parquet, not to {name}"
        )
    if "@" in (url.host or ""):  # a part of the password, which errors would show
        raise ConfigurationError(
            "the host in the URL of the database is not valid (it is not shown): write @, : and / "
            "in a password as %40, %3A and %2F"
        )


def _reason(error: Exception, where: str) -> tuple[str, bool]:
    """Return what is wrong, without a value, and whether it may pass by itself."""
    original = getattr(error, "orig", None) or error
    if "NOTADB" in getattr(original, "sqlite_errorname", ""):
        return (
            f"{where} is not a database of SQLite, so nothing was written: name another file",
            False,
        )
    # With a code, such as SQLITE_NOTADB, the reason can be looked up.
    code = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None)
    name = f"{type(original).__name__} ({code})" if code else type(original).__name__
    passing = isinstance(error, exc.OperationalError | exc.InterfaceError)
    lines = str(original).strip().splitlines() if isinstance(error, exc.DBAPIError) else []
    # An error about data may quote them.
    is_safe = lines and not isinstance(error, exc.DataError | exc.IntegrityError)
    return f"{where} cannot be written: {name}{f': {lines[0]}' if is_safe else ''}", passing
