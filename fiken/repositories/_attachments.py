"""The base class of the repositories of attachments."""

from collections.abc import Mapping
from typing import Any

from fiken._messages import short_repr
from fiken.errors import InvalidFileError
from fiken.mappers._base import Mapper
from fiken.mappers.attachment import AttachmentMapper
from fiken.mappers.ehf_document import EhfDocumentMapper
from fiken.mappers.inbox import InboxDocumentMapper
from fiken.models.attachment import Attachment
from fiken.models.ehf_document import EhfDocument
from fiken.models.inbox import InboxDocument
from fiken.repositories._collection import Collection
from fiken.repositories._files import Upload, upload
from fiken.repositories._ids import id_of
from fiken.repositories._listing import Lists
from fiken.repositories._once import Once
from fiken.repositories._search import search_by
from fiken.repositories._trace import Trace
from fiken.repositories._written import LOADING, Written, nothing
from fiken.types import rule_of


class AttachmentRepository(Lists[Attachment]):
    """The attachments (files) of one entity, such as a sale.

    The list is not paged and has no filters.
    """

    mapper = AttachmentMapper()
    path = "attachments"
    paged = False
    # One at a time is added to an entity: of a document of the inbox, the name is not known before.
    trace = Trace(alike=("filename",), loose=("filename",))

    def all(self) -> Collection[Attachment]:
        """Return all attachments (GET …/attachments).

        If Fiken's list contains an attachment twice, the second one is left out.
        """
        return self._all()

    def delete(
        self, attachment: str | Attachment, /, *, idempotency_key: str | None = None
    ) -> None:
        """Remove one attachment (DELETE …/attachments/{attachmentUuid}).

        An attachment of a sale, a purchase or a journal entry is only detached: its file stays in
        the company's archive in Fiken.

        Args:
            attachment: The attachment, or its UUID.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            NotFoundError: There is no such attachment.
            InvalidAttributeError: `attachment` is neither a UUID (any text that is not empty) nor
                an attachment from Fiken; nothing was sent.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        key = self._id_of(attachment)
        once = self._once(
            idempotency_key,
            {},
            lambda: search_by(lambda: all(each.uuid != key for each in self.all())),
        )
        self._write("DELETE", self._url_of(attachment), nothing, model=attachment, once=once)

    def _add(
        self,
        file: Upload,
        filename: str | None,
        *,
        comment: str | None = None,
        params: dict[str, str] | None = None,
        key: str | None = None,
    ) -> Attachment:
        rule_of(str, nullable=True).check("Attachment", "comment", comment)
        name, content, kind = upload(file, filename)
        form = {"filename": name} | ({} if comment is None else {"comment": comment})
        query = params or {}
        once = self._once(
            key,
            {**query, **form, "file": content},
            lambda: self._looking.search_for(Attachment(filename=name)),
        )
        return self._post(query, form, {"file": (name, content, kind)}, once)

    def _add_from(
        self,
        source: str,
        document: int | InboxDocument | EhfDocument,
        params: dict[str, str],
        key: str | None,
    ) -> Attachment:
        query = {**params, source: str(id_of(_SOURCES[source], document))}
        once = self._once(key, query, lambda: self._looking.search_for(Attachment()))
        # The body is a form without a file, and the query names the document.
        # Observed: docs/observed.md#c4c-documents-in-fiken
        return self._post(query, {}, {"file": None}, once)

    def _post(
        self,
        params: dict[str, str],
        form: dict[str, str],
        files: dict[str, object],
        once: Once | None,
    ) -> Attachment:
        return self._write(
            "POST",
            self._url,
            self._added,
            params=params,
            data=form,
            files=files,
            creates=True,
            once=once,
        )

    def _is_alike(self, row: Attachment, like: Mapping[str, Any]) -> bool:
        # Fiken's documentation lacks the name.
        return row.filename is None or super()._is_alike(row, like)

    def _added(self, written: Written) -> Attachment:
        """Request the list of attachments, and return the new one from it.

        Fiken has no request that returns one attachment. `written` holds the answer, which contains
        the UUID of the new attachment.

        Raises:
            LookupError: The new attachment is not in the list.
        """
        uuid = written.answer.location_id or ""
        written.model, written.step = Attachment(uuid=uuid), LOADING
        for attachment in self.all():
            if attachment.uuid == uuid:
                return attachment
        written.step = ""
        raise LookupError(f"no attachment {short_repr(uuid)} is in the list")


#: The mapper of the documents that an attachment can be made of, by the parameter of the query.
_SOURCES: dict[str, Mapper[Any]] = {
    "inboxDocumentId": InboxDocumentMapper(),
    "ehfDocumentId": EhfDocumentMapper(),
}


def purposes(*, to_sale: bool, to_payment: bool) -> dict[str, str]:
    """Check the two flags, and return them as query parameters.

    For example ``{"attachToSale": "true", "attachToPayment": "false"}``.

    Raises:
        InvalidFileError: Both flags are False.
        InvalidAttributeError: One of the flags is not a bool.
    """
    for name, flag in (("to_sale", to_sale), ("to_payment", to_payment)):
        rule_of(bool).check("Attachment", name, flag)
    if not (to_sale or to_payment):
        raise InvalidFileError(
            "it must be evidence of something: give to_sale=True, to_payment=True or both"
        )
    flags = {"attachToSale": to_sale, "attachToPayment": to_payment}
    return {name: "true" if flag else "false" for name, flag in flags.items()}
