"""The routes: a WSGI application that lets in, checks by the contract, and calls the handlers."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request as WsgiRequest, Response

from fiken.emulator.store import files as _files
from fiken.emulator.store.resources import NOTHING, Call, Family, Handler, Reply
from fiken.emulator.store.state import State, StorageError
from fiken.emulator.wire import contract as contracts, validation
from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.log import Request
from fiken.emulator.wire.refusals import (
    JSON,
    Refusal,
    method_not_allowed,
    module_not_activated,
    no_api_access,
    no_such_path,
    not_emulated,
    not_found,
    refuse,
    refuse_fields,
    unauthorized,
    unsupported_media_type,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BASE = "/api/v2"
#: Where the environment carries the entry of the log, for the application to add what it learns.
LOGGED = "fiken.emulator.request"

_logger = logging.getLogger("fiken.emulator")


class Application:
    """Fiken as a WSGI application; it knows nothing of sockets, faults or time.

    Args:
        state: the books.
        token: the one token that is let in.
        families: what is emulated; every other operation of the contract is 501.
        modules: those that every company has bought; None is all of them.
        lenient: ignore unknown fields and parts of forms everywhere.
    """

    def __init__(
        self,
        state: State,
        token: str,
        families: Iterable[Family],
        modules: Iterable[str] | None = None,
        *,
        lenient: bool = False,
    ) -> None:
        self.contract = contracts.load()
        self._state = state
        self._token = token
        self._modules = None if modules is None else frozenset(modules)
        self._lenient = lenient
        self._handlers: dict[str, tuple[Handler, str | None]] = {
            name: (handler, family.module)
            for family in families
            for name, handler in family.operations.items()
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve one request."""
        logged: Request | None = environ.get(LOGGED)
        with _Request(environ) as request:
            response = self._response(request)
        if logged is not None:
            logged.carried_out = response.status_code < HTTPStatus.BAD_REQUEST
        return response(environ, start_response)

    def _response(self, request: WsgiRequest) -> Response:
        try:
            return _accepted(self._serve(request))
        except Refusal as refusal:
            return _refused(refusal)
        except RequestEntityTooLarge:
            # Werkzeug's limits: 500 kB for the texts of a form, 1000 parts; files have none.
            message = "The form has too many parts, or a text that is too long; is it a file?"
            return _refused(refuse(413, message))
        except StorageError as problem:
            return _refused(refuse(problem.status, f"Nothing was carried out: {problem}"))
        except (UnicodeEncodeError, OverflowError) as problem:
            # Half a surrogate pair, or a number too long: valid JSON, but nothing to keep.
            return _refused(refuse(400, f"The body holds what can't be kept: {problem}"))
        except Exception as problem:
            _logger.exception("fiken.emulator failed; this is a mistake of its own")
            return _refused(refuse(500, f"fiken.emulator failed: {problem!r}"))

    def _serve(self, request: WsgiRequest) -> Reply:
        if request.method == "OPTIONS":
            # There is no CORS: a browser's preflight gets 500
            # (docs/observed.md#1-concurrency-and-rate-limiting).
            raise refuse(500, "Internal Server Error")
        if not self.lets_in(request.headers.get("Authorization")):
            raise unauthorized()
        if request.path.startswith(BASE + _files.PATH):
            # Files lie beside the contract: answers name their whole URLs.
            with self._state.operation():
                return _files.serve(self._state, request.method, request.path.removeprefix(BASE))
        operation, path = self._matched(request.method, request.path)
        with self._state.operation():
            company = self._company(operation, path)
            handler = self._handler(operation)
            return handler(self._call(request, operation, company, path))

    def lets_in(self, authorization: str | None) -> bool:
        """Return whether the header has the right token."""
        return authorization == f"Bearer {self._token}"

    def _call(
        self, request: WsgiRequest, operation: Operation, company: int, path: Mapping[str, str]
    ) -> Call:
        """What the handler gets: only what the contract takes."""
        _check_path(operation, path)
        body, files = _body(operation, request)
        query, body = _with_purposes(operation, request.args, body)
        self._check(operation, body, query)
        if operation.request is not None and body is not None:
            body = validation.known(self.contract, operation.request, body)
        return Call(
            state=self._state,
            contract=self.contract,
            operation=operation,
            company=company,
            path=path,
            query=_typed(operation, query),
            body=body,
            url=request.base_url,
            files=files,
        )

    def _matched(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation, or 404, or 405. A trailing slash is tolerated: our choice."""
        below = path.removeprefix(BASE)
        if below == path or not below.startswith("/"):
            raise no_such_path(path)
        found = self.contract.match(method, below)
        if found is not None:
            return found
        if allowed := self.contract.methods(below):
            raise method_not_allowed(method, below, allowed)
        raise no_such_path(path)

    def _company(self, operation: Operation, path: Mapping[str, str]) -> int:
        """The id of the company in the path; 0 without one.

        The company itself can be read without API access; whatever is below it can't
        (docs/observed.md#4-error-bodies). A test company always has access, whatever `hasApiAccess`
        says (docs/observed.md#6-tokens-and-oauth).
        """
        slug = path.get("companySlug")
        if slug is None:
            return 0
        row = self._state.row("SELECT * FROM companies WHERE slug = ?", slug)
        if row is None:
            raise not_found(f"No company found with slug {slug}.")
        has_access = row["has_api_access"] or row["test_company"]
        if not has_access and operation.path != "/companies/{companySlug}":
            raise no_api_access(slug)
        return int(row["company_id"])

    def _handler(self, operation: Operation) -> Handler:
        handler, module = self._handlers.get(operation.name, (None, None))
        if handler is None:
            raise not_emulated(operation.name)
        if module is not None and self._modules is not None and module not in self._modules:
            raise module_not_activated()
        return handler

    def _check(self, operation: Operation, body: Any, query: Mapping[str, str]) -> None:
        """Refuse what the contract refuses: all problems at once."""
        lenient = self._lenient or validation.ignores_unknown_values(operation)
        found = validation.query_problems(operation, query)
        if operation.multipart:
            found += validation.form_problems(operation, body, lenient=lenient)
        if operation.request is not None and not (operation.optional_body and body is None):
            found += validation.problems(self.contract, operation.request, body, lenient=lenient)
        if any(problem.endswith("er påkrevd") for problem in found):
            raise refuse_fields(found)
        if found:
            raise refuse(400, "; ".join(found))


class _Request(WsgiRequest):
    def _get_file_stream(self, *_args: object, **_options: object) -> BytesIO:
        """Return where a file of a form is kept: the body is in memory, and a disk may be full."""
        return BytesIO()


def _check_path(operation: Operation, path: Mapping[str, str]) -> None:
    """Refuse `/contacts/1.0` as nobody's: SQLite would take it for 1, and has 64 bits."""
    for each in operation.parameters:
        text = path.get(each.name, "")
        is_id = each.where == "path" and each.type == "int64"
        if is_id and not (re.fullmatch("[0-9]{1,19}", text) and int(text) < 1 << 63):
            raise not_found(f"Nothing has the {each.name} {path[each.name]}.")


def _body(
    operation: Operation, request: WsgiRequest
) -> tuple[Any, Mapping[str, tuple[str, str, bytes]]]:
    """The body that the operation takes, and the files of a form; 415 for another kind."""
    if operation.multipart:
        return _form(request)
    if operation.request is None:
        return None, {}
    data = request.get_data()
    if not data and operation.optional_body:
        return None, {}
    if not request.is_json:
        raise unsupported_media_type(request.mimetype)
    try:
        return json.loads(data), {}
    except (ValueError, RecursionError) as problem:
        raise refuse(400, f"The body is not JSON: {problem}") from problem


def _form(request: WsgiRequest) -> tuple[Any, Mapping[str, tuple[str, str, bytes]]]:
    if request.mimetype != "multipart/form-data":
        raise unsupported_media_type(request.mimetype)
    # A form without any part is one: so documents of the inbox are attached
    # (docs/observed.md#c4c-documents-in-fiken).
    files = {
        name: (part.filename or "", part.mimetype, part.read())
        for name, part in request.files.items()
    }
    logged: Request | None = request.environ.get(LOGGED)
    if logged is not None:
        logged.body = dict(request.form)
    return dict(request.form), files


def _with_purposes(
    operation: Operation, query: Mapping[str, str], body: Any
) -> tuple[Mapping[str, str], Any]:
    """Return the query and the form; what the form says a file is for counts as query.

    `attachToSale` and `attachToPayment` are parameters of the query by the contract, and several
    clients in use send them as parts of the form (docs/observed.md#13-files). The query wins.
    """
    if not operation.multipart:
        return query, body
    purposes = {"attachToSale", "attachToPayment"} & {each.name for each in operation.parameters}
    told = {name: text for name, text in body.items() if name in purposes}
    rest = {name: text for name, text in body.items() if name not in purposes}
    return {**told, **query}, rest


_KINDS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "int32": int,
    "int64": int,
    "boolean": lambda text: int(text.lower() == "true"),
}


def _typed(operation: Operation, query: Mapping[str, str]) -> dict[str, Any]:
    """The parameters that the operation has, as values."""
    typed: dict[str, Any] = {}
    for each in operation.parameters:
        if each.where == "query" and each.name in query:
            typed[each.name] = _KINDS.get(each.type, str)(query[each.name])
    return typed


def _refused(refusal: Refusal) -> Response:
    response = Response(refusal.encode(), refusal.status)
    # Set by hand: Werkzeug would add a charset, and Fiken sends none
    # (docs/observed.md#3-responses).
    response.headers["Content-Type"] = refusal.content_type
    response.headers.extend(dict(refusal.headers))
    return response


def _accepted(reply: Reply) -> Response:
    if reply.body is NOTHING or isinstance(reply.body, bytes):
        response = Response(b"" if reply.body is NOTHING else reply.body, reply.status)
        response.headers.pop("Content-Type", None)
    else:
        body = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"))
        response = Response(body.encode(), reply.status, content_type=JSON)
    response.headers.extend(dict(reply.headers))
    return response
