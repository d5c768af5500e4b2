"""VAT in Fiken: codes, rates, regimes, and the VAT types that an account accepts.

Observed: docs/observed.md#8-vat-types
"""

from typing import Any

import pytest
import requests

from fiken.emulator.books import vat as _vat
from tests.emulator.trade import LINE, SALE, ask, balance_changes, balances, post, refusal

#: Typed by hand from docs/observed.md#8-vat-types: type, code for purchases, code for sales.
CODES: list[tuple[str, int | None, int | None]] = [
    ("NONE", 0, 7),
    ("HIGH", 1, 3),
    ("MEDIUM", 11, 31),
    ("RAW_FISH", 12, 32),
    ("LOW", 13, 33),
    ("EXEMPT", None, 5),
    ("OUTSIDE", None, 6),
    ("EXEMPT_REVERSE", None, 51),
    ("EXEMPT_IMPORT_EXPORT", None, 52),
    ("HIGH_DIRECT", 14, None),
    ("MEDIUM_DIRECT", 15, None),
    ("HIGH_BASIS", 21, None),
    ("MEDIUM_BASIS", 22, None),
    ("NONE_IMPORT_BASIS", 23, None),
    ("HIGH_FOREIGN_SERVICE_DEDUCTIBLE", 86, None),
    ("HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE", 87, None),
    ("LOW_FOREIGN_SERVICE_DEDUCTIBLE", 88, None),
    ("LOW_FOREIGN_SERVICE_NONDEDUCTIBLE", 89, None),
    ("HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE", 91, None),
    ("HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE", 92, None),
]


def sale_of(account: str, vat_type: str, vat: int | None = None) -> dict[str, Any]:
    """Return a sale of 1,000 kroner on this account."""
    line = {**LINE, "account": account, "vatType": vat_type, "netPrice": 1_000_00, "vat": vat}
    return {**SALE, "lines": [line]}


def test_vat_types_have_observed_codes() -> None:
    """Observed: docs/observed.md#8-vat-types"""
    assert CODES == [(each.name, each.buy, each.sell) for each in _vat.TYPES.values()]


def test_each_vat_code_has_one_type() -> None:
    assert set() == set(_vat.BUYING) & set(_vat.SELLING)
    codes = [code for _, *both in CODES for code in both if code is not None]
    assert sorted(codes) == sorted({*_vat.BUYING, *_vat.SELLING})


@pytest.mark.parametrize(
    ("net", "rate", "vat"),
    [
        (1_000_00, 2500, 250_00),
        (1_000_00, 1500, 150_00),
        (1_000_00, 1200, 120_00),
        (1_000_00, 1111, 111_10),
        (1_000_00, 0, 0),
        (2, 2500, 1),
        (1, 2500, 0),
        (10, 1500, 2),
        (-2, 2500, -1),
        (-10, 1500, -2),
    ],
)
def test_vat_is_rounded_away_from_zero(net: int, rate: int, vat: int) -> None:
    """Emulator choice: Fiken's rounding is not known. This way a reversal is exact."""
    assert vat == _vat.vat_on(net, rate)


@pytest.mark.parametrize(
    ("gross", "rate", "vat"),
    [(1_250_00, 2500, 250_00), (1_120_00, 1200, 120_00), (-1_250_00, 2500, -250_00), (3, 2500, 1)],
)
def test_vat_within_gross_amount(gross: int, rate: int, vat: int) -> None:
    assert vat == _vat.vat_within(gross, rate)


@pytest.mark.parametrize(
    ("code", "side", "expected"),
    [
        (1, "debit", (1_000_00, 250_00)),
        (1, "credit", (-1_000_00, -250_00)),
        (3, "credit", (-1_000_00, -250_00)),
        (3, "debit", (1_000_00, 250_00)),
        (31, "credit", (-1_000_00, -150_00)),
        (33, "credit", (-1_000_00, -120_00)),
        (32, "credit", (-1_000_00, -111_10)),
        (0, "debit", (1_000_00, 0)),
        (7, "credit", (-1_000_00, 0)),
        (14, "debit", (0, 1_000_00)),
        (86, "debit", (1_000_00, 0)),
        (87, "debit", (1_000_00, -200_00)),
    ],
)
def test_journal_side_with_code_is_net(
    code: int, side: _vat.Side, expected: tuple[int, int]
) -> None:
    """Fiken was seen to do this on both sides; by the contract a credit side would be gross.

    Observed: docs/observed.md#9-journal-entries
    """
    assert expected == _vat.net_and_vat_of(code, 1_000_00, side)


