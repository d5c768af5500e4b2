"""One request to API v1, with the URLs of the host that was asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn, TypeAlias, cast
from urllib.parse import unquote, urlsplit

from fiken.emulator.families import FAMILIES
from fiken.emulator.hal.bodies import Json, Shape, checked
from fiken.emulator.hal.errors import refuse
from fiken.emulator.store.resources import Call, Handler, Resource
from fiken.emulator.store.rows import scope
from fiken.emulator.store.state import Row
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.exchange import BASE_V1, HttpRequest, Reply

#: The beginning of the names of links, whatever host was asked (docs/v1.md#links).
RELS = f"https://fiken.no{BASE_V1}/rel/"
#: The content types of JSON bodies (docs/v1.md#media-types).
_JSON_TYPES = {"application/json", "application/hal+json"}
_ID = re.compile("[0-9]{1,18}")

Links: TypeAlias = Mapping[str, str | Json]


@dataclass(frozen=True)
class Visit:
    """One authenticated request to API v1.

    Attributes:
        request: the HTTP request.
        call: the same request for functions of the families. Its operation is that of a read.
        slug: the slug of the company in the path, or "" if the path has none.
    """

    request: HttpRequest
    call: Call
    slug: str = ""

    # --- URLs ------------------------------------------------------------------------------------

    @property
    def origin(self) -> str:
        """The scheme and the host that was asked, such as `http://127.0.0.1:8080`."""
        parts = urlsplit(self.request.url)
        return f"{parts.scheme}://{parts.netloc}"

    def href(self, *segments: object) -> str:
        """Return the URL of a path below the start URL: `href("companies")` is `…/companies`."""
        return "/".join((self.origin + BASE_V1, *map(str, segments)))

    def own(self, *segments: object) -> str:
        """Return the URL of a path below the company of the request."""
        return self.href("companies", self.slug, *segments)

    def page(self, *segments: object) -> Json:
        """Return the link to a page of Fiken's web application. The emulator does not serve it."""
        path = "/".join(map(str, ("foretak", self.slug, *segments)))
        return {"href": f"{self.origin}/{path}", "type": "text/html"}

    def reference(self, value: Any, kind: str, name: str) -> int:
        """Return the id in a URL that refers to another resource of the same company.

        Emulator choice: the host of the URL does not matter, since one server can have several
        names.

        Args:
            value: the value of the field. An object with the URL in `url` is accepted, too.
            kind: the last but one segment of the URL, such as `contacts`.
            name: the field, for the message.

        Raises:
            Refusal: 400 if the value is not such a URL.
        """
        url = cast("Json", value).get("url") if isinstance(value, dict) else value
        beginning = f"{BASE_V1}/companies/{self.slug}/{kind}/"
        path = unquote(urlsplit(url).path) if isinstance(url, str) else ""
        key = path.removeprefix(beginning).rstrip("/")
        if not path.startswith(beginning) or not _ID.fullmatch(key):
            raise refuse(400, f"'{name}' must be a URL like {self.own(kind, '{id}')}, not {url}")
        return int(key)

    # --- reading ---------------------------------------------------------------------------------

    def body(self, shape: Shape) -> Json:
        """Return the checked JSON body of the request.

        Raises:
            Refusal: 415 for another content type, 400 if the body is not valid.
        """
        if self.request.mimetype not in _JSON_TYPES:
            raise refuse(415, f"The content type must be JSON, not '{self.request.mimetype}'")
        try:
            body = self.request.json()
        except (ValueError, RecursionError) as problem:
            raise refuse(400, f"The body is not JSON: {problem}") from problem
        return checked(body, shape)

    def find(self, resource: Resource, key: Any = None, condition: str = "1") -> Row:
        """Return the row with the id that the path has under the name of the resource's key.

        Args:
            resource: the kind of entity.
            key: the id. None means that of the path.
            condition: an SQL condition that the row must fulfil.

        Raises:
            Refusal: 404 if there is no such row.
        """
        key = self.call.path[resource.key] if key is None else key
        where, values = scope(self.call, resource)
        sql = f"SELECT * FROM {resource.table} WHERE {resource.id} = ? AND {where} AND {condition}"  # noqa: S608
        row = self.call.state.row(sql, key, *values) if _is_key(resource, key) else None
        return self.nothing() if row is None else row

    def nothing(self) -> NoReturn:
        """Refuse the request, since there is nothing at its path."""
        raise refuse(404, f"There is no {self.request.path}")

    # --- writing ---------------------------------------------------------------------------------

    def carry_out(self, name: str, body: Json, path: Mapping[str, object] | None = None) -> int:
        """Carry out an operation of API v2, and return the id at the end of its Location.

        Args:
            name: the operation, such as `createContact`.
            body: the JSON body of the operation. The caller has checked it.
            path: the parameters in the path, such as `{"contactId": 17}`.
        """
        operation, handler = _handlers()[name]
        call = Call(
            self.call.state,
            operation,
            self.call.company,
            {key: str(value) for key, value in (path or {}).items()},
            body=body,
            url=self.own(),
            login=self.call.login,
        )
        location = handler(call).headers.get("Location", "")
        key = location.rpartition("/")[2]
        return int(key) if key.isdecimal() else 0


def _is_key(resource: Resource, key: Any) -> bool:
    """Return whether a value can be an id: SQLite would find the id 1 for the path `…/1.0`."""
    return not resource.key.endswith("Id") or _ID.fullmatch(str(key)) is not None


@cache
def _handlers() -> Mapping[str, tuple[Operation, Handler]]:
    """Return the operations of API v2 with their handlers, by name."""
    operations = {each.name: each for each in contracts.load().operations}
    return {
        name: (operations[name], handler)
        for family in FAMILIES
        for name, handler in family.operations.items()
    }


# --- answers -------------------------------------------------------------------------------------


def hal(links: Links, fields: Json, embedded: Mapping[str, list[Json]] | None = None) -> Json:
    """Return a HAL object: the links, what is embedded, then the fields that have a value.

    Args:
        links: maps the name of a link to its URL, or to a whole link object.
        fields: the fields. Those that are None are left out.
        embedded: maps the name of a link to objects. Empty lists are left out.
    """
    body: Json = {
        "_links": {
            _named(name): {"href": link} if isinstance(link, str) else link
            for name, link in links.items()
        }
    }
    parts = {_named(name): items for name, items in (embedded or {}).items() if items}
    if parts:
        body["_embedded"] = parts
    return body | {name: value for name, value in fields.items() if value is not None}


def _named(name: str) -> str:
    return name if name in {"self", "alternate"} else RELS + name


def created(url: str) -> Reply:
    """Return the answer to a POST: the URL of what was created, and no body."""
    return Reply(201, headers={"Location": url})


def whole(number: float | None) -> float | None:
    """Return a number without decimals that are all zero: 25.0 becomes 25."""
    return int(number) if number is not None and number == int(number) else number
