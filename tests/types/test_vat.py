"""The facts about VAT, against tables typed by hand from Fiken's description and observations.

Observed: docs/observed.md#8-vat-types
"""

from decimal import ROUND_DOWN, ROUND_UP, Decimal, Inexact, localcontext
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fiken import VatType
from fiken.vat import VAT, Vat, VatRegime, gross_on, net_in, vat_of_code, vat_on, vat_types_in

# From the introduction of Fiken's description: type, code on purchases, code on sales.
CODES: list[tuple[str, int | None, int | None]] = [
    ("NONE", 0, 7),
    ("HIGH", 1, 3),
    ("MEDIUM", 11, 31),
    ("RAW_FISH", 12, 32),
    ("LOW", 13, 33),
    ("EXEMPT_IMPORT_EXPORT", None, 52),
    ("EXEMPT", None, 5),
    ("OUTSIDE", None, 6),
    ("EXEMPT_REVERSE", None, 51),
    ("HIGH_DIRECT", 14, None),
    ("HIGH_BASIS", 21, None),
    ("MEDIUM_DIRECT", 15, None),
    ("MEDIUM_BASIS", 22, None),
    ("NONE_IMPORT_BASIS", 23, None),
    ("HIGH_FOREIGN_SERVICE_DEDUCTIBLE", 86, None),
    ("HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE", 87, None),
    ("LOW_FOREIGN_SERVICE_DEDUCTIBLE", 88, None),
    ("LOW_FOREIGN_SERVICE_NONDEDUCTIBLE", 89, None),
    ("HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE", 91, None),
    ("HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE", 92, None),
]
# The regimes, and the rates of 25, 15, 12 and 11.11 % (docs/observed.md#8-vat-types).
REGIMES: dict[str, tuple[str, str]] = {
    "NONE": ("none", "0"),
    "HIGH": ("ordinary", "0.25"),
    "MEDIUM": ("ordinary", "0.15"),
    "RAW_FISH": ("ordinary", "0.1111"),
    "LOW": ("ordinary", "0.12"),
    "EXEMPT_IMPORT_EXPORT": ("none", "0"),
    "EXEMPT": ("none", "0"),
    "OUTSIDE": ("none", "0"),
    "EXEMPT_REVERSE": ("none", "0"),
    "HIGH_DIRECT": ("direct", "0.25"),
    "HIGH_BASIS": ("basis", "0.25"),
    "MEDIUM_DIRECT": ("direct", "0.15"),
    "MEDIUM_BASIS": ("basis", "0.15"),
    "NONE_IMPORT_BASIS": ("none", "0"),
    "HIGH_FOREIGN_SERVICE_DEDUCTIBLE": ("basis", "0.25"),
    "HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE": ("non-deductible", "0.25"),
    "LOW_FOREIGN_SERVICE_DEDUCTIBLE": ("basis", "0.12"),
    "LOW_FOREIGN_SERVICE_NONDEDUCTIBLE": ("non-deductible", "0.12"),
    "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE": ("basis", "0.25"),
    "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE": ("non-deductible", "0.25"),
}
# The names in brackets of the same introduction.
NORWEGIAN: list[tuple[str, str]] = [
    ("KJØP_INGEN_MVABEHANDLING", "NONE"),
    ("SALG_INNTEKTER_UTEN_MVABEHANDLING", "NONE"),
    ("KJØP_MED_HØY_SATS", "HIGH"),
    ("SALG_MED_HØY_SATS", "HIGH"),
    ("KJØP_MED_MIDDELS_SATS", "MEDIUM"),
    ("SALG_MED_MIDDELS_SATS", "MEDIUM"),
    ("KJØP_MED_RÅFISK_SATS", "RAW_FISH"),
    ("SALG_MED_RÅFISK_SATS", "RAW_FISH"),
    ("KJØP_MED_LAV_SATS", "LOW"),
    ("SALG_MED_LAV_SATS", "LOW"),
    ("SALG_UTFØRSEL_AV_VARER_OG_TJENESTER", "EXEMPT_IMPORT_EXPORT"),
    ("SALG_FRITATT_FOR_MVA_AVGIFTSFRITT", "EXEMPT"),
    ("SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET", "OUTSIDE"),
    ("SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT", "EXEMPT_REVERSE"),
    ("KUN_KJØPSMVA_HØY_SATS", "HIGH_DIRECT"),
    ("KUN_GRUNNLAG_KJØPSMVA_HØY_SATS", "HIGH_BASIS"),
    ("KUN_KJØPSMVA_MIDDELS_SATS", "MEDIUM_DIRECT"),
    ("KUN_GRUNNLAG_KJØPSMVA_MIDDELS_SATS", "MEDIUM_BASIS"),
    ("KUN_GRUNNLAG_KJØPSMVA_INGEN_SATS", "NONE_IMPORT_BASIS"),
    (
        "TJENESTER_KJØPT_FRA_UTLANDET_MED_FRADRAG_FOR_HØY_MVA",
        "HIGH_FOREIGN_SERVICE_DEDUCTIBLE",
    ),
    (
        "TJENESTER_KJØPT_FRA_UTLANDET_UTEN_FRADRAG_FOR_HØY_MVA",
        "HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE",
    ),
    (
        "TJENESTER_KJØPT_FRA_UTLANDET_MED_FRADRAG_FOR_LAV_MVA",
        "LOW_FOREIGN_SERVICE_DEDUCTIBLE",
    ),
    (
        "TJENESTER_KJØPT_FRA_UTLANDET_UTEN_FRADRAG_FOR_LAV_MVA",
        "LOW_FOREIGN_SERVICE_NONDEDUCTIBLE",
    ),
    (
        "KJØP_AV_KLIMAKVOTER_ELLER_GULL_MED_FRADRAG_FOR_MVA",
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE",
    ),
    (
        "KJØP_AV_KLIMAKVOTER_ELLER_GULL_UTEN_FRADRAG_FOR_MVA",
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE",
    ),
]
ORDINARY = [VatType.HIGH, VatType.MEDIUM, VatType.RAW_FISH, VatType.LOW]
DIRECT = [VatType.HIGH_DIRECT, VatType.MEDIUM_DIRECT]


