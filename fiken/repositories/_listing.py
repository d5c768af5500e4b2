"""Lists of all entities that match some filters, requested page by page."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypedDict, TypeVar

from fiken.errors import MappingError
from fiken.models._base import Model
from fiken.repositories._collection import Collection, Page
from fiken.repositories._filters import query_of
from fiken.repositories._paging import page_of
from fiken.repositories._protocols import AnswerProtocol, SessionProtocol
from fiken.repositories._repository import Repository, body_of, request_named

M = TypeVar("M", bound=Model)
T = TypeVar("T")

_NONE: Mapping[str, Any] = MappingProxyType({})


class NoFilters(TypedDict, total=False):
    """The filters of a list that cannot be filtered: there are none."""


class Listing(Generic[T]):
    """A repository that can list its rows: entities, or for example the names of groups.

    Attributes:
        paged: True if Fiken sends the list in pages. False if it sends the whole list at once.
    """

    paged: ClassVar[bool] = True
    _session: SessionProtocol
    _url: str

    def _collection(
        self,
        query: Mapping[str, str],
        read: Callable[[AnswerProtocol], tuple[T, ...]],
        key: Callable[[T], object],
    ) -> Collection[T]:
        """Return a `Collection`, which requests the matching rows only when they are needed.

        Args:
            query: The query parameters of the request: the filters.
            read: A function that builds the rows of an answer.
            key: A function that returns the id of a row. If two rows have the same id, only the
                first of them is yielded.
        """

        def fetch(number: int, size: int, *, again: bool = False) -> Page[T]:
            paging = {"page": str(number), "pageSize": str(size)} if self.paged else {}
            answer = self._session.request("GET", self._url, params={**query, **paging})
            with request_named(answer):
                rows = read(answer)
                if not self.paged:
                    return Page(number, rows, None)
                try:
                    return page_of(rows, answer.headers, number, size, answer.request_id)
                except MappingError:
                    if again:
                        raise
            # Rows may come or go between the moments at which Fiken counts and reads them.
            return fetch(number, size, again=True)

        return Collection(fetch, what=self._url, key=key, paged=self.paged)


class Lists(Repository[M], Listing[M]):
    """A repository that can list its entities.

    Each subclass has a method `all`, whose arguments are the filters of the list, if it has any.
    """

    def _all(self, filters: type = NoFilters, given: Mapping[str, Any] = _NONE) -> Collection[M]:
        """Return a `Collection`, which requests the matching entities only when they are needed.

        Args:
            filters: The `TypedDict` class that declares all filters of the list.
            given: The filters that the caller gave.

        Raises:
            TypeError: A filter does not exist, or a required filter is missing.
            InvalidAttributeError: The value of a filter has a wrong type, or is empty.
        """
        return self._matching(query_of(filters, given, f"{type(self).__name__}.all"))

    def _rows_for(self, query: Mapping[str, str]) -> Iterable[M]:
        return self._matching(query)

    def _matching(self, query: Mapping[str, str]) -> Collection[M]:
        """Return the entities that match the parameters of a query."""
        key = self.mapper.key
        # A row without a key is identified by all its fields.
        return self._collection(
            query,
            lambda answer: self.mapper.load_page(body_of(answer), answer.json),
            lambda row: getattr(row, key or "", None) or row,
        )
