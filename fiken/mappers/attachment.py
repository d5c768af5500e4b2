"""The mapper of attachments."""

from fiken.mappers._base import Mapper
from fiken.models.attachment import Attachment


class AttachmentMapper(Mapper[Attachment]):
    model = Attachment
    # 78 of 85 sales list an attachment twice (docs/observed.md#11-sales-and-purchases).
    repeats = True
