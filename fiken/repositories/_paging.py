"""Reading the paging headers of an answer, and checking them against its rows."""

import re
from collections.abc import Mapping

from fiken.errors import MappingError
from fiken.repositories._collection import Page, T

# Nobody could read a longer list in a month.
_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)


def page_of(
    rows: tuple[T, ...], headers: Mapping[str, str], number: int, size: int, request_id: str
) -> Page[T]:
    """Build a `Page` from an answer. Check that its headers and rows agree with the request.

    Missing headers are accepted. If only one row was requested, an answer with several rows is
    accepted, and the `count` of the page is None.

    Args:
        rows: The rows of the answer.
        headers: The headers of the answer.
        number: The number of the requested page, from 0.
        size: The requested number of rows per page.
        request_id: The id of the request.

    Raises:
        MappingError: The answer contradicts itself or the request: for instance, the headers state
            5 rows and there are 3.
    """
    _require(headers, "Fiken-Api-Page", {number})
    if size == 1 and len(rows) > 1:  # such as one answer for every query, in a user's test
        return Page(number, rows, None, False, request_id)
    count = _number(headers, "Fiken-Api-Result-Count")
    stated_size = _number(headers, "Fiken-Api-Page-Size") or 0
    is_all = number == 0 and count == len(rows) < stated_size  # the whole list is on one page
    if size > 1 and not is_all:
        _require(headers, "Fiken-Api-Page-Size", {size})
    if count is None:
        pages = _number(headers, "Fiken-Api-Page-Count")
        _require_rows(rows, *_bounds_by_pages(pages, number, size))
        return Page(number, rows, None, pages is not None, request_id)
    due = min(max(count - number * size, 0), size)
    _require_rows(rows, due, due)
    pages = -(-count // size)
    sure = _require(headers, "Fiken-Api-Page-Count", {pages, max(pages, 1)})
    return Page(number, rows, count, sure, request_id)


def _bounds_by_pages(pages: int | None, number: int, size: int) -> tuple[int, int]:
    """Return the least and the largest number of rows that the page can have.

    Every page before the last one is full.

    Args:
        pages: The number of pages of the list; None if the answer does not state it.
        number: The number of the page, from 0.
        size: The number of rows on a full page.
    """
    if pages is None:
        return 0, size
    return (size if number + 1 < pages else 0), (size if number < max(pages, 1) else 0)


def _require_rows(rows: tuple[object, ...], least: int, most: int) -> None:
    if not least <= len(rows) <= most:
        expected = f"{least}" if least == most else f"at most {most}"
        raise MappingError("", "the number of rows on the page", expected, len(rows))


def _require(headers: Mapping[str, str], name: str, right: set[int]) -> bool:
    """Check the number in a header. Return whether the answer has this header.

    Args:
        headers: The headers of the answer.
        name: The name of the header.
        right: The numbers that are accepted.

    Raises:
        MappingError: The header contains a number that is not accepted, or no number.
    """
    value = _number(headers, name)
    if value is not None and value not in right:
        raise MappingError("", name, " or ".join(map(str, sorted(right))), value)
    return value is not None


def _number(headers: Mapping[str, str], name: str) -> int | None:
    """Return the number in a header, or None if the answer does not have the header.

    A proxy may repeat a header: ``"3, 3"`` is read as 3.

    Raises:
        MappingError: The header is not a whole number of at most 9 digits.
    """
    text = headers.get(name, "")
    values = {part.strip() for part in text.split(",")}
    if values == {""}:
        return None
    if len(values) > 1 or not _NUMBER.fullmatch(min(values)):
        raise MappingError("", name, "a whole number of at most 9 digits", text)
    return int(min(values))
