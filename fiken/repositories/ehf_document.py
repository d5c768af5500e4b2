"""The repository of received e-invoices (EHF documents)."""

from typing import Literal, Unpack, overload

from fiken import types as t
from fiken.mappers.ehf_document import EhfDocumentMapper
from fiken.models.ehf_document import EhfDocument
from fiken.repositories._collection import Collection
from fiken.repositories._downloads import download_xml
from fiken.repositories._filters import Issued
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._targets import Target


class EhfDocumentFilters(Issued, total=False):
    """The filters for the list of received e-invoices (GET /ehf)."""

    status: t.EhfStatus
    """Without it, all but the deleted documents are listed."""
    sort_by: Literal["createdDate asc", "createdDate desc", "issueDate asc", "issueDate desc"]


class EhfDocumentRepository(Finds[EhfDocument], Lists[EhfDocument]):
    """The e-invoices that suppliers sent (mottatt EHF). They cannot be changed or deleted here.

    ``add_from_ehf`` of the attachments of a sale, a purchase, their drafts or a journal entry
    attaches a document, which marks it as used. `CompanyClient.download` reads its PDF.
    """

    mapper = EhfDocumentMapper()
    path = "ehf"

    def all(self, **filters: Unpack[EhfDocumentFilters]) -> Collection[EhfDocument]:
        """Return all documents that match the filters (GET /ehf).

        Deleted documents are listed only with ``status=EhfStatus.DELETED``.
        """
        return self._all(EhfDocumentFilters, filters)

    find_by = first_of(all)

    @overload
    def download_xml(self, document: int | EhfDocument, /, to: None = None) -> bytes: ...
    @overload
    def download_xml(self, document: int | EhfDocument, /, to: Target) -> None: ...
    def download_xml(
        self, document: int | EhfDocument, /, to: Target | None = None
    ) -> bytes | None:
        """Download the XML of a document, as the supplier sent it.

        The rules for `to` are those of `CompanyClient.download`, which reads the PDF.

        Args:
            document: The document, or its id. Given an id, the document is loaded first.
            to: A path, or a file opened with "wb". None: the content is returned.

        Returns:
            The content of the XML file; None if it was written to `to`.

        Raises:
            InvalidFileError: The document has no XML, or the content cannot be written to `to`:
                then you can download it again.
            InvalidAttributeError: `document` is neither an id nor a document from Fiken; nothing
                was sent.
            ConfigurationError: The URL is on another host; nothing was sent to it.
            NotFoundError: There is no such document or file.
            MappingError: The answer is not XML, but for instance a page of HTML from a proxy.
                Nothing was written.
        """
        loaded = document if isinstance(document, EhfDocument) else self.find(document)
        return download_xml(self._session, loaded, to)
