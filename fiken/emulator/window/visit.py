"""One request for a page of the window, and what a page reads of the emulator."""

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from fiken.emulator._clock import seconds
from fiken.emulator._controls import Controls
from fiken.emulator._service import Service
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.backend import Arguments
from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.exchange import WINDOW, HttpResponse, Reply
from fiken.emulator.wire.faults import Faults
from fiken.emulator.wire.log import Log
from fiken.emulator.wire.refusals import not_found


@dataclass(frozen=True)
class Inside:
    """What the pages show and control.

    Attributes:
        emulator: the emulator.
        service: carries out operations of the API.
        state: the database with the books.
        log: the log of requests.
        faults: the queue of faults.
        origin: the time of the machine, in seconds since 1970, at which the clock of the log was 0.
    """

    emulator: Controls
    service: Service
    state: State
    log: Log
    faults: Faults
    origin: float = field(default_factory=lambda: time.time() - seconds())

    def time_of(self, moment: float) -> datetime.datetime:
        """Return the local time of the machine for a moment of the log."""
        return datetime.datetime.fromtimestamp(self.origin + moment, datetime.UTC).astimezone()

    def companies(self) -> Sequence[Row]:
        """Return the companies, each with `company_id`, `slug`, `name` and `is_open`.

        The API is closed for a company that is not `is_open`.
        """
        with self.state.reading():
            return self.state.rows(
                "SELECT *, has_api_access OR test_company AS is_open FROM companies "
                "ORDER BY company_id"
            )


@dataclass(frozen=True)
class Visit:
    """One request for a page.

    Attributes:
        inside: what the pages show and control.
        path: the parameters in the path, such as `{"slug": "fiken-demo-fjellbris-kaffe-as"}`.
        query: the query parameters.
        form: the fields of a form, or empty if the page is only read.
    """

    inside: Inside
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def slug(self) -> str:
        """The slug of the company whose pages are shown. It is that of the demo company first."""
        return self.path.get("slug") or self.inside.emulator.company_slug

    @property
    def home(self) -> str:
        """The path below which the pages of the company are."""
        return f"{WINDOW}/companies/{self.slug}"

    def company(self) -> int:
        """Return the id of the company.

        Raises:
            Refusal: there is no such company.
        """
        for row in self.inside.companies():
            if row["slug"] == self.slug:
                return int(row["company_id"])
        raise not_found(f"There is no company {self.slug}.")

    def ask(self, name: str, query: Mapping[str, Any], **path: str) -> Reply:
        """Carry out an operation of the API for the company, and return its reply.

        It is not logged, no fault meets it, and it sees every company.

        Args:
            name: the name of the operation, such as `getContacts`.
            query: query parameters with their types.
            path: parameters in the path besides `companySlug`.

        Raises:
            Refusal: the operation is refused, for example since there is nothing with that id.
        """
        operation, parameters = operation_of(name), {"companySlug": self.slug, **path}
        url = f"{self.inside.emulator.url}/companies/{self.slug}"
        with self.inside.service.operation(operation, parameters) as carry_out:
            return carry_out(Arguments(parameters, query, url=url))


def operation_of(name: str) -> Operation:
    """Return the operation of the API that has a name, such as `getContacts`."""
    return next(each for each in contracts.load().operations if each.name == name)


@dataclass(frozen=True)
class Page:
    """A page to render: the name of its template, the values in it, and its HTTP status."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    status: int = 200


@dataclass(frozen=True)
class Redirect:
    """The answer to a form: the browser goes on to a path of the window.

    Attributes:
        path: the path.
        done: the key of the sentence that the page there shows.
    """

    path: str
    done: str


Answer: TypeAlias = Page | Redirect | HttpResponse
#: A function that answers a visit.
View: TypeAlias = Callable[[Visit], Answer]


def number_of(text: str, otherwise: int = 0) -> int:
    """Return the whole number in a text, or another number if there is none."""
    # Longer numbers do not fit into SQLite.
    is_number = text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004
    return int(text) if is_number else otherwise
