"""Years that are closed, results that become equity, and books with odd numbers."""

import json
from datetime import date
from typing import Any

import pytest

from fiken import CompanyClient, InvalidAttributeError, JournalEntryLine
from fiken.emulator import CannedAnswer
from fiken.reports import (
    Report,
    Section,
    balance_sheet,
    failed_among,
    income_statement,
    ledger,
    overdue_invoices,
    table_of,
    trial_balance,
    vat_report,
)
from tests.reports.conftest import Shop

BANK = "1920:10001"


def post(acme: CompanyClient, day: date, *lines: tuple[str, int]) -> None:
    """Post a journal entry: debit is positive."""
    sides = [
        (JournalEntryLine.debit if amount > 0 else JournalEntryLine.credit)(account, abs(amount))
        for account, amount in lines
    ]
    acme.transactions.post(day, "Bilag", *sides)


def test_an_empty_company_has_empty_reports(shop: Shop) -> None:
    """Each is made, and each can be shown."""
    acme, day = shop.acme, date(2026, 6, 15)
    reports: list[Report] = [
        trial_balance(acme, "2026"),
        income_statement(acme, "2026-06"),
        balance_sheet(acme, day),
        vat_report(acme, "2026-T3"),
        overdue_invoices(acme, day),
        ledger(acme, "2026"),
    ]
    for report in reports:
        assert () == failed_among(report.checks)
        assert 0 == sum(line.kind == "heading" for line in table_of(report).lines if line.cells[0])
        assert "Total fixed assets" not in {line.cells[1] for line in table_of(report).lines}
    assert 0 == income_statement(acme, "2026").result


def test_a_disposed_result_becomes_equity(shop: Shop) -> None:
    """8960 moves the result to 2050. It is not part of it, and no earlier result is left."""
    acme = shop.acme
    post(acme, date(2025, 5, 1), (BANK, 700_00), ("3200", -700_00))
    post(acme, date(2025, 12, 31), ("8300", 150_00), ("2500", -150_00))
    post(acme, date(2025, 12, 31), ("8960", 550_00), ("2050", -550_00))
    statement = income_statement(acme, "2025")
    assert (700_00, 550_00) == (statement.result_before_tax, statement.result)
    assert -550_00 == statement.total(Section.DISPOSITIONS)
    assert 550_00 == statement.months[4].result + statement.months[11].result
    lines = {line.cells[1]: line.cells[2] for line in table_of(statement, "no").lines}
    assert (700_00, 550_00) == (lines["Resultat før skatt"], lines["Resultat"])
    assert (0, 700_00) == (lines["Sum driftskostnader"], lines["Driftsresultat"])
    sheet = balance_sheet(acme, date(2026, 3, 31))
    assert (0, 0) == (sheet.earlier_results.closing, sheet.result.closing)
    assert 550_00 == sheet.equity.closing == sheet.total(Section.EQUITY).closing
    assert () == failed_among(sheet.checks)
    balance = trial_balance(acme, "2026")
    assert ["1920", "2050", "2500"] == [row.code for row in balance.rows]
    assert 0 == balance.earlier_results


def test_costs_and_financial_items_have_their_sections(shop: Shop) -> None:
    """Income is positive and costs are negative, also in class 8."""
    day = date(2026, 2, 1)
    amounts = {"3000": -900, "4300": 100, "5000": 50, "6010": 20, "7770": 5, "8050": -7, "8150": 3}
    post(shop.acme, day, *amounts.items(), (BANK, -sum(amounts.values())))
    statement = income_statement(shop.acme, "2026")
    assert {
        Section.INCOME: 900,
        Section.GOODS: -100,
        Section.WAGES: -50,
        Section.DEPRECIATION: -20,
        Section.OTHER_COSTS: -5,
        Section.FINANCIAL_INCOME: 7,
        Section.FINANCIAL_COSTS: -3,
    } == {row.section: row.amount for row in statement.rows}
    assert (725, 729) == (statement.operating_result, statement.result_before_tax)


def test_assets_and_liabilities_have_their_sections(shop: Shop) -> None:
    amounts = {"1020": 1, "1250": 2, "1350": 3, "1460": 4, "1700": 5, "1810": 6, "1900": 7}
    debts = {"2000": -8, "2220": -9, "2910": -11}
    post(shop.acme, date(2026, 2, 1), *amounts.items(), *debts.items())
    sheet = balance_sheet(shop.acme, date(2026, 2, 1))
    assert [1, 2, 3, 4, 5, 6, 7, 8, 9, 11] == [row.closing for row in sheet.rows]
    assert (28, 8, 20) == (sheet.assets.closing, sheet.equity.closing, sheet.liabilities.closing)
    assert [each for each in Section if each in {row.section for row in sheet.rows}] == [
        row.section for row in sheet.rows
    ]
    sums = {line.cells[1]: line.cells[3] for line in table_of(sheet, "no").lines}
    assert (6, 22) == (sums["Sum anleggsmidler"], sums["Sum omløpsmidler"])


def answer_balances(shop: Shop, times: int, **balances: int) -> None:
    """Replace the balances that the emulator sends by these, which Fiken could send."""
    rows = [
        {"code": code.replace("_", ":").strip("a"), "name": code, "balance": amount}
        for code, amount in balances.items()
    ]
    headers = {
        "Content-Type": "application/json",
        "Fiken-Api-Page": "0",
        "Fiken-Api-Page-Size": "100",
        "Fiken-Api-Page-Count": "1",
        "Fiken-Api-Result-Count": str(len(rows)),
    }
    answer = CannedAnswer(200, headers, json.dumps(rows).encode())
    shop.emulator.fail_next(answer, path="/accountBalances", times=times)


