"""The errors that the emulator may answer with, each with the form of its body and its reason."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from fiken.emulator.wire.contract import Operation

#: One operation, or None for a path or a method that Fiken does not have.
Called = Operation | None
COMPANY = "/companies/{companySlug}"


def _is_message(body: Any) -> bool:
    return _is_texts(body, "message")


def _is_oauth(body: Any) -> bool:
    return _is_texts(body, "error", "error_description")


def _is_fields(body: Any) -> bool:
    return (
        isinstance(body, list)
        and len(body) == 1
        and _is_texts(body[0], "logref", "message")
        and body[0]["message"].startswith("Feil ved validering av data: ")
    )


def _is_texts(body: Any, *names: str) -> bool:
    """Return whether a body is an object with these fields only, and each field is a string."""
    return (
        isinstance(body, dict)
        and body.keys() == {*names}
        and all(isinstance(text, str) and text for text in body.values())
    )


def anywhere(_: Called) -> bool:
    return True


def nowhere(operation: Called) -> bool:
    """Return whether Fiken has no such path, or not with this method."""
    return operation is None


def within_company(operation: Called) -> bool:
    return _path(operation).startswith(f"{COMPANY}/")


def with_slug(operation: Called) -> bool:
    return _path(operation).startswith(COMPANY)


def of_files(operation: Called) -> bool:
    return _path(operation).startswith("/files/")


def that_writes(operation: Called) -> bool:
    return operation is not None and operation.method != "GET"


def of_modules(operation: Called) -> bool:
    """Return whether the operation belongs to a paid module: projects or time tracking."""
    names = ("/projects", "/activities", "/timeEntries", "/timeUsers")
    return _path(operation).removeprefix(COMPANY).startswith(names)


def that_reads_a_counter(operation: Called) -> bool:
    return not that_writes(operation) and _path(operation).endswith("/counter")


def that_numbers(operation: Called) -> bool:
    """Return whether the operation takes the next number of a series that must have begun."""
    names = {"createInvoice", "createFullCreditNote", "createPartialCreditNote"}
    return operation is not None and operation.name in names


def _path(operation: Called) -> str:
    return operation.path if operation else ""


@attrs.frozen
class KnownError:
    """An error that is right in some operations.

    Args:
        status: its HTTP status.
        is_body: whether a parsed body has the shape of this error; None for a page of HTML.
        where: whether the error is right in an operation.
        why: where it was observed, or why the emulator answers with it.
        says: a pattern of its text.
    """

    status: int
    is_body: Callable[[Any], bool] | None
    where: Callable[[Called], bool]
    why: str
    says: str = ""


BODIES = "docs/observed.md#4-error-bodies"
LIMITS = "docs/observed.md#1-concurrency-and-rate-limiting"
#: A number series that was never started.
COUNTER = "counter not initialized"
#: The values that Fiken refuses with 500.
REFUSED = "Kontonummer mangler|Transaksjonsbeskrivelse kan ikke|duplikatfeil"
ERRORS = (
    KnownError(400, _is_message, anywhere, BODIES),
    KnownError(400, _is_fields, anywhere, BODIES),
    KnownError(401, _is_oauth, anywhere, f"no valid token: {BODIES}"),
    KnownError(401, _is_message, that_reads_a_counter, f"not begun: {BODIES}", COUNTER),
    KnownError(402, _is_message, of_modules, f"not bought: {BODIES}", "module not activated"),
    KnownError(403, _is_message, within_company, f"no API module, foreign account: {BODIES}"),
    KnownError(403, _is_message, with_slug, f"no access to the company: {BODIES}", "^.*No access"),
    KnownError(404, _is_oauth, with_slug, f"nothing has this id or slug: {BODIES}"),
    KnownError(404, None, nowhere, "no such path: docs/observed.md#2-requests"),
    KnownError(404, None, of_files, "no such file: answered like a path that is not there"),
    KnownError(405, _is_oauth, nowhere, f"Fiken lacks the method: {BODIES}"),
    KnownError(405, _is_oauth, of_files, "files can only be read"),
    KnownError(409, _is_message, that_numbers, f"not begun: {BODIES}", COUNTER),
    KnownError(413, _is_message, anywhere, "the body is too large for the emulator, not for Fiken"),
    KnownError(415, _is_message, anywhere, f"neither JSON nor multipart: {BODIES}"),
    KnownError(429, _is_message, anywhere, f"overlap: {LIMITS}"),
    KnownError(500, _is_message, that_writes, f"a refused value: {BODIES}", REFUSED),
    KnownError(500, _is_message, nowhere, f"no CORS: {LIMITS}", "Internal Server Error"),
    KnownError(
        500, _is_message, anywhere, "its data file cannot be used", "Nothing was carried out"
    ),
    KnownError(501, _is_message, anywhere, "the server lacks it", "Transfer-Encoding is chunked"),
    KnownError(503, _is_message, anywhere, "another program has locked its data file", "is locked"),
    KnownError(507, _is_message, anywhere, "its disk or memory is full", "has no (room|memory)"),
)

#: The message of the emulator about a mistake of its own.
MISTAKE = "fiken.emulator failed"


def error_violations(
    operation: Called, status: int, headers: Mapping[str, str], body: bytes
) -> Iterator[str]:
    """Yield one sentence per difference between an error and those that Fiken is known to send.

    Args:
        operation: the operation that was called, or None.
        status: the HTTP status, which is not 2xx.
        headers: the headers, with names in lower case.
        body: the body.
    """
    known = [error for error in ERRORS if error.status == status and error.where(operation)]
    if not known:
        yield f"the contract has no status {status} here"
        return
    kind = headers.get("content-type")
    is_html = kind == "text/html"
    if kind not in {"text/html", "application/json"}:
        yield f"the Content-Type of an error is {kind}"
    text = _decoded(body)
    if not any(_fits(error, text, is_html=is_html) for error in known):
        yield f"{text[:80]!r} is not the body of an error {status}"
    if MISTAKE in text:
        yield f"the emulator made a mistake of its own: {text[:200]}"
    if (status == 405) != ("allow" in headers):
        yield "405, and nothing else, has the header Allow"
    extra = headers.keys() & {"location", "fiken-api-page", "fiken-api-result-count"}
    yield from (f"an error has the header {name}" for name in sorted(extra))


def _fits(error: KnownError, text: str, *, is_html: bool) -> bool:
    if re.search(error.says, text) is None:
        return False
    if error.is_body is None or is_html:
        return error.is_body is None and is_html and text.startswith("<!doctype html>")
    try:
        return error.is_body(json.loads(text))
    except ValueError:
        return False


def _decoded(body: bytes) -> str:
    """Return the text of an error, which is in UTF-8 or in ISO-8859-1.

    Observed: docs/observed.md#3-responses
    """
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("iso-8859-1")
