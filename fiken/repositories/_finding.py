"""Finding one entity: by its id, by its code, or as the first that matches."""

import re
from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from textwrap import fill
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, get_args

from fiken.models._base import Model
from fiken.repositories._collection import Collection
from fiken.repositories._repository import Repository

M = TypeVar("M", bound=Model)
T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


class Finds(Repository[M]):
    """A repository that can find one entity by its id, which is a number."""

    def find(self, what: int | M, /) -> M:
        """Return the entity with this id. Given a model, load it again.

        Raises:
            NotFoundError: There is no such entity.
            InvalidAttributeError: This is not an id; nothing was sent.
        """
        return self._load(self._url_of(what))


class FindsByCode(Repository[M]):
    """A repository that can find one entity by its code or slug, which is a text."""

    def find(self, what: str | M, /) -> M:
        """Return the entity with this code or slug. Given a model, load it again.

        Raises:
            NotFoundError: There is no such entity.
            InvalidAttributeError: This is not a code or slug; nothing was sent.
        """
        return self._load(self._url_of(what))


class _Deletable(Protocol):
    @property
    def deleted(self) -> bool: ...


L = TypeVar("L", bound=_Deletable)


def first_of(
    all: Callable[Concatenate[R, P], Collection[T]],
) -> Callable[Concatenate[R, P], T | None]:
    """Build `find_by` from `all`: it takes the same filters, and returns the first match or None.

    ``find_by = first_of(all)`` stands in the class below `all`.
    """

    # The "/" is what mypy needs to pass the filters on.
    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> T | None:
        _require_filter(filters)
        return all(repository, *args, **filters).first()

    return _described(find_by, all, "that matches")


def first_not_deleted_of(
    all: Callable[Concatenate[R, P], Collection[L]],
) -> Callable[Concatenate[R, P], L | None]:
    """Build `find_by` from `all`, leaving out deleted entities, where Fiken lists them too."""

    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> L | None:
        _require_filter(filters)
        return next((row for row in all(repository, *args, **filters) if not row.deleted), None)

    return _described(find_by, all, "that matches and is not deleted")


def _require_filter(filters: Mapping[str, object]) -> None:
    """Refuse a search without a filter: it would return the first entity of all."""
    if not filters:
        raise TypeError("find_by() needs a filter; all().first() returns the first of all")


def _described(find_by: Callable[P, R], all: Callable[..., Any], which: str) -> Callable[P, R]:
    """Return `find_by` with the signature of `all`, and with a docstring that names its filters."""
    described: Any = find_by
    parameters = signature(all)
    returned = get_args(parameters.return_annotation)
    described.__signature__ = parameters.replace(
        return_annotation=returned[0] | None if returned else Parameter.empty
    )
    described.__module__ = all.__module__
    described.__qualname__ = all.__qualname__.replace(".all", ".find_by")
    family = all.__qualname__.rpartition(".")[0].rpartition(".")[2].removesuffix("Repository")
    what = re.sub(r"\B(?=[A-Z])", " ", family).lower() or "one"
    unpacked = get_args(all.__annotations__.get("filters"))
    names = ", ".join(getattr(unpacked[0], "__annotations__", ()) if unpacked else ())
    filters = fill(f"Filters: {names or 'those of `all`'}.", 92, subsequent_indent=" " * 8)
    described.__doc__ = _DOCSTRING.format(what=what, which=which, filters=filters)
    return find_by


_DOCSTRING = """Return the first {what} {which}, or None.

        {filters}

        Raises:
            TypeError: No filter was given, or one that does not exist; nothing was sent.
            InvalidAttributeError: The value of a filter is not of its type; nothing was sent.
        """