def of_regime(*regimes: str) -> list[VatType]:
    return [VatType(name) for name, (regime, _) in REGIMES.items() if regime in regimes]


# The table


def test_the_table_has_every_type() -> None:
    """It has the types of Fiken's description and no others."""
    assert {name for name, _, _ in CODES} == set(VAT) == set(VatType)
    assert len(CODES) == len(VAT)


@pytest.mark.parametrize(("name", "purchase", "sale"), CODES)
def test_codes_and_sides_are_as_described(
    name: str, purchase: int | None, sale: int | None
) -> None:
    vat = VAT[VatType(name)]
    assert (purchase, sale) == (vat.purchase_code, vat.sale_code)
    assert (purchase is not None, sale is not None) == (vat.for_purchases, vat.for_sales)
    assert VatType(name) is vat.type


@pytest.mark.parametrize(("name", "regime", "rate"), [(n, *both) for n, both in REGIMES.items()])
def test_regimes_and_rates_are_as_observed(name: str, regime: str, rate: str) -> None:
    vat = VAT[VatType(name)]
    assert (VatRegime(regime), Decimal(rate)) == (vat.regime, vat.rate)
    assert type(vat.rate) is Decimal


def test_the_table_is_read_only() -> None:
    table: Any = VAT
    with pytest.raises(TypeError):
        table[VatType.HIGH] = VAT[VatType.LOW]
    with pytest.raises(AttributeError):
        table[VatType.HIGH].rate = Decimal("0.20")


# Codes


@pytest.mark.parametrize(
    ("code", "name"),
    [(code, name) for name, *codes in CODES for code in codes if code is not None],
)
def test_a_code_leads_to_its_type(code: int, name: str) -> None:
    """The code can be a number or text."""
    assert VAT[VatType(name)] is vat_of_code(code)
    assert VAT[VatType(name)] is vat_of_code(str(code))


@pytest.mark.parametrize("code", [2, 4, 8, 93, -1, 100, "", "HIGH", "03", " 3", "3.0"])
def test_an_unknown_code_is_a_lookup_error(code: int | str) -> None:
    with pytest.raises(LookupError, match="there is no VAT code"):
        vat_of_code(code)


@pytest.mark.parametrize(
    "code",
    [
        True,
        3.0,
        # A loaded line without a code has this value.
        None,
        "None",
    ],
)
def test_other_types_are_a_lookup_error(code: Any) -> None:
    with pytest.raises(LookupError, match="there is no VAT code"):
        vat_of_code(code)


# Net, vat and gross


# Typed by hand: net, type, vat.
FIGURES: list[tuple[int, VatType, int]] = [
    (40000, VatType.HIGH, 10000),
    (100000, VatType.MEDIUM, 15000),
    (100000, VatType.LOW, 12000),
    (100000, VatType.RAW_FISH, 11110),
    (45010, VatType.RAW_FISH, 5001),  # 5000.611
    (0, VatType.HIGH, 0),
    (1, VatType.HIGH, 0),  # 0.25
    (2, VatType.HIGH, 1),  # 0.5: up
    (6, VatType.HIGH, 2),  # 1.5: up
    (10, VatType.MEDIUM, 2),  # 1.5: up, as rounding half to even
    (30, VatType.MEDIUM, 5),  # 4.5: up; rounding half to even returns 4
    (10, VatType.HIGH, 3),  # 2.5: up; rounding half to even returns 2
    (10050, VatType.HIGH, 2513),  # 2512.5: up
    (-2, VatType.HIGH, -1),  # -0.5: away from zero
    (-10, VatType.HIGH, -3),  # -2.5: away from zero
    (-40000, VatType.HIGH, -10000),
    # Observed: docs/observed.md#8-vat-types
    (125000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE, -25000),
    (-125000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE, 25000),
    (112000, VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, -12000),
    (125000, VatType.HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE, -25000),
    (100000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE, -20000),
    (14, VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, -2),  # 1.5: away from zero
    (42, VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, -5),  # 4.5: away from zero
    (-42, VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, 5),
]


