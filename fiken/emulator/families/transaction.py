"""Transactions: journal entries that were booked together, and are deleted together."""

from typing import Any

from fiken.emulator.books import ledger as _ledger
from fiken.emulator.families.journal_entry import JOURNAL_ENTRIES
from fiken.emulator.store.handlers import find, finds, lists, show
from fiken.emulator.store.resources import Call, Family, Reply, Resource, date_filters
from fiken.emulator.store.state import Row
from fiken.emulator.wire.refusals import refuse


def _entries(call: Call, row: Row) -> list[dict[str, Any]]:
    sql = "SELECT * FROM journal_entries WHERE transaction_id = ? ORDER BY journal_entry_id"
    entries = call.state.rows(sql, row["transaction_id"])
    return [show(call, JOURNAL_ENTRIES, entry) for entry in entries]


TRANSACTIONS = Resource(
    table="transactions",
    key="transactionId",
    schema="transaction",
    filters={
        **date_filters("lastModified", "last_modified_date"),
        **date_filters("createdDate", "created_date"),
    },
    parts={"entries": _entries},
)


def _delete(call: Call) -> Reply:
    """Reverse a transaction, or erase one that was posted as open: the contract's `open`.

    Emulator choice: of an erased one this answer is all that is left.
    """
    row = find(call, TRANSACTIONS)
    _check(call, row)
    key = row["transaction_id"]
    if row["open"]:
        shown = {**show(call, TRANSACTIONS, row), "deleted": True}
        _ledger.undo(call.state, key)
        return Reply(200, shown)
    _ledger.reverse(call.state, key, call.query["description"])
    return Reply(200, show(call, TRANSACTIONS, find(call, TRANSACTIONS)))


def _check(call: Call, row: Row) -> None:
    """Refuse (400) what would contradict the books.

    Emulator choice: all of it, since no fact tells of any.
    """
    key = row["transaction_id"]
    if row["deleted"]:
        raise refuse(400, f"Transaction {key} is deleted already")
    owner = _ledger.owner_of(call.state, key)
    if owner is not None:
        what = owner.replace("_", " ")
        raise refuse(400, f"Transaction {key} belongs to one of the {what}: undo it there")
    sql = "SELECT transaction_id FROM journal_entries WHERE offset_transaction_id = ?"
    reversed_one = call.state.value(sql, key)
    if reversed_one is not None:
        raise refuse(400, f"Transaction {key} reverses transaction {reversed_one}: it stays")


FAMILY = Family(
    operations={
        "getTransactions": lists(TRANSACTIONS),
        "getTransaction": finds(TRANSACTIONS),
        "deleteTransaction": _delete,
    }
)
