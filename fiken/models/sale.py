"""Sales (salg) whose invoice was made elsewhere, or that were paid at once; and their drafts."""

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
    """A line of a sale or a purchase. Fiken books net and vat as they are given.

    `of_net` and `of_gross` compute the vat. A line with a rate and without vat books no VAT.

    >>> OrderLine.of_net(t.kroner("100"), description="Coffee", account="3000",
    ...                  vat_type=t.VatType.HIGH)
    OrderLine(description='Coffee', net_price=10000, vat=2500, account='3000', \
vat_type=<VatType.HIGH: 'HIGH'>)
    """

    #: What an `Accrual` names.
    line_id: t.ReadOnly[int] = t.UNSET
    description: t.Text200
    #: Øre, also where the sale or purchase is in another currency than NOK, and without vat. This
    #: or `net_price_in_currency` must be given; for another currency give both.
    net_price: t.Amount | None = None
    #: Øre. `of_net` and `of_gross` compute it.
    vat: t.Amount | None = None
    account: t.AccountCode | None = None
    vat_type: t.VatType
    #: The same net in the smallest unit of the currency; `fiken.in_ore` makes øre of it.
    net_price_in_currency: t.Amount | None = None
    vat_in_currency: t.Amount | None = None
    #: On lines of purchases only.
    project_id: t.WriteOnly[int | None] = None

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
        """Return a line of this net, with the vat that `fiken.vat_on` computes.

        The net of a NONDEDUCTIBLE type has the tax in it, and its vat is negative: give what the
        seller gets to `of_gross`.

        Args:
            net: Øre, without vat.
            description: The description.
            vat_type: The VAT type.
            account: The account of the income or of the cost.
            in_currency: The same net in the smallest unit of another currency: its vat is computed
                too.
            project_id: A project, on lines of purchases only.

        Raises:
            InvalidAttributeError: A value breaks its type, or no vat follows from the VAT type: it
                is tax alone (DIRECT), or this version does not know its rate.
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
        """Return a line whose net and vat make up this gross, to the øre.

        `fiken.vat.net_in` computes the net, and the vat is the rest.

        >>> line = OrderLine.of_gross(t.kroner("499"), description="Cake",
        ...                           vat_type=t.VatType.MEDIUM)
        >>> line.net_price, line.vat
        (43391, 6509)

        Args:
            gross: Øre, with vat: what the buyer pays to the seller.
            description: The description.
            vat_type: The VAT type.
            account: The account of the income or of the cost.
            in_currency: The same gross in the smallest unit of another currency: its net and vat
                are computed too.
            project_id: A project, on lines of purchases only.

        Raises:
            InvalidAttributeError: As `of_net` does.
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
    """Leave a vat of 0 out: Fiken was seen to refuse one on a line of a sale.

    Observed: docs/observed.md#4-error-bodies
    """
    return vat or None


@model
class Sale(Model):
    """A sale in the books. It cannot be changed: delete it, and record it again.

    Amounts are øre, those ``in_currency`` the smallest unit of `currency`. In another currency than
    NOK both are given, and `fiken.in_ore` converts.
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
    #: Øre, in any currency. On a cash sale it must be the gross of its lines, a fee included.
    total_paid: t.Amount | None = None
    #: The same in the smallest unit of `currency`.
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
    #: Øre, in any currency. Fiken books it as a second payment
    #: (docs/observed.md#11-sales-and-purchases); on a payment of its own, a fee is the field
    #: `Payment.fee`.
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
