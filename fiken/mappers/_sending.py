"""The base class of the mappers of requests to send a document to the customer."""

from collections.abc import Iterator
from typing import TypeVar

from fiken.mappers._base import Mapper
from fiken.models._sending import Sending

S = TypeVar("S", bound=Sending)


class SendingMapper(Mapper[S]):
    """The base class of the mappers of `SendInvoice`, `SendCreditNote` and `SendOffer`."""

    def problems(self, model: S) -> Iterator[tuple[str, str]]:
        """Yield a problem if no way to send the document is given."""
        if not model.method:
            yield "method", "is empty: give at least one way to send, such as SendMethod.AUTO"
