"""What Fiken answers when it refuses, each in the shape it was seen in.

Observed: docs/observed.md#3-responses, docs/observed.md#4-error-bodies
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

JSON = "application/json"


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure of the emulator
    """An answer other than success. Raising it undoes what the operation has done so far."""

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

    def encode(self) -> bytes:
        """The body as bytes; no charset is sent along (docs/observed.md#3-responses)."""
        is_json = self.content_type == JSON
        text = json.dumps(self.body, ensure_ascii=False) if is_json else str(self.body)
        return text.encode(self.encoding, errors="xmlcharrefreplace")


def refuse(status: int, message: str) -> Refusal:
    """The first shape of an error; Norwegian ones come in ISO-8859-1.

    Observed: docs/observed.md#3-responses, docs/observed.md#4-error-bodies
    """
    return Refusal(status, {"message": message}, "iso-8859-1")


def refuse_oauth(
    status: int, error: str, description: str, headers: Mapping[str, str] | None = None
) -> Refusal:
    """The second shape of an error (docs/observed.md#4-error-bodies)."""
    return Refusal(status, {"error": error, "error_description": description}, headers=headers)


def refuse_fields(problems: Sequence[str]) -> Refusal:
    """The third shape of an error: a list of one, all problems in one sentence.

    Observed: docs/observed.md#4-error-bodies
    """
    message = "Feil ved validering av data: " + " ".join(f"{p.rstrip('.')}." for p in problems)
    # Deterministic, so that two runs under one seed answer alike.
    logref = str(uuid.uuid5(uuid.NAMESPACE_URL, message))
    return Refusal(400, [{"logref": logref, "message": message}])


def unauthorized() -> Refusal:
    """No token, or one that is not ours."""
    return refuse_oauth(401, "invalid_token", "The access token is missing, wrong or revoked.")


def not_found(message: str) -> Refusal:
    """The 404s were reported by a client that reads `error_description`.

    Observed: docs/observed.md#4-error-bodies
    """
    return refuse_oauth(404, "not_found", message)


def no_such_path(path: str) -> Refusal:
    """A path off the contract: HTML, which no JSON parser reads.

    Observed: docs/observed.md#2-requests, docs/observed.md#4-error-bodies
    """
    page = f"<!doctype html>\n<title>404 Not Found</title>\n<p>{escape(path)}</p>\n"
    return Refusal(404, page, content_type="text/html")


def no_api_access(slug: str) -> Refusal:
    """Company without the API module, on every endpoint below it.

    Observed: docs/observed.md#4-error-bodies
    """
    return refuse(403, f"The API module is not active for the company {slug}.")


def module_not_activated() -> Refusal:
    """The company has not bought that module (docs/observed.md#4-error-bodies)."""
    return refuse(402, "module not activated")


def method_not_allowed(method: str, path: str, allowed: Iterable[str]) -> Refusal:
    """Return 405 for a path of the contract and another method, e.g. PATCH on a contact.

    The status was seen (docs/observed.md#4-error-bodies). Emulator choice: the `Allow` header,
    which HTTP demands.
    """
    allow = {"Allow": ", ".join(sorted(allowed))}
    description = f"{method} is not supported on {path}."
    return refuse_oauth(405, "method_not_allowed", description, allow)


def unsupported_media_type(found: str) -> Refusal:
    """Neither JSON nor multipart, where the operation takes it."""
    return refuse(415, f"Content type '{found}' is not supported.")


def not_emulated(name: str) -> Refusal:
    """Ours: the operation is Fiken's, but the emulator does not have it yet."""
    return refuse(501, f"fiken.emulator does not emulate {name} yet; Fiken itself has it.")


def too_many_requests() -> Refusal:
    """Nobody has published a real 429 body; this one is ours.

    Observed: docs/observed.md#1-concurrency-and-rate-limiting
    """
    return refuse(429, "Only one concurrent request is allowed.")
