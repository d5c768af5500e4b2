"""Transactions: journal entries that were booked together and are deleted together."""

from typing import Any

from fiken.emulator.books import ledger
from fiken.emulator.families.journal_entry import JOURNAL_ENTRIES
from fiken.emulator.store.handlers import finds, lists
from fiken.emulator.store.resources import Call, Family, Resource, date_filters
from fiken.emulator.store.rows import find, show
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
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
    """Erase a transaction that was posted with `"open": true`. Reverse any other transaction.

    Emulator choice: the answer shows an erased transaction as deleted. Afterwards it cannot be
    read.
    """
    row = find(call, TRANSACTIONS)
    _check(call, row)
    key = row["transaction_id"]
    if row["open"]:
        answer = {**show(call, TRANSACTIONS, row), "deleted": True}
        ledger.undo(call.state, key)
        return Reply(200, answer)
    ledger.reverse(call.state, key, call.query["description"])
    return Reply(200, show(call, TRANSACTIONS, find(call, TRANSACTIONS)))


def _check(call: Call, row: Row) -> None:
    """Refuse with 400 to delete a transaction that must be kept.

    Such a transaction is deleted already, is the reversal of another transaction, or belongs to an
    object such as a sale. The sale would lose its postings.

    Emulator choice: all of these refusals. How Fiken answers was not observed.
    """
    key = row["transaction_id"]
    if row["deleted"]:
        raise refuse(400, f"Transaction {key} is deleted already")
    owner = ledger.owner_of(call.state, key)
    if owner is not None:
        noun = owner.replace("_", " ")
        raise refuse(
            400, f"Transaction {key} belongs to one of the {noun}: delete or undo that one"
        )
    sql = "SELECT transaction_id FROM journal_entries WHERE offset_transaction_id = ?"
    other = call.state.value(sql, key)
    if other is not None:
        raise refuse(400, f"Transaction {key} reverses transaction {other}: it cannot be deleted")


FAMILY = Family(
    operations={
        "getTransactions": lists(TRANSACTIONS),
        "getTransaction": finds(TRANSACTIONS),
        "deleteTransaction": _delete,
    }
)
