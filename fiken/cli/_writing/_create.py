"""`fiken create`: new entities, from values on the command line or from a file of rows."""

import json
from collections.abc import Callable
from typing import Any

import attrs
import click

from fiken.cli._connection import Connection
from fiken.cli._families import Family, FamilyGroup, parents_in
from fiken.cli._output import note
from fiken.cli._writes import store_of_writes
from fiken.cli._writing import _options as options
from fiken.cli._writing._files import Table, table_of
from fiken.cli._writing._given import is_known, names_value
from fiken.cli._writing._importing import Course, Creator, Watched, carry_out
from fiken.cli._writing._prepared import (
    Keys,
    Prepared,
    ignored_names,
    prepared,
)
from fiken.cli._writing._target import Target, as_json_line, show_requests, target
from fiken.types import Access


@attrs.frozen
class Wishes:
    """What the options of `fiken create` say about the sending."""

    key: str | None
    again: str
    ignore: str
    form: str
    rejected: str | None
    dry_run: bool
    yes: bool
    goes_on: bool
    check: bool


def _command(family: Family) -> click.Command:
    def run(connection: Connection, values: tuple[str, ...], file: str | None, **more: Any) -> None:
        table, parents = table_of(values, file), parents_in(more, family)
        wishes = Wishes(**{each.name: more[each.name] for each in attrs.fields(Wishes)})
        watched = Watched(store_of_writes())
        with target(connection, family, parents, watched.store) as where:
            model = where.repository.mapper.model
            if wishes.key is not None and not is_known(model, wishes.key):
                raise click.UsageError(f"--key {wishes.key}: there is no such column")
            if wishes.key is not None and not names_value(model, wishes.key):
                raise click.UsageError(f"--key {wishes.key}: it has more than one value")
            ignored = ignored_names(wishes.ignore, table, model)
            keys = Keys(family, wishes.key, wishes.again)
            rows = prepared(where.repository, table, ignored, keys)
            if wishes.dry_run:
                for row in rows:
                    click.echo(as_json_line(row))
                return
            _create(where, family, table, rows, watched, wishes)

    mapper = family.repository_class.mapper
    excluded = (Access.READ_ONLY, Access.UPDATE_ONLY)
    fields = options.fields_help(mapper.model, excluded, mapper.required)
    text = f"Create {family.words}. {family.description}."
    return options.command_of(family, run, _PARAMS, text, fields)


_PARAMS = (
    click.Argument(["values"], nargs=-1, metavar="[NAME=VALUE]..."),
    options.from_option,
    options.ignore_option,
    click.Option(
        ["--key"],
        metavar="COLUMN",
        help="The column that identifies a row, such as member_number_string. Default: all of it.",
    ),
    click.Option(
        ["--again"],
        metavar="NAME",
        default="",
        help="Create once more what was created. The name, such as 2, is that of this time.",
    ),
    options.dry_run_option,
    options.continue_option,
    options.rejected_option,
    click.Option(
        ["--check"],
        is_flag=True,
        help="Load each row of a file again, and warn of values that Fiken did not keep.",
    ),
    click.Option(
        ["--format", "-f", "form"],
        type=click.Choice(["ids", "jsonl"]),
        default="ids",
        help="Print the ids, or JSON Lines with the row and the id. Default: ids.",
    ),
)


def _create(
    where: Target,
    family: Family,
    table: Table,
    rows: list[Prepared],
    watched: Watched,
    wishes: Wishes,
) -> None:
    what = family.counted(len(rows))
    note(f"{rows[0].method} {rows[0].path}: {what} for {where.name}")
    show_requests(rows)
    where.ask(f"create {what}", yes=wishes.yes)
    show = _shows(wishes.form, where.repository.mapper.key)
    checks = wishes.check or not rows[0].row.number
    send = Creator(where.repository, watched, show, checks=checks)
    course = Course(family, "created", len(rows))
    carry_out(rows, send, course, table, goes_on=wishes.goes_on, rejected=wishes.rejected)
    if course.before and not course.done:
        note("To create once more: --again 2, or another name")


def _shows(form: str, key: str) -> Callable[[Prepared, Any, bool], None]:
    def show(row: Prepared, saved: Any, was_there: bool) -> None:
        made = getattr(saved, key)
        if form == "jsonl":
            line = {"row": row.row.number, key: made, "was_there": was_there}
            click.echo(json.dumps(line))
        else:
            click.echo(str(made))

    return show


create = FamilyGroup(
    _command,
    options.has("save"),
    name="create",
    help="Create contacts, invoices or any other family. Without a family, list the families.",
)
