"""The application: it authenticates a request and checks it against the contract.

A `Backend` then carries out the request. The application itself contains no accounting, and nothing
about sockets, faults or time.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request as WsgiRequest, Response

from fiken.emulator.wire import contract as contracts, validation
from fiken.emulator.wire.backend import Arguments, Backend, Door
from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.exchange import BASE, FILES, OAUTH, HttpRequest, HttpResponse, Reply
from fiken.emulator.wire.forms import MULTIPART, Uploads, read_form
from fiken.emulator.wire.oauth import read_fields
from fiken.emulator.wire.refusals import (
    Refusal,
    method_not_allowed,
    no_such_path,
    not_found,
    read_only,
    refuse,
    refuse_fields,
    unauthorized,
    unsupported_media_type,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_logger = logging.getLogger("fiken.emulator")


class Application:
    """The emulated Fiken API as a WSGI application. Python code can call it without a server.

    Args:
        backend: the object that knows the tokens and carries out the operations.
        lenient: ignore unknown fields of JSON and unknown parts of forms in every operation.
            Otherwise, most operations refuse them.
        door: the object that serves another API on the same server. None serves only this one.
    """

    def __init__(
        self, backend: Backend, *, lenient: bool = False, door: Door | None = None
    ) -> None:
        self.contract = contracts.load()
        self._backend = backend
        self._lenient = lenient
        self._door = door

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one WSGI request, and return the body of the answer."""
        with WsgiRequest(environ) as request:
            status, headers, body = self.respond(
                HttpRequest(
                    method=request.method,
                    path=request.path,
                    query=request.args.to_dict(),
                    headers=request.headers,
                    body=request.get_data(),
                    url=request.base_url.rstrip("/"),
                    match=self.contract.at(below_base(request.path) or ""),
                )
            )
        return Response(body, status, headers)(environ, start_response)

    def template(self, request: HttpRequest) -> str | None:
        """Return the template of the path for the log, or None for an unknown path or method."""
        door = self._door_for(request)
        if door is not None:
            return door.template(request.method, request.path)
        operation = request.match and request.match.operations.get(request.method)
        return operation.path if operation else None

    def refuse(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        """Return an error answer to a request, in the form of the API that the path belongs to."""
        door = self._door_for(request)
        return refusal.response() if door is None else door.refuse(request, refusal)

    def _door_for(self, request: HttpRequest) -> Door | None:
        return self._door if self._door is not None and self._door.serves(request.path) else None

    def loggable(self, request: HttpRequest) -> Any:
        """Return the content of a body for the log, before the request is answered.

        It is the parsed JSON of a request with a valid token, or the form of an OAuth endpoint
        without its secrets. It is None for a body that will be refused.
        """
        door = self._door_for(request)
        try:
            if door is not None:
                return door.loggable(request)
            if request.path.startswith(OAUTH):
                read_fields(request)
                return request.form
            is_known = self._backend.login(request.headers.get("Authorization")) is not None
            return request.json() if is_known else None
        except (Refusal, ValueError, RecursionError):
            return None

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the answer to one request. An unexpected exception becomes the answer 500."""
        door = self._door_for(request)
        if door is not None:
            return door.respond(request)
        try:
            return self._serve(request).response()
        except Refusal as refusal:
            return refusal.response()
        except RequestEntityTooLarge:
            # Werkzeug's limits: 500 kB for the texts of a form, 1000 parts; files have none.
            message = "The form has too many parts, or a text that is too long; is it a file?"
            return refuse(413, message).response()
        except (UnicodeEncodeError, OverflowError) as problem:
            # Valid JSON that SQLite cannot hold: half a surrogate pair, or too long a number.
            return refuse(400, f"The body has a value that cannot be stored: {problem}").response()
        except Exception as problem:
            _logger.exception("fiken.emulator failed; this is a mistake of its own")
            return refuse(500, f"fiken.emulator failed: {problem!r}").response()

    def _serve(self, request: HttpRequest) -> Reply:
        if request.method == "OPTIONS":
            # Fiken does not support CORS: the preflight request of a browser gets 500
            # (docs/observed.md#1-concurrency-and-rate-limiting).
            raise refuse(500, "Internal Server Error")
        if request.path.startswith(OAUTH):
            return self._backend.oauth(request)
        login = self._backend.login(request.headers.get("Authorization"))
        if login is None:
            raise unauthorized()
        if request.path.startswith(BASE + FILES):
            # Files are not in the contract: answers hold their whole URLs.
            return self._backend.file(request.method, request.path.removeprefix(BASE), login)
        operation, path = _matched(request)
        if login.read_only and request.method != "GET":
            raise read_only()
        with self._backend.operation(operation, path, login) as carry_out:
            return carry_out(self._arguments(request, operation, path))

    def _arguments(
        self, request: HttpRequest, operation: Operation, path: Mapping[str, str]
    ) -> Arguments:
        """Check a request against Fiken's API description, and return the operation's input.

        Raises:
            Refusal: the path, the query or the body of the request is not valid.
        """
        _check_path(operation, path)
        body, files = _body(operation, request)
        query, body = _with_purposes(operation, request.query, body)
        self._check(operation, body, query)
        if operation.request is not None and body is not None:
            body = validation.known(self.contract, operation.request, body)
        return Arguments(path, _typed(operation, query), body, request.url, files)

    def _check(self, operation: Operation, body: Any, query: Mapping[str, str]) -> None:
        """Check a body and a query.

        Raises:
            Refusal: 400 if there are problems. This one error answer lists all of them.
        """
        lenient = self._lenient or validation.ignores_unknown_values(operation)
        problems = validation.query_problems(operation, query)
        if operation.multipart:
            problems += validation.form_problems(operation, body, lenient=lenient)
        if operation.request is not None and not (operation.optional_body and body is None):
            problems += validation.problems(self.contract, operation.request, body, lenient=lenient)
        if any(isinstance(problem, validation.Missing) for problem in problems):
            raise refuse_fields(problems)
        if problems:
            raise refuse(400, "; ".join(problems))


def below_base(path: str) -> str | None:
    """Return the part of a path below `/api/v2`, or None for a path outside of it.

    `below_base("/api/v2/user")` is `"/user"`.
    """
    below = path.removeprefix(BASE)
    return None if below == path or not below.startswith("/") else below


def _matched(request: HttpRequest) -> tuple[Operation, dict[str, str]]:
    """Return the API operation that a request calls, and the parameters in the path.

    Emulator choice: a trailing slash is ignored.

    Raises:
        Refusal: 404 if Fiken has no such path, 405 if the path does not accept the method.
    """
    if request.match is None:
        raise no_such_path(request.path)
    operations, parameters = request.match
    if request.method not in operations:
        below = request.path.removeprefix(BASE)
        raise method_not_allowed(request.method, below, operations)
    return operations[request.method], parameters


def _check_path(operation: Operation, path: Mapping[str, str]) -> None:
    """Raise the answer 404 if an id in the path is not a whole number that fits into 64 bits.

    Without this check, SQLite would find the row with the id 1 for the path `…/contacts/1.0`.
    """
    for each in operation.parameters:
        if each.where == "path" and each.type == "int64":
            text = path[each.name]
            if not (re.fullmatch("[0-9]{1,19}", text) and int(text) < 1 << 63):
                raise not_found(f"Nothing has the {each.name} {text}.")


def _body(operation: Operation, request: HttpRequest) -> tuple[Any, Uploads]:
    """Return the parsed body of a request, and its files by the names of their form parts.

    The body is the parsed JSON, or the text fields of a form. It is None if the operation takes no
    body, or if an optional body is left out. Only a form has files.

    Emulator choice: an operation that takes no body ignores JSON and forms, because generated
    clients send empty ones. It refuses other content types.

    Raises:
        Refusal: 415 if the operation does not take the content type, 400 for malformed JSON.
        RequestEntityTooLarge: the texts of a form are too long, or it has too many parts.
    """
    if operation.multipart:
        request.form, files = read_form(request)
        return request.form, files
    if operation.request is None:
        if request.body and not (request.is_json or request.mimetype == MULTIPART):
            raise unsupported_media_type(request.mimetype)
        return None, {}
    if not request.body and operation.optional_body:
        return None, {}
    if not request.is_json:
        raise unsupported_media_type(request.mimetype)
    try:
        return request.json(), {}
    except (ValueError, RecursionError) as problem:
        raise refuse(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {problem}") from problem


def _with_purposes(
    operation: Operation, query: Mapping[str, str], body: Any
) -> tuple[Mapping[str, str], Any]:
    """Move the fields `attachToSale` and `attachToPayment` from a form to the query.

    Return the new query and the new body. A body that is not a form is returned unchanged. Fiken
    expects these fields in the query, but several clients send them in the form
    (docs/observed.md#13-files). If a field is in both the query and the form, its value in the
    query counts.
    """
    if not operation.multipart:
        return query, body
    purposes = {"attachToSale", "attachToPayment"} & {each.name for each in operation.parameters}
    moved = {name: text for name, text in body.items() if name in purposes}
    rest = {name: text for name, text in body.items() if name not in purposes}
    return {**moved, **query}, rest


_KINDS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "int32": int,
    "int64": int,
    "boolean": lambda text: int(text.lower() == "true"),
}


def _typed(operation: Operation, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the known query parameters with their values converted to the declared types.

    `{"page": "2"}` becomes `{"page": 2}`. A boolean becomes 1 or 0, as SQLite stores it.
    """
    return {
        each.name: _KINDS.get(each.type, str)(query[each.name])
        for each in operation.parameters
        if each.where == "query" and each.name in query
    }
