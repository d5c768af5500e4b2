"""Account balances, and what the bank says."""

from datetime import UTC, datetime
from typing import Any

import requests

from fiken.emulator import Emulator

BANK = "1920:10001"
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def book(api: requests.Session, date: str, debit: str, credit: str, amount: int) -> None:
    lines = [{"amount": amount, "debitAccount": debit, "creditAccount": credit}]
    entry = {"description": "Test", "date": date, "lines": lines}
    body = {"description": "Test", "journalEntries": [entry]}
    assert 201 == api.post("/generalJournalEntries", json=body).status_code


def balances(api: requests.Session, query: str) -> dict[str, int]:
    """Every account of every page, and what is on it."""
    found: dict[str, int] = {}
    for page in range(10):
        answer = api.get(f"/accountBalances?{query}&pageSize=100&page={page}")
        assert 200 == answer.status_code, answer.text
        found |= {row["code"]: row["balance"] for row in answer.json()}
    return found


def test_the_demo_company_stands_where_its_story_ends(api: requests.Session) -> None:
    """Capital 30,000; a sale of 10,000 with 25 % VAT; rent of 8,000 with VAT, paid."""
    found = {code: amount for code, amount in balances(api, "date=2026-06-15").items() if amount}
    assert {
        BANK: 20_000_00,
        "2000": -30_000_00,
        "1500:10001": 12_500_00,
        "3000": -10_000_00,
        "2701": -2_500_00,
        "6300": 8_000_00,
        "2711": 2_000_00,
    } == found


def test_all_balances_sum_to_zero_and_no_account_repeats_another(api: requests.Session) -> None:
    """Our choice: 1500 does not repeat what 1500:10001 has."""
    found = balances(api, "date=2026-06-15")
    assert (0, 0, 12_500_00) == (sum(found.values()), found["1500"], found["1500:10001"])


def test_debit_is_positive_and_credit_negative(api: requests.Session) -> None:
    book(api, "2026-03-01", debit="6860", credit="1900", amount=123)
    found = balances(api, "date=2026-03-01")
    assert (123, -123) == (found["6860"], found["1900"])


def test_a_balance_is_that_of_the_end_of_the_day(api: requests.Session) -> None:
    book(api, "2026-03-01", debit="6860", credit="1900", amount=100)
    book(api, "2026-03-02", debit="6860", credit="1900", amount=20)
    days = ("2026-02-28", "2026-03-01", "2026-03-02", "2026-12-31")
    found = [api.get(f"/accountBalances/6860?date={day}").json()["balance"] for day in days]
    assert [0, 100, 120, 120] == found


def test_one_balance_says_code_and_name_too(api: requests.Session) -> None:
    """The sub-account of a customer has the balance of that customer.

    Observed: docs/observed.md#5-lists
    """
    shown = api.get("/accountBalances/1500:10001?date=2026-06-15").json()
    assert {"code": "1500:10001", "name": "Havgapet Kafé AS", "balance": 12_500_00} == shown


def test_balances_are_of_a_range_of_accounts(api: requests.Session) -> None:
    found = balances(api, "date=2026-06-15&fromAccount=1500&toAccount=1920")
    assert {"1500", "1500:10001", "1920", BANK} <= set(found)
    assert {code for code in found if not 1500 <= int(code[:4]) <= 1920} == set()


def test_the_date_is_required(api: requests.Session) -> None:
    """This is the only list with a filter that is required.

    Observed: docs/observed.md#5-lists
    """
    for path in ("/accountBalances", f"/accountBalances/{BANK}"):
        answer = api.get(path)
        assert 400 == answer.status_code
        assert "'date' er påkrevd" in answer.json()[0]["message"]


def test_an_account_that_is_not_there_is_404(api: requests.Session) -> None:
    assert 404 == api.get("/accountBalances/9999?date=2026-06-15").status_code


def test_balances_are_paged(api: requests.Session) -> None:
    answer = api.get("/accountBalances?date=2026-06-15")
    assert (25, "0") == (len(answer.json()), answer.headers["Fiken-Api-Page"])
    assert int(answer.headers["Fiken-Api-Result-Count"]) > 100


def test_without_a_bank_integration_there_are_no_bank_balances(api: requests.Session) -> None:
    """Observed: docs/observed.md#5-lists"""
    answer = api.get("/bankBalances")
    assert ([], "0") == (answer.json(), answer.headers["Fiken-Api-Result-Count"])


def test_an_integrated_bank_tells_its_balances() -> None:
    with Emulator(seed=1, clock=lambda: NOON, bank_integration=True) as emulator:

        def get(path: str) -> Any:
            base = f"{emulator.url}/companies/{emulator.company_slug}"
            headers = {"Authorization": f"Bearer {emulator.token}"}
            return requests.get(base + path, headers=headers, timeout=10).json()

        account = get("/bankAccounts")[0]
        found = get("/bankBalances?date=2026-06-15")
        assert ([], found) == (get("/bankBalances?date=2026-06-14"), get("/bankBalances"))
    assert 2 == len(found)
    assert {
        "bankAccountId": account["bankAccountId"],
        "bankAccountCode": BANK,
        "date": "2026-06-15",
        "amount": 20_000_00,
        "source": "BANK",
    } == found[0]
