"""Documents of the inbox and of EHF: lists, downloads, adding and deleting."""

from pathlib import PurePosixPath
from typing import Any

import pytest
import requests

from tests.emulator.test_attachments import EMPTY_FORM, PDF, attached, journal_entry


def names(api: requests.Session, query: str) -> list[str]:
    """Return the file names of the inbox, without extensions."""
    return [PurePosixPath(each["filename"]).stem for each in api.get(f"/inbox{query}").json()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["strøm mars", "taxi"]),
        ("?sortBy=createdDate%20asc", ["taxi", "strøm mars"]),
        ("?sortBy=name%20asc", ["strøm mars", "taxi"]),
        ("?sortBy=name%20desc", ["taxi", "strøm mars"]),
        ("?status=all", ["strøm mars", "taxi"]),
        ("?status=used", ["strøm mars"]),
        ("?status=unused", ["taxi"]),
        ("?name=STRØM", ["strøm mars"]),
        ("?name=kvitt", ["taxi"]),
        ("?pageSize=1&page=1", ["taxi"]),
    ],
)
def test_inbox_is_sorted_and_filtered(
    api: requests.Session, query: str, expected: list[str]
) -> None:
    """The newest document comes first, and `name` matches a part of the name.

    Observed: docs/observed.md#5-lists
    """
    assert expected == names(api, query)


def test_inbox_document_is_found_by_id(api: requests.Session) -> None:
    document = api.get("/inbox").json()[1]
    assert document == api.get(f"/inbox/{document['documentId']}").json()
    assert ("Kvittering, taxi", "Fra messen i Bergen", False, "2025-01-22T12:00:00Z") == (
        document["name"],
        document["description"],
        document["status"],
        document["createdAt"],
    )
    assert 404 == api.get("/inbox/1").status_code


def test_document_is_added_to_inbox(api: requests.Session) -> None:
    """Observed: docs/observed.md#13-files"""
    form = {"name": "Bonbok", "filename": "bok.pdf", "description": "Uke 24"}
    answer = api.post("/inbox", data=form, files={"file": ("bok.pdf", PDF)})
    assert (201, b"") == (answer.status_code, answer.content)
    document = api.get(answer.headers["Location"]).json()
    url = document.pop("documentUrl")
    assert PDF == api.get(url).content
    assert {
        **form,
        "documentId": int(answer.headers["Location"].rpartition("/")[2]),
        "status": False,
        "createdAt": "2026-06-15T10:00:00Z",
        "documentUrlWithFikenNormalUserCredentials": (
            f"https://fiken.no/filer/{url.rpartition('/files/')[2]}"
        ),
    } == document


def test_name_of_document_defaults_to_filename(api: requests.Session) -> None:
    """Emulator choice: the contract does not say which name it gets."""
    answer = api.post("/inbox", data={"filename": "bok.pdf"}, files={"file": ("x", PDF)})
    assert "bok.pdf" == api.get(answer.headers["Location"]).json()["name"]


@pytest.mark.parametrize(("name", "data"), [("bok.txt", PDF), ("bok.pdf", b""), ("", PDF)])
def test_inbox_refuses_invalid_files(api: requests.Session, name: str, data: bytes) -> None:
    """The inbox accepts the same files as attachments do."""
    before = api.get("/inbox").json()
    answer = api.post("/inbox", data={"filename": name}, files={"file": ("x", data)})
    assert (400, before) == (answer.status_code, api.get("/inbox").json())


def test_deleted_document_stays_attached(api: requests.Session) -> None:
    """The attachment and its file stay where the document was attached.

    Observed: docs/observed.md#c6-inbox
    """
    owner = journal_entry(api)
    key = api.get("/inbox?status=unused").json()[0]["documentId"]
    api.post(f"{owner}/attachments", params={"inboxDocumentId": key}, **EMPTY_FORM)
    assert [204, 404] == [api.delete(f"/inbox/{key}").status_code for _ in range(2)]
    assert ["strøm mars"] == names(api, "")
    assert [] == names(api, "?status=used&name=taxi")
    assert 200 == api.get(attached(api, owner)[0]["downloadUrl"]).status_code


