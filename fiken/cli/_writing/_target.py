"""The repository and the company to which a command writes."""

import contextlib
import shutil
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import attrs

from fiken import Company
from fiken.cli._connection import Connection, only_company
from fiken.cli._families import Family
from fiken.cli._output import note
from fiken.cli._permission import described, permit_write
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
        return described(self.company)

    def ask(self, what: str, *, yes: bool) -> None:
        """Ask whether to write to the company. See `permit_write`."""
        permit_write(what, self.company, yes=yes)


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
