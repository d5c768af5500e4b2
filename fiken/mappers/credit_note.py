"""The mappers of credit notes and their lines."""

from fiken.mappers._base import Mapper
from fiken.models.credit_note import CreditNote, CreditNoteLine


class CreditNoteLineMapper(Mapper[CreditNoteLine]):
    model = CreditNoteLine


class CreditNoteMapper(Mapper[CreditNote]):
    model = CreditNote
    updates = {}
    instead = "make a new invoice or another credit note"