@pytest.mark.parametrize(("net", "vat_type", "vat"), FIGURES)
def test_vat_is_computed_to_the_ore(net: int, vat_type: VatType, vat: int) -> None:
    """Half an øre is rounded away from zero."""
    result = vat_on(net, vat_type)
    assert vat == result
    assert net + vat == gross_on(net, vat_type)
    assert int is type(result) is type(gross_on(net, vat_type))


@pytest.mark.parametrize("vat_type", of_regime("none", "basis"))
def test_a_line_without_tax_has_no_vat(vat_type: VatType) -> None:
    assert 0 == vat_on(123457, vat_type)
    assert 123457 == gross_on(123457, vat_type) == net_in(123457, vat_type)


# Typed by hand: gross, type, net.
GROSSES: list[tuple[int, VatType, int]] = [
    (50000, VatType.HIGH, 40000),
    (11500, VatType.MEDIUM, 10000),
    (11200, VatType.LOW, 10000),
    (11111, VatType.RAW_FISH, 10000),
    (49900, VatType.MEDIUM, 43391),  # 43391.30
    (100, VatType.HIGH, 80),
    (1, VatType.HIGH, 1),  # 0.8
    (0, VatType.HIGH, 0),
    (28, VatType.LOW, 25),
    (14, VatType.LOW, 13),  # 12.5: up; rounding half to even returns 12
    (-14, VatType.LOW, -13),  # away from zero
    (-50000, VatType.HIGH, -40000),
]


@pytest.mark.parametrize(("gross", "vat_type", "net"), GROSSES)
def test_net_is_computed_to_the_ore(gross: int, vat_type: VatType, net: int) -> None:
    assert net == net_in(gross, vat_type)
    assert int is type(net_in(gross, vat_type))


@pytest.mark.parametrize("vat_type", of_regime("non-deductible"))
def test_a_nondeductible_net_is_recovered(
    vat_type: VatType,
) -> None:
    """It follows from what was paid, within one øre."""
    # net + vat is what the seller gets: the net includes the tax (docs/observed.md#8-vat-types).
    for net in (0, 125000, 112000, -125000, 123457):
        assert abs(net - net_in(gross_on(net, vat_type), vat_type)) <= 1


def test_the_observed_nondeductible_net() -> None:
    assert 125000 == net_in(100000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE)
    assert 112000 == net_in(100000, VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE)


@pytest.mark.parametrize("vat_type", DIRECT)
def test_direct_lines_have_no_net(vat_type: VatType) -> None:
    """They state the tax alone, so no vat follows from a net."""
    for compute in (vat_on, gross_on):
        with pytest.raises(ValueError, match=f"a {vat_type} line is nothing but tax: its net is 0"):
            compute(100, vat_type)


@pytest.mark.parametrize("vat_type", DIRECT)
def test_direct_lines_have_a_net_of_zero(vat_type: VatType) -> None:
    """Refusing them would be right too."""
    # Net 0, vat = amount (docs/observed.md#8-vat-types). So it returns 0 or raises as vat_on.
    try:
        net = net_in(31250, vat_type)
    except ValueError:
        return
    assert 0 == net


@pytest.mark.parametrize("vat_type", [VatType.other("SUPER_HIGH"), "high", None])
def test_an_unknown_rate_is_refused(vat_type: Any) -> None:
    """The message names the types whose rates are known."""
    for compute in (vat_on, gross_on, net_in):
        with pytest.raises(ValueError, match=r"rate of the VAT type .*: it knows those of NONE, "):
            compute(100, vat_type)


def test_the_text_of_a_type_is_accepted() -> None:
    plain: Any = "HIGH"
    assert 25 == vat_on(100, plain)


@pytest.mark.parametrize("amount", [100.0, Decimal("100.5"), "100", True, None])
def test_only_whole_ore_are_accepted(amount: Any) -> None:
    for compute in (vat_on, gross_on, net_in):
        with pytest.raises((TypeError, ValueError), match="a whole number of øre"):
            compute(amount, VatType.HIGH)