@pytest.mark.parametrize(
    ("account", "vat_type", "vat"),
    [
        ("3000", "HIGH", 250_00),
        ("3020", "HIGH", 250_00),
        ("3100", "EXEMPT", None),
        ("3100", "EXEMPT_IMPORT_EXPORT", None),
        ("3100", "EXEMPT_REVERSE", None),
        ("3120", "EXEMPT", None),
        ("3200", "OUTSIDE", None),
        ("3220", "OUTSIDE", None),
        ("3601", "NONE", None),
        ("3900", "NONE", None),
        ("3605", "HIGH", 250_00),
        ("3030", "MEDIUM", 150_00),
        ("3030", "RAW_FISH", 111_10),
        ("3050", "LOW", 120_00),
    ],
)
def test_observed_vat_types_are_accepted(
    api: requests.Session, account: str, vat_type: str, vat: int | None
) -> None:
    """Observed: docs/observed.md#8-vat-types"""
    post(api, "/sales", sale_of(account, vat_type, vat))


@pytest.mark.parametrize(
    ("account", "vat_type", "refused", "possible"),
    [
        ("3000", "MEDIUM", "SALG_MED_MIDDELS_SATS", "SALG_MED_HØY_SATS"),
        ("3000", "NONE", "SALG_INNTEKTER_UTEN_MVABEHANDLING", "SALG_MED_HØY_SATS"),
        ("3200", "LOW", "SALG_MED_LAV_SATS", "SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET"),
        (
            "3100",
            "NONE",
            "SALG_INNTEKTER_UTEN_MVABEHANDLING",
            (
                "SALG_FRITATT_FOR_MVA_AVGIFTSFRITT, SALG_UTFØRSEL_AV_VARER_OG_TJENESTER, "
                "SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT"
            ),
        ),
    ],
)
def test_wrong_vat_type_lists_accepted_types(
    api: requests.Session, account: str, vat_type: str, refused: str, possible: str
) -> None:
    """The message has Fiken's Norwegian names.

    Observed: docs/observed.md#4-error-bodies
    """
    sentence = f"{refused} er ikke en gyldig mva kode for kontoen {account}."
    expected = f"{sentence} Mulige mva koder er [{possible}]"
    assert (400, expected) == refusal(api, "POST", "/sales", json=sale_of(account, vat_type))


def test_account_3605_requires_vat_code(api: requests.Session) -> None:
    """Account 3605 is for rent with VAT.

    Observed: docs/observed.md#8-vat-types
    """
    status, message = refusal(api, "POST", "/sales", json=sale_of("3605", "NONE"))
    possible = message.partition("[")[2].rstrip("]").split(", ")
    assert (400, True, False) == (
        status,
        "SALG_MED_HØY_SATS" in possible,
        "SALG_INNTEKTER_UTEN_MVABEHANDLING" in possible,
    )


def test_refusal_is_latin_1_without_charset(api: requests.Session) -> None:
    """Observed: docs/observed.md#3-responses"""
    answer = api.post("/sales", json=sale_of("3000", "NONE"))
    assert b"SALG_MED_H\xd8Y_SATS" in answer.content
    assert "charset" not in answer.headers["Content-Type"]


@pytest.mark.parametrize("vat_type", ["HIGH_BASIS", "high", "HØY", ""])
def test_unknown_vat_type_lists_all_types(api: requests.Session, vat_type: str) -> None:
    status, message = refusal(api, "POST", "/sales", json=sale_of("3900", vat_type))
    assert (400, 9) == (status, len(message.partition("[")[2].split(", ")))


def test_vat_of_type_none_is_posted(api: requests.Session) -> None:
    """The amount of the line is used as it is. Emulator choice: the account it is posted on.

    Observed: docs/observed.md#7-units
    """
    before = balances(api)
    post(api, "/sales", sale_of("3900", "NONE", 1_00))
    assert {"1500": 1_001_00, "2700": -1_00, "3900": -1_000_00} == balance_changes(api, before)


def test_vat_type_is_returned_unchanged(api: requests.Session) -> None:
    sale = ask(api, "GET", post(api, "/sales", sale_of("3100", "EXEMPT_REVERSE")), 200)
    assert ["EXEMPT_REVERSE"] == [line["vatType"] for line in sale["lines"]]
