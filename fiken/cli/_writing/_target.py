"""The repository to which a command writes, and the person's permission to write there."""

import contextlib
import shutil
import sys
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import attrs
import click

from fiken import Company
from fiken.cli._connection import Connection, only_company
from fiken.cli._families import Family
from fiken.cli._output import note
from fiken.cli._reading import confirm
from fiken.cli._strict_json import dumped
from fiken.cli._writing._prepared import Prepared
from fiken.idempotency import IdempotencyStore

_MOST_SHOWN = 3


@attrs.frozen
class Target:
    """Where a command writes.

    Args:
        repository: The repository.
        company: The company, which says whether it is a test company.
    """

    repository: Any
    company: Company

    @property
    def name(self) -> str:
        """The company in a sentence: "Acme AS (acme-as), which is a test company"."""
        kind = "a test company" if self.company.test_company else "not a test company"
        return f"{self.company.name} ({self.company.slug}), which is {kind}"

    def ask(self, question: str, *, yes: bool) -> None:
        """Ask whether to write to the company. For a test company, nobody is asked.

        Args:
            question: What is asked, such as "create 3 contacts".
            yes: Whether the person has said yes before, with an option.

        Raises:
            ClickException: The answer is no, or there is nobody to answer.
        """
        if yes or self.company.test_company:
            return
        if not sys.stdin.isatty():
            raise click.ClickException(
                f"{self.name}, and nobody can be asked here whether to {question}: add --yes"
            )
        if not confirm(f"{question[:1].upper()}{question[1:]} for {self.name}?", "add --yes"):
            raise click.ClickException("nothing was sent")


@contextlib.contextmanager
def target(
    connection: Connection,
    family: Family,
    parents: Mapping[str, object],
    store: IdempotencyStore | None = None,
) -> Generator[Target]:
    """Open the client and the repository for a command that writes.

    Args:
        connection: The login and the company that the options name.
        family: The family.
        parents: The id of the entity to which the rows belong, as in `Family.open`.
        store: The store of idempotency keys; None for a client that takes no keys.

    Raises:
        ClickException: There is no login, or no company is named and the login has not exactly one.
        FikenError: Fiken cannot be asked for the company.
    """
    with connection.client(store) as client:
        company = client.companies.find(connection.slug or only_company(client))
        yield Target(family.open(client.company(company.slug), parents), company)


def as_json_line(row: Prepared) -> str:
    """Return a request as JSON on one line: its method, its path, and its JSON."""
    request = {"method": row.method, "path": row.path, "json": row.payload}
    return dumped(request)


def show_requests(rows: Sequence[Prepared]) -> None:
    """Show the first requests on the standard error, each on a line of the terminal."""
    width = shutil.get_terminal_size().columns - 1
    for row in rows[:_MOST_SHOWN]:
        line = f"{row.row.label}{dumped(row.payload)}"
        is_cut = len(line) > width and len(rows) > 1
        note(f"{line[: width - 1]}…" if is_cut else line)
    if len(rows) > _MOST_SHOWN:
        note(f"… and {len(rows) - _MOST_SHOWN} more rows, which --dry-run shows")