def test_the_decimal_precision_has_no_effect() -> None:
    with localcontext() as context:
        context.prec = 5
        assert 30864197 == vat_on(123456788, VatType.HIGH)
        assert 98765431 == net_in(123456789, VatType.HIGH)


@pytest.mark.parametrize("precision", [1, 2, 3])
def test_the_four_digits_of_a_rate_are_kept(precision: int) -> None:
    """11.11 % for raw fish is the longest rate."""
    with localcontext(prec=precision):
        assert (1111, 10000) == (vat_on(10000, VatType.RAW_FISH), net_in(11111, VatType.RAW_FISH))


def test_the_decimal_traps_have_no_effect() -> None:
    with localcontext() as context:
        context.traps[Inexact] = True
        assert 43391 == net_in(49900, VatType.MEDIUM)
        assert 2513 == vat_on(10050, VatType.HIGH)


@pytest.mark.parametrize("rounding", [ROUND_DOWN, ROUND_UP])
def test_the_decimal_rounding_has_no_effect(rounding: str) -> None:
    with localcontext() as context:
        context.rounding = rounding
        assert 2513 == vat_on(10050, VatType.HIGH)
        assert 43391 == net_in(49900, VatType.MEDIUM)
        assert -25000 == vat_on(125000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE)


amounts = st.integers(-(10**14), 10**14)


@settings(deadline=None)
@given(amounts, st.sampled_from(ORDINARY))
def test_net_in_inverts_gross_on(net: int, vat_type: VatType) -> None:
    """They agree within one øre."""
    assert abs(net_in(gross_on(net, vat_type), vat_type) - net) <= 1


@settings(deadline=None)
@given(amounts, st.sampled_from(ORDINARY))
def test_vat_is_the_nearest_ore(net: int, vat_type: VatType) -> None:
    # In ten-thousandths of an øre, with integers only: half of one øre is 5000.
    rates = {"HIGH": 2500, "MEDIUM": 1500, "RAW_FISH": 1111, "LOW": 1200}
    exact = abs(net) * rates[vat_type]
    expected = (exact + 5000) // 10000
    assert (expected if net >= 0 else -expected) == vat_on(net, vat_type)


@settings(deadline=None)
@given(amounts, st.sampled_from([t for t in VatType if t not in DIRECT]))
def test_negative_amounts_mirror_positive_ones(net: int, vat_type: VatType) -> None:
    assert -vat_on(net, vat_type) == vat_on(-net, vat_type)
    assert -net_in(net, vat_type) == net_in(-net, vat_type)


@settings(deadline=None)
@given(amounts, st.sampled_from(ORDINARY))
def test_net_and_vat_make_up_the_gross(gross: int, vat_type: VatType) -> None:
    """They agree within one øre."""
    net = net_in(gross, vat_type)
    assert abs(gross - net - vat_on(net, vat_type)) <= 1


# Norwegian names


@pytest.mark.parametrize(("norwegian", "name"), NORWEGIAN)
def test_a_norwegian_name_is_its_type(norwegian: str, name: str) -> None:
    message = f"X er ikke en gyldig mva kode for kontoen 3100. Mulige mva koder er [{norwegian}]"
    assert (VatType(name),) == vat_types_in(message)


def test_types_keep_the_order_of_the_refusal() -> None:
    # The refusal of account 3100 (docs/observed.md#4-error-bodies).
    message = (
        "SALG_INNTEKTER_UTEN_MVABEHANDLING er ikke en gyldig mva kode for kontoen 3100. "
        "Mulige mva koder er [SALG_FRITATT_FOR_MVA_AVGIFTSFRITT, "
        "SALG_UTFØRSEL_AV_VARER_OG_TJENESTER, "
        "SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT]"
    )
    expected = (VatType.EXEMPT, VatType.EXEMPT_IMPORT_EXPORT, VatType.EXEMPT_REVERSE)
    assert expected == vat_types_in(message)


def test_an_unknown_name_is_an_unknown_type() -> None:
    types = vat_types_in("Mulige mva koder er [SALG_MED_NY_SATS, SALG_MED_LAV_SATS]")
    assert (VatType.other("SALG_MED_NY_SATS"), VatType.LOW) == types
    assert [False, True] == [one.is_known for one in types]


@pytest.mark.parametrize(
    "message",
    ["", "Fiscal year 2027 is invalid", "Mulige mva koder er []", "Mulige mva koder er [HIGH"],
)
def test_another_message_lists_no_types(message: str) -> None:
    assert () == vat_types_in(message)


def test_equal_facts_are_equal() -> None:
    high = VAT[VatType.HIGH]
    again = Vat(VatType.HIGH, Decimal("0.25"), 1, 3, VatRegime.ORDINARY)
    assert high == again
    assert hash(high) == hash(again)
