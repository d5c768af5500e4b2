"""Bank accounts: create, read, list, book on."""

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
    """Create a bank account and return its URL."""
    answer = api.post("/bankAccounts", json={**NEW, **fields})
    assert (201, b"") == (answer.status_code, answer.content), answer.text
    return answer.headers["Location"]


def test_first_bank_account_is_normal(
    api: requests.Session,
) -> None:
    """It is active, of type `normal`, and its number has 11 digits."""
    first = api.get("/bankAccounts").json()[0]
    number = first["bankAccountNumber"]
    facts = (first["accountCode"], first["type"], first["inactive"], len(number), number.isdigit())
    assert ("1920:10001", "normal", False, 11, True) == facts


def test_reconciled_balance_is_returned(api: requests.Session) -> None:
    """Only the web application of Fiken reconciles an account."""
    first = api.get("/bankAccounts").json()[0]
    assert (30_000_00, "2025-01-31") == (first["reconciledBalance"], first["reconciledDate"])


def test_new_bank_account_gets_an_account(api: requests.Session) -> None:
    location = create(api)
    assigned = {"bankAccountId": int(location.rpartition("/")[2]), "accountCode": "1920:10002"}
    unreconciled = {"reconciledBalance": None, "reconciledDate": None}
    assert {**NEW, **assigned, **unreconciled} == api.get(location).json()
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
def test_each_type_numbers_its_own_accounts(
    api: requests.Session, kind: str, codes: list[str]
) -> None:
    """Emulator choice: the ledger accounts of the types other than `normal`, which uses 1920."""
    account_codes = [api.get(create(api, type=kind)).json()["accountCode"] for _ in codes]
    assert codes == account_codes


def test_new_bank_account_accepts_postings(api: requests.Session) -> None:
    code = api.get(create(api)).json()["accountCode"]
    lines = [{"amount": 5, "debitAccount": code, "creditAccount": "1920:10001"}]
    entry = {"description": "Sparing", "date": "2026-03-01", "lines": lines}
    body = {"description": "Sparing", "journalEntries": [entry]}
    assert 201 == api.post("/generalJournalEntries", json=body).status_code
    assert 5 == api.get(f"/accountBalances/{code}?date=2026-03-01").json()["balance"]


def test_inactive_bank_accounts_are_filtered(api: requests.Session) -> None:
    create(api, name="Gammel konto", inactive=True)
    names = [
        [each["name"] for each in api.get(f"/bankAccounts{query}").json()]
        for query in ("", "?inactive=false", "?inactive=true")
    ]
    active = ["Driftskonto", "Skattetrekkskonto"]
    assert [[*active, "Gammel konto"], active, ["Gammel konto"]] == names


def test_new_bank_account_is_active(api: requests.Session) -> None:
    """The request does not have to send `inactive`."""
    body = {name: NEW[name] for name in ("name", "bankAccountNumber", "type")}
    location = api.post("/bankAccounts", json=body).headers["Location"]
    assert api.get(location).json()["inactive"] is False


@pytest.mark.parametrize("missing", ["name", "bankAccountNumber", "type"])
def test_bank_account_requires_fields_of_contract(api: requests.Session, missing: str) -> None:
    body = {name: value for name, value in NEW.items() if name != missing}
    answer = api.post("/bankAccounts", json=body)
    assert f"'{missing}' er påkrevd" in answer.json()[0]["message"]
    assert 2 == len(api.get("/bankAccounts").json())


def test_unknown_bank_account_type_is_refused(api: requests.Session) -> None:
    assert 400 == api.post("/bankAccounts", json={**NEW, "type": "piggy"}).status_code


def test_unknown_bank_account_is_404(api: requests.Session) -> None:
    assert 404 == api.get("/bankAccounts/1").status_code
