"""Number series: the consecutive numbers of invoices, credit notes, offers and confirmations.

A series has to be started before its first document gets a number. The counter of a series is the
last used number.

Observed: docs/observed.md#10-invoices-and-counters
"""

from collections.abc import Iterator

from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.sales_kind import SalesKind
from fiken.emulator.store.state import State

#: The counter of a series that is started without a number.
DEFAULT = 10_000
#: The largest number of 32 bits, which is the size of counters in the contract.
_LARGEST = 2**31 - 1

TABLES = """
CREATE TABLE series_starts (
    company_id INTEGER NOT NULL REFERENCES companies,
    series TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (company_id, series, value)
);
"""


def last_number(state: State, company: int, kind: SalesKind) -> int | None:
    """Return the last used number of a series, or None if the series was never started."""
    sql = "SELECT last FROM sequences WHERE name = ?"
    number: int | None = state.value(sql, _sequence(company, kind))
    return number


def start(state: State, company: int, kind: SalesKind, value: int) -> None:
    """Start a series, or continue it from a higher number.

    `value` is the last used number: the next document gets `value + 1`.

    Emulator choice: a series that is started can be moved up, but not down, since numbers would
    then be used twice. Negative numbers are rejected.
    """
    last = last_number(state, company, kind) or 0
    if value < last:
        raise Rejected(f"'value' must be at least {last}, the last used number, not {value}")
    sql = "INSERT OR REPLACE INTO sequences VALUES (?, ?)"
    state.execute(sql, _sequence(company, kind), value)
    state.execute("INSERT OR IGNORE INTO series_starts VALUES (?, ?, ?)", company, kind.name, value)


def next_number(state: State, company: int, kind: SalesKind) -> int:
    """Return the next number of a series, which the caller has found to be started.

    Raises:
        Rejected: the counter has the largest number of 32 bits, which the contract allows.
    """
    if last_number(state, company, kind) == _LARGEST:
        raise Rejected(f"The {kind.words} counter has its largest number, {_LARGEST}")
    return state.count_up(_sequence(company, kind))


def violations(state: State, kind: SalesKind) -> Iterator[str]:
    """Yield a sentence for each document whose number does not follow the number before it.

    The number before it is that of another document, or the number with which the series started.
    """
    sql = f"""SELECT {kind.number} FROM {kind.table} AS d WHERE NOT EXISTS (
            SELECT 1 FROM {kind.table} AS e
            WHERE e.company_id = d.company_id AND e.{kind.number} = d.{kind.number} - 1)
        AND NOT EXISTS (SELECT 1 FROM series_starts AS s WHERE s.company_id = d.company_id
            AND s.series = ? AND s.value = d.{kind.number} - 1)"""  # noqa: S608
    for row in state.rows(sql, kind.name):
        yield f"no {kind.words} comes before number {row[0]}, and no series starts there"


def _sequence(company: int, kind: SalesKind) -> str:
    return f"{kind.words} {company}"
