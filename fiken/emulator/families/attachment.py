"""Attachments: files on contacts, sales, purchases, their drafts and journal entries."""

from collections.abc import Iterator
from functools import partial

from fiken.emulator.families._trade import PURCHASES, SALES
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.draft import PURCHASE_DRAFTS, SALE_DRAFTS
from fiken.emulator.families.ehf_document import use_ehf_document
from fiken.emulator.families.inbox import use_inbox_document
from fiken.emulator.families.journal_entry import JOURNAL_ENTRIES
from fiken.emulator.store.files import attach, attachments_of, detach, receive
from fiken.emulator.store.handlers import find
from fiken.emulator.store.resources import Call, Family, Handler, Reply, Resource
from fiken.emulator.store.state import State
from fiken.emulator.wire.refusals import refuse

#: Instead of a file: the parameter of what lies in Fiken already, and how it is used.
_SOURCES = {"inboxDocumentId": use_inbox_document, "ehfDocumentId": use_ehf_document}
#: What the file documents, on sales and purchases.
_PURPOSES = ("attachToSale", "attachToPayment")


def _operations(name: str, resource: Resource, kind: str) -> dict[str, Handler]:
    """The three operations on one kind of owner, by the contract's names."""
    return {
        f"get{name}Attachments": partial(_list, resource=resource, kind=kind),
        f"addAttachmentTo{name}": partial(_add, resource=resource, kind=kind),
        f"delete{name}Attachment": partial(_delete, resource=resource, kind=kind),
    }


def _list(call: Call, *, resource: Resource, kind: str) -> Reply:
    """Unpaged (docs/observed.md#5-lists)."""
    return Reply(200, attachments_of(call, kind, find(call, resource)[resource.id]))


def _add(call: Call, *, resource: Resource, kind: str) -> Reply:
    owner = find(call, resource)[resource.id]
    times = _times_listed(call)
    file = _file(call)
    attach(call.state, file, kind, owner, comment=call.body.get("comment"), times_listed=times)
    return Reply(201, headers={"Location": f"{call.url.rstrip('/')}/{file}"})


def _delete(call: Call, *, resource: Resource, kind: str) -> Reply:
    """The file itself stays in the archive: so it is stated for sales, purchases and entries.

    Emulator choice: the file of a contact or of a draft stays as well.
    """
    owner = find(call, resource)[resource.id]
    detach(call.state, call.path["attachmentUuid"], kind, owner)
    return Reply(204)


def _times_listed(call: Call) -> int:
    """On sales and purchases one of the two must be true (docs/observed.md#13-files).

    Emulator choice: what documents both is listed twice, as most attachments of sales are
    (docs/observed.md#11-sales-and-purchases).
    """
    if not any(each.name in _PURPOSES for each in call.operation.parameters):
        return 1
    purposes: int = sum(call.query.get(name, 0) for name in _PURPOSES)
    if not purposes:
        raise refuse(400, f"At least one of {' and '.join(_PURPOSES)} must be true")
    return purposes


def _file(call: Call) -> str:
    """The UUID of what is attached: exactly one of a file and what the contract takes for it."""
    given = [name for name in _SOURCES if name in call.query]
    if len(given) + ("file" in call.files) > 1:
        raise refuse(400, f"Give exactly one of file, {' and '.join(_SOURCES)}")
    if given:
        return _SOURCES[given[0]](call, call.query[given[0]])
    return receive(call)


_OWNERS: dict[str, tuple[str, Resource]] = {
    "contact": ("Contact", CONTACTS),
    "journal_entry": ("JournalEntry", JOURNAL_ENTRIES),
    "sale": ("Sale", SALES),
    "purchase": ("Purchase", PURCHASES),
    "sale_draft": ("SaleDraft", SALE_DRAFTS),
    "purchase_draft": ("PurchaseDraft", PURCHASE_DRAFTS),
}

_TRIGGER = """
CREATE TRIGGER {kind}_goes_with_its_attachments AFTER DELETE ON {table} BEGIN
    DELETE FROM attachments WHERE owner_kind = '{kind}' AND owner_id = OLD.{id};
END;
"""


def _tables() -> str:
    """What is taken away takes its attachments along."""
    return "\n".join(
        _TRIGGER.format(kind=kind, table=owner.table, id=owner.id)
        for kind, (_, owner) in _OWNERS.items()
    )


def _all_operations() -> dict[str, Handler]:
    return {
        name: handler
        for kind, (owner, resource) in _OWNERS.items()
        for name, handler in _operations(owner, resource, kind).items()
    }


def _broken(state: State) -> Iterator[str]:
    """Every attachment hangs on something that is there."""
    for kind, (_, owner) in _OWNERS.items():
        sql = f"""SELECT attachment_id, owner_id FROM attachments WHERE owner_kind = ?
            AND owner_id NOT IN (SELECT {owner.id} FROM {owner.table})"""  # noqa: S608
        for row in state.rows(sql, kind):
            yield f"attachment {row[0]} hangs on a {kind} that isn't there: {row[1]}"


FAMILY = Family(tables=_tables(), operations=_all_operations(), invariants=(_broken,))
