"""The client of API v1."""

from functools import partial
from typing import Any

from fiken.errors import NotLinkedError
from fiken.hal import _tables as tables
from fiken.hal._basic import BasicAuth
from fiken.hal._company import CompanyV1
from fiken.hal._hal import Hal
from fiken.hal._lists import HalList
from fiken.hal._resource import Resource
from fiken.hal._table import HalMapper
from fiken.models import Company, User
from fiken.repositories._repository import loaded
from fiken.session import Session
from fiken.session._closing import Closing

START = "https://fiken.no/api/v1"


class FikenV1(Closing):
    """The client of Fiken's first API (v1), which speaks HAL. Fiken switched it off in 2022.

    It finds all URLs by the links in the answers, from the start URL on. Its models are those of
    the client of API v2. Threads can share it. A ``with`` block closes it.

    >>> FikenV1("post@acme.example", "made up")
    <FikenV1 https://fiken.no/api/v1>

    Args:
        email: The e-mail address of the user.
        password: The password. It is in no log, repr or error.
        base_url: The start URL.
        **settings: Any other argument of `fiken.session.Session`, such as `timeout`, `pacer`,
            `read_only` or `user_agent`.

    Raises:
        ConfigurationError: One of the settings cannot work; nothing was sent.
    """

    def __init__(
        self, email: str, password: str, *, base_url: str = START, **settings: Any
    ) -> None:
        try:
            auth = BasicAuth(email, password)
        finally:
            del email, password  # no frame of an error may hold them
        self._session = Session(auth, base_url=base_url, **settings)
        self._hal = Hal(self._session)

    def start(self) -> Resource:
        """Return the resource at the start URL as HAL, with its links (GET /api/v1)."""
        return self._hal.start()

    def who_am_i(self) -> User:
        """Return the user of the login (GET whoAmI).

        Its URL is not linked anywhere: it stands below the start URL.

        Raises:
            UnauthorizedError: The e-mail address or the password is wrong.
            MappingError: The answer is not that of a user.
        """
        answer = self._hal.get(f"{self._session.base_url}/whoAmI")
        return loaded(HalMapper(tables.USER, _no_url), answer)

    @property
    def companies(self) -> HalList[Company]:
        """The companies that the user has access to. It asks the start URL for their address."""
        href = self.start().link("companies").expand()
        return HalList(self._hal, href, tables.COMPANY, _no_url)

    def company(self, slug: str) -> CompanyV1:
        """Return the client of a company. No request is sent before its first use.

        Args:
            slug: The name of the company in URLs, such as ``acme-as``. If the user has no such
                company, the first use raises `NotLinkedError`.
        """
        return CompanyV1(self._hal, partial(self._company, slug))

    def _company(self, slug: str) -> Resource:
        start = self.start()
        rows = start.follow("companies").embedded.get("companies", ())
        for row in rows:
            if row.fields.get("slug", row.href.rstrip("/").rpartition("/")[2]) == slug:
                return row
        slugs = tuple(str(row.fields.get("slug")) for row in rows)
        raise NotLinkedError(f"company {slug!r}", start.link("companies").href, slugs)

    def close(self) -> None:
        """Close the connections. A later request opens new ones."""
        self._session.close()

    def __repr__(self) -> str:
        return f"<FikenV1 {self._session.base_url}>"


def _no_url(rel: str, id: int) -> str:
    raise NotLinkedError(f"link {rel!r}", f"{id}")
