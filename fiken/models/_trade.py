"""What sales and purchases have in common: VAT on their lines, and drafts but the lines' class."""

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
    """Return the VAT type if the vat of a line follows from it and from whole amounts.

    Args:
        line: The class of the line.
        verb: The name of its class method.
        fields: The names of the two fields that would be computed.
        vat_type: The type, or a text that equals one.
        amounts: What it is computed from, by the names of the arguments; `in_currency` may be None.

    Raises:
        InvalidAttributeError: No vat follows, with what to write instead.
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
        """Return a line of this net, with the gross that `fiken.vat.gross_on` computes.

        Raises:
            InvalidAttributeError: A value breaks its type, or no gross follows from the VAT type:
                it is tax alone (DIRECT), or this version does not know its rate.
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
        """Return a line of this gross, with the net that `fiken.vat.net_in` computes.

        Raises:
            InvalidAttributeError: As `of_net` does.
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
