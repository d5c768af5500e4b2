"""Accruals (periodisering): the net amount of one line, spread over months.

Observed: docs/observed.md#c3-accruals

On the date of the sale or purchase, the net amount moves from the account of the line to the
accrual account. It moves back in equal parts, one per month from the start date on. The part of the
last month includes the remainder of the division. With the start date 31 January, the parts are
dated 31 January, 28 February, 31 March and so on. A part in a fiscal year that is not open is
posted when the year opens.

Emulator choice: the dates, the order, and that the last month takes the remainder.
"""

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from fiken.emulator.books import ledger
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.ledger import Line
from fiken.emulator.books.sums import document as document_row
from fiken.emulator.books.trade import TRADES, Trade
from fiken.emulator.store.state import Row, State

#: The numbers of the accounts of income and costs.
RESULT = range(3000, 8000)
#: The numbers of the accounts of costs.
COSTS = range(4000, 8000)
#: The largest number of months: a hundred years. Emulator choice: Fiken's limit is not known.
MOST = 1200


@dataclass(frozen=True)
class Accrual:
    """An accrual (periodisering), before it is posted: it spreads a net amount over months.

    Attributes:
        line_id: the id of the line of the sale or purchase whose net amount is spread.
        account: the account that holds the amount until its months come, such as `1700`.
        start_date: the date of the first monthly part, such as `2026-06-15`.
        periods: the number of months.
    """

    line_id: int
    account: str
    start_date: str
    periods: int


def accrue(state: State, trade: Trade, document: int, accrual: Accrual) -> int:
    """Post an accrual (periodisering) of a line of a sale or purchase, and return its id.

    Args:
        state: the database.
        trade: `SALE` for a sale, `PURCHASE` for a purchase.
        document: the id of the sale or purchase.
        accrual: the line whose net amount is spread, the account and the months.

    Raises:
        Rejected: the sale or purchase has no such line, or the accrual breaks a rule of Fiken.
    """
    row = document_row(state, trade, document)
    sql = f"SELECT * FROM {trade.name}_lines WHERE line_id = ? AND {trade.id} = ?"  # noqa: S608
    line = state.row(sql, accrual.line_id, document)
    if line is None:
        raise Rejected(f"'lineId': the {trade.name} has no line {accrual.line_id}")
    _check(state, trade, row, line, accrual)
    parts = list(_parts(line["net_price"], accrual.start_date, accrual.periods))
    key = state.new_id()
    state.insert(
        f"{trade.name}_accruals",
        **{"accrual_id": key, trade.id: document, "line_id": line["line_id"]},
        account=accrual.account,
        start_date=accrual.start_date,
        periods=len(parts),
        amount_per_period=parts[0][1],
        end_date=parts[-1][0],
    )
    for date, amount in [(row["date"], line["net_price"]), *((d, -n) for d, n in parts)]:
        columns = {"accrual_id": key, "date": date, "amount": amount}
        columns["transaction_id"] = _post(state, trade, row["company_id"], key, date, amount)
        state.insert(f"{trade.name}_accrual_postings", **columns)
    return key


def _check(state: State, trade: Trade, document: Row, line: Row, accrual: Accrual) -> None:
    """Reject an accrual that breaks one of Fiken's rules.

    Observed: docs/observed.md#c3-accruals

    Emulator choice: the wording of the messages. A line can have one accrual only, since a second
    accrual would move its net amount twice.
    """
    account, periods = accrual.account, accrual.periods
    if document["deleted"]:
        raise Rejected(f"The {trade.name} is deleted")
    if account not in trade.accruing:
        raise Rejected(f"'account' must be one of {', '.join(trade.accruing)}, not {account}")
    if not 1 <= periods <= MOST:
        raise Rejected(f"'periods' must be from 1 to {MOST}, not {periods}")
    if not line["net_price"] or _number(line) not in RESULT:
        raise Rejected("Only lines on the accounts 3000 to 7999 can be accrued")
    lines = f"SELECT * FROM {trade.name}_lines WHERE {trade.id} = ?"  # noqa: S608
    if trade.selling and any(
        _number(each) in COSTS for each in state.rows(lines, document[trade.id])
    ):
        raise Rejected("A sale with lines of costs cannot be accrued")
    sql = f"SELECT accrual_id FROM {trade.name}_accruals WHERE line_id = ?"  # noqa: S608
    first = state.value(sql, line["line_id"])
    if first is not None:
        raise Rejected(f"Line {line['line_id']} is accrued already: delete accrual {first} first")


