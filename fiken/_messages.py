"""What messages are written with: values cut short, articles, and where a warning points."""

import inspect
import warnings


def short_repr(value: object, limit: int = 60) -> str:
    """Give the value as an error shows it: its repr, cut where it would flood the line."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - a whole number of 5,000 digits has no repr
        text = f"<{type(value).__name__} without a repr: {error}>"
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def with_article(noun: str) -> str:
    """Give the noun with its article."""
    return f"an {noun}" if noun[:1] in "AEIOUaeiou" else f"a {noun}"


def warn_user(said: str, category: type[Warning]) -> None:
    """Warn, pointing at the first line outside this library: the one that the user wrote."""
    frame, level = inspect.currentframe(), 1
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "fiken":
        frame, level = frame.f_back, level + 1
    warnings.warn(said, category, stacklevel=level)
