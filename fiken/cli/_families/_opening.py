"""The repository of a family, with a client for it."""

import contextlib
from collections.abc import Generator, Mapping
from typing import Any

from fiken import CompanyClient, Fiken
from fiken.cli._connection import Connection
from fiken.cli._families._family import Family
from fiken.idempotency import IdempotencyStore


@contextlib.contextmanager
def opened(
    connection: Connection,
    family: Family,
    parents: Mapping[str, object] | None = None,
    idempotency: IdempotencyStore | None = None,
) -> Generator[tuple[Any, Fiken | CompanyClient]]:
    """Open the client that has a family, and yield the repository and the client.

    Args:
        connection: The login and the company that the options name.
        family: The family.
        parents: The id of the entity to which the rows belong, as in `Family.open`.
        idempotency: The store of idempotency keys; None for a client that takes no keys.

    Raises:
        ClickException: There is no login, or no company is named and the login has not exactly one.
        ValueError: Not exactly one parent is given, of a family that has parents.
    """
    opening = connection.company if family.of_company else connection.client
    with opening(idempotency) as client:
        yield family.open(client, parents), client
