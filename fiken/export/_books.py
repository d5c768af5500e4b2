"""The database of an export: it writes pages, each in one transaction with the state.

This module needs SQLAlchemy.
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import sqlalchemy as sa

from fiken.errors import ExportError
from fiken.export._entities import Entity
from fiken.export._shape import COMPANY, Row, key_of, shape_of
from fiken.export._tables import (
    EXPORTED_AT,
    INSERTS,
    MISSING_SINCE,
    state_table,
    table_of,
    upsert,
)
from fiken.export._target import Target
from fiken.models import Model

#: The name under which the state of the run as a whole is kept.
RUN = ""


@attrs.frozen
class State:
    """How far an entity was exported.

    Args:
        stamp: The moment of the last write. It always increases, also if the clock goes back.
        since: The day on which the last complete reading began. None: there was none yet.
        whole: The moment at which the last complete reading of the whole list began, or None.
        began: The moment at which the reading began that is not complete yet. None: there is none.
        day: The day on which it began.
        asked: The day that it asks for: what was changed since. None: it reads the whole list.
        read: How many rows it has read so far.
        last: The ids on the last page that it has read.
        version: How often rows were written or marked so far.
    """

    stamp: datetime
    since: date | None = None
    whole: datetime | None = None
    began: datetime | None = None
    day: date | None = None
    asked: date | None = None
    read: int = 0
    last: Sequence[int | str] = ()
    version: int = 0


class Books:
    """The tables of an export, for one company.

    Args:
        target: The database.
        entities: The entities that are exported. Only these get tables.
        company: The slug of the company.
    """

    def __init__(self, target: Target, entities: Iterable[Entity], company: str) -> None:
        self.target, self.company = target, company
        self.metadata = sa.MetaData()
        self._engine: sa.Engine = target.engine
        self._dialect = self._engine.dialect.name
        self._states = state_table(self.metadata)
        self.entities = tuple(entities)
        for entity in self.entities:
            main = shape_of(entity)
            for shape in main.all():
                table_of(shape, self.metadata, is_main=shape is main)
        self._upserts = {
            name: upsert(table, self._dialect) for name, table in self.metadata.tables.items()
        }

    @contextmanager
    def transaction(self) -> Generator[sa.Connection]:
        """Open a transaction for the block. An error of the database becomes an `ExportError`."""
        with self.target.sentences(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def alone(self, entity: Entity) -> Generator[None]:
        """Keep other exports from writing to the database during the block."""
        states = self._states
        lock = sa.update(states).where(self._is(entity.name)).values(version=states.c.version)
        with self.target.sentences(), self._engine.connect() as connection:
            connection.execute(lock)
            yield  # and nothing is committed

    def table(self, entity: Entity) -> sa.Table:
        """Return the main table of an entity."""
        return self.metadata.tables[entity.name]

    def state(self, name: str) -> State:
        """Return the state of an entity. It is added if there is none yet.

        Args:
            name: The name of the entity, or `RUN`.
        """
        new = State(datetime.now(UTC))
        add: Any = INSERTS[self._dialect](self._states)
        names = [field.name for field in attrs.fields(State)]
        columns: list[sa.Column[Any]] = [self._states.c[name] for name in names]
        with self.transaction() as connection:
            row = {"company": self.company, "entity": name, **_values(new)}
            connection.execute(add.on_conflict_do_nothing(), row)
            found: Sequence[Any] = connection.execute(
                sa.select(*columns).where(self._is(name))
            ).one()
        return State(*found)

    def change(self, name: str, state: State, **changes: Any) -> State:
        """Store a changed state in a transaction of its own, and return it."""
        with self.transaction() as connection:
            return self._advance(connection, name, state, **changes)

    def write(self, entity: Entity, page: Sequence[Model], state: State, read: int) -> State:
        """Write a page of rows, and return the new state.

        Args:
            entity: The entity.
            page: The rows, as loaded from Fiken.
            state: The state before.
            read: How many rows were read so far, with these.
        """
        main = shape_of(entity)
        ids = [key_of(entity, model) for model in page]
        rows: dict[str, list[Row]] = {shape.name: [] for shape in main.all()}
        stamp = _later(state)
        for model, key in zip(page, ids, strict=True):
            above = dict(zip(main.keys, (self.company, key), strict=True))
            for shape, row in main.rows(model, above):
                rows[shape.name].append(row)
        for row in rows[main.name]:
            row |= {EXPORTED_AT: stamp, MISSING_SINCE: None}
        with self.transaction() as connection:
            for name, new in rows.items():
                if name != main.name:
                    connection.execute(self._parts_of(name, ids))
                if new:
                    connection.execute(self._upserts[name], new)
            version = state.version + 1
            changes: Row = {"stamp": stamp, "read": read, "last": ids, "version": version}
            return self._advance(connection, entity.name, state, **changes)

    def finish(self, entity: Entity, state: State) -> tuple[State, int]:
        """End a reading. If it was one of the whole list, mark the rows that it did not find.

        Returns:
            The new state, and the number of rows that were marked.
        """
        table, stamp = self.table(entity), _later(state)
        whole = state.asked is None
        with self.transaction() as connection:
            missing = 0
            if whole:
                gone = sa.update(table).where(self._is_unseen(table, state))
                missing = connection.execute(gone.values({MISSING_SINCE: stamp})).rowcount
            ended: Row = {"since": state.day, "stamp": stamp, "began": None, "last": ()}
            ended |= {"whole": state.began} if whole else {}
            ended |= {"version": state.version + 1} if missing else {}
            return self._advance(connection, entity.name, state, **ended), missing

    def unseen(self, entity: Entity, state: State) -> list[Any]:
        """Return the ids of the rows that a reading of the whole list has not found."""
        table = self.table(entity)
        _, key = table.primary_key.columns
        with self.transaction() as connection:
            found = connection.execute(sa.select(key).where(self._is_unseen(table, state)))
            return list(found.scalars())

    def _is_unseen(self, table: sa.Table, state: State) -> sa.ColumnElement[bool]:
        return sa.and_(
            table.c[COMPANY] == self.company,
            table.c[MISSING_SINCE].is_(None),
            table.c[EXPORTED_AT] < state.began,
        )

    def count(self, entity: Entity) -> int:
        """Return how many rows of an entity are in Fiken, as far as is known."""
        table = self.table(entity)
        statement = sa.select(sa.func.count()).where(
            table.c[COMPANY] == self.company, table.c[MISSING_SINCE].is_(None)
        )
        with self.transaction() as connection:
            return int(connection.execute(statement).scalar_one())

    def version(self, entity: Entity) -> int:
        """Return how often an entity was written, for all companies together."""
        states = self._states.c
        total = sa.select(sa.func.sum(states.version)).where(states.entity == entity.name)
        with self.transaction() as connection:
            return int(connection.execute(total).scalar_one())

    def _parts_of(self, name: str, ids: Sequence[Any]) -> sa.Delete:
        table = self.metadata.tables[name]
        company, key, *_ = table.primary_key.columns
        return sa.delete(table).where(company == self.company, key.in_(ids))

    def _is(self, name: str) -> sa.ColumnElement[bool]:
        columns = self._states.c
        return sa.and_(columns.company == self.company, columns.entity == name)

    def _advance(self, connection: sa.Connection, name: str, state: State, **changes: Any) -> State:
        """Store a changed state, unless another export has stored one since.

        Raises:
            ExportError: Another export has.
        """
        changed = attrs.evolve(state, **{"stamp": _later(state), **changes})
        unchanged = sa.and_(self._is(name), self._states.c.stamp == state.stamp)
        statement = sa.update(self._states).where(unchanged).values(_values(changed))
        if connection.execute(statement).rowcount != 1:
            raise ExportError(
                f"another export of {self.company} writes to {self.target.where} at the same time: "
                "this one stops, and the other one goes on"
            )
        return changed


def _values(state: State) -> Row:
    """Return the columns of a state."""
    values = {field.name: getattr(state, field.name) for field in attrs.fields(State)}
    return values | {"last": list(state.last)}


def _later(state: State) -> datetime:
    """Return the current moment, or one just after the last write if the clock went back."""
    return max(datetime.now(UTC), state.stamp + timedelta(microseconds=1))
