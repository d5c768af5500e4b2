"""Checks that the books are consistent: each function yields a sentence for every violation.

The expected sums are computed from lines and payments, not read from the stored sums.
"""

from collections.abc import Iterator, Sequence

from fiken.emulator.books.trade import Trade
from fiken.emulator.store.state import State

#: The most violations that a message lists.
_MOST_LISTED = 50


def listed(sentences: Sequence[str]) -> str:
    """Return the first 50 sentences, one per line, and how many more there are."""
    more = len(sentences) - _MOST_LISTED
    rest = [f"and {more} more"] if more > 0 else []
    return "\n".join([*sentences[:_MOST_LISTED], *rest])


def of_ledger(state: State) -> Iterator[str]:
    """Yield a sentence for each error in the ledger, such as an unbalanced transaction."""
    for row in state.rows("PRAGMA foreign_key_check"):
        yield f"a row of {row['table']} refers to a row of {row['parent']} that does not exist"
    for row in state.rows(_UNBALANCED):
        yield f"transaction {row[0]} does not balance: its lines sum to {row[1]} øre"
    for row in state.rows(_EMPTY):
        yield f"transaction {row[0]} has no lines"
    for row in state.rows(_OFF_BALANCE):
        yield f"the balances of company {row[0]} sum to {row[1]} øre"
    for row in state.rows(_MISDATED):
        yield f"line {row[0]} is dated {row[1]}, its entry {row[2]}"
    for row in state.rows(_HALF_DELETED):
        yield f"transaction {row[0]} is deleted, but what it posted is not reversed"
    for row in state.rows(_UNOPENED):
        yield f"journal entry {row[0]} is dated {row[1]}, in a year that is not open"


_OF_TRANSACTION = "journal_lines JOIN journal_entries USING (journal_entry_id)"
_UNBALANCED = f"""SELECT transaction_id, sum(amount) FROM {_OF_TRANSACTION}
    GROUP BY transaction_id HAVING sum(amount) <> 0"""  # noqa: S608
_EMPTY = f"""SELECT transaction_id FROM transactions
    WHERE transaction_id NOT IN (SELECT transaction_id FROM {_OF_TRANSACTION})"""  # noqa: S608
_OFF_BALANCE = """SELECT company_id, sum(amount) FROM journal_lines
    GROUP BY company_id HAVING sum(amount) <> 0"""
_MISDATED = """SELECT journal_line_id, entry_date, date FROM journal_lines
    JOIN journal_entries USING (journal_entry_id) WHERE entry_date <> date"""
# The lines of a deleted transaction and of its reversal sum to zero on each account.
_HALF_DELETED = """WITH ended AS (
    SELECT DISTINCT transaction_id AS t, offset_transaction_id AS o
    FROM journal_entries JOIN transactions USING (transaction_id)
    WHERE deleted OR offset_transaction_id IS NOT NULL)
    SELECT DISTINCT t FROM ended JOIN journal_entries AS e ON e.transaction_id IN (t, o)
    JOIN journal_lines AS l USING (journal_entry_id)
    GROUP BY t, account HAVING sum(amount) <> 0"""
_UNOPENED = """SELECT journal_entry_id, date FROM journal_entries AS e WHERE NOT EXISTS (
    SELECT 1 FROM fiscal_years AS y
    WHERE y.company_id = e.company_id AND y.year = CAST(substr(e.date, 1, 4) AS INTEGER))"""


def of_documents(state: State, trade: Trade) -> Iterator[str]:
    """Yield a sentence for each sale or purchase that contradicts its lines, payments or postings.

    A deleted sale or purchase must be reversed, and must not have payments.
    """
    for row in state.rows(_OFF_LINES.format(name=trade.name)):
        yield f"{trade.name} {row[0]} shows {row[1]} øre outstanding where {row[2]} øre are left"
    for row in state.rows(_OFF_LEDGER.format(name=trade.name, sign=trade.sign)):
        yield f"{trade.name} {row[0]} leaves {row[1]} øre on its ledger account, not {row[2]} øre"
    for row in state.rows(_NOT_REVERSED.format(name=trade.name)):
        yield f"{trade.name} {row[0]} is deleted, but its transaction is not reversed, or not both"
    for row in state.rows(_STILL_PAID.format(name=trade.name)):
        yield f"{trade.name} {row[0]} is deleted, but has a payment that is not undone"


_DUE = """WITH due AS (SELECT *, (
        SELECT coalesce(sum(net_price + vat), 0) FROM {name}_lines AS l
        WHERE l.{name}_id = {name}s.{name}_id) - (
        SELECT coalesce(sum(settles), 0) FROM {name}_payments AS p
        WHERE p.{name}_id = {name}s.{name}_id) AS owed FROM {name}s) """
_OFF_LINES = f"""{_DUE} SELECT {{name}}_id, outstanding_balance, expected FROM (SELECT *,
    CASE WHEN deleted OR write_off OR marked_date IS NOT NULL THEN 0 ELSE owed - (
        SELECT coalesce(sum(amount), 0) FROM {{name}}_credits AS c
        WHERE c.{{name}}_id = due.{{name}}_id) END AS expected
    FROM due) WHERE outstanding_balance <> expected"""  # noqa: S608
# Sales and purchases that have a line or a payment on their own ledger account are left out.
_OFF_LEDGER = f"""{_DUE} SELECT {{name}}_id, posted, expected FROM (SELECT {{name}}_id,
    {{sign}} * (owed - written_off) AS expected, (
        SELECT coalesce(sum(amount), 0) FROM journal_entries JOIN journal_lines AS l
        USING (journal_entry_id) WHERE account = ledger_account AND (
        transaction_id IN (due.transaction_id, write_off_transaction_id) OR transaction_id IN
        (SELECT transaction_id FROM {{name}}_payments AS p WHERE p.{{name}}_id = due.{{name}}_id)
        )) AS posted
    FROM due WHERE NOT deleted AND NOT EXISTS (SELECT 1 FROM {{name}}_lines AS l
        WHERE l.{{name}}_id = due.{{name}}_id AND l.account = ledger_account)
    AND NOT EXISTS (SELECT 1 FROM {{name}}_payments AS p
        WHERE p.{{name}}_id = due.{{name}}_id AND p.account = ledger_account)
    ) WHERE posted <> expected"""  # noqa: S608
_NOT_REVERSED = """SELECT {name}_id FROM {name}s AS d JOIN transactions AS t USING (transaction_id)
    WHERE d.deleted <> t.deleted"""
_STILL_PAID = """SELECT DISTINCT {name}_id FROM {name}s JOIN {name}_payments USING ({name}_id)
    WHERE deleted"""


def of_accruals(state: State, trade: Trade) -> Iterator[str]:
    """Yield a sentence for each accrual whose monthly parts do not sum to the accrued amount."""
    sql = f"""SELECT accrual_id, sum(amount) FROM {trade.name}_accrual_postings
        GROUP BY accrual_id HAVING sum(amount) <> 0"""  # noqa: S608
    for row in state.rows(sql):
        yield f"accrual {row[0]} of a {trade.name} keeps {row[1]} øre"
