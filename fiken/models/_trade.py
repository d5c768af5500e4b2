"""The parts that sales and purchases have in common: their drafts, and a check of VAT types."""

from collections.abc import Sequence
from typing import Any, Self, cast

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.models._base import Model, model
from fiken.models.attachment import Attachment
from fiken.models.contact import Contact
from fiken.models.payment import Payment
from fiken.models.project import Project
from fiken.vat import VAT, VatRegime, gross_on, net_in


def computable(
    line: type, verb: str, fields: tuple[str, str], vat_type: t.VatType, **amounts: int | None
) -> t.VatType:
    """Check that the vat of a line can be computed for a VAT type, and return the type.

    `of_net` and `of_gross` of the line classes call this function before they compute.

    Args:
        line: The class of the line, for error messages.
        verb: "of_net" or "of_gross", for error messages.
        fields: The names of two amount fields, such as ``("net", "gross")``. The error message
            tells the user to set them.
        vat_type: The VAT type, or a plain string that equals one.
        amounts: The amounts, by argument name. Only `in_currency` can be None.

    Raises:
        InvalidAttributeError: An amount is not valid, or the vat cannot be computed for the VAT
            type. The message says what to write instead.
    """
    where = f"{line.__name__}.{verb}"
    for name, amount in amounts.items():
        rule_of_amount = t.rule_of(cast("Any", t.Amount), nullable=name == "in_currency")
        rule_of_amount.check(where, name, amount)
    known: t.VatType = t.rule_of(t.VatType).converted(where, "vat_type", vat_type)
    first, second = fields
    if known not in VAT:
        rule = "a VAT type whose rate this version knows"
        hint = f"write {line.__name__}({first}=…, {second}=…) with the amounts that you know"
        raise InvalidAttributeError(where, "vat_type", str(known), rule, hint)
    if VAT[known].regime is VatRegime.DIRECT:
        rule = "a VAT type of a line with a net of its own"
        hint = (
            f"the line is tax alone, so write {line.__name__}({first}=0, {second}=…) with the tax"
        )
        raise InvalidAttributeError(where, "vat_type", str(known), rule, hint)
    return known


@model
class TradeDraftLine(Model):
    """A line in the draft of a sale or a purchase. A draft is not posted in the books yet.

    The amounts are in the smallest unit of the draft's currency: øre for NOK.
    """

    text: t.Text200 = t.UNSET
    """The description: at most 200 characters."""
    vat_type: t.VatType = t.UNSET
    """The treatment for value added tax. The account must accept the type."""
    income_account: t.AccountCode = t.UNSET
    """The account of the income. On a purchase, it is the account of the cost."""
    net: t.Amount = t.UNSET
    """The amount without vat, in the smallest unit of the draft's currency."""
    gross: t.Amount = t.UNSET
    """The amount with vat, in the smallest unit of the draft's currency."""
    project_id: int | None = None
    project: t.ReadOnly[Project | None] = None

    @classmethod
    def of_net(
        cls,
        net: t.Amount,
        *,
        text: t.Text200,
        vat_type: t.VatType,
        income_account: t.AccountCode,
        project_id: int | None = None,
    ) -> Self:
        """Return a line with this net amount. Its gross is computed with the rate of the VAT type.

        With the VAT type HIGH (25 %), a net of 40000 gives a gross of 50000. With a NONDEDUCTIBLE
        type, the net includes the tax and the gross does not, so the gross is smaller.

        Raises:
            InvalidAttributeError: A value is not valid for its field, or the gross cannot be
                computed. That is so for a DIRECT type, whose lines hold the tax alone, and for a
                VAT type that this version does not know.
        """
        known = computable(cls, "of_net", _DRAFT_FIELDS, vat_type, net=net)
        return cls(
            text=text,
            vat_type=known,
            income_account=income_account,
            net=net,
            gross=gross_on(net, known),
            project_id=project_id,
        )

    @classmethod
    def of_gross(
        cls,
        gross: t.Amount,
        *,
        text: t.Text200,
        vat_type: t.VatType,
        income_account: t.AccountCode,
        project_id: int | None = None,
    ) -> Self:
        """Return a line with this gross amount. Its net is computed with the rate of the VAT type.

        With the VAT type HIGH (25 %), a gross of 50000 gives a net of 40000. With a NONDEDUCTIBLE
        type, the net includes the tax and the gross does not, so the net is larger.

        Raises:
            InvalidAttributeError: A value is not valid for its field, or the net cannot be
                computed. That is so for a DIRECT type, whose lines hold the tax alone, and for a
                VAT type that this version does not know.
        """
        known = computable(cls, "of_gross", _DRAFT_FIELDS, vat_type, gross=gross)
        return cls(
            text=text,
            vat_type=known,
            income_account=income_account,
            net=net_in(gross, known),
            gross=gross,
            project_id=project_id,
        )


_DRAFT_FIELDS = ("net", "gross")


@model
class TradeDraft(Model):
    """The draft (kladd) of a sale or a purchase. It is not posted in the books yet."""

    draft_id: t.Identity[int] = t.UNSET
    uuid: t.ReadOnly[str] = t.UNSET
    """The UUID of the draft: 36 characters."""
    invoice_issue_date: t.Date | None = None
    """The date of the invoice."""
    due_date: t.Date | None = None
    invoice_number: str | None = None
    """The number of the invoice. It is not the id of an invoice made in Fiken."""
    contact_id: int | None = None
    """The id of the customer or supplier."""
    contact: t.ReadOnly[Contact | None] = None
    project_id: int | None = None
    """The project of the whole draft. A line can have a project of its own."""
    project: t.ReadOnly[Project | None] = None
    cash: bool = t.UNSET
    """Whether the draft is for a cash sale or a cash purchase."""
    currency: t.Currency | None = None
    """The currency of all amounts of the lines: NOK if it is None."""
    kid: str | None = None
    """The reference to pay with (KID): 2 to 25 digits."""
    paid: bool = t.UNSET
    attachments: t.ReadOnly[Sequence[Attachment]] = ()
    payments: Sequence[Payment] = ()
    lines: Sequence[TradeDraftLine] = ()
