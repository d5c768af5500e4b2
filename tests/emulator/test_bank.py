"""Bank accounts."""

from typing import Any

import pytest
import requests

NEW: dict[str, Any] = {
    "name": "Sparekonto",
    "bankAccountNumber": "11112233334",
    "bic": "DNBANOKKXXX",
    "iban": "NO4911112233334",
    "foreignService": "Barclays UK",
    "type": "normal",
    "inactive": False,
}


def create(api: requests.Session, **fields: Any) -> str:
    answer = api.post("/bankAccounts", json={**NEW, **fields})
    assert (201, b"") == (answer.status_code, answer.content), answer.text
    return answer.headers["Location"]


def test_the_first_bank_account_is_active_normal_and_has_a_number_of_11_digits(
    api: requests.Session,
) -> None:
    first = api.get("/bankAccounts").json()[0]
    number = first["bankAccountNumber"]
    found = (first["accountCode"], first["type"], first["inactive"], len(number), number.isdigit())
    assert ("1920:10001", "normal", False, 11, True) == found


def test_what_the_web_application_reconciled_is_shown(api: requests.Session) -> None:
    first = api.get("/bankAccounts").json()[0]
    assert (30_000_00, "2025-01-31") == (first["reconciledBalance"], first["reconciledDate"])


def test_a_new_bank_account_comes_back_with_its_account(api: requests.Session) -> None:
    location = create(api)
    given = {"bankAccountId": int(location.rpartition("/")[2]), "accountCode": "1920:10002"}
    never = {"reconciledBalance": None, "reconciledDate": None}
    assert {**NEW, **given, **never} == api.get(location).json()
    expected = {"code": "1920:10002", "name": "Sparekonto"}
    assert expected == api.get("/accounts/1920:10002").json()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("normal", ["1920:10002", "1920:10003"]),
        ("tax_deduction", ["1950:10002", "1950:10003"]),
        ("foreign", ["1940:10001", "1940:10002"]),
        ("credit_card", ["2380:10001", "2380:10002"]),
    ],
)
def test_each_type_counts_its_own_accounts(
    api: requests.Session, kind: str, codes: list[str]
) -> None:
    """1920 is known; which ledgers the others have is our choice."""
    found = [api.get(create(api, type=kind)).json()["accountCode"] for _ in codes]
    assert codes == found


def test_it_can_be_booked_on(api: requests.Session) -> None:
    code = api.get(create(api)).json()["accountCode"]
    lines = [{"amount": 5, "debitAccount": code, "creditAccount": "1920:10001"}]
    entry = {"description": "Sparing", "date": "2026-03-01", "lines": lines}
    body = {"description": "Sparing", "journalEntries": [entry]}
    assert 201 == api.post("/generalJournalEntries", json=body).status_code
    assert 5 == api.get(f"/accountBalances/{code}?date=2026-03-01").json()["balance"]


def test_the_filter_tells_the_active_from_the_inactive(api: requests.Session) -> None:
    create(api, name="Gammel konto", inactive=True)
    names = [
        [each["name"] for each in api.get(f"/bankAccounts{query}").json()]
        for query in ("", "?inactive=false", "?inactive=true")
    ]
    active = ["Driftskonto", "Skattetrekkskonto"]
    assert [[*active, "Gammel konto"], active, ["Gammel konto"]] == names


def test_it_is_active_unless_told_otherwise(api: requests.Session) -> None:
    body = {name: NEW[name] for name in ("name", "bankAccountNumber", "type")}
    location = api.post("/bankAccounts", json=body).headers["Location"]
    assert api.get(location).json()["inactive"] is False


@pytest.mark.parametrize("missing", ["name", "bankAccountNumber", "type"])
def test_a_bank_account_needs_what_the_contract_requires(
    api: requests.Session, missing: str
) -> None:
    body = {name: value for name, value in NEW.items() if name != missing}
    answer = api.post("/bankAccounts", json=body)
    assert f"'{missing}' er påkrevd" in answer.json()[0]["message"]
    assert 2 == len(api.get("/bankAccounts").json())


def test_a_type_of_its_own_is_refused(api: requests.Session) -> None:
    assert 400 == api.post("/bankAccounts", json={**NEW, "type": "piggy"}).status_code


def test_one_that_is_not_there_is_404(api: requests.Session) -> None:
    assert 404 == api.get("/bankAccounts/1").status_code
