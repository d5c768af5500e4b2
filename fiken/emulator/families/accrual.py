"""Accruals: the net of one line, spread over months (docs/observed.md#c3-accruals).

The line's amount goes to the accrual account on the day of its document, and back to its own
account in equal parts, one a month, from the first month on; the last month takes what is left by
the division. A part is dated the day of `startDate` in its month, or the last day that the month
has. Parts of years that are not open are not posted; they are when the year opens.

Emulator choice: the dates, the order, and that the last month takes what the division leaves.
"""

import datetime
from calendar import monthrange
from collections.abc import Iterator
from functools import partial

from fiken.emulator.books import ledger as _ledger
from fiken.emulator.books.ledger import Line
from fiken.emulator.families._booking import post
from fiken.emulator.families._trade import PURCHASE, SALE, Trade
from fiken.emulator.store.handlers import find, finds, lists
from fiken.emulator.store.resources import Call, Family, Handler, Part, Reply, Resource
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.refusals import refuse

_BOTH = (SALE, PURCHASE)
#: Accounts of income and cost, by their number.
RESULT = range(3000, 8000)
#: Costs among them.
COSTS = range(4000, 8000)
#: A hundred years. Emulator choice: Fiken's limit is not known.
MOST = 1200

_TABLES = """
CREATE TABLE {name}_accruals (
    accrual_id INTEGER PRIMARY KEY,
    {name}_id INTEGER NOT NULL REFERENCES {name}s,
    line_id INTEGER NOT NULL REFERENCES {name}_lines,
    account TEXT NOT NULL,
    start_date TEXT NOT NULL,
    periods INTEGER NOT NULL,
    amount_per_period INTEGER NOT NULL,  -- øre; the last one may be more
    end_date TEXT NOT NULL
);
CREATE INDEX {name}_accruals_of ON {name}_accruals ({name}_id);
CREATE INDEX {name}_accruals_of_line ON {name}_accruals (line_id);
CREATE TABLE {name}_accrual_postings (
    accrual_id INTEGER NOT NULL REFERENCES {name}_accruals ON DELETE CASCADE,
    date TEXT NOT NULL,
    amount INTEGER NOT NULL,  -- øre, to the accrual account: the first, and all others from it
    transaction_id INTEGER REFERENCES transactions  -- NULL where the year is not open
);
CREATE INDEX {name}_accrual_postings_of ON {name}_accrual_postings (accrual_id);
CREATE INDEX {name}_accrual_postings_booked ON {name}_accrual_postings (transaction_id);
"""


def _resource(trade: Trade) -> Resource:
    parts: dict[str, Part] = {
        "unpostedPeriods": lambda call, row: len(_unposted(call, trade, row)),
        "unpostedYears": lambda call, row: sorted({d[:4] for d in _unposted(call, trade, row)}),
    }
    table = f"{trade.name}_accruals"
    return Resource(table, "accrualId", "accrualResult", parts=parts, parent=trade.resource)


def _unposted(call: Call, trade: Trade, row: Row) -> list[str]:
    """The dates of the parts that are not posted."""
    sql = f"""SELECT date FROM {trade.name}_accrual_postings
        WHERE accrual_id = ? AND transaction_id IS NULL AND amount <> 0"""  # noqa: S608
    return [each["date"] for each in call.state.rows(sql, row["accrual_id"])]


def _create(call: Call, trade: Trade) -> Reply:
    document, body = find(call, trade.resource), call.body
    line = _line(call, trade, document)
    _check(call, trade, document, line)
    parts = list(_parts(line["net_price"], body["startDate"], body["periods"]))
    key = call.state.new_id()
    call.state.insert(
        f"{trade.name}_accruals",
        **{"accrual_id": key, trade.id: document[trade.id], "line_id": line["line_id"]},
        account=body["account"],
        start_date=body["startDate"],
        periods=len(parts),
        amount_per_period=parts[0][1],
        end_date=parts[-1][0],
    )
    for day, amount in [(document["date"], line["net_price"]), *((d, -n) for d, n in parts)]:
        columns = {"accrual_id": key, "date": day, "amount": amount}
        columns["transaction_id"] = _post(call.state, trade, call.company, key, day, amount)
        call.state.insert(f"{trade.name}_accrual_postings", **columns)
    return Reply(201, headers={"Location": f"{call.url.rstrip('/')}/{key}"})


def _line(call: Call, trade: Trade, document: Row) -> Row:
    sql = f"SELECT * FROM {trade.name}_lines WHERE line_id = ? AND {trade.id} = ?"  # noqa: S608
    line = call.state.row(sql, call.body["lineId"], document[trade.id])
    if line is None:
        raise refuse(400, f"'lineId': the {trade.name} has no line {call.body['lineId']}")
    return line


def _check(call: Call, trade: Trade, document: Row, line: Row) -> None:
    """Check the rules of accruals (docs/observed.md#c3-accruals). Emulator choice: the words."""
    account, periods = call.body["account"], call.body["periods"]
    if document["deleted"]:
        raise refuse(400, f"The {trade.name} is deleted")
    if account not in trade.accruing:
        raise refuse(400, f"'account' must be one of {', '.join(trade.accruing)}, not {account}")
    if not 1 <= periods <= MOST:
        raise refuse(400, f"'periods' must be from 1 to {MOST}, not {periods}")
    if not line["net_price"] or _number(line) not in RESULT:
        raise refuse(400, "Only lines on the accounts 3000 to 7999 can be accrued")
    if trade.selling and any(_number(each) in COSTS for each in _lines(call, trade, document)):
        raise refuse(400, "A sale with lines of costs can't be accrued")
    _check_first(call, trade, line)


