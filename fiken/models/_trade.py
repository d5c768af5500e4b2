"""What drafts of sales and of purchases have in common: all but the lines' class."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact
from fiken.models.payment import Payment
from fiken.models.project import Project


@model
class TradeDraftLine(Model):
    """A line of a draft. Amounts are the smallest unit of the draft's currency."""

    text: t.Text200 = t.UNSET
    vat_type: t.VatType = t.UNSET
    #: Fiken's name for it; on a purchase it is the account of the cost.
    income_account: t.AccountCode = t.UNSET
    net: t.Amount = t.UNSET
    #: Net and vat.
    gross: t.Amount = t.UNSET
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None


@model
class TradeDraft(Model):
    """A sale or a purchase that is not booked yet."""

    draft_id: t.Identity[int] = t.UNSET
    uuid: t.ReadOnly[str] = t.UNSET
    invoice_issue_date: t.Date | None = None
    due_date: t.Date | None = None
    invoice_number: str | None = None
    contact_id: int | None = None
    contact: t.ReadOnly[Contact | None] = None
    #: For the whole draft; a line may name its own.
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None
    cash: bool = t.UNSET
    currency: t.Currency | None = None
    kid: str | None = None
    paid: bool = t.UNSET
    attachments: t.ReadOnly[Sequence[Attachment]] = ()
    payments: Sequence[Payment] = ()
    lines: Sequence[TradeDraftLine] = ()
