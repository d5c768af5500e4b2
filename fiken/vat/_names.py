"""The Norwegian names by which Fiken calls the VAT types in its error messages."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from fiken.types.enums import VatType

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
