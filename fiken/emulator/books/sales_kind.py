"""The four kinds of sales documents, and the facts in which they differ."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SalesKind:
    """The facts about invoices, credit notes, offers or order confirmations.

    Attributes:
        name: the name of the kind. The names of tables are built from it: `credit_notes`.
        id: the column with the id.
        number: the column with the number.
        date: the column with the date of issue.
        text: the column with the text above the lines.
        contact: the column with the id of the customer.
        draft_uuid: the column with the UUID of the draft from which the document was made.
        title: the Norwegian word for a document of this kind.
        drafts: the values of `type` that its drafts can have.
        path: the path of the list below the company.
        is_booked: whether a document of this kind is posted in the ledger.
    """

    name: str
    id: str
    number: str
    date: str
    text: str
    contact: str
    draft_uuid: str
    title: str
    drafts: tuple[str, ...]
    path: str
    is_booked: bool

    @property
    def table(self) -> str:
        """The table of the documents, such as `credit_notes`."""
        return f"{self.name}s"

    @property
    def words(self) -> str:
        """The name of the kind in messages, such as `credit note`."""
        return self.name.replace("_", " ")


INVOICE = SalesKind(
    name="invoice",
    id="invoice_id",
    number="invoice_number",
    date="issue_date",
    text="invoice_text",
    contact="customer_id",
    draft_uuid="invoice_draft_uuid",
    title="Faktura",
    drafts=("invoice", "cash_invoice", "repeating_invoice"),
    path="invoices",
    is_booked=True,
)
CREDIT_NOTE = SalesKind(
    name="credit_note",
    id="credit_note_id",
    number="credit_note_number",
    date="issue_date",
    text="credit_note_text",
    contact="customer_id",
    draft_uuid="credit_note_draft_uuid",
    title="Kreditnota",
    drafts=("credit_note",),
    path="creditNotes",
    is_booked=True,
)
OFFER = SalesKind(
    name="offer",
    id="offer_id",
    number="offer_number",
    date="date",
    text="comment",
    contact="contact_id",
    draft_uuid="offer_draft_uuid",
    title="Tilbud",
    drafts=("offer",),
    path="offers",
    is_booked=False,
)
ORDER_CONFIRMATION = SalesKind(
    name="order_confirmation",
    id="confirmation_id",
    number="confirmation_number",
    date="date",
    text="comment",
    contact="contact_id",
    draft_uuid="confirmation_draft_uuid",
    title="Ordrebekreftelse",
    drafts=("order_confirmation",),
    path="orderConfirmations",
    is_booked=False,
)
KINDS = (INVOICE, CREDIT_NOTE, OFFER, ORDER_CONFIRMATION)
