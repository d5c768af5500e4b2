"""Sales (salg) that were paid at once or whose invoice was made elsewhere, and their drafts."""

from collections.abc import Sequence
from typing import Self

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models._trade import TradeDraft, TradeDraftLine, computable
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact, Note
from fiken.models.payment import Payment
from fiken.models.project import Project
from fiken.vat import net_in, vat_on


@model
class OrderLine(Model):
    """A line of a sale or a purchase (linje). Fiken posts net and vat as they are given.

    `of_net` and `of_gross` compute the vat. A line with a rate and without vat posts no VAT.

    >>> OrderLine.of_net(t.kroner("100"), description="Coffee", account="3000",
    ...                  vat_type=t.VatType.HIGH)
    OrderLine(description='Coffee', net_price=10000, vat=2500, account='3000', \
vat_type=<VatType.HIGH: 'HIGH'>)
    """

    line_id: t.ReadOnly[int] = t.UNSET
    """The id of a loaded line: an `Accrual` refers to it."""
    description: t.Text200
    """At most 200 characters."""
    net_price: t.Amount | None = None
    """Øre, without vat, whatever the currency of the sale or purchase is.

    A line needs this amount or `net_price_in_currency`. In another currency than NOK give both.
    """
    vat: t.Amount | None = None
    """Øre. `of_net` and `of_gross` compute it."""
    account: t.AccountCode | None = None
    """The account of the income or the cost, such as 3000."""
    vat_type: t.VatType
    """The treatment for value added tax. The account must accept the type."""
    net_price_in_currency: t.Amount | None = None
    """The net in the smallest unit of the currency. `fiken.in_ore` converts it to øre."""
    vat_in_currency: t.Amount | None = None
    """The vat in the smallest unit of the currency."""
    project_id: t.WriteOnly[int | None] = None
    """The project of the line, for lines of purchases only."""

    @classmethod
    def of_net(
        cls,
        net: t.Amount,
        *,
        description: t.Text200,
        vat_type: t.VatType,
        account: t.AccountCode | None = None,
        in_currency: t.Amount | None = None,
        project_id: int | None = None,
    ) -> Self:
        """Return a line with this net, and the vat that `fiken.vat_on` computes from it.

        The net of a NONDEDUCTIBLE type includes the tax, and its vat is negative. For such a type,
        pass the amount that the seller gets to `of_gross`.

        Args:
            net: Øre, without vat.
            description: At most 200 characters.
            vat_type: The VAT type.
            account: The account of the income or the cost.
            in_currency: The same net in the smallest unit of another currency. Its vat is computed
                too.
            project_id: A project, for lines of purchases only.

        Raises:
            InvalidAttributeError: A value breaks the rule of its field, or the vat cannot be
                computed: the line states the tax alone (DIRECT), or this version does not know the
                rate of the VAT type.
        """
        known = computable(cls, "of_net", _FIELDS, vat_type, net=net, in_currency=in_currency)
        return cls(
            description=description,
            net_price=net,
            vat=vat_on(net, known),
            account=account,
            vat_type=known,
            net_price_in_currency=in_currency,
            vat_in_currency=_unless_zero(in_currency and vat_on(in_currency, known)),
            project_id=project_id,
        )

    @classmethod
    def of_gross(
        cls,
        gross: t.Amount,
        *,
        description: t.Text200,
        vat_type: t.VatType,
        account: t.AccountCode | None = None,
        in_currency: t.Amount | None = None,
        project_id: int | None = None,
    ) -> Self:
        """Return a line whose net and vat add up to this gross, to the øre.

        `fiken.vat.net_in` computes the net. The vat is the rest.

        >>> line = OrderLine.of_gross(t.kroner("499"), description="Cake",
        ...                           vat_type=t.VatType.MEDIUM)
        >>> line.net_price, line.vat
        (43391, 6509)

        Args:
            gross: Øre, with vat: the amount that the buyer pays to the seller.
            description: At most 200 characters.
            vat_type: The VAT type.
            account: The account of the income or the cost.
            in_currency: The same gross in the smallest unit of another currency. Its net and vat
                are computed too.
            project_id: A project, for lines of purchases only.

        Raises:
            InvalidAttributeError: As in `of_net`.
        """
        known = computable(cls, "of_gross", _FIELDS, vat_type, gross=gross, in_currency=in_currency)
        net = net_in(gross, known)
        foreign = None if in_currency is None else net_in(in_currency, known)
        return cls(
            description=description,
            net_price=net,
            vat=gross - net,
            account=account,
            vat_type=known,
            net_price_in_currency=foreign,
            vat_in_currency=_unless_zero(in_currency and in_currency - (foreign or 0)),
            project_id=project_id,
        )


