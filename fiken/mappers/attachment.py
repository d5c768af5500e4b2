"""Attachments on the wire."""

from fiken.mappers._base import Mapper
from fiken.models.attachment import Attachment


class AttachmentMapper(Mapper[Attachment]):
    model = Attachment
    repeats = True  # observed §11: 78 of 85 sales list the same attachment twice
