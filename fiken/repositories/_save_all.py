"""Saving many models one after the other, so that one that fails does not stop the others."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Generic, TypeVar, cast

import attrs

from fiken._messages import with_article
from fiken.errors import (
    ConfigurationError,
    CounterNotInitializedError,
    FikenError,
    FikenWarning,
    ForbiddenError,
    IdempotencyInProgressError,
    IdempotencyStoreError,
    InvalidAttributeError,
    ModuleNotActivatedError,
    NotAllSavedError,
    Outcome,
    SafetyError,
    TransportError,
    UnauthorizedError,
)
from fiken.models._base import Model
from fiken.models._fields import key_of
from fiken.repositories._protocols import OutcomeProtocol

M = TypeVar("M", bound=Model)

#: The number of consecutive rows with an unknown outcome after which the others are not tried.
MOST_UNSURE = 3

# Every other row would fail in the same way. Transient errors, such as a 429, are added to these.
_FOR_EVERY_ROW = (
    ConfigurationError,
    CounterNotInitializedError,
    IdempotencyStoreError,
    ModuleNotActivatedError,
    SafetyError,
    TransportError,
    UnauthorizedError,
)


@attrs.frozen
class SaveProgress(Generic[M]):
    """The result of saving one model. `save_all` calls `progress` with one of these per model.

    Args:
        index: The index of the row. The first row has the index 0.
        total: The number of rows; None if it is not known, as for an iterator.
        model: The saved model; if it was not saved, the model that was given.
        error: The error; None if the model was saved.
    """

    index: int
    total: int | None
    model: M
    error: Exception | None = None


class SaveAll(Generic[M]):
    """One call of `save_all`. It remembers which rows were given, saved and refused so far.

    Args:
        name: The name of the method, for error messages: ``ContactRepository.save_all``.
        cls: The class of the models.
        save: The method that saves one model.
        session: The session of the repository, which knows whether a write was sent.
        progress: The function to call after each row; None if there is none.
    """

    def __init__(
        self,
        name: str,
        cls: type[M],
        save: Callable[[M], M],
        session: object,
        progress: Callable[[SaveProgress[M]], object] | None,
    ) -> None:
        if progress is not None and not callable(progress):
            raise InvalidAttributeError(name, "progress", progress, "a function, or None")
        self._name, self._cls, self._key = name, cls, key_of(cls)
        self._save, self._session, self._progress = save, session, progress
        self._given: dict[int, M] = {}
        self._saved: dict[int, M] = {}
        self._errors: dict[int, BaseException] = {}
        self._first_index: dict[object, int] = {}  # of each entity, to find those given twice
        self._given_twice: dict[int, M] = {}  # by an iterator
        self._trying: int | None = None  # the index of the row that is being saved
        self._unsure = 0  # the number of consecutive rows until now
        self._last_write: object = None  # the last one before the row that is being saved

    def run(self, models: Iterable[M]) -> tuple[M, ...]:
        """Save the models and return them, or raise `NotAllSavedError`."""
        rows, total = self._rows(models)
        try:
            for index, row in enumerate(rows):
                error = self._save_row(index, row)
                if self._progress is not None:
                    self._progress(SaveProgress(index, total, self._saved.get(index, row), error))
                if self._ends_all(error):
                    break
            else:
                total = len(self._given)
        except BaseException as error:
            self._attach_to(error, total)
            raise
        if self._errors:
            raise self._not_all_saved(total) from next(iter(self._errors.values()))
        return tuple(self._saved.values())

    def _rows(self, models: Iterable[M]) -> tuple[Iterable[M], int | None]:
        """Return the rows and their number, after a check of all rows.

        The rows of an iterator cannot be read in advance. They are checked one by one, and their
        number is None.
        """
        given: Any = models
        if isinstance(given, Model | Mapping | str | bytes) or not isinstance(given, Iterable):
            rule = f"a list or another iterable of models of the class {self._cls.__name__}"
            hint = "save() takes a single model"
            raise InvalidAttributeError(self._name, "models", cast("object", given), rule, hint)
        if not isinstance(models, Collection):
            return models, None
        rows = tuple(models)
        self._given = dict(enumerate(rows))
        for index, row in self._given.items():
            if (refusal := self._refusal(index, row)) is not None:
                raise refusal
        return rows, len(rows)

    def _save_row(self, index: int, row: M) -> Exception | None:
        """Save one row. Return the error if that failed."""
        session = self._session
        self._last_write = session.last_write if isinstance(session, OutcomeProtocol) else None
        self._given[index], self._trying = row, index
        error: Exception | None = self._refusal(index, row)
        if error is None:
            try:
                self._saved[index] = self._save(row)
            except (FikenError, FikenWarning) as raised:
                error = raised
        if error is not None:
            self._errors[index] = error
        self._trying = None
        return error

    def _refusal(self, index: int, row: object) -> InvalidAttributeError | None:
        """Return the error for a row of a wrong class, or one that was given before; else None."""
        if not isinstance(row, self._cls):
            wanted = with_article(self._cls.__name__)
            return InvalidAttributeError(self._name, f"models[{index}]", row, wanted)
        key = None if row.is_new or self._key is None else getattr(row, self._key)
        # The rows are kept in `_given`, so that the id() of one is not that of a later one.
        first = self._first_index.setdefault(("new", id(row)) if key is None else key, index)
        if first == index:
            return None
        self._given_twice[index] = row
        rule = f"another {self._cls.__name__} than models[{first}]"
        hint = _TWICE_NEW if key is None else _TWICE.format(key)
        return InvalidAttributeError(self._name, f"models[{index}]", row, rule, hint)

    def _ends_all(self, error: Exception | None) -> bool:
        """Return whether to stop now, and not try the other rows.

        Args:
            error: The error of the row that was tried last; None if it was saved.
        """
        is_unsure = isinstance(error, FikenError) and error.outcome is Outcome.UNKNOWN
        self._unsure = self._unsure + 1 if is_unsure else 0
        return self._unsure >= MOST_UNSURE or is_for_every_row(error)

    def _attach_to(self, error: BaseException, total: int | None) -> None:
        """Attach a `NotAllSavedError` to an exception that ended the call, such as a Ctrl-C.

        It becomes the cause (``__cause__``) of the exception, whose own cause becomes its cause.
        """
        if self._trying is not None and self._trying not in self._saved and self._may_have_sent():
            self._errors.setdefault(self._trying, error)
        if not self._given:
            return
        partial = self._not_all_saved(total)
        partial.__cause__, partial.__context__ = error.__cause__, error.__context__
        partial.__suppress_context__ = error.__suppress_context__
        error.__cause__ = partial
        error.add_note(f"fiken: {self._name} was interrupted. {partial}")

    def _may_have_sent(self) -> bool:
        """Return whether Fiken may have received the write of the row that is being saved."""
        if not isinstance(self._session, OutcomeProtocol):
            return True
        write = self._session.last_write
        is_own = write is not None and write is not self._last_write
        return is_own and getattr(write, "outcome", None) is not Outcome.REFUSED

    def _not_all_saved(self, total: int | None) -> NotAllSavedError:
        not_saved = {i: row for i, row in self._given.items() if i not in self._saved}
        return NotAllSavedError(self._saved, self._errors, not_saved, total, self._given_twice)


_TWICE_NEW = "it would be created twice; if you want that, give a copy: evolve()"
_TWICE = "both have the id {}, and the second would undo changes of the first: change one model"


def is_for_every_row(error: Exception | None) -> bool:
    """Return whether every other row would fail with the same error, as with a wrong token.

    A 403 is the same for every row if the company has no API module. Fiken also answers with 403 to
    a bank account that is not verified. Other rows may have another bank account.

    Observed: docs/observed.md#4-error-bodies
    """
    if not isinstance(error, FikenError) or error.outcome is not Outcome.REFUSED:
        return False
    if isinstance(error, IdempotencyInProgressError):
        return False  # the other rows have other keys
    if isinstance(error, ForbiddenError):
        return "bank account" not in error.message.casefold()
    return error.is_transient or isinstance(error, _FOR_EVERY_ROW)
