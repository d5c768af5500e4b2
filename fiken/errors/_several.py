"""Exceptions about several entities at once: rows of a list, or contacts with the same key."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fiken._messages import short_repr
from fiken.errors._base import FikenError, Outcome
from fiken.errors._warnings import FikenWarning

_MOST_SHOWN = 3
_MOST_IDS = 10
_LONGEST = 300  # characters of one error


class NotUniqueError(FikenError, LookupError):
    """Several entities in Fiken match a key that should identify one. Nothing was saved.

    Attributes:
        model: The name of the model class, such as "Contact".
        keys: The values that were looked for, by field name.
        ids: The ids of all entities that match.
    """

    def __init__(self, model: str, keys: Mapping[str, Any], ids: Sequence[int]) -> None:
        super().__init__(model, dict(keys), tuple(ids))
        self.model, self.keys, self.ids = model, dict(keys), tuple(ids)

    def __str__(self) -> str:
        keys = " and ".join(f"{name}={short_repr(value)}" for name, value in self.keys.items())
        ids = ", ".join(map(str, self.ids[:_MOST_IDS])) + ", …" * (len(self.ids) > _MOST_IDS)
        return (
            f"{len(self.ids)} entities of the type {self.model} match {keys}, with the ids {ids}: "
            "nothing was saved. find() the right one by its id, and save that one; or name more "
            "fields in by=, or correct the others in Fiken"
        )


class NotAllSavedError(FikenError):
    """Some of the models that were given to `save_all` were not saved. All the others were saved.

    Each row (each model that was given) is in `saved` or in `to_save_again`, or it is in `unsure`,
    in `written` or in `given_twice`. These are dictionaries, and the keys are the indexes of the
    rows. The first row has the index 0.

    `outcome` is about all rows. ``refused``: Fiken did nothing at all. ``unknown``: at least one
    row is in `unsure`. ``done``: at least one row was saved, and none is in `unsure`.

    Attributes:
        saved: The saved models, as `save` returned them.
        errors: The errors of the rows that were tried and not saved.
        not_saved: The models of all rows that were not saved, as they were given.
        total: The number of rows; None if an iterator was given, which may have more rows.
        given_twice: The models that an iterator gave a second time: the same new model, or another
            one with the same id. Do not save them again: a new one would be created twice.
    """

    def __init__(
        self,
        saved: Mapping[int, Any],
        errors: Mapping[int, BaseException],
        not_saved: Mapping[int, Any],
        total: int | None = None,
        given_twice: Mapping[int, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(dict(saved), dict(errors), dict(not_saved), total, dict(given_twice))
        self.saved, self.errors, self.not_saved = dict(saved), dict(errors), dict(not_saved)
        self.total, self.given_twice = total, dict(given_twice)
        done = Outcome.DONE if self.saved or self.written else Outcome.REFUSED
        self.outcome = Outcome.UNKNOWN if self.unsure else done

    @property
    def to_save_again(self) -> dict[int, Any]:
        """The models that had no effect in Fiken: they were refused, or not tried.

        It is safe to save them again, when the cause of their errors is corrected.
        """
        return {
            index: model
            for index, model in self.not_saved.items()
            if self._outcome_of(index) is Outcome.REFUSED and index not in self.given_twice
        }

    @property
    def not_tried(self) -> dict[int, Any]:
        """The models that were not tried. They are in `to_save_again` too."""
        return {i: model for i, model in self.not_saved.items() if i not in self.errors}

    @property
    def unsure(self) -> dict[int, Any]:
        """The models that Fiken may have saved. Look in Fiken before you save them again.

        The answer was lost, as in an `AmbiguousWriteError`, or the save was interrupted.
        """
        return {
            index: self.not_saved[index]
            for index in self.errors
            if self._outcome_of(index) is Outcome.UNKNOWN
        }

    @property
    def written(self) -> dict[int, Any]:
        """The models that Fiken saved, but that could not be loaded afterwards.

        Do not save them again. A model has its id if Fiken named it.
        """
        return {
            index: self.not_saved[index]
            if (model := getattr(error, "model", None)) is None
            else model
            for index, error in self.errors.items()
            if self._outcome_of(index) is Outcome.DONE
        }

    @property
    def is_transient(self) -> bool:
        """Whether Fiken did nothing at all, and the same call may succeed later."""
        return self.outcome is Outcome.REFUSED and all(
            isinstance(error, FikenError) and error.is_transient for error in self.errors.values()
        )

    def _outcome_of(self, index: int) -> Outcome:
        """Return what Fiken did with a row that was not saved."""
        error = self.errors.get(index)
        if isinstance(error, FikenError):
            return error.outcome
        # A warning that the program turns into an error is raised before anything is sent. Any
        # other exception interrupted the save.
        is_refusal = error is None or isinstance(error, FikenWarning)
        return Outcome.REFUSED if is_refusal else Outcome.UNKNOWN

    def __str__(self) -> str:
        known = len(self.saved) + len(self.not_saved)
        rest = "" if self.total is not None else "; rows of the iterator may be left"
        parts = [f"{len(self.saved)} of {known} rows were saved{rest}", *self._lists()]
        return ". ".join(parts)

    def _lists(self) -> Iterator[str]:
        """Yield a sentence for each group of rows that were not saved."""
        not_tried = self.not_tried
        refused = [index for index in self.to_save_again if index not in not_tried]
        if refused:
            yield f"Not saved, so correct them and save them again: {self._shown(refused)}"
        if self.unsure:
            yield f"May have been saved, so look in Fiken: {self._shown([*self.unsure])}"
        if self.written:
            yield f"Saved but not loaded, so do not repeat them: {self._shown([*self.written])}"
        if self.given_twice:
            yield f"Given twice, so leave them out: {self._shown([*self.given_twice])}"
        if not_tried:
            yield f"Not tried: {len(not_tried)}, from row {min(not_tried)} on"
        yield "`to_save_again` of this error has the models that are safe to save again"

    def _shown(self, indexes: list[int]) -> str:
        """Return the first rows of a group with their errors, for the message."""
        rows = [f"row {index} ({self._line(index)})" for index in indexes[:_MOST_SHOWN]]
        more = len(indexes) - len(rows)
        return "; ".join(rows + [f"and {more} more"] * (more > 0))

    def _line(self, index: int) -> str:
        error = self.errors[index]
        text = " ".join(str(error).split()) or type(error).__name__
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
