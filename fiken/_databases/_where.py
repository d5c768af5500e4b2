"""Which database a user has named: by a path, a URL, or an object that connects."""

import os
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from fiken._databases._database import Database, Owner
from fiken._databases._engine import Engine, in_memory
from fiken._databases._postgres import Pool, Postgres
from fiken._databases._sqlite import SqliteFile
from fiken.errors import ConfigurationError

_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?://(.*)", re.DOTALL)
_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")
_KEYWORDS = re.compile(r"\s*[a-z_]+\s*=")  # "host=db dbname=acme"
_URL = re.compile(r"([a-z][a-z0-9+.-]*)://")


def database(where: Any, owner: Owner) -> Database:
    """Return the database that a user has named.

    Args:
        where: A path, a URL, a connection string, a pool, a function that connects, or an Engine.
        owner: The class that was given `where`.

    Raises:
        ConfigurationError: It is none that can be used, or the driver is not installed. The error
            does not contain `where`, which may contain a password.
    """
    if isinstance(where, os.PathLike):
        return SqliteFile(owner, os.fspath(cast("os.PathLike[str]", where)))
    if isinstance(where, str):
        try:
            return _of_text(where, owner)
        finally:
            del where
    if hasattr(where, "raw_connection") and hasattr(where, "dialect"):
        return Engine(owner, where)
    kind = type(where).__name__
    if not kind.startswith("Async") and not hasattr(where, "cursor"):
        if callable(getattr(where, "connection", None)):
            return Pool(owner, where)
        if callable(where):
            return Postgres(owner, cast("Callable[[], Any]", where))
    del where
    raise ConfigurationError(
        f"{owner.name} needs a path, a URL of SQLite or PostgreSQL, a pool of connections, a "
        f"function that returns a new connection, or an Engine of SQLAlchemy, not {kind}"
    )


def _of_text(where: str, owner: Owner) -> Database:
    error = in_memory(owner)
    if match := _SQLITE.fullmatch(where):
        if match[1].startswith("/") and match[1] not in {"/", "/:memory:"}:
            return SqliteFile(owner, match[1].removeprefix("/"))
    elif _POSTGRES.match(where) or (_KEYWORDS.match(where) and "://" not in where):
        try:
            return Postgres(owner, _connector(_POSTGRES.sub("postgresql://", where)))
        finally:
            del where  # it may contain a password
    elif match := _URL.match(where):
        error = ConfigurationError(
            f"{owner.name} does not know the URL {match[1]}://…: it takes sqlite:///path and "
            "postgresql://…; for another driver, give it an Engine of SQLAlchemy"
        )
    elif where not in {"", ":memory:"}:
        return SqliteFile(owner, where)
    del where, match
    raise error


def _connector(where: str) -> Callable[[], Any]:
    """Return a function that connects to PostgreSQL by psycopg 3.

    A link that is lost without a word would otherwise be noticed after two hours.
    """
    problem, psycopg, settings = "", None, dict[str, Any]()
    try:
        psycopg, conninfo = import_module("psycopg"), import_module("psycopg.conninfo")
        settings = conninfo.conninfo_to_dict(where)
    except ImportError:
        problem = "PostgreSQL needs a driver: pip install 'fiken[postgres]'"
    except Exception:  # noqa: BLE001 - the driver names it, and its text may contain the password
        problem = (
            "this is not a connection string of PostgreSQL (it may be secret, and is not shown): "
            "write it as postgresql://user:password@host/database"
        )
    if not problem and not _is_place(settings):
        problem = (
            "the host or the port in this connection string is not valid (it is not shown): write "
            "@, : and / in a password as %40, %3A and %2F"
        )
    if problem:
        del where, settings  # no frame of the error may hold them
        raise ConfigurationError(problem)
    defaults = {"connect_timeout": 10, "tcp_user_timeout": 10_000, "keepalives_idle": 5}
    ours = {name: value for name, value in defaults.items() if name not in settings}
    connect = cast("Any", psycopg).connect
    # Not a partial: its repr would show the password.
    return lambda: connect(where, prepare_threshold=None, **ours)


def _is_place(settings: dict[str, Any]) -> bool:
    """Return whether the host and the port are valid, and are not parts of the password.

    The driver shows them in its errors.
    """
    ports = str(settings.get("port") or "0").split(",")
    return "@" not in str(settings.get("host")) and all(
        port.isdecimal() or not port for port in ports
    )
