"""The prices of sales documents: net, VAT and gross of lines, rounding, and amounts in NOK.

Emulator choice: how Fiken rounds is not known. Here the net and the VAT of each line are rounded to
the nearest øre, half an øre away from zero. The sums of a document are those of its lines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fiken.emulator.books import ledger, vat
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.rates import NOK, RATE, rounded


@dataclass(frozen=True)
class SalesLine:
    """A line of a sales document, before its amounts are computed.

    The fields have the names of the columns of `invoice_lines` and the like.

    Attributes:
        product_id: the product. The caller has checked that it exists.
        product_name: the name of the product.
        description: the text of the line.
        comment: a further text.
        income_account: the account of the income, such as `3000`.
        vat_type: the VAT type, such as `HIGH`.
        unit_price: the net price of one unit in the smallest unit of the currency. None if the
            product has no price.
        quantity: the number of units, which can have decimals.
        discount: the discount in percent, from 0 to 100. None if there is none.
    """

    product_id: int | None
    product_name: str | None
    description: str | None
    comment: str | None
    income_account: str
    vat_type: str
    unit_price: int | None
    quantity: float
    discount: float | None

    @property
    def full_price(self) -> int | None:
        """The net before the discount; None without a unit price."""
        if self.unit_price is None:
            return None
        return rounded(self.unit_price * exact(self.quantity))

    @property
    def net(self) -> int | None:
        """The net after the discount; None without a unit price."""
        if self.unit_price is None:
            return None
        rest = 1 - exact(self.discount or 0) / 100
        return rounded(self.unit_price * exact(self.quantity) * rest)

    @property
    def rate(self) -> int:
        """The rate of the VAT in hundredths of a percent."""
        return vat.TYPES[self.vat_type].rate

    @property
    def vat(self) -> int | None:
        """The VAT of the net after the discount; None without a unit price."""
        net = self.net
        return None if net is None else vat.vat_on(net, self.rate)


@dataclass(frozen=True)
class Amounts:
    """The amounts of a line or of a sales document, in its currency and in NOK."""

    net: int
    vat: int
    net_in_nok: int
    vat_in_nok: int

    def columns(self) -> dict[str, int]:
        """Return the amounts by column, the gross amounts included."""
        gross, gross_in_nok = self.net + self.vat, self.net_in_nok + self.vat_in_nok
        return {**vars(self), "gross": gross, "gross_in_nok": gross_in_nok}


def amounts_of(line: SalesLine, currency: str) -> Amounts:
    """Return the amounts of a line.

    Emulator choice: amounts in another currency are converted at 10 NOK per unit.

    Raises:
        Rejected: the line has no unit price, since neither the line nor its product has one.
    """
    net, vat_amount = line.net, line.vat
    if net is None or vat_amount is None:
        raise Rejected("unitPrice is required where the product has no price")
    ledger.require_countable(line.full_price, net, vat_amount)
    if currency == NOK:
        return Amounts(net, vat_amount, net, vat_amount)
    return Amounts(net, vat_amount, rounded(net * RATE), rounded(vat_amount * RATE))


def sum_of(amounts: Sequence[Amounts], rounding: int = 0) -> Amounts:
    """Return the sums of the amounts of all lines, with the rounding of the total in the net."""
    return Amounts(
        net=sum(each.net for each in amounts) + rounding,
        vat=sum(each.vat for each in amounts),
        net_in_nok=sum(each.net_in_nok for each in amounts) + rounding,
        vat_in_nok=sum(each.vat_in_nok for each in amounts),
    )


def _nearest(gross: int, unit: int) -> int:
    return vat.rounded(gross, unit) * unit


def _down(gross: int, unit: int) -> int:
    size = abs(gross) // unit * unit
    return size if gross > 0 else -size


#: How a rounding type rounds a total, and to which unit in øre: half a krone, or a whole one.
_ROUNDINGS: Mapping[str, tuple[Callable[[int, int], int], int]] = {
    "round_half": (_nearest, 50),
    "round_whole": (_nearest, 100),
    "round_down_half": (_down, 50),
    "round_down_whole": (_down, 100),
}


def rounding_of(gross: int, rounding_type: str | None, currency: str) -> int:
    """Return the øre that a rounding type adds to a total; they are negative if it rounds down.

    By the contract, rounding types are for NOK only.

    Emulator choice: a negative total, which offers can have, is rounded as a positive one with its
    sign. With another currency, a rounding type other than `none` is rejected.
    """
    if rounding_type is None or rounding_type == "none":
        return 0
    if currency != NOK:
        raise Rejected(f"'roundingType' must be none for {currency}: it is for NOK only")
    round_to, unit = _ROUNDINGS[rounding_type]
    return round_to(gross, unit) - gross


def exact(number: float) -> Fraction:
    """Return a decimal number exactly as it was sent: 0.1 is one tenth."""
    return Fraction(str(number))
