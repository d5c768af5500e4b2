"""Reports from the books of a company: frozen rows with amounts in whole øre, and their sums.

Each function asks Fiken for what it needs, and returns a frozen report. `table_of` makes a table of
a report, with headings in English or Norwegian, and `write_report` writes it to a file.

Each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = homes(
    __name__,
    _accounts="Section",
    _balance_sheet="BalanceSheet BalanceSheetRow BalanceSums balance_sheet",
    _check="Check CheckKind failed_among",
    _income="IncomeMonth IncomeRow IncomeStatement income_statement",
    _ledger="Ledger LedgerAccount LedgerPosting ledger",
    _overdue="Age OverdueReport UnpaidRow overdue_invoices",
    _period="Period",
    _drawing="cell_text sentence_of",
    _table="Cell Column ColumnKind Line LineKind Table",
    _tables="Report table_of",
    _texts="ReportLanguage",
    _trial_balance="TrialBalance TrialBalanceRow trial_balance",
    _vat="VatReport VatRow vat_report",
    _vat_posts="VatSection",
    _writing="FORMATS bytes_of csv_of json_of write_report",
)

if TYPE_CHECKING:
    from fiken.reports._accounts import Section
    from fiken.reports._balance_sheet import (
        BalanceSheet,
        BalanceSheetRow,
        BalanceSums,
        balance_sheet,
    )
    from fiken.reports._check import Check, CheckKind, failed_among
    from fiken.reports._drawing import cell_text, sentence_of
    from fiken.reports._income import IncomeMonth, IncomeRow, IncomeStatement, income_statement
    from fiken.reports._ledger import Ledger, LedgerAccount, LedgerPosting, ledger
    from fiken.reports._overdue import Age, OverdueReport, UnpaidRow, overdue_invoices
    from fiken.reports._period import Period
    from fiken.reports._table import Cell, Column, ColumnKind, Line, LineKind, Table
    from fiken.reports._tables import Report, table_of
    from fiken.reports._texts import ReportLanguage
    from fiken.reports._trial_balance import TrialBalance, TrialBalanceRow, trial_balance
    from fiken.reports._vat import VatReport, VatRow, vat_report
    from fiken.reports._vat_posts import VatSection
    from fiken.reports._writing import FORMATS, bytes_of, csv_of, json_of, write_report
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "FORMATS",
    "Age",
    "BalanceSheet",
    "BalanceSheetRow",
    "BalanceSums",
    "Cell",
    "Check",
    "CheckKind",
    "Column",
    "ColumnKind",
    "IncomeMonth",
    "IncomeRow",
    "IncomeStatement",
    "Ledger",
    "LedgerAccount",
    "LedgerPosting",
    "Line",
    "LineKind",
    "OverdueReport",
    "Period",
    "Report",
    "ReportLanguage",
    "Section",
    "Table",
    "TrialBalance",
    "TrialBalanceRow",
    "UnpaidRow",
    "VatReport",
    "VatRow",
    "VatSection",
    "balance_sheet",
    "bytes_of",
    "cell_text",
    "csv_of",
    "failed_among",
    "income_statement",
    "json_of",
    "ledger",
    "overdue_invoices",
    "sentence_of",
    "table_of",
    "trial_balance",
    "vat_report",
    "write_report",
]
