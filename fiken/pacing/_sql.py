"""A lane that machines share, by a row of a table that is leased."""

from pathlib import Path
from typing import Any

from fiken._databases import KeepsTable, Owner, Table, database
from fiken.errors import ConfigurationError, FikenError, PacingError
from fiken.pacing._base import LanePacer
from fiken.pacing._claims import LATE, Claim, Memory, Waiter, short_name
from fiken.pacing._leased import LeasedClaim, Look, checked_ttl

_CREATE = """\
CREATE TABLE IF NOT EXISTS {table} (
    lane VARCHAR(32) PRIMARY KEY,             -- a hash of the token's digest and of the host
    next_at DOUBLE PRECISION NOT NULL,        -- when the next request may start
    owner VARCHAR(32),                        -- who sends a request; NULL: nobody
    owned_until DOUBLE PRECISION NOT NULL,    -- by the clock of the database, as every time here
    strikes INTEGER NOT NULL,                 -- how often in a row Fiken has asked for a pause
    first VARCHAR(32),                        -- who has waited for longest; NULL: nobody
    waits_since DOUBLE PRECISION NOT NULL DEFAULT 0,
    asks_at DOUBLE PRECISION NOT NULL DEFAULT 0  -- when the first in line asks again
)"""

_PROBE = """\
SELECT lane, next_at, owner, owned_until, strikes, first, waits_since, asks_at
FROM {table} WHERE 1 = 0"""

# Look first: a statement that only reads does not make the others wait.
_LOOK = """\
SELECT next_at - {now}, CASE WHEN owner IS NULL THEN 0 ELSE owned_until - {now} END, strikes,
first, {now} - waits_since, {now} - asks_at
FROM {table} WHERE lane = ?"""

_STAND_FIRST = """\
UPDATE {table} SET first = ?, waits_since = {now} - ?, asks_at = {now} + ? WHERE lane = ?"""

# A time more than a day ahead is wrong: the clock of the database was set back.
_START = """\
INSERT INTO {table} AS kept (lane, owner, owned_until, next_at, strikes)
VALUES (?, ?, {now} + ?, {now} + ?, 0)
ON CONFLICT (lane) DO UPDATE
SET owner = excluded.owner, owned_until = {now} + ?, next_at = {now} + ?, first = NULL
WHERE kept.owner = excluded.owner
OR (kept.owner IS NULL AND (kept.next_at <= {now} OR kept.next_at > {now} + 86400))
OR (kept.owner IS NOT NULL AND (kept.owned_until <= {now} OR kept.owned_until > {now} + 86400))
RETURNING strikes"""
"""Take the lane: lane, owner, ttl, spacing, and the last two again. No row: somebody has it."""

_RENEW = "UPDATE {table} SET owned_until = {now} + ? WHERE lane = ? AND owner = ?"

_END = """\
UPDATE {table} SET owner = NULL, owned_until = 0, next_at = {now} + ?, strikes = ?
WHERE lane = ? AND owner = ?"""

_DAY = 86_400.0


def _no_file(path: Path) -> None:
    """Refuse a file of SQLite: it is for one machine, and there `Paced` needs no database."""
    raise ConfigurationError(
        f"SqlPacer is for several machines, and needs PostgreSQL, not the file {path}: on one "
        "machine, Paced() does the same without a database"
    )


def _error(reason: str, passing: bool) -> FikenError:
    return PacingError(f"no turn: {reason}", None, passing)


_OWNER = Owner(
    name="SqlPacer",
    data="turns",
    in_memory="on one machine, Paced() does the same without a database",
    error=_error,
    make_file=_no_file,
)


