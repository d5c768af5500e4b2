"""Value added tax (mva): the rate and codes of each VAT type, and the computation of amounts.

Lines of sales and purchases have a `VatType`, such as HIGH. Lines of journal entries have a VAT
code, such as 3.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast

import attrs

from fiken._messages import short_repr
from fiken._vat_names import vat_types_in
from fiken.errors import InvalidAttributeError
from fiken.types import Amount, Percent, Quantity, rule_of
from fiken.types.enums import RoundingType, VatType


__all__ = ["VAT", "LineSums", "Vat", "VatRegime", "discounted", "gross_on", "line_sums", "net_in", "rounded_total", "vat_of_code", "vat_on", "vat_types_in"]


class VatRegime(StrEnum):
    """The meaning of `net` and `vat` in a line. It depends on the VAT type of the line.

    Observed: docs/observed.md#8-vat-types
    """

    ORDINARY = "ordinary"
    """The vat is the net times the rate."""
    BASIS = "basis"
    """The vat is 0. Fiken computes the tax from the net, and posts it as owed and as deducted."""
    DIRECT = "direct"
    """The net is 0, and the vat is the whole amount of the line."""
    NON_DEDUCTIBLE = "non-deductible"
    """The net includes the tax. The vat is negative: net and vat sum to the amount without tax."""
    NONE = "none"
    """The line has no tax."""


@attrs.frozen
class Vat:
    """The facts about one VAT type.

    Args:
        type: The VAT type.
        rate: The rate as a share of the net: 0.25 for 25 %.
        purchase_code: The VAT code in journal entries for purchases; None if purchases cannot have
            the type.
        sale_code: The VAT code in journal entries for sales; None if sales cannot have the type.
        regime: The meaning of `net` and `vat` in a line of this type.
    """

    type: VatType
    rate: Decimal
    purchase_code: int | None
    sale_code: int | None
    regime: VatRegime

    @property
    def for_sales(self) -> bool:
        """Whether a line of a sale can have this VAT type."""
        return self.sale_code is not None

    @property
    def for_purchases(self) -> bool:
        """Whether a line of a purchase can have this VAT type."""
        return self.purchase_code is not None


_HIGH, _MEDIUM, _LOW, _FISH, _ZERO = map(Decimal, ("0.25", "0.15", "0.12", "0.1111", "0"))
_ORDINARY, _BASIS, _DIRECT, _NON_DEDUCTIBLE, _NONE = VatRegime

_TABLE = (
    Vat(VatType.NONE, _ZERO, 0, 7, _NONE),
    Vat(VatType.HIGH, _HIGH, 1, 3, _ORDINARY),
    Vat(VatType.MEDIUM, _MEDIUM, 11, 31, _ORDINARY),
    Vat(VatType.RAW_FISH, _FISH, 12, 32, _ORDINARY),
    Vat(VatType.LOW, _LOW, 13, 33, _ORDINARY),
    Vat(VatType.EXEMPT, _ZERO, None, 5, _NONE),
    Vat(VatType.OUTSIDE, _ZERO, None, 6, _NONE),
    Vat(VatType.EXEMPT_REVERSE, _ZERO, None, 51, _NONE),
    Vat(VatType.EXEMPT_IMPORT_EXPORT, _ZERO, None, 52, _NONE),
    Vat(VatType.HIGH_DIRECT, _HIGH, 14, None, _DIRECT),
    Vat(VatType.MEDIUM_DIRECT, _MEDIUM, 15, None, _DIRECT),
    Vat(VatType.HIGH_BASIS, _HIGH, 21, None, _BASIS),
    Vat(VatType.MEDIUM_BASIS, _MEDIUM, 22, None, _BASIS),
    Vat(VatType.NONE_IMPORT_BASIS, _ZERO, 23, None, _NONE),
    Vat(VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE, _HIGH, 86, None, _BASIS),
    Vat(VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE, _HIGH, 87, None, _NON_DEDUCTIBLE),
    Vat(VatType.LOW_FOREIGN_SERVICE_DEDUCTIBLE, _LOW, 88, None, _BASIS),
    Vat(VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, _LOW, 89, None, _NON_DEDUCTIBLE),
    Vat(VatType.HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE, _HIGH, 91, None, _BASIS),
    Vat(
        VatType.HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE,
        _HIGH,
        92,
        None,
        _NON_DEDUCTIBLE,
    ),
)

VAT: Mapping[VatType, Vat] = MappingProxyType({vat.type: vat for vat in _TABLE})
"""The facts about every VAT type that this version knows."""


def vat_of_code(code: int | str) -> Vat:
    """Return the facts about the VAT type with this VAT code, which is used in journal entries.

    Raises:
        LookupError: No VAT type has the code.

    >>> vat_of_code("3").type.value, vat_of_code(3).for_sales
    ('HIGH', True)
    """
    for vat in _TABLE:
        codes = (vat.purchase_code, vat.sale_code)
        if any(str(code) == str(known) for known in codes if known is not None):
            return vat
    raise LookupError(f"there is no VAT code {short_repr(code)}")


def vat_on(net: int, vat_type: VatType) -> int:
    """Return the vat of a line with this net and VAT type, in øre.

    For HIGH, it is 25 % of the net. For a NONDEDUCTIBLE type, it is negative, because the net
    includes the tax. Half an øre is rounded up (away from zero). How Fiken rounds is not known.

    >>> vat_on(10050, VatType.HIGH), vat_on(125000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE)
    (2513, -25000)

    Raises:
        ValueError: The type is a DIRECT type, whose lines have a net of 0, or an unknown type.
        TypeError: The net is not a whole number of øre.
    """
    regime, part = _regime_and_part(net, vat_type)
    if regime is VatRegime.DIRECT:
        raise ValueError(f"a {vat_type} line is nothing but tax: its net is 0")
    if regime is VatRegime.NON_DEDUCTIBLE:
        return -_share(net, part, _WHOLE + part)
    return _share(net, part, _WHOLE) if regime is VatRegime.ORDINARY else 0


def gross_on(net: int, vat_type: VatType) -> int:
    """Return the gross amount of a line: its net and the vat from `vat_on`, in øre.

    >>> gross_on(40000, VatType.HIGH)
    50000

    Raises:
        ValueError: The type is a DIRECT type, whose lines have a net of 0, or an unknown type.
        TypeError: The net is not a whole number of øre.
    """
    return net + vat_on(net, vat_type)


def net_in(gross: int, vat_type: VatType) -> int:
    """Return the net of a line with this gross amount (the sum of net and vat), in øre.

    The vat of the line is ``gross - net``.

    >>> net_in(50000, VatType.HIGH), net_in(49900, VatType.MEDIUM)
    (40000, 43391)

    Raises:
        ValueError: This version does not know the type.
        TypeError: The amount is not a whole number of øre.
    """
    regime, part = _regime_and_part(gross, vat_type)
    if regime is VatRegime.ORDINARY:
        return _share(gross, _WHOLE, _WHOLE + part)
    if regime is VatRegime.NON_DEDUCTIBLE:
        return _share(gross, _WHOLE + part, _WHOLE)
    return 0 if regime is VatRegime.DIRECT else gross


# Rates are counted in ten-thousandths: with integers, the user's decimal context cannot round.
_WHOLE = 10_000


def _regime_and_part(amount: int, vat_type: VatType) -> tuple[VatRegime, int]:
    if type(amount) is not int:
        raise TypeError(f"an amount is a whole number of øre, not {short_repr(amount)}")
    if vat_type not in VAT:
        raise ValueError(
            f"this version does not know the rate of the VAT type {short_repr(vat_type)}: it knows "
            f"those of {', '.join(VAT)}"
        )
    vat = VAT[vat_type]
    return vat.regime, int(vat.rate.scaleb(4))


def _share(amount: int, part: int, whole: int) -> int:
    """Return amount * part / whole as the nearest integer: 3 for 2.5, and -3 for -2.5."""
    share = (2 * abs(amount) * part + whole) // (2 * whole)
    return share if amount >= 0 else -share


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

    >>> discounted(19990, Decimal("2.5"), 10)
    44978

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
    return _share(unit_price * units, hundred - off, hundred * per_unit)


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

    25 øre are rounded up to 50 øre, and 50 øre to a krone. A negative total is rounded as a
    positive one with its sign. How Fiken rounds in these cases is not known.

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
    total = abs(gross) // step * step if down else _share(abs(gross), 1, step) * step
    return total if gross >= 0 else -total
