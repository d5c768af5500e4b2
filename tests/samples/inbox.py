"""GET /inbox/{inboxDocumentId}, with a URL as in docs/observed.md#13-files."""

from datetime import UTC, datetime

from fiken import InboxDocument
from tests.samples._sample import Sample

UUID = "c9e0a1b2-7d44-4d1c-9f5e-3a6b8e2f4d10"

SAMPLES = (
    Sample(
        result="inboxResult",
        answer={
            "documentId": 1234134,
            "name": "Kvittering, taxi",
            "description": "Fra messen i Bergen",
            "filename": "taxi.jpg",
            "status": True,
            "createdAt": "2026-05-28T07:30:15.250Z",
            "documentUrl": f"https://api.fiken.no/api/v2/files/{UUID}/taxi.jpg",
            "documentUrlWithFikenNormalUserCredentials": f"https://fiken.no/filer/{UUID}",
        },
        loaded=InboxDocument(
            document_id=1234134,
            name="Kvittering, taxi",
            description="Fra messen i Bergen",
            filename="taxi.jpg",
            status=True,
            created_at=datetime(2026, 5, 28, 7, 30, 15, 250_000, tzinfo=UTC),
            document_url=f"https://api.fiken.no/api/v2/files/{UUID}/taxi.jpg",
            document_url_with_fiken_normal_user_credentials=f"https://fiken.no/filer/{UUID}",
        ),
    ),
)
