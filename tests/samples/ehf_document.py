"""GET /ehf/{ehfDocumentId}: a credit note that was booked, and its line."""

from datetime import UTC, date, datetime

from fiken import EhfDocument, EhfDocumentLine, EhfDocumentType, EhfStatus, VatType
from tests.samples._sample import Sample

PDF = "1f0a2b3c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
XML = "6a7b8c9d-0e1f-4a2b-9c3d-4e5f6a7b8c9d"

LINE = Sample(
    result="ehfDocumentLine",
    answer={"description": "Grønne bønner", "net": 100000, "vat": 15000, "vatType": "MEDIUM"},
    loaded=EhfDocumentLine(
        description="Grønne bønner", net=100000, vat=15000, vat_type=VatType.MEDIUM
    ),
)

DOCUMENT = Sample(
    result="ehfDocumentResult",
    answer={
        "ehfDocumentId": 1234134,
        "status": "processed",
        "documentType": "creditNote",
        "invoiceNumber": "5001",
        "issueDate": "2026-05-28",
        "dueDate": "2026-06-11",
        "supplierName": "Kaffe Huila AS",
        "supplierOrganizationNumber": "999999999",
        "supplierContactId": 13665985353,
        "net": 100000,
        "vat": 15000,
        "gross": 115000,
        "amountDue": 114900,
        "currency": "NOK",
        "kid": "5855454756",
        "accountNumber": "11112233335",
        "bic": "DNBANOKKXXX",
        "iban": "NO0011112233335",
        "description": "Bønner fra Huila",
        "purchaseId": 2888190,
        "documentUrl": f"https://api.fiken.no/api/v2/files/{PDF}/5001.pdf",
        "documentUrlWithFikenNormalUserCredentials": f"https://fiken.no/filer/{PDF}",
        "xmlUrl": f"https://api.fiken.no/api/v2/files/{XML}/5001.xml",
        "xmlUrlWithFikenNormalUserCredentials": f"https://fiken.no/filer/{XML}",
        "createdAt": "2026-05-29T04:00:00Z",
        "lines": [LINE.answer],
    },
    loaded=EhfDocument(
        ehf_document_id=1234134,
        status=EhfStatus.PROCESSED,
        document_type=EhfDocumentType.CREDIT_NOTE,
        invoice_number="5001",
        issue_date=date(2026, 5, 28),
        due_date=date(2026, 6, 11),
        supplier_name="Kaffe Huila AS",
        supplier_organization_number="999999999",
        supplier_contact_id=13665985353,
        net=100000,
        vat=15000,
        gross=115000,
        amount_due=114900,
        currency="NOK",
        kid="5855454756",
        account_number="11112233335",
        bic="DNBANOKKXXX",
        iban="NO0011112233335",
        description="Bønner fra Huila",
        purchase_id=2888190,
        document_url=f"https://api.fiken.no/api/v2/files/{PDF}/5001.pdf",
        document_url_with_fiken_normal_user_credentials=f"https://fiken.no/filer/{PDF}",
        xml_url=f"https://api.fiken.no/api/v2/files/{XML}/5001.xml",
        xml_url_with_fiken_normal_user_credentials=f"https://fiken.no/filer/{XML}",
        created_at=datetime(2026, 5, 29, 4, 0, tzinfo=UTC),
        lines=[LINE.loaded],  # type: ignore[list-item]
    ),
)

SAMPLES = (LINE, DOCUMENT)
