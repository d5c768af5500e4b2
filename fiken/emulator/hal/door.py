"""The class `Door`, which serves API v1: it authenticates, finds the handler, and answers."""

import base64
import binascii
import hmac
import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from fiken.emulator.books.errors import MissingValue, Rejected
from fiken.emulator.hal.attachment import FILE, FILER
from fiken.emulator.hal.errors import in_v1, refuse
from fiken.emulator.hal.routes import COMPANY, ROUTES, V1Handler
from fiken.emulator.hal.visit import Visit
from fiken.emulator.store import files, logins
from fiken.emulator.store.resources import Call, Family
from fiken.emulator.store.state import State
from fiken.emulator.store.storage import StorageError
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.exchange import (
    BASE_V1,
    FILES,
    NOTHING,
    HttpRequest,
    HttpResponse,
    Login,
    Reply,
)
from fiken.emulator.wire.refusals import Refusal

_HAL_JSON = "application/hal+json;charset=UTF-8"
#: The headers of every answer (docs/v1.md#headers).
_HEADERS = (
    ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"),
    ("Pragma", "no-cache"),
    ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_logger = logging.getLogger("fiken.emulator")


class Door:
    """API v1 over the books of an emulator.

    Args:
        state: the database with the books.
        families: the families of API v2, for what they do as time passes.
        passwords: the passwords of the users by e-mail address.
    """

    def __init__(
        self, state: State, families: Iterable[Family], passwords: Mapping[str, str]
    ) -> None:
        self._state = state
        self._passwords = passwords
        self._as_time_passes = [each.as_time_passes for each in families if each.as_time_passes]

    def serves(self, path: str) -> bool:
        """Return whether a path belongs to API v1 or to its files."""
        return path == BASE_V1 or path.startswith((f"{BASE_V1}/", FILER))

    def template(self, method: str, path: str) -> str | None:
        """Return the template of a path for the log, or None for an unknown path or method."""
        if path.startswith(FILER):
            return FILE if method == "GET" else None
        known = ROUTES.find(path)
        return known[0][0] if known is not None and method in known[0][1] else None

    def loggable(self, request: HttpRequest) -> Any:
        """Return the parsed JSON of a request with the right password, or None."""
        return request.json() if self._email(request) else None

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the answer to a request. An unexpected exception becomes the answer 500."""
        try:
            with self._state.operation():
                return _with_headers(request, _response(self._serve(request)))
        except Exception as problem:  # noqa: BLE001 - _refusal_of logs what it does not expect
            return self.refuse(request, _refusal_of(problem))

    def refuse(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        """Return an error answer as an array of messages."""
        return _with_headers(request, in_v1(refusal).response())

    def _serve(self, request: HttpRequest) -> Reply:
        login = self._login(request)
        if request.path.startswith(FILER):
            path = FILES + request.path.removeprefix(FILER)
            return files.serve(self._state, request.method, path, login)
        template, handler, parameters = _matched(request)
        slug = parameters.get("companySlug", "")
        company = 0
        if slug:
            needs_api = template != COMPANY
            company = logins.company_of(self._state, slug, login, needs_api=needs_api)
        # A refused request undoes this too. It is then done again before the next request.
        for catch_up in self._as_time_passes:
            catch_up(self._state)
        read = contracts.load().operation("GET", "/companies")
        call = Call(self._state, read, company, parameters, url=request.url, login=login)
        return handler(Visit(request, call, slug))

    def _login(self, request: HttpRequest) -> Login:
        """Return the login of the user whose e-mail address and password a request has.

        Raises:
            Refusal: 401 if the request has neither, or they are wrong.
        """
        sql = "SELECT user_id FROM users WHERE email = ?"
        user = self._state.value(sql, self._email(request))
        if user is None:
            challenge = {"WWW-Authenticate": 'Basic realm="Fiken"'}
            raise refuse(401, "The e-mail address or the password is wrong.", headers=challenge)
        return Login(user)

    def _email(self, request: HttpRequest) -> str | None:
        """Return the e-mail address of a request whose password is right, or None."""
        scheme, _, encoded = (request.headers.get("Authorization") or "").partition(" ")
        try:
            pair = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        email, _, password = pair.partition(":")
        known = self._passwords.get(email)
        is_right = known is not None and hmac.compare_digest(known.encode(), password.encode())
        return email if scheme.lower() == "basic" and is_right else None


def _refusal_of(problem: Exception) -> Refusal:
    """Return the error answer for an exception."""
    match problem:
        case Refusal():
            return problem
        case MissingValue():
            return refuse(400, f"'{problem.name}' is missing")
        case Rejected():
            return refuse(400, problem.message)
        case StorageError():
            return refuse(problem.status, f"Nothing was carried out: {problem}")
        case UnicodeEncodeError() | OverflowError():
            # Valid JSON that SQLite cannot hold: half a surrogate pair, or too long a number.
            return refuse(400, f"A value cannot be stored: {problem}")
        case _:
            _logger.error("fiken.emulator failed; this is a mistake of its own", exc_info=problem)
            return refuse(500, f"fiken.emulator failed: {problem!r}")


def _matched(request: HttpRequest) -> tuple[str, V1Handler, dict[str, str]]:
    """Return the template of a path, the handler of a request, and the parameters in the path.

    Raises:
        Refusal: 404 for an unknown path, 405 for a method that the path does not accept.
    """
    known = ROUTES.find(request.path)
    if known is None:
        raise refuse(404, f"There is no {request.path}")
    (template, handlers), parameters = known
    if request.method not in handlers:
        allow = {"Allow": ", ".join(sorted(handlers))}
        raise refuse(405, f"{request.method} is not supported on {request.path}", headers=allow)
    return template, handlers[request.method], parameters


def _response(reply: Reply) -> HttpResponse:
    """Return a reply as HAL, or as the bytes of a file. Without a body, it has no Content-Type."""
    headers = list(reply.headers.items())
    if reply.body is NOTHING:
        return HttpResponse(reply.status, headers, b"")
    if isinstance(reply.body, bytes):
        return HttpResponse(reply.status, headers, reply.body)
    content_type = ("Content-Type", _HAL_JSON)
    return HttpResponse(reply.status, [content_type, *headers], _encode(reply.body).encode())


def _with_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add the headers of every answer: the id of the request if it is a UUID, or else a new one."""
    given = request.headers.get("X-Request-ID") or ""
    try:
        uuid.UUID(given)
    except ValueError:
        given = str(uuid.uuid4())
    return response._replace(headers=[*response.headers, ("X-Request-ID", given), *_HEADERS])
