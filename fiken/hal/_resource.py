"""HAL: resources with links to other resources, and with resources inside them.

This module knows nothing of accounting. It can be used with any part of API v1.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Protocol, cast
from urllib.parse import quote

import attrs

from fiken.errors import InvalidAttributeError, MappingError, NotLinkedError
from fiken.repositories._repository import request_named
from fiken.session import Answer

#: What the names of links begin with, whatever the host is.
RELS = "https://fiken.no/api/v1/rel/"
#: How the documentation of API v1 spells names that are others in its answers.
_SPELLINGS = {"create-invoice": "create-invoice-service"}
_VARIABLE = re.compile(r"\{(\w+)\}")


@attrs.frozen
class Link:
    """A link to another resource.

    Attributes:
        href: The URL, or the template of one, such as ``https://…/accounts/{year}``.
        templated: Whether it is a template.
        type: The media type of what it leads to, such as ``text/html``; None if it is not stated.
    """

    href: str
    templated: bool = False
    type: str | None = None

    def expand(self, **values: object) -> str:
        """Return the URL, with values in place of the variables of a template.

        Raises:
            InvalidAttributeError: A variable has no value, or the template lacks a variable.
        """
        names = _VARIABLE.findall(self.href) if self.templated else []
        for name in [*names, *values]:
            if name not in names or values.get(name) in {None, ""}:
                says = f"a value for each of {', '.join(names)}" if names else "no value"
                raise InvalidAttributeError("Link", name, values.get(name), says, self.href)
        return _VARIABLE.sub(lambda match: quote(str(values[match[1]]), safe=""), self.href)


class Follows(Protocol):
    """What a resource needs to follow its links."""

    def get(self, href: str) -> Answer:
        """Send a GET request to a URL, and return the answer."""
        ...


def object_in(value: Any) -> dict[str, Any] | None:
    """Return a decoded JSON object; None for any other value."""
    return cast("dict[str, Any]", value) if type(value) is dict else None


class Resource:
    """A resource: its links, the resources inside it, and its fields.

    Attributes:
        links: The links by their short names, such as ``payments``.
        embedded: The resources inside it, by their short names.
        fields: All other fields, as decoded JSON.

    Args:
        data: The decoded JSON.
        follows: What the links are followed with.
        path: Where the resource is in the answer, for error messages.

    Raises:
        MappingError: It is no HAL: not an object, or without the links of one.
    """

    def __init__(self, data: Any, follows: Follows, path: str = "$") -> None:
        given = _object_at(path, data)
        self._follows = follows
        self.links: Mapping[str, Link] = MappingProxyType(
            {
                short(rel): Link(link["href"], link.get("templated") is True, link.get("type"))
                for rel, link in _links_in(given, path)
            }
        )
        self.embedded: Mapping[str, tuple[Resource, ...]] = MappingProxyType(
            {
                short(rel): tuple(Resource(row, follows, place) for place, row in rows)
                for rel, rows in _embedded_in(given, path)
            }
        )
        self.fields: Mapping[str, Any] = MappingProxyType(
            {name: value for name, value in given.items() if name not in {"_links", "_embedded"}}
        )

    @property
    def href(self) -> str:
        """The URL of the resource itself."""
        return self.link("self").href

    def link(self, rel: str) -> Link:
        """Return a link by its name: ``payments``, or ``https://fiken.no/api/v1/rel/payments``.

        Raises:
            NotLinkedError: The resource has no such link.
        """
        if (name := short(rel)) not in self.links:
            itself = self.links.get("self", Link("the resource")).href
            raise NotLinkedError(f"link {rel!r}", itself, tuple(self.links))
        return self.links[name]

    def follow(self, rel: str, **values: object) -> "Resource":
        """Return the resource that a link leads to. One GET request is sent.

        Args:
            rel: The name of the link.
            **values: The values of a template: ``company.follow("accounts", year=2021)``.

        Raises:
            NotLinkedError: The resource has no such link; nothing was sent.
            InvalidAttributeError: A variable of a template has no value; nothing was sent.
            ConfigurationError: The link leads to another host, which does not get the password;
                nothing was sent.
            MappingError: The answer is no HAL.
            ApiError: Fiken answered with an error.
        """
        return resource_in(self._follows.get(self.link(rel).expand(**values)), self._follows)

    def __repr__(self) -> str:
        return f"<Resource {self.links['self'].href if 'self' in self.links else ''}>"


def resource_in(answer: Answer, follows: Follows) -> Resource:
    """Return the resource in an answer. Raise `MappingError` if there is none."""
    with request_named(answer):
        return Resource(answer.json(), follows)


def short(rel: str) -> str:
    """Return the short name of a link, as answers spell it: ``bank-accounts`` for bank_accounts."""
    name = rel.removeprefix(RELS)
    name = re.sub(r"(?<=[a-z])([A-Z])", r"-\1", name).lower().replace("_", "-")
    return _SPELLINGS.get(name, name)


def hal_in(data: Any, path: str = "$") -> dict[str, Any]:
    """Return an object of HAL, after a check of it and of all objects inside it.

    The errors are those of `Resource`, which is not built: the rows of a list are read as they are.

    Args:
        data: The decoded JSON.
        path: Where the object is in the answer, for error messages.

    Raises:
        MappingError: It is no HAL: not an object, or without the links of one.
    """
    given = _object_at(path, data)
    for _ in _links_in(given, path):
        pass  # each link was checked
    for _, rows in _embedded_in(given, path):
        for place, row in rows:
            hal_in(row, place)
    return given


def _object_at(path: str, data: Any) -> dict[str, Any]:
    given = object_in(data)
    if given is None:
        raise MappingError("", path, "a HAL object", data)
    return given


def _links_in(data: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Check the links of an object, and yield each with its name."""
    links = object_in(data.get("_links"))
    if links is None:
        raise MappingError("", f"{path}._links", "the links of HAL", data.get("_links"))
    for rel, given in links.items():
        link = object_in(rows_of(given)[0] if given else given)  # HAL allows several
        if link is None or not isinstance(link.get("href"), str):
            raise MappingError("", f"{path}._links.{rel}", "a link with an href", given)
        yield rel, link


def _embedded_in(data: dict[str, Any], path: str) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Yield what is embedded by its names: each object with its place in the answer."""
    embedded = object_in(data.get("_embedded") or {})
    if embedded is None:
        raise MappingError("", f"{path}._embedded", "an object", data["_embedded"])
    for rel, given in embedded.items():
        place = f"{path}._embedded.{short(rel)}"
        yield rel, [(f"{place}[{n}]", row) for n, row in enumerate(rows_of(given))]


def rows_of(given: Any) -> list[Any]:
    """Return what is embedded as a list: HAL allows a single object too."""
    return [*given] if type(given) is list else [given]
