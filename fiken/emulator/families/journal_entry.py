"""Journal entries (bilag): reading the entries of all transactions, and posting general ones."""

from collections.abc import Iterator, Mapping
from typing import Any

from fiken.emulator.books import ledger
from fiken.emulator.books.ledger import Entry, Line
from fiken.emulator.books.vat import Side
from fiken.emulator.store.files import attachments_part
from fiken.emulator.store.handlers import finds, lists, located
from fiken.emulator.store.resources import Call, Family, Resource, date_filters
from fiken.emulator.store.rows import show
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

#: The text that Fiken puts before both descriptions; it leaves 166 of 200 characters
#: (docs/observed.md#4-error-bodies).
PREFIX = "Fri postering registrert via API: "
TYPE = "General Journal Entry"
_SIDES: tuple[Side, Side] = ("debit", "credit")


def _lines(call: Call, row: Row) -> list[dict[str, Any]]:
    sql = "SELECT * FROM journal_lines WHERE journal_entry_id = ? ORDER BY journal_line_id"
    return [show(call, LINES, line) for line in call.state.rows(sql, row["journal_entry_id"])]


def _projects(_call: Call, row: Row) -> list[int]:
    """Return the project id of a posting in a list, as the contract requires: `[17]`, or `[]`."""
    return [] if row["project_id"] is None else [row["project_id"]]


JOURNAL_ENTRIES = Resource(
    table="journal_entries",
    key="journalEntryId",
    schema="journalEntry",
    filters={
        **date_filters("date", "date"),
        **date_filters("lastModified", "last_modified_date"),
        **date_filters("createdDate", "created_date"),
    },
    parts={
        "lines": _lines,
        "attachments": attachments_part("journal_entry", "journal_entry_id"),
    },
)

# Debit and credit are write-only: in answers the sign of the amount says which it is
# (docs/observed.md#9-journal-entries).
LINES = Resource(
    table="journal_lines",
    key="journalLineId",
    schema="journalEntryLine",
    parent=JOURNAL_ENTRIES,
    parts={"projectId": _projects},
)


def _create_general(call: Call) -> Reply:
    """Post general journal entries as one transaction.

    The header Location has the URL of the transaction (docs/observed.md#3-responses).

    Emulator choice: a transaction without a description gets the description of its first entry.
    """
    sent: list[dict[str, Any]] = call.body["journalEntries"]
    if not sent:
        raise refuse(400, "'journalEntries' must hold at least one journal entry")
    description = call.body.get("description") or sent[0]["description"]
    entries = [_entry(call, entry) for entry in sent]
    stays_open = bool(call.body.get("open"))
    key = ledger.post(
        call.state, call.company, PREFIX + description, entries, TYPE, stays_open=stays_open
    )
    return located(call, f"/transactions/{key}")


def _entry(call: Call, sent: Mapping[str, Any]) -> Entry:
    lines = [posting for line in sent["lines"] for posting in _postings(call, line)]
    if not lines:
        raise refuse(400, f"'lines' must hold at least one line: {sent['description']}")
    return Entry(PREFIX + sent["description"], sent["date"], lines)


def _postings(call: Call, line: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the postings of one line of a request.

    The line has a debit account, a credit account or both. If a side has a VAT code, the amount is
    net, and the VAT is posted separately (docs/observed.md#9-journal-entries). The contract says
    instead that a credit amount is gross.

    Emulator choice: amounts of 0 and negative amounts are accepted. Only positive amounts were
    observed (docs/observed.md#9-journal-entries).
    """
    accounts = [line.get("debitAccount"), line.get("creditAccount")]
    if accounts == [None, None]:
        raise refuse(400, "A line must have a 'debitAccount' or a 'creditAccount'")
    ledger.require_accounts(
        call.state, call.company, [account for account in accounts if account is not None]
    )
    for side, account in zip(_SIDES, accounts, strict=True):
        code = line.get(f"{side}VatCode")
        if account is None:
            continue
        if code is None:
            yield Line(account, line["amount"] if side == "debit" else -line["amount"])
        else:
            yield from ledger.coded(account, code, line["amount"], side)


FAMILY = Family(
    operations={
        "getJournalEntries": lists(JOURNAL_ENTRIES),
        "getJournalEntry": finds(JOURNAL_ENTRIES),
        "createGeneralJournalEntry": _create_general,
    }
)
