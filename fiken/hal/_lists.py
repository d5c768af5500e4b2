"""The lists of API v1, on the engine of the repositories of this library."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, Unpack

from fiken._json import dumps
from fiken.errors import InvalidAttributeError
from fiken.hal._hal import Hal
from fiken.hal._resource import Resource, hal_in, rows_of
from fiken.hal._table import AllFilters, HalMapper, Table, Url, embedded_in
from fiken.mappers._fields import camel
from fiken.mappers._rows import rows_in
from fiken.models import Attachment, Model
from fiken.models._base import as_loaded
from fiken.repositories import Collection, Finds, Repository, Saves, Written, first_of, nothing
from fiken.repositories._collection import SIZE, Page
from fiken.repositories._files import Upload, upload
from fiken.repositories._filters import query_of
from fiken.repositories._paging import page_of
from fiken.repositories._repository import request_named

M = TypeVar("M", bound=Model)
R = TypeVar("R")

Order: TypeAlias = str | Sequence[str]
"""One or several fields to sort by, each with ``desc`` behind it for the largest first."""


class HalList(Repository[M]):
    """A list of entities in API v1.

    Args:
        hal: The session.
        href: The URL of the list.
        table: The names of the entities in API v1, and what the list can do.
        url: Returns the URL of another entity.
    """

    path = ""

    def __init__(self, hal: Hal, href: str, table: Table[M], url: Url) -> None:
        super().__init__(hal, href)
        self._hal, self._table, self.mapper = hal, table, HalMapper(table, url)
        self._url = href.rstrip("?").rstrip("/")

    def all(self, sort_by: Order = "", **filters: Unpack[AllFilters]) -> Collection[M]:
        """Return all entities that match. A list that can be sorted is requested page by page.

        Args:
            sort_by: One or several fields: ``["name", "created desc"]``.
            **filters: Days, such as ``date_ge=date(2021, 1, 1)``. `query_of` knows those of a list.

        Raises:
            InvalidAttributeError: The list cannot be sorted by a field, or the value of a filter
                is no date; nothing was sent.
            TypeError: The list has no such filter; nothing was sent.
        """
        fetch = self._fetch(sort_by, filters)
        key, paged = self.mapper.key or "", bool(self._table.sortable)
        return Collection(
            fetch, what=self._url, key=lambda row: getattr(row, key, None) or row, paged=paged
        )

    def page(
        self, number: int, size: int = SIZE, sort_by: Order = "", **filters: Unpack[AllFilters]
    ) -> tuple[M, ...]:
        """Return one page of a list that can be sorted; empty behind the last one.

        Args:
            number: The number of the page, from 0.
            size: The most entities on it.
            sort_by: As in `all`.
            **filters: As in `all`.

        Raises:
            InvalidAttributeError: The list has no pages, or an argument is wrong; nothing was sent.
            TypeError: The list has no such filter; nothing was sent.
        """
        if not self._table.sortable:
            rule = "left out: the list has no pages"
            raise InvalidAttributeError(self._name, "page", number, rule, "use all()")
        for name, value, least in (("page", number, 0), ("size", size, 1)):
            if type(value) is not int or value < least:
                raise InvalidAttributeError(self._name, name, value, f"a number from {least}")
        return self._fetch(sort_by, filters)(number, size).rows

    def _fetch(self, sort_by: Order, filters: Any) -> Callable[[int, int], Page[M]]:
        """Return the function that requests one page, or a list without pages as a whole."""
        query = query_of(self._table.filters, filters, f"{self._name}.all")
        every = [sort_by] if isinstance(sort_by, str) else sort_by
        wanted = [self._sorted_by(one) for one in every if one]
        order = {"Fiken-Api-Sort-By": ", ".join(wanted)} if wanted else {}

        def fetch(number: int, size: int) -> Page[M]:
            paging = {"Fiken-Api-Page": str(number), "Fiken-Api-Page-Size": str(size)}
            headers = {**paging, **order} if self._table.sortable else {}
            answer = self._hal.request("GET", self._url, params=query, headers=headers)
            with request_named(answer):
                rows = rows_in(self._rows_in(answer.json()), self.mapper.load)
                if not self._table.sortable:
                    return Page(number, rows, None)
                return page_of(rows, answer.headers, number, size, answer.request_id)

        return fetch

    find_by = first_of(all)

    def resource(self, what: int | M, /) -> Resource:
        """Return an entity as HAL, with its links. One GET request is sent."""
        return self._hal.resource(self.url_of(what))

    def url_of(self, what: int | M, /) -> str:
        """Return the URL of an entity, which is how API v1 refers to it."""
        return self._url_of(what)

    @property
    def _name(self) -> str:
        return f"{self._table.rel} of API v1"

    def _sorted_by(self, wanted: str) -> str:
        field, _, direction = wanted.partition(" ")
        if camel(field) in self._table.sortable and direction in {"", "asc", "desc"}:
            return f"{camel(field)} {direction}".strip()
        fields = " or ".join(self._table.sortable)
        rule = f"{fields}, with or without desc" if fields else "nothing: the list has no order"
        raise InvalidAttributeError(self._name, "sort_by", wanted, rule)

    def _rows_in(self, data: Any) -> list[Any]:
        """Return the rows of a list. An empty one has no `_embedded`."""
        inside = embedded_in(hal_in(data).get("_embedded"))
        rows = inside.get(self._table.rel)
        if rows is None and len(inside) == 1:  # under a name that is spelt in another way
            (rows,) = inside.values()
        return [] if rows is None else rows_of(rows)

    def post(
        self, data: object, model: object, then: Callable[[Written], R], *, creates: bool = True
    ) -> R:
        """Send a POST request to this URL, and return what `then` reads from the answer."""
        return self._write("POST", self._url, then, model=model, json=data, creates=creates)


class HalFound(HalList[M], Finds[M]):
    """A list whose entities can be found by their ids."""


class HalSaved(HalFound[M], Saves[M]):
    """A list to which entities can be added. A changed one is replaced as a whole, where it can."""

    def _reloaded(self, saved: M, changes: Mapping[str, Any], written: Written) -> M:
        """Load the saved entity, and keep what API v1 takes and does not give back."""
        kept = {name: changes[name] for name in self._table.silent if name in changes}
        compared = {name: value for name, value in changes.items() if name not in kept}
        return as_loaded(super()._reloaded(saved, compared, written), **kept)


class HalAttachments(HalList[Attachment]):
    """The attachments of one sale, purchase or journal entry.

    Args:
        hal: The session.
        href: The URL of the list.
        table: The names of attachments in API v1.
        url: Returns the URL of another entity.
        owner: What they are attached to: ``Sale``, ``Purchase``, or empty for a journal entry.
    """

    def __init__(self, hal: Hal, href: str, table: Table[Attachment], url: Url, owner: str) -> None:
        super().__init__(hal, href, table, url)
        self._owner = owner

    def add(
        self,
        file: Upload,
        /,
        *,
        filename: str | None = None,
        comment: str | None = None,
        to_payment: bool = False,
    ) -> None:
        """Attach a file, by a form of two parts.

        Args:
            file: The path of a PDF, PNG, JPEG or GIF, its bytes, or an open file.
            filename: The name that the file gets; None for its own name. Bytes need one.
            comment: A comment of at most 4,000 characters.
            to_payment: Whether it is about the payment, and not about the sale or purchase.

        Raises:
            InvalidFileError: The file cannot be sent; nothing was sent.
            AmbiguousWriteError: The answer was lost. Look with `all` before you repeat it.
        """
        name, content, kind = upload(file, filename)
        about: dict[str, object] = {"filename": name}
        if self._owner:
            about |= {f"attachTo{self._owner}": not to_payment, "attachToPayment": to_payment}
        if comment is not None:
            about["comment"] = comment
        part = f"{self._owner or 'Journal'}Attachment"
        description = (None, dumps(about), "application/json")
        form = {part: description, "AttachmentFile": (name, content, kind)}
        self._write("POST", self._url, nothing, files=form)
