"""The balance sheet (balanse)."""

from datetime import date

import attrs

from fiken import CompanyClient
from fiken.reports._accounts import ASSETS, LIABILITIES, Section, is_result, section_of
from fiken.reports._balances import Balances, merged
from fiken.reports._check import Check, CheckKind
from fiken.reports._period import as_day


@attrs.frozen
class BalanceSheetRow:
    """An account of a balance sheet. Amounts are in øre.

    Args:
        code: The code of the account, such as 1920.
        name: Its name.
        section: The section that it belongs to.
        opening: The balance at the beginning of the year.
        closing: The balance on the day of the report.
    """

    code: str
    name: str
    section: Section
    opening: int
    closing: int


@attrs.frozen
class BalanceSums:
    """One sum of a balance sheet at the beginning of the year and on its day, in øre.

    Args:
        opening: At the beginning of the year.
        closing: On the day of the report.
    """

    opening: int
    closing: int

    def __add__(self, other: "BalanceSums") -> "BalanceSums":
        return BalanceSums(self.opening + other.opening, self.closing + other.closing)


@attrs.frozen
class BalanceSheet:
    """What a company owns, and how it is paid for (balanse).

    Amounts are in øre. Assets are positive where the company owns something. Equity and liabilities
    are positive where it owes something to its owners or to others.

    Args:
        company: The slug of the company.
        on: The day of the report.
        rows: The accounts of the classes 1 and 2 that have a balance, by number.
        earlier_results: The results of earlier years that were not moved to equity yet (udisponert
            resultat fra tidligere år). A profit is positive.
        result: The result of the year until the day, less what was disposed of it (udisponert
            resultat hittil i år). A profit is positive. At the beginning of the year, it is 0.
        checks: The checks of the report: assets equal equity and liabilities.
    """

    company: str
    on: date
    rows: tuple[BalanceSheetRow, ...]
    earlier_results: BalanceSums
    result: BalanceSums
    checks: tuple[Check, ...]

    def total(self, *sections: Section) -> BalanceSums:
        """Return the sum of the accounts in some sections."""
        rows = [row for row in self.rows if row.section in sections]
        return BalanceSums(sum(row.opening for row in rows), sum(row.closing for row in rows))

    @property
    def assets(self) -> BalanceSums:
        """The sum of the assets (sum eiendeler)."""
        return self.total(*ASSETS)

    @property
    def equity(self) -> BalanceSums:
        """The sum of the equity, with the results that are not disposed (sum egenkapital)."""
        return self.total(Section.EQUITY) + self.earlier_results + self.result

    @property
    def liabilities(self) -> BalanceSums:
        """The sum of the liabilities (sum gjeld)."""
        return self.total(*LIABILITIES)


def balance_sheet(company: CompanyClient, on: date, *, sub_accounts: bool = False) -> BalanceSheet:
    """Return the balance sheet at the end of a day, beside that at the beginning of its year.

    12 requests are sent for the 514 accounts of a demo company.

    Args:
        company: The client of the company.
        on: The day.
        sub_accounts: Whether each customer, supplier and bank account has a row of its own, such as
            1500:10001. Otherwise they are summed up on their main account.

    Raises:
        InvalidAttributeError: `on` is not a date; nothing was sent.
        FikenError: Fiken could not be asked.
    """
    day = as_day("balance_sheet", "on", on)
    begins = date(day.year - 1, 12, 31)
    books = Balances(company)
    codes = [code for code in books.codes(day, begins) if not is_result(code)]
    rows: list[BalanceSheetRow] = []
    for code, parts in merged(codes, sub_accounts=sub_accounts).items():
        section = section_of(code)
        sign = 1 if section.is_asset else -1
        first, last = (
            sign * sum(books.on(each).get(part, 0) for part in parts) for each in (begins, day)
        )
        if first or last:
            rows.append(BalanceSheetRow(code, books.name_of(code), section, first, last))
    earlier = -books.result_on(begins)
    results = BalanceSums(earlier, earlier), BalanceSums(0, -books.result_on(day) - earlier)
    report = BalanceSheet(company.slug, day, tuple(rows), *results, ())
    funding = (report.equity + report.liabilities).closing
    check = Check(CheckKind.ASSETS_EQUAL_FUNDING, funding, report.assets.closing)
    return attrs.evolve(report, checks=(check,))
