"""The answers of the faults `Status` and `CannedAnswer`."""

import json
from http import HTTPStatus
from typing import Any

from fiken.emulator.wire.exchange import JSON, HttpResponse
from fiken.emulator.wire.faults import CannedAnswer, Status
from fiken.emulator.wire.refusals import refuse


def answer_of_fault(fault: CannedAnswer | Status) -> HttpResponse:
    """Return the HTTP response that a test has ordered with a fault.

    For `Status(503)`, the status is 503 and the body is `{"message": "Service Unavailable"}`. A
    `CannedAnswer` is sent as the test wrote it.
    """
    if isinstance(fault, CannedAnswer):
        return HttpResponse(fault.status, list(fault.headers.items()), fault.body)
    content = refuse(fault.code, _phrase(fault.code)).body if fault.body is None else fault.body
    headers = [("Content-Type", fault.content_type or JSON)]
    if fault.retry_after is not None:
        headers.append(("Retry-After", f"{fault.retry_after}"))
    return HttpResponse(fault.code, headers, _bytes(content))


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return f"Status {code}"


def _bytes(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return text.encode()
