"""The error for a database that cannot be used, such as a full disk or a locked file."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager


class StorageError(sqlite3.OperationalError):
    """The error for a database that cannot be used, for example because the disk is full.

    Args:
        message: a sentence with the file, the reason and the remedy.
        status: the HTTP status with which the request is answered.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, status)
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return self.message


#: The HTTP status of the answer, the reason and the remedy, by the error code of SQLite.
_PROBLEMS = {
    sqlite3.SQLITE_FULL: (507, "has no room left", "free some space on its disk"),
    sqlite3.SQLITE_NOMEM: (507, "has no memory left", "keep the books in a file"),
    sqlite3.SQLITE_BUSY: (503, "is locked", "stop the other program that uses it"),
    sqlite3.SQLITE_LOCKED: (503, "is locked", "stop the other program that uses it"),
    sqlite3.SQLITE_READONLY: (500, "is read-only", "make the file and its folder writable"),
    sqlite3.SQLITE_IOERR: (500, "cannot be read or written", "check its disk"),
    sqlite3.SQLITE_CANTOPEN: (
        500,
        "cannot be opened",
        "name a file, in a folder that exists and is writable",
    ),
    sqlite3.SQLITE_CORRUPT: (500, "is damaged", "start with a new file"),
    sqlite3.SQLITE_NOTADB: (500, "is not an SQLite database", "name another file"),
}


@contextmanager
def explained(name: str) -> Generator[None]:
    """Turn an SQLite error inside the block into a `StorageError`, whose message has a remedy.

    This concerns only errors that make the database unusable, such as a full disk. Other errors of
    SQLite, such as a violated constraint, are passed on unchanged.

    Args:
        name: the name of the data file, for the message.
    """
    try:
        yield
    except sqlite3.Error as error:
        # The lowest byte of the code is the kind of the error; the other bytes are details.
        problem = _PROBLEMS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if problem is None or isinstance(error, StorageError):
            raise
        status, reason, remedy = problem
        message = f"the data file {name} {reason}: {remedy} (SQLite says: {error})"
        raise StorageError(message, status) from error
