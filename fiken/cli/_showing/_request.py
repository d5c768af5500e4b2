"""`fiken request`: any request of the API, also one that this version does not know."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from fiken.cli._connection import Connection, connected
from fiken.cli._output import note
from fiken.cli._permission import permit_write, yes_option
from fiken.cli._strict_json import dumped, exact_float, loaded

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_COMPANY = re.compile(r"/?companies/([^/?]+)/?")


@click.command()
@click.argument("method", type=click.Choice(_METHODS, case_sensitive=False), metavar="METHOD")
@click.argument("path")
@click.option(
    "--query", "-q", multiple=True, metavar="NAME=VALUE", help="A parameter; repeat it for more."
)
@click.option(
    "--data",
    "-d",
    metavar="JSON",
    help="The JSON to send; @FILE for that of a file, and @- for that of the standard input.",
)
@yes_option
@connected
def request(
    connection: Connection,
    method: str,
    path: str,
    query: tuple[str, ...],
    data: str | None,
    *,
    yes: bool,
) -> None:
    """Send one request, and print the answer: fiken request GET /user.

    The PATH is below the URL of the API. {company} in it stands for the company of the options. A
    request that may change something is asked about first, unless the company is a test company.
    """
    params = _parameters(query)
    content = None if data is None else _json(data)
    if other := re.search(r"{.*?}", path.replace("{company}", "")):
        raise click.UsageError(f"{other[0]} in the PATH stands for nothing: write what is meant")
    if "{company}" in path:
        with connection.company() as company:
            path = path.replace("{company}", company.slug)
    with connection.client() as client:
        if method != "GET" and not yes:
            found = _COMPANY.match(path)
            where = client.companies.find(found[1]) if found else None
            permit_write(f"send {method} {path}", where, yes=yes)
        _print(client.request(method, path, params=params or None, json=content))


def _parameters(texts: tuple[str, ...]) -> dict[str, str]:
    params: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--query: {text!r} is not NAME=VALUE, such as page=2")
        if name in params:
            raise click.UsageError(f"--query: {name} is given twice, and Fiken takes one value")
        params[name] = value
    return params


def _json(data: str) -> Any:
    """Return the value of JSON from the command line, from a file or from the standard input.

    Nothing in it is dropped or rounded silently.

    Raises:
        UsageError: It is not JSON.
        OSError: There is no such file.
    """
    try:
        if data == "@-":
            text = sys.stdin.read()
        elif data.startswith("@"):
            text = Path(data[1:]).read_text(encoding="utf-8-sig")
        else:
            text = data
        return loaded(text, number=exact_float)
    except ValueError as error:
        raise click.UsageError(f"--data is not JSON: {error}") from None


def _print(answer: Any) -> None:
    """Print the body of an answer: JSON with indents in a terminal, and else as it came."""
    place = answer.headers.get("Location")
    note(f"{answer.status}{f', Location: {place}' if place else ''}")
    if sys.stdout.isatty():
        try:
            click.echo(dumped(json.loads(answer.body), indent=2))
        except ValueError:
            click.echo(f"({len(answer.body)} bytes)" if answer.body else "", nl=bool(answer.body))
    else:
        sys.stdout.buffer.write(answer.body)
        sys.stdout.buffer.flush()
