"""One row of a family, by its id or by its number."""

import inspect
from collections.abc import Mapping
from typing import Any

import click

from fiken.cli._families import Family, value_of, value_type
from fiken.cli._output import note
from fiken.cli._words import kebab, snake
from fiken.errors import NotFoundError

_FIND = "find_"

#: Of several rows with the same number, this many ids are shown.
_MANY = 5


def find_options(family: Family) -> list[click.Parameter]:
    """Return the options that finding one row needs besides its id: the day of a balance."""
    return [
        click.Option(
            [f"--{kebab(name)}", f"{_FIND}{name}"],
            type=value_type(annotation),
            required=is_required,
            help=f"The {name.replace('_', ' ')}.",
        )
        for name, annotation, is_required in _arguments(family)
    ]


def _arguments(family: Family) -> list[tuple[str, Any, bool]]:
    find = getattr(family.repository_class, "find", None)
    named = inspect.signature(find).parameters.values() if find else ()
    return [
        (each.name, each.annotation, each.default is each.empty)
        for each in named
        if each.kind is each.KEYWORD_ONLY
    ]


def one(repository: Any, family: Family, text: str, values: Mapping[str, Any]) -> Any:
    """Return the row that has an id, or else the one that has it as its number.

    Fiken numbers invoices, for instance, and people know that number better than the id. If the row
    is found by its number, a note says so.

    Args:
        repository: The repository of the family.
        family: The family.
        text: The id or the number, as it was typed.
        values: The values of the options, also of others.

    Raises:
        UsageError: Ids of this family are numbers, and the text is none.
        ClickException: There is no such row, or several have this number.
        NotFoundError: There is no such company.
    """
    filters = _number_filter(family, text)
    try:
        key = family.id_of(text)
    except ValueError as error:
        if filters:
            return _numbered(repository, family, text, filters)
        raise click.UsageError(f"{error}; fiken list {family.name} shows ids") from None
    if not hasattr(repository, "find"):
        return _listed(repository, family, text)
    named = {n.removeprefix(_FIND): v for n, v in values.items() if n.startswith(_FIND)}
    try:
        return repository.find(key, **named)
    except NotFoundError as error:
        if error.hint:  # the company is not there
            raise
    return _numbered(repository, family, text, filters)


def numbered_by(family: Family) -> str:
    """Return the filter for the number of a row, such as ``invoice_number``; empty without one."""
    names = (f"{snake(family.singular)}_number", "number")
    return next((name for name in names if name in family.filters), "")


def _number_filter(family: Family, text: str) -> dict[str, Any]:
    """Return the filter by which the list finds a number, such as ``invoice_number``."""
    name = numbered_by(family)
    if not name:
        return {}
    try:
        return {name: value_of(family.filters[name].annotation, text)}
    except ValueError:
        return {}


def _numbered(repository: Any, family: Family, text: str, filters: dict[str, Any]) -> Any:
    rows = list(repository.all(**filters)) if filters else []
    if not rows:
        raise _missing(family, f"with the id or the number {text}" if filters else text)
    ids = [str(getattr(row, family.key or "", "")) for row in rows]
    if len(rows) > 1:
        shown = ", ".join(ids[:_MANY]) + (" …" if len(ids) > _MANY else "")
        raise click.ClickException(f"{len(rows)} {family.words} have the number {text}: {shown}")
    note(f"{text} is the number of the {family.word}; its id is {ids[0]}")
    return rows[0]


def _missing(family: Family, which: str) -> click.ClickException:
    return click.ClickException(
        f"there is no {family.word} {which}: fiken list {family.name} shows all"
    )


def _listed(repository: Any, family: Family, text: str) -> Any:
    """Return the row of a list that has an id, where Fiken finds no single row."""
    for row in repository.all():
        if str(getattr(row, family.key, "") if family.key else row) == text:
            return row
    raise _missing(family, repr(text))
