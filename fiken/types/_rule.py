"""The rules that check the values of fields, and their error messages."""

from collections.abc import Callable
from typing import Any

import attrs

from fiken.errors import InvalidAttributeError

_LONGEST_HINT = 200  # characters


def _no_hint(_: object) -> str:
    return ""


def _unchanged(value: Any) -> Any:
    return value


@attrs.frozen(repr=False)
class Rule:
    """A check of the values of a field, with the text of its error message.

    attrs calls the rule as a validator, whenever a model is created.

    Args:
        says: What a value must be, for the message: `text of at most 200 characters`.
        holds: A function that returns whether a value is valid.
        hint: A function that returns advice for a wrong value, or an empty string.
        convert: A function that converts a value before the check, such as a list to a tuple.
        choices: A phrase that lists all known values. It is at the end of the message.
    """

    says: str
    holds: Callable[[Any], bool]
    hint: Callable[[Any], str] = _no_hint
    convert: Callable[[Any], Any] = _unchanged
    choices: str = ""

    def __repr__(self) -> str:
        return f"Rule({self.says!r})"  # short, since the signatures of models show it

    @property
    def converter(self) -> Callable[[Any], Any] | None:
        """The function that converts a value before the check, or None if there is none."""
        return None if self.convert is _unchanged else self.convert

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        self.check(type(instance).__name__, attribute.name, value)

    def check(self, model: str, attribute: str, value: Any) -> None:
        """Raise `InvalidAttributeError` if a value is not valid for its field.

        Args:
            model: The name of the model's class, for the error message.
            attribute: The name of the field, for the error message.
            value: The value to check.
        """
        if not self.holds(value):
            raise InvalidAttributeError(model, attribute, value, self.says, self._advice(value))

    def _advice(self, value: Any) -> str:
        """Return advice for an error message: the hint for a wrong value, and the known values.

        A hint of more than 200 characters is left out, since it quotes a very long value.
        """
        try:
            hint = self.hint(value)
        except ValueError:  # an integer of 5,000 digits cannot be converted to text
            hint = ""
        if len(hint) > _LONGEST_HINT:
            hint = ""
        return f"{hint} ({self.choices})" if hint and self.choices else hint or self.choices

    def converted(self, model: str, attribute: str, value: Any) -> Any:
        """Convert a value (for example a list to a tuple), check the result and return it.

        Args:
            model: The name of the model's class, for the error message.
            attribute: The name of the field, for the error message.
            value: The value to convert.

        Raises:
            InvalidAttributeError: The value is not valid for its field.
        """
        converted = self.convert(value)
        self.check(model, attribute, converted)
        return converted


def can_be_sent(text: str) -> bool:
    """Return whether UTF-8 can encode a text, so that it can be sent to Fiken.

    UTF-8 cannot encode a single surrogate, such as U+D800. Python puts surrogates into the name of
    a file whose bytes are not valid UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
