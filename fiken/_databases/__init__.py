"""The databases in which this library keeps something: SQLite, PostgreSQL, or a user's own Engine.

`SqlStore` keeps tokens there, and `SqlIdempotency` the keys of writes. Each statement is a
transaction of its own, so no connection is held in between, and a connection pooler such as
pgbouncer may stand between.
"""

from fiken._databases._database import Database, Owner, Row
from fiken._databases._sqlite import SqliteMemory
from fiken._databases._table import KeepsTable, Table
from fiken._databases._where import database

__all__ = ["Database", "KeepsTable", "Owner", "Row", "SqliteMemory", "Table", "database"]
