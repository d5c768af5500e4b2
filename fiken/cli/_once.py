"""The commands `fiken once`: writes with an idempotency key whose outcome is not known."""

import functools
import json
import shlex
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

from fiken.cli._kept_writes import as_json, local, look_for, meaning, request_of
from fiken.cli._output import clean, note, show
from fiken.cli._passwords import refuse_password
from fiken.cli._permission import permit, yes_option
from fiken.cli._writes import Store, existing_store
from fiken.errors import InvalidAttributeError
from fiken.idempotency import KeptWrite

#: The host of the companies that are named by their slug alone.
_HOST = "api.fiken.no"

_format_option = click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="How to print it. Default: table, which is one line per row in a pipe.",
)
_company_option = click.option(
    "--company", metavar="SLUG", help="The company, by its slug, or as slug@host."
)


def _with_store(command: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command with the options of the store, and pass the store as `store`."""

    @click.option(
        "--store",
        "where",
        metavar="WHERE",
        help="The store of a program: a path, or the URL of a database without a password. "
        "Default: FIKEN_WRITES, or else the store of the commands.",
    )
    @click.option(
        "--table",
        metavar="NAME",
        default="fiken_writes",
        help="The table in the store. Default: fiken_writes.",
    )
    @functools.wraps(command)
    def wrapped(*arguments: Any, where: str | None, table: str, **more: Any) -> None:
        if where is not None:
            refuse_password(where, "put the store into FIKEN_WRITES instead")
        command(*arguments, store=existing_store(where, table), **more)

    return wrapped


@click.group()
def once() -> None:
    """List and resolve writes whose outcome is not known.

    These are writes with an idempotency key, of other commands and of your programs, that were not
    seen to the end: an answer was lost, or a program was killed.
    """


@once.command("list")
@_company_option
@_format_option
@_with_store
def list_writes(company: str | None, form: str, store: Store) -> None:
    """List the writes that are not done, the oldest first.

    The columns are the key, the company, the state, when the key was first used, the request, and
    what to look for in Fiken. They name people and sums.
    """
    rows = _unresolved(store, company)
    if form == "json":
        _print_json([as_json(row) for row in rows])
        return
    if not rows:
        note("every write is done" if company is None else f"no write of {company} is waiting")
        return
    headings = ["Key", "Company", "State", "First used", "Request", "Look for"]
    lines = [
        (row.key, row.company, row.state, local(row.made_at), request_of(row), look_for(row))
        for row in rows
    ]
    show(headings, lines)
    note("Repeat the calls with their keys first. For what stays: fiken once show KEY")


@once.command("show", short_help="Show a write with its key, and what to do about it.")
@click.argument("key")
@_company_option
@_format_option
@_with_store
def show_write(key: str, company: str | None, form: str, store: Store) -> None:
    """Show a write with its key: its state, what to look for, and what to do."""
    row = _write(store, company, key)
    if form == "json":
        _print_json(as_json(row))
        return
    facts = {
        "key": row.key,
        "company": row.company,
        "request": request_of(row),
        "state": f"{row.state}: {meaning(row)}",
        "first used": local(row.made_at),
        "last sent": local(row.sent_by) if row.sent_by else "never",
        "done": local(row.done_at) if row.done_at else "",
        "id": row.result or "",
        "look for": look_for(row, in_full=True),
    }
    show(["Field", "Value"], [(name, value) for name, value in facts.items() if value])
    if row.state != "done":
        name = shlex.quote(key)
        made = " ID" if row.made_in else ""
        note("Repeat the call with this key first: that looks in Fiken, and never sends it twice.")
        note(f"If it stays, look yourself. If it is there: fiken once resolve {name}{made}")
        note(f"If it is surely not there, and will not arrive any more: fiken once forget {name}")


@once.command("resolve", short_help="Record that a write was carried out.")
@click.argument("key")
@click.argument("id", required=False, default="")
@_company_option
@yes_option
@_with_store
def resolve_write(key: str, id: str, company: str | None, store: Store, *, yes: bool) -> None:
    """Record that a write was carried out: you have found it in Fiken, with this ID.

    A write that makes nothing new, such as an update, has no ID.
    """
    row = _write(store, company, key)
    if row.state == "done":
        raise click.ClickException(f"it is done already{_with_id(row.result)}: nothing was changed")
    if row.made_in and not id:
        raise click.UsageError(
            f"give the id of what {request_of(row)} has made, after the key. What to look for: "
            f"{look_for(row, in_full=True)}"
        )
    if id and not row.made_in:
        raise click.UsageError(f"{request_of(row)} makes nothing new: leave out the id {id}")
    returns = ", and returns it" if id else ""
    permit(
        f"Record that {request_of(row)} was carried out{_with_id(id)}? The next call with the key "
        f"{key!r} then sends nothing{returns}.",
        yes=yes,
    )
    try:
        store.resolve(row.company, key, id)
    except InvalidAttributeError:
        raise click.ClickException(
            f"another key has the id {id}: one of the two writes is not in Fiken, so forget its key"
        ) from None
    note(f"The write with the key {key!r} is done{_with_id(id)}.")


@once.command("forget", short_help="Remove a key: the next call with it sends the write.")
@click.argument("key")
@_company_option
@yes_option
@_with_store
def forget_write(key: str, company: str | None, store: Store, *, yes: bool) -> None:
    """Remove a key, as if it had never been used: the next call with it sends the write.

    Look in Fiken before: a write that was carried out is then carried out twice.
    """
    row = _write(store, company, key)
    danger = {
        "done": "Fiken has carried it out, and would do it twice",
        "written": "Fiken has carried it out, and would do it twice",
    }.get(row.state, "If Fiken has carried it out, it would do it twice")
    permit(
        f"Forget the key {key!r}, {row.state} at {row.company}? The next call with it sends "
        f"{request_of(row)} again. {danger}.",
        yes=yes,
    )
    store.forget(row.company, key)
    note(f"The key {key!r} is forgotten.")


@once.command("expire")
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(0, 36_500),
    default=30,
    metavar="DAYS",
    help="How long ago they were done, in days. Default: 30.",
)
@yes_option
@_with_store
def expire_writes(days: int, store: Store, *, yes: bool) -> None:
    """Remove the keys of writes that were done long ago.

    A write that is not done never expires.
    """
    permit(
        f"Remove the keys of all writes that were done more than {days} days ago? A call that is "
        "repeated with one of them is then carried out again.",
        yes=yes,
    )
    note(f"Keys removed: {store.expire(timedelta(days=days))}")


def _unresolved(store: Store, company: str | None) -> list[KeptWrite]:
    rows = store.unresolved()
    return [row for row in rows if company in {None, row.company, row.company.partition("@")[0]}]


def _write(store: Store, company: str | None, key: str) -> KeptWrite:
    """Return the write with a key, in the company that is named, or in the only one.

    Raises:
        ClickException: There is no such write, or more than one.
    """
    found = [row for row in _unresolved(store, company) if row.key == key]
    if not found and company is not None:
        done = store.get(company if "@" in company else f"{company}@{_HOST}", key)
        found = [done] if done else []
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(row.company for row in found)
        raise click.ClickException(f"name a company with --company, as each has this key: {names}")
    hint = "" if company else f", or name the company of one that is done: --company slug@{_HOST}"
    raise click.ClickException(
        f"no write with the key {key!r} is waiting in this store: see fiken once list{hint}"
    )


def _print_json(value: object) -> None:
    for line in json.dumps(value, indent=1, ensure_ascii=False).splitlines():
        click.echo(clean(line))


def _with_id(id: str | None) -> str:
    return f", with the id {id}" if id else ""
