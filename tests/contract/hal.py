"""The check of an answer of API v1, which the contract of API v2 does not have: docs/v1.md."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

RELS = "https://fiken.no/api/v1/rel/"
HAL_JSON = "application/hal+json;charset=UTF-8"
VND_ERROR = "application/vnd.error+json"
ALWAYS = {"x-request-id", "cache-control", "pragma", "expires"}
PAGING = {f"fiken-api-{name}" for name in ("page", "page-size", "page-count", "result-count")}
ERRORS = {400, 401, 403, 404, 405, 413, 415, 429, 500, 501, 503, 507}
#: What the errors 500 may say: every other one is a mistake of the emulator.
REFUSED = "Nothing was carried out"


def serves(path: str) -> bool:
    """Return whether a path belongs to API v1 or to its files."""
    return f"{path}/".startswith(("/api/v1/", "/filer/"))


def hal_violations(
    path: str, status: int, headers: Sequence[tuple[str, str]], body: bytes
) -> list[str]:
    """Return one sentence per way in which an answer is none of API v1."""
    named = {name.lower(): value for name, value in headers}
    found = [] if len(named) == len(headers) else ["a header is sent twice"]
    found += [f"the header {name} is missing" for name in sorted(ALWAYS - named.keys())]
    if not _is_uuid(named.get("x-request-id")):
        found.append(f"the X-Request-ID is {named.get('x-request-id')}")
    if named.keys() & PAGING and not named.keys() >= PAGING:
        found.append("some headers of paging are missing")
    if status == 200 and path.startswith("/filer/"):
        found += [] if body else ["the file is empty"]
    elif status == 200:
        found += _content_violations(named, body)
    elif status in {201, 204}:
        found += _empty_violations(status, named, body)
    elif status in ERRORS:
        found += _error_violations(status, named, body)
    else:
        found.append(f"API v1 has no status {status}")
    return found


def _content_violations(headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    if headers.get("content-type") != HAL_JSON:
        yield f"the Content-Type of HAL is {headers.get('content-type')}"
    yield from _violations_of(json.loads(body), "$")


def _violations_of(content: Any, place: str) -> Iterator[str]:
    """Yield what is wrong with an object: its order, its links, null and empty lists."""
    if content is None or content == []:
        yield f"{place} is {content}, and must be left out"
    elif isinstance(content, list):
        for index, item in enumerate(content):
            yield from _violations_of(item, f"{place}[{index}]")
    elif isinstance(content, dict):
        if place == "$" and next(iter(content)) != "_links":
            yield f"{place} does not begin with _links"
        if "_embedded" in content and list(content)[:2] != ["_links", "_embedded"]:
            yield f"{place} has _embedded in another place than after _links"
        for name, item in content.items():
            yield from _violations_of(item, f"{place}.{name}")
        yield from _violations_of_links(content.get("_links", {"self": {"href": "http://x"}}))
        for name in content.get("_embedded", {}):
            if not name.startswith(RELS):
                yield f"{place} embeds {name}"


def _violations_of_links(links: Mapping[str, Any]) -> Iterator[str]:
    if next(iter(links)) != "self":
        yield f"the first link is not self: {', '.join(links)}"
    for name, link in links.items():
        if name not in {"self", "alternate"} and not name.startswith(RELS):
            yield f"the name of the link {name} is short"
        if not link["href"].startswith("http"):
            yield f"the href {link['href']} is not absolute"
        if ("{" in link["href"]) != link.get("templated", False):
            yield f"the href {link['href']} says {link.get('templated')} about its template"


def _empty_violations(status: int, headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    if body or "content-type" in headers:
        yield f"the answer {status} has a body"
    location = urlsplit(headers.get("location", ""))
    if status == 201 and not (location.scheme and location.netloc):
        yield f"the Location {headers.get('location')} is not absolute"
    if status == 204 and "location" in headers:
        yield f"the answer 204 has a Location: {headers['location']}"


def _error_violations(status: int, headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    if headers.get("content-type") != VND_ERROR:
        yield f"the Content-Type of an error is {headers.get('content-type')}"
    content = json.loads(body)
    if not isinstance(content, list) or not content:
        yield f"the error is no array with messages: {content}"
        return
    for each in content:
        if each.keys() != {"logref", "message"} or not _is_uuid(each["logref"]):
            yield f"the error {each} has other fields than logref and message"
        elif status == 500 and REFUSED not in each["message"]:
            yield f"the emulator failed: {each['message']}"
    if status == 405 and not headers.get("allow"):
        yield "the answer 405 does not tell the allowed methods"


def _is_uuid(text: Any) -> bool:
    try:
        uuid.UUID(text)
    except (ValueError, AttributeError, TypeError):
        return False
    return True
