"""Attachments and downloads: one mechanism, on everything that has them.

Observed: docs/observed.md#13-files
"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from fiken import (
    Attachment,
    BadRequestError,
    CompanyClient,
    ConfigurationError,
    EhfStatus,
    Fiken,
    InvalidAttributeError,
    InvalidFileError,
    NotFoundError,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, Emulator, Status
from tests.catalogue import ATTACHMENTS, UPLOADED, saved_sale

PDF = b"%PDF-1.4 made up"
JPEG = b"\xff\xd8\xff\xe0 made up"
TRADES = ("sales", "purchases")
each = pytest.mark.parametrize("where", ATTACHMENTS)
each_with_sources = pytest.mark.parametrize(
    "where", [where for where in ATTACHMENTS if where not in UPLOADED]
)


@each
@pytest.mark.parametrize("name", ["kvittering.pdf", 'Bjørns "lønn" æøå.PDF', "bilde.jpeg"])
def test_an_attachment_is_added_and_deleted(where: str, name: str, acme: CompanyClient) -> None:
    """It is listed and can be downloaded in between."""
    attachments = ATTACHMENTS[where](acme)
    content = JPEG if name.endswith("jpeg") else PDF
    added = attachments.add(content, name)
    assert name == added.filename
    assert [added] == [row for row in attachments.all() if row.uuid == added.uuid]
    assert content == acme.download(added)
    assert attachments.delete(added) is None
    assert added not in list(attachments.all())
    with pytest.raises(NotFoundError):
        attachments.delete(added.uuid)


@each
def test_a_path_has_the_name(where: str, acme: CompanyClient, tmp_path: Path) -> None:
    path = tmp_path / "faktura.pdf"
    path.write_bytes(PDF)
    attachments = ATTACHMENTS[where](acme)
    assert "faktura.pdf" == attachments.add(path).filename
    assert "faktura.pdf" == attachments.add(str(path)).filename
    with path.open("rb") as file:
        assert "faktura.pdf" == attachments.add(file).filename
    assert "annen.pdf" == attachments.add(path, filename="annen.pdf").filename


Bad = Callable[[Any, Path], object]
REFUSED: dict[str, tuple[Bad, str]] = {
    "a missing file": (lambda a, p: a.add(p / "nei.pdf"), "cannot be read.*No such"),
    "a folder": (lambda a, p: a.add(p), "cannot be read"),
    "an empty file": (lambda a, _: a.add(b"", "tom.pdf"), r"'tom\.pdf' is empty"),
    "a text": (lambda a, _: a.add(b"x", "brev.txt"), r"Fiken takes \.pdf, .*not 'brev\.txt'"),
    "a name without an extension": (lambda a, _: a.add(b"x", "brev"), "Fiken takes .*not 'brev'"),
    "bytes without a name": (lambda a, _: a.add(b"x"), r'need a name: filename="receipt\.pdf"'),
    "a file without a name": (lambda a, _: a.add(io.BytesIO(b"x")), "need a name"),
    "a file of text": (
        lambda a, _: a.add(io.StringIO("x"), "a.pdf"),
        "is a file of text: open it with 'rb'",
    ),
    "a text that was read": (
        lambda a, _: a.add(io.StringIO(), "a.pdf"),
        "is a file of text: open it with 'rb'",
    ),
    "a number": (lambda a, _: a.add(5, "a.pdf"), "give a path, bytes or a file"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_unacceptable_file_is_refused(
    what: str, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    """Nothing is sent."""
    attachments = ATTACHMENTS["sales"](acme)
    before = len(emulator.requests)
    does, message = REFUSED[what]
    with pytest.raises(InvalidFileError, match=message):
        does(attachments, tmp_path)
    assert before == len(emulator.requests)


@pytest.mark.parametrize("where", TRADES)
def test_an_attachment_must_document_something(where: str, acme: CompanyClient) -> None:
    attachments = ATTACHMENTS[where](acme)
    with pytest.raises(InvalidFileError, match="to_sale=True, to_payment=True or both"):
        attachments.add(PDF, "a.pdf", to_sale=False)


@pytest.mark.parametrize("where", TRADES)
def test_an_attachment_listed_twice_is_returned_once(
    where: str, acme: CompanyClient, client: Fiken
) -> None:
    """Observed: docs/observed.md#11-sales-and-purchases"""
    attachments = ATTACHMENTS[where](acme)
    added = attachments.add(PDF, "a.pdf", to_sale=True, to_payment=True)
    raw = client.request("GET", attachments._url).json()
    assert [added.uuid] * 2 == [row["uuid"] for row in raw]
    assert [added] == list(attachments.all())
    assert 1 == len(attachments.all())