class SqlPacer(KeepsTable, LanePacer):
    """A pacer that allows one request at a time per credential on all machines that use a database.

    A row of a table says who sends a request, and until when, by the clock of the database. No
    connection is held meanwhile, so a connection pooler such as pgbouncer may stand between. If a
    process is killed during a request, another one goes on when its lease ends, after `ttl`
    seconds. If the database cannot be reached, `PacingError` is raised and nothing is sent.

    Args:
        where: ``postgresql://…`` or another connection string of PostgreSQL, with psycopg 3 (``pip
            install 'fiken[postgres]'``). A pool of psycopg, a function that returns a new
            connection, or an Engine of SQLAlchemy, each for PostgreSQL.
        spacing: The shortest time in seconds between the starts of two requests.
        patience: The longest wait for a turn in seconds; then `PacingError` is raised. None means
            the setting `total` of the client of Fiken, or no limit without one.
        ttl: The seconds of a lease, which is renewed while a request lasts. At least 1.
        table: The name of the table, also ``schema.table``. It is made if it is missing.

    Raises:
        ConfigurationError: An argument cannot be used, or the driver is not installed.
    """

    def __init__(
        self,
        where: Any,
        spacing: float = 0.25,
        *,
        patience: float | None = None,
        ttl: float = 10.0,
        table: str = "fiken_lanes",
    ) -> None:
        try:
            super().__init__(spacing, patience)
            self.ttl = checked_ttl(ttl)
            place = database(where, _OWNER)
        finally:
            del where  # it may contain a password
        if place.dialect != "postgresql":
            raise ConfigurationError(
                "SqlPacer is for several machines, and needs PostgreSQL, not "
                f"{place.dialect}: on one machine, Paced() does the same without a database"
            )
        self._table = Table(place, table, _CREATE, _PROBE)

    def _claim(self, credential: str, waiter: Waiter, memory: Memory) -> Claim:  # noqa: ARG002
        return _SqlClaim(self._table, short_name(credential), waiter, self.ttl)


class _SqlClaim(LeasedClaim):
    """A claim to the lane of a row.

    Args:
        table: The table.
        lane: The name of the lane.
        waiter: The turn that waits for it.
        ttl: Seconds after which another process takes over from one that was killed.
    """

    poll = 0.02

    def __init__(self, table: Table, lane: str, waiter: Waiter, ttl: float) -> None:
        super().__init__(waiter, ttl)
        self._table, self._lane = table, lane

    def ask(self, spacing: float, waited: float) -> Look:
        """Take the lane if it is free, or say when to ask again."""
        wait, strikes, is_first = self._look(waited)
        if not wait and not is_first:
            return Look(self.poll, strikes, is_first)
        if not wait:
            times = (self.ttl, spacing)
            rows = self._table.run(_START, self._lane, self.owner, *times, *times)
            if rows:
                return Look(0.0, rows[0][0], is_first)
            wait = self.poll
        if is_first:
            self._table.run(_STAND_FIRST, self.owner, waited, wait, self._lane)
        return Look(wait, strikes, is_first)

    def renew(self) -> None:
        """Renew the lease, if this claim still has it."""
        self._table.run(_RENEW, self.ttl, self._lane, self.owner)

    def free(self, rest: float, strikes: int) -> None:
        """Release the lane, if this claim still has it."""
        self._table.run(_END, rest, strikes, self._lane, self.owner)

    def _look(self, waited: float) -> Look:
        """Return how many seconds to wait, without taking the lane."""
        try:
            rows = self._table.run(_LOOK, self._lane)
        except PacingError as error:
            if error.is_transient:
                raise
            # The table may be gone: a server that does not wait for its disk has crashed, for
            # instance. Nothing in it is worth keeping.
            self._table.create()
            rows = self._table.run(_LOOK, self._lane)
        if not rows:
            return Look(0.0, 0, is_first=True)
        until_next, owned, strikes, first, theirs, late = rows[0]
        is_mine = first in (None, self.owner)
        is_first = is_mine or theirs <= waited or not -_DAY < late < LATE
        if 0 < owned < _DAY:
            return Look(max(min(until_next, owned), self.poll), strikes, is_first)
        is_far = owned > 0 or until_next >= _DAY
        return Look(0.0 if is_far else max(until_next, 0.0), strikes, is_first)
