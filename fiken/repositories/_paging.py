"""What an answer says of its place in a list, and whether that fits what was asked."""

import re
from collections.abc import Mapping

from fiken.errors import MappingError
from fiken.repositories._collection import Page, T

# A list longer than this could not be walked in a month.
_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)


def page_of(
    rows: tuple[T, ...], headers: Mapping[str, str], number: int, size: int, request_id: str
) -> Page[T]:
    """Return the page, once all that its headers say fits the request, and each other.

    Servers may leave any of the headers out. Where one row was asked for, a larger page will do:
    its first row is that of the list, and it says nothing of how long the list is.

    Raises:
        MappingError: Something contradicts: rows of the list would be missed without a word.
    """
    _require(headers, "Fiken-Api-Page", {number})
    if size == 1 and len(rows) > 1:  # such as one answer for every query, in a user's test
        return Page(number, rows, None, False, request_id)
    count, said = (_number(headers, f"Fiken-Api-{name}") for name in ("Result-Count", "Page-Size"))
    is_all = number == 0 and count == len(rows) < (said or 0)  # on one page, of whatever size
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
    """Return how few and how many rows a page may have, by the count of pages."""
    if pages is None:
        return 0, size
    return (size if number + 1 < pages else 0), (size if number < max(pages, 1) else 0)


def _require_rows(rows: tuple[object, ...], least: int, most: int) -> None:
    if not least <= len(rows) <= most:
        span = f"{least}" if least == most else f"at most {most}"
        raise MappingError("", "$", f"a page of {span} rows", len(rows))


def _require(headers: Mapping[str, str], name: str, right: set[int]) -> bool:
    """Return whether the header is there; raise where it has none of the right values."""
    said = _number(headers, name)
    if said is not None and said not in right:
        raise MappingError("", name, " or ".join(map(str, sorted(right))), said)
    return said is not None


def _number(headers: Mapping[str, str], name: str) -> int | None:
    """Return the number in a header; None without one. A proxy may repeat the header."""
    text = headers.get(name, "")
    said = {part.strip() for part in text.split(",")}
    if said == {""}:
        return None
    if len(said) > 1 or not _NUMBER.fullmatch(min(said)):
        raise MappingError("", name, "a whole number of at most 9 digits", text)
    return int(min(said))
