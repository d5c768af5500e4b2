"""Functions for messages: short reprs, articles, and warnings that point at the user's code."""

import inspect
import warnings


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


def warn_user(message: str, category: type[Warning]) -> None:
    """Issue a warning that shows the line of the user's code which called this library."""
    frame, level = inspect.currentframe(), 1
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "fiken":
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)
