"""The parts that invoices, credit notes, offers, order confirmations and their drafts share."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, ClassVar, Generic, TypeVar, cast

import attrs

from fiken import types as t
from fiken.idempotency._write import Clue, Found
from fiken.mappers._sending import SendingMapper
from fiken.models._base import Model
from fiken.models._sales_document import DocumentDraft
from fiken.models.draft import DraftLine
from fiken.models.invoice import InvoiceLine
from fiken.repositories._deleting import Deletes
from fiken.repositories._finding import Finds
from fiken.repositories._listing import Lists
from fiken.repositories._once import content_of
from fiken.repositories._protocols import SessionProtocol
from fiken.repositories._read_back import Comparison, Comparisons
from fiken.repositories._saving import Saves
from fiken.repositories._search import Search, signature_of
from fiken.repositories._trace import Trace
from fiken.repositories._verbs import Acts, Finalizes
from fiken.repositories.attachment import CommentedAttachmentRepository
from fiken.repositories.counter import CounterRepository
from fiken.types.amounts import in_percent

M = TypeVar("M", bound=Model)
K = TypeVar("K", bound=DocumentDraft)


def _same_percent(name: str) -> Comparison:
    """Return the comparison of a field in percent, which Fiken may return as a share.

    Fiken's documentation has both readings of an answered discount: 25 and 0.25. No discount is the
    same as a discount of 0. The same holds for the VAT rate.

    Observed: docs/observed.md#7-units
    """

    def is_same(sent: Any, loaded: DraftLine | InvoiceLine) -> bool:
        returned = getattr(loaded, name) or 0
        return (sent or 0) in (returned, in_percent(returned))

    return is_same


def _recomputed(name: str) -> Comparison:
    """Return the comparison of a sum, which is sent before the discount and returned after it."""

    def is_same(sent: Any, loaded: InvoiceLine) -> bool:
        return bool(loaded.discount) or sent == getattr(loaded, name)

    return is_same


#: How to tell whether Fiken kept the fields of a line.
LINE_COMPARISONS: Comparisons = {
    DraftLine: {"discount": _same_percent("discount")},
    InvoiceLine: {
        **{name: _same_percent(name) for name in ("discount", "vat_in_percent")},
        **{name: _recomputed(name) for name in ("net", "vat", "gross")},
    },
}


class DocumentRepository(Finds[M], Lists[M]):
    """The documents of one kind that were issued: invoices, credit notes, and so on."""

    @cached_property
    def counter(self) -> CounterRepository:
        """The counter of the number series. ``counter.ensure()`` starts a series that has none."""
        return CounterRepository(self._session, self._url)


class Sends(Acts[M]):
    """A repository whose documents Fiken can send to the customer.

    Attributes:
        sending: The mapper of the request.
    """

    sending: ClassVar[SendingMapper[Any]]

    def send(
        self,
        document: int | M,
        /,
        *,
        method: t.SendMethod | Sequence[t.SendMethod],
        include_document_attachments: bool = True,
        recipient_name: str | None = None,
        recipient_email: str | None = None,
        message: str | None = None,
        email_send_option: t.EmailSendOption | None = None,
        merge_invoice_and_attachments: bool | None = None,
        organization_number: str | None = None,
        mobile_number: str | None = None,
        idempotency_key: str | None = None,
    ) -> M:
        """Send an issued document to the customer, and return it as it is afterwards (POST …/send).

        Creating a document does not send it. `Invoice` and `Offer` have a list `dispatches` with
        each time that they were sent. If the answer was lost, load the document and look there. A
        `CreditNote` has no such list.

        Args:
            document: The document, or its id.
            method: How to send it. If there are several, the first possible way is used.
            include_document_attachments: Whether the attachments of the document are sent too.
            recipient_name: The name of the recipient of an e-mail. None: that of the customer.
            recipient_email: The address that an e-mail is sent to. None: that of the customer.
            message: A text for the recipient. None: the usual text of the company.
            email_send_option: Whether an e-mail has a link or a file. None: as the settings in
                Fiken say.
            merge_invoice_and_attachments: Whether the document and its attachments become one PDF.
            organization_number: The number for an electronic invoice (EHF). None: that of the
                customer.
            mobile_number: The phone number for a text message. None: that of the customer.
            idempotency_key: The key under which the request is carried out once (docs/once.md). If
                an answer is lost, the `dispatches` of the document show whether it was sent. They
                may not show it for a document that was sent before, and never do for a
                `CreditNote`: then it is not sent again, and `AmbiguousWriteError` is raised.

        Raises:
            BadRequestError: Fiken refused, for instance because the customer cannot receive it in
                this way.
            UnsavedChangesError: The document has unsaved changes; nothing was sent.
            InvalidAttributeError: An argument has a wrong type; nothing was sent.
            InvalidModelError: No way to send it is given; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        one = isinstance(method, str)
        request = self.sending.model(
            **{cast("str", self.mapper.key): self._id_of(document)},
            method=(method,) if one else method,
            include_document_attachments=include_document_attachments,
            recipient_name=recipient_name,
            recipient_email=recipient_email,
            message=message,
            email_send_option=email_send_option,
            merge_invoice_and_attachments=merge_invoice_and_attachments,
            organization_number=organization_number,
            mobile_number=mobile_number,
        )
        payload = self.sending.create(request)
        once = self._once(idempotency_key, content_of(request), lambda: self._dispatched(document))
        return self._act("POST", "send", document, self._afterwards, json=payload, once=once)

    def _dispatched(self, document: int | M) -> Search:
        """Return how it is found out whether a document was sent.

        Its `dispatches` are counted before and after. Each of them has only a day. So it is not
        known whether there are two of a document that is sent twice on one day.
        """
        url = self._url_of(document)

        def count() -> int:
            return len(cast("Any", self._load(url)).dispatches)

        def look(clue: Clue) -> Found:
            before = clue["before"]
            if before is None:
                return Found(unsure="Fiken does not show whether it was sent")
            if count() > before:
                return Found("")
            return Found(unsure=_SENT_BEFORE) if before else Found()

        if "dispatches" not in self.mapper.fields:
            return Search(look, clue={"before": None})
        alike = signature_of(url, "send")
        return Search(look, alike=alike, list_before=lambda: {"before": count()})


