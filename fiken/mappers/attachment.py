"""Attachments on the wire."""

from fiken.mappers._base import Mapper
from fiken.models.attachment import Attachment


class AttachmentMapper(Mapper[Attachment]):
    model = Attachment
