"""The error answers of the emulator, which are those of Fiken wherever these were seen.

Observed: docs/observed.md#3-responses, docs/observed.md#4-error-bodies
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from fiken.emulator.wire.exchange import JSON, HttpResponse


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure of the emulator
    """The exception that becomes an error answer. The operation that raises it is undone.

    Args:
        status: the HTTP status.
        body: the value that is sent as JSON, or the text if `content_type` does not end in `json`.
        encoding: the encoding of the body, such as `iso-8859-1`.
        content_type: the content type of the body.
        headers: headers besides Content-Type. None adds no headers.
    """

    def __init__(
        self,
        status: int,
        body: Any,
        encoding: str = "utf-8",
        content_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, body, encoding, content_type, headers)
        self.status = int(status)
        self.body = body
        self.encoding = encoding
        self.content_type = content_type
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        """Return the HTTP response. As in Fiken, its Content-Type does not name the encoding.

        Observed: docs/observed.md#3-responses
        """
        is_json = self.content_type.endswith("json")
        text = json.dumps(self.body, ensure_ascii=False) if is_json else str(self.body)
        body = text.encode(self.encoding, errors="xmlcharrefreplace")
        headers = [("Content-Type", self.content_type), *self.headers.items()]
        return HttpResponse(self.status, headers, body)


def refuse(status: int, message: str) -> Refusal:
    """Return an error answer, to be raised, with the body `{"message": …}` in ISO-8859-1.

    Observed: docs/observed.md#3-responses, docs/observed.md#4-error-bodies
    """
    return Refusal(status, {"message": message}, "iso-8859-1")


def refuse_oauth(
    status: int, error: str, description: str, headers: Mapping[str, str] | None = None
) -> Refusal:
    """Return an error answer, to be raised, whose body is in the JSON form of OAuth errors.

    The body is `{"error": …, "error_description": …}`.

    Observed: docs/observed.md#4-error-bodies

    Args:
        status: the HTTP status.
        error: a code, such as `not_found`.
        description: a sentence about the error.
        headers: further headers of the answer.
    """
    return Refusal(status, {"error": error, "error_description": description}, headers=headers)


def refuse_fields(problems: Sequence[str]) -> Refusal:
    """Return a 400 answer, to be raised, for invalid fields. One message lists all problems.

    The body is `[{"logref": …, "message": …}]`. `problems` has one sentence per problem.

    Observed: docs/observed.md#4-error-bodies
    """
    message = "Feil ved validering av data: " + " ".join(f"{p.rstrip('.')}." for p in problems)
    # Derived from the message, so that two runs with the same seed send the same answer.
    logref = str(uuid.uuid5(uuid.NAMESPACE_URL, message))
    return Refusal(400, [{"logref": logref, "message": message}])


def unauthorized() -> Refusal:
    """Return the 401 answer to a request without a valid token."""
    description = "The access token is missing, wrong, expired or revoked."
    return refuse_oauth(401, "invalid_token", description)


def not_found(message: str) -> Refusal:
    """Return a 404 answer for an unknown id or slug.

    `message` becomes the field `error_description` of the body.

    Observed: docs/observed.md#4-error-bodies
    """
    return refuse_oauth(404, "not_found", message)


def no_such_path(path: str) -> Refusal:
    """Return the 404 answer for a path that Fiken does not have. The body is HTML.

    Observed: docs/observed.md#2-requests, docs/observed.md#4-error-bodies
    """
    page = f"<!doctype html>\n<title>404 Not Found</title>\n<p>{escape(path)}</p>\n"
    return Refusal(404, page, content_type="text/html")


def no_api_access(slug: str) -> Refusal:
    """Return the 403 answer for a company that has not activated Fiken's API module.

    Observed: docs/observed.md#4-error-bodies
    """
    return refuse(403, f"The API module is not active for the company {slug}.")


def no_company_access(slug: str) -> Refusal:
    """Return the 403 answer for a company that exists, but not for the user or the grant.

    The status was seen. Emulator choice: the wording.

    Observed: docs/observed.md#4-error-bodies
    """
    return refuse(403, f"No access to the company {slug}.")


def read_only() -> Refusal:
    """Return the 403 answer to a write of an app that was created as `Kun lesetilgang`.

    Emulator choice: the status and the body, which nobody has reported. Every method but GET counts
    as a write, also that of a report.

    Observed: docs/observed.md#6-tokens-and-oauth
    """
    return refuse(403, "The app may only read (Kun lesetilgang).")


def module_not_activated() -> Refusal:
    """Return the 402 answer for an operation of a paid module that the company has not bought.

    Observed: docs/observed.md#4-error-bodies
    """
    return refuse(402, "module not activated")


def method_not_allowed(method: str, path: str, allowed: Iterable[str]) -> Refusal:
    """Return the 405 answer for a method that the path does not accept, such as PATCH of a contact.

    The status was seen (docs/observed.md#4-error-bodies). Emulator choice: the `Allow` header,
    which HTTP requires.

    Args:
        method: the method of the request.
        path: the path of the request below `/api/v2`.
        allowed: the methods that the path accepts.
    """
    allow = {"Allow": ", ".join(sorted(allowed))}
    description = f"{method} is not supported on {path}."
    return refuse_oauth(405, "method_not_allowed", description, allow)


def unsupported_media_type(content_type: str) -> Refusal:
    """Return the 415 answer for a body with a content type that the operation does not take."""
    return refuse(415, f"Content type '{content_type}' is not supported.")


def not_emulated(name: str) -> Refusal:
    """Return the 501 answer for an operation that Fiken has, but the emulator does not.

    `name` is the name of the operation, such as `getContacts`.
    """
    return refuse(501, f"fiken.emulator does not emulate {name} yet; Fiken itself has it.")


def too_many_requests() -> Refusal:
    """Return the 429 answer to a request that overlaps another one with the same token.

    Emulator choice: the body, because the body that Fiken sends is not known.

    Observed: docs/observed.md#1-concurrency-and-rate-limiting
    """
    return refuse(429, "Only one concurrent request is allowed.")
