"""What the lines of sales documents come to, computed exactly from the inputs and nothing else.

Emulator choice: net and VAT of each line are rounded to the øre, half an øre away from zero.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from fiken import Product, RoundingType, VatType
from tests.books.book import SOLD, half_up

NOK = "NOK"
#: NOK per unit of another currency. Emulator choice.
RATE = 10

#: To how many øre each rounding type rounds, and whether always down.
UNITS = {
    RoundingType.NONE: (1, False),
    RoundingType.ROUND_HALF: (50, False),
    RoundingType.ROUND_WHOLE: (100, False),
    RoundingType.ROUND_DOWN_HALF: (50, True),
    RoundingType.ROUND_DOWN_WHOLE: (100, True),
}


def rounded(value: Fraction) -> int:
    """Return the nearest whole number, with halves rounded away from zero."""
    return half_up(value.numerator, value.denominator)


@attrs.frozen
class Goods:
    """One line of a document.

    Args:
        price: The price of one unit without VAT, in the smallest unit of the currency.
        quantity: The number of units.
        vat_type: The VAT type; `SOLD` has the account that accepts it.
        discount: The discount in percent.
        product: The id of the product; None for free text.
        stated: Whether a line with a product states its price and VAT type all the same.
    """

    price: int
    quantity: Decimal | int
    vat_type: str
    discount: Decimal | int | None = None
    product: int | None = None
    stated: bool = True

    @property
    def account(self) -> str:
        """The account of the income."""
        return SOLD[self.vat_type][1]

    @property
    def full(self) -> int:
        """The net before the discount."""
        return rounded(self.price * Fraction(self.quantity))

    @property
    def net(self) -> int:
        """The net after the discount."""
        return self.net_at(Fraction(self.discount or 0))

    @property
    def vat(self) -> int:
        """The VAT on the net."""
        return rounded(self.net * Fraction(SOLD[self.vat_type][0].rate, 100_00))

    def net_at(self, percent: Fraction) -> int:
        """Return the net after a discount in percent."""
        return rounded(self.price * Fraction(self.quantity) * (1 - percent / 100))

    @property
    def is_ambiguous(self) -> bool:
        """Whether the discount, read as a share from 0 to 1, comes to the same net."""
        discount = Fraction(self.discount or 0)
        return 0 < discount <= 1 and self.net_at(discount * 100) == self.net

    def fields(self) -> dict[str, Any]:
        """Return the fields of the line as a user of the client states them."""
        fields: dict[str, Any] = {"quantity": self.quantity, "discount": self.discount}
        if self.product is not None:
            fields["product_id"] = self.product
        else:
            fields["description"] = "Vare"
        if self.stated:
            fields["unit_price"] = self.price
            fields["vat_type"] = VatType(self.vat_type)
            fields["income_account"] = self.account
        return fields


def ware(product: Product) -> Goods:
    """Return one unit of a product, which states nothing of its own."""
    price = product.unit_price or 0
    return Goods(price, 1, str(product.vat_type), product=product.product_id, stated=False)


@attrs.frozen
class Totals:
    """The sums of a document, in its currency and in øre."""

    net: int
    vat: int
    gross: int
    net_in_nok: int
    vat_in_nok: int
    gross_in_nok: int

    @classmethod
    def of(cls, document: Any) -> "Totals":
        """Return the sums that the client reads."""
        return cls(*(getattr(document, name) for name in attrs.fields_dict(cls)))


@attrs.frozen
class Bill:
    """A document before it is issued: what is sold to whom, when and how.

    Args:
        goods: The lines.
        customer: The place of the customer in the list of customers.
        day: The day of issue.
        currency: The currency, such as NOK.
        rounding: How the total is rounded.
        project: The id of the project.
        account: The account that a cash invoice was paid to; None for another document.
    """

    goods: Sequence[Goods]
    customer: int
    day: date
    currency: str = NOK
    rounding: RoundingType | None = None
    project: int | None = None
    account: str | None = None

    @property
    def is_foreign(self) -> bool:
        """Whether the document is not in NOK."""
        return self.currency != NOK

    @property
    def rate(self) -> int:
        """Øre per smallest unit of the currency."""
        return RATE if self.is_foreign else 1

    @property
    def unrounded(self) -> int:
        """The gross of all lines, in the smallest unit of the currency."""
        return sum(each.net + each.vat for each in self.goods)

    @property
    def rounding_difference(self) -> int:
        """The øre that the rounding adds to the total."""
        unit, down = UNITS[self.rounding or RoundingType.NONE]
        gross = self.unrounded
        units = abs(gross) // unit if down else half_up(abs(gross), unit)
        return (units if gross > 0 else -units) * unit - gross

    @property
    def totals(self) -> Totals:
        """The sums of the document; the net includes the rounding."""
        net = sum(each.net for each in self.goods) + self.rounding_difference
        vat = sum(each.vat for each in self.goods)
        rate = self.rate
        return Totals(net, vat, net + vat, net * rate, vat * rate, (net + vat) * rate)

    @property
    def discount(self) -> int:
        """The sum of the discounts, without VAT."""
        return sum(each.full - each.net for each in self.goods)
