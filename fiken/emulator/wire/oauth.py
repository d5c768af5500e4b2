"""How the endpoints of OAuth read their requests and refuse them (RFC 6749, RFC 7636).

Observed: docs/observed.md#6-tokens-and-oauth
"""

import base64
import binascii
import contextlib
import ipaddress
import json
import re
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from fiken.emulator.wire.exchange import OAUTH, HttpRequest, HttpResponse, Reply
from fiken.emulator.wire.refusals import Refusal, refuse_oauth

FORM = "application/x-www-form-urlencoded"
#: The endpoints, each with the methods that it accepts.
ENDPOINTS = {
    f"{OAUTH}authorize": ("GET", "POST"),
    f"{OAUTH}token": ("POST",),
    f"{OAUTH}revoke": ("POST",),
}
#: The headers of every answer, which no browser or proxy may keep.
UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}

#: The fields that the log shows. Any other field may hold a secret, also a misspelt one.
_LOGGED = {
    *("client_id", "redirect_uri", "grant_type", "response_type", "code_challenge_method"),
    *("user", "company", "decision"),
}
#: The headers that the log leaves out. The two last ones may hold a secret only with OAuth.
_SECRET_HEADERS = {"authorization"}
_SECRET_OAUTH_HEADERS = {*_SECRET_HEADERS, "cookie", "referer"}
#: The fields of JSON answers that the log shows. The others are tokens.
_ANSWERED = {"error", "error_description", "expires_in", "token_type"}
#: What the log shows instead of a secret.
_HIDDEN = "…"
#: The ends of host names that nobody can register (RFC 2606, RFC 6761, RFC 6762).
_LOCAL = {"localhost", "local", "internal", "test", "example"}
#: An access token begins with the number of its grant.
_ACCESS_TOKEN = re.compile(r"Bearer (g[0-9]+)\.")


# --- the log -------------------------------------------------------------------------------------


def lane_of(request: HttpRequest) -> str:
    """Return a text that is equal for the requests of which only one may be in flight.

    It is the token, or the grant of an access token, which outlives its tokens. It is empty for a
    request without a token and for the endpoints of OAuth, so that such requests never overlap.
    """
    if request.path.startswith(OAUTH):
        return ""
    authorization = request.headers.get("Authorization") or ""
    match = _ACCESS_TOKEN.match(authorization)
    return match[1] if match else authorization


