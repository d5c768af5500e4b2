"""Balances of accounts, and balances that the bank reports."""

from datetime import UTC, datetime
from typing import Any

import requests

from fiken.emulator import Emulator

BANK = "1920:10001"
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def book(api: requests.Session, date: str, debit: str, credit: str, amount: int) -> None:
    """Post a general journal entry."""
    lines = [{"amount": amount, "debitAccount": debit, "creditAccount": credit}]
    entry = {"description": "Test", "date": date, "lines": lines}
    body = {"description": "Test", "journalEntries": [entry]}
    assert 201 == api.post("/generalJournalEntries", json=body).status_code


def balances(api: requests.Session, query: str) -> dict[str, int]:
    """Return the balances of all accounts on all pages."""
    balance_by_code: dict[str, int] = {}
    for page in range(10):
        answer = api.get(f"/accountBalances?{query}&pageSize=100&page={page}")
        assert 200 == answer.status_code, answer.text
        balance_by_code |= {row["code"]: row["balance"] for row in answer.json()}
    return balance_by_code


def test_demo_company_has_expected_balances(api: requests.Session) -> None:
    """Capital 30,000; a sale of 10,000 and 25 % VAT; rent of 8,000 and VAT, paid.

    The invoices are of later days.
    """
    nonzero = {code: amount for code, amount in balances(api, "date=2025-06-30").items() if amount}
    assert {
        BANK: 20_000_00,
        "2000": -30_000_00,
        "1500:10001": 12_500_00,
        "3000": -10_000_00,
        "2701": -2_500_00,
        "6300": 8_000_00,
        "2711": 2_000_00,
    } == nonzero


def test_balances_sum_to_zero(api: requests.Session) -> None:
    """Emulator choice: account 1500 does not include the balance of its sub-account 1500:10001."""
    all_balances = balances(api, "date=2026-06-15")
    assert (0, 0, 12_500_00 + 3_014_54) == (
        sum(all_balances.values()),
        all_balances["1500"],
        all_balances["1500:10001"],
    )


def test_debit_is_positive_and_credit_negative(api: requests.Session) -> None:
    book(api, "2026-03-01", debit="6860", credit="1900", amount=123)
    balance_by_code = balances(api, "date=2026-03-01")
    assert (123, -123) == (balance_by_code["6860"], balance_by_code["1900"])


def test_balance_is_at_end_of_day(api: requests.Session) -> None:
    book(api, "2026-03-01", debit="6860", credit="1900", amount=100)
    book(api, "2026-03-02", debit="6860", credit="1900", amount=20)
    days = ("2026-02-28", "2026-03-01", "2026-03-02", "2026-12-31")
    balance_by_day = [
        api.get(f"/accountBalances/6860?date={day}").json()["balance"] for day in days
    ]
    assert [0, 100, 120, 120] == balance_by_day


def test_balance_has_code_and_name(api: requests.Session) -> None:
    """The sub-account of a customer has the balance of that customer.

    Observed: docs/observed.md#5-lists
    """
    balance = api.get("/accountBalances/1500:10001?date=2026-06-15").json()
    assert {"code": "1500:10001", "name": "Havgapet Kafé AS", "balance": 15_514_54} == balance


def test_balances_are_filtered_by_number(api: requests.Session) -> None:
    balance_by_code = balances(api, "date=2026-06-15&fromAccount=1500&toAccount=1920")
    assert {"1500", "1500:10001", "1920", BANK} <= set(balance_by_code)
    assert {code for code in balance_by_code if not 1500 <= int(code[:4]) <= 1920} == set()


def test_date_of_balances_is_required(api: requests.Session) -> None:
    """No other list requires a filter.

    Observed: docs/observed.md#5-lists
    """
    for path in ("/accountBalances", f"/accountBalances/{BANK}"):
        answer = api.get(path)
        assert 400 == answer.status_code
        assert "'date' er påkrevd" in answer.json()[0]["message"]


def test_balance_of_unknown_account_is_404(api: requests.Session) -> None:
    assert 404 == api.get("/accountBalances/9999?date=2026-06-15").status_code


def test_balances_are_paged(api: requests.Session) -> None:
    answer = api.get("/accountBalances?date=2026-06-15")
    assert (25, "0") == (len(answer.json()), answer.headers["Fiken-Api-Page"])
    assert int(answer.headers["Fiken-Api-Result-Count"]) > 100


def test_bank_balances_need_bank_integration(api: requests.Session) -> None:
    """Observed: docs/observed.md#5-lists"""
    answer = api.get("/bankBalances")
    assert ([], "0") == (answer.json(), answer.headers["Fiken-Api-Result-Count"])


def test_integrated_bank_reports_balances() -> None:
    with Emulator(seed=1, clock=lambda: NOON, bank_integration=True) as emulator:

        def get(path: str) -> Any:
            base = f"{emulator.url}/companies/{emulator.company_slug}"
            headers = {"Authorization": f"Bearer {emulator.token}"}
            return requests.get(base + path, headers=headers, timeout=10).json()

        account = get("/bankAccounts")[0]
        bank_balances = get("/bankBalances?date=2026-06-15")
        assert ([], bank_balances) == (get("/bankBalances?date=2026-06-14"), get("/bankBalances"))
    assert 2 == len(bank_balances)
    assert {
        "bankAccountId": account["bankAccountId"],
        "bankAccountCode": BANK,
        "date": "2026-06-15",
        "amount": 20_000_00,
        "source": "BANK",
    } == bank_balances[0]
