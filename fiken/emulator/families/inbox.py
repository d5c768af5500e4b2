"""The inbox: uploaded documents, whether they have been attached to something or not."""

from dataclasses import replace
from functools import partial
from typing import Any

from fiken.emulator.store.files import receive, urls
from fiken.emulator.store.handlers import created, finds, lists, removes
from fiken.emulator.store.resources import Call, Family, Resource
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

TABLES = """
CREATE TABLE inbox_documents (
    document_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    file_uuid TEXT NOT NULL REFERENCES files,
    name TEXT NOT NULL,
    description TEXT,
    filename TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,  -- whether it was used as documentation
    created_at TEXT NOT NULL
);
CREATE INDEX inbox_documents_by_creation ON inbox_documents (company_id, created_at);
"""


def _url(call: Call, row: Row, *, field: str) -> Any:
    return urls(call, "documentUrl", row["file_uuid"])[field]


_URLS = ("documentUrl", "documentUrlWithFikenNormalUserCredentials")

INBOX = Resource(
    table="inbox_documents",
    key="inboxDocumentId",
    column="document_id",
    schema="inboxResult",
    filters={
        # The filter `status` has three values; in answers, `status` is a boolean
        # (docs/observed.md#5-lists).
        "status": "CASE ? WHEN 'used' THEN status WHEN 'unused' THEN NOT status ELSE 1 END",
        "name": "instr(fold(name), fold(?)) > 0",
    },
    sorts={"createdDate": "created_at", "name": "name"},
    order=("created_at",),
    parts={field: partial(_url, field=field) for field in _URLS},
)


def _get_inbox(call: Call) -> Reply:
    """Return a page of inbox documents: the newest first, unless the request has a `sortBy`.

    Observed: docs/observed.md#5-lists
    """
    return lists(INBOX)(replace(call, query={"sortBy": "createdDate desc", **call.query}))


def _create(call: Call) -> Reply:
    """Store an uploaded inbox document.

    Emulator choice: the five file types that can be attached are accepted here as well, and the
    field `filename` is required as it is there. A document without a name gets the name of its
    file.
    """
    file = receive(call)
    key, filename = call.state.new_id(), call.body["filename"]
    call.state.insert(
        "inbox_documents",
        document_id=key,
        company_id=call.company,
        file_uuid=file,
        name=call.body.get("name") or filename,
        description=call.body.get("description"),
        filename=filename,
        created_at=call.state.moment(),
    )
    return created(call, key)


def use_inbox_document(call: Call, key: int) -> str:
    """Mark an inbox document as used, and return the UUID of its file.

    The caller attaches the file. `key` is the id of the document. The document stays used, even if
    the attachment is removed later.

    Emulator choice: an unknown id is refused with 400.
    """
    sql = "SELECT file_uuid FROM inbox_documents WHERE document_id = ? AND company_id = ?"
    row = call.state.row(sql, key, call.company)
    if row is None:
        raise refuse(400, f"'inboxDocumentId': no inbox document found with id {key}")
    call.state.execute("UPDATE inbox_documents SET status = 1 WHERE document_id = ?", key)
    return str(row["file_uuid"])


FAMILY = Family(
    tables=TABLES,
    operations={
        "getInbox": _get_inbox,
        "createInboxDocument": _create,
        "getInboxDocument": finds(INBOX),
        # A deleted document does not exist any more (docs/observed.md#12-updates-and-deletions).
        # Attachments that were made from it keep their file (docs/observed.md#c6-inbox).
        "deleteInboxDocument": removes(INBOX),
    },
)
