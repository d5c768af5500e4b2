"""The mapper of the documents in the inbox."""

from fiken.mappers._base import Mapper
from fiken.models.inbox import InboxDocument


class InboxDocumentMapper(Mapper[InboxDocument]):
    model = InboxDocument
