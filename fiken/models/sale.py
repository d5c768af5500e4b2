"""Sales (salg) whose invoice was made elsewhere, or that were paid at once; and their drafts."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models._trade import TradeDraft, TradeDraftLine
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact, Note
from fiken.models.payment import Payment
from fiken.models.project import Project


@model
class OrderLine(Model):
    """A line of a sale or a purchase. Its net and vat are taken as they are given.

    >>> OrderLine(description="Coffee", net_price=t.kroner("100"), vat=t.kroner("25"),
    ...           account="3000", vat_type=t.VatType.HIGH)
    OrderLine(description='Coffee', net_price=10000, vat=2500, account='3000', \
vat_type=<VatType.HIGH: 'HIGH'>)
    """

    #: What an `Accrual` names.
    line_id: t.ReadOnly[int] = t.UNSET
    description: t.Text200
    #: Øre, without vat. This or `net_price_in_currency` must be given.
    net_price: t.Amount | None = None
    #: Øre; `fiken.types.vat_on` computes it.
    vat: t.Amount | None = None
    account: t.AccountCode | None = None
    vat_type: t.VatType
    net_price_in_currency: t.Amount | None = None
    vat_in_currency: t.Amount | None = None
    #: On lines of purchases only.
    project_id: t.WriteOnly[int | None] = None


@model
class Sale(Model):
    """A sale in the books. It cannot be changed: delete it, and record it again.

    Amounts are øre, those ``in_currency`` the smallest unit of `currency`.
    """

    sale_id: t.Identity[int] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    #: Your own. `find_by(sale_number=…)` finds the sale that is not deleted.
    sale_number: str | None = None
    date: t.Date = t.UNSET
    kind: t.SaleKind = t.UNSET
    net_amount: t.ReadOnly[t.Amount] = t.UNSET
    vat_amount: t.ReadOnly[t.Amount] = t.UNSET
    settled: t.ReadOnly[bool] = t.UNSET
    settled_date: t.ReadOnly[t.Date | None] = None
    write_off: t.ReadOnly[bool] = t.UNSET
    #: On a cash sale it must be the gross of its lines.
    total_paid: t.Amount | None = None
    total_paid_in_currency: t.Amount | None = None
    outstanding_balance: t.ReadOnly[t.Amount] = t.UNSET
    outstanding_balance_in_currency: t.ReadOnly[t.Amount | None] = None
    lines: Sequence[OrderLine] = ()
    customer_id: int | None = None
    customer: t.ReadOnly[Contact | None] = None
    currency: t.Currency = t.UNSET
    due_date: t.Date | None = None
    #: The number that the customer pays with: 2 to 25 digits.
    kid: str | None = None
    #: Where a cash sale was paid to: 1920:10001. (The contract marks it as write-only in the
    #: answer: Fiken may not give it back.)
    payment_account: t.WriteOnly[t.AccountCode | None] = None
    #: On a cash sale the date of the sale.
    payment_date: t.Date | None = None
    payment_fee: t.WriteOnly[t.Amount | None] = None
    sale_payments: t.ReadOnly[Sequence[Payment]] = ()
    sale_attachments: t.ReadOnly[Sequence[Attachment]] = ()
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None
    notes: t.ReadOnly[Sequence[Note]] = ()
    #: A deleted sale stays, with a transaction that reverses it.
    deleted: t.ReadOnly[bool] = t.UNSET


@model
class SaleDraftLine(TradeDraftLine):
    """A line of a sale's draft."""


@model
class SaleDraft(TradeDraft):
    """A sale that is not booked yet; ``sales.drafts.finalize`` books it."""

    lines: Sequence[SaleDraftLine] = ()


@model
class WriteOff(Model):
    """What ``sales.write_off`` sends: why a claim is lost, and when."""

    type: t.WriteOffType
    date: t.Date
    comment: t.Text200 | None = None
