"""VAT as Fiken has it (observed §8): types, codes, rates, regimes, and where VAT is posted.

Amounts are in øre, rates in hundredths of a percent. The VAT accounts 2701 and 2711 were observed
(§9); which the others are in Fiken is not known: they follow our chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Regime: TypeAlias = Literal["ordinary", "direct", "basis", "nondeductible", "free"]
Side: TypeAlias = Literal["debit", "credit"]
#: Account and øre, debit positive.
Posting: TypeAlias = tuple[str, int]

HIGH, MEDIUM, LOW, RAW_FISH = 2500, 1500, 1200, 1111


@dataclass(frozen=True)
class VatType:
    """A VAT type of the API.

    Attributes:
        rate: in hundredths of a percent: 1111 is 11.11 %.
        regime: what net and vat of a line mean (observed §8). `ordinary`: vat comes on top of net.
            `direct`: net is 0, vat the whole amount. `basis`: vat is 0, and what the state is owed
            is deducted again. `nondeductible`: net includes VAT, which vat takes off the price
            again. `free`: there is none.
        buy: the code on purchases, None where it is no purchase type.
        sell: the code on sales, None where it is no sale type.
        output: the account of the VAT that is owed.
        input: the account of the VAT that is deducted.
        norwegian: its name in refusals (observed §8), None where it was not seen.
    """

    name: str
    regime: Regime
    rate: int = 0
    buy: int | None = None
    sell: int | None = None
    # What a type without a rate carries all the same is taken as given, and posted here: our choice
    output: str = "2700"
    input: str = "2710"
    norwegian: str | None = None


_HIGH, _MEDIUM = (HIGH, "2701", "2711"), (MEDIUM, "2702", "2712")
_LOW, _RAW_FISH = (LOW, "2703", "2713"), (RAW_FISH, "2704", "2714")
_ABROAD_HIGH, _ABROAD_LOW = (HIGH, "2705", "2715"), (LOW, "2706", "2716")


def _type(
    name: str,
    regime: Regime,
    place: tuple[int, str, str] = (0, "2700", "2710"),
    *,
    buy: int | None = None,
    sell: int | None = None,
    norwegian: str | None = None,
) -> VatType:
    rate, output, input_ = place
    return VatType(name, regime, rate, buy, sell, output, input_, norwegian)


_SERVICE, _GOLD = "FOREIGN_SERVICE", "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD"
#: By name. Only the end of OUTSIDE's Norwegian name was seen; the first word is ours.
TYPES: dict[str, VatType] = {
    each.name: each
    for each in (
        _type("NONE", "free", buy=0, sell=7, norwegian="SALG_INNTEKTER_UTEN_MVABEHANDLING"),
        _type("HIGH", "ordinary", _HIGH, buy=1, sell=3, norwegian="SALG_MED_HØY_SATS"),
        _type("MEDIUM", "ordinary", _MEDIUM, buy=11, sell=31, norwegian="SALG_MED_MIDDELS_SATS"),
        _type("RAW_FISH", "ordinary", _RAW_FISH, buy=12, sell=32),
        _type("LOW", "ordinary", _LOW, buy=13, sell=33, norwegian="SALG_MED_LAV_SATS"),
        _type("EXEMPT", "free", sell=5, norwegian="SALG_FRITATT_FOR_MVA_AVGIFTSFRITT"),
        _type("OUTSIDE", "free", sell=6, norwegian="SALG_UTENFOR_AVGIFTSOMRÅDET"),
        _type(
            "EXEMPT_REVERSE",
            "free",
            sell=51,
            norwegian="SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT",
        ),
        _type(
            "EXEMPT_IMPORT_EXPORT",
            "free",
            sell=52,
            norwegian="SALG_UTFØRSEL_AV_VARER_OG_TJENESTER",
        ),
        _type("HIGH_DIRECT", "direct", _HIGH, buy=14),
        _type("MEDIUM_DIRECT", "direct", _MEDIUM, buy=15),
        _type("HIGH_BASIS", "basis", _ABROAD_HIGH, buy=21),
        _type("MEDIUM_BASIS", "basis", _MEDIUM, buy=22),
        _type("NONE_IMPORT_BASIS", "free", buy=23),
        # 86-89 and 91-92 were told as ranges; which is which is that of the Norwegian code list.
        _type(f"HIGH_{_SERVICE}_DEDUCTIBLE", "basis", _ABROAD_HIGH, buy=86),
        _type(f"HIGH_{_SERVICE}_NONDEDUCTIBLE", "nondeductible", _ABROAD_HIGH, buy=87),
        _type(f"LOW_{_SERVICE}_DEDUCTIBLE", "basis", _ABROAD_LOW, buy=88),
        _type(f"LOW_{_SERVICE}_NONDEDUCTIBLE", "nondeductible", _ABROAD_LOW, buy=89),
        _type(f"{_GOLD}_DEDUCTIBLE", "basis", _HIGH, buy=91),
        _type(f"{_GOLD}_NONDEDUCTIBLE", "nondeductible", _HIGH, buy=92),
    )
}
#: By code. Every code belongs to one type, and to buying or to selling.
BUYING: dict[int, VatType] = {each.buy: each for each in TYPES.values() if each.buy is not None}
SELLING: dict[int, VatType] = {each.sell: each for each in TYPES.values() if each.sell is not None}

_EXEMPT = ("EXEMPT", "EXEMPT_IMPORT_EXPORT", "EXEMPT_REVERSE")
#: The accounts of which it was seen what they refuse (observed §8), and what they take. All others
#: take every type of their trade: no table of ours would be complete.
ACCEPTED: dict[str, Sequence[str]] = {
    "3000": ("HIGH",),
    "3100": _EXEMPT,
    "3200": ("OUTSIDE",),
    "3605": ("HIGH", "MEDIUM", "RAW_FISH", "LOW", *_EXEMPT, "OUTSIDE"),
    "7350": ("NONE",),
}


def vat_on(net: int, rate: int) -> int:
    """The VAT on top of a net amount, half an øre up: our choice, Fiken's rounding isn't known."""
    return rounded(net * rate, 100_00)


def vat_within(gross: int, rate: int) -> int:
    """The VAT that an amount includes, half an øre up."""
    return rounded(gross * rate, 100_00 + rate)


def net_and_vat_of(code: int, amount: int, side: Side) -> tuple[int, int]:
    """What a side of a journal line posts on its account, and as VAT; signed, debit positive.

    The amount, positive as it is sent, is net on either side, and the VAT is added (observed §9,
    live, 2026-10-05). The contract says otherwise: net for a debit account, gross for a credit
    account. We follow what was seen. Of the other regimes nothing was seen in journal entries:
    they mean what they mean on a purchase (§8). KeyError where there is no such code.
    """
    vat_type = of_code(code)
    signed = amount if side == "debit" else -amount
    if vat_type.regime == "ordinary":
        return signed, vat_on(signed, vat_type.rate)
    if vat_type.regime == "direct":
        return 0, signed
    if vat_type.regime == "nondeductible":
        return signed, -vat_within(signed, vat_type.rate)
    return signed, 0


def of_code(code: int) -> VatType:
    """The type of a code; KeyError where there is none."""
    return BUYING[code] if code in BUYING else SELLING[code]


def postings(vat_type: VatType, net: int, vat: int, *, selling: bool) -> list[Posting]:
    """Where the VAT goes: what a line states, and the pair of a reverse charge.

    Both amounts are signed as they are posted, debit positive: what was bought is positive, what
    was sold negative.
    """
    owed = selling or vat_type.regime == "nondeductible"
    stated = (vat_type.output if owed else vat_type.input, vat)
    reverse = vat_on(net, vat_type.rate) if vat_type.regime == "basis" else 0
    pair = [(vat_type.input, reverse), (vat_type.output, -reverse)]
    return [posting for posting in (stated, *pair) if posting[1]]


def rounded(numerator: int, denominator: int) -> int:
    """A quotient to the nearest whole, a half away from zero, so that a reverse is exact."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size