def _check_first(call: Call, trade: Trade, line: Row) -> None:
    """Refuse a second accrual of a line.

    Emulator choice: it would move the same net once more.
    """
    sql = f"SELECT accrual_id FROM {trade.name}_accruals WHERE line_id = ?"  # noqa: S608
    first = call.state.value(sql, line["line_id"])
    if first is not None:
        raise refuse(
            400, f"Line {line['line_id']} is accrued already: delete accrual {first} first"
        )


def _number(line: Row) -> int:
    return int((line["account"] or "0").partition(":")[0])


def _lines(call: Call, trade: Trade, document: Row) -> list[Row]:
    sql = f"SELECT * FROM {trade.name}_lines WHERE {trade.id} = ?"  # noqa: S608
    return call.state.rows(sql, document[trade.id])


def _parts(amount: int, start: str, periods: int) -> Iterator[tuple[str, int]]:
    """Date and øre of each month; what the division leaves is the last one's."""
    size = abs(amount) // periods * (1 if amount > 0 else -1)
    for index in range(periods):
        last = index == periods - 1
        yield _months_after(start, index), amount - size * index if last else size


def _months_after(day: str, months: int) -> str:
    """The same day so many months later, or the last one that the month has."""
    first = datetime.date.fromisoformat(day)
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    if year > datetime.MAXYEAR:
        raise refuse(400, "'periods' reach beyond the year 9999")
    last = monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(first.day, last)).isoformat()


def _post(
    state: State, trade: Trade, company: int, accrual: int, day: str, amount: int
) -> int | None:
    """Move øre from the line's account to that of the accrual, or, where negative, back.

    Returns the transaction; None where there is nothing to move, or the year is not open.
    """
    if not amount or not _ledger.is_year_open(state, company, int(day[:4])):
        return None
    sql = f"""SELECT a.account, l.account AS own, project_id, description
        FROM {trade.name}_accruals AS a JOIN {trade.name}_lines AS l USING (line_id)
        WHERE accrual_id = ?"""  # noqa: S608
    row = state.row(sql, accrual)
    assert row is not None
    moved, project = -trade.sign * amount, row["project_id"]
    lines = [Line(row["account"], moved, None, project), Line(row["own"], -moved, None, project)]
    return post(state, company, "Accrual", f"Periodisering: {row['description']}", day, lines)


def post_waiting(state: State) -> None:
    """Post the parts whose year has been opened since."""
    for trade in _BOTH:
        sql = f"""SELECT w.rowid, accrual_id, company_id, w.date, amount
            FROM {trade.name}_accrual_postings AS w JOIN {trade.name}_accruals USING (accrual_id)
            JOIN {trade.name}s USING ({trade.id})
            WHERE w.transaction_id IS NULL ORDER BY w.rowid"""  # noqa: S608
        for row in state.rows(sql):
            facts = row["company_id"], row["accrual_id"], row["date"], row["amount"]
            key = _post(state, trade, *facts)
            sql = f"UPDATE {trade.name}_accrual_postings SET transaction_id = ? WHERE rowid = ?"  # noqa: S608
            state.execute(sql, key, row["rowid"])


def _delete(call: Call, trade: Trade, resource: Resource) -> Reply:
    _undo(call, trade, find(call, resource))
    return Reply(204)


def _undo(call: Call, trade: Trade, accrual: Row) -> None:
    """Erase the postings of months that have not ended, and reverse the others.

    Observed: docs/observed.md#c3-accruals
    """
    key = accrual["accrual_id"]
    sql = f"""SELECT transaction_id FROM {trade.name}_accrual_postings
        WHERE accrual_id = ? AND transaction_id IS NOT NULL ORDER BY rowid"""  # noqa: S608
    transactions = [row["transaction_id"] for row in call.state.rows(sql, key)]
    call.state.execute(f"DELETE FROM {trade.name}_accruals WHERE accrual_id = ?", key)  # noqa: S608
    for transaction in transactions:
        _ledger.undo(call.state, transaction)


def undo_accruals(call: Call, trade: Trade, document: Row) -> None:
    """Undo all that hangs on a document."""
    sql = f"SELECT * FROM {trade.name}_accruals WHERE {trade.id} = ?"  # noqa: S608
    for accrual in call.state.rows(sql, document[trade.id]):
        _undo(call, trade, accrual)


def _broken(state: State, trade: Trade) -> Iterator[str]:
    """An accrual gives back what it took: over all its parts, posted or not, nothing is left."""
    sql = f"""SELECT accrual_id, sum(amount) FROM {trade.name}_accrual_postings
        GROUP BY accrual_id HAVING sum(amount) <> 0"""  # noqa: S608
    for row in state.rows(sql):
        yield f"accrual {row[0]} of a {trade.name} keeps {row[1]} øre"


def _operations(trade: Trade) -> dict[str, Handler]:
    title, resource = trade.name.capitalize(), _resource(trade)
    return {
        f"get{title}Accruals": lists(resource),
        f"create{title}Accrual": partial(_create, trade=trade),
        f"get{title}Accrual": finds(resource),
        f"delete{title}Accrual": partial(_delete, trade=trade, resource=resource),
    }


FAMILY = Family(
    tables="".join(_TABLES.format(name=trade.name) for trade in _BOTH),
    operations={**_operations(SALE), **_operations(PURCHASE)},
    invariants=tuple(partial(_broken, trade=trade) for trade in _BOTH),
)
