"""The commands `fiken report …`: each asks Fiken for a report, and shows or writes it."""

import functools
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, get_args

import click

from fiken.cli._connection import Connection, connected
from fiken.cli._families import value_type
from fiken.cli._reporting._results import CHARTED, PLAIN, Form, deliver, form_of
from fiken.reports import (
    Period,
    ReportLanguage,
    balance_sheet,
    income_statement,
    ledger,
    overdue_invoices,
    trial_balance,
    vat_report,
)
from fiken.types import Date
from fiken.types.dates import today


@click.group()
def report() -> None:
    """Show reports: trial balance, income, balance sheet, VAT, unpaid invoices, ledger."""


def _formed(formats: Sequence[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds the options of the form to a report.

    The report gets them as the argument `form`, and the connection as `connection`.

    Args:
        formats: The formats that the report has.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def wrapped(
            *arguments: Any,
            lang: ReportLanguage,
            form: str | None,
            file: str | None,
            excel: bool,
            **more: Any,
        ) -> None:
            command(*arguments, form=form_of(form, lang, file, formats, excel=excel), **more)

        formed = connected(wrapped)
        for option in (_output_option, _excel_option, _format_option(formats), _lang_option):
            formed = option(formed)
        return formed

    return decorate


def _format_option(formats: Sequence[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    default = "Default: the ending of the file, or table in a terminal, and csv in a pipe."
    return click.option("--format", "-f", "form", type=click.Choice(formats), help=default)


_lang_option = click.option(
    "--lang",
    type=click.Choice(get_args(ReportLanguage)),
    default="en",
    help="The language of the headings. Default: en.",
)
_output_option = click.option(
    "--output", "-o", "file", metavar="FILE", help="The file to write, instead of stdout."
)
_excel_option = click.option(
    "--excel", is_flag=True, help="CSV for a Norwegian Excel, with amounts in kroner."
)
_period_option = click.option(
    "--period",
    metavar="PERIOD",
    help="2026, 2026-06, 2026-Q2, 2026-T3 (VAT term), 2026-01-01..2026-06-15. Default: this year.",
)
_date_option = click.option(
    "--date", type=value_type(Date), help="The last day, from the first of its year."
)
_sub_accounts_option = click.option(
    "--sub-accounts", is_flag=True, help="A row for each sub-account, such as 1500:10001."
)


def span_of(period: str | None, last: date | None) -> Period:
    """Return the period of a report.

    Args:
        period: The text of a period; None if only its last day was given, or nothing.
        last: The last day of a period that begins with its year; None if there is none.

    Raises:
        UsageError: Both are given.
        InvalidAttributeError: The text names no period.
    """
    if period is not None and last is not None:
        raise click.UsageError("--period and --date exclude each other: give one of them")
    if period is not None:
        return Period.parse(period)
    if last is not None:
        return Period(last.replace(month=1, day=1), last)
    return Period.parse(str(today().year))


@report.command("trial-balance")
@_sub_accounts_option
@_date_option
@_period_option
@_formed(PLAIN)
def _trial_balance(
    connection: Connection, form: Form, period: str | None, date: date | None, *, sub_accounts: bool
) -> None:
    """Show the balances of all accounts (saldobalanse).

    Debit is positive, and credit is negative.
    """
    span = span_of(period, date)
    with connection.company() as company:
        deliver(trial_balance(company, span, sub_accounts=sub_accounts), form)


@report.command("income")
@click.option("--by-month", is_flag=True, help="A column for each month.")
@_sub_accounts_option
@_date_option
@_period_option
@_formed(CHARTED)
def _income(
    connection: Connection,
    form: Form,
    period: str | None,
    date: date | None,
    *,
    sub_accounts: bool,
    by_month: bool,
) -> None:
    """Show income and costs (resultatregnskap).

    Income is positive, and costs are negative. The formats svg and png are a chart by month.
    """
    span = span_of(period, date)
    with connection.company() as company:
        statement = income_statement(company, span, sub_accounts=sub_accounts)
        deliver(statement, form, by_month=by_month)


@report.command("balance")
@_sub_accounts_option
@click.option("--date", type=value_type(Date), help="The day. Default: today.")
@_formed(PLAIN)
def _balance(connection: Connection, form: Form, date: date | None, *, sub_accounts: bool) -> None:
    """Show assets, equity and liabilities (balanse)."""
    day = date or today()
    with connection.company() as company:
        deliver(balance_sheet(company, day, sub_accounts=sub_accounts), form)


@report.command("vat")
@click.option(
    "--period",
    required=True,
    metavar="PERIOD",
    help="The VAT term: 2026-T3 is May and June.",
)
@_formed(PLAIN)
def _vat(connection: Connection, form: Form, period: str) -> None:
    """Show the VAT of a term by VAT code (mva-oppgave)."""
    span = span_of(period, None)
    with connection.company() as company:
        deliver(vat_report(company, span), form)


@report.command("overdue")
@click.option("--purchases", is_flag=True, help="What the company owes to suppliers.")
@click.option(
    "--date", type=value_type(Date), help="The day by which ages are counted. Default: today."
)
@_formed(CHARTED)
def _overdue(connection: Connection, form: Form, date: date | None, *, purchases: bool) -> None:
    """Show unpaid invoices by age (forfalte fakturaer).

    The amounts are those of now, also with another --date. The formats svg and png are a chart of
    them by age.
    """
    with connection.company() as company:
        deliver(overdue_invoices(company, date, purchases=purchases), form)


@report.command("ledger")
@click.option("--accounts", metavar="CODES", help="1920:10001, or 1500-1599,3000. Default: all.")
@_date_option
@_period_option
@_formed(PLAIN)
def _ledger(
    connection: Connection, form: Form, period: str | None, date: date | None, accounts: str | None
) -> None:
    """Show the postings of each account (hovedbok)."""
    span = span_of(period, date)
    with connection.company() as company:
        deliver(ledger(company, span, accounts=accounts), form)
