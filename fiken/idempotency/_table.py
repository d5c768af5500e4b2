"""The base class of the stores that keep idempotency keys in a table."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from fiken._databases import Database, Table
from fiken._messages import short_repr
from fiken.errors import ConfigurationError, IdempotencyInProgressError, InvalidAttributeError
from fiken.idempotency import _statements as sql
from fiken.idempotency._kept import Intent, KeptWrite, State
from fiken.idempotency._rows import dumped, kept_write


class TableOfWrites:
    """The base class of the stores that keep their writes in a table.

    Args:
        database: The database.
        name: The name of the table, also ``schema.table``.
        exists: Whether the table is there, so that it is not made.
        lease: Seconds for which a worker keeps a write that it has claimed.
        settle: Seconds after which a lost write that is not in Fiken will not arrive any more.
        wait: Seconds for which a call waits, for another worker or for `settle`.

    Raises:
        ConfigurationError: A number of seconds cannot be one.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        exists: bool,
        lease: float,
        settle: float,
        wait: float,
    ) -> None:
        for option, seconds in (("lease", lease), ("settle", settle), ("wait", wait)):
            least = 0.001 if option == "lease" else 0.0
            if type(seconds) not in (int, float) or not least <= seconds < float("inf"):
                raise ConfigurationError(
                    f"{option} must be seconds, {least:g} or more, not {short_repr(seconds)}"
                )
        self._table = Table(database, name, sql.CREATE, sql.PROBE, exists)
        self.lease, self.settle, self.wait = float(lease), float(settle), float(wait)

    def __repr__(self) -> str:
        table = getattr(self, "_table", None)  # a debugger may ask too early
        place = f" {table.database.dialect} {table.name}" if table else ""
        return f"<{type(self).__name__}{place}>"

    # --- for people and programs that look after the store

    def get(self, company: str, key: str) -> KeptWrite | None:
        """Return the write with a key, or None.

        Args:
            company: The company, as ``slug@host``, such as ``acme-as@api.fiken.no``.
            key: The idempotency key.

        Raises:
            IdempotencyStoreError: The store did not answer.
        """
        return self._one(sql.GET, company, key)

    def unresolved(self, company: str | None = None) -> list[KeptWrite]:
        """Return the writes that are not done, the oldest first.

        Most of them are done as soon as their call is repeated with the same key. Those that stay
        ``unsure`` or ``written`` need a person: see `resolve` and `forget`.

        Args:
            company: Only those of this company, as ``slug@host``; None means all companies.

        Raises:
            IdempotencyStoreError: The store did not answer.
        """
        rows = map(kept_write, self._table.run(sql.UNRESOLVED))
        return [row for row in rows if company in {None, row.company}]

    def resolve(self, company: str, key: str, id: int | str = "") -> KeptWrite:
        """Record that a write was carried out, because a person has found it in Fiken.

        Args:
            company: The company, as ``slug@host``.
            key: The idempotency key.
            id: The id of what the write has made; empty if it has none, such as a settled sale.

        Returns:
            The write as it is then. The next call with its key returns the entity with this id.

        Raises:
            InvalidAttributeError: `id` is neither a number nor a text, no such write is kept, it is
                done with another id, or another key has this id.
            IdempotencyInProgressError: A worker is carrying it out.
            IdempotencyStoreError: The store did not answer.
        """
        if type(id) not in (int, str):
            raise _wrong(
                self, "resolve", "id", id, "an id, as a number or a text", "such as sale.sale_id"
            )
        row = self._idle(company, key)
        if row is None:
            raise _wrong(
                self, "resolve", "key", key, "the key of a write that is kept", "see unresolved()"
            )
        done = self.done(row, str(id))
        if done is None:
            hint = "one of the two writes is still missing in Fiken: forget() it"
            raise _wrong(self, "resolve", "id", id, "an id that no other key has", hint)
        if done.result != str(id):
            hint = f"this write is done, with the id {done.result}: forget() it first"
            raise _wrong(self, "resolve", "id", id, "that of the write", hint)
        return done

    def forget(self, company: str, key: str) -> bool:
        """Remove a write, as if its key had never been used. The next call with the key sends it.

        Look in Fiken before: if the write was carried out, it is carried out twice then.

        Args:
            company: The company, as ``slug@host``.
            key: The idempotency key.

        Returns:
            Whether the key was there.

        Raises:
            IdempotencyInProgressError: A worker is carrying it out.
            IdempotencyStoreError: The store did not answer.
        """
        there = self._idle(company, key) is not None
        if there and not self._table.run(sql.FORGET, company, key):
            self._idle(company, key)  # a worker has come between
        return there

    def expire(self, older_than: timedelta = timedelta(days=30)) -> int:
        """Remove the writes that have been done for longer than this. Return how many there were.

        A write that is not done never expires by itself. After this, the key of a removed write is
        new: the same call would send it again.

        Args:
            older_than: The time since they were done, 0 or more.

        Raises:
            InvalidAttributeError: `older_than` is not a timedelta, or is negative.
            IdempotencyStoreError: The store did not answer.
        """
        given = cast("object", older_than)
        if not isinstance(given, timedelta) or given < timedelta(0):
            hint = "write timedelta(days=30), with from datetime import timedelta"
            raise _wrong(self, "expire", "older_than", given, "a timedelta of 0 or more", hint)
        return len(self._table.run(sql.EXPIRE, older_than.total_seconds()))

    # --- for the workers: see `IdempotencyStore`

    def claim(self, intent: Intent, owner: str) -> KeptWrite | None:
        """Record a write, or take over one that no worker holds. Return the one with its key."""
        mine, digest, clue = (intent.company, intent.key), dumped(intent.digest), intent.clue
        first_send = None if clue is None else self.lease
        new = (*mine, intent.verb, digest, owner, self.lease, first_send, dumped(clue))
        old = (owner, owner, self.lease, *mine, intent.verb, digest, owner)
        return (
            self._one(sql.ADD, *new, intent.alike, intent.made_in or None)
            or self._one(sql.TAKE_SAME, *old)
            or self.get(*mine)
        )

    def take(self, company: str, key: str, owner: str) -> KeptWrite | None:
        """Take over a write that no worker holds, whatever its content is."""
        return self._one(sql.TAKE, owner, owner, self.lease, company, key, owner)

    def blocker(self, company: str, alike: str) -> KeptWrite | None:
        """Return the write that has a signature, or None."""
        return self._one(sql.BLOCKER, company, alike)

    def mark(self, company: str, key: str, owner: str, alike: str) -> bool:
        """Keep a signature for a write. Return whether no other write of the company has it."""
        mine = (company, key, owner)
        return bool(self._table.run(sql.MARK, alike, *mine, company, alike, key))

    def sending(
        self, company: str, key: str, owner: str, clue: Mapping[str, Any]
    ) -> KeptWrite | None:
        """Keep the clue, and renew the lease: a request may be sent until it ends."""
        lease = self.lease
        return self._one(sql.SENDING, dumped(clue), lease, lease, company, key, owner)

    def keep(
        self, company: str, key: str, owner: str, state: State, sent_by: datetime | None = None
    ) -> None:
        """End the lease of a write that is not done, and keep its state."""
        seconds = None if sent_by is None else sent_by.timestamp()
        self._table.run(sql.KEEP, state, seconds, company, key, owner)

    def free(self, company: str, key: str, owner: str) -> None:
        """End the lease of a write, and its hold on its signature."""
        self._table.run(sql.FREE, company, key, owner)

    def written(self, company: str, key: str, clue: Mapping[str, Any]) -> None:
        """Record that Fiken carried out a write now, and that its result is not known."""
        self._table.run(sql.WRITTEN, dumped(clue), company, key)

    def done(self, intent: Intent, result: str, owner: str | None = None) -> KeptWrite | None:
        """Record that a write is done."""
        mine, made_in = (intent.company, intent.key), (intent.made_in if result else "") or None
        unique = (intent.company, made_in, result, intent.key)
        if owner is not None:
            return self._one(sql.FOUND, result, made_in, *mine, owner, *unique)
        row = (*mine, intent.verb, dumped(intent.digest), made_in, result)
        done = self._one(sql.DONE, *row, *unique) or self.get(*mine)
        return done if done and done.state == "done" else None

    def drop(self, company: str, key: str, owner: str) -> None:
        """Remove a write of which nothing is in Fiken."""
        self._table.run(sql.DROP, company, key, owner)

    def taken(self, intent: Intent, ids: Collection[str]) -> frozenset[str]:
        """Return those of the ids that other writes have made, in the same list and company."""
        if not intent.made_in or not ids:
            return frozenset()
        statement = sql.TAKEN.replace("{results}", ", ".join("?" * len(ids)))
        rows = self._table.run(statement, intent.company, intent.made_in, intent.key, *ids)
        return frozenset(result for (result,) in rows)

    def _one(self, statement: str, *values: Any) -> KeptWrite | None:
        rows = self._table.run(statement, *values)
        return kept_write(rows[0]) if rows else None

    def _idle(self, company: str, key: str) -> KeptWrite | None:
        """Return the write with a key, or None. Check that no worker holds it."""
        row = self.get(company, key)
        if row and row.owned_for:
            raise IdempotencyInProgressError(key, row.owned_for)
        return row


def _wrong(
    store: object, verb: str, name: str, value: object, rule: str, hint: str
) -> InvalidAttributeError:
    return InvalidAttributeError(f"{type(store).__name__}.{verb}", name, value, rule, hint)
