"""Functions for messages: short reprs, articles, similar names, and warnings for users."""

import inspect
import re
import warnings
from collections.abc import Iterable
from difflib import get_close_matches

#: Letters that are in a name by chance if there are less of them.
_ENOUGH = 4


def short_repr(value: object, limit: int = 60) -> str:
    """Return the repr of a value for a message, cut after `limit` characters.

    If it was cut, the full length follows, as in ``'aaaa… (500 characters)``. For a string, that is
    the length of the string. For any other value, it is the length of the repr.
    """
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - an integer of 5,000 digits has no repr
        text = f"<{type(value).__name__} without a repr: {error}>"
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… ({len(value if isinstance(value, str) else text)} characters)"


def with_article(noun: str) -> str:
    """Return the noun with its article.

    >>> [with_article(noun) for noun in ("Sale", "Invoice", "User")]
    ['a Sale', 'an Invoice', 'a User']
    """
    has_vowel = noun[:1] in "AEIOUaeiou" and not noun.startswith("User")  # as it is spoken
    return f"an {noun}" if has_vowel else f"a {noun}"


def suggestion(wrong: str, known: Iterable[str], otherwise: str, most: int = 1) -> str:
    """Return "did you mean email?" for "emial", or another text if no name is similar.

    Args:
        wrong: The name that does not exist.
        known: The names that exist, as `similar_names` takes them.
        otherwise: The text if none of them is similar.
        most: How many names that only look like the wrong one are suggested.
    """
    meant = " or ".join(similar_names(wrong, known, most))
    return f"did you mean {meant}?" if meant else otherwise


def similar_names(wrong: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Return the names that were probably meant by a name that does not exist, the best one first.

    A name that has all words of the wrong one comes before a name that only looks like it:

    >>> similar_names("dueDate", ["issue_date", "days_until_due_date"])
    ['days_until_due_date']
    >>> similar_names("emial", ["name", "email"])
    ['email']

    Args:
        wrong: The name that does not exist. It may be written as in JSON: ``dueDate``.
        known: The names that exist, in small letters, with underscores or hyphens.
        most: How many names that only look like the wrong one are returned.
    """
    names = list(known)
    written = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wrong).lower()
    words = _words(written)
    if same := [name for name in names if words == _words(name)]:
        return same[:1]
    having = [name for name in names if words.strip() and words in _words(name)]
    having = having or [name for name in names if _has_letters_of(written, name)]
    return sorted(having, key=len)[:3] or get_close_matches(written, names, most)


def _words(name: str) -> str:
    """Return a name as words between spaces: " due date " for ``due_date``."""
    return f" {name.replace('_', ' ').replace('-', ' ')} "


def _has_letters_of(wrong: str, name: str) -> bool:
    """Return whether a name contains another one, ignoring underscores, as in ``duedate``.

    A few letters are in many names by chance, so they do not count.
    """
    letters, inside = (re.sub("[_-]", "", text) for text in (wrong, name))
    return len(letters) >= _ENOUGH and letters in inside


def warn_user(message: str, category: type[Warning]) -> None:
    """Issue a warning that shows the line of the user's code which called this library."""
    frame, level = inspect.currentframe(), 1
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "fiken":
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)
