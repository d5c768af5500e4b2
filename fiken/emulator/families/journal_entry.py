"""Journal entries: whatever books ends in some; general ones are posted by themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from fiken.emulator.books import ledger as _ledger, vat as _vat
from fiken.emulator.store.files import attachments_of
from fiken.emulator.store.handlers import finds, lists, show
from fiken.emulator.store.resources import Call, Family, Reply, Resource, date_filters
from fiken.emulator.store.state import Row
from fiken.emulator.wire.refusals import refuse

#: What Fiken puts before both descriptions; 166 of 200 characters are left
#: (docs/observed.md#4-error-bodies).
PREFIX = "Fri postering registrert via API: "
TYPE = "General Journal Entry"
_SIDES: tuple[_vat.Side, _vat.Side] = ("debit", "credit")


def _lines(call: Call, row: Row) -> list[dict[str, Any]]:
    sql = "SELECT * FROM journal_lines WHERE journal_entry_id = ? ORDER BY journal_line_id"
    return [show(call, LINES, line) for line in call.state.rows(sql, row["journal_entry_id"])]


def _projects(_call: Call, row: Row) -> list[int]:
    """A list by the contract, though a posting has at most one."""
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
        "attachments": lambda call, row: attachments_of(
            call, "journal_entry", row["journal_entry_id"]
        ),
    },
)

# Debit and credit are write-only: a reader has the sign of the amount
# (docs/observed.md#9-journal-entries).
LINES = Resource(
    table="journal_lines",
    key="journalLineId",
    schema="journalEntryLine",
    parent=JOURNAL_ENTRIES,
    parts={"projectId": _projects},
)


def _create_general(call: Call) -> Reply:
    """The Location is the transaction's (docs/observed.md#3-responses).

    Emulator choice: without a description of its own, which the contract allows, it has that of its
    first entry.
    """
    sent: list[dict[str, Any]] = call.body["journalEntries"]
    if not sent:
        raise refuse(400, "'journalEntries' must hold at least one journal entry")
    description = call.body.get("description") or sent[0]["description"]
    entries = [_entry(call, entry) for entry in sent]
    stays_open = bool(call.body.get("open"))
    key = _ledger.post(
        call.state, call.company, PREFIX + description, entries, TYPE, stays_open=stays_open
    )
    root = call.url.rstrip("/").rpartition("/")[0]
    return Reply(201, headers={"Location": f"{root}/transactions/{key}"})


def _entry(call: Call, sent: Mapping[str, Any]) -> _ledger.Entry:
    lines = [posting for line in sent["lines"] for posting in _postings(call, line)]
    if not lines:
        raise refuse(400, f"'lines' must hold at least one line: {sent['description']}")
    return _ledger.Entry(PREFIX + sent["description"], sent["date"], lines)


def _postings(call: Call, line: Mapping[str, Any]) -> Iterator[_ledger.Line]:
    """What a line posts: one side or both.

    Emulator choice: amounts of 0 and less are taken, since no fact refuses them; only positive ones
    were seen (docs/observed.md#9-journal-entries).

    A side with a VAT code is net, and its VAT is posted beside it: so it was seen
    (docs/observed.md#9-journal-entries). The contract's text says something else, that a credit
    line is gross.
    """
    accounts = [line.get("debitAccount"), line.get("creditAccount")]
    if accounts == [None, None]:
        raise refuse(400, "A line must have a 'debitAccount' or a 'creditAccount'")
    _ledger.require_accounts(
        call.state, call.company, [account for account in accounts if account is not None]
    )
    for side, account in zip(_SIDES, accounts, strict=True):
        code = line.get(f"{side}VatCode")
        if account is None:
            continue
        if code is None:
            yield _ledger.Line(account, line["amount"] if side == "debit" else -line["amount"])
        else:
            yield from _ledger.coded(account, code, line["amount"], side)


FAMILY = Family(
    operations={
        "getJournalEntries": lists(JOURNAL_ENTRIES),
        "getJournalEntry": finds(JOURNAL_ENTRIES),
        "createGeneralJournalEntry": _create_general,
    }
)
