"""Creating entities row by row, each once, so that an import can be started again."""

import json
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any, cast

import attrs
import click

from fiken.cli._output import note
from fiken.cli._sentences import sentence_of
from fiken.cli._writing._bar import bar
from fiken.cli._writing._files import Row
from fiken.cli._writing._prepared import Prepared, counted
from fiken.errors import (
    AmbiguousWriteError,
    BadRequestError,
    ConflictError,
    CounterNotInitializedError,
    FikenError,
    IdempotencyConflictError,
    IdempotencyInProgressError,
    NotFoundError,
    ServerError,
    StaleError,
    UnlikelyValueWarning,
    UnprocessableEntityError,
)
from fiken.idempotency import IdempotencyStore, Intent, KeptWrite
from fiken.repositories import Saves

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


class Watched:
    """A store of idempotency keys that knows whether the last write was carried out before.

    Args:
        store: The store.
    """

    def __init__(self, store: IdempotencyStore) -> None:
        self._store = store
        self.was_done = False

    def claim(self, intent: Intent, owner: str) -> KeptWrite | None:
        """Claim a write, and remember whether it was done."""
        row = self._store.claim(intent, owner)
        self.was_done = row is not None and row.state == "done"
        return row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def store(self) -> IdempotencyStore:
        """This object, as what a client takes."""
        return cast("IdempotencyStore", self)


@attrs.frozen
class Refused:
    """A row that Fiken refused.

    Args:
        row: The row.
        reason: Why, in one sentence.
    """

    row: Row
    reason: str


@attrs.define
class Course:
    """What became of the rows until now.

    Args:
        family: The name of the family, such as ``contacts``.
        singular: The name of one of it, such as ``contact``.
        total: The number of rows.
        done: The number of those that were sent.
        before: The number of those that an earlier run had sent.
        refused: Those that were refused.
    """

    family: str
    singular: str
    total: int
    done: int = 0
    before: int = 0
    refused: list[Refused] = attrs.Factory(list[Refused])

    def sentence(self, verb: str) -> str:
        """Return what became of the rows: "created 120 contacts, 3 were refused".

        Args:
            verb: What was done, such as "created".
        """
        parts = [f"{verb} {counted(self.done, self.family, self.singular)}"]
        if self.before:
            parts.append(f"an earlier run had {verb} {self.before}, for which nothing was sent")
        if self.refused:
            parts.append(f"{len(self.refused)} were refused")
        left = self.total - self.done - self.before - len(self.refused)
        if left:
            parts.append(f"{left} are left")
        return "; ".join(parts)


def send_all(
    rows: Sequence[Prepared],
    send: Callable[[Prepared], bool],
    course: Course,
    verb: str,
    *,
    goes_on: bool,
) -> None:
    """Send all rows, one after the other, and say at the end what became of them.

    Args:
        rows: The rows.
        send: The function that sends one. It returns whether an earlier run had sent it.
        course: What became of the rows, which is kept up to date.
        verb: What is done, such as "created".
        goes_on: Whether a row that Fiken refuses does not stop the others.

    Raises:
        ClickException: A row was refused, and stopped the others.
        FikenError: An error that concerns all rows.
    """
    try:
        with bar(rows, course.family, len(rows)) as moving, warnings.catch_warnings():
            warnings.simplefilter("ignore", UnlikelyValueWarning)  # shown before
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
                    course.before += was_sent
                    course.done += not was_sent
    except BaseException:
        if course.total > 1:
            note(f"{course.sentence(verb)}. The same command goes on where it has stopped")
        raise


def _stopped(course: Course) -> str:
    last = course.refused[-1]
    more = ", or go on without it: --continue" if course.total > 1 else ""
    return f"row {last.row.number} was refused: {last.reason}. Correct it{more}"


def creating(
    repository: Saves[Any], watched: Watched, show: Callable[[Prepared, Any, bool], None], *, checks: bool
) -> Callable[[Prepared], bool]:
    """Return the function that creates the entity of a row once, and shows its id.

    Args:
        repository: The repository.
        watched: The store of its client.
        show: The function that shows the saved model, and whether an earlier run had created it.
        checks: Whether each entity is loaded again, which warns of values that Fiken did not keep.
    """

    def send(row: Prepared) -> bool:
        waited = 0.0
        while True:
            try:
                saved = repository.save(row.model, reload=checks, idempotency_key=row.key)
            except (AmbiguousWriteError, IdempotencyInProgressError, ServerError) as error:
                if error.again_in is None or waited > _LONGEST_WAIT:
                    raise
                note(f"row {row.row.number} is not finished: waiting for {error.again_in:.0f} s")
                time.sleep(error.again_in + _MARGIN)
                waited += error.again_in + _MARGIN
            else:
                show(row, saved, watched.was_done)
                return watched.was_done

    return send


def write_rejected(path: str, refused: Sequence[Refused]) -> None:
    """Write the rows that were refused to a file, as JSON Lines, each with its reason.

    The file can be read by `fiken create` again: a name that begins with # is passed over.
    """
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - the path of the person
        for each in refused:
            row = {**each.row.values, "# reason": each.reason}
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def raise_unsure(error: FikenError) -> None:
    """Raise an error."""
    raise error
