"""Value added tax (mva): the rate and codes of each VAT type, and the computation of amounts.

Lines of sales and purchases have a `VatType`, such as HIGH. Lines of journal entries have a VAT
code, such as 3.
"""

import re
import unicodedata
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


# The names that Fiken uses where it refuses a type for an account: those of the contract's
# introduction, and one more that was observed (docs/observed.md#8-vat-types).
_NORWEGIAN: Mapping[str, VatType] = MappingProxyType(
    {
        "KJØP_INGEN_MVABEHANDLING": VatType.NONE,
        "SALG_INNTEKTER_UTEN_MVABEHANDLING": VatType.NONE,
        "SALG_FRITATT_FOR_MVA_AVGIFTSFRITT": VatType.EXEMPT,
        "SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET": VatType.OUTSIDE,
        "SALG_UTENFOR_AVGIFTSOMRÅDET": VatType.OUTSIDE,
        "SALG_UTFØRSEL_AV_VARER_OG_TJENESTER": VatType.EXEMPT_IMPORT_EXPORT,
        "SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT": VatType.EXEMPT_REVERSE,
        "KUN_KJØPSMVA_HØY_SATS": VatType.HIGH_DIRECT,
        "KUN_KJØPSMVA_MIDDELS_SATS": VatType.MEDIUM_DIRECT,
        "KUN_GRUNNLAG_KJØPSMVA_HØY_SATS": VatType.HIGH_BASIS,
        "KUN_GRUNNLAG_KJØPSMVA_MIDDELS_SATS": VatType.MEDIUM_BASIS,
        "KUN_GRUNNLAG_KJØPSMVA_INGEN_SATS": VatType.NONE_IMPORT_BASIS,
    }
    | {
        f"{side}_MED_{rate}_SATS": vat_type
        for side in ("KJØP", "SALG")
        for rate, vat_type in (
            ("HØY", VatType.HIGH),
            ("MIDDELS", VatType.MEDIUM),
            ("RÅFISK", VatType.RAW_FISH),
            ("LAV", VatType.LOW),
        )
    }
    | {
        f"{bought}_{with_or_without}_FRADRAG_FOR_{what}": VatType(f"{prefix}_{deductible}")
        for bought, what, prefix in (
            ("TJENESTER_KJØPT_FRA_UTLANDET", "HØY_MVA", "HIGH_FOREIGN_SERVICE"),
            ("TJENESTER_KJØPT_FRA_UTLANDET", "LAV_MVA", "LOW_FOREIGN_SERVICE"),
            (
                "KJØP_AV_KLIMAKVOTER_ELLER_GULL",
                "MVA",
                "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD",
            ),
        )
        for with_or_without, deductible in (("MED", "DEDUCTIBLE"), ("UTEN", "NONDEDUCTIBLE"))
    }
)
_OPENING = re.compile(re.escape("Mulige mva koder er ["), re.IGNORECASE)
_LONGEST_NAME = 100  # characters; the longest known one has 55

# The ways in which a message may spell Å and Ø in names: as A and O (observed in
# docs/observed.md#8-vat-types), as AA and OE, or left out.
_SPELLINGS = (("A", "O"), ("AA", "OE"), ("", ""))


def _folded(name: str) -> str:
    """Return a name in upper case, with ASCII letters, digits and underscores only.

    For "Høy sats" it is "HOYSATS".
    """
    plain = unicodedata.normalize("NFD", name.upper().replace("Ø", "O"))
    return re.sub(r"[^A-Z0-9_]", "", plain)


_BY_FOLDED_NAME: Mapping[str, VatType] = MappingProxyType(
    {
        _folded(name.replace("Å", aa).replace("Ø", oe)): vat_type
        for name, vat_type in (*_NORWEGIAN.items(), *((t.value, t) for t in VatType))
        for aa, oe in _SPELLINGS
    }
)


def vat_types_in(message: str) -> tuple[VatType, ...]:
    """Return the VAT types that the account accepts, from Fiken's message about a wrong VAT type.

    The tuple is empty if the message has no list of types. Upper case, lower case and accents in
    the names make no difference. An unknown name in the list becomes a `VatType` of that name.

    >>> [str(t) for t in vat_types_in("… Mulige mva koder er [SALG_MED_HØY_SATS]")]
    ['HIGH']
    """
    opening = _OPENING.search(message)
    listed, closing, _ = message[opening.end() :].partition("]") if opening else ("", "", "")
    names = [name.strip() for name in listed.split(",")] if closing else []
    return tuple(_type_named(name) for name in names if name)


def _type_named(name: str) -> VatType:
    # Unicode normalization of a long run of accents takes quadratic time.
    known = _BY_FOLDED_NAME.get(_folded(name)) if len(name) <= _LONGEST_NAME else None
    return known or VatType.other(name)


def vat_on(net: int, vat_type: VatType) -> int:
    """Return the VAT on a net amount, in øre: the `vat` of a line with this `net` and VAT type.

    For HIGH, the VAT is 25 % of the net. For a NONDEDUCTIBLE type, it is negative, because the net
    includes the tax. For a BASIS or DEDUCTIBLE type, it is 0, because Fiken computes the tax from
    the net. Half an øre is rounded up (away from zero). How Fiken rounds is not known.

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
    """Return the gross amount for a net amount, in øre: the net plus its VAT by `vat_on`.

    For a NONDEDUCTIBLE type, the net includes the tax and the gross does not.

    >>> gross_on(40000, VatType.HIGH)
    50000

    Raises:
        ValueError: The type is a DIRECT type, whose lines have a net of 0, or an unknown type.
        TypeError: The net is not a whole number of øre.
    """
    return net + vat_on(net, vat_type)


def net_in(gross: int, vat_type: VatType) -> int:
    """Return the net amount for a gross amount, in øre. The VAT of the line is ``gross - net``.

    For a NONDEDUCTIBLE type, the net includes the tax and the gross does not. For a DIRECT type,
    the net is 0. Half an øre is rounded up (away from zero).

    >>> net_in(50000, VatType.HIGH), net_in(49900, VatType.MEDIUM)
    (40000, 43391)

    Raises:
        ValueError: This version of the library does not know the VAT type.
        TypeError: The gross amount is not a whole number of øre.
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
    """Return amount * part / whole, rounded: 2.4 to 2, 2.5 to 3, and -2.5 to -3."""
    share = (2 * abs(amount) * part + whole) // (2 * whole)
    return share if amount >= 0 else -share
