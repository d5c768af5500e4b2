"""Exceptions of this library itself, raised before anything is sent."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from fiken._messages import short_repr
from fiken.errors._base import FikenError


class InvalidAttributeError(FikenError, ValueError):
    """One value breaks the rule of its type; nothing was sent.

    Attributes:
        model: The name of the class (or of the filters, or the verb) that has the attribute.
        attribute: The name of the attribute.
        value: The value that was given.
        rule: What the attribute must be, as a phrase.
        hint: What to do instead; empty where there is nothing to add.
    """

    def __init__(
        self, model: str, attribute: str, value: object, rule: str, hint: str = ""
    ) -> None:
        super().__init__(model, attribute, value, rule, hint)
        self.model, self.attribute, self.value = model, attribute, value
        self.rule, self.hint = rule, hint

    def __str__(self) -> str:
        value = short_repr(self.value)
        sentence = f"{self.model}.{self.attribute} must be {self.rule}, not {value}"
        return f"{sentence}: {self.hint}" if self.hint else sentence


class InvalidModelError(FikenError, ValueError):
    """Fields contradict each other, or Fiken would refuse them together; nothing was sent.

    Attributes:
        model: The model that was to be saved.
        problems: Every problem, as path and sentence: ``{"lines[0].vat": "must be …"}``.
    """

    def __init__(self, model: object, problems: Mapping[str, str]) -> None:
        super().__init__(model, dict(problems))
        self.model, self.problems = model, dict(problems)

    def __str__(self) -> str:
        listed = "; ".join(f"{path} {problem}" for path, problem in self.problems.items())
        return f"{type(self.model).__name__} cannot be saved: {listed}"


class MissingAttributesError(InvalidModelError):
    """Fields that Fiken requires on creation are missing: all of them at once; nothing was sent."""


class _FieldsError(FikenError, ValueError):
    """An error about some fields of one model.

    Attributes:
        model: The name of the class.
        fields: The names of the fields concerned.
        hint: What to do instead; empty where there is nothing to add.
    """

    def __init__(self, model: str, fields: Sequence[str], hint: str = "") -> None:
        super().__init__(model, tuple(fields), hint)
        self.model, self.fields, self.hint = model, tuple(fields), hint

    _sentence: ClassVar[str]

    def __str__(self) -> str:
        sentence = self._sentence.format(model=self.model, fields=", ".join(self.fields))
        return f"{sentence}: {self.hint}" if self.hint else sentence


class NotUpdatableError(_FieldsError):
    """Fiken cannot change these fields; nothing was sent."""

    _sentence = "Fiken cannot change {fields} of this {model}"


class UnsavedChangesError(_FieldsError):
    """The model that was given to a verb differs from what Fiken holds: save it first."""

    _sentence = "this {model} has unsaved changes ({fields}); save it first"


class StaleError(_FieldsError):
    """The same fields were changed here and, after the model was loaded, in Fiken too."""

    _sentence = "this {model} was changed in Fiken after you loaded it ({fields}); load it again"


class NotLoadedError(FikenError, ValueError):
    """The model has an id but was not loaded, so nobody knows what an update would overwrite."""


class InvalidFileError(FikenError, ValueError):
    """A file cannot be read or written, or Fiken would not accept it; nothing was done."""
