"""The families in pydantic v2, as its manual would have them.

One class for requests and one for results, as generated clients have. Every field may be missing
or null, as in Fiken's answers. Numbers are plain floats and unknown fields are dropped: its
fastest way, although fiken has decimals and keeps what it does not know.
"""

from functools import partial
from typing import Any

from pydantic import TypeAdapter

from benchmarks.contestant import Contestant
from benchmarks.with_pydantic.base import Model
from benchmarks.with_pydantic.contact import Contact, ContactRequest
from benchmarks.with_pydantic.invoice import Invoice, InvoiceRequest


def _contestant(result: type[Model], request: type[Model]) -> Contestant:
    results: TypeAdapter[Any] = TypeAdapter(list[result])  # type: ignore[valid-type]
    requests: TypeAdapter[Any] = TypeAdapter(list[request])  # type: ignore[valid-type]
    return Contestant(
        results.validate_json,
        partial(TypeAdapter(result).dump_json, by_alias=True, exclude_none=True),
        requests.validate_json,
        partial(TypeAdapter(request).dump_json, by_alias=True, exclude_none=True),
    )


FAMILIES = {
    "contacts": _contestant(Contact, ContactRequest),
    "invoices": _contestant(Invoice, InvoiceRequest),
}
