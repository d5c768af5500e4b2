"""The check of an answer of the OAuth endpoints, which the contract does not have.

Observed: docs/observed.md#6-tokens-and-oauth, docs/observed.md#4-error-bodies
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

#: The fields of an answer with tokens, and their types.
TOKENS = {"access_token": str, "refresh_token": str, "token_type": str, "expires_in": int}
#: The statuses of each endpoint: those with a page of HTML, and those with an error in JSON. Any
#: endpoint may answer that its data file cannot be used, or that a body is too large.
PAGES = {"/oauth/authorize": {200, 400}}
ERRORS = {"/oauth/authorize": {400}, "/oauth/token": {400, 401}, "/oauth/revoke": {401}}
ANYWHERE = {405, 413, 500, 501, 503, 507}


def oauth_violations(
    path: str, status: int, headers: Sequence[tuple[str, str]], body: bytes
) -> list[str]:
    """Return one sentence per way in which an answer is none of the OAuth endpoints."""
    named = {name.lower(): value for name, value in headers}
    if path not in ERRORS:
        return [] if status in {404, *ANYWHERE} else [f"there is no {path}, but it has {status}"]
    found = [] if len(named) == len(headers) else ["a header is sent twice"]
    if status < 405 and named.get("cache-control") != "no-store" and path != "/oauth/revoke":
        found.append("the answer may be kept by browsers and proxies")
    is_page = named.get("content-type", "").startswith("text/html")
    if is_page and status in PAGES.get(path, ()):
        found += _page_violations(named, body)
    elif status == 302 and path == "/oauth/authorize":
        found += _redirect_violations(named, body)
    elif status == 200 and path == "/oauth/token":
        found += _token_violations(body)
    elif status == 200 and path == "/oauth/revoke":
        found += [f"revoking has the body {body!r:.60}"] if body else []
    elif status in ERRORS[path]:
        found += _error_violations(body)
    elif status not in ANYWHERE:
        found.append(f"{path} has no status {status}")
    return found


def _page_violations(headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    text = body.decode()
    if not text.startswith("<!doctype html>") or '<html lang="nb">' not in text:
        yield "the page is not HTML in Norwegian"
    if "<script" in text:
        yield "the page needs JavaScript"
    if headers.get("referrer-policy") != "no-referrer":
        yield "the page lets the browser tell its URL, which holds the state of the app"


def _redirect_violations(headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    query = parse_qs(urlsplit(headers.get("location", "")).query)
    if body or ("code" in query) == ("error" in query):
        yield "the browser is sent back with a code or with an error, and without a body"


def _token_violations(body: bytes) -> Iterator[str]:
    content = json.loads(body)
    types = {name: type(value) for name, value in content.items()}
    if types != TOKENS or content["token_type"] != "bearer":
        yield f"the answer with tokens has the fields {types}"


def _error_violations(body: bytes) -> Iterator[str]:
    content = json.loads(body)
    if content.keys() != {"error", "error_description"} or not all(content.values()):
        yield f"the error is {content}"
