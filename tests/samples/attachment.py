"""GET /contacts/{contactId}/attachments, with a URL as in docs/observed.md#13-files."""

from fiken import Attachment, AttachmentType
from tests.samples._sample import Sample

UUID = "745b2f15-1234-4408-8bf2-b1d2d7610cb2"

SAMPLES = (
    Sample(
        result="attachment",
        answer={
            "uuid": UUID,
            "filename": "faktura_24760.pdf",
            "identifier": "24760",
            "downloadUrl": f"https://api.fiken.no/api/v2/files/{UUID}/faktura_24760.pdf",
            "downloadUrlWithFikenNormalUserCredentials": f"https://fiken.no/filer/{UUID}",
            "comment": "Signert",
            "type": "invoice",
        },
        loaded=Attachment(
            uuid=UUID,
            filename="faktura_24760.pdf",
            identifier="24760",
            download_url=f"https://api.fiken.no/api/v2/files/{UUID}/faktura_24760.pdf",
            download_url_with_fiken_normal_user_credentials=f"https://fiken.no/filer/{UUID}",
            comment="Signert",
            type=AttachmentType.INVOICE,
        ),
    ),
)
