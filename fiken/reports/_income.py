"""The income statement (resultatregnskap)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import attrs

from fiken import CompanyClient
from fiken.reports._accounts import (
    DISPOSITIONS,
    Section,
    is_result,
    number_of,
    order_of,
    section_of,
)
from fiken.reports._balances import Balances, merged
from fiken.reports._check import Check, entries_checked
from fiken.reports._period import Period, as_period


@attrs.frozen
class IncomeRow:
    """An account of an income statement.

    Args:
        code: The code of the account, such as 3000.
        name: Its name.
        section: The section that it belongs to.
        amount: Øre: its effect on the result. Income is positive, and costs are negative.
        by_month: The same for each month of `IncomeStatement.months`.
    """

    code: str
    name: str
    section: Section
    amount: int
    by_month: tuple[int, ...]


@attrs.frozen
class IncomeMonth:
    """The sums of one month. Amounts are in øre.

    Args:
        month: The first day of the month.
        income: The income of class 3. It is positive.
        costs: The costs of the classes 4 to 7. They are negative.
        result: The result, with financial items and tax. A profit is positive.
    """

    month: date
    income: int
    costs: int
    result: int


@attrs.frozen
class IncomeStatement:
    """The income and the costs of a period (resultatregnskap).

    Amounts are in øre. Their sign is their effect on the result: income is positive, costs are
    negative, and a result is positive if it is a profit.

    Args:
        company: The slug of the company.
        period: The period.
        rows: The accounts that have postings, by number.
        months: The sums of each month of the period, also of those without postings.
        checks: The checks of the report: the journal entries equal the change of the balances.
    """

    company: str
    period: Period
    rows: tuple[IncomeRow, ...]
    months: tuple[IncomeMonth, ...]
    checks: tuple[Check, ...]

    def total(self, *sections: Section) -> int:
        """Return the sum of the accounts in some sections, in øre."""
        return sum(row.amount for row in self.rows if row.section in sections)

    @property
    def operating_income(self) -> int:
        """Øre: the income of class 3 (sum driftsinntekter)."""
        return self.total(Section.INCOME)

    @property
    def operating_costs(self) -> int:
        """Øre: the costs of the classes 4 to 7 (sum driftskostnader). They are negative."""
        return self.total(*COSTS)

    @property
    def operating_result(self) -> int:
        """Øre: the operating income less the operating costs (driftsresultat)."""
        return self.operating_income + self.operating_costs

    @property
    def result_before_tax(self) -> int:
        """Øre: the operating result with financial items (resultat før skatt)."""
        financial = (Section.FINANCIAL_INCOME, Section.FINANCIAL_COSTS)
        return self.operating_result + self.total(*financial)

    @property
    def result(self) -> int:
        """Øre: the result of the period, before it is disposed (resultat). A profit is positive."""
        return self.result_before_tax + self.total(Section.TAX, Section.EXTRAORDINARY)


COSTS = (Section.GOODS, Section.WAGES, Section.DEPRECIATION, Section.OTHER_COSTS)


def income_statement(
    company: CompanyClient, period: Period | str, *, sub_accounts: bool = False
) -> IncomeStatement:
    """Return the income statement of a period.

    The sums come from the journal entries, so that they are right even if the balances of an
    account begin anew with a year. One request is sent per 100 journal entries of the period, and
    12 for the names and for the check.

    Args:
        company: The client of the company.
        period: The period, or its text, such as ``"2026-Q2"`` (see `Period.parse`).
        sub_accounts: Whether each sub-account has a row of its own.

    Raises:
        InvalidAttributeError: The text names no period; nothing was sent.
        FikenError: Fiken could not be asked.
    """
    span = as_period(period)
    posted = _posted(company, span)
    books = Balances(company)
    changes = {
        code: books.on(span.before).get(code, 0) - books.on(span.end).get(code, 0)
        for code in books.codes(span.end, span.before)
        if is_result(code)
    }
    totals = Counter[str]()
    for (code, _), amount in posted.items():
        totals[code] -= amount
    months, rows = months_of(span), list[IncomeRow]()
    for code, parts in merged(sorted(totals, key=order_of), sub_accounts=sub_accounts).items():
        by_month = tuple(sum(-posted[part, month] for part in parts) for month in months)
        name, section = books.name_of(code), section_of(code)
        rows.append(IncomeRow(code, name, section, sum(by_month), by_month))
    sums, checks = tuple(_months(rows, months)), entries_checked(changes, totals)
    return IncomeStatement(company.slug, span, tuple(rows), sums, checks)


def months_of(period: Period) -> tuple[date, ...]:
    """Return the first day of each month that a period touches."""
    first = period.start.year * 12 + period.start.month - 1
    last = period.end.year * 12 + period.end.month - 1
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1))


def _posted(company: CompanyClient, period: Period) -> Counter[tuple[str, date]]:
    """Return the sum of the postings per account of profit and loss and month, debit positive."""
    posted: Counter[tuple[str, date]] = Counter()
    for entry in company.journal_entries.all(date_ge=period.start, date_le=period.end):
        month = entry.date.replace(day=1)
        for line in entry.lines:
            if line.account is not None and is_result(line.account):
                posted[line.account, month] += line.amount
    return posted


def _months(rows: Iterable[IncomeRow], months: tuple[date, ...]) -> Iterable[IncomeMonth]:
    every = tuple(rows)
    for index, month in enumerate(months):
        income = sum(row.by_month[index] for row in every if row.section is Section.INCOME)
        costs = sum(row.by_month[index] for row in every if row.section in COSTS)
        result = sum(
            row.by_month[index] for row in every if number_of(row.code) not in DISPOSITIONS
        )
        yield IncomeMonth(month, income, costs, result)