def test_a_contacts_attachment_has_a_comment(acme: CompanyClient, emulator: Emulator) -> None:
    """An empty one is sent too, and none is left out."""
    attachments = ATTACHMENTS["contacts"](acme)
    for comment, sent in (("Signert", {"comment": "Signert"}), ("", {"comment": ""}), (None, {})):
        added = attachments.add(PDF, "a.pdf", comment=comment)
        assert {"filename": "a.pdf", **sent} == emulator.requests[-2].body
        assert (comment or None) == (added.comment or None)


@pytest.mark.parametrize("wrong", [5, True, b"x", ["x"], "\ud800"], ids=repr)
def test_a_wrong_comment_is_refused(wrong: Any, acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    with pytest.raises(InvalidAttributeError, match=r"Attachment\.comment must be text, or None"):
        acme.contacts.attachments(5).add(PDF, "a.pdf", comment=wrong)
    assert [] == emulator.requests


FLAGS = [(True, False), (False, True), (True, True)]


@pytest.mark.parametrize("where", TRADES)
@pytest.mark.parametrize(("to_sale", "to_payment"), FLAGS)
def test_what_a_file_documents_is_sent(
    to_sale: bool, to_payment: bool, where: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Also for a document that is in Fiken already."""
    attachments, flags = ATTACHMENTS[where](acme), {"to_sale": to_sale, "to_payment": to_payment}
    unused = acme.inbox.find_by(status="unused")
    received = acme.ehf_documents.all().first()
    assert unused
    assert received
    sent = {
        "attachToSale": str(to_sale).lower(),
        "attachToPayment": str(to_payment).lower(),
    }
    attachments.add(PDF, "a.pdf", **flags)
    assert sent == emulator.requests[-2].query
    attachments.add_from_inbox(unused, **flags)
    assert {**sent, "inboxDocumentId": str(unused.document_id)} == emulator.requests[-2].query
    attachments.add_from_ehf(received, **flags)
    assert {**sent, "ehfDocumentId": str(received.ehf_document_id)} == emulator.requests[-2].query


@pytest.mark.parametrize("wrong", [None, 1, "true", 0.0], ids=repr)
def test_a_flag_is_a_bool(wrong: Any, acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    attachments = acme.sales.attachments(5)
    for name in ("to_sale", "to_payment"):
        for add in (attachments.add_from_inbox, attachments.add_from_ehf):
            with pytest.raises(InvalidAttributeError, match=f"{name} must be True or False"):
                add(5, **{name: wrong})
        with pytest.raises(InvalidAttributeError, match=f"{name} must be True or False"):
            attachments.add(PDF, "a.pdf", **{name: wrong})
    assert [] == emulator.requests


@pytest.mark.parametrize("number", [1, 100, 250])
def test_all_attachments_are_in_one_answer(
    number: int, acme: CompanyClient, emulator: Emulator
) -> None:
    """The list is not paged, however many there are."""
    rows = [{"uuid": f"{n:036}"} for n in range(number)]
    answer = CannedAnswer(200, {"Content-Type": "application/json"}, json.dumps(rows).encode())
    emulator.fail_next(answer, method="GET")
    found = [attachment.uuid for attachment in acme.sales.attachments(5).all()]
    assert [row["uuid"] for row in rows] == found
    (request,) = emulator.requests
    assert {} == request.query


@each_with_sources
@pytest.mark.parametrize("by_id", [True, False])
def test_an_inbox_document_can_be_attached(where: str, by_id: bool, acme: CompanyClient) -> None:
    """It is used afterwards."""
    (unused,) = acme.inbox.all(status="unused")
    added = ATTACHMENTS[where](acme).add_from_inbox(unused.document_id if by_id else unused)
    assert acme.download(unused) == acme.download(added)
    assert acme.inbox.find(unused).status
    assert [] == list(acme.inbox.all(status="unused"))


@each_with_sources
@pytest.mark.parametrize("by_id", [True, False])
def test_a_received_ehf_can_be_attached(where: str, by_id: bool, acme: CompanyClient) -> None:
    """It is used afterwards, and not booked."""
    (unused,) = acme.ehf_documents.all(status=EhfStatus.UNPROCESSED)
    added = ATTACHMENTS[where](acme).add_from_ehf(unused.ehf_document_id if by_id else unused)
    assert acme.download(unused) == acme.download(added)
    found = acme.ehf_documents.find(unused)
    assert (EhfStatus.USED, None) == (found.status, found.purchase_id)


@each_with_sources
@pytest.mark.parametrize("wrong", [None, 0, True, "5"])
def test_a_wrong_document_id_is_refused(where: str, wrong: Any, acme: CompanyClient) -> None:
    """Nothing is sent."""
    attachments = ATTACHMENTS[where](acme)
    for add in (attachments.add_from_inbox, attachments.add_from_ehf):
        with pytest.raises(InvalidAttributeError, match="_id must be an id"):
            add(wrong)


def test_a_missing_document_is_not_found(acme: CompanyClient) -> None:
    with pytest.raises(BadRequestError):
        ATTACHMENTS["sales"](acme).add_from_inbox(5)


def test_an_attachment_that_cannot_be_listed_is_done(
    acme: CompanyClient, emulator: Emulator
) -> None:
    """The error holds its UUID."""
    attachments = ATTACHMENTS["sales"](acme)
    emulator.fail_next(Status(500), method="GET")
    with pytest.raises(WrittenButNotLoadedError) as caught:
        attachments.add(PDF, "a.pdf")
    assert [caught.value.model.uuid] == [row.uuid for row in attachments.all()]
    emulator.fail_next(CannedAnswer(200, {"Content-Type": "application/json"}, b"[]"), method="GET")
    with pytest.raises(
        WrittenButNotLoadedError, match=r"; but no attachment '[0-9a-f-]{36}' is in the list"
    ):
        attachments.add(PDF, "b.pdf")


def test_a_download_goes_to_paths_and_files(acme: CompanyClient, tmp_path: Path) -> None:
    added = ATTACHMENTS["sales"](acme).add(PDF, "a.pdf")
    acme.download(added, tmp_path / "ned.pdf")
    acme.download(cast("str", added.download_url), str(tmp_path / "url.pdf"))
    memory = io.BytesIO()
    acme.download(added, memory)
    written = [(tmp_path / name).read_bytes() for name in ("ned.pdf", "url.pdf")]
    assert [PDF] * 3 == [*written, memory.getvalue()]
    assert ["ned.pdf", "url.pdf"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_failed_download_changes_no_file(
    acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    """A file that exists keeps its content, and no new one is left."""
    added = ATTACHMENTS["sales"](acme).add(PDF, "a.pdf")
    path = tmp_path / "ned.pdf"
    path.write_bytes(b"before")
    emulator.fail_next(Status(404), method="GET")
    with pytest.raises(NotFoundError):
        acme.download(added, path)
    assert b"before" == path.read_bytes()
    with pytest.raises(InvalidFileError, match="cannot be written"):
        acme.download(added, tmp_path / "nowhere" / "ned.pdf")
    assert ["ned.pdf"] == [path.name for path in tmp_path.iterdir()]


def test_a_folder_as_target_is_refused(acme: CompanyClient, tmp_path: Path) -> None:
    """No temporary file is left in it."""
    added = ATTACHMENTS["sales"](acme).add(PDF, "a.pdf")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InvalidFileError, match="cannot be written"):
        acme.download(added, tmp_path / "folder")
    assert ["folder"] == [path.name for path in tmp_path.iterdir()]


def test_the_token_goes_to_no_other_host(acme: CompanyClient, emulator: Emulator) -> None:
    with Emulator(seed=2) as elsewhere:
        for url in (f"{elsewhere.url}/files/x/a.pdf", "https://fiken.no/filer/x"):
            with pytest.raises(ConfigurationError, match="the token is not sent to any other host"):
                acme.download(url)
        with pytest.raises(ConfigurationError):
            acme.download(Attachment(uuid="x", download_url=f"{elsewhere.url}/files/x/a.pdf"))
        assert [] == elsewhere.requests
    assert [] == emulator.requests


def test_an_attachment_without_url_is_refused(acme: CompanyClient) -> None:
    with pytest.raises(InvalidFileError, match="has no download_url: load it first"):
        acme.download(Attachment(uuid="x"))


def test_a_sale_holds_its_attachments(acme: CompanyClient) -> None:
    added = ATTACHMENTS["sales"](acme).add(PDF, "a.pdf")
    assert (added,) == saved_sale(acme).sale_attachments
