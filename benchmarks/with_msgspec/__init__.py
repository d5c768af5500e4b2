"""The families in msgspec, as its manual would have them: the same classes as in pydantic."""

from msgspec.json import Decoder, Encoder

from benchmarks.contestant import Contestant
from benchmarks.with_msgspec.base import Model
from benchmarks.with_msgspec.contact import Contact, ContactRequest
from benchmarks.with_msgspec.invoice import Invoice, InvoiceRequest


def _contestant(result: type[Model], request: type[Model]) -> Contestant:
    results = Decoder(list[result])  # type: ignore[valid-type]
    requests = Decoder(list[request])  # type: ignore[valid-type]
    dump = Encoder().encode
    return Contestant(results.decode, dump, requests.decode, dump)


FAMILIES = {
    "contacts": _contestant(Contact, ContactRequest),
    "invoices": _contestant(Invoice, InvoiceRequest),
}
