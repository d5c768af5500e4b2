"""The session of API v1: the same session, with the headers of HAL."""

from collections.abc import Mapping
from typing import Any

from fiken.hal._resource import Resource, resource_in
from fiken.session import Answer, Session

_ACCEPT = {"Accept": "application/hal+json, application/vnd.error+json"}


class Hal:
    """Sends requests for HAL. Its errors and promises are those of the session.

    Args:
        session: The session.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def request(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Answer:
        """Send a request, and return the answer if its status is a success (2xx)."""
        return self._session.request(
            method, path, headers={**_ACCEPT, **(headers or {})}, **options
        )

    def get(self, href: str) -> Answer:
        """Send a GET request to a URL on the host of the API, and return the answer."""
        return self.request("GET", href)

    def start(self) -> Resource:
        """Return the resource at the start URL, the only URL that is not found by a link."""
        return resource_in(self.get(self._session.base_url), self)

    def resource(self, href: str) -> Resource:
        """Return the resource at a URL."""
        return resource_in(self.get(href), self)
