"""Attachments, of whatever has them, and downloads."""

from fiken._messages import short_repr
from fiken.errors import InvalidAttributeError, InvalidFileError
from fiken.mappers.attachment import AttachmentMapper
from fiken.models.attachment import Attachment
from fiken.repositories._collection import Collection
from fiken.repositories._files import Upload, upload
from fiken.repositories._listing import Lists
from fiken.repositories._repository import LOADING, Written, nothing
from fiken.types import rule_of


class AttachmentRepository(Lists[Attachment]):
    """The attachments of one entity. The list is not paged and has no filters."""

    mapper = AttachmentMapper()
    path = "attachments"
    paged = False

    def all(self) -> Collection[Attachment]:
        """Every attachment (GET …/attachments); one that Fiken lists twice is given once."""
        return self._all()

    def delete(self, attachment: str | Attachment, /) -> None:
        """Take an attachment off, by its uuid (DELETE …/attachments/{attachmentUuid}).

        Of a sale, a purchase or a journal entry it only loosens the link: the file stays in the
        company's archive.

        Raises:
            NotFoundError: It does not hang there (any more).
            InvalidAttributeError: This is no uuid; nothing was sent.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        self._write("DELETE", self._url_of(attachment), nothing, model=attachment)

    def _add(
        self,
        file: Upload,
        filename: str | None,
        *,
        comment: str | None = None,
        params: dict[str, str] | None = None,
    ) -> Attachment:
        rule_of(str, nullable=True).check("Attachment", "comment", comment)
        name, content, kind = upload(file, filename)
        form = {"filename": name} | ({} if comment is None else {"comment": comment})
        return self._post(params or {}, form, {"file": (name, content, kind)})

    def _add_from(self, source: str, what: int, params: dict[str, str]) -> Attachment:
        if type(what) is not int or what < 1:
            raise InvalidAttributeError("Attachment", source, what, "an id (a positive integer)")
        # A form without a file, and the source in the query.
        # Observed: docs/observed.md#c4c-documents-in-fiken
        return self._post({**params, source: str(what)}, {}, {"file": None})

    def _post(
        self, params: dict[str, str], form: dict[str, str], files: dict[str, object]
    ) -> Attachment:
        return self._write(
            "POST", self._url, self._added, params=params, data=form, files=files, creates=True
        )

    def _added(self, written: Written) -> Attachment:
        """Return the new attachment from the list: Fiken has no request for a single one."""
        uuid = written.answer.location_id or ""
        written.model, written.step = Attachment(uuid=uuid), LOADING
        for attachment in self.all():
            if attachment.uuid == uuid:
                return attachment
        written.step = ""
        raise LookupError(f"no attachment {short_repr(uuid)} is in the list")


class PlainAttachmentRepository(AttachmentRepository):
    """The attachments of a journal entry, or of a draft of a sale or a purchase."""

    def add(self, file: Upload, filename: str | None = None) -> Attachment:
        """Upload a file: a path, bytes (then with a filename) or a file opened with "rb".

        Raises:
            InvalidFileError: It cannot be read, or Fiken would not take it: .pdf, .png, .jpg,
                .jpeg or .gif, not empty.
            InvalidAttributeError: Its name cannot be sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.

        Warns:
            UnlikelyValueWarning: Its content does not begin as its ending promises.
        """
        return self._add(file, filename)

    def add_from_inbox(self, document: int) -> Attachment:
        """Attach a document of the inbox, by its id. It counts as used from then on.

        Raises:
            InvalidAttributeError: This is no id; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        return self._add_from("inboxDocumentId", document, {})

    def add_from_ehf(self, document: int) -> Attachment:
        """Attach a received EHF document, by its id. It counts as used from then on.

        Raises:
            InvalidAttributeError: This is no id; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        return self._add_from("ehfDocumentId", document, {})


class CommentedAttachmentRepository(AttachmentRepository):
    """The attachments of a contact."""

    def add(
        self, file: Upload, filename: str | None = None, *, comment: str | None = None
    ) -> Attachment:
        """Upload a file: a path, bytes (then with a filename) or a file opened with "rb".

        Raises:
            InvalidFileError: It cannot be read, or Fiken would not take it: .pdf, .png, .jpg,
                .jpeg or .gif, not empty.
            InvalidAttributeError: Its name cannot be sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.

        Warns:
            UnlikelyValueWarning: Its content does not begin as its ending promises.
        """
        return self._add(file, filename, comment=comment)


class TradeAttachmentRepository(AttachmentRepository):
    """The attachments of a sale or a purchase, each of which documents it, its payment or both.

    A receipt of a cash purchase documents both, a supplier's invoice the purchase only. Fiken
    speaks of the sale on purchases too.
    """

    def add(
        self,
        file: Upload,
        filename: str | None = None,
        *,
        to_sale: bool = True,
        to_payment: bool = False,
    ) -> Attachment:
        """Upload a file: a path, bytes (then with a filename) or a file opened with "rb".

        Raises:
            InvalidFileError: It cannot be read, or Fiken would not take it: .pdf, .png, .jpg,
                .jpeg or .gif, not empty; or it is to document nothing.
            InvalidAttributeError: Its name cannot be sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.

        Warns:
            UnlikelyValueWarning: Its content does not begin as its ending promises.
        """
        params = _documents(to_sale=to_sale, to_payment=to_payment)
        return self._add(file, filename, params=params)

    def add_from_inbox(
        self, document: int, *, to_sale: bool = True, to_payment: bool = False
    ) -> Attachment:
        """Attach a document of the inbox, by its id. It counts as used from then on.

        Raises:
            InvalidAttributeError: This is no id; nothing was sent.
            InvalidFileError: It is to document nothing; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        params = _documents(to_sale=to_sale, to_payment=to_payment)
        return self._add_from("inboxDocumentId", document, params)

    def add_from_ehf(
        self, document: int, *, to_sale: bool = True, to_payment: bool = False
    ) -> Attachment:
        """Attach a received EHF document, by its id. It counts as used from then on.

        Raises:
            InvalidAttributeError: This is no id; nothing was sent.
            InvalidFileError: It is to document nothing; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        params = _documents(to_sale=to_sale, to_payment=to_payment)
        return self._add_from("ehfDocumentId", document, params)


def _documents(*, to_sale: bool, to_payment: bool) -> dict[str, str]:
    for name, flag in (("to_sale", to_sale), ("to_payment", to_payment)):
        rule_of(bool).check("Attachment", name, flag)
    if not (to_sale or to_payment):
        raise InvalidFileError("it must document something: to_sale=True, to_payment=True or both")
    flags = {"attachToSale": to_sale, "attachToPayment": to_payment}
    return {name: "true" if flag else "false" for name, flag in flags.items()}