_SENT_BEFORE = "it was sent before this, and Fiken may not show that it was sent again"


class DocumentDraftRepository(
    Finds[K], Lists[K], Saves[K], Deletes[K], Finalizes[K, M], Generic[K, M]
):
    """The drafts of documents of one kind. An update replaces the whole draft (PUT).

    Args:
        documents: The repository of the documents that the drafts become.
    """

    comparisons = LINE_COMPARISONS
    trace = Trace(uuid="uuid", alike=("customer_id", "order_reference", "lines.quantity"))

    def __init__(self, session: SessionProtocol, root: str, documents: Finds[M]) -> None:
        super().__init__(session, root)
        self._issued = documents

    def _documents(self) -> Finds[M]:
        return self._issued

    def _search(self, model: K) -> Search:
        search = super()._search(model)
        if not model.is_new:
            return search
        return attrs.evolve(search, look=partial(self._look, search.look))

    def _look(self, look: Callable[[Clue], Found], clue: Clue) -> Found:
        """Look for a draft. If somebody has finalized it, it is not there, but was saved."""
        found = look(clue)
        uuid = clue["own"].get("uuid")
        if found != Found() or uuid is None:
            return found
        looking = self._looking_in(self._issued)
        became = looking.look(looking.clue_of_draft(uuid))
        ids = became.candidates if became.id is None else (became.id,)
        return Found(unsure="the draft was finalized", candidates=ids) if ids else found

    def _search_of(self, draft: K) -> Search:
        return self._looking_in(self._issued).search_for_draft(str(draft.uuid), self._url_of(draft))

    def attachments(self, draft: int | K, /) -> CommentedAttachmentRepository:
        """Return the repository of the attachments of one draft. Each can have a comment."""
        return CommentedAttachmentRepository(self._session, self._url_of(draft))
