"""Creating entities row by row, each once, so that an import can be started again."""

import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any, cast

import attrs
import click

from fiken.cli._families import Family
from fiken.cli._here import is_here
from fiken.cli._output import note
from fiken.cli._progress import bar
from fiken.cli._sentences import sentence_of
from fiken.cli._writing._files import Table, require_unchanged
from fiken.cli._writing._prepared import Prepared
from fiken.cli._writing._rejected import Refused, open_rejected, write_rejected
from fiken.errors import (
    AmbiguousWriteError,
    BadRequestError,
    ConflictError,
    CounterNotInitializedError,
    FikenWarning,
    IdempotencyConflictError,
    IdempotencyInProgressError,
    MayClearWarning,
    NotFoundError,
    ServerError,
    StaleError,
    UnlikelyValueWarning,
    UnprocessableEntityError,
    WrittenButNotLoadedError,
)
from fiken.idempotency import IdempotencyStore, Intent, KeptWrite, SqlIdempotency
from fiken.models import Model

#: Errors after which other rows may succeed.
_OF_ONE_ROW = (
    BadRequestError,
    ConflictError,
    IdempotencyConflictError,
    NotFoundError,
    StaleError,
    UnprocessableEntityError,
)
_LONGEST_WAIT = 300.0  # seconds for one row
_MARGIN = 0.1  # seconds
_RANGES = 10  # that are shown


class Watched:
    """A store of idempotency keys that knows whether the last write was carried out before.

    Args:
        store: The store.
    """

    def __init__(self, store: SqlIdempotency) -> None:
        self._store = store
        self.was_done = False

    def claim(self, intent: Intent, owner: str) -> KeptWrite | None:
        """Claim a write, and remember whether it was done.

        One that is done stays so. It is only read, which is faster than a transaction: an import
        that is started again has many of them.
        """
        row = self._store.get(intent.company, intent.key)
        if row is None or row.state != "done":
            row = self._store.claim(intent, owner)
        self.was_done = row is not None and row.state == "done"
        return row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def store(self) -> IdempotencyStore:
        """This object, as what a client takes."""
        return cast("IdempotencyStore", self)


@attrs.define
class Course:
    """What became of the rows until now.

    Args:
        family: The family.
        verb: What is done, such as "created".
        total: The number of rows.
        done: The number of those that were sent.
        before: The numbers of those that an earlier run had sent.
        refused: Those that were refused.
    """

    family: Family
    verb: str
    total: int
    done: int = 0
    before: list[int] = attrs.Factory(list[int])
    refused: list[Refused] = attrs.Factory(list[Refused])

    @property
    def sentence(self) -> str:
        """What became of the rows: "created 120 contacts; 3 were refused"."""
        parts = [f"{self.verb} {self.family.counted(self.done)}"]
        if self.before:
            which = f" ({ranges})" if (ranges := _ranges(self.before)) else ""
            before = f"an earlier run had {self.verb} {len(self.before)}{which}"
            parts.append(f"{before}, for which nothing was sent")
        if self.refused:
            parts.append(f"{len(self.refused)} were refused")
        left = self.total - self.done - len(self.before) - len(self.refused)
        if left:
            parts.append(f"{left} are left")
        return "; ".join(parts)


def carry_out(
    rows: Sequence[Prepared],
    send: Callable[[Prepared], bool],
    course: Course,
    table: Table,
    *,
    goes_on: bool,
    rejected: str | None,
) -> None:
    """Send all rows, one after the other, and say at the end what became of them.

    Args:
        rows: The rows.
        send: The function that sends one. It returns whether an earlier run had sent it.
        course: What became of the rows, which is kept up to date.
        table: The rows that were given.
        goes_on: Whether a row that Fiken refuses does not stop the others.
        rejected: The path of the file for the rows that are refused; None for no file.

    Raises:
        ClickException: Rows were refused.
        FikenError: An error that concerns all rows.
    """
    require_unchanged(table)
    open_rejected(rejected, table)
    try:
        _send_all(rows, send, course, goes_on=goes_on)
    finally:
        if rejected is not None:
            write_rejected(rejected, table, course.refused)
    for each in course.refused:
        note(f"{each.row.label}{each.reason}")
    if course.refused:
        raise click.ClickException(course.sentence)
    note(course.sentence)


