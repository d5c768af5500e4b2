"""Functions for messages: short reprs, articles, and warnings that point at the user's code."""

import inspect
import warnings


def short_repr(value: object, limit: int = 60) -> str:
    """Return the repr of a value, cut after `limit` characters.

    A repr that was cut is followed by the length of the whole text, as in
    ``'aaaa… (500 characters)``. That is the string itself, or the repr of any other value.
    """
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - an integer of 5,000 digits has no repr
        text = f"<{type(value).__name__} without a repr: {error}>"
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… ({len(value if isinstance(value, str) else text)} characters)"


def with_article(noun: str) -> str:
    """Return the noun with its article: ``with_article("Sale")`` is ``"a Sale"``."""
    return f"an {noun}" if noun[:1] in "AEIOUaeiou" else f"a {noun}"


def warn_user(message: str, category: type[Warning]) -> None:
    """Issue a warning that points at the line of the user's code that called this library."""
    frame, level = inspect.currentframe(), 1
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "fiken":
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)
