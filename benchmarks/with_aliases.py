"""The families in pydantic as another client of Fiken has them.

One class per schema with an alias for each field, built from what `json.loads` returns: the way of
a program that calls ``Contact.model_validate(row)`` for each row of ``response.json()``.
"""

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.contestant import Contestant
from benchmarks.derived import with_aliases
from benchmarks.with_pydantic.contact import Contact, ContactRequest
from benchmarks.with_pydantic.invoice import Invoice, InvoiceRequest


def _contestant(result: Any, request: Any) -> Contestant:
    def load(page: bytes) -> Sequence[Any]:
        return [result.model_validate(row) for row in json.loads(page)]

    def requests(page: bytes) -> Sequence[Any]:
        return [request.model_validate(row) for row in json.loads(page)]

    def dump(model: Any) -> bytes:
        return json.dumps(model.model_dump(mode="json", by_alias=True, exclude_none=True)).encode()

    return Contestant(load, dump, requests, dump)


FAMILIES = {
    "contacts": _contestant(with_aliases(Contact), with_aliases(ContactRequest)),
    "invoices": _contestant(with_aliases(Invoice), with_aliases(InvoiceRequest)),
}
