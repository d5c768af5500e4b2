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
    _trial_balance="TrialBalance TrialBalanceRow trial_balance",
    _vat="VatReport VatRow vat_report",
    _vat_posts="VatSection",
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
    from fiken.reports._income import IncomeMonth, IncomeRow, IncomeStatement, income_statement
    from fiken.reports._ledger import Ledger, LedgerAccount, LedgerPosting, ledger
    from fiken.reports._overdue import Age, OverdueReport, UnpaidRow, overdue_invoices
    from fiken.reports._period import Period
    from fiken.reports._trial_balance import TrialBalance, TrialBalanceRow, trial_balance
    from fiken.reports._vat import VatReport, VatRow, vat_report
    from fiken.reports._vat_posts import VatSection
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "Age",
    "BalanceSheet",
    "BalanceSheetRow",
    "BalanceSums",
    "Check",
    "CheckKind",
    "IncomeMonth",
    "IncomeRow",
    "IncomeStatement",
    "Ledger",
    "LedgerAccount",
    "LedgerPosting",
    "OverdueReport",
    "Period",
    "Section",
    "TrialBalance",
    "TrialBalanceRow",
    "UnpaidRow",
    "VatReport",
    "VatRow",
    "VatSection",
    "balance_sheet",
    "failed_among",
    "income_statement",
    "ledger",
    "overdue_invoices",
    "trial_balance",
    "vat_report",
]
