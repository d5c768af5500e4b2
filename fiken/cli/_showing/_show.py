"""`fiken show`: one row of any family, with everything that is known about it."""

from typing import Any

import click

from fiken.cli._connection import Connection, connected
from fiken.cli._families import Family, opened
from fiken.cli._showing._cells import json_of
from fiken.cli._showing._formats import FORMATS, Output
from fiken.cli._showing._groups import FamilyGroup
from fiken.cli._showing._one import find_options, one
from fiken.cli._showing._options import Columns, parent_options, parents_in
from fiken.models import Model


def _command(family: Family) -> click.Command:
    def run(
        connection: Connection,
        key: str,
        columns: str | None,
        form: str | None,
        **values: Any,
    ) -> None:
        parents = parents_in(values, family)
        with opened(connection, family, parents) as (repository, _):
            row = one(repository, family, key, values)
        if columns is None and form in (None, "text", "json"):
            click.echo(_whole(row, form or "text"))
        else:
            chosen = "table" if form in (None, "text") else form
            Output.of(chosen, columns, None, excel=False).write(family, [[row]])

    text = f"Show one {family.word}, by its id."
    command = click.command(family.singular, help=text)(connected(run))
    command.params[:0] = [
        click.Argument(["key"], metavar="ID"),
        *parent_options(family),
        *find_options(family),
        click.Option(
            ["--columns", "-c"],
            type=Columns(family),
            help="The columns to show, such as name,address.city.",
        ),
        click.Option(
            ["--format", "-f", "form"],
            type=click.Choice(("text", *FORMATS)),
            help="Default: text, for people.",
        ),
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
