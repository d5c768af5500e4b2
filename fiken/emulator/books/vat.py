"""VAT (mva) as Fiken has it: types, codes, rates, and the accounts that accept each type.

Observed: docs/observed.md#8-vat-types

Amounts are in øre, rates in hundredths of a percent.

Emulator choice: of the accounts for VAT, only 2701 and 2711 were observed
(docs/observed.md#9-journal-entries). The VAT of other rates is posted on 2702, 2712 and so on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fiken.emulator.books.errors import Rejected

Regime: TypeAlias = Literal["ordinary", "direct", "basis", "nondeductible", "free"]
Side: TypeAlias = Literal["debit", "credit"]
#: An account and an amount in øre, debit positive.
Posting: TypeAlias = tuple[str, int]

HIGH, MEDIUM, LOW, RAW_FISH = 2500, 1500, 1200, 1111


@dataclass(frozen=True)
class VatTreatment:
    """The rules for posting lines with one VAT type.

    Attributes:
        name: the VAT type, such as `HIGH`.
        regime: what the net and VAT of a line mean (docs/observed.md#8-vat-types). `ordinary`: the
            VAT is added to the net. `direct`: the net is 0, and the VAT is the whole amount.
            `basis`: the line has no VAT. VAT on the net is posted twice, as owed and as deducted.
            `nondeductible`: the net includes VAT that is not deducted. `free`: there is no VAT.
        rate: the rate in hundredths of a percent: 1111 is 11.11 %.
        buy: the VAT code on purchases; None for a type that only sales have.
        sell: the VAT code on sales; None for a type that only purchases have.
        output: the account for the VAT that the company owes to the state.
        input: the account for the VAT that the company deducts.
        bought: the Norwegian name on purchases, from the introduction of Fiken's documentation.
        sold: the Norwegian name on sales, from that introduction.
    """

    name: str
    regime: Regime
    rate: int = 0
    buy: int | None = None
    sell: int | None = None
    # Emulator choice: VAT on a line whose type has no rate is taken as given
    # (docs/observed.md#7-units) and posted on these accounts.
    output: str = "2700"
    input: str = "2710"
    bought: str | None = None
    sold: str | None = None

    def norwegian(self, *, selling: bool) -> str:
        """Return the Norwegian name of the VAT type, such as `KJØP_MED_HØY_SATS`.

        Error messages use this name. With `selling`, it is the name for sales, otherwise the name
        for purchases. A type that has only one of these names is always called by that name.
        """
        own, other = (self.sold, self.bought) if selling else (self.bought, self.sold)
        return own or other or self.name


_HIGH, _MEDIUM = (HIGH, "2701", "2711"), (MEDIUM, "2702", "2712")
_LOW, _RAW_FISH = (LOW, "2703", "2713"), (RAW_FISH, "2704", "2714")
_ABROAD_HIGH, _ABROAD_LOW = (HIGH, "2705", "2715"), (LOW, "2706", "2716")


def _free(name: str, sell: int, sold: str) -> VatTreatment:
    """Return a VAT type for sales without VAT: `sell` is its code, `sold` its Norwegian name."""
    return VatTreatment(name, "free", sell=sell, sold=sold)


def _ordinary(
    name: str, buy: int, sell: int, rate: str, place: tuple[int, str, str]
) -> VatTreatment:
    """Return a VAT type for sales and purchases. Its VAT is added to the net.

    `buy` and `sell` are its VAT codes, and `rate` is a word in its Norwegian names, such as `HØY`.
    `place` holds the rate, the account for owed VAT and the account for deducted VAT.
    """
    names = f"KJØP_MED_{rate}_SATS", f"SALG_MED_{rate}_SATS"
    return VatTreatment(name, "ordinary", place[0], buy, sell, *place[1:], *names)


def _buying(
    name: str, buy: int, regime: Regime, bought: str, place: tuple[int, str, str]
) -> VatTreatment:
    """Return a VAT type for purchases: `buy` is its code, `bought` its Norwegian name.

    `place` holds the rate, the account for owed VAT and the account for deducted VAT.
    """
    return VatTreatment(name, regime, place[0], buy, None, *place[1:], bought)


def _pair(
    name: str, buy: int, bought: str, place: tuple[int, str, str]
) -> tuple[VatTreatment, ...]:
    """Return two VAT types for purchases, called `…_DEDUCTIBLE` and `…_NONDEDUCTIBLE`.

    `name` is the first part of both names. Their VAT codes are `buy` and `buy + 1`. `bought` is the
    Norwegian name with a gap `{}`, which becomes MED and UTEN. `place` holds the rate, the account
    for owed VAT and the account for deducted VAT.
    """
    return (
        _buying(f"{name}_DEDUCTIBLE", buy, "basis", bought.format("MED"), place),
        _buying(f"{name}_NONDEDUCTIBLE", buy + 1, "nondeductible", bought.format("UTEN"), place),
    )


_BASIS, _DIRECT = "KUN_GRUNNLAG_KJØPSMVA", "KUN_KJØPSMVA"
_SERVICE, _SERVICE_FROM = "FOREIGN_SERVICE", "TJENESTER_KJØPT_FRA_UTLANDET"
_GOLD, _GOLD_FROM = "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD", "KJØP_AV_KLIMAKVOTER_ELLER_GULL"
_NOTHING = (0, "2700", "2710")
#: The VAT types by name. The Norwegian names and codes come from the contract's introduction.
TYPES: dict[str, VatTreatment] = {
    each.name: each
    for each in (
        VatTreatment(
            "NONE",
            "free",
            buy=0,
            sell=7,
            bought="KJØP_INGEN_MVABEHANDLING",
            sold="SALG_INNTEKTER_UTEN_MVABEHANDLING",
        ),
        _ordinary("HIGH", 1, 3, "HØY", _HIGH),
        _ordinary("MEDIUM", 11, 31, "MIDDELS", _MEDIUM),
        _ordinary("RAW_FISH", 12, 32, "RÅFISK", _RAW_FISH),
        _ordinary("LOW", 13, 33, "LAV", _LOW),
        _free("EXEMPT", 5, "SALG_FRITATT_FOR_MVA_AVGIFTSFRITT"),
        _free("OUTSIDE", 6, "SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET"),
        _free("EXEMPT_REVERSE", 51, "SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT"),
        _free("EXEMPT_IMPORT_EXPORT", 52, "SALG_UTFØRSEL_AV_VARER_OG_TJENESTER"),
        _buying("HIGH_DIRECT", 14, "direct", f"{_DIRECT}_HØY_SATS", _HIGH),
        _buying("MEDIUM_DIRECT", 15, "direct", f"{_DIRECT}_MIDDELS_SATS", _MEDIUM),
        _buying("HIGH_BASIS", 21, "basis", f"{_BASIS}_HØY_SATS", _ABROAD_HIGH),
        _buying("MEDIUM_BASIS", 22, "basis", f"{_BASIS}_MIDDELS_SATS", _MEDIUM),
        _buying("NONE_IMPORT_BASIS", 23, "free", f"{_BASIS}_INGEN_SATS", _NOTHING),
        *_pair(f"HIGH_{_SERVICE}", 86, f"{_SERVICE_FROM}_{{}}_FRADRAG_FOR_HØY_MVA", _ABROAD_HIGH),
        *_pair(f"LOW_{_SERVICE}", 88, f"{_SERVICE_FROM}_{{}}_FRADRAG_FOR_LAV_MVA", _ABROAD_LOW),
        *_pair(_GOLD, 91, f"{_GOLD_FROM}_{{}}_FRADRAG_FOR_MVA", _HIGH),
    )
}
#: The VAT types by code. Each code belongs to one type, and to purchases or to sales.
BUYING: dict[int, VatTreatment] = {
    each.buy: each for each in TYPES.values() if each.buy is not None
}
SELLING: dict[int, VatTreatment] = {
    each.sell: each for each in TYPES.values() if each.sell is not None
}

_EXEMPT = ("EXEMPT", "EXEMPT_IMPORT_EXPORT", "EXEMPT_REVERSE")
#: The only types that these accounts were seen to accept, on sales and purchases
#: (docs/observed.md#8-vat-types). Two sources differ about 3100; this is the longer list.
_SEEN: dict[str, Sequence[str]] = {
    "3000": ("HIGH",),
    "3100": _EXEMPT,
    "3200": ("OUTSIDE",),
    "3605": ("HIGH", "MEDIUM", "RAW_FISH", "LOW", *_EXEMPT, "OUTSIDE"),
    "7350": ("NONE",),
}
#: The published table of sales accounts, for single accounts (docs/observed.md#8-vat-types).
_LISTED: dict[str, Sequence[str]] = {
    **dict.fromkeys(("3010", "3020", "3061", "3070"), ("HIGH",)),
    "3030": ("MEDIUM", "RAW_FISH"),
    **dict.fromkeys(("3040", "3063"), ("MEDIUM",)),
    "3050": ("LOW",),
    **dict.fromkeys(("3081", "3090"), ("HIGH", "LOW")),
}
#: The accounts 32xx that do not accept OUTSIDE by that table.
_NOT_OUTSIDE = {"3209", "3210", "3219", "3229"}


def _accepted(account: str, types: Collection[str], *, selling: bool) -> list[str]:
    """Return those VAT types from `types` that an account accepts.

    An account about which nothing is known accepts all of them.

    Emulator choice: the table that Fiken published is used for sales only, since it lists VAT types
    of sales.
    """
    account = account.partition(":")[0]  # a sub-account is of the kind of its account
    possible = _SEEN.get(account, ())
    if selling and not possible:
        possible = _LISTED.get(account, ()) or _by_pattern(account, types)
    return [name for name in possible if name in types] or list(types)


def _by_pattern(account: str, types: Collection[str]) -> list[str]:
    """Return the VAT types that an account accepts because its number is like 31xx, 32xx or xxx9.

    The x is any digit. These patterns come from a table that Fiken published. 3210 accepts all
    types except OUTSIDE. EXEMPT_REVERSE is not in the table. It is accepted on 31xx, since 3100 was
    seen to accept it. For other accounts, the list is empty.
    """
    ends_in_9 = account.endswith("9")
    accepted: list[str] = []
    if account.startswith("31"):
        accepted = [name for name in _EXEMPT if not (ends_in_9 and name == "EXEMPT_IMPORT_EXPORT")]
    if account.startswith("32") and account not in _NOT_OUTSIDE:
        accepted = ["OUTSIDE"]
    if ends_in_9:
        accepted.append("NONE")
    if account == "3210":
        accepted = [name for name in types if name != "OUTSIDE"]
    return accepted


def require_accepted(
    account: str | None, name: str, types: Collection[str], *, selling: bool
) -> None:
    """Reject a VAT type that an account does not accept. The message lists the accepted types.

    Observed: docs/observed.md#4-error-bodies

    Args:
        account: the account of a line; None for a line without an account.
        name: the VAT type in the request.
        types: all VAT types of sales, or all VAT types of purchases.
        selling: whether the line belongs to a sale.
    """
    possible = _accepted(account or "", types, selling=selling)
    if name in possible:
        return
    codes = ", ".join(_norwegian(each, selling=selling) for each in possible)
    place = f" for kontoen {account}" if account else ""
    problem = f"{_norwegian(name, selling=selling)} er ikke en gyldig mva kode{place}."
    raise Rejected(f"{problem} Mulige mva koder er [{codes}]")


def _norwegian(name: str, *, selling: bool) -> str:
    """Return the Norwegian name of a VAT type for messages. An unknown type keeps its name."""
    return TYPES[name].norwegian(selling=selling) if name in TYPES else name


def vat_on(net: int, rate: int) -> int:
    """Return the VAT in øre that is added to a net amount in øre.

    `rate` is in hundredths of a percent: `vat_on(1000, 2500)` is 25 % of 1000 øre, so 250.

    Emulator choice: half an øre is rounded away from zero.
    """
    return rounded(net * rate, 100_00)


def vat_within(gross: int, rate: int) -> int:
    """Return the VAT in øre that a gross amount in øre includes, to the nearest øre.

    `rate` is in hundredths of a percent: `vat_within(1250, 2500)` is 250.
    """
    return rounded(gross * rate, 100_00 + rate)


def net_and_vat_of(code: int, amount: int, side: Side) -> tuple[int, int]:
    """Return the net and the VAT in øre of one side (debit or credit) of a journal line.

    The net is positive for a debit, and negative for a credit. For types of the regime `ordinary`,
    the amount in the request is the net, and the VAT is added to it. This was observed on both
    sides (docs/observed.md#9-journal-entries). The contract says instead that a credit amount is
    gross.

    Emulator choice: for types of other regimes, the amount means what it means on a purchase
    (docs/observed.md#8-vat-types).

    Args:
        code: the VAT code.
        amount: the amount in the request, which has no sign for debit or credit.
        side: `debit` or `credit`.

    Raises:
        KeyError: no VAT type has the code.
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


def of_code(code: int) -> VatTreatment:
    """Return the VAT type that has a VAT code, such as the type `HIGH` for the codes 1 and 3.

    Raises:
        KeyError: no VAT type has the code.
    """
    return BUYING[code] if code in BUYING else SELLING[code]


def postings(vat_type: VatTreatment, net: int, vat: int, *, selling: bool) -> list[Posting]:
    """Return the postings of VAT for one line: accounts with amounts in øre.

    The VAT of the line is one posting. For a reverse charge (omvendt avgiftsplikt), the VAT is
    computed from the net, and posted twice: as owed to the state, and as deducted.

    `net` and `vat` are positive for a debit (purchases), and negative for a credit (sales).
    """
    owed = selling or vat_type.regime == "nondeductible"
    stated = (vat_type.output if owed else vat_type.input, vat)
    reverse = vat_on(net, vat_type.rate) if vat_type.regime == "basis" else 0
    pair = [(vat_type.input, reverse), (vat_type.output, -reverse)]
    return [posting for posting in (stated, *pair) if posting[1]]


def rounded(numerator: int, denominator: int) -> int:
    """Divide, and return the nearest whole number: 3 for 5 / 2, and -3 for -5 / 2.

    An amount and its reversal are rounded alike, so their sum is exactly zero.
    """
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size
