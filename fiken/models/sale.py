"""Sales (salg) that were paid at once or whose invoice was made elsewhere, and their drafts."""

from collections.abc import Sequence
from typing import Self

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models._owed import any_of, day_or_today, is_late, sum_of, was_paid
from fiken.models._trade import TradeDraft, TradeDraftLine, computable
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact, Note
from fiken.models.payment import Payment
from fiken.models.project import Project
from fiken.vat import net_in, vat_on


@model
class OrderLine(Model):
    """A line of a sale or a purchase (linje).

    Fiken does not compute VAT. If `vat` is missing, Fiken posts no VAT, even for a VAT type such as
    HIGH. `of_net` and `of_gross` compute the vat and create a line with it.

    >>> OrderLine.of_net(t.kroner("100"), description="Coffee", account="3000",
    ...                  vat_type=t.VatType.HIGH)
    OrderLine(description='Coffee', net_price=10000, vat=2500, account='3000', \
vat_type=<VatType.HIGH: 'HIGH'>)
    """

    line_id: t.ReadOnly[int] = t.UNSET
    """The id of a loaded line. An `Accrual` refers to a line by this id."""
    description: t.Text200
    """At most 200 characters."""
    net_price: t.Amount | None = None
    """Øre, whatever the currency of the sale or purchase is: the amount without VAT.

    A line needs this amount or `net_price_in_currency`. In a currency other than NOK, set both.
    """
    vat: t.Amount | None = None
    """Øre: the VAT. `of_net` and `of_gross` compute it."""
    account: t.AccountCode | None = None
    """The account of the income or the cost, such as 3000."""
    vat_type: t.VatType
    """The treatment for value added tax. The account must accept the type."""
    net_price_in_currency: t.Amount | None = None
    """The net amount in the smallest unit of the sale's or purchase's currency."""
    vat_in_currency: t.Amount | None = None
    """The VAT in the smallest unit of the sale's or purchase's currency."""
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
        """Return a line with this net amount. Its vat is computed with the rate of the VAT type.

        With the VAT type HIGH (25 %), a net of 10000 gives a vat of 2500. With a NONDEDUCTIBLE
        type, the net includes the tax, which the buyer cannot deduct, and the vat is negative. If
        you know the amount that the buyer pays to the seller, call `of_gross` instead.

        Args:
            net: The net amount in øre.
            description: At most 200 characters.
            vat_type: The VAT type.
            account: The account of the income or the cost.
            in_currency: The net amount in the smallest unit of a foreign currency. The vat in that
                currency is then computed from it. None for a sale or purchase in NOK.
            project_id: The project of the line. Only lines of purchases can have one.

        Raises:
            InvalidAttributeError: A value is not valid for its field, or the vat cannot be
                computed. That is so for a DIRECT type, whose lines hold the tax alone, and for a
                VAT type that this version does not know.
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
        """Return a line whose net and vat sum to exactly this gross amount.

        The net is computed with the rate of the VAT type. The vat is the rest.

        >>> line = OrderLine.of_gross(t.kroner("499"), description="Cake",
        ...                           vat_type=t.VatType.MEDIUM)
        >>> line.net_price, line.vat
        (43391, 6509)

        Args:
            gross: The amount in øre that the buyer pays to the seller. It includes VAT, except with
                a BASIS, DEDUCTIBLE or NONDEDUCTIBLE type: the seller does not charge that tax.
            description: At most 200 characters.
            vat_type: The VAT type.
            account: The account of the income or the cost.
            in_currency: The gross amount in the smallest unit of a foreign currency. The net and
                vat in that currency are then computed from it. None for a sale or purchase in NOK.
            project_id: The project of the line. Only lines of purchases can have one.

        Raises:
            InvalidAttributeError: A value is not valid for its field, or the net cannot be
                computed. That is so for a DIRECT type, whose lines hold the tax alone, and for a
                VAT type that this version does not know.
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
    """Return the vat, or None if it is 0: Fiken refuses a vat of 0 on a line of a sale.

    Observed: docs/observed.md#4-error-bodies
    """
    return vat or None


