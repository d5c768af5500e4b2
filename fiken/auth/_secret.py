"""Secret values, such as tokens: what they may be, and errors that do not show them."""

from typing import Annotated

from fiken.errors import InvalidAttributeError
from fiken.types import Rule

HIDDEN = "…"
"""What is shown in place of a secret."""


class Hidden(tuple[str, ...]):
    """Secrets that a program needs to find them in a text. The repr shows how many there are."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Hidden({len(self)})"


_RULE = "text without spaces"


def problem_of(secret: object) -> str:
    """Return why a value cannot be a secret, such as "must be a string, not int".

    Return ``""`` if the value can be a secret. The text never shows a part of the value.
    """
    if not isinstance(secret, str):
        return f"must be a string, not {type(secret).__name__}"
    if not secret:
        return "is empty"
    if any(character.isspace() for character in secret):
        return "contains a space or a line break"
    if not (secret.isascii() and secret.isprintable()):
        return "contains characters that are not allowed in it"
    return ""


def problem_of_state(state: object) -> str:
    """Return why a value cannot be the state of a login; ``""`` if it can.

    A state may contain spaces: some programs put JSON into it.
    """
    return problem_of(state.replace(" ", "_") if isinstance(state, str) else state)


def error_about(model: str, attribute: str, problem: str) -> InvalidAttributeError:
    """Return the error for a secret that is not allowed. It does not contain the secret.

    Args:
        model: The name of the class that got the secret.
        attribute: The name of the attribute or argument.
        problem: What is wrong, from `problem_of`.
    """
    hint = f"it {problem} (it is not shown here)"
    return InvalidAttributeError(model, attribute, HIDDEN, _RULE, hint)


Secret = Annotated[str, Rule(_RULE, lambda value: not problem_of(value))]
"""A token or another secret: printable ASCII characters without spaces."""
