"""What a line of an invoice comes to, and the rounding of a total."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import attrs

from fiken.errors import InvalidAttributeError
from fiken.types import Amount, Percent, Quantity, rule_of
from fiken.types.enums import RoundingType, VatType
from fiken.vat._amounts import share, vat_on


@attrs.frozen
class LineSums:
    """The sums that a line of an invoice comes to, in the smallest unit of its currency.

    Args:
        net: The amount without VAT, after the discount.
        vat: The VAT.
        gross: The amount with VAT.
    """

    net: int
    vat: int
    gross: int


def line_sums(
    unit_price: Amount,
    quantity: Quantity,
    vat_type: VatType,
    discount: Percent | None = None,
) -> LineSums:
    """Return the sums that a line of an invoice comes to.

    The net is the price times the quantity, less the discount, as a whole øre. The VAT is computed
    from this net by `vat_on`. Half an øre is rounded up (away from zero) both times. Fiken does
    not say how it rounds: its sums can differ by an øre per line.

    Args:
        unit_price: The price of one unit without VAT, in øre (or in the smallest unit of the
            currency of the invoice).
        quantity: The number of units: a Decimal or an int.
        vat_type: The VAT type.
        discount: The discount in percent, from 0 to 100; None for no discount.

    >>> line_sums(19990, 3, VatType.HIGH, discount=10)
    LineSums(net=53973, vat=13493, gross=67466)

    Raises:
        InvalidAttributeError: An amount, the quantity or the discount breaks its rule. A float is
            refused.
        ValueError: The VAT type is a DIRECT type, or one that this version does not know.
    """
    net = discounted(unit_price, quantity, discount)
    vat = vat_on(net, vat_type)
    return LineSums(net, vat, net + vat)


def discounted(unit_price: Amount, quantity: Quantity, discount: Percent | None = None) -> int:
    """Return the price times the quantity, less the discount, in øre.

    Half an øre is rounded up (away from zero).

    Args:
        unit_price: The price of one unit in øre.
        quantity: The number of units: a Decimal or an int.
        discount: The discount in percent, from 0 to 100; None for no discount.

    >>> discounted(19990, 3, 10)
    53973

    Raises:
        InvalidAttributeError: A value breaks its rule. A float is refused.
    """
    values = {"unit_price": unit_price, "quantity": quantity, "discount": discount or 0}
    rules: dict[str, Any] = {"unit_price": Amount, "quantity": Quantity, "discount": Percent}
    for name, value in values.items():
        rule_of(rules[name]).check("line_sums", name, value)
    units, per_unit = quantity.as_integer_ratio()
    off, of_whole = (discount or 0).as_integer_ratio()
    hundred = 100 * of_whole
    return share(unit_price * units, hundred - off, hundred * per_unit)


_STEPS: Mapping[RoundingType, int] = MappingProxyType(
    {
        RoundingType.NONE: 1,
        RoundingType.ROUND_HALF: 50,
        RoundingType.ROUND_WHOLE: 100,
        RoundingType.ROUND_DOWN_HALF: 50,
        RoundingType.ROUND_DOWN_WHOLE: 100,
    }
)


def rounded_total(gross: int, rounding_type: RoundingType | None) -> int:
    """Return the total of a document in NOK after its rounding (øreavrunding), in øre.

    25 øre are rounded up to 50 øre, and 50 øre to a krone. A negative total is rounded
    like a positive one, and keeps its sign. How Fiken rounds in these cases is not known.

    Args:
        gross: The sum of the gross amounts of all lines, in øre.
        rounding_type: The rounding; None for no rounding.

    >>> rounded_total(67466, RoundingType.ROUND_WHOLE)
    67500
    >>> rounded_total(67466, RoundingType.ROUND_DOWN_HALF)
    67450

    Raises:
        InvalidAttributeError: The total is not a whole number of øre, or the rounding is not known.
    """
    rule_of(cast("Any", Amount)).check("rounded_total", "gross", gross)
    rule = rule_of(RoundingType, nullable=True)
    kind = rule.converted("rounded_total", "rounding_type", rounding_type) or RoundingType.NONE
    step = _STEPS.get(kind)
    if step is None:
        known = "a rounding that this version knows"
        raise InvalidAttributeError("rounded_total", "rounding_type", str(kind), known)
    down = kind in {RoundingType.ROUND_DOWN_HALF, RoundingType.ROUND_DOWN_WHOLE}
    total = abs(gross) // step * step if down else share(abs(gross), 1, step) * step
    return total if gross >= 0 else -total
