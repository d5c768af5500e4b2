"""The families that there are, found in the clients and their repositories."""

import functools
import inspect
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, get_type_hints

import attrs

from fiken import CompanyClient, Fiken
from fiken.cli._families._docstrings import first_sentence
from fiken.cli._families._family import Family, Parent
from fiken.cli._words import kebab, plural, remedy_for, singular


@attrs.frozen
class _Member:
    """An attribute or a method of a client or repository that returns a repository with a list."""

    name: str
    repository: type[Any]
    takes_parent: bool
    docstring: str


def families() -> Mapping[str, Family]:
    """Return all families, by name, in the order of the alphabet.

    They are the repositories that the clients have as attributes, such as `contacts`; those that
    these repositories have, such as ``invoices.drafts``; and those that their methods return for
    one entity, such as ``sales.payments(sale)``.
    """
    found: dict[str, Family] = {}
    for client, of_company in ((Fiken, False), (CompanyClient, True)):
        for member in _members(client):
            family = _family(kebab(member.name), member, member.name, of_company=of_company)
            found[family.name] = family
    for outer in list(found.values()):
        _add_below(outer, found)
    return dict(sorted(found.items()))


def family_named(text: str) -> Family:
    """Return the family that a person has named, in the plural or in the singular.

    Raises:
        ValueError: There is no such family. The message has a similar one.
    """
    every = families()
    name = kebab(text.strip()).replace(" ", "-")
    by_name = {alias: family for family in every.values() for alias in family.aliases}
    by_name.update(every)
    if name in by_name:
        return by_name[name]
    remedy = remedy_for(name, every, "fiken list shows the names of all")
    raise ValueError(f"there is no family {text!r}: {remedy}")


def _add_below(outer: Family, found: dict[str, Family]) -> None:
    """Add the families that a repository has, or returns for one of its entities."""
    for member in _members(outer.repository_class):
        path = "" if member.takes_parent else f"{outer.path}.{member.name}"
        model = _model_of(member.repository)
        name = f"{outer.singular}-{member.name}" if model is None else plural(kebab(model.__name__))
        known = found.get(name)
        if known is not None and not (known.parents and member.takes_parent):
            name, known = f"{outer.singular}-{kebab(member.name)}", None
        family = known or _family(name, member, path, of_company=outer.of_company)
        if member.takes_parent:
            found[name] = _with_parent(family, outer, member)
        else:
            found[name] = family
            _add_below(family, found)


def _family(name: str, member: _Member, path: str, *, of_company: bool) -> Family:
    model = _model_of(member.repository)
    one = singular(name) if model is None else kebab(model.__name__)
    text = _description(member.repository.__doc__ if member.takes_parent else member.docstring)
    aliases = frozenset({one, plural(one)}) - {name}
    return Family(name, one, text, member.repository, path, of_company, aliases=aliases)


def _model_of(repository: type[Any]) -> type[Any] | None:
    """Return the class of the rows; None for a list of texts, which has no mapper."""
    model: type[Any] | None = getattr(getattr(repository, "mapper", None), "model", None)
    return model


def _description(docstring: str | None) -> str:
    sentence = first_sentence(docstring).removeprefix("The repository of ")
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _with_parent(family: Family, outer: Family, member: _Member) -> Family:
    """Return a family with another entity to which its rows may belong.

    Its description is then that of the base class which the repositories have in common.
    """
    parents = {**family.parents, outer.singular: Parent(outer, member.name, member.repository)}
    classes = [parent.repository_class for parent in parents.values()]
    common = next(base for base in classes[0].__mro__ if all(issubclass(c, base) for c in classes))
    return attrs.evolve(family, parents=parents, description=_description(common.__doc__))


def _members(cls: type[Any]) -> Iterator[_Member]:
    for name in dir(cls):
        thing = inspect.getattr_static(cls, name, None)
        function: Any = thing
        if isinstance(thing, property):
            function = thing.fget
        elif isinstance(thing, functools.cached_property):
            function = thing.func
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        repository = _returned(function)
        if repository is not None and (function is not thing or _takes_one(function)):
            yield _Member(name, repository, function is thing, inspect.getdoc(function) or "")


def _takes_one(method: Any) -> bool:
    """Return whether a method takes an entity as its only argument."""
    parameters = list(inspect.signature(method).parameters.values())
    return [each.kind for each in parameters] == [inspect.Parameter.POSITIONAL_ONLY] * 2


def _returned(function: Any) -> type[Any] | None:
    """Return the class of the repository that a function returns; None if it returns no list."""
    returned = function.__annotations__.get("return")
    if isinstance(returned, str):
        alone = SimpleNamespace(__annotations__={"return": returned})
        try:  # of the return alone: arguments may name classes that only type checkers import
            returned = get_type_hints(alone, function.__globals__)["return"]
        except NameError:
            return None
    has_list = isinstance(returned, type) and callable(getattr(returned, "all", None))
    return returned if has_list and hasattr(returned, "path") else None
