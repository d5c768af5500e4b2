"""Purchases (kjøp), and their drafts."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models._owed import any_of, day_or_today, is_late
from fiken.models._trade import TradeDraft, TradeDraftLine
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact
from fiken.models.payment import Payment
from fiken.models.project import Project
from fiken.models.sale import OrderLine


@model
class Purchase(Model):
    """A purchase in the books (kjøp).

    A purchase cannot be changed. To correct a purchase, delete it and create a new purchase.

    Amounts are in øre. Two amounts of a line, whose names end with ``in_currency``, are in the
    smallest unit of `currency`. If the purchase is not in NOK, set both amounts: the one in øre and
    the one in the foreign currency. `fiken.in_ore` converts a foreign amount to øre. The `amount`
    of a `Payment` is in the payment's own currency.
    """

    purchase_id: t.Identity[int] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    """The id of the `Transaction` that posts the purchase."""
    identifier: str | None = None
    """The number of the supplier's invoice, or a number of your own."""
    date: t.Date = t.UNSET
    """The day on which the purchase is posted."""
    due_date: t.Date | None = None
    kind: t.PurchaseKind = t.UNSET
    """Whether the purchase was paid at once or is on a supplier's invoice."""
    paid: t.ReadOnly[bool] = t.UNSET
    lines: Sequence[OrderLine] = ()
    """The lines. A new purchase needs at least one."""
    supplier_id: int | None = None
    """The id of the contact that the company bought from."""
    supplier: t.ReadOnly[Contact | None] = None
    currency: t.Currency = t.UNSET
    payment_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a cash purchase was paid from, such as 1920:10001.

    Fiken's documentation says that answers may lack this field, `payment_date` and `kid`.
    """
    payment_date: t.WriteOnly[t.Date | None] = None
    """The day of the payment. For a cash purchase it must equal `date`."""
    payment_amount_in_nok: t.WriteOnly[t.Amount | None] = None
    """Øre: the paid amount, for a cash purchase in a currency other than NOK."""
    payments: t.ReadOnly[Sequence[Payment]] = ()
    purchase_attachments: t.ReadOnly[Sequence[Attachment]] = ()
    kid: t.WriteOnly[str | None] = None
    """The reference that the supplier wants with the payment (KID): 2 to 25 digits."""
    project_id: int | None = None
    """The project of the whole purchase. A line can have a project of its own."""
    project: t.ReadOnly[Sequence[Project]] = ()
    """The projects of all lines. If there is exactly one, `project_id` is its id."""
    deleted: t.ReadOnly[bool] = t.UNSET
    """Whether the purchase was deleted: it stays in the books, and a transaction reverses it."""
    settled: t.ReadOnly[bool] = t.UNSET
    """Whether nothing is left to pay."""
    settled_date: t.ReadOnly[t.Date | None] = None
    """The day on which the purchase was settled."""

    @property
    def is_paid(self) -> bool | None:
        """Whether the purchase is paid, from `paid`; None if that is not known.

        False for a deleted purchase, and if Fiken says that an amount is outstanding. None for a
        new purchase, and if Fiken left out `paid` or `deleted`.
        """
        if self.deleted or self.paid is False or self.settled is False:
            return False
        return None if any_of(self.deleted) is None else self.paid

    def is_overdue(self, on: t.Date | None = None) -> bool | None:
        """Return whether the due date has passed and the purchase is neither paid nor settled.

        A deleted purchase is not overdue, nor is one without a due date. None if the due date has
        passed, and Fiken did not say whether the purchase is paid.

        Args:
            on: The day to compare the due date with. On the due date itself, the purchase is not
                overdue yet. None: today in Norway.

        Raises:
            InvalidAttributeError: `on` is not a date.
        """
        day = day_or_today(on, "Purchase.is_overdue")
        facts = (self.deleted, self.paid, self.settled)
        # One fact is enough to know that an amount is outstanding, unless another contradicts it.
        is_closed = any_of(*facts) or (None if False not in facts[1:] else False)
        if self.paid and self.settled is False and not self.deleted:
            is_closed = None
        return is_late(self.due_date, day, is_closed=is_closed)


@model
class PurchaseDraftLine(TradeDraftLine):
    """A line in the draft of a purchase.

    In spite of its name, `income_account` is the account of the cost, such as 6540.
    """


@model
class PurchaseDraft(TradeDraft):
    """The draft (kladd) of a purchase. ``purchases.drafts.finalize`` posts the purchase."""

    lines: Sequence[PurchaseDraftLine] = ()
