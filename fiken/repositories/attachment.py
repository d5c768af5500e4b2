"""The repositories of the attachments of contacts, journal entries, sales, purchases and drafts."""

from fiken.models.attachment import Attachment
from fiken.models.ehf_document import EhfDocument
from fiken.models.inbox import InboxDocument
from fiken.repositories._attachments import AttachmentRepository, purposes
from fiken.repositories._files import Upload


class UploadedAttachmentRepository(AttachmentRepository):
    """The attachments of one invoice. They can only be uploaded, without a comment."""

    def add(
        self, file: Upload, filename: str | None = None, *, idempotency_key: str | None = None
    ) -> Attachment:
        """Upload a file as an attachment, and return the attachment.

        Args:
            file: A path, bytes, or a file opened with "rb".
            filename: The name of the file in Fiken; None for its own name. Bytes need a name.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidFileError: The file cannot be read, is empty, or is not a .pdf, .png, .jpg, .jpeg
                or .gif file. Nothing was sent.
            InvalidAttributeError: The name contains a character that is not allowed. Nothing was
                sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            UnlikelyValueWarning: The content does not begin like a file with that extension, or the
                name is unusual.
        """
        return self._add(file, filename, key=idempotency_key)


class PlainAttachmentRepository(UploadedAttachmentRepository):
    """The attachments of one journal entry, or of one draft of a sale or a purchase."""

    def add_from_inbox(
        self, document: int | InboxDocument, *, idempotency_key: str | None = None
    ) -> Attachment:
        """Attach a document from Fiken's inbox, and return the new attachment.

        Fiken then marks the document as used.

        Args:
            document: The document in the inbox, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidAttributeError: `document` is neither an id nor a document from Fiken; nothing
                was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        return self._add_from("inboxDocumentId", document, {}, idempotency_key)

    def add_from_ehf(
        self, document: int | EhfDocument, *, idempotency_key: str | None = None
    ) -> Attachment:
        """Attach a received e-invoice (EHF document), and return the new attachment.

        Fiken then marks the document as used.

        Args:
            document: The EHF document, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidAttributeError: `document` is neither an id nor a document from Fiken; nothing
                was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        return self._add_from("ehfDocumentId", document, {}, idempotency_key)


class CommentedAttachmentRepository(AttachmentRepository):
    """The attachments of one contact, or of the draft of a sales document.

    Each can have a comment.
    """

    def add(
        self,
        file: Upload,
        filename: str | None = None,
        *,
        comment: str | None = None,
        idempotency_key: str | None = None,
    ) -> Attachment:
        """Upload a file as an attachment, and return the attachment.

        Args:
            file: A path, bytes, or a file opened with "rb".
            filename: The name of the file in Fiken; None for its own name. Bytes need a name.
            comment: A text that Fiken stores with the attachment.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidFileError: The file cannot be read, is empty, or is not a .pdf, .png, .jpg, .jpeg
                or .gif file. Nothing was sent.
            InvalidAttributeError: The name contains a character that is not allowed. Nothing was
                sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            UnlikelyValueWarning: The content does not begin like a file with that extension, or the
                name is unusual.
        """
        return self._add(file, filename, comment=comment, key=idempotency_key)


class TradeAttachmentRepository(AttachmentRepository):
    """The attachments of one sale or purchase.

    With `to_sale=True`, a new attachment is evidence of the sale or, despite the name, the
    purchase. With `to_payment=True`, it is evidence of the payment. For example, a receipt for a
    cash purchase is evidence of both. An invoice from a supplier is evidence only of the purchase.
    """

    def add(
        self,
        file: Upload,
        filename: str | None = None,
        *,
        to_sale: bool = True,
        to_payment: bool = False,
        idempotency_key: str | None = None,
    ) -> Attachment:
        """Upload a file as an attachment, and return the attachment.

        Args:
            file: A path, bytes, or a file opened with "rb".
            filename: The name of the file in Fiken; None for its own name. Bytes need a name.
            to_sale: Whether the file is evidence of the sale or purchase.
            to_payment: Whether the file is evidence of the payment.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidFileError: The file cannot be read, is empty, or is not a .pdf, .png, .jpg, .jpeg
                or .gif file; or `to_sale` and `to_payment` are both False. Nothing was sent.
            InvalidAttributeError: The name contains a character that is not allowed. Nothing was
                sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.

        Warns:
            UnlikelyValueWarning: The content does not begin like a file with that extension, or the
                name is unusual.
        """
        params = purposes(to_sale=to_sale, to_payment=to_payment)
        return self._add(file, filename, params=params, key=idempotency_key)

    def add_from_inbox(
        self,
        document: int | InboxDocument,
        *,
        to_sale: bool = True,
        to_payment: bool = False,
        idempotency_key: str | None = None,
    ) -> Attachment:
        """Attach a document from Fiken's inbox, and return the new attachment.

        Fiken then marks the document as used.

        Args:
            document: The document in the inbox, or its id.
            to_sale: Whether the document is evidence of the sale or purchase.
            to_payment: Whether the document is evidence of the payment.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidAttributeError: `document` is neither an id nor a document from Fiken; nothing
                was sent.
            InvalidFileError: `to_sale` and `to_payment` are both False; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        params = purposes(to_sale=to_sale, to_payment=to_payment)
        return self._add_from("inboxDocumentId", document, params, idempotency_key)

    def add_from_ehf(
        self,
        document: int | EhfDocument,
        *,
        to_sale: bool = True,
        to_payment: bool = False,
        idempotency_key: str | None = None,
    ) -> Attachment:
        """Attach a received e-invoice (EHF document), and return the new attachment.

        Fiken then marks the document as used.

        Args:
            document: The EHF document, or its id.
            to_sale: Whether the document is evidence of the sale or purchase.
            to_payment: Whether the document is evidence of the payment.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Raises:
            InvalidAttributeError: `document` is neither an id nor a document from Fiken; nothing
                was sent.
            InvalidFileError: `to_sale` and `to_payment` are both False; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        params = purposes(to_sale=to_sale, to_payment=to_payment)
        return self._add_from("ehfDocumentId", document, params, idempotency_key)
