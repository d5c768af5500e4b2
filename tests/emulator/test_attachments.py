"""Attachments on everything that can have them, from files, from the inbox and from EHF."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.emulator.billing import KINDS, bill, drafted

PDF = b"%PDF-1.4\nkvittering\n"
EMPTY_FORM: Any = {
    "data": b"--kant--\r\n",
    "headers": {"Content-Type": "multipart/form-data; boundary=kant"},
}


def contact(api: requests.Session) -> str:
    """Create a contact and return its URL."""
    return api.post("/contacts", json={"name": "Nelly"}).headers["Location"]


def journal_entry(api: requests.Session) -> str:
    """Return the path of the first journal entry."""
    return f"/journalEntries/{api.get('/journalEntries').json()[0]['journalEntryId']}"


LINE = {"description": "Kaffe", "account": "3000", "vatType": "HIGH", "netPrice": 80, "vat": 20}


def sale(api: requests.Session) -> str:
    """Create a sale and return its URL."""
    body = {"kind": "external_invoice", "date": "2026-03-01", "currency": "NOK", "lines": [LINE]}
    return create(api, "/sales", body)


def purchase(api: requests.Session) -> str:
    """Create a purchase and return its URL."""
    line = {**LINE, "account": "6300"}
    body = {"kind": "supplier", "date": "2026-03-01", "currency": "NOK", "lines": [line]}
    return create(api, "/purchases", body)


def draft(api: requests.Session, path: str, account: str) -> str:
    """Create a draft at this path and return its URL."""
    line = {"text": "Kaffe", "vatType": "HIGH", "incomeAccount": account, "net": 80, "gross": 100}
    body = {"cash": False, "paid": False, "invoiceIssueDate": "2026-03-01", "lines": [line]}
    return create(api, path, body)


def sale_draft(api: requests.Session) -> str:
    """Create a draft of a sale and return its URL."""
    return draft(api, "/sales/drafts", "3000")


def purchase_draft(api: requests.Session) -> str:
    """Create a draft of a purchase and return its URL."""
    return draft(api, "/purchases/drafts", "6300")


def create(api: requests.Session, path: str, body: Any) -> str:
    """Create what the body describes and return its URL."""
    answer = api.post(path, json=body)
    assert 201 == answer.status_code, answer.text
    return answer.headers["Location"]


def invoice(api: requests.Session) -> str:
    """Issue an invoice and return its path."""
    return f"/invoices/{bill(api)['invoiceId']}"


def _drafts_of(kind: str) -> Callable[[requests.Session], str]:
    """Return a function that creates a draft of this kind and returns its URL."""

    def create_draft(api: requests.Session) -> str:
        return drafted(api, kind)

    create_draft.__name__ = f"{kind}_draft"
    return create_draft


#: The functions that create the drafts of sales documents, whose attachments have comments.
DRAFTS = [_drafts_of(kind) for kind in KINDS]
BOOKED = [contact, journal_entry, sale, purchase, sale_draft, purchase_draft, invoice]
PARENTS = pytest.mark.parametrize("parent", [*BOOKED, *DRAFTS])
#: Parents to which a document of the inbox or of EHF can be attached.
#: Observed: docs/observed.md#c4c-documents-in-fiken
BORROWERS = pytest.mark.parametrize(
    "parent", [journal_entry, sale, purchase, sale_draft, purchase_draft]
)
#: Parents whose uploads must say whether the file documents the sale or the payment.
TRADES = pytest.mark.parametrize("parent", [sale, purchase])


def purpose_of(owner: str) -> dict[str, str]:
    """Return the query that uploads to sales and purchases need (docs/observed.md#13-files)."""
    trades = owner.split("/")[-2] in {"sales", "purchases"}
    return {"attachToSale": "true"} if trades else {}


def upload(
    api: requests.Session,
    owner: str,
    name: str = "kvittering.pdf",
    data: bytes = PDF,
    query: Any = None,
    **form: str,
) -> requests.Response:
    """Attach a file to its owner and return the answer."""
    files = {"file": (name, data)}
    query = purpose_of(owner) if query is None else query
    sent = {"filename": name, **form}
    return api.post(f"{owner}/attachments", params=query, data=sent, files=files)


def attached(api: requests.Session, owner: str) -> list[dict[str, Any]]:
    """Return the attachments of an owner."""
    answer = api.get(f"{owner}/attachments")
    assert 200 == answer.status_code, answer.text
    attachments: list[dict[str, Any]] = answer.json()
    return attachments


@PARENTS
def test_location_of_upload_ends_in_uuid(api: requests.Session, parent: Any) -> None:
    """Observed: docs/observed.md#3-responses"""
    owner = parent(api)
    answer = upload(api, owner)
    assert (201, b"") == (answer.status_code, answer.content)
    root, _, key = answer.headers["Location"].rpartition("/")
    assert root.endswith(f"{owner}/attachments")
    assert [key] == [each["uuid"] for each in attached(api, owner)]
    assert [8, 4, 4, 4, 12] == [len(part) for part in key.split("-")]


@PARENTS
def test_attachment_is_returned_with_download_url(
    root: requests.Session, api: requests.Session, parent: Any
) -> None:
    owner = parent(api)
    key = upload(api, owner).headers["Location"].rpartition("/")[2]
    base = root.base  # type: ignore[attr-defined]
    assert [
        {
            "identifier": None,
            "uuid": key,
            "filename": "kvittering.pdf",
            "downloadUrl": f"{base}/files/{key}/kvittering.pdf",
            "downloadUrlWithFikenNormalUserCredentials": (
                f"https://fiken.no/filer/{key}/kvittering.pdf"
            ),
            "comment": None,
            "type": "unspecified",
        }
    ] == attached(api, owner)


def test_list_of_attachments_is_unpaged(api: requests.Session) -> None:
    """All 27 attachments come at once, without the four headers of paged lists.

    Observed: docs/observed.md#5-lists
    """
    owner = contact(api)
    for number in range(27):
        upload(api, owner, f"{number}.pdf")
    answer = api.get(f"{owner}/attachments")
    assert [f"{number}.pdf" for number in range(27)] == [x["filename"] for x in answer.json()]
    assert [] == [name for name in answer.headers if name.startswith("Fiken-Api")]


@pytest.mark.parametrize(
    ("parent", "field"),
    [
        (contact, "documents"),
        (journal_entry, "attachments"),
        (sale, "saleAttachments"),
        (purchase, "purchaseAttachments"),
        (sale_draft, "attachments"),
        (purchase_draft, "attachments"),
        (invoice, "attachments"),
        *((draft, "attachments") for draft in DRAFTS),
    ],
)
def test_parent_contains_its_attachments(api: requests.Session, parent: Any, field: str) -> None:
    """The field of the parent equals the list of attachments."""
    owner = parent(api)
    upload(api, owner)
    attachments = attached(api, owner)
    assert (1, attachments) == (len(attachments), api.get(owner).json()[field])


@TRADES
def test_upload_to_sale_needs_purpose(api: requests.Session, parent: Any) -> None:
    """`attachToSale` or `attachToPayment` must be true, and both are false by default.

    Observed: docs/observed.md#13-files
    """
    owner = parent(api)
    both = {"attachToSale": "false", "attachToPayment": "false"}
    for query in ({}, both):
        answer = upload(api, owner, query=query)
        assert (400, []) == (answer.status_code, attached(api, owner))
        assert "attachToPayment" in answer.json()["message"]
    assert 201 == upload(api, owner, query={"attachToPayment": "true"}).status_code


@TRADES
def test_file_for_both_purposes_is_listed_twice(api: requests.Session, parent: Any) -> None:
    """Emulator choice: this explains why most attachments of sales were seen twice.

    Fiken's reason is not known.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    owner = parent(api)
    upload(api, owner, query={"attachToSale": "true", "attachToPayment": "true"})
    first, second = attached(api, owner)
    assert first == second
    assert 204 == api.delete(f"{owner}/attachments/{first['uuid']}").status_code
    assert [] == attached(api, owner)


@pytest.mark.parametrize(
    ("parent", "step"), [(sale_draft, "createSale"), (purchase_draft, "createPurchase")]
)
def test_booking_a_draft_moves_its_attachments(
    api: requests.Session, parent: Any, step: str
) -> None:
    owner = parent(api)
    upload(api, owner)
    before = attached(api, owner)
    booked = api.post(f"{owner}/{step}").headers["Location"]
    assert before == attached(api, booked)
    assert 404 == api.get(f"{owner}/attachments").status_code


def test_attachment_belongs_to_one_contact(api: requests.Session) -> None:
    first, second = contact(api), contact(api)
    upload(api, first)
    assert [] == attached(api, second)


@pytest.mark.parametrize("parent", [contact, *DRAFTS])
def test_attachment_of_contact_has_comment(api: requests.Session, parent: Any) -> None:
    """So have those of drafts of sales documents.

    Observed: docs/observed.md#13-files
    """
    owner = parent(api)
    upload(api, owner, comment="Signert på tirsdag")
    assert ["Signert på tirsdag"] == [each["comment"] for each in attached(api, owner)]


@pytest.mark.parametrize("parent", [each for each in BOOKED if each is not contact])
def test_comment_is_for_contacts_only(api: requests.Session, parent: Any) -> None:
    """Only contacts and drafts of sales documents have comments.

    Emulator choice: elsewhere `comment` is refused as unknown.

    Observed: docs/observed.md#13-files
    """
    owner = parent(api)
    answer = upload(api, owner, comment="Nei")
    assert 400 == answer.status_code
    assert "'comment'" in answer.json()["message"]
    assert [] == attached(api, owner)


@PARENTS
def test_upload_requires_filename(api: requests.Session, parent: Any) -> None:
    """The name in the part of the file itself does not count.

    Observed: docs/observed.md#4-error-bodies
    """
    owner = parent(api)
    files = {"file": ("kvittering.pdf", PDF)}
    answer = api.post(f"{owner}/attachments", params=purpose_of(owner), files=files)
    expected = {"message": "filename must be specified"}
    assert (400, expected, []) == (answer.status_code, answer.json(), attached(api, owner))


@pytest.mark.parametrize("name", ["a.png", "b.jpeg", "c.jpg", "d.gif", "e.pdf", "F.PDF"])
def test_five_file_extensions_are_accepted(api: requests.Session, name: str) -> None:
    """Observed: docs/observed.md#13-files"""
    assert 201 == upload(api, contact(api), name).status_code


@pytest.mark.parametrize("name", ["a.txt", "b.heic", "c", "pdf", "d.pdf.exe"])
def test_other_file_extensions_are_refused(api: requests.Session, name: str) -> None:
    owner = contact(api)
    answer = upload(api, owner, name)
    assert (400, []) == (answer.status_code, attached(api, owner))
    assert name in answer.json()["message"]


def test_empty_file_is_refused(api: requests.Session) -> None:
    owner = contact(api)
    assert 400 == upload(api, owner, data=b"").status_code
    assert [] == attached(api, owner)


def test_form_without_file_is_refused(api: requests.Session) -> None:
    owner = contact(api)
    answer = api.post(f"{owner}/attachments", files={"filename": (None, "kvittering.pdf")})
    assert 400 == answer.status_code
    assert "'file'" in answer.json()["message"]


def test_upload_that_is_not_a_form_is_415(api: requests.Session) -> None:
    answer = api.post(f"{contact(api)}/attachments", json={"filename": "kvittering.pdf"})
    assert 415 == answer.status_code


@PARENTS
def test_deleted_attachment_leaves_the_list(api: requests.Session, parent: Any) -> None:
    """A second DELETE is 404, and the other attachment stays."""
    owner = parent(api)
    other = upload(api, owner, "other.pdf").headers["Location"].rpartition("/")[2]
    location = upload(api, owner).headers["Location"]
    assert [204, 404] == [api.delete(location).status_code for _ in range(2)]
    assert [other] == [each["uuid"] for each in attached(api, owner)]


def test_attachment_is_deleted_through_its_parent(api: requests.Session) -> None:
    """Observed: docs/observed.md#c4b-deleting"""
    first, second = contact(api), contact(api)
    key = upload(api, first).headers["Location"].rpartition("/")[2]
    assert 404 == api.delete(f"{second}/attachments/{key}").status_code
    assert 404 == api.delete(f"{journal_entry(api)}/attachments/{key}").status_code
    assert 1 == len(attached(api, first))


@pytest.mark.parametrize("parent", [journal_entry, sale, purchase])
def test_deleting_from_booked_document_keeps_file(api: requests.Session, parent: Any) -> None:
    """The attachment is removed from the document, and the file can still be downloaded.

    Observed: docs/observed.md#c4b-deleting
    """
    owner = parent(api)
    location = upload(api, owner).headers["Location"]
    url = attached(api, owner)[0]["downloadUrl"]
    api.delete(location)
    assert PDF == api.get(url).content


def test_attachments_of_unknown_parent_are_404(api: requests.Session) -> None:
    for path in ("contacts", "journalEntries", "sales", "purchases", "sales/drafts"):
        owner = f"/{path}/1"
        assert 404 == upload(api, owner).status_code
        assert 404 == api.get(f"{owner}/attachments").status_code


@pytest.mark.parametrize("parent", [contact, sale_draft, purchase_draft, *DRAFTS])
def test_deleted_parent_loses_its_attachments(api: requests.Session, parent: Any) -> None:
    """Emulator choice: a contact with a file, but without bookings, is removed for good."""
    owner = parent(api)
    upload(api, owner)
    assert 204 == api.delete(owner).status_code
    assert 404 == api.get(f"{owner}/attachments").status_code


@BORROWERS
def test_inbox_document_is_attached(api: requests.Session, parent: Any) -> None:
    """The form is empty. A document that is attached counts as used.

    Observed: docs/observed.md#c4c-documents-in-fiken
    """
    owner = parent(api)
    (document,) = api.get("/inbox?status=unused").json()
    query = {"inboxDocumentId": document["documentId"], **purpose_of(owner)}
    answer = api.post(f"{owner}/attachments", params=query, **EMPTY_FORM)
    assert 201 == answer.status_code
    (attachment,) = attached(api, owner)
    assert document["documentUrl"] == attachment["downloadUrl"]
    assert answer.headers["Location"].endswith(f"/attachments/{attachment['uuid']}")
    assert api.get(f"/inbox/{document['documentId']}").json()["status"] is True


@pytest.mark.parametrize("kind", ["application/json", None])
def test_empty_form_may_be_left_out(api: requests.Session, kind: str | None) -> None:
    """Clients that are generated from the contract send no form without parts."""
    owner, document = journal_entry(api), api.get("/inbox?status=unused").json()[0]
    query = {"inboxDocumentId": document["documentId"]}
    headers = {"Content-Type": kind} if kind else {}
    assert 201 == api.post(f"{owner}/attachments", params=query, headers=headers).status_code
    assert [document["documentUrl"]] == [each["downloadUrl"] for each in attached(api, owner)]


@BORROWERS
def test_ehf_document_is_attached(api: requests.Session, parent: Any) -> None:
    """Attaching is the only way in which the API changes the status of an EHF document.

    Observed: docs/observed.md#c2-ehf-documents
    """
    owner = parent(api)
    (document,) = api.get("/ehf?status=unprocessed").json()
    query = {"ehfDocumentId": document["ehfDocumentId"], **purpose_of(owner)}
    assert 201 == api.post(f"{owner}/attachments", params=query, **EMPTY_FORM).status_code
    assert [document["documentUrl"]] == [each["downloadUrl"] for each in attached(api, owner)]
    assert "used" == api.get(f"/ehf/{document['ehfDocumentId']}").json()["status"]


@BORROWERS
def test_upload_has_exactly_one_source(api: requests.Session, parent: Any) -> None:
    """A file, a document of the inbox and an EHF document exclude each other.

    Observed: docs/observed.md#c4c-documents-in-fiken
    """
    owner = parent(api)
    inbox = {"inboxDocumentId": api.get("/inbox?status=unused").json()[0]["documentId"]}
    ehf = {"ehfDocumentId": api.get("/ehf").json()[0]["ehfDocumentId"]}
    purpose = purpose_of(owner)
    form: Any = {"data": {"filename": "kvittering.pdf"}, "files": {"file": ("a.pdf", PDF)}}
    for answer in (
        api.post(f"{owner}/attachments", params={**inbox, **ehf, **purpose}, **EMPTY_FORM),
        api.post(f"{owner}/attachments", params={**inbox, **purpose}, **form),
    ):
        assert 400 == answer.status_code
    assert [] == attached(api, owner)
    assert 1 == len(api.get("/inbox?status=unused").json())


@pytest.mark.parametrize("source", ["inboxDocumentId", "ehfDocumentId"])
def test_unknown_source_is_refused(api: requests.Session, source: str) -> None:
    """Emulator choice: the status is 400, as for other references."""
    answer = api.post(f"{journal_entry(api)}/attachments", params={source: 1}, **EMPTY_FORM)
    assert 400 == answer.status_code
    assert f"'{source}'" in answer.json()["message"]


#: The list that has a document to attach, and the name of its id, by parameter.
_SOURCES = {
    "inboxDocumentId": ("/inbox?status=unused", "documentId"),
    "ehfDocumentId": ("/ehf?status=unprocessed", "ehfDocumentId"),
}


@pytest.mark.parametrize("source", _SOURCES)
@pytest.mark.parametrize("parent", [contact, invoice, *DRAFTS])
def test_others_ignore_documents_in_fiken(api: requests.Session, parent: Any, source: str) -> None:
    """The query parameter is unknown there, and unknown parameters are ignored.

    Observed: docs/observed.md#c4c-documents-in-fiken
    """
    used = [api.get("/inbox?status=used").json(), api.get("/ehf?status=used").json()]
    path, key = _SOURCES[source]
    query = {source: api.get(path).json()[0][key]}
    answer = api.post(f"{parent(api)}/attachments", params=query, **EMPTY_FORM)
    assert {"message": "filename must be specified"} == answer.json()
    assert used == [api.get("/inbox?status=used").json(), api.get("/ehf?status=used").json()]
