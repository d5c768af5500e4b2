"""The VAT types that each account accepts, and the message that refuses others.

Observed: docs/observed.md#4-error-bodies, docs/observed.md#8-vat-types
"""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import BOUGHT, LINE, PURCHASE, SALE, post, refusal, tables

#: Typed by hand from the introduction of Fiken's description: VAT type, name on purchases, name on
#: sales.
NAMES: list[tuple[str, str | None, str | None]] = [
    ("NONE", "KJØP_INGEN_MVABEHANDLING", "SALG_INNTEKTER_UTEN_MVABEHANDLING"),
    ("HIGH", "KJØP_MED_HØY_SATS", "SALG_MED_HØY_SATS"),
    ("MEDIUM", "KJØP_MED_MIDDELS_SATS", "SALG_MED_MIDDELS_SATS"),
    ("RAW_FISH", "KJØP_MED_RÅFISK_SATS", "SALG_MED_RÅFISK_SATS"),
    ("LOW", "KJØP_MED_LAV_SATS", "SALG_MED_LAV_SATS"),
    ("EXEMPT", None, "SALG_FRITATT_FOR_MVA_AVGIFTSFRITT"),
    ("OUTSIDE", None, "SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET"),
    ("EXEMPT_REVERSE", None, "SALG_INNENLANDSK_OMSETNING_MED_OMVENDT_AVGIFTPLIKT"),
    ("EXEMPT_IMPORT_EXPORT", None, "SALG_UTFØRSEL_AV_VARER_OG_TJENESTER"),
    ("HIGH_DIRECT", "KUN_KJØPSMVA_HØY_SATS", None),
    ("MEDIUM_DIRECT", "KUN_KJØPSMVA_MIDDELS_SATS", None),
    ("HIGH_BASIS", "KUN_GRUNNLAG_KJØPSMVA_HØY_SATS", None),
    ("MEDIUM_BASIS", "KUN_GRUNNLAG_KJØPSMVA_MIDDELS_SATS", None),
    ("NONE_IMPORT_BASIS", "KUN_GRUNNLAG_KJØPSMVA_INGEN_SATS", None),
    (
        "HIGH_FOREIGN_SERVICE_DEDUCTIBLE",
        "TJENESTER_KJØPT_FRA_UTLANDET_MED_FRADRAG_FOR_HØY_MVA",
        None,
    ),
    (
        "HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE",
        "TJENESTER_KJØPT_FRA_UTLANDET_UTEN_FRADRAG_FOR_HØY_MVA",
        None,
    ),
    (
        "LOW_FOREIGN_SERVICE_DEDUCTIBLE",
        "TJENESTER_KJØPT_FRA_UTLANDET_MED_FRADRAG_FOR_LAV_MVA",
        None,
    ),
    (
        "LOW_FOREIGN_SERVICE_NONDEDUCTIBLE",
        "TJENESTER_KJØPT_FRA_UTLANDET_UTEN_FRADRAG_FOR_LAV_MVA",
        None,
    ),
    (
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE",
        "KJØP_AV_KLIMAKVOTER_ELLER_GULL_MED_FRADRAG_FOR_MVA",
        None,
    ),
    (
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE",
        "KJØP_AV_KLIMAKVOTER_ELLER_GULL_UTEN_FRADRAG_FOR_MVA",
        None,
    ),
]
ON_PURCHASES = {name: bought for name, bought, _ in NAMES if bought}
ON_SALES = {name: sold for name, _, sold in NAMES if sold}

EXEMPT = {"EXEMPT", "EXEMPT_IMPORT_EXPORT", "EXEMPT_REVERSE"}
#: The types that each account accepts on sales, typed by hand from docs/observed.md#8-vat-types.
#: Where live observations and Fiken's published table differ, the wider one is here.
ACCEPTED: dict[str, set[str]] = {
    "1579": {"NONE"},
    "3000": {"HIGH"},
    "3009": {"NONE"},
    "3010": {"HIGH"},
    "3020": {"HIGH"},
    "3030": {"MEDIUM", "RAW_FISH"},
    "3040": {"MEDIUM"},
    "3050": {"LOW"},
    "3061": {"HIGH"},
    "3063": {"MEDIUM"},
    "3070": {"HIGH"},
    "3081": {"HIGH", "LOW"},
    "3090": {"HIGH", "LOW"},
    "3100": EXEMPT,
    "3109": {"EXEMPT", "EXEMPT_REVERSE", "NONE"},
    "3120": EXEMPT,
    "3200": {"OUTSIDE"},
    "3209": {"NONE"},
    "3210": set(ON_SALES) - {"OUTSIDE"},
    "3219": {"NONE"},
    "3220": {"OUTSIDE"},
    "3229": {"NONE"},
    "3601": set(ON_SALES),
    "3605": set(ON_SALES) - {"NONE"},
    "3900": set(ON_SALES),
    "7350": {"NONE"},
}


def line(account: str, vat_type: str, **fields: Any) -> dict[str, Any]:
    """Return a line of a sale."""
    return {**LINE, "account": account, "vatType": vat_type, "vat": None, **fields}


def accepted_names(message: str) -> set[str]:
    """Return the names between the brackets of the message; none may be there twice."""
    names = message.partition("Mulige mva koder er [")[2].rstrip("]").split(", ")
    assert len(names) == len(set(names))
    return set(names)


