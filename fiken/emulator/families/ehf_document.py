"""Received e-invoices (EHF). The API reads them; attaching one marks it as used."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

from fiken.emulator.store.files import urls
from fiken.emulator.store.handlers import finds, lists
from fiken.emulator.store.resources import Call, Family, Resource, date_filters
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

TABLES = """
CREATE TABLE ehf_documents (
    ehf_document_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    file_uuid TEXT NOT NULL REFERENCES files,
    xml_uuid TEXT NOT NULL REFERENCES files (file_uuid),
    status TEXT NOT NULL,
    document_type TEXT NOT NULL,
    invoice_number TEXT,
    issue_date TEXT,
    due_date TEXT,
    supplier_name TEXT,
    supplier_organization_number TEXT,
    supplier_contact_id INTEGER REFERENCES contacts (contact_id),
    net INTEGER,
    vat INTEGER,
    gross INTEGER,
    amount_due INTEGER,
    currency TEXT,
    kid TEXT,
    account_number TEXT,
    bic TEXT,
    iban TEXT,
    description TEXT,
    purchase_id INTEGER,  -- only when processed, which the web application alone does
    created_at TEXT NOT NULL
);
CREATE INDEX ehf_documents_by_creation ON ehf_documents (company_id, created_at);
CREATE INDEX ehf_documents_of_contact ON ehf_documents (supplier_contact_id);
CREATE TABLE ehf_document_lines (
    ehf_document_id INTEGER NOT NULL REFERENCES ehf_documents ON DELETE CASCADE,
    description TEXT,
    net INTEGER,
    vat INTEGER,
    vat_type TEXT
);
CREATE INDEX lines_of_ehf_document ON ehf_document_lines (ehf_document_id);
"""


def _lines(call: Call, row: Row) -> list[dict[str, Any]]:
    sql = """SELECT description, net, vat, vat_type AS vatType FROM ehf_document_lines
        WHERE ehf_document_id = ? ORDER BY rowid"""
    return [dict(line) for line in call.state.rows(sql, row["ehf_document_id"])]


def _url(call: Call, row: Row, *, field: str, column: str, suffix: str = "") -> Any:
    return urls(call, field, row[column])[field + suffix]


_BROWSER = "WithFikenNormalUserCredentials"
_FILES = {"documentUrl": "file_uuid", "xmlUrl": "xml_uuid"}

EHF_DOCUMENTS = Resource(
    table="ehf_documents",
    key="ehfDocumentId",
    schema="ehfDocumentResult",
    filters={
        "status": "status IN (SELECT value FROM json_each(?))",
        **date_filters("issueDate", "issue_date"),
    },
    sorts={"createdDate": "created_at", "issueDate": "issue_date"},
    # Lists are in the order of creation (docs/observed.md#5-lists).
    order=("created_at",),
    parts={
        "lines": _lines,
        **{
            field + suffix: partial(_url, field=field, column=column, suffix=suffix)
            for field, column in _FILES.items()
            for suffix in ("", _BROWSER)
        },
    },
)


def _get_ehf_documents(call: Call) -> Reply:
    """Return a page of e-invoices (EHF).

    If the request has no filter `status`, deleted e-invoices are left out.

    Observed: docs/observed.md#c2-ehf-documents
    """
    status = call.query.get("status")
    statuses = ["unprocessed", "used", "processed"] if status is None else [status]
    query = {**call.query, "status": json.dumps(statuses)}
    return lists(EHF_DOCUMENTS)(replace(call, query=query))


def use_ehf_document(call: Call, key: int) -> str:
    """Mark an e-invoice (EHF) as used, and return the UUID of its file.

    The caller attaches the file. `key` is the id of the e-invoice.

    By the contract, an e-invoice that was booked keeps its status `processed`.

    Emulator choice: an unknown id is refused with 400. An e-invoice that was deleted can be
    attached, and stays deleted.
    """
    sql = "SELECT file_uuid FROM ehf_documents WHERE ehf_document_id = ? AND company_id = ?"
    row = call.state.row(sql, key, call.company)
    if row is None:
        raise refuse(400, f"'ehfDocumentId': no EHF document found with id {key}")
    call.state.execute(
        """UPDATE ehf_documents SET status = 'used'
        WHERE ehf_document_id = ? AND status = 'unprocessed'""",
        key,
    )
    return str(row["file_uuid"])


FAMILY = Family(
    tables=TABLES,
    operations={
        "getEhfDocuments": _get_ehf_documents,
        "getEhfDocument": finds(EHF_DOCUMENTS),
    },
)