def _send_all(
    rows: Sequence[Prepared], send: Callable[[Prepared], bool], course: Course, *, goes_on: bool
) -> None:
    """Send all rows, until one is refused that stops the others."""
    try:
        with bar(rows, course.family.words, len(rows)) as moving, warnings.catch_warnings():
            warnings.simplefilter("always", FikenWarning)
            for shown_before in (UnlikelyValueWarning, MayClearWarning):
                warnings.simplefilter("ignore", shown_before)
            for row in moving:
                try:
                    was_sent = send(row)
                except _OF_ONE_ROW as error:
                    if isinstance(error, CounterNotInitializedError):
                        raise
                    course.refused.append(Refused(row.row, sentence_of(error)))
                    if not goes_on:
                        raise click.ClickException(_stopped(course)) from error
                else:
                    if was_sent:
                        course.before.append(row.row.number)
                    course.done += not was_sent
    except BaseException:
        if course.total > 1:
            note(f"{course.sentence}. The same command goes on where it has stopped")
        raise


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers of rows as ranges: "rows 2-85, 90"; empty for the command line."""
    ranges = list[list[int]]()
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number])
    shown = ["-".join(map(str, each)) for each in ranges[:_RANGES]]
    more = [f"and {len(ranges) - _RANGES} more"] if len(ranges) > _RANGES else []
    if not any(numbers):
        return ""
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join([*shown, *more])}"


def _stopped(course: Course) -> str:
    last = course.refused[-1]
    more = ", or go on without it: --continue" if course.total > 1 else ""
    return f"{last.row.label}{last.reason}. Correct it{more}"


class Creator:
    """The creation of rows, each once.

    Args:
        repository: The repository.
        watched: The store of its client.
        show: The function that shows the saved model, and whether an earlier run had created it.
        checks: Whether each entity is loaded again, which warns of values that Fiken did not keep.
    """

    def __init__(
        self,
        repository: Any,
        watched: Watched,
        show: Callable[[Prepared, Model, bool], None],
        *,
        checks: bool,
    ) -> None:
        self._repository, self._watched, self._show = repository, watched, show
        self._checks, self._has_looked = checks, False

    def __call__(self, row: Prepared) -> bool:
        """Create the entity of a row. Return whether an earlier run had created it.

        Raises:
            ClickException: An earlier run had created it, and Fiken does not have it any more.
            FikenError: The request failed.
        """
        try:
            saved = self._saved(row)
            was_there = self._watched.was_done
            if was_there and not self._checks and not self._has_looked:  # one speaks for all
                self._repository.find(saved)
                self._has_looked = True
        except (NotFoundError, WrittenButNotLoadedError) as error:
            missing = error.__cause__ or error
            if not (isinstance(missing, NotFoundError) and self._watched.was_done):
                raise
            is_emulator = is_here(missing.url)
            why = " (an emulator that was started anew has new books)" if is_emulator else ""
            raise click.ClickException(
                f"{row.row.label}an earlier run had created it, and Fiken does not have it any "
                f"more{why}. To create it once more, add --again 2; if you did that already, "
                "--again 3"
            ) from error
        self._show(row, saved, was_there)
        return was_there

    def _saved(self, row: Prepared) -> Any:
        """Save the model of a row. Wait as long as an earlier attempt is not finished."""
        waited = 0.0
        while True:
            try:
                return self._repository.save(
                    row.model, reload=self._checks, idempotency_key=row.key
                )
            except (AmbiguousWriteError, IdempotencyInProgressError, ServerError) as error:
                if error.again_in is None or waited > _LONGEST_WAIT:
                    raise
                seconds = error.again_in + _MARGIN
            note(f"{row.row.label}an earlier attempt is not finished: waiting {seconds:.0f} s")
            time.sleep(seconds)
            waited += seconds
