"""Exceptions that this library raises by itself, without sending a write."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from fiken._messages import short_repr
from fiken.errors._base import FikenError


class InvalidAttributeError(FikenError, ValueError):
    """A value is not allowed for its attribute or argument. Nothing was sent.

    Attributes:
        model: The name of the model class, or of the method that got the argument.
        attribute: The name of the attribute or argument.
        value: The value that was given.
        rule: A phrase that says which values are allowed, such as "a positive integer".
        hint: What to do instead; may be empty.
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
    """Fields of a model contradict each other, or Fiken would refuse them. Nothing was sent.

    Attributes:
        model: The model that was to be saved.
        problems: Each problem under the path of its field: ``{"lines[0].vat": "must be …"}``.
    """

    def __init__(self, model: object, problems: Mapping[str, str]) -> None:
        super().__init__(model, dict(problems))
        self.model, self.problems = model, dict(problems)

    def __str__(self) -> str:
        listed = "; ".join(f"{path} {problem}" for path, problem in self.problems.items())
        return f"{type(self.model).__name__} cannot be saved: {listed}"


class MissingAttributesError(InvalidModelError):
    """A new model lacks values that Fiken requires. Nothing was sent."""


class _FieldsError(FikenError, ValueError):
    """The base class of errors about some fields of one model.

    Attributes:
        model: The name of the model's class.
        fields: The names of the fields.
        hint: What to do instead; may be empty.
    """

    def __init__(self, model: str, fields: Sequence[str], hint: str = "") -> None:
        super().__init__(model, tuple(fields), hint)
        self.model, self.fields, self.hint = model, tuple(fields), hint

    _sentence: ClassVar[str]

    def __str__(self) -> str:
        sentence = self._sentence.format(model=self.model, fields=", ".join(self.fields))
        return f"{sentence}: {self.hint}" if self.hint else sentence


class NotUpdatableError(_FieldsError):
    """A saved model has changes in fields that Fiken cannot update. Nothing was sent."""

    _sentence = "Fiken cannot change {fields} of this {model}"


class UnsavedChangesError(_FieldsError):
    """The method needs a saved model, but this model has unsaved changes. Nothing was sent.

    The methods `delete` (of a sale) and `finalize` (of a draft) are examples.
    """

    _sentence = "this {model} has unsaved changes ({fields}); save it first"


class StaleError(_FieldsError):
    """A field that you changed was also changed in Fiken, to another value, since you loaded it.

    Only ``save(model, fresh=True)`` checks this and raises the error. Your changes were not sent.
    """

    _sentence = "this {model} was changed in Fiken after you loaded it ({fields}); load it again"


class NotLoadedError(FikenError, ValueError):
    """The model has an id, but Fiken may have values that the model lacks. Nothing was sent.

    The model was loaded inside another entity, or its id was typed in. Saving it could clear the
    other values in Fiken. Load the entity by its id first, and change the loaded model.
    """


class InvalidFileError(FikenError, ValueError):
    """A file cannot be read or written, or Fiken would refuse it. Nothing changed in Fiken."""