def test_balances_may_include_sub_accounts(shop: Shop) -> None:
    """Nobody has seen whether 1500 includes 1500:10001. Either way, the sums are right."""
    balances = {"a1500": 130, "a1500_10001": 100, "a1500_10002": 30, "a2000": -130}
    answer_balances(shop, 2, **balances)
    rows = {row.code: row.closing for row in trial_balance(shop.acme, "2026").rows}
    assert {"1500": 130, "2000": -130} == rows
    answer_balances(shop, 2, **balances)
    split = {
        row.code: row.closing for row in trial_balance(shop.acme, "2026", sub_accounts=True).rows
    }
    assert {"1500:10001": 100, "1500:10002": 30, "2000": -130} == {
        code: amount for code, amount in split.items() if amount
    }


def test_sub_accounts_are_found_each_day(shop: Shop) -> None:
    """Where both ways sum to zero, main accounts that equal their sub-accounts include them."""
    includes = {"a1500": 100, "a1500_10001": 100, "a2400": -100, "a2400_20001": -100}
    answer_balances(shop, 1, **includes)
    answer_balances(shop, 1, a1500=100, a1500_10001=100, a2000=-100)
    report = trial_balance(shop.acme, "2026")
    rows = {row.code: (row.opening, row.movement, row.closing) for row in report.rows}
    assert {"1500": (100, 0, 100), "2000": (0, -100, -100), "2400": (-100, 100, 0)} == rows
    apart = {"a1500": 30, "a1500_10001": 100, "a2400": -30, "a2400_20001": -100}
    answer_balances(shop, 2, **apart)
    report = trial_balance(shop.acme, "2026")
    assert {"1500": 130, "2400": -130} == {row.code: row.closing for row in report.rows}


def test_sub_accounts_are_in_order(shop: Shop) -> None:
    """The hundred thousandth customer comes last."""
    answer_balances(shop, 2, a1500_100001=1, a1500_10001=2, a1510=3, a2000=-6)
    report = trial_balance(shop.acme, "2026", sub_accounts=True)
    assert ["1500:10001", "1500:100001", "1510", "2000"] == [row.code for row in report.rows]


def test_a_day_without_a_year_before_is_refused(shop: Shop) -> None:
    with pytest.raises(InvalidAttributeError, match=r"balance_sheet\.on must be a day after"):
        balance_sheet(shop.acme, date(1, 5, 1))


def test_books_that_do_not_balance_are_told(shop: Shop) -> None:
    """A report does not hide it."""
    answer_balances(shop, 2, a1900=100, a2000=-99)
    sheet = balance_sheet(shop.acme, date(2026, 6, 15))
    (check,) = failed_among(sheet.checks)
    assert (99, 100, 1) == (check.expected, check.actual, check.difference)
    answer_balances(shop, 2, a1900=100, a2000=-99)
    failed = failed_among(trial_balance(shop.acme, "2026").checks)
    assert [1, 1] == [check.difference for check in failed]


def test_entries_that_differ_from_balances_are_told(shop: Shop) -> None:
    """Were Fiken to begin the accounts anew with each year, the income would still be right."""
    post(shop.acme, date(2025, 5, 1), (BANK, 700), ("3200", -700))
    post(shop.acme, date(2026, 5, 1), (BANK, 200), ("3200", -200))
    answer_balances(shop, 1, a3200=-200)
    answer_balances(shop, 1, a3200=-700)
    statement = income_statement(shop.acme, "2026")
    assert 200 == statement.result
    assert ["3200"] == [each.account for each in failed_among(statement.checks) if each.account]


def test_a_ledger_has_the_accounts_that_are_asked_for(shop: Shop) -> None:
    post(shop.acme, date(2026, 2, 1), (BANK, 500), ("1950:10001", 70), ("2000", -570))
    post(shop.acme, date(2026, 2, 1), (BANK, -20), ("5000", 20))

    def codes(accounts: str | None) -> list[str]:
        return [each.code for each in ledger(shop.acme, "2026", accounts=accounts).accounts]

    assert [BANK, "1950:10001", "2000", "5000"] == codes(None)
    assert [BANK] == codes("1920") == codes(BANK)
    assert [BANK, "1950:10001", "5000"] == codes("1900-1999, 5000")
    assert [] == codes("7000")
    (bank,) = ledger(shop.acme, "2026-02", accounts=BANK).accounts
    assert [(500, 500), (-20, 480)] == [(each.amount, each.balance) for each in bank.postings]
    assert (500, -20, 480) == (bank.debit, bank.credit, bank.closing)


@pytest.mark.parametrize(
    "accounts",
    ["", "abc", "1500-", "192", "1500;3000", "1920:", "1599-1500", "3000, 1599-1500", ["1920"]],
)
def test_unclear_accounts_are_refused(shop: Shop, accounts: Any) -> None:
    before = len(shop.emulator.requests)
    with pytest.raises(InvalidAttributeError, match=r"ledger\.accounts must be accounts"):
        ledger(shop.acme, "2026", accounts=accounts)
    assert before == len(shop.emulator.requests)
