"""Purchases (kjøp), and their drafts."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models._trade import TradeDraft, TradeDraftLine
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact
from fiken.models.payment import Payment
from fiken.models.project import Project
from fiken.models.sale import OrderLine


@model
class Purchase(Model):
    """A purchase in the books. It cannot be changed: delete it, and record it again.

    Amounts are øre, those ``in_currency`` the smallest unit of `currency`. In another currency than
    NOK both are given, and `fiken.in_ore` converts.
    """

    purchase_id: t.Identity[int] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    #: The number of the supplier's invoice, or the like.
    identifier: str | None = None
    date: t.Date = t.UNSET
    due_date: t.Date | None = None
    kind: t.PurchaseKind = t.UNSET
    paid: t.ReadOnly[bool] = t.UNSET
    lines: Sequence[OrderLine] = ()
    supplier_id: int | None = None
    supplier: t.ReadOnly[Contact | None] = None
    currency: t.Currency = t.UNSET
    #: What a cash purchase was paid from: 1920:10001. (The contract marks this one, the date and
    #: the kid as write-only in the answer: Fiken may not give them back.)
    payment_account: t.WriteOnly[t.AccountCode | None] = None
    #: On a cash purchase the date of the purchase.
    payment_date: t.WriteOnly[t.Date | None] = None
    #: Øre. Paid in another currency: what really left the bank account.
    payment_amount_in_nok: t.WriteOnly[t.Amount | None] = None
    payments: t.ReadOnly[Sequence[Payment]] = ()
    purchase_attachments: t.ReadOnly[Sequence[Attachment]] = ()
    #: The number that the supplier wants to be paid with: 2 to 25 digits.
    kid: t.WriteOnly[str | None] = None
    #: For the whole purchase; a line may name its own.
    project_id: int | None = None
    #: Fiken gives a list: the projects of all lines. `project_id` is set where there is one.
    project: t.ReadOnly[Sequence[Project]] = ()
    #: A deleted purchase stays, with a transaction that reverses it.
    deleted: t.ReadOnly[bool] = t.UNSET
    settled: t.ReadOnly[bool] = t.UNSET
    settled_date: t.ReadOnly[t.Date | None] = None


@model
class PurchaseDraftLine(TradeDraftLine):
    """A line of a purchase's draft: its `income_account` is the account of the cost."""


@model
class PurchaseDraft(TradeDraft):
    """A purchase that is not booked yet; ``purchases.drafts.finalize`` books it."""

    lines: Sequence[PurchaseDraftLine] = ()
