"""The words by which a person names families, columns and filters."""

import re
from collections.abc import Iterable

from fiken._messages import suggestion


def kebab(name: str) -> str:
    """Return a name of Python in small letters with hyphens: "journal-entry" for JournalEntry."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower().replace("_", "-")


def snake(name: str) -> str:
    """Return a name in small letters with underscores: "journal_entry" for "journal-entry"."""
    return kebab(name).replace("-", "_")


def plural(word: str) -> str:
    """Return the plural of an English word: "activities" for "activity"."""
    if re.search("[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search("(s|x|ch|sh)$", word) else f"{word}s"


def singular(word: str) -> str:
    """Return the singular of an English word: "activity" for "activities"."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return re.sub("(?<=s|x)es$|(?<=ch|sh)es$|s$", "", word)


def remedy_for(wrong: str, known: Iterable[str], listing: str) -> str:
    """Return what to do about a name that does not exist: a similar one, or where to find all.

    Args:
        wrong: The name that does not exist.
        known: The names that exist.
        listing: What to do if none of them is similar, such as "fiken list lists the families".
    """
    names = list(known)
    if wrong in names:  # it was written in another way, such as contactPerson
        return f"did you mean {wrong}?"
    return suggestion(wrong, names, listing, most=3)
