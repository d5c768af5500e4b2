"""The mappers of credit notes and their lines."""

from collections.abc import Iterator

from fiken.mappers._base import Mapper
from fiken.mappers._sales_document import line_problems, rounding_problems, unlikely_lines
from fiken.mappers._sending import SendingMapper
from fiken.models.credit_note import (
    CreditNote,
    CreditNoteLine,
    FullCreditNote,
    PartialCreditNote,
    SendCreditNote,
)


class CreditNoteLineMapper(Mapper[CreditNoteLine]):
    model = CreditNoteLine
    required = ("unit_price",)


class CreditNoteMapper(Mapper[CreditNote]):
    model = CreditNote
    updates = {}
    instead = "make a new invoice or another credit note"


class SendCreditNoteMapper(SendingMapper[SendCreditNote]):
    model = SendCreditNote


class FullCreditNoteMapper(Mapper[FullCreditNote]):
    model = FullCreditNote


class PartialCreditNoteMapper(Mapper[PartialCreditNote]):
    model = PartialCreditNote
    keys = {"project_id": "project"}

    def problems(self, model: PartialCreditNote) -> Iterator[tuple[str, str]]:
        """Yield a problem if there is no line, or neither an invoice nor a customer.

        Lines that lack values and a rounding in another currency than NOK are problems too.
        """
        if not model.lines:
            yield "lines", "is empty: a credit note needs at least one line"
        if model.invoice_id is None and model.contact_id is None:
            yield "contact_id", "is missing, and so is the invoice: one of them is needed"
        yield from line_problems(model, model.lines)
        yield from rounding_problems(model, model.rounding_type, model.currency)

    def unlikely(self, model: PartialCreditNote) -> Iterator[str]:
        """Yield a warning for each value of a line that is probably a mistake."""
        return unlikely_lines(model, model.lines, model.currency)
