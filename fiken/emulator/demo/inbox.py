"""The inbox of the demo company: two documents and four e-invoices, all made up."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fiken.emulator.store.files import store
from fiken.emulator.store.pdf import pdf
from fiken.emulator.store.state import State


@dataclass(frozen=True)
class _Ehf:
    """An e-invoice (EHF) with one line. The net amount is in øre, and the rate in percent."""

    status: str
    number: str
    net: int
    kind: str = "invoice"
    days_until_due: int = 14
    text: str = "Grønne bønner"
    vat_type: str = "MEDIUM"
    rate: int = 15
    description: str = "Bønner fra Huila"

    @property
    def vat(self) -> int:
        """The VAT in øre."""
        return self.net * self.rate // 100

    @property
    def xml(self) -> bytes:
        """The document in the format UBL, with the number and the net amount only."""
        root = "CreditNote" if self.kind == "creditNote" else "Invoice"
        urn = "urn:oasis:names:specification:ubl:schema:xsd:"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<{root} xmlns="{urn}{root}-2" xmlns:cbc="{urn}CommonBasicComponents-2">\n'
            f"<cbc:ID>{self.number}</cbc:ID>\n"
            f'<cbc:LineExtensionAmount currencyID="NOK">{self.net // 100}.{self.net % 100:02}'
            f"</cbc:LineExtensionAmount>\n</{root}>\n"
        ).encode()


_INBOX = (
    ("Kvittering, taxi", "Fra messen i Bergen", "taxi.jpg", 0),
    ("Faktura for strøm", None, "strøm mars.pdf", 1),
)
_EHF = (
    _Ehf("unprocessed", "5001", 1_000_00),
    _Ehf("used", "5002", 240_00),
    _Ehf("deleted", "5003", 60_00, kind="creditNote"),
)
#: The e-invoice that was booked as the purchase of the rent.
_RENT = _Ehf(
    "processed",
    "H-3",
    8_000_00,
    days_until_due=16,
    text="Husleie mars",
    vat_type="HIGH",
    rate=25,
    description="Kaffegata 1",
)


def fill_inbox(state: State, company: int, days: Sequence[datetime.date], supplier: int) -> None:
    """Create two inbox documents, then three e-invoices (EHF), each on one of the days.

    A fourth e-invoice arrived two days before the date of the first purchase, and was booked as
    that purchase.

    Args:
        state: the database.
        company: the id of the company.
        days: the days on which the documents and e-invoices arrive, five in all.
        supplier: the id of the contact who sends the e-invoices.
    """
    for day, (name, description, filename, used) in zip(days, _INBOX, strict=False):
        with state.dated(day):
            _receive(state, company, filename, name=name, description=description, status=used)
    for day, ehf in zip(days[len(_INBOX) :], _EHF, strict=False):
        with state.dated(day):
            _receive_ehf(state, company, ehf, supplier)
    bought = state.row("SELECT * FROM purchases WHERE company_id = ? ORDER BY rowid", company)
    assert bought is not None, "the rent is a purchase"
    day = datetime.date.fromisoformat(bought["date"]) - datetime.timedelta(days=2)
    with state.dated(day):
        _receive_ehf(state, company, _RENT, bought["supplier_id"], bought["purchase_id"])


def _receive(state: State, company: int, filename: str, **columns: Any) -> None:
    is_pdf = filename.endswith(".pdf")
    content = pdf(filename) if is_pdf else b"\xff\xd8\xff\xe0 a picture, for all that matters"
    kind = "application/pdf" if is_pdf else "image/jpeg"
    file = store(state, company, filename, content, kind)
    keys = {"document_id": state.new_id(), "company_id": company, "file_uuid": file}
    state.insert("inbox_documents", **keys, filename=filename, created_at=state.moment(), **columns)


def _receive_ehf(
    state: State, company: int, ehf: _Ehf, supplier: int, purchase: int | None = None
) -> None:
    key = state.new_id()
    state.insert(
        "ehf_documents",
        ehf_document_id=key,
        company_id=company,
        file_uuid=store(
            state, company, f"{ehf.number}.pdf", pdf(f"Faktura {ehf.number}"), "application/pdf"
        ),
        xml_uuid=store(state, company, f"{ehf.number}.xml", ehf.xml, "application/xml"),
        purchase_id=purchase,
        **_facts(state, ehf, supplier),
    )
    line = {"description": ehf.text, "net": ehf.net, "vat": ehf.vat, "vat_type": ehf.vat_type}
    state.insert("ehf_document_lines", ehf_document_id=key, **line)


def _facts(state: State, ehf: _Ehf, supplier: int) -> dict[str, Any]:
    day = state.today()
    contact = state.row("SELECT * FROM contacts WHERE contact_id = ?", supplier)
    return {
        "status": ehf.status,
        "document_type": ehf.kind,
        "invoice_number": ehf.number,
        "issue_date": day.isoformat(),
        "due_date": (day + datetime.timedelta(days=ehf.days_until_due)).isoformat(),
        "supplier_name": contact and contact["name"],
        "supplier_organization_number": contact and contact["organization_number"],
        "supplier_contact_id": supplier,
        "net": ehf.net,
        "vat": ehf.vat,
        "gross": ehf.net + ehf.vat,
        "amount_due": ehf.net + ehf.vat,
        "currency": "NOK",
        "kid": f"00{ehf.number}7",
        "account_number": "11112233335",
        "bic": "DNBANOKKXXX",
        "iban": "NO0011112233335",
        "description": ehf.description,
        "created_at": state.moment(),
    }
