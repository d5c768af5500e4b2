"""The trial balance (saldobalanse)."""

import attrs

from fiken import CompanyClient
from fiken.reports._balances import Balances, merged
from fiken.reports._check import Check, CheckKind
from fiken.reports._period import Period, as_period


@attrs.frozen
class TrialBalanceRow:
    """An account of a trial balance. Amounts are in øre, debit positive and credit negative.

    Args:
        code: The code of the account, such as 1500.
        name: Its name.
        opening: The balance before the period. That of an account of profit and loss begins at 0
            with the year in which the period begins.
        movement: The sum of the postings in the period.
        closing: The balance at the end of the period.
    """

    code: str
    name: str
    opening: int
    movement: int
    closing: int


@attrs.frozen
class TrialBalance:
    """The balances of all accounts that are used (saldobalanse).

    Amounts are in øre, debit positive and credit negative. All rows, with `earlier_results`, sum to
    zero.

    Args:
        company: The slug of the company.
        period: The period.
        rows: The accounts that have a balance or a movement, by number.
        earlier_results: The results of earlier years that were not moved to equity yet (udisponert
            resultat). A profit is negative, as equity is.
        checks: The checks of the report: the balances sum to zero, before the period and at its
            end.
    """

    company: str
    period: Period
    rows: tuple[TrialBalanceRow, ...]
    earlier_results: int
    checks: tuple[Check, ...]


def trial_balance(
    company: CompanyClient, period: Period | str, *, sub_accounts: bool = False
) -> TrialBalance:
    """Return the trial balance of a period.

    12 requests are sent for the 514 accounts of a demo company (6 per day: that before the period,
    and its last), and 18 if the period begins within a year.

    Args:
        company: The client of the company, such as ``client.company("acme-as")``.
        period: The period, or its text, such as ``"2026-06"`` (see `Period.parse`).
        sub_accounts: Whether each customer, supplier and bank account has a row of its own, such as
            1500:10001. Otherwise they are summed up on their main account, such as 1500.

    Raises:
        InvalidAttributeError: The text names no period; nothing was sent.
        FikenError: Fiken could not be asked.
    """
    span = as_period(period)
    books = Balances(company)
    closing = books.of_year(span.end, span.before_year)
    opening = books.of_year(span.before, span.before_year)
    codes = books.codes(span.end, span.before)
    rows: list[TrialBalanceRow] = []
    for code, parts in merged(codes, sub_accounts=sub_accounts).items():
        first, last = (sum(day.get(part, 0) for part in parts) for day in (opening, closing))
        moved = any(opening.get(part, 0) or closing.get(part, 0) for part in parts)
        if moved:
            rows.append(TrialBalanceRow(code, books.name_of(code), first, last - first, last))
    earlier = books.result_on(span.before_year)
    checks = (
        Check(CheckKind.OPENING_SUM_IS_ZERO, 0, sum(row.opening for row in rows) + earlier),
        Check(CheckKind.SUM_IS_ZERO, 0, sum(row.closing for row in rows) + earlier),
    )
    return TrialBalance(company.slug, span, tuple(rows), earlier, checks)