def _number(line: Row) -> int:
    """Return the main account of a line as a number: 3000 for the account `3000:10001`.

    The number is 0 for a line without an account.
    """
    return int((line["account"] or "0").partition(":")[0])


def _parts(amount: int, start: str, periods: int) -> Iterator[tuple[str, int]]:
    """Split an amount into monthly parts, and yield the date and the amount of each part.

    The parts of 1000 øre over 3 months are 333, 333 and 334 øre.
    """
    size = abs(amount) // periods * (1 if amount > 0 else -1)
    for index in range(periods):
        last = index == periods - 1
        yield _months_after(start, index), amount - size * index if last else size


def _months_after(date: str, months: int) -> str:
    """Return the date that lies a number of months after `date`.

    One month after `2026-01-31` is `2026-02-28`, since February has no day 31.

    Raises:
        Rejected: the date would be after the year 9999.
    """
    first = datetime.date.fromisoformat(date)
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    if year > datetime.MAXYEAR:
        raise Rejected("'periods' reach beyond the year 9999")
    last = monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(first.day, last)).isoformat()


def _post(
    state: State, trade: Trade, company: int, accrual: int, date: str, amount: int
) -> int | None:
    """Post one part of an accrual, and return the id of the transaction.

    `amount` is in øre. If it is positive, it moves from the account of the sale's or purchase's
    line to the account of the accrual, such as `1700`. If it is negative, it moves back.

    If `amount` is 0, or the fiscal year of `date` is not open, nothing is posted, and the result is
    None.
    """
    if not amount or not ledger.is_year_open(state, company, int(date[:4])):
        return None
    sql = f"""SELECT a.account, l.account AS own, project_id, description
        FROM {trade.name}_accruals AS a JOIN {trade.name}_lines AS l USING (line_id)
        WHERE accrual_id = ?"""  # noqa: S608
    row = state.row(sql, accrual)
    assert row is not None
    moved, project = -trade.sign * amount, row["project_id"]
    lines = [Line(row["account"], moved, None, project), Line(row["own"], -moved, None, project)]
    description = f"Periodisering: {row['description']}"
    return ledger.post_entry(state, company, "Accrual", description, date, lines)


def post_waiting(state: State) -> None:
    """Post the monthly parts of accruals that could not be posted before.

    A part cannot be posted while its fiscal year is not open. So this function is called after
    fiscal years were opened. Parts whose year is still not open keep waiting.
    """
    for trade in TRADES:
        sql = f"""SELECT w.rowid, accrual_id, company_id, w.date, amount
            FROM {trade.name}_accrual_postings AS w JOIN {trade.name}_accruals USING (accrual_id)
            JOIN {trade.name}s USING ({trade.id})
            WHERE w.transaction_id IS NULL ORDER BY w.rowid"""  # noqa: S608
        for row in state.rows(sql):
            facts = row["company_id"], row["accrual_id"], row["date"], row["amount"]
            key = _post(state, trade, *facts)
            sql = f"UPDATE {trade.name}_accrual_postings SET transaction_id = ? WHERE rowid = ?"  # noqa: S608
            state.execute(sql, key, row["rowid"])


def unposted_dates(state: State, trade: Trade, accrual: int) -> list[str]:
    """Return the dates of the monthly parts that wait until their fiscal year is open.

    `accrual` is the id of the accrual.
    """
    sql = f"""SELECT date FROM {trade.name}_accrual_postings
        WHERE accrual_id = ? AND transaction_id IS NULL AND amount <> 0"""  # noqa: S608
    return [row["date"] for row in state.rows(sql, accrual)]


def undo(state: State, trade: Trade, accrual: int) -> None:
    """Delete the accrual with the id `accrual`, and undo its postings.

    A posting in the current month or later is erased. An older posting is reversed.

    Observed: docs/observed.md#c3-accruals
    """
    sql = f"""SELECT transaction_id FROM {trade.name}_accrual_postings
        WHERE accrual_id = ? AND transaction_id IS NOT NULL ORDER BY rowid"""  # noqa: S608
    transactions = [row["transaction_id"] for row in state.rows(sql, accrual)]
    state.execute(f"DELETE FROM {trade.name}_accruals WHERE accrual_id = ?", accrual)  # noqa: S608
    for transaction in transactions:
        ledger.undo(state, transaction)


def undo_all(state: State, trade: Trade, document: int) -> None:
    """Delete all accruals of a sale or purchase, and undo the postings of these accruals.

    `document` is the id of the sale or purchase.
    """
    sql = f"SELECT accrual_id FROM {trade.name}_accruals WHERE {trade.id} = ?"  # noqa: S608
    for row in state.rows(sql, document):
        undo(state, trade, row["accrual_id"])
