"""The rows of a list that fulfil a condition for which Fiken has no filter."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Generic, Protocol, TypeVar

from fiken.errors import InvalidAttributeError
from fiken.repositories._collection import Collection

T_co = TypeVar("T_co", covariant=True)


class Owed(Protocol):
    """A model that knows whether it is overdue, such as an invoice or a purchase."""

    def is_overdue(self, on: date | None = None) -> bool | None:
        """Return whether it is overdue on a day; None if that is not known."""


R = TypeVar("R", bound=Owed)


class Selection(Generic[T_co]):
    """The rows of a list that fulfil a condition for which Fiken has no filter.

    A loop requests the list page by page, as with a `Collection`, and yields the rows that fulfil
    the condition. A second loop sends the requests again. The number of rows is only known after a
    loop, so there is no ``len``: write ``len(list(selection))``.
    """

    __slots__ = ("_holds", "_rows", "_what")

    def __init__(self, rows: Collection[T_co], holds: Callable[[T_co], bool], *, what: str) -> None:
        self._rows, self._holds, self._what = rows, holds, what

    def __iter__(self) -> Iterator[T_co]:
        return filter(self._holds, iter(self._rows))

    def __repr__(self) -> str:
        return f"<Selection of {self._what}>"

    def first(self) -> T_co | None:
        """Return the first row that fulfils the condition, or None.

        Requests are sent until a row fulfils it.
        """
        return next(iter(self), None)


def overdue_among(rows: Collection[R], day: date, url: str) -> Selection[R]:
    """Return the rows that are overdue, and those of which Fiken did not say whether they are.

    Args:
        rows: The rows of which an amount may be outstanding.
        day: The day to compare due dates with.
        url: The URL of the list, for the repr of the result.
    """
    # A row whose answer is None is kept, because a debt that is left out would go unnoticed.
    return Selection(rows, lambda row: row.is_overdue(day) is not False, what=f"overdue in {url}")


def searched(value: object, where: str, name: str) -> str:
    """Check a text that is looked for, and return it without surrounding spaces.

    Args:
        value: The text.
        where: The method that the caller called, for the error message.
        name: The name of the argument, for the error message.

    Raises:
        InvalidAttributeError: The value is not a text, or it is empty.
    """
    if not isinstance(value, str) or not value.strip():
        hint = "an empty text would match any row" if isinstance(value, str) else ""
        raise InvalidAttributeError(where, name, value, "text to look for", hint)
    return value.strip()
