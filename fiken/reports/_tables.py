"""Each report as a table."""

from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from fiken.errors import InvalidAttributeError
from fiken.reports._accounts import (
    CURRENT_ASSETS,
    FIXED_ASSETS,
    LIABILITIES,
    Section,
    class_of,
)
from fiken.reports._balance_sheet import BalanceSheet, BalanceSums
from fiken.reports._drawing import Drawing
from fiken.reports._income import COSTS, IncomeRow, IncomeStatement
from fiken.reports._ledger import Ledger
from fiken.reports._overdue import Age, OverdueReport, UnpaidRow
from fiken.reports._table import Cell, Column, ColumnKind, Table
from fiken.reports._texts import ReportLanguage, as_language, date_of, has_text, month_of
from fiken.reports._trial_balance import TrialBalance, TrialBalanceRow
from fiken.reports._vat import VatReport, VatRow
from fiken.reports._vat_posts import VatSection

#: A report of any kind.
Report: TypeAlias = (
    TrialBalance | IncomeStatement | BalanceSheet | VatReport | OverdueReport | Ledger
)

_TEXT, _AMOUNT, _DATE = ColumnKind.TEXT, ColumnKind.AMOUNT, ColumnKind.DATE


def table_of(report: Report, lang: ReportLanguage = "en", *, by_month: bool = False) -> Table:
    """Return a report as a table, with headings and sums.

    Args:
        report: The report.
        lang: The language of the headings: "en" for English, or "no" for Norwegian (bokmål). The
            names of accounts are those that the company has in Fiken.
        by_month: Whether an income statement gets a column for each month.

    Raises:
        InvalidAttributeError: There are no headings in this language, or the report is not one.
    """
    language = as_language(lang)
    if isinstance(report, IncomeStatement):
        return _income(report, language, by_month=by_month)
    draw = _DRAWINGS.get(type(report))
    if draw is None:
        raise InvalidAttributeError("table_of", "report", report, "a report of fiken.reports")
    table: Table = draw(report, language)
    return table


def _trial_balance(report: TrialBalance, lang: ReportLanguage) -> Table:
    kind = ColumnKind.BALANCE
    amounts = {"opening": kind, "movement": kind, "closing": kind}
    drawing = Drawing(lang, 1, code=_TEXT, name=_TEXT, **amounts)
    earlier = TrialBalanceRow(
        "", drawing.text("sum.earlier_results"), report.earlier_results, 0, report.earlier_results
    )
    every = [(class_of(row.code), row) for row in report.rows]
    if report.earlier_results:
        every.append((_EQUITY, earlier))
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 0):
        rows = [row for of_class, row in every if of_class == number]
        if rows:
            title = drawing.text(f"class.class_{number}")
            drawing.heading(title)
            for row in rows:
                drawing.row(row.code, row.name, row.opening, row.movement, row.closing)
            drawing.sum_of(title, *_sums(rows))
    drawing.result(drawing.text("sum.sum_all"), *_sums([row for _, row in every]))
    return drawing.table("trial_balance", report.company, report.period, report.checks)


#: The class of equity.
_EQUITY = 2


def _sums(rows: list[TrialBalanceRow]) -> list[int]:
    return [
        sum(row.opening for row in rows),
        sum(row.movement for row in rows),
        sum(row.closing for row in rows),
    ]


def _income(report: IncomeStatement, lang: ReportLanguage, *, by_month: bool) -> Table:
    drawing = Drawing(lang, 1, code=_TEXT, name=_TEXT)
    if by_month:
        drawing.columns += [
            Column(f"{each.month:%Y-%m}", month_of(each.month, lang), _AMOUNT)
            for each in report.months
        ]
    drawing.columns.append(Column("amount", drawing.text("column.amount"), _AMOUNT))
    counted: list[IncomeRow] = []
    for sections, results in _INCOME:
        for section in sections:
            rows = [row for row in report.rows if row.section is section]
            if rows:
                title = drawing.text(f"section.{section}")
                drawing.heading(title)
                for row in rows:
                    drawing.row(row.code, row.name, *_amounts([row], report, by_month=by_month))
                sums = _amounts(rows, report, by_month=by_month)
                drawing.sum_of(title, *sums)
            counted += rows
        for result, of in results.items():
            rows = [row for row in counted if row.section in of] if of else counted
            sums = _amounts(rows, report, by_month=by_month)
            drawing.result(drawing.text(f"sum.{result}"), *sums)
    return drawing.table("income", report.company, report.period, report.checks)


