"""The repository of the documents in the inbox."""

from typing import Literal, TypedDict, Unpack

from fiken.mappers.inbox import InboxDocumentMapper
from fiken.models.inbox import InboxDocument
from fiken.repositories._collection import Collection
from fiken.repositories._files import Upload, upload
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._search import search_for_absence
from fiken.repositories._trace import Trace
from fiken.repositories._verbs import CreatedIn
from fiken.repositories._written import nothing
from fiken.types import rule_of


class InboxDocumentFilters(TypedDict, total=False):
    """The filters for the list of documents in the inbox (GET /inbox)."""

    status: Literal["all", "unused", "used"]
    """Whether the documents were used: attached to something. In a document, `status` is a bool."""
    name: str
    """A part of the name, ignoring case."""
    sort_by: Literal["createdDate asc", "createdDate desc", "name asc", "name desc"]


class InboxDocumentRepository(Finds[InboxDocument], Lists[InboxDocument]):
    """The documents in the inbox (innboks), such as receipts that are not attached yet.

    ``add_from_inbox`` of the attachments of a sale, a purchase, their drafts or a journal entry
    attaches a document. `CompanyClient.download` reads its file.
    """

    mapper = InboxDocumentMapper()
    path = "inbox"
    trace = Trace(alike=("filename", "description"))

    def all(self, **filters: Unpack[InboxDocumentFilters]) -> Collection[InboxDocument]:
        """Return all documents that match the filters, the newest first (GET /inbox).

        Another order is chosen with `sort_by`. Deleted documents are not listed.
        """
        return self._all(InboxDocumentFilters, filters)

    find_by = first_of(all)

    def add(
        self,
        file: Upload,
        filename: str | None = None,
        *,
        name: str | None = None,
        description: str | None = None,
        idempotency_key: str | None = None,
    ) -> InboxDocument:
        """Upload a file to the inbox, and return the new document (POST /inbox).

        If the answer was lost, look in ``inbox.all(name=…)``: a second request creates a second
        document.

        Args:
            file: A path, bytes, or a file opened with "rb".
            filename: The name of the file in Fiken; None for its own name. Bytes need a name.
            name: The name that the inbox shows; None for the name of the file.
            description: A text that Fiken stores with the document.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidFileError: The file cannot be read, is empty, or is not a .pdf, .png, .jpg, .jpeg
                or .gif file. Nothing was sent.
            InvalidAttributeError: A name or the description is not a text, or the name of the file
                contains a character that is not allowed. Nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            UnlikelyValueWarning: The content does not begin like a file with that extension, or the
                name is unusual.
        """
        texts = {"name": name, "description": description}
        for field, text in texts.items():
            rule_of(str, nullable=True).check("InboxDocument", field, text)
        own, content, kind = upload(file, filename, "InboxDocument")
        form = {"filename": own, **{k: text for k, text in texts.items() if text is not None}}
        files = {"file": (own, content, kind)}
        new = InboxDocument(filename=own, description=description)
        once = self._once(
            idempotency_key,
            {**form, "file": content},
            lambda: self._looking.search_for(new),
        )
        then = CreatedIn(self)
        return self._write("POST", self._url, then, data=form, files=files, creates=True, once=once)

    def delete(
        self, document: int | InboxDocument, /, *, idempotency_key: str | None = None
    ) -> None:
        """Move a document to the recycle bin (DELETE /inbox/{inboxDocumentId}).

        The inbox no longer lists the document. Its file stays where it was attached.

        Args:
            document: The document, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            NotFoundError: There is no such document.
            InvalidAttributeError: `document` is neither an id nor a document from Fiken; nothing
                was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        url = self._url_of(document)
        once = self._once(idempotency_key, {}, lambda: search_for_absence(lambda: self._load(url)))
        self._write("DELETE", url, nothing, model=document, once=once)
