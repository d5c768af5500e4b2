"""The error answers of API v1: an array of objects with `logref` and `message`.

docs/v1.md#errors

Emulator choice: the array has one object per problem. The messages are our own.
"""

import re
import uuid
from collections.abc import Sequence
from typing import Any, cast

from fiken.emulator.wire.exchange import JSON
from fiken.emulator.wire.refusals import Refusal

#: The content type of errors.
VND_ERROR = "application/vnd.error+json"
#: The names in API v1 of fields that the messages of the families name as API v2 does.
_NAMES = {
    "customerId": "customer",
    "supplierId": "supplier",
    "saleNumber": "identifier",
    "bankAccountCode": "bankAccountUrl",
    "productId": "productUrl",
    "unitPrice": "unitNetAmount",
    "vatInPercent": "vatPercent",
    "discount": "discountPercent",
    "organizationNumber": "organizationIdentifier",
}
_NAME = re.compile(rf"\b({'|'.join(_NAMES)})\b")


def refuse(status: int, *problems: str, headers: dict[str, str] | None = None) -> Refusal:
    """Return an error answer, to be raised, with one object per problem."""
    # Derived from the message, so that two runs with the same seed send the same answer.
    body = [
        {"logref": str(uuid.uuid5(uuid.NAMESPACE_URL, problem)), "message": problem}
        for problem in problems
    ]
    return Refusal(status, body, content_type=VND_ERROR, headers=headers)


def in_v1(refusal: Refusal) -> Refusal:
    """Return an error answer of API v2 in the form of API v1, with the names of its fields.

    Emulator choice: 409 becomes 400, the status of everything that is not valid
    (docs/v1.md#statuses).
    """
    if refusal.content_type == VND_ERROR:
        return refusal
    status = 400 if refusal.status == 409 else refusal.status  # noqa: PLR2004
    messages = [_NAME.sub(lambda match: _NAMES[match[1]], text) for text in _messages(refusal)]
    return refuse(status, *messages, headers=dict(refusal.headers))


def _messages(refusal: Refusal) -> Sequence[str]:
    """Return the messages of an error answer of API v2."""
    if refusal.content_type != JSON:
        return ["There is no such resource."]
    body: Any = refusal.body
    objects = cast("list[dict[str, str]]", body if isinstance(body, list) else [body])
    return [each.get("message") or each["error_description"] for each in objects]
