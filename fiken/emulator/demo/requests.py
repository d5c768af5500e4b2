"""The requests that created the objects of the demo company in the last calendar year."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from fiken.emulator.store.resources import Call, Family, Handler
from fiken.emulator.store.state import State
from fiken.emulator.wire.contract import load


class Requests:
    """A function that carries out operations of the API in the last calendar year.

    The objects are created by the same handlers that answer requests of clients.

    Args:
        state: the database.
        company: the id of the demo company.
        families: the families with the handlers.
    """

    def __init__(self, state: State, company: int, families: Iterable[Family]) -> None:
        self.state = state
        self.company = company
        self.year = state.today().year - 1
        self._operations = {operation.name: operation for operation in load().operations}
        self._handlers: dict[str, Handler] = {}
        for family in families:
            self._handlers |= family.operations

    def __call__(
        self, name: str, day: int, body: Mapping[str, Any] | None = None, **path: int
    ) -> int:
        """Carry out an operation of the API as if a client had sent it on a day of the last year.

        Args:
            name: the name of the operation, such as `createSale`.
            day: the day, as the number of days after 2 January.
            body: the JSON of the request.
            path: the ids in the URL, such as `saleId`.

        Returns:
            The id of the created object, or 0 if the operation creates none.
        """
        ids = {parameter: str(key) for parameter, key in path.items()}
        call = Call(self.state, self._operations[name], self.company, ids, body=body)
        with self.state.dated(self.day(day)):
            location = self._handlers[name](call).headers.get("Location") or "/0"
        return int(location.rpartition("/")[2])

    def day(self, day: int) -> datetime.date:
        """Return the date that is this many days after 2 January of the last year."""
        return datetime.date(self.year, 1, 2) + datetime.timedelta(days=day)

    def date(self, day: int) -> str:
        """Return the date that is this many days after 2 January, such as `2025-01-22`."""
        return self.day(day).isoformat()
