"""`fiken delete` and `fiken send`, whose options are the arguments of the library's methods."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import click

from fiken._messages import with_article
from fiken.cli._connection import Connection
from fiken.cli._families import Family, FamilyGroup, parents_in
from fiken.cli._output import clean, note
from fiken.cli._progress import bar
from fiken.cli._writes import store_of_writes
from fiken.cli._writing import _options as options
from fiken.cli._writing._files import is_list
from fiken.cli._writing._prepared import MOST_SHOWN
from fiken.cli._writing._target import Target, target
from fiken.errors import FikenError, NotFoundError
from fiken.models import Model

_SUMMARY = (
    "name",
    "description",
    "filename",
    "invoice_number",
    "sale_number",
    "identifier",
    "date",
)


def _ids(family: Family, texts: Sequence[str]) -> list[int | str]:
    """Return the ids that a person has typed, each once.

    Raises:
        UsageError: One is no id, or is there twice.
    """
    try:
        ids = [family.id_of(text) for text in texts]
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise click.UsageError(f"{twice} is there twice")
    return ids


def _loaded(family: Family, repository: Any, ids: Sequence[int | str]) -> list[Model]:
    """Load the entities with these ids. A family without `find` is listed.

    Raises:
        ClickException: Fiken does not have one of them.
    """
    if not hasattr(repository, "find"):
        rows = {getattr(row, family.key or ""): row for row in repository.all()}
        found = [rows.get(each) for each in ids]
    else:
        found = list[Any]()
        with bar(ids, f"reading {family.words}", len(ids)) as moving:
            for each in moving:
                try:
                    found.append(repository.find(each))
                except NotFoundError:
                    found.append(None)
    missing = [str(each) for each, row in zip(ids, found, strict=True) if row is None]
    if missing:
        listed = ", ".join(missing)
        raise click.ClickException(
            f"Fiken has no {family.word} with the id {listed}, so nothing was sent: fiken list "
            f"{family.name} shows the ids"
        )
    return [row for row in found if row is not None]


def _summary(family: Family, row: Model) -> str:
    """Return the id of an entity with what a person knows it by: "contact 7: Nelly Bloom"."""
    values = (getattr(row, name, None) for name in _SUMMARY)
    known = [clean(str(value)) for value in values if value not in (None, "")]
    what = f": {', '.join(known[:2])}" if known else ""
    return f"{family.word} {getattr(row, family.key or '')}{what}"


def _delete_command(family: Family) -> click.Command:
    def run(connection: Connection, ids: tuple[str, ...], **more: Any) -> None:
        parents, keys = parents_in(more, family), _ids(family, ids)
        with target(connection, family, parents) as where:
            rows = _loaded(family, where.repository, keys)
            what = family.counted(len(rows))
            note(f"{what} to delete, for {where.name}")
            for row in rows[:MOST_SHOWN]:
                note(_summary(family, row))
            if len(rows) > MOST_SHOWN:
                note(f"… and {len(rows) - MOST_SHOWN} more")
            if not more["dry_run"]:
                where.ask(f"delete {what}", yes=more["yes"])
                _delete(family, where, rows, options.method_arguments(more))

    params = (
        click.Argument(["ids"], nargs=-1, required=True, metavar="ID..."),
        *options.method_options(family, "delete"),
        click.Option(["--dry-run"], is_flag=True, help="Show what would be deleted."),
    )
    text = f"Delete {family.words}, by their ids. They are shown before."
    return options.command_of(family, run, params, text)


def _delete(family: Family, where: Target, rows: Sequence[Model], arguments: Any) -> None:
    done = 0
    try:
        with bar(rows, f"deleting {family.words}", len(rows)) as moving:
            for row in moving:
                kept = where.repository.delete(row, **arguments)
                click.echo(str(getattr(row, family.key or "")))
                done += 1
                if getattr(kept, "inactive", False):
                    note(f"{_summary(family, row)}: the books refer to it, so it is inactive now")
    except FikenError:
        if len(rows) > 1:
            note(f"deleted {done} of {len(rows)}")
        raise
    note(f"deleted {family.counted(done)}")


def _send_command(family: Family) -> click.Command:
    def run(connection: Connection, id: str, **more: Any) -> None:
        parents, (key,) = parents_in(more, family), _ids(family, [id])
        with target(connection, family, parents, store_of_writes()) as where:
            (row,) = _loaded(family, where.repository, [key])
            _send(family, where, row, options.method_arguments(more), more)

    params = (
        click.Argument(["id"], metavar="ID"),
        *options.method_options(family, "send"),
        click.Option(["--dry-run"], is_flag=True, help="Show what would be sent."),
    )
    text = f"Send {with_article(family.word)} to the customer."
    return options.command_of(family, run, params, text)


def _send(
    family: Family,
    where: Target,
    row: Model,
    arguments: Mapping[str, Any],
    more: Mapping[str, Any],
) -> None:
    customer = getattr(row, "customer", None) or getattr(row, "contact", None)
    to = f" to {clean(str(customer.name))}" if customer is not None else ""
    note(f"{_summary(family, row)}{to}, for {where.name}")
    for name, value in arguments.items():
        shown = ", ".join(map(str, value)) if is_list(value) else str(value)
        note(f"  {name}: {clean(shown)}")
    if more["dry_run"]:
        return
    what = f"{family.word} {getattr(row, family.key or '')}{to}"
    where.ask(f"send {what}", yes=more["yes"])
    # The key is new each time: to send a document twice is what a reminder does. With it, the
    # library looks whether the document was sent, if the answer is lost.
    key = f"send {family.name} {uuid4()}"
    where.repository.send(row, **arguments, idempotency_key=key)
    note(f"sent {what}")


delete = FamilyGroup(
    _delete_command,
    options.has("delete"),
    name="delete",
    help="Delete contacts, drafts or any other family. Without a family, list the families.",
)
send = FamilyGroup(
    _send_command,
    options.has("send"),
    name="send",
    help="Send an invoice, an offer or a credit note. Without a family, list the families.",
)
