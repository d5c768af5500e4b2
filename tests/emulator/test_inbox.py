"""Documents of the inbox and of EHF: lists, downloads, adding and deleting."""

from pathlib import PurePosixPath

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
    assert 200 == api.get(attached(api, owner)[0]["downloadUrl"]).status_code


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["5001", "5002"]),
        ("?status=unprocessed", ["5001"]),
        ("?status=used", ["5002"]),
        ("?status=processed", []),
        ("?status=deleted", ["5003"]),
        ("?sortBy=issueDate%20desc", ["5002", "5001"]),
        ("?sortBy=createdDate%20asc", ["5001", "5002"]),
        ("?sortBy=createdDate%20desc", ["5002", "5001"]),
        ("?issueDate=2025-03-03", ["5001"]),
        ("?issueDateGt=2025-03-03", ["5002"]),
        ("?issueDateGe=2025-03-03", ["5001", "5002"]),
        ("?issueDateLe=2025-03-03", ["5001"]),
        ("?issueDateLt=2025-03-03", []),
    ],
)
def test_ehf_documents_are_sorted_and_filtered(
    api: requests.Session, query: str, expected: list[str]
) -> None:
    """Deleted documents are listed only with `status=deleted`.

    Observed: docs/observed.md#c2-ehf-documents
    """
    assert expected == [each["invoiceNumber"] for each in api.get(f"/ehf{query}").json()]


def test_ehf_document_has_lines_and_files(
    api: requests.Session,
) -> None:
    """The document names its supplier, and can be downloaded as PDF and as XML."""
    document = api.get("/ehf").json()[0]
    assert document == api.get(f"/ehf/{document['ehfDocumentId']}").json()
    line = {"description": "Grønne bønner", "net": 1_000_00, "vat": 150_00, "vatType": "MEDIUM"}
    assert [line] == document["lines"]
    assert (1_000_00, 150_00, 1_150_00) == tuple(document[x] for x in ("net", "vat", "gross"))
    supplier = api.get(f"/contacts/{document['supplierContactId']}").json()
    assert document["supplierName"] == supplier["name"]
    kinds = [api.get(document[url]).headers["Content-Type"] for url in ("documentUrl", "xmlUrl")]
    assert ["application/pdf", "application/xml"] == kinds
    assert 404 == api.get("/ehf/1").status_code