#: The sections of an income statement, and the sums that follow them. A sum is that of some
#: sections, or of all sections so far.
_INCOME: tuple[tuple[tuple[Section, ...], dict[str, tuple[Section, ...]]], ...] = (
    ((Section.INCOME, *COSTS), {"operating_costs": COSTS, "operating_result": ()}),
    ((Section.FINANCIAL_INCOME, Section.FINANCIAL_COSTS), {"result_before_tax": ()}),
    ((Section.TAX, Section.EXTRAORDINARY), {"result": ()}),
    ((Section.DISPOSITIONS,), {}),
)


def _amounts(rows: list[IncomeRow], report: IncomeStatement, *, by_month: bool) -> list[int]:
    months = range(len(report.months) if by_month else 0)
    return [
        *(sum(row.by_month[index] for row in rows) for index in months),
        sum(row.amount for row in rows),
    ]


def _balance(report: BalanceSheet, lang: ReportLanguage) -> Table:
    drawing = Drawing(lang, 1, code=_TEXT, name=_TEXT, opening=_AMOUNT, closing=_AMOUNT)
    begins = report.on.replace(year=report.on.year - 1, month=12, day=31)
    for index, day in ((2, begins), (3, report.on)):
        drawing.columns[index] = attrs.evolve(
            drawing.columns[index], heading=f"{drawing.text('column.running')} {date_of(day, lang)}"
        )

    for key, sections in (("fixed_assets", FIXED_ASSETS), ("current_assets", CURRENT_ASSETS)):
        _balance_sections(drawing, report, *sections)
        if any(row.section in sections for row in report.rows):
            drawing.sum(drawing.text(f"sum.{key}"), *_pair(report.total(*sections)))
    drawing.result(drawing.text("sum.assets"), *_pair(report.assets))
    drawing.heading(drawing.text("section.equity"))
    for row in report.rows:
        if row.section is Section.EQUITY:
            drawing.row(row.code, row.name, row.opening, row.closing)
    drawing.row("", drawing.text("sum.earlier_results"), *_pair(report.earlier_results))
    drawing.row("", drawing.text("sum.result_of_year"), *_pair(report.result))
    drawing.sum(drawing.text("sum.sum_equity"), *_pair(report.equity))
    _balance_sections(drawing, report, *LIABILITIES)
    drawing.result(drawing.text("sum.sum_liabilities"), *_pair(report.liabilities))
    funding = report.equity + report.liabilities
    drawing.result(drawing.text("sum.sum_funding"), *_pair(funding))
    _balance_sections(drawing, report, Section.OTHER)
    return drawing.table("balance", report.company, report.on, report.checks)


def _balance_sections(drawing: Drawing, report: BalanceSheet, *sections: Section) -> None:
    for section in sections:
        rows = [row for row in report.rows if row.section is section]
        if rows:
            title = drawing.text(f"section.{section}")
            drawing.heading(title)
            for row in rows:
                drawing.row(row.code, row.name, row.opening, row.closing)
            drawing.sum_of(title, *_pair(report.total(section)))


def _pair(sums: BalanceSums) -> tuple[int, int]:
    return sums.opening, sums.closing