def logged(request: HttpRequest, fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return the query or the form of a request for the log, without secrets."""
    if not request.path.startswith(OAUTH):
        return fields
    return {name: text if name in _LOGGED else _HIDDEN for name, text in fields.items()}


def logged_headers(request: HttpRequest, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a request for the log, without those that hold secrets.

    The names are in lower case.
    """
    is_oauth = request.path.startswith(OAUTH)
    secret = _SECRET_OAUTH_HEADERS if is_oauth else _SECRET_HEADERS
    return {name: text for name, text in headers.items() if name not in secret}


def logged_answer(
    request: HttpRequest, answer: HttpResponse
) -> tuple[dict[str, str], bytes | None]:
    """Return the headers and the body of an answer for the log, without secrets.

    The names of the headers are in lower case. A page of OAuth is not logged, since it has a nonce.
    """
    headers = {name.lower(): value for name, value in answer.headers}
    if not request.path.startswith(OAUTH):
        return headers, answer.body
    if "location" in headers:
        headers["location"] = f"{headers['location'].partition('?')[0]}?{_HIDDEN}"
    with contextlib.suppress(ValueError):
        content: Any = json.loads(answer.body)
        fields: dict[str, Any] = cast("Any", content) if isinstance(content, dict) else {}
        shown = {name: fields[name] if name in _ANSWERED else _HIDDEN for name in fields}
        return headers, json.dumps(shown, ensure_ascii=False).encode()
    return headers, None if answer.body else b""


# --- reading -------------------------------------------------------------------------------------


def read_fields(request: HttpRequest) -> dict[str, list[str]]:
    """Return the fields of a form, each with all its values, and add them to the log.

    Raises:
        Refusal: 400 if the body is not a form in UTF-8.
    """
    if request.mimetype != FORM:
        raise invalid_request(f"The body must be {FORM}.")
    try:
        fields = parse_qs(
            request.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except ValueError as problem:
        raise invalid_request("The body is not a form in UTF-8.") from problem
    request.form = logged(request, {name: ", ".join(texts) for name, texts in fields.items()})
    return fields


def read_single_fields(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a form in which each field occurs once. Empty fields are left out.

    Raises:
        Refusal: 400 if the body is not such a form.
    """
    fields = read_fields(request)
    repeated = sorted(name for name, texts in fields.items() if len(texts) > 1)
    if repeated:
        raise invalid_request(f"A field is repeated: {', '.join(repeated)}.")
    return {name: texts[0] for name, texts in fields.items() if texts[0]}


def required(fields: Mapping[str, str], name: str) -> str:
    """Return a field of a form.

    Raises:
        Refusal: 400 if the field is missing or empty.
    """
    if not fields.get(name):
        raise invalid_request(f"The field {name} is missing.")
    return fields[name]


def basic_credentials(authorization: str) -> list[tuple[str, str]]:
    """Return the client ids and secrets that an Authorization header can mean: plain and decoded.

    Emulator choice: both may be encoded as in a URL, as RFC 6749 demands, or plain, as most clients
    send them.

    Raises:
        Refusal: 401 if the header is not a valid HTTP Basic header.
    """
    scheme, _, text = authorization.partition(" ")
    try:
        pair = base64.b64decode(text.strip(), validate=True).decode()
    except (binascii.Error, ValueError) as problem:
        raise invalid_client() from problem
    client_id, colon, secret = pair.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise invalid_client()
    return [(client_id, secret), (unquote_plus(client_id), unquote_plus(secret))]


# --- other sites ---------------------------------------------------------------------------------


def is_foreign_host(header: str | None, own: str) -> bool:
    """Return whether a Host header has a name that anybody on the internet can own.

    Addresses, names without a dot, names that are reserved for networks such as that of this
    machine, and the name of the emulator are not foreign. Neither is a request without the header,
    which no browser sends.

    Args:
        header: the header, such as `localhost:8080`.
        own: the host name or address on which the emulator listens.
    """
    try:
        name = urlsplit(f"//{header or own}").hostname or ""
    except ValueError:
        return True
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(name)
        return False
    labels = name.rstrip(".").split(".")
    return len(labels) > 1 and labels[-1] not in _LOCAL and name != own.lower()


def is_sent_by_another_site(request: HttpRequest) -> bool:
    """Return whether the browser says that a page of another site has sent a form.

    Other programs than browsers say nothing about it.
    """
    return (request.headers.get("Sec-Fetch-Site") or "none") not in {"none", "same-origin"}


# --- answers -------------------------------------------------------------------------------------


def sent_back(redirect_uri: str, fields: Mapping[str, str]) -> Reply:
    """Return the answer that sends the browser back to the app, with fields in the query."""
    sign = "&" if "?" in redirect_uri else "?"
    location = f"{redirect_uri}{sign}{urlencode(fields)}"
    return Reply(302, headers={"Location": location, **UNCACHED})


def invalid_request(description: str) -> Refusal:
    """Return the 400 answer to a malformed request for a token."""
    return refuse_oauth(400, "invalid_request", description, UNCACHED)


def invalid_grant(description: str) -> Refusal:
    """Return the 400 answer to a code or a refresh token that is not valid.

    Observed: docs/observed.md#4-error-bodies
    """
    return refuse_oauth(400, "invalid_grant", description, UNCACHED)


def unsupported_grant_type() -> Refusal:
    """Return the 400 answer to a way of getting a token that Fiken does not have.

    There are no `client_credentials` (docs/observed.md#6-tokens-and-oauth).
    """
    description = "The grant_type must be authorization_code or refresh_token."
    return refuse_oauth(400, "unsupported_grant_type", description, UNCACHED)


def invalid_client(description: str = "The client id or the client secret is wrong.") -> Refusal:
    """Return the 401 answer to a client that does not identify itself as it must.

    Emulator choice: the status and the header, which are those of RFC 6749.
    """
    headers = {"WWW-Authenticate": 'Basic realm="fiken"', **UNCACHED}
    return refuse_oauth(401, "invalid_client", description, headers)
