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
        """Load one entity from Fiken and return it.

        Args:
            what: The id of the entity, or a saved model to load again.

        Raises:
            NotFoundError: There is no such entity.
            InvalidAttributeError: `what` is neither an id nor a saved model; nothing was sent.
        """
        return self._load(self._url_of(what))


class FindsByCode(Repository[M]):
    """A repository that can find one entity by a string: a code or a slug.

    An account, for example, has the code ``"1920"``, and a company the slug ``"acme-as"``.
    """

    def find(self, what: str | M, /) -> M:
        """Load one entity from Fiken and return it.

        Args:
            what: The code or slug of the entity, such as "1920", or a saved model to load again.

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

    `find_by` takes the same filters as `all`. It returns the first entity that matches, or None. It
    raises `TypeError` if no filter is given.

    In the class, write ``find_by = first_of(all)`` below the method `all`.
    """

    # The "/" is what mypy needs to pass the filters on.
    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> T | None:
        _require_filter(filters)
        return all(repository, *args, **filters).first()

    return _described(find_by, all, "that matches")


def first_not_deleted_of(
    all: Callable[Concatenate[R, P], Collection[L]],
) -> Callable[Concatenate[R, P], L | None]:
    """Build the method `find_by` of a repository whose method `all` also lists deleted entities.

    `find_by` takes the same filters as `all`. It returns the first entity that matches and is not
    deleted, or None. It raises `TypeError` if no filter is given.

    In the class, write ``find_by = first_not_deleted_of(all)`` below the method `all`.
    """

    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> L | None:
        _require_filter(filters)
        return next((row for row in all(repository, *args, **filters) if not row.deleted), None)

    return _described(find_by, all, "that matches and is not deleted")


def _require_filter(filters: Mapping[str, object]) -> None:
    """Raise `TypeError` if no filter is given, because any entity would then match."""
    if not filters:
        raise TypeError("find_by() needs a filter; all().first() returns the first of all")


def _described(find_by: Callable[P, R], all: Callable[..., Any], which: str) -> Callable[P, R]:
    """Set the name, signature and docstring of a new method `find_by`, and return the method.

    Args:
        find_by: The new method.
        all: The method `all` of the same repository. Its filters are listed in the docstring.
        which: The condition in the docstring's first sentence, such as "that matches".
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
