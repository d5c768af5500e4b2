"""Reports about random books: their sums are those of the inputs, to the øre."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from fiken.emulator import Emulator
from fiken.reports import (
    Age,
    Period,
    Section,
    VatSection,
    balance_sheet,
    failed_among,
    income_statement,
    ledger,
    overdue_invoices,
    trial_balance,
    vat_report,
)
from fiken.vat import vat_of_code
from tests.reports.inputs import FIRST, Inputs, mains, noon

PERIODS = ["2025", "2026", "2025-T5", "2026-Q1", "2026-02", "2025-12-15..2026-01-20"]
STEPS = 130


@pytest.fixture(scope="module", params=[1, 2, 3])
def inputs(request: pytest.FixtureRequest) -> Iterator[Inputs]:
    """A year and a half of random bookings."""
    clock = [noon(FIRST)]
    emulator = Emulator(seed=1, empty=True, clock=lambda: clock[0])
    with emulator, emulator.client() as client:
        acme = client.company(emulator.company_slug)
        made = Inputs(acme, clock, Random(request.param))
        made.begin()
        for _ in range(STEPS):
            made.step()
        emulator.check_books()
        yield made


def of_year(inputs: Inputs, day: date, begin: date) -> Counter[str]:
    """Return the balances on a day, those of profit and loss since the day `begin`."""
    balances = inputs.balances(day)
    moved = inputs.moved(begin, day)
    return Counter(
        {code: moved[code] if code[0] in "345678" else amount for code, amount in balances.items()}
    )


def is_result(code: str) -> bool:
    return code[0] in "345678"


@pytest.mark.parametrize("text", PERIODS)
@pytest.mark.parametrize("sub_accounts", [True, False])
def test_a_trial_balance_follows_from_inputs(inputs: Inputs, text: str, sub_accounts: bool) -> None:
    period = Period.parse(text)
    begin = date(period.start.year, 1, 1)
    report = trial_balance(inputs.acme, text, sub_accounts=sub_accounts)
    expected = []
    for day in (period.before, period.end):
        balances = of_year(inputs, day, begin)
        expected.append(balances if sub_accounts else mains(balances))
    opening, closing = expected
    codes = {code for code in {*opening, *closing} if opening[code] or closing[code]}
    rows = {row.code: (row.opening, row.movement, row.closing) for row in report.rows}
    shown = {code: sums for code, sums in rows.items() if sums != (0, 0, 0)}
    assert {
        code: (opening[code], closing[code] - opening[code], closing[code]) for code in codes
    } == shown
    earlier = inputs.balances(period.before_year)
    assert (
        sum(amount for code, amount in earlier.items() if is_result(code)) == report.earlier_results
    )
    assert () == failed_among(report.checks)
    assert sorted(rows) == list(rows)


@pytest.mark.parametrize("text", PERIODS)
def test_an_income_statement_follows_from_inputs(inputs: Inputs, text: str) -> None:
    period = Period.parse(text)
    report = income_statement(inputs.acme, text)
    moved = inputs.moved(period.start, period.end)
    expected = {code: -amount for code, amount in moved.items() if is_result(code) and amount}
    assert expected == {row.code: row.amount for row in report.rows if row.amount}
    assert sum(expected.values()) == report.result
    income = sum(amount for code, amount in expected.items() if code[0] == "3")
    assert income == report.operating_income
    assert income == sum(month.income for month in report.months)
    assert report.operating_costs == sum(month.costs for month in report.months)
    assert report.result == sum(month.result for month in report.months)
    assert () == failed_among(report.checks)


def test_each_month_follows_from_inputs(inputs: Inputs) -> None:
    for month in income_statement(inputs.acme, "2025").months:
        text = f"{month.month:%Y-%m}"
        period = Period.parse(text)
        moved = inputs.moved(period.start, period.end)
        assert -sum(moved[code] for code in moved if code[0] == "3") == month.income
        assert -sum(moved[code] for code in moved if code[0] in "4567") == month.costs


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 12, 31), date(2026, 3, 1)])
def test_a_balance_sheet_follows_from_inputs(inputs: Inputs, day: date) -> None:
    report = balance_sheet(inputs.acme, day, sub_accounts=True)
    begins = date(day.year - 1, 12, 31)
    opening, closing = inputs.balances(begins), inputs.balances(day)
    signs = {code: 1 if code[0] == "1" else -1 for code in closing}
    expected = {
        code: (sign * opening[code], sign * closing[code])
        for code, sign in signs.items()
        if code[0] in "12" and (opening[code] or closing[code])
    }
    assert expected == {row.code: (row.opening, row.closing) for row in report.rows}
    result = [
        -sum(amount for code, amount in each.items() if is_result(code))
        for each in (opening, closing)
    ]
    assert result[0] == report.earlier_results.opening == report.earlier_results.closing
    assert (0, result[1] - result[0]) == (report.result.opening, report.result.closing)
    assert report.assets == report.equity + report.liabilities
    assert () == failed_among(report.checks)


def test_income_and_balance_agree(inputs: Inputs) -> None:
    """The result of a year in the one report is that in the other."""
    for year in (2025, 2026):
        statement = income_statement(inputs.acme, str(year))
        assert statement.result == balance_sheet(inputs.acme, date(year, 12, 31)).result.closing


@pytest.mark.parametrize("text", PERIODS)
def test_a_vat_report_follows_from_inputs(inputs: Inputs, text: str) -> None:
    period = Period.parse(text)
    report = vat_report(inputs.acme, text)
    basis = Counter[str]()
    for each in inputs.booked:
        if each.code is not None and period.start <= each.day <= period.end:
            basis[each.code] += -each.amount if _sells(each.code) else each.amount
    for day, code, amount in inputs.taxes:
        basis[code] -= amount if period.start <= day <= period.end else 0
    columns = {"output": Counter[str](), "input": Counter[str]()}
    for day, column, code, amount in inputs.vat:
        columns[column][code] += amount if period.start <= day <= period.end else 0
    keys = {*basis, *columns["output"], *columns["input"]}
    expected = {
        key: (None if len(key) == 4 else basis[key], columns["output"][key], columns["input"][key])
        for key in keys
    }
    actual = {
        row.code or row.account: (row.basis, row.output, row.input)
        for row in report.rows
        if row.code or row.section is VatSection.UNCODED
    }
    empty = {(0, 0, 0), (None, 0, 0)}
    assert {key: sums for key, sums in expected.items() if sums not in empty} == {
        key: sums for key, sums in actual.items() if sums not in empty
    }
    assert sum(columns["output"].values()) - sum(columns["input"].values()) == report.payable
    assert () == failed_among(report.checks)


def _sells(code: str) -> bool:
    return str(vat_of_code(code).sale_code) == code


@pytest.mark.parametrize("purchases", [False, True])
def test_unpaid_documents_follow_from_inputs(inputs: Inputs, purchases: bool) -> None:
    report = overdue_invoices(inputs.acme, inputs.today, purchases=purchases)
    open_ones = [each for each in inputs.documents if each.is_open and each.sold is not purchases]
    expected = {
        each.number: (each.unpaid, each.due, (inputs.today - each.due).days, each.party)
        for each in open_ones
    }
    assert expected == {
        row.number: (row.outstanding, row.due, row.days, row.contact) for row in report.rows
    }
    limits = {Age.UP_TO_30: (1, 30), Age.UP_TO_60: (31, 60), Age.UP_TO_90: (61, 90)}
    for age, (first, last) in limits.items():
        within = [row[0] for row in expected.values() if first <= row[2] <= last]
        assert sum(within) == report.total(age)
    assert sum(row[0] for row in expected.values() if row[2] > 0) == report.overdue
    assert sum(row[0] for row in expected.values()) == report.outstanding
    assert () == failed_among(report.checks)


@pytest.mark.parametrize("text", PERIODS)
def test_a_ledger_follows_from_inputs(inputs: Inputs, text: str) -> None:
    period = Period.parse(text)
    report = ledger(inputs.acme, text)
    begin = date(period.start.year, 1, 1)
    opening = of_year(inputs, period.before, begin)
    closing = of_year(inputs, period.end, begin)
    for account in report.accounts:
        mine = [
            (each.day, each.amount)
            for each in inputs.booked
            if each.account == account.code and period.start <= each.day <= period.end
        ]
        posted = [(posting.date, posting.amount) for posting in account.postings]
        assert sorted(mine) == sorted(posted)
        assert [day for day, _ in posted] == sorted(day for day, _ in posted)
        balance = opening[account.code]
        assert balance == account.opening
        for posting in account.postings:
            balance += posting.amount
            assert balance == posting.balance
        assert balance == account.closing == closing[account.code]
        assert account.opening + account.debit + account.credit == account.closing
    listed = {account.code for account in report.accounts}
    assert {code for code, amount in closing.items() if amount} <= listed
    assert () == failed_among(report.checks)


def test_random_books_have_what_they_need(inputs: Inputs) -> None:
    """Sales, purchases, reversals, partial payments and unpaid documents are among them."""
    assert {True, False} == {each.sold for each in inputs.documents}
    assert [each for each in inputs.documents if each.paid and each.is_open]
    assert 15 < len({each.code for each in inputs.booked})
    assert {Section.INCOME, Section.GOODS} <= {
        row.section for row in income_statement(inputs.acme, "2025").rows
    }