@pytest.mark.parametrize("account", sorted(ACCEPTED))
def test_sale_accepts_types_of_account(api: requests.Session, account: str) -> None:
    """Every VAT type of sales is tried; each refusal lists all types that the account accepts."""
    refused: set[str] = set()
    for vat_type, name in ON_SALES.items():
        body = {**SALE, "lines": [line(account, vat_type)]}
        if vat_type in ACCEPTED[account]:
            post(api, "/sales", body)
            continue
        status, message = refusal(api, "POST", "/sales", json=body)
        wrong = f"{name} er ikke en gyldig mva kode for kontoen {account}. "
        assert (400, True) == (status, message.startswith(wrong))
        assert {ON_SALES[each] for each in ACCEPTED[account]} == accepted_names(message)
        refused.add(vat_type)
    assert set(ON_SALES) - ACCEPTED[account] == refused


def test_sub_account_accepts_types_of_account(api: requests.Session) -> None:
    """1500:10009 ends in 9, but is not one of the accounts without VAT, such as 3009."""
    post(api, "/sales", {**SALE, "lines": [line("1500:10009", "HIGH")]})


@pytest.mark.parametrize("vat_type", sorted(ON_PURCHASES))
def test_purchase_on_7350_has_no_vat(api: requests.Session, vat_type: str) -> None:
    """The message has the names of purchases.

    Observed: docs/observed.md#8-vat-types
    """
    body = {**PURCHASE, "lines": [{**BOUGHT, "account": "7350", "vatType": vat_type, "vat": None}]}
    if vat_type == "NONE":
        post(api, "/purchases", body)
        return
    wrong = f"{ON_PURCHASES[vat_type]} er ikke en gyldig mva kode for kontoen 7350."
    expected = f"{wrong} Mulige mva koder er [KJØP_INGEN_MVABEHANDLING]"
    assert (400, expected) == refusal(api, "POST", "/purchases", json=body)


@pytest.mark.parametrize(
    ("path", "body", "known"),
    [("/sales", SALE, ON_SALES), ("/purchases", PURCHASE, ON_PURCHASES)],
    ids=["sale", "purchase"],
)
@pytest.mark.parametrize("vat_type", ["bi-monthly", "high", "HØY", "", "25"])
def test_unknown_vat_type_lists_known_types(
    emulator: Emulator,
    api: requests.Session,
    path: str,
    body: dict[str, Any],
    known: dict[str, str],
    vat_type: str,
) -> None:
    """The message repeats the type as it was sent, because it has no Norwegian name."""
    before = tables(emulator)
    sent = {**body, "lines": [line("3900", vat_type)]}
    status, message = refusal(api, "POST", path, json=sent)
    wrong = f"{vat_type} er ikke en gyldig mva kode for kontoen 3900. "
    assert (400, True) == (status, message.startswith(wrong))
    assert set(known.values()) == accepted_names(message)
    assert before == tables(emulator)


@pytest.mark.parametrize("vat_type", sorted(set(ON_PURCHASES) - set(ON_SALES)))
def test_sale_refuses_types_of_purchases(api: requests.Session, vat_type: str) -> None:
    status, message = refusal(
        api, "POST", "/sales", json={**SALE, "lines": [line("3900", vat_type)]}
    )
    wrong = f"{ON_PURCHASES[vat_type]} er ikke en gyldig mva kode for kontoen 3900. "
    assert (400, True) == (status, message.startswith(wrong))
    assert set(ON_SALES.values()) == accepted_names(message)


@pytest.mark.parametrize("vat_type", sorted(set(ON_SALES) - set(ON_PURCHASES)))
def test_purchase_refuses_types_of_sales(api: requests.Session, vat_type: str) -> None:
    body = {**PURCHASE, "lines": [line("6800", vat_type)]}
    status, message = refusal(api, "POST", "/purchases", json=body)
    wrong = f"{ON_SALES[vat_type]} er ikke en gyldig mva kode for kontoen 6800. "
    assert (400, True) == (status, message.startswith(wrong))
    assert set(ON_PURCHASES.values()) == accepted_names(message)


def test_unknown_type_without_account_is_refused(api: requests.Session) -> None:
    """A line of a purchase that is only VAT needs no account."""
    lines = [{**BOUGHT, "account": None, "netPrice": 0, "vat": 25_00, "vatType": "DIREKTE"}]
    status, message = refusal(api, "POST", "/purchases", json={**PURCHASE, "lines": lines})
    assert (400, True) == (status, message.startswith("DIREKTE er ikke en gyldig mva kode. "))


@pytest.mark.parametrize("account", ["3010", "3063", "3209", "1579", "1749"])
def test_purchases_ignore_table_of_sales(api: requests.Session, account: str) -> None:
    """No source says which VAT types these accounts accept on purchases."""
    lines = [line(account, "MEDIUM", vat=150_00), line(account, "NONE_IMPORT_BASIS")]
    post(api, "/purchases", {**PURCHASE, "lines": lines})


@pytest.mark.parametrize(
    ("kind", "account", "vat_type", "possible"),
    [
        ("sales", "3020", "LOW", "SALG_MED_HØY_SATS"),
        ("sales", "3200", "HIGH", "SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET"),
        ("purchases", "7350", "HIGH", "KJØP_INGEN_MVABEHANDLING"),
    ],
)
def test_draft_with_wrong_vat_type_stays(
    emulator: Emulator, api: requests.Session, kind: str, account: str, vat_type: str, possible: str
) -> None:
    """A draft is saved with any VAT type, and refused when it is finalized."""
    amounts = {"net": 100_00, "gross": 125_00}
    line_of_draft = {"text": "x", "vatType": vat_type, "incomeAccount": account, **amounts}
    draft = post(api, f"/{kind}/drafts", {"cash": False, "paid": False, "lines": [line_of_draft]})
    before = tables(emulator)
    title = "Sale" if kind == "sales" else "Purchase"
    status, message = refusal(api, "POST", f"{draft}/create{title}")
    assert (400, {possible}) == (status, accepted_names(message))
    assert before == tables(emulator)
