"""VAT as data, against tables typed by hand from Fiken's description and from what was seen.

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


def test_the_table_has_every_type_that_fiken_describes_and_no_other() -> None:
    assert {name for name, _, _ in CODES} == set(VAT) == set(VatType)
    assert len(CODES) == len(VAT)


@pytest.mark.parametrize(("name", "purchase", "sale"), CODES)
def test_a_type_has_the_codes_and_the_sides_of_fikens_description(
    name: str, purchase: int | None, sale: int | None
) -> None:
    vat = VAT[VatType(name)]
    assert (purchase, sale) == (vat.purchase_code, vat.sale_code)
    assert (purchase is not None, sale is not None) == (vat.for_purchases, vat.for_sales)
    assert VatType(name) is vat.type


@pytest.mark.parametrize(("name", "regime", "rate"), [(n, *both) for n, both in REGIMES.items()])
def test_a_type_has_the_regime_and_the_rate_that_were_observed(
    name: str, regime: str, rate: str
) -> None:
    vat = VAT[VatType(name)]
    assert (VatRegime(regime), Decimal(rate)) == (vat.regime, vat.rate)
    assert type(vat.rate) is Decimal


def test_the_table_cannot_be_changed_by_those_who_read_it() -> None:
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
def test_every_code_leads_to_its_type_as_number_and_as_text(code: int, name: str) -> None:
    assert VAT[VatType(name)] is vat_of_code(code)
    assert VAT[VatType(name)] is vat_of_code(str(code))


@pytest.mark.parametrize("code", [2, 4, 8, 93, -1, 100, "", "HIGH", "03", " 3", "3.0"])
def test_what_is_no_code_is_a_lookup_error(code: int | str) -> None:
    with pytest.raises(LookupError, match="there is no VAT code"):
        vat_of_code(code)


@pytest.mark.parametrize(
    "code",
    [
        True,
        3.0,
        # What a loaded line without a code holds.
        None,
        "None",
    ],
)
def test_what_cannot_be_a_code_is_a_lookup_error_too(code: Any) -> None:
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
    (10, VatType.MEDIUM, 2),  # 1.5: up, as half to even would have it
    (30, VatType.MEDIUM, 5),  # 4.5: up, where half to even has 4
    (10, VatType.HIGH, 3),  # 2.5: up, where half to even has 2
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
def test_vat_is_computed_to_the_ore_and_halves_go_up(net: int, vat_type: VatType, vat: int) -> None:
    result = vat_on(net, vat_type)
    assert vat == result
    assert net + vat == gross_on(net, vat_type)
    assert int is type(result) is type(gross_on(net, vat_type))


@pytest.mark.parametrize("vat_type", of_regime("none", "basis"))
def test_a_type_without_tax_on_the_line_leaves_the_net_as_it_is(vat_type: VatType) -> None:
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
    (14, VatType.LOW, 13),  # 12.5: up, where half to even has 12
    (-14, VatType.LOW, -13),  # away from zero
    (-50000, VatType.HIGH, -40000),
]


@pytest.mark.parametrize(("gross", "vat_type", "net"), GROSSES)
def test_net_is_taken_out_of_a_gross_to_the_ore(gross: int, vat_type: VatType, net: int) -> None:
    assert net == net_in(gross, vat_type)
    assert int is type(net_in(gross, vat_type))


NOT_THE_INVERSE = "net_in gives the gross of a NONDEDUCTIBLE line as its net: its vat would be 0"


@pytest.mark.parametrize("vat_type", of_regime("non-deductible"))
def test_what_was_paid_for_a_line_without_deduction_leads_back_to_its_net(
    vat_type: VatType,
) -> None:
    # net + vat is what the seller gets; the net has the tax in it (docs/observed.md#8-vat-types).
    for net in (0, 125000, 112000, -125000, 123457):
        assert abs(net - net_in(gross_on(net, vat_type), vat_type)) <= 1


def test_the_observed_line_without_deduction_is_found_from_what_was_paid() -> None:
    assert 125000 == net_in(100000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE)
    assert 112000 == net_in(100000, VatType.LOW_FOREIGN_SERVICE_NONDEDUCTIBLE)


@pytest.mark.parametrize("vat_type", DIRECT)
def test_a_line_that_is_nothing_but_tax_has_no_net_to_compute_from(vat_type: VatType) -> None:
    for compute in (vat_on, gross_on):
        with pytest.raises(ValueError, match=f"a {vat_type} line is nothing but tax: its net is 0"):
            compute(100, vat_type)


@pytest.mark.parametrize("vat_type", DIRECT)
def test_a_line_that_is_nothing_but_tax_has_no_net_in_it(vat_type: VatType) -> None:
    # Net 0, vat = amount (docs/observed.md#8-vat-types). So 0, or the refusal that vat_on has.
    try:
        net = net_in(31250, vat_type)
    except ValueError:
        return
    assert 0 == net


@pytest.mark.parametrize("vat_type", [VatType.other("SUPER_HIGH"), "high", None])
def test_a_type_without_a_known_rate_is_refused_by_name(vat_type: Any) -> None:
    for compute in (vat_on, gross_on, net_in):
        with pytest.raises(ValueError, match=r"rate of the VAT type .*: it knows those of NONE, "):
            compute(100, vat_type)


def test_a_plain_text_that_equals_a_type_is_taken_as_it() -> None:
    plain: Any = "HIGH"
    assert 25 == vat_on(100, plain)


@pytest.mark.parametrize("amount", [100.0, Decimal("100.5"), "100", True, None])
def test_what_is_no_whole_number_of_ore_is_refused_as_everywhere(amount: Any) -> None:
    for compute in (vat_on, gross_on, net_in):
        with pytest.raises((TypeError, ValueError), match="a whole number of øre"):
            compute(amount, VatType.HIGH)


def test_the_precision_that_the_user_works_with_does_not_round_vat() -> None:
    with localcontext() as context:
        context.prec = 5
        assert 30864197 == vat_on(123456788, VatType.HIGH)
        assert 98765431 == net_in(123456789, VatType.HIGH)


def test_the_traps_that_the_user_works_with_are_not_ours() -> None:
    with localcontext() as context:
        context.traps[Inexact] = True
        assert 43391 == net_in(49900, VatType.MEDIUM)
        assert 2513 == vat_on(10050, VatType.HIGH)


@pytest.mark.parametrize("rounding", [ROUND_DOWN, ROUND_UP])
def test_the_rounding_that_the_user_works_with_is_not_ours(rounding: str) -> None:
    with localcontext() as context:
        context.rounding = rounding
        assert 2513 == vat_on(10050, VatType.HIGH)
        assert 43391 == net_in(49900, VatType.MEDIUM)
        assert -25000 == vat_on(125000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE)


amounts = st.integers(-(10**14), 10**14)


@settings(deadline=None)
@given(amounts, st.sampled_from(ORDINARY))
def test_a_net_comes_back_from_its_gross_within_an_ore(net: int, vat_type: VatType) -> None:
    assert abs(net_in(gross_on(net, vat_type), vat_type) - net) <= 1


@settings(deadline=None)
@given(amounts, st.sampled_from(ORDINARY))
def test_vat_is_the_nearest_ore_to_net_times_rate(net: int, vat_type: VatType) -> None:
    # In ten-thousandths of an øre, by whole numbers alone: half of one øre is 5000.
    rates = {"HIGH": 2500, "MEDIUM": 1500, "RAW_FISH": 1111, "LOW": 1200}
    exact = abs(net) * rates[vat_type]
    expected = (exact + 5000) // 10000
    assert (expected if net >= 0 else -expected) == vat_on(net, vat_type)


@settings(deadline=None)
@given(amounts, st.sampled_from([t for t in VatType if t not in DIRECT]))
def test_a_correction_has_the_same_vat_the_other_way_round(net: int, vat_type: VatType) -> None:
    assert -vat_on(net, vat_type) == vat_on(-net, vat_type)
    assert -net_in(net, vat_type) == net_in(-net, vat_type)


@settings(deadline=None)
@given(amounts, st.sampled_from(ORDINARY))
def test_net_and_its_vat_make_up_the_gross_within_an_ore(gross: int, vat_type: VatType) -> None:
    net = net_in(gross, vat_type)
    assert abs(gross - net - vat_on(net, vat_type)) <= 1


# Norwegian names


@pytest.mark.parametrize(("norwegian", "name"), NORWEGIAN)
def test_a_norwegian_name_in_a_refusal_is_its_type(norwegian: str, name: str) -> None:
    said = f"X er ikke en gyldig mva kode for kontoen 3100. Mulige mva koder er [{norwegian}]"
    assert (VatType(name),) == vat_types_in(said)


def test_all_types_are_listed_in_the_order_of_the_refusal() -> None:
    # The refusal of account 3100 (docs/observed.md#4-error-bodies).
    said = (
        "SALG_INNTEKTER_UTEN_MVABEHANDLING er ikke en gyldig mva kode for kontoen 3100. "
        "Mulige mva koder er [SALG_FRITATT_FOR_MVA_AVGIFTSFRITT, "
        "SALG_UTFØRSEL_AV_VARER_OG_TJENESTER, "
        "SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT]"
    )
    expected = (VatType.EXEMPT, VatType.EXEMPT_IMPORT_EXPORT, VatType.EXEMPT_REVERSE)
    assert expected == vat_types_in(said)


def test_a_name_that_this_version_does_not_know_stands_for_itself() -> None:
    found = vat_types_in("Mulige mva koder er [SALG_MED_NY_SATS, SALG_MED_LAV_SATS]")
    assert (VatType.other("SALG_MED_NY_SATS"), VatType.LOW) == found
    assert [False, True] == [one.is_known for one in found]


@pytest.mark.parametrize(
    "message",
    ["", "Fiscal year 2027 is invalid", "Mulige mva koder er []", "Mulige mva koder er [HIGH"],
)
def test_another_message_lists_no_types(message: str) -> None:
    assert () == vat_types_in(message)


def test_vat_is_a_value_that_compares_by_what_it_holds() -> None:
    high = VAT[VatType.HIGH]
    again = Vat(VatType.HIGH, Decimal("0.25"), 1, 3, VatRegime.ORDINARY)
    assert high == again
    assert hash(high) == hash(again)
