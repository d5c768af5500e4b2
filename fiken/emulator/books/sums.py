"""The sums of a sale or purchase: paid and outstanding amounts, and whether it is settled."""

from typing import Any

from fiken.emulator.books.trade import Trade
from fiken.emulator.store.state import Row, State


def document(state: State, trade: Trade, key: int) -> Row:
    """Return the database row of a sale or purchase. `key` is its id, which must exist."""
    sql = f"SELECT * FROM {trade.name}s WHERE {trade.id} = ?"  # noqa: S608
    row = state.row(sql, key)
    assert row is not None, "the caller has found the document"
    return row


def update(state: State, trade: Trade, key: int, **columns: Any) -> None:
    """Change columns in the row of a sale or purchase, and set its last modified date to today.

    `key` is the id of the sale or purchase.
    """
    columns["last_modified_date"] = state.today().isoformat()
    state.update(f"{trade.name}s", trade.id, key, **columns)


def refresh(state: State, trade: Trade, key: int) -> None:
    """Compute the sums of a sale or purchase from its lines and payments, and store them.

    The sums are totals, paid and outstanding amounts, and whether the sale or purchase is settled.
    Every operation that changes a sale or purchase calls this function.

    A sale is settled if it was marked as settled, written off or paid in full. A purchase is
    settled if it was paid in full. The contract describes the filter `settled=false` as "everything
    that is not fully settled", and Fiken showed a fully credited sale as settled
    (docs/observed.md#10-invoices-and-counters).

    The outstanding balance of a sale or purchase is 0 if it is deleted, written off or marked as
    settled. Otherwise it is the unpaid amount.

    Emulator choice: if too much was paid, the outstanding balance is negative. A sale or purchase
    with a total in a foreign currency is paid in full when that total is paid, whatever the amount
    in NOK. One with a negative total is settled when the whole amount was paid back.
    """
    row = document(state, trade, key)
    sums = _sums(state, trade, key)
    left, left_in_currency = _left(state, trade, row, sums)
    decisive = left if row["gross_in_currency"] is None else left_in_currency or 0
    closed = row["marked_date"] or row["write_off_date"]
    credited = sums.pop("last_credit")
    gross = sums["net_amount"] + sums["vat_amount"]
    paid_up = decisive <= 0 if gross >= 0 else decisive >= 0
    settled = closed is not None or (paid_up and not row["deleted"])
    ended = closed is not None or row["deleted"]
    last = sums.pop("last_payment")
    dates: list[str] = [date for date in (last, credited) if date is not None]
    latest = max(dates, default=row["date"])
    columns: dict[str, Any] = {
        **sums,
        "outstanding_balance": 0 if ended else left,
        "outstanding_balance_in_currency": (
            None if left_in_currency is None else 0 if ended else left_in_currency
        ),
        "settled": settled,
        "settled_date": (closed or latest) if settled else None,
        "payment_date": last,
        "payment_account": _last_account(state, trade, key),
    }
    update(state, trade, key, **columns)


def _last_account(state: State, trade: Trade, key: int) -> str | None:
    """Return the account of the payment with the latest date, or None without payments.

    If several payments have that date, it is the account of the payment that was booked first. The
    later ones can be fees, which are booked after their payment.
    """
    sql = f"""SELECT account FROM {trade.name}_payments WHERE {trade.id} = ?
        ORDER BY date DESC, rowid LIMIT 1"""  # noqa: S608
    account: str | None = state.value(sql, key)
    return account


def _sums(state: State, trade: Trade, key: int) -> dict[str, Any]:
    """Add up the lines and the payments of a sale or purchase, and return the sums by column name.

    The sums are `net_amount`, `vat_amount` and `total_paid` in øre, and `total_paid_in_currency`.
    `last_payment` is the latest date of a payment. Both `last_payment` and `total_paid_in_currency`
    are None without payments. The latter is also None if the total is in NOK only.
    `last_credit` is the latest date of a credit note, or None.
    """
    lines = state.row(
        f"""SELECT coalesce(sum(net_price), 0) AS net_amount, coalesce(sum(vat), 0) AS vat_amount
        FROM {trade.name}_lines WHERE {trade.id} = ?""",  # noqa: S608
        key,
    )
    payments = state.row(
        f"""SELECT coalesce(sum(settles), 0) AS total_paid, max(date) AS last_payment,
        sum(settles_in_currency) AS total_paid_in_currency
        FROM {trade.name}_payments WHERE {trade.id} = ?""",  # noqa: S608
        key,
    )
    sql = f"SELECT max(date) FROM {trade.name}_credits WHERE {trade.id} = ?"  # noqa: S608
    assert lines is not None
    assert payments is not None
    return {**dict(lines), **dict(payments), "last_credit": state.value(sql, key)}


def _left(state: State, trade: Trade, row: Row, sums: dict[str, Any]) -> tuple[int, int | None]:
    """Return the unpaid amount in øre, and the unpaid amount in the foreign currency.

    The amount that credit notes have settled counts as paid.

    The second amount is None if the sale or purchase has no total in a foreign currency. Otherwise
    this function also changes `sums`: a `total_paid_in_currency` of None becomes 0.
    """
    sql = f"""SELECT coalesce(sum(amount), 0), coalesce(sum(amount_in_currency), 0)
        FROM {trade.name}_credits WHERE {trade.id} = ?"""  # noqa: S608
    credited = state.row(sql, row[trade.id])
    assert credited is not None
    left = sums["net_amount"] + sums["vat_amount"] - sums["total_paid"] - credited[0]
    gross = row["gross_in_currency"]
    if gross is None:
        return left, None
    sums["total_paid_in_currency"] = sums["total_paid_in_currency"] or 0
    return left, gross - sums["total_paid_in_currency"] - credited[1]
