"""Finding one entity by its id, by its code, or by filters."""

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
        """Load and return one entity.

        Args:
            what: The id of the entity, or a saved model to load again.

        Raises:
            NotFoundError: There is no such entity.
            InvalidAttributeError: `what` is neither an id nor a saved model; nothing was sent.
        """
        return self._load(self._url_of(what))


class FindsByCode(Repository[M]):
    """A repository that can find one entity by its code or slug, which is a string."""

    def find(self, what: str | M, /) -> M:
        """Load and return one entity.

        Args:
            what: The code or slug of the entity, or a saved model to load again.

        Raises:
            NotFoundError: There is no such entity.
            InvalidAttributeError: `what` is not a code, slug or saved model; nothing was sent.
        """
        return self._load(self._url_of(what))


class _Deletable(Protocol):
    @property
    def deleted(self) -> bool: ...


L = TypeVar("L", bound=_Deletable)


def first_of(
    all: Callable[Concatenate[R, P], Collection[T]],
) -> Callable[Concatenate[R, P], T | None]:
    """Build the method `find_by` of a repository from its method `all`.

    `find_by` takes the same filters as `all`, and returns the first match or None. Write
    ``find_by = first_of(all)`` in the class, after the method `all`.
    """

    # The "/" is what mypy needs to pass the filters on.
    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> T | None:
        _require_filter(filters)
        return all(repository, *args, **filters).first()

    return _described(find_by, all, "that matches")


def first_not_deleted_of(
    all: Callable[Concatenate[R, P], Collection[L]],
) -> Callable[Concatenate[R, P], L | None]:
    """Build the method `find_by` of a repository whose `all` also returns deleted entities.

    `find_by` takes the same filters as `all`, and returns the first match that is not deleted, or
    None. Write ``find_by = first_not_deleted_of(all)`` in the class, after the method `all`.
    """

    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> L | None:
        _require_filter(filters)
        return next((row for row in all(repository, *args, **filters) if not row.deleted), None)

    return _described(find_by, all, "that matches and is not deleted")


def _require_filter(filters: Mapping[str, object]) -> None:
    """Raise TypeError if no filter is given: the first entity of the whole list would be found."""
    if not filters:
        raise TypeError("find_by() needs a filter; all().first() returns the first of all")


def _described(find_by: Callable[P, R], all: Callable[..., Any], which: str) -> Callable[P, R]:
    """Set the signature, the name and the docstring of `find_by`, and return it.

    The docstring lists the filters.

    Args:
        find_by: The method to describe.
        all: The method `all` of the same repository, which has the same filters.
        which: The end of the docstring's first sentence, such as "that matches".
    """
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
