"""Everything of the contract that has attachments has them in the client, with every way to add."""

import pytest

from fiken import CompanyClient
from fiken.emulator.wire.contract import load
from fiken.repositories import CommentedAttachmentRepository, TradeAttachmentRepository
from tests.catalogue import ATTACHMENTS

CONTRACT = load()

#: The templates of the URLs of attachments, such as that of the attachments of a sale.
LISTS = {
    o.path for o in CONTRACT.operations if o.method == "GET" and o.path.endswith("/attachments")
}


def template_of(where: str, acme: CompanyClient) -> str:
    """Return the template of the URL of the attachments in the catalogue."""
    matched = CONTRACT.match("GET", ATTACHMENTS[where](acme)._url)
    assert matched
    return matched[0].path


def test_everything_with_attachments_is_there(acme: CompanyClient) -> None:
    """The catalogue of the tests has all of them, and each has the three operations."""
    assert LISTS == {template_of(where, acme) for where in ATTACHMENTS}
    operations = {(o.method, o.path) for o in CONTRACT.operations}
    assert operations >= {("POST", path) for path in LISTS}
    assert operations >= {("DELETE", f"{path}/{{attachmentUuid}}") for path in LISTS}


@pytest.mark.parametrize("where", ATTACHMENTS)
def test_ways_to_add_are_those_of_the_contract(where: str, acme: CompanyClient) -> None:
    """A file, with a comment or flags where Fiken takes them, or a document in Fiken."""
    attachments = ATTACHMENTS[where](acme)
    operation = CONTRACT.operation("POST", template_of(where, acme))
    query = {p.name for p in operation.parameters if p.where == "query"}
    assert isinstance(attachments, TradeAttachmentRepository) == ("attachToSale" in query)
    assert hasattr(attachments, "add_from_inbox") == ("inboxDocumentId" in query)
    assert hasattr(attachments, "add_from_ehf") == ("ehfDocumentId" in query)
    comment = "comment" in {field.name for field in operation.multipart}
    assert isinstance(attachments, CommentedAttachmentRepository) == comment
