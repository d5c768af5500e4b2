"""One run of an export: what is asked of Fiken for each entity, and when it is asked again.

This module needs SQLAlchemy.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

from fiken import CompanyClient
from fiken.errors import ModuleNotActivatedError, NotFoundError
from fiken.export._books import RUN, Books, State
from fiken.export._entities import Entity
from fiken.export._results import ExportedEntity, ExportProgress, Progress
from fiken.export._shape import key_of
from fiken.models import Model

_PAGE = 100  # rows

# The filters are days (docs/observed.md#5-lists), and it is not known in which time zone they begin
# (docs/observed.md#15-companies-and-operation).
_OVERLAP = timedelta(days=1)


def run(
    company: CompanyClient, books: Books, today: date, progress: Progress, *, since_last: bool
) -> Iterator[ExportedEntity]:
    """Export each entity, and yield its result.

    A run that reads everything and is interrupted is remembered: begun again, it reads only changes
    of what it had finished.

    Args:
        company: The client of the company.
        books: The database.
        today: The day in Norway.
        progress: What is told about each page.
        since_last: Whether to ask only for what has changed.
    """
    state = books.state(RUN)
    if not since_last and state.began is None:
        state = books.change(RUN, state, began=max(datetime.now(UTC), state.stamp))
    for entity in books.entities:
        reading = Reading(books, entity, entity.repository(company), today, progress)
        yield reading.result(None if since_last else state.began)
    if state.began is not None:  # another run, of other entities, may have stored it since
        books.change(RUN, books.state(RUN), began=None)


class Reading:
    """The reading of one entity.

    Args:
        books: The database.
        entity: The entity.
        repository: Its repository.
        today: The day in Norway.
        progress: What is told about each page.
    """

    def __init__(
        self, books: Books, entity: Entity, repository: Any, today: date, progress: Progress
    ) -> None:
        self._books, self._entity, self._repository = books, entity, repository
        self._today, self._progress = today, progress
        self._state = books.state(entity.name)
        self._read = self._missing = 0
        self._is_whole = False

    def result(self, whole_since: datetime | None) -> ExportedEntity:
        """Read the entity, and return what was read.

        Args:
            whole_since: The whole list is read, unless that was last begun at this moment or later.
                None: only changes are read, if the whole list was ever read.
        """
        skipped = ""
        try:
            self._read_entity(whole_since)
        except ModuleNotActivatedError as error:
            skipped = error.message or str(error)
        name, rows = self._entity.name, self._books.count(self._entity)
        return ExportedEntity(name, rows, self._read, self._missing, self._is_whole, skipped)

    def _read_entity(self, whole_since: datetime | None) -> None:
        if self._entity.changes is None:
            self._read_list(None)
            return
        state = self._state
        if state.began is not None and (whole_since is None or _is_whole_since(state, whole_since)):
            self._read_list(state.asked, goes_on=True)
        whole, since = self._state.whole, self._state.since
        if since is None or whole is None or (whole_since is not None and whole < whole_since):
            self._read_list(None)
            return
        # A clock that was ahead must not hide changes.
        self._read_list(min(since, self._today) - _OVERLAP)
        if self._books.count(self._entity) != len(self._repository.all(**self._entity.filters)):
            self._read_list(None)

    def _read_list(self, asked: date | None, *, goes_on: bool = False) -> None:
        """Read a list page by page, and write each page.

        Args:
            asked: The day: what was changed on it or later. None: the whole list.
            goes_on: Whether an interrupted reading goes on, if no row has moved since.
        """
        changes = self._entity.changes
        filters = dict(self._entity.filters)
        if changes is not None and asked is not None:
            filters |= changes(asked)
        rows = self._repository.all(**filters)
        start = max(0, (self._state.read - 1) // _PAGE) if goes_on else 0
        pages = rows.pages(start)
        first = next(pages, ())
        # The last page is read again: if it has the same rows, none before it has come or gone.
        if not goes_on or self._ids(first) != list(self._state.last):
            if start:
                pages, first = rows.pages(), ()
            self._begin(asked)
            start = 0
        read = start * _PAGE
        for page in filter(None, chain([first], pages)):  # a page that was read twice is empty
            read += len(page)
            self._read += len(page)
            self._state = self._books.write(self._entity, page, self._state, read)
            self._progress(ExportProgress(self._entity.name, read, max(read, len(rows))))
        if asked is None and changes is not None and read > _PAGE:
            self._read_skipped()
        self._state, missing = self._books.finish(self._entity, self._state)
        self._missing += missing
        self._is_whole = self._is_whole or asked is None

    def _read_skipped(self) -> None:
        """Read the rows that the whole list lacked one by one, and write those that are there.

        If a row was created and another one deleted between the requests of two pages, the list may
        have skipped a row. It must not be taken for deleted.
        """
        for key in self._books.unseen(self._entity, self._state):
            with suppress(NotFoundError):
                row = self._repository.find(key)
                self._state = self._books.write(self._entity, [row], self._state, self._state.read)

    def _begin(self, asked: date | None) -> None:
        moment = max(datetime.now(UTC), self._state.stamp + timedelta(microseconds=1))
        self._state = self._books.change(
            self._entity.name,
            self._state,
            stamp=moment,
            began=moment,
            day=self._today,
            asked=asked,
            read=0,
            last=(),
        )

    def _ids(self, page: tuple[Model, ...]) -> list[object]:
        return [key_of(self._entity, model) for model in page]


def _is_whole_since(state: State, moment: datetime) -> bool:
    """Return whether the interrupted reading is one of the whole list that began then or later."""
    return state.asked is None and state.began is not None and state.began >= moment
