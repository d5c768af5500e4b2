"""The mappers of received e-invoices (EHF documents), and of their lines."""

from fiken.mappers._base import Mapper
from fiken.models.ehf_document import EhfDocument, EhfDocumentLine


class EhfDocumentLineMapper(Mapper[EhfDocumentLine]):
    model = EhfDocumentLine


class EhfDocumentMapper(Mapper[EhfDocument]):
    model = EhfDocument
