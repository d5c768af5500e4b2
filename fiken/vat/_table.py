"""The facts about the VAT types: rates, codes and regimes."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

import attrs

from fiken._messages import short_repr
from fiken.types.enums import VatType


class VatRegime(StrEnum):
    """The rule for `net` and `vat` in a line. Each VAT type follows one of these rules.

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
        rate: The rate as a share of the amount without tax: 0.25 for 25 %.
        purchase_code: The VAT code for purchases in journal entries, such as 1 for HIGH; None if
            purchases cannot have the type.
        sale_code: The VAT code for sales in journal entries, such as 3 for HIGH; None if sales
            cannot have the type.
        regime: The rule for `net` and `vat` in a line of this type.
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
    """Return the facts about the VAT type that has this VAT code in journal entries.

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