def _vat(report: VatReport, lang: ReportLanguage) -> Table:
    amounts = {"basis": _AMOUNT, "output": _AMOUNT, "input": _AMOUNT, "deviation": _AMOUNT}
    about = {"vat_code": _TEXT, "post": _TEXT, "rate": ColumnKind.RATE}
    drawing = Drawing(lang, 1, **about, **amounts, note=_TEXT)
    for section in VatSection:
        rows = [row for row in report.rows if row.section is section]
        if rows:
            drawing.heading(drawing.text(f"vat.{section}"))
            for row in rows:
                drawing.row(*_vat_cells(row, drawing))
    sums = (report.output, report.input, None, "")
    drawing.result(drawing.text("sum.sum"), *sums)
    key, amount = "payable", report.payable
    if amount < 0:
        key, amount = "receivable", -amount
    columns = (amount, None) if key == "payable" else (None, amount)
    drawing.result(drawing.text(f"sum.{key}"), *columns, None, "")
    return drawing.table("vat", report.company, report.period, report.checks)


def _vat_cells(row: VatRow, drawing: Drawing) -> tuple[Cell, ...]:
    if row.code is None:
        text = f"{row.account} {row.name}".strip()
    else:
        key = f"vat.vat_{row.code}"
        text = drawing.text(key if has_text(key) else "vat.vat_unknown")
    note = drawing.text("note.no_basis") if row.basis is None and row.counts else ""
    note = note if row.counts else drawing.text("note.not_in_sum")
    amounts = row.output or None, row.input or None
    return row.code or "", text, row.rate, row.basis, *amounts, row.deviation or None, note


def _overdue(report: OverdueReport, lang: ReportLanguage) -> Table:
    party = "supplier" if report.purchases else "customer"
    about = {party: _TEXT, "number": _TEXT, "issued": _DATE, "due": _DATE}
    foreign = {"currency": _TEXT, "outstanding_in_currency": ColumnKind.FOREIGN}
    days = ColumnKind.COUNT
    drawing = Drawing(lang, 0, **about, days=days, **foreign, outstanding=_AMOUNT, note=_TEXT)
    for age in Age:
        rows = [row for row in report.rows if row.age is age]
        if rows:
            title = drawing.text(f"age.{age}")
            drawing.heading(title)
            for row in rows:
                drawing.row(*_unpaid_cells(row, drawing))
            drawing.sum_of(title, report.total(age), "")
    drawing.result(drawing.text("sum.sum_overdue"), report.overdue, "")
    drawing.result(drawing.text("sum.sum_unpaid"), report.outstanding, "")
    title = "overdue_purchases" if report.purchases else "overdue_sales"
    asked, on = date_of(report.asked, lang), date_of(report.on, lang)
    remark = drawing.text("note.amounts_not_of").format(asked=asked, on=on)
    remarks = () if report.asked == report.on else (remark,)
    return drawing.table(title, report.company, report.on, report.checks, *remarks)


def _unpaid_cells(row: UnpaidRow, drawing: Drawing) -> tuple[Cell, ...]:
    note = drawing.text("note.unknown_amount") if row.outstanding is None else ""
    about = (row.contact, row.number or "", row.issued, row.due, row.days)
    currency = "" if row.currency == "NOK" else row.currency
    return *about, currency, row.outstanding_in_currency, row.outstanding, note


def _ledger(report: Ledger, lang: ReportLanguage) -> Table:
    amounts = {"debit": _AMOUNT, "credit": _AMOUNT, "running": ColumnKind.BALANCE}
    drawing = Drawing(
        lang, 2, date=_DATE, entry=ColumnKind.COUNT, text=_TEXT, vat_code=_TEXT, **amounts
    )
    for account in report.accounts:
        drawing.heading(f"{account.code} {account.name}".strip())
        opening = drawing.text("column.opening")
        drawing.row(None, None, opening, "", None, None, account.opening)
        for each in account.postings:
            sides = (each.amount, None) if each.amount > 0 else (None, -each.amount)
            about = (each.date, each.entry_number, each.description, each.vat_code or "")
            drawing.row(*about, *sides, each.balance)
        closing = (account.debit, -account.credit, account.closing)
        drawing.sum(drawing.text("column.closing"), *closing)
    return drawing.table("ledger", report.company, report.period, report.checks)


_DRAWINGS: dict[type, Callable[[Any, ReportLanguage], Table]] = {
    TrialBalance: _trial_balance,
    BalanceSheet: _balance,
    VatReport: _vat,
    OverdueReport: _overdue,
    Ledger: _ledger,
}
