"""`fiken show`: one row of any family, with everything that is known about it."""

from functools import partial
from typing import Any

import click

from fiken.cli._connection import Connection, connected
from fiken.cli._families import (
    Family,
    FamilyGroup,
    columns_option,
    opened,
    parent_options,
    parents_in,
)
from fiken.cli._showing._cells import json_of
from fiken.cli._showing._formats import Output, format_option
from fiken.cli._showing._one import find_options, numbered_by, one
from fiken.models import Model


def _show(
    family: Family,
    connection: Connection,
    key: str,
    columns: str | None,
    form: str | None,
    **values: Any,
) -> None:
    with opened(connection, family, parents_in(values, family)) as (repository, _):
        row = one(repository, family, key, values)
    if columns is None and form in (None, "text", "json"):
        click.echo(_whole(row, form or "text"))
    else:
        chosen = "table" if form in (None, "text") else form
        Output.of(chosen, columns, None, excel=False).write(family, [[row]])


def _command(family: Family) -> click.Command:
    by = "its id or its number" if numbered_by(family) else "its id"
    text = f"Show one {family.word}, by {by}."
    command = click.command(family.singular, help=text)(connected(partial(_show, family)))
    command.params[:0] = [
        click.Argument(["key"], metavar="ID"),
        *parent_options(family),
        *find_options(family),
        columns_option(family),
        format_option("Default: text, for people.", "text"),
    ]
    return command


def _whole(row: Any, form: str) -> str:
    if not isinstance(row, Model):
        return json_of(row) if form == "json" else str(row)
    return row.as_json(indent=2) if form == "json" else row.as_text()


show = FamilyGroup(
    _command,
    lambda family: family.model is None or family.key is not None,
    name="show",
    help=(
        "Show one row of any family, such as an invoice, by its id or number. Without a family, "
        "list the families."
    ),
)
