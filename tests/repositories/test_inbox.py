"""The inbox: what it lists, what is uploaded, and what is refused before sending."""

from pathlib import Path
from typing import Any

import pytest

from fiken import (
    CompanyClient,
    InboxDocument,
    InvalidAttributeError,
    InvalidFileError,
    MappingError,
    NotFoundError,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, Emulator, Status
from tests.catalogue import saved_sale
from tests.conftest import NOW

PDF = b"%PDF-1.4 made up"


def names(acme: CompanyClient, **filters: Any) -> list[str]:
    return [document.name for document in acme.inbox.all(**filters)]


TAXI, POWER = "Kvittering, taxi", "Faktura for strøm"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [POWER, TAXI]),
        ({"sort_by": "createdDate asc"}, [TAXI, POWER]),
        ({"sort_by": "name desc"}, [TAXI, POWER]),
        ({"status": "all"}, [POWER, TAXI]),
        ({"status": "used"}, [POWER]),
        ({"status": "unused"}, [TAXI]),
        ({"name": "STRØM"}, [POWER]),
    ],
)
def test_the_inbox_is_filtered_and_sorted(
    filters: dict[str, Any], expected: list[str], acme: CompanyClient
) -> None:
    """The newest comes first.

    Observed: docs/observed.md#5-lists
    """
    assert expected == names(acme, **filters)


def test_the_status_of_a_document_is_a_flag(acme: CompanyClient) -> None:
    """The filter is a word.

    Observed: docs/observed.md#5-lists
    """
    assert [True, False] == [document.status for document in acme.inbox.all()]
    with pytest.raises(InvalidAttributeError, match="status must be one of 'all', 'unused'"):
        acme.inbox.all(status=False)  # type: ignore[arg-type]


def test_a_file_is_added_and_downloaded(acme: CompanyClient, emulator: Emulator) -> None:
    before = len(emulator.requests)
    added = acme.inbox.add(PDF, "bok.pdf", name="Bonbok", description="Uke 24")
    assert ["POST", "GET"] == [request.method for request in emulator.requests[before:]]
    assert ("Bonbok", "Uke 24", "bok.pdf", False, NOW) == (
        added.name,
        added.description,
        added.filename,
        added.status,
        added.created_at,
    )
    assert added == acme.inbox.find(added.document_id)
    assert PDF == acme.download(added)


def test_an_empty_text_is_sent(acme: CompanyClient, emulator: Emulator) -> None:
    """Only None is left out."""
    acme.inbox.add(PDF, "bok.pdf", name="", description="")
    acme.inbox.add(PDF, "bok.pdf")
    posts = [request.body for request in emulator.requests if request.method == "POST"]
    assert [
        {"filename": "bok.pdf", "name": "", "description": ""},
        {"filename": "bok.pdf"},
    ] == posts


def test_a_path_gives_the_name(acme: CompanyClient, tmp_path: Path) -> None:
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(PDF)
    assert "kvittering.pdf" == acme.inbox.add(path).name
    with path.open("rb") as file:
        assert "kvittering.pdf" == acme.inbox.add(file).filename


def test_a_deleted_document_is_not_listed(acme: CompanyClient) -> None:
    """What it is attached to keeps the file.

    Observed: docs/observed.md#c6-inbox
    """
    added = acme.inbox.add(PDF, "bok.pdf")
    attached = acme.sales.attachments(saved_sale(acme)).add_from_inbox(added)
    acme.inbox.delete(added)
    assert [POWER, TAXI] == names(acme)
    for verb in (acme.inbox.delete, acme.inbox.find):
        with pytest.raises(NotFoundError):
            verb(added.document_id)
    assert PDF == acme.download(attached)


BAD_FILES: dict[str, tuple[Any, str | None, str]] = {
    "a missing file": ("nowhere.pdf", None, "cannot be read"),
    "a folder": (Path(__file__).parent, None, "cannot be read"),
    "an empty file": (b"", "tom.pdf", "is empty"),
    "a type that Fiken refuses": (b"x", "brev.heic", "Fiken takes"),
    "bytes without a name": (PDF, None, "need a name"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_an_unacceptable_file_is_refused(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    file, filename, message = BAD_FILES[what]
    with pytest.raises(InvalidFileError, match=message):
        acme.inbox.add(file, filename)
    assert [] == emulator.requests


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"filename": "a\nb.pdf"}, "filename"),
        ({"filename": "a.pdf", "name": 5}, "name"),
        ({"filename": "a.pdf", "description": b"x"}, "description"),
    ],
)
def test_a_wrong_text_names_the_document(
    arguments: dict[str, Any], field: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    with pytest.raises(InvalidAttributeError) as caught:
        acme.inbox.add(PDF, **arguments)
    assert ("InboxDocument", field) == (caught.value.model, caught.value.attribute)
    assert [] == emulator.requests


def test_an_upload_that_cannot_be_loaded_is_done(acme: CompanyClient, emulator: Emulator) -> None:
    """The model of the error has the id."""
    emulator.fail_next(Status(500), method="GET")
    with pytest.raises(WrittenButNotLoadedError) as caught:
        acme.inbox.add(PDF, "bok.pdf")
    assert PDF == acme.download(acme.inbox.find(caught.value.model))


def test_a_document_without_url_is_refused(acme: CompanyClient, emulator: Emulator) -> None:
    """Nothing is sent."""
    with pytest.raises(InvalidFileError, match=r"no document_url: load it first, with inbox\.find"):
        acme.download(InboxDocument(document_id=5))
    assert [] == emulator.requests


def test_the_extension_says_what_to_expect(acme: CompanyClient, emulator: Emulator) -> None:
    """A page of HTML is not the file."""
    added = acme.inbox.add(PDF, "bok.pdf")
    html = CannedAnswer(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><p>Log in")
    emulator.fail_next(html, method="GET")
    with pytest.raises(MappingError, match="a page of HTML"):
        acme.download(added)
