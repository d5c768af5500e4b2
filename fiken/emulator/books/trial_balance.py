"""The trial balance (saldobalanse), and the postings of one account, in øre."""

from fiken.emulator.store.state import Row, State

#: The most postings that are returned at once.
MOST = 500

_BALANCES = """SELECT account AS code, name, number, sub,
        sum(max(amount, 0)) AS debit, -sum(min(amount, 0)) AS credit, sum(amount) AS balance
    FROM journal_lines AS l JOIN accounts AS a ON a.company_id = l.company_id AND code = account
    WHERE l.company_id = ? AND entry_date <= ? GROUP BY account ORDER BY number, sub"""
# The balance after each posting is a sum over all postings, also over those that are left out.
_POSTINGS = """SELECT * FROM (
        SELECT entry_date AS date, journal_entry_number AS number, transaction_id, amount, vat_code,
            description, journal_line_id AS line,
            sum(amount) OVER (ORDER BY entry_date, journal_line_id) AS balance
        FROM journal_lines AS l JOIN journal_entries USING (journal_entry_id)
        WHERE l.company_id = ? AND account = ? AND entry_date <= ?)
    ORDER BY date DESC, line DESC LIMIT ?"""


def trial_balance(state: State, company: int, date: str) -> list[Row]:
    """Return the accounts that have postings up to the end of a day, in the order of their numbers.

    Each row has the `code`, the `name`, and the sums `debit`, `credit` and `balance` (debit less
    credit). The balance of `1500` does not include that of `1500:10001`, so the balances sum to
    zero.
    """
    return state.rows(_BALANCES, company, date)


def postings(state: State, company: int, account: str, date: str, most: int = MOST) -> list[Row]:
    """Return the postings of an account up to the end of a day, the latest first.

    Each row has the `date`, the `number` of the journal entry, its `description`, the
    `transaction_id`, the `vat_code`, the `amount`, and the `balance` of the account after it.

    Args:
        state: the database.
        company: the id of the company.
        account: the code of the account.
        date: the day, such as `2026-06-15`.
        most: the most postings to return. The oldest ones are left out.
    """
    return state.rows(_POSTINGS, company, account, date, most)
