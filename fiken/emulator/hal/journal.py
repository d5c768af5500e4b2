"""General journal entries: posted by a service, and read as a transaction.

docs/v1.md#journal

Emulator choice: the amount of a line with a VAT code means what it means in API v2.
"""

from fiken.emulator.families.journal_entry import JOURNAL_ENTRIES
from fiken.emulator.families.transaction import TRANSACTIONS
from fiken.emulator.hal.bodies import Json
from fiken.emulator.hal.shapes import JOURNAL
from fiken.emulator.hal.visit import Visit, created, hal
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply


def create_journal_entries(visit: Visit) -> Reply:
    """Post general journal entries as one transaction."""
    body = visit.body(JOURNAL)
    entries = [_sent(entry, body["description"]) for entry in body["journalEntries"]]
    sent = {"description": body["description"], "journalEntries": entries}
    key = visit.carry_out("createGeneralJournalEntry", sent)
    return created(visit.own("transactions", key))


def _sent(entry: Json, description: str) -> Json:
    lines = [
        {"amount" if name == "debit" else name: value for name, value in line.items()}
        for line in entry["lines"]
    ]
    return {"description": description, **entry, "lines": lines}


def find_transaction(visit: Visit) -> Reply:
    """Return a transaction. Its entries are an ordinary field, and are not embedded."""
    row = visit.find(TRANSACTIONS)
    sql = "SELECT * FROM journal_entries WHERE transaction_id = ? ORDER BY journal_entry_id"
    entries = visit.call.state.rows(sql, row["transaction_id"])
    fields = {
        "description": row["description"],
        "entries": [_entry(visit, entry) for entry in entries],
    }
    return Reply(200, hal({"self": visit.own("transactions", row["transaction_id"])}, fields))


def find_entry(visit: Visit) -> Reply:
    """Return one journal entry of a transaction."""
    return Reply(200, _entry(visit, visit.find(JOURNAL_ENTRIES)))


def _entry(visit: Visit, row: Row) -> Json:
    """Return a journal entry.

    Emulator choice: its fields. Each posting is a line in the words of the service, with either an
    account to debit or an account to credit. VAT is a posting of its own.
    """
    url = visit.own("journal-entries", row["journal_entry_id"])
    sql = "SELECT * FROM journal_lines WHERE journal_entry_id = ? ORDER BY journal_line_id"
    lines = [
        _line("debit" if line["amount"] > 0 else "credit", line)
        for line in visit.call.state.rows(sql, row["journal_entry_id"])
    ]
    fields = {"description": row["description"], "date": row["date"], "lines": lines}
    return hal({"self": url, "attachments": f"{url}/attachments"}, fields)


def _line(side: str, line: Row) -> Json:
    posted: Json = {"debit": abs(line["amount"]), f"{side}Account": line["account"]}
    code = line["vat_code"]
    return posted if code is None else posted | {f"{side}VatCode": int(code)}