@model
class Sale(Model):
    """A sale in the books (salg).

    A sale cannot be changed. To correct a sale, delete it and create a new sale.

    Amounts are in øre. Amounts whose name ends with ``in_currency`` are in the smallest unit of
    `currency`. If the sale is not in NOK, and an amount has both kinds of fields, set both.
    `fiken.in_ore` converts a foreign amount to øre. The `amount` of a `Payment` is in the payment's
    own currency.
    """

    sale_id: t.Identity[int] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    transaction_id: t.ReadOnly[int] = t.UNSET
    """The id of the `Transaction` that posts the sale."""
    sale_number: str | None = None
    """Your own number. ``sales.find_by(sale_number=…)`` ignores deleted sales."""
    date: t.Date = t.UNSET
    """The day on which the sale is posted."""
    kind: t.SaleKind = t.UNSET
    """Whether the sale was paid at once, or has an invoice from Fiken or from another system."""
    net_amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the sum of the net amounts of all lines."""
    vat_amount: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the sum of the VAT of all lines."""
    settled: t.ReadOnly[bool] = t.UNSET
    """Whether nothing is left to pay. ``sales.settle`` settles a sale without a payment."""
    settled_date: t.ReadOnly[t.Date | None] = None
    """The day on which the sale was settled."""
    write_off: t.ReadOnly[bool] = t.UNSET
    """Whether the sale was written off as a loss. ``sales.write_off`` does that."""
    total_paid: t.Amount | None = None
    """Øre, whatever the currency is: the paid amount.

    For a cash sale it must be the sum of net and VAT of all lines. A `payment_fee` is a part of it.
    """
    total_paid_in_currency: t.Amount | None = None
    """The paid amount in the smallest unit of `currency`."""
    outstanding_balance: t.ReadOnly[t.Amount] = t.UNSET
    """Øre: the outstanding amount."""
    outstanding_balance_in_currency: t.ReadOnly[t.Amount | None] = None
    """The outstanding amount in the smallest unit of `currency`."""
    lines: Sequence[OrderLine] = ()
    """The lines. A new sale needs at least one."""
    customer_id: int | None = None
    """The id of the contact that the company sold to."""
    customer: t.ReadOnly[Contact | None] = None
    currency: t.Currency = t.UNSET
    due_date: t.Date | None = None
    kid: str | None = None
    """The reference that the customer pays with (KID): 2 to 25 digits."""
    payment_account: t.WriteOnly[t.AccountCode | None] = None
    """The account that a cash sale was paid to, such as 1920:10001.

    Fiken's documentation says that answers may lack this field.
    """
    payment_date: t.Date | None = None
    """The day of the payment. For a cash sale it must equal `date`."""
    payment_fee: t.WriteOnly[t.Amount | None] = None
    """Øre, whatever the currency is: the fee of a cash sale. Fiken posts it as a second payment.

    For a sale that is paid later, set the `Payment.fee` of the payment instead.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    sale_payments: t.ReadOnly[Sequence[Payment]] = ()
    sale_attachments: t.ReadOnly[Sequence[Attachment]] = ()
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None
    notes: t.ReadOnly[Sequence[Note]] = ()
    deleted: t.ReadOnly[bool] = t.UNSET
    """Whether the sale was deleted: it stays in the books, and a transaction reverses it."""

    @property
    def is_paid(self) -> bool | None:
        """Whether the customer has paid all of it; None if that is not known.

        True if the sale is settled and `total_paid` covers its lines. False if an amount is
        outstanding. It is also False for a sale that is deleted, written off, or settled without
        any payment: by a credit note, or by ``sales.settle``.

        None for a new sale, and if Fiken left out a field. It is also None for a settled sale that
        was paid in part, because the rest may have been credited or settled by hand. `settled` says
        whether anything is left to pay. In NOK, a payment of the total rounded to 50 øre or to
        whole kroner counts as a payment of all of it.
        """
        cancelled = any_of(self.deleted, self.write_off)
        rounded = self.currency == "NOK"
        return was_paid(self.settled, cancelled, *self._paid_and_total(), rounded=rounded)

    def is_overdue(self, on: t.Date | None = None) -> bool | None:
        """Return whether the due date has passed and an amount is outstanding.

        A sale that is settled, written off or deleted is not overdue, nor is a sale without a due
        date. None if the due date has passed, and Fiken did not say whether it is settled.

        Args:
            on: The day to compare the due date with. On the due date itself, the sale is not
                overdue yet. None: today in Norway.

        Raises:
            InvalidAttributeError: `on` is not a date.
        """
        day = day_or_today(on, "Sale.is_overdue")
        return is_late(self.due_date, day, is_closed=is_closed(self))

    def _paid_and_total(self) -> tuple[int | None, int | None]:
        """Return the amount paid and the total, in `currency`. An unknown amount is None.

        The amounts in øre do not decide about a sale in another currency, unless nothing was paid.
        If the exchange rate has risen, a payment of a part can be more øre than the whole sale.
        """
        in_nok = self.total_paid, sum_of(self.net_amount, self.vat_amount)
        if self.currency == "NOK" or self.total_paid == 0:
            return in_nok
        amounts: list[int | None] = []
        for line in self.lines:
            no_vat = None if line.vat else 0
            vat = no_vat if line.vat_in_currency is None else line.vat_in_currency
            amounts += [line.net_price_in_currency, vat]
        return self.total_paid_in_currency, sum_of(*amounts) if amounts else None


def is_closed(sale: Sale) -> bool | None:
    """Return whether nothing is left to pay of a sale; None if that is not known."""
    ended = sale.deleted or sale.write_off or sale.outstanding_balance == 0
    return any_of(sale.settled, bool(ended))


@model
class SaleDraftLine(TradeDraftLine):
    """A line in the draft of a sale. A draft is not posted in the books yet."""


@model
class SaleDraft(TradeDraft):
    """The draft (kladd) of a sale. ``sales.drafts.finalize`` posts the sale."""

    lines: Sequence[SaleDraftLine] = ()


@model
class WriteOff(Model):
    """The reason and the day for writing off a sale that the customer will not pay (tapsføring).

    ``sales.write_off`` sends it to Fiken.
    """

    type: t.WriteOffType
    """The reason why the claim is lost."""
    date: t.Date
    """The day on which the loss is posted. It must be after the date of the sale."""
    comment: t.Text200 | None = None
    """At most 200 characters."""
