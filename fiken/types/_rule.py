"""The conditions on single values, and their error messages."""

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
    """A condition on a value, in words and as a function. It is the attrs validator of its field.

    Args:
        says: What the value must be, as a phrase after "must be".
        holds: Returns whether a value satisfies the rule.
        hint: Returns, for a value that does not satisfy the rule, what to write instead, or an
            empty string.
        convert: Converts a value before it is checked, such as a list to a tuple.
        choices: A phrase that lists the known values, where there are too many for `says`.
    """

    says: str
    holds: Callable[[Any], bool]
    hint: Callable[[Any], str] = _no_hint
    convert: Callable[[Any], Any] = _unchanged
    choices: str = ""

    def __repr__(self) -> str:
        return f"Rule({self.says!r})"  # short: it stands in the signature of every model

    @property
    def converter(self) -> Callable[[Any], Any] | None:
        """The function that attrs calls before it checks; None where nothing is converted."""
        return None if self.convert is _unchanged else self.convert

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        self.check(type(instance).__name__, attribute.name, value)

    def check(self, model: str, attribute: str, value: Any) -> None:
        """Raise `InvalidAttributeError` unless the value satisfies the rule."""
        if not self.holds(value):
            raise InvalidAttributeError(model, attribute, value, self.says, self._advice(value))

    def _advice(self, value: Any) -> str:
        """Return the hint followed by the choices.

        A hint longer than a line is left out: it quotes a value that would flood the message.
        """
        try:
            hint = self.hint(value)
        except ValueError:  # an integer of 5,000 digits cannot be converted to text
            hint = ""
        if len(hint) > _LONGEST_HINT:
            hint = ""
        return f"{hint} ({self.choices})" if hint and self.choices else hint or self.choices

    def converted(self, model: str, attribute: str, value: Any) -> Any:
        """Return the value as the field would hold it, or raise `InvalidAttributeError`."""
        converted = self.convert(value)
        self.check(model, attribute, converted)
        return converted


def can_be_sent(text: str) -> bool:
    """Return whether a text can be encoded as UTF-8.

    Half of a surrogate pair cannot. Python puts such halves into the names of files whose bytes are
    not valid UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
