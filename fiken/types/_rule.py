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
    """A check of the values of a field, and the words of its error message.

    attrs calls the rule as a validator, whenever a model is created.

    Args:
        says: A phrase that follows "must be" in the message: `text of at most 200 characters`.
        holds: A function that returns whether a value satisfies the rule.
        hint: A function that returns advice for a wrong value, or an empty string.
        convert: A function that converts a value before the check, such as a list to a tuple.
        choices: A phrase that lists all known values, at the end of the message.
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
        """The function that attrs calls to convert a value; None if the rule converts nothing."""
        return None if self.convert is _unchanged else self.convert

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        self.check(type(instance).__name__, attribute.name, value)

    def check(self, model: str, attribute: str, value: Any) -> None:
        """Raise `InvalidAttributeError` unless the value satisfies the rule.

        Args:
            model: The name of the model, for the message.
            attribute: The name of the field, for the message.
            value: The value.
        """
        if not self.holds(value):
            raise InvalidAttributeError(model, attribute, value, self.says, self._advice(value))

    def _advice(self, value: Any) -> str:
        """Return the hint for a wrong value, followed by the list of known values.

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
        """Convert a value, such as a list to a tuple, check it and return it.

        Raises:
            InvalidAttributeError: The value does not satisfy the rule.
        """
        converted = self.convert(value)
        self.check(model, attribute, converted)
        return converted


def can_be_sent(text: str) -> bool:
    """Return whether a text can be encoded as UTF-8.

    A text with half of a surrogate pair, such as U+D800, cannot. Python puts such halves into the
    names of files whose bytes are not valid UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