_FIELDS = ("net_price", "vat")


def _unless_zero(vat: int | None) -> int | None:
    """Return None for a vat of 0: Fiken refuses it on a line of a sale.

    Observed: docs/observed.md#4-error-bodies
    """
    return vat or None


@model
class Sale(Model):
    """A sale in the books (salg). It cannot be changed: delete it, and record it again.

    Amounts are in øre, and amounts ``in_currency`` in the smallest unit of `currency`. A sale in
    another currency than NOK states both: `fiken.in_ore` converts.
    """

    sale_id: t.Identity[int] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    """The id of the `Transaction` that posted it."""
    sale_number: str | None = None
    """Your own number. `find_by(sale_number=…)` returns the sale that is not deleted."""
    date: t.Date = t.UNSET
    """The day on which the sale is posted."""
    kind: t.SaleKind = t.UNSET
    """Whether it was paid at once, or where its invoice was made."""
    net_amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the sum of the net of all lines."""
    vat_amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the sum of the vat of all lines."""
    settled: t.ReadOnly[bool] = t.UNSET
    """Whether nothing is left to pay. ``sales.settle`` marks a sale so without a payment."""
    settled_date: t.ReadOnly[t.Date | None] = None
    """The day on which it was settled."""
    write_off: t.ReadOnly[bool] = t.UNSET
    """Whether it was written off as a loss, as ``sales.write_off`` does."""
    total_paid: t.Amount | None = None
    """Øre, whatever the currency is. On a cash sale, the gross of its lines, a fee included."""
    total_paid_in_currency: t.Amount | None = None
    """What was paid, in the smallest unit of `currency`."""
    outstanding_balance: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the outstanding amount."""
    outstanding_balance_in_currency: t.ReadOnly[t.Amount | None] = None
    """The outstanding amount in the smallest unit of `currency`."""
    lines: Sequence[OrderLine] = ()
    """The lines. A new sale needs at least one."""
    customer_id: int | None = None
    """The id of the contact who bought it."""
    customer: t.ReadOnly[Contact | None] = None
    currency: t.Currency = t.UNSET
    due_date: t.Date | None = None
    kid: str | None = None
    """The reference that the customer pays with (KID): 2 to 25 digits."""
    payment_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a cash sale was paid to, such as 1920:10001.

    The contract says that Fiken may not return this field.
    """
    payment_date: t.Date | None = None
    """The day of the payment. For a cash sale it must equal `date`."""
    payment_fee: t.WriteOnly[t.Amount | None] = None
    """Øre, whatever the currency is: the fee of a cash sale. Fiken posts it as a second payment.

    The fee of a payment that is recorded by itself is `Payment.fee`.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    sale_payments: t.ReadOnly[Sequence[Payment]] = ()
    sale_attachments: t.ReadOnly[Sequence[Attachment]] = ()
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None
    notes: t.ReadOnly[Sequence[Note]] = ()
    deleted: t.ReadOnly[bool] = t.UNSET
    """Whether it was deleted. It stays in the books, with a transaction that reverses it."""


@model
class SaleDraftLine(TradeDraftLine):
    """A line of a draft of a sale."""


@model
class SaleDraft(TradeDraft):
    """A sale that is not posted yet (kladd). ``sales.drafts.finalize`` posts it."""

    lines: Sequence[SaleDraftLine] = ()


@model
class WriteOff(Model):
    """The reason and the day of a write-off (tapsføring): what ``sales.write_off`` sends."""

    type: t.WriteOffType
    """The reason why the claim is lost."""
    date: t.Date
    """The day on which the loss is posted. It must be after the date of the sale."""
    comment: t.Text200 | None = None
    """At most 200 characters."""