@pytest.mark.parametrize("first", ["file", "filename", "name", "description"])
def test_form_has_parts_in_any_order(api: requests.Session, first: str) -> None:
    texts = {"filename": "bok.pdf", "name": "Bonbok", "description": "Uke 24"}
    parts: dict[str, Any] = {name: (None, text) for name, text in texts.items()}
    parts["file"] = ("annet navn.pdf", PDF)
    form = [(first, parts[first]), *((n, part) for n, part in parts.items() if n != first)]
    document = api.get(api.post("/inbox", files=form).headers["Location"]).json()
    assert {name: document[name] for name in texts} == texts
    assert PDF == api.get(document["documentUrl"]).content


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=kant", "application/json", None])
def test_inbox_needs_a_file(api: requests.Session, kind: str | None) -> None:
    """The contract does not require a body, but there is nothing to store without one."""
    headers = {"Content-Type": kind} if kind else {}
    answer = api.post("/inbox", headers=headers)
    assert (400, {"message": "filename must be specified"}) == (answer.status_code, answer.json())


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_inbox_refuses_other_content(api: requests.Session, kind: str) -> None:
    assert 415 == api.post("/inbox", headers={"Content-Type": kind}).status_code
    assert 415 == api.post("/inbox", json={"filename": "bok.pdf"}).status_code


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["H-3", "5001", "5002"]),
        ("?status=unprocessed", ["5001"]),
        ("?status=used", ["5002"]),
        ("?status=processed", ["H-3"]),
        ("?status=deleted", ["5003"]),
        ("?sortBy=issueDate%20asc", ["H-3", "5001", "5002"]),
        ("?sortBy=issueDate%20desc", ["5002", "5001", "H-3"]),
        ("?sortBy=createdDate%20asc", ["H-3", "5001", "5002"]),
        ("?sortBy=createdDate%20desc", ["5002", "5001", "H-3"]),
        ("?issueDate=2025-03-03", ["5001"]),
        ("?issueDateGt=2025-03-03", ["5002"]),
        ("?issueDateGe=2025-03-03", ["5001", "5002"]),
        ("?issueDateLe=2025-03-03", ["H-3", "5001"]),
        ("?issueDateLt=2025-03-03", ["H-3"]),
        ("?issueDateGe=2025-03-01&issueDateLt=2025-03-03&status=unprocessed", []),
        ("?page=1&pageSize=2", ["5002"]),
    ],
)
def test_ehf_documents_are_sorted_and_filtered(
    api: requests.Session, query: str, expected: list[str]
) -> None:
    """Deleted documents are listed only with `status=deleted`. The oldest document comes first.

    Observed: docs/observed.md#c2-ehf-documents, docs/observed.md#5-lists
    """
    assert expected == [each["invoiceNumber"] for each in api.get(f"/ehf{query}").json()]


def test_ehf_document_has_lines_and_files(
    api: requests.Session,
) -> None:
    """The document names its supplier, and can be downloaded as PDF and as XML."""
    (document,) = api.get("/ehf?status=unprocessed").json()
    assert document == api.get(f"/ehf/{document['ehfDocumentId']}").json()
    line = {"description": "Grønne bønner", "net": 1_000_00, "vat": 150_00, "vatType": "MEDIUM"}
    assert [line] == document["lines"]
    assert (1_000_00, 150_00, 1_150_00) == tuple(document[x] for x in ("net", "vat", "gross"))
    supplier = api.get(f"/contacts/{document['supplierContactId']}").json()
    assert document["supplierName"] == supplier["name"]
    pdf, xml = (api.get(document[url]) for url in ("documentUrl", "xmlUrl"))
    kinds = [file.headers["Content-Type"] for file in (pdf, xml)]
    assert ["application/pdf", "application/xml"] == kinds
    assert (b"%PDF", b"<?xml") == (pdf.content[:4], xml.content[:5])
    assert b"<cbc:ID>5001</cbc:ID>" in xml.content
    assert 404 == api.get("/ehf/1").status_code


def test_processed_document_names_its_purchase(api: requests.Session) -> None:
    """The web application has booked it; both have the same amounts and supplier."""
    (document,) = api.get("/ehf?status=processed").json()
    purchase = api.get(f"/purchases/{document['purchaseId']}").json()
    (line,) = document["lines"]
    assert (purchase["identifier"], purchase["dueDate"], purchase["supplier"]["contactId"]) == (
        document["invoiceNumber"],
        document["dueDate"],
        document["supplierContactId"],
    )
    bought = purchase["lines"][0]
    assert (bought["netPrice"], bought["vat"], bought["vatType"]) == (
        line["net"],
        line["vat"],
        line["vatType"],
    )
    assert [None, None] == [each["purchaseId"] for each in api.get("/ehf").json()[1:]]


def test_deleted_credit_note_is_found_by_id(api: requests.Session) -> None:
    """Only the list leaves it out. Its XML is that of a credit note."""
    (document,) = api.get("/ehf?status=deleted").json()
    assert document == api.get(f"/ehf/{document['ehfDocumentId']}").json()
    assert ("creditNote", True) == (
        document["documentType"],
        b"<CreditNote" in api.get(document["xmlUrl"]).content,
    )


@pytest.mark.parametrize("status", ["used", "processed", "deleted"])
def test_attached_document_keeps_other_status(api: requests.Session, status: str) -> None:
    """Attaching changes the status of an unprocessed document only, even on a booked purchase.

    Observed: docs/observed.md#c2-ehf-documents
    """
    (document,) = api.get(f"/ehf?status={status}").json()
    purchase = f"/purchases/{api.get('/purchases').json()[0]['purchaseId']}"
    before = len(attached(api, purchase))
    query = {"ehfDocumentId": document["ehfDocumentId"], "attachToSale": "true"}
    assert 201 == api.post(f"{purchase}/attachments", params=query, **EMPTY_FORM).status_code
    assert before + 1 == len(attached(api, purchase))
    assert document == api.get(f"/ehf/{document['ehfDocumentId']}").json()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_ehf_documents_are_read_only(api: requests.Session, method: str) -> None:
    """Booking and deleting happen in the web application.

    Observed: docs/observed.md#c2-ehf-documents
    """
    path = "/ehf" if method == "POST" else f"/ehf/{api.get('/ehf').json()[0]['ehfDocumentId']}"
    assert 405 == api.request(method, path, json={}).status_code
