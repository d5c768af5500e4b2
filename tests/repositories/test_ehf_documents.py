"""Received e-invoices (EHF): what is listed, and the downloads of PDF and XML."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fiken import (
    CompanyClient,
    ConfigurationError,
    EhfDocument,
    EhfDocumentType,
    EhfStatus,
    InvalidAttributeError,
    InvalidFileError,
    MappingError,
    NotFoundError,
    VatType,
)
from fiken.emulator import CannedAnswer, Emulator


@pytest.fixture
def document(acme: CompanyClient) -> EhfDocument:
    """The e-invoice of the demo company that waits in the inbox."""
    (document,) = acme.ehf_documents.all(status=EhfStatus.UNPROCESSED)
    return document


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["H-3", "5001", "5002"]),
        ({"status": EhfStatus.DELETED}, ["5003"]),
        ({"status": "used"}, ["5002"]),
        ({"status": EhfStatus.PROCESSED}, ["H-3"]),
        ({"sort_by": "issueDate desc"}, ["5002", "5001", "H-3"]),
        ({"issue_date": date(2025, 3, 3)}, ["5001"]),
        ({"issue_date_le": date(2025, 3, 3)}, ["H-3", "5001"]),
        ({"issue_date_gt": date(2025, 3, 3)}, ["5002"]),
    ],
)
def test_e_invoices_are_filtered_and_sorted(
    filters: dict[str, Any], expected: list[str], acme: CompanyClient
) -> None:
    """Deleted ones are listed only if that is asked for.

    Observed: docs/observed.md#c2-ehf-documents
    """
    assert expected == [each.invoice_number for each in acme.ehf_documents.all(**filters)]


def test_a_document_has_amounts_and_lines(document: EhfDocument, acme: CompanyClient) -> None:
    assert (EhfStatus.UNPROCESSED, EhfDocumentType.INVOICE) == (
        document.status,
        document.document_type,
    )
    assert (1_000_00, 150_00, 1_150_00) == (document.net, document.vat, document.gross)
    (line,) = document.lines
    assert (1_000_00, 150_00, VatType.MEDIUM) == (line.net, line.vat, line.vat_type)
    supplier = acme.contacts.find(document.supplier_contact_id or 0)
    assert supplier.name == document.supplier_name


def test_the_pdf_is_downloaded(document: EhfDocument, acme: CompanyClient) -> None:
    assert acme.download(document).startswith(b"%PDF")


@pytest.mark.parametrize("by_id", [True, False])
def test_the_xml_is_downloaded(
    by_id: bool, document: EhfDocument, acme: CompanyClient, tmp_path: Path
) -> None:
    what = document.ehf_document_id if by_id else document
    path, memory = tmp_path / "faktura.xml", io.BytesIO()
    content = acme.ehf_documents.download_xml(what)
    acme.ehf_documents.download_xml(what, path)
    acme.ehf_documents.download_xml(what, to=memory)
    assert content
    assert b"<cbc:ID>5001</cbc:ID>" in content
    assert content == path.read_bytes() == memory.getvalue()


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><p>Log in", b'{"message": "nei"}', b"%PDF-1.4", b""]
)
def test_what_is_not_xml_is_refused(
    body: bytes, document: EhfDocument, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    """No file is left."""
    emulator.fail_next(CannedAnswer(200, {}, body), method="GET")
    with pytest.raises(MappingError, match="a document of XML"):
        acme.ehf_documents.download_xml(document, tmp_path / "faktura.xml")
    assert [] == list(tmp_path.iterdir())


def test_an_unwritable_target_is_refused(
    document: EhfDocument, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    """Nothing is sent."""
    before = len(emulator.requests)
    with pytest.raises(InvalidFileError, match="cannot be written"):
        acme.ehf_documents.download_xml(document, tmp_path / "nowhere" / "faktura.xml")
    assert before == len(emulator.requests)


def test_urls_of_other_hosts_are_refused(acme: CompanyClient, emulator: Emulator) -> None:
    """The token is sent to nobody."""
    url = "https://fiken.example/faktura.xml"
    elsewhere = EhfDocument(ehf_document_id=5, document_url=url, xml_url=url)
    for download in (acme.download, acme.ehf_documents.download_xml):
        with pytest.raises(ConfigurationError, match="the token is not sent to any other host"):
            download(elsewhere)
    assert [] == emulator.requests


@pytest.mark.parametrize("field", ["document_url", "xml_url"])
def test_a_document_without_urls_is_refused(
    field: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    download = acme.download if field == "document_url" else acme.ehf_documents.download_xml
    with pytest.raises(InvalidFileError, match=rf"no {field}: .* with ehf_documents\.find"):
        download(EhfDocument(ehf_document_id=5))
    assert [] == emulator.requests


@pytest.mark.parametrize("wrong", [None, 0, True, "5"])
def test_a_wrong_document_is_refused(wrong: Any, acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    with pytest.raises(InvalidAttributeError, match="ehf_document_id must be an id"):
        acme.ehf_documents.download_xml(wrong)
    assert [] == emulator.requests
    with pytest.raises(NotFoundError):
        acme.ehf_documents.download_xml(5)
