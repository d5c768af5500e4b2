"""`fiken create`: new entities, from values on the command line or from a file of rows."""

import json
from collections.abc import Callable
from typing import Any

import attrs
import click

from fiken.cli._connection import Connection
from fiken.cli._families import Family
from fiken.cli._output import note
from fiken.cli._showing._groups import FamilyGroup
from fiken.cli._showing._options import parents_in
from fiken.cli._writes import store_of_writes
from fiken.cli._writing import _options as options
from fiken.cli._writing._files import Row, Table, read, require_unchanged
from fiken.cli._writing._given import is_known, names_value
from fiken.cli._writing._importing import (
    Course,
    Creator,
    Watched,
    send_all,
)
from fiken.cli._writing._prepared import (
    COMMAND_LINE,
    Keys,
    Prepared,
    counted,
    ignored_names,
    prepared,
)
from fiken.cli._writing._rejected import open_rejected, write_rejected
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


def table_of(values: tuple[str, ...], file: str | None) -> Table:
    """Return the rows that a person gives: a file, or one row of values.

    Raises:
        UsageError: There are neither values nor a file, or both.
        ClickException: The file cannot be read.
    """
    if file is not None:
        if values:
            raise click.UsageError(f"give --from, or values such as {values[0]!r}, and not both")
        return read(file)
    if not values:
        raise click.UsageError("give values, such as name=Nelly, or --from FILE")
    row: dict[str, Any] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"{value!r} has no name: write NAME=VALUE, such as name=Nelly")
        if name.strip() in row:
            raise click.UsageError(f"{name.strip()!r} is given twice")
        row[name.strip()] = text or None
    return Table(COMMAND_LINE, [Row(0, row, is_text=True)])


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
            keys = Keys(family.name, family.word, wishes.key, wishes.again)
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
    options.yes_option,
    options.continue_option,
    options.rejected_option,
    click.Option(
        ["--check"],
        is_flag=True,
        help="Load each row of a file again, and warn of values that Fiken did not keep.",
    ),
    click.Option(
        ["--format", "form"],
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
    what = counted(len(rows), family.words, family.word)
    note(f"{rows[0].method} {rows[0].path}: {what} for {where.name}")
    show_requests(rows)
    where.ask(f"create {what}", yes=wishes.yes)
    require_unchanged(table)
    open_rejected(wishes.rejected, table)
    course = Course(family.words, family.word, len(rows))
    show = _shows(wishes.form, where.repository.mapper.key)
    checks = wishes.check or not rows[0].row.number
    send = Creator(where.repository, watched, show, checks=checks)
    try:
        send_all(rows, send, course, "created", goes_on=wishes.goes_on)
    finally:
        if wishes.rejected is not None:
            write_rejected(wishes.rejected, table, course.refused)
    finish(course, "created")


def finish(course: Course, verb: str) -> None:
    """Say what became of the rows.

    Raises:
        ClickException: Rows were refused.
    """
    for each in course.refused:
        note(f"{each.row.label}{each.reason}")
    if course.refused:
        raise click.ClickException(course.sentence(verb))
    is_repeated = course.before and not course.done
    again = ". To create once more: --again 2, or another name" if is_repeated else ""
    note(f"{course.sentence(verb)}{again}")


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
