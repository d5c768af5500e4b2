"""`fiken download`: the PDF of a document, a file of the inbox, or attachments."""

import shlex
import sys
import typing
import webbrowser
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from fiken import CompanyClient, Fiken
from fiken.cli._connection import Connection, connected
from fiken.cli._families import Family, FamilyGroup, families, opened, parent_options, parents_in
from fiken.cli._output import note
from fiken.cli._showing._names import file_name
from fiken.cli._showing._one import numbered_by, one
from fiken.models import Attachment, Model
from fiken.repositories import Downloadable


def _is_file(family: Family) -> bool:
    """Return whether each row of a family has a file of its own, such as the PDF of an invoice."""
    return family.model in typing.get_args(Downloadable)


def _attachments() -> Family | None:
    """Return the family of the attachments, whose rows belong to rows of many families."""
    found = (each for each in families().values() if each.model is Attachment)
    return next(found, None)


def _has_attachments(family: Family) -> bool:
    attachments = _attachments()
    return attachments is not None and family.singular in attachments.parents


def _download(
    family: Family,
    connection: Connection,
    key: str,
    target: str | None,
    *,
    opens: bool,
    attachments: bool = False,
    xml: bool = False,
    **values: Any,
) -> None:
    with opened(connection, family, parents_in(values, family)) as (repository, client):
        row = one(repository, family, key, values)
        of_others = attachments or not _is_file(family)
        files: Sequence[Any] = _attached(client, family, row) if of_others else [row]
        for path in _saved(repository, client, files, target, xml=xml):
            click.echo(str(path))
            if opens and not webbrowser.open(path.resolve().as_uri()):
                raise click.ClickException(f"{path} was downloaded, but no program here opens it")


def _command(family: Family) -> click.Command:
    what = "the file" if _is_file(family) else "the attachments"
    by = "its id or its number" if numbered_by(family) else "its id"
    text = f"Download {what} of one {family.word}, by {by}."
    command = click.command(family.singular, help=text)(connected(partial(_download, family)))
    command.params[:0] = _options(family)
    return command


def _options(family: Family) -> list[click.Parameter]:
    options: list[click.Parameter] = [
        click.Argument(["key"], metavar="ID"),
        *parent_options(family),
        click.Option(
            ["--output", "-o", "target"],
            metavar="FILE",
            help="The file or folder to write to; - for stdout. Default: this folder.",
        ),
        click.Option(["--open", "opens"], is_flag=True, help="Open what was downloaded."),
    ]
    if _is_file(family) and _has_attachments(family):
        text = "Download the attachments instead."
        options.append(click.Option(["--attachments"], is_flag=True, help=text))
    if hasattr(family.repository_class, "download_xml"):
        text = "Download the XML that was received, instead of the PDF."
        options.append(click.Option(["--xml"], is_flag=True, help=text))
    return options


def _attached(client: Fiken | CompanyClient, family: Family, row: Model) -> list[Attachment]:
    attachments = _attachments()
    assert attachments is not None
    key = getattr(row, family.key or "")
    found = list(attachments.open(client, {family.singular: key}).all())
    if not found:
        raise click.ClickException(f"the {family.word} {key} has no attachments")
    return found


def _saved(
    repository: Any,
    client: Fiken | CompanyClient,
    files: Sequence[Any],
    target: str | None,
    *,
    xml: bool,
) -> Iterator[Path]:
    """Download files one by one, and yield the path of each.

    Raises:
        ClickException: A file of that name is there already, or the terminal would show the file.
    """
    assert isinstance(client, CompanyClient)
    download = repository.download_xml if xml else client.download
    if target == "-":
        if sys.stdout.isatty():
            raise click.UsageError("a terminal cannot show a file: name one with -o FILE")
        if len(files) > 1:
            raise click.UsageError(f"there are {len(files)} files: name a folder with -o FOLDER")
        sys.stdout.buffer.write(download(files[0]))
        sys.stdout.buffer.flush()
        return
    paths = _paths([file_name(each, xml=xml) for each in files], target)
    for each, path in zip(files, paths, strict=True):
        download(each, path)
        yield path


def _paths(names: list[str], target: str | None) -> list[Path]:
    """Return the paths to write files to. A file that was named on purpose may be replaced.

    Raises:
        ClickException: A file of that name is there already.
    """
    place = Path(target or ".")
    if target is not None and not place.is_dir():
        if len(names) == 1 and not target.endswith(("/", "\\")):
            return [place]
        place.mkdir()
        note(f"the folder {place} was made")
    paths: list[Path] = []
    for name in names:
        path = place / name
        number = 2
        while path in paths:  # two attachments may have the same name
            path = place / f"{Path(name).stem}-{number}{Path(name).suffix}"
            number += 1
        paths.append(path)
    for path in paths:
        if path.exists():
            raise click.ClickException(_is_there(path, names))
    return paths


def _is_there(path: Path, names: list[str]) -> str:
    """Return the sentence about a file that is not replaced, because nobody has named it."""
    folder = "-o FOLDER/ writes into another folder"
    if len(names) > 1:
        return f"{path} is there already: {folder}"
    return f"{path} is there already: -o {shlex.quote(str(path))} replaces it, and {folder}"


download = FamilyGroup(
    _command,
    lambda family: family.of_company and (_is_file(family) or _has_attachments(family)),
    name="download",
    help=(
        "Download PDFs, documents of the inbox and attachments. Without a family, list the "
        "families that have files."
    ),
)
