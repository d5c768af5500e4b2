"""Attachments of sales, purchases and journal entries: listed, uploaded and downloaded.

docs/v1.md#attachments
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from fiken.emulator.families._trade import PURCHASES, SALES
from fiken.emulator.families.journal_entry import JOURNAL_ENTRIES
from fiken.emulator.hal.bodies import Json, checked
from fiken.emulator.hal.collections import listed
from fiken.emulator.hal.errors import refuse
from fiken.emulator.hal.shapes import UPLOADS
from fiken.emulator.hal.visit import Visit, created, hal
from fiken.emulator.store import files
from fiken.emulator.store.resources import Resource
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.forms import MULTIPART

#: The beginning of the path of a file: `/filer/{uuid}/{name}`.
FILER = "/filer/"
FILE = f"{FILER}{{uuid}}/{{name}}"
#: The path of the list of each kind of owner, below the company, and the entities themselves.
OWNERS: Mapping[str, tuple[str, Resource, str]] = {
    "sale": ("sales", SALES, "NOT deleted"),
    "purchase": ("purchases", PURCHASES, "NOT deleted"),
    "journal_entry": ("journal-entries", JOURNAL_ENTRIES, "1"),
}
#: The `kind` of generated papers by the type that API v2 has for them.
_KINDS = {"invoice": "INVOICE", "reminder": "REMINDER"}
#: What some programs append to the JSON part: a phrase of the options of curl.
_CURL = ";type=application/json"
_PART = "AttachmentFile"
#: The attachments of a company. A PDF belongs to the sale of its invoice or credit note.
_OF_COMPANY = """SELECT attachments.*, files.name FROM attachments JOIN files USING (file_uuid)
    WHERE files.company_id = ? AND """


# --- reading -------------------------------------------------------------------------------------


def attachments_of(visit: Visit, kind: str, owner: int) -> list[Json]:
    """Return the attachments of a sale, purchase or journal entry, the PDF of an invoice first.

    Emulator choice: an attachment that documents the payment as well is listed once.
    """
    state, owned = visit.call.state, "owner_kind = ? AND owner_id = ? ORDER BY attachment_id"
    rows = state.rows(_OF_COMPANY + owned, visit.call.company, kind, owner)
    if kind == "sale":
        for document in ("invoice", "credit_note"):
            key = state.value(
                f"SELECT {document}_id FROM {document}s WHERE sale_id = ?",  # noqa: S608
                owner,
            )
            papers = (visit.call.company, f"{document}_pdf", key)
            rows = [*state.rows(_OF_COMPANY + owned, *papers), *rows]
    return [_attachment(visit, row) for row in rows]


def _attachment(visit: Visit, row: Row) -> Json:
    fields = {
        "identifier": row["identifier"],
        "downloadUrl": f"{visit.origin}{FILER}{row['file_uuid']}/{quote(row['name'], safe='')}",
        "kind": _KINDS.get(row["type"]),
        "comment": row["comment"],
    }
    return hal({"self": visit.own("attachments", row["attachment_id"])}, fields)


def find_attachment(visit: Visit) -> Reply:
    """Return one attachment, whose URL is below the company, not below its owner."""
    key = visit.call.path["attachmentId"]
    sql = _OF_COMPANY + "CAST(attachment_id AS TEXT) = ?"
    row = visit.call.state.row(sql, visit.call.company, key)
    return visit.nothing() if row is None else Reply(200, _attachment(visit, row))


def _list(visit: Visit, kind: str) -> Reply:
    items = attachments_of(visit, kind, _owner(visit, kind))
    return Reply(200, listed(visit, {"attachments": items}))


def _owner(visit: Visit, kind: str) -> int:
    _, resource, condition = OWNERS[kind]
    return int(visit.find(resource, None, condition)[resource.id])


# --- uploading -----------------------------------------------------------------------------------


def _upload(visit: Visit, kind: str) -> Reply:
    """Attach an uploaded file. The Location is the list of attachments, as was recorded.

    Emulator choice: the identifier is the next number of the company.
    """
    owner = _owner(visit, kind)
    parts = _parts(visit)
    name, shape = UPLOADS[kind]
    problems = [f"'{part}' is missing" for part in (_PART, name) if part not in parts]
    problems += [f"'{part}' is not a known part" for part in sorted(parts.keys() - {_PART, name})]
    if problems:
        raise refuse(400, *problems)
    facts = checked(_json(name, parts[name]), shape)
    visit.request.form = {key: str(value) for key, value in facts.items()}
    purposes = [value for key, value in facts.items() if key.startswith("attachTo")]
    if purposes and not any(purposes):
        names = " and ".join(key for key in facts if key.startswith("attachTo"))
        raise refuse(400, f"At least one of {names} must be true")
    state, company = visit.call.state, visit.call.company
    identifier = state.count_up(f"attachments of API v1 {company}")
    file = _stored(visit, facts["filename"], parts[_PART])
    more = {"comment": facts.get("comment"), "identifier": str(identifier)}
    times = sum(purposes) or 1
    files.attach(state, file, kind, owner, times_listed=times, **more)
    return created(visit.own(OWNERS[kind][0], owner, "attachments"))


def _stored(visit: Visit, name: str, content: bytes) -> str:
    """Store an uploaded file, and return its UUID."""
    content_type = next((t for end, t in files.TYPES.items() if name.lower().endswith(end)), None)
    if content_type is None:
        raise refuse(400, f"'filename' must end in one of {', '.join(files.TYPES)}, not be {name}")
    if not content:
        raise refuse(400, f"'{_PART}' must not be empty")
    return files.store(visit.call.state, visit.call.company, name, content, content_type)


def _json(name: str, part: bytes) -> Any:
    try:
        return json.loads(part.decode().strip().removesuffix(_CURL))
    except (ValueError, RecursionError) as problem:
        raise refuse(400, f"'{name}' is not JSON: {problem}") from problem


def _parts(visit: Visit) -> dict[str, bytes]:
    """Return the parts of a form as bytes: programs send files without a file name, too.

    Raises:
        Refusal: 415 if the body is not a form, 400 if it cannot be read.
    """
    request = visit.request
    _, options = parse_options_header(request.headers.get("Content-Type"))
    if request.mimetype != MULTIPART or not options.get("boundary"):
        raise refuse(415, f"The content type must be {MULTIPART}, not '{request.mimetype}'")
    decoder = MultipartDecoder(options["boundary"].encode("latin-1", "replace"))
    parts: dict[str, bytes] = {}
    name = ""
    try:
        decoder.receive_data(request.body)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
            if isinstance(event, Field | File):
                name = event.name or ""
                parts[name] = b""
            elif isinstance(event, Data):
                parts[name] += event.data
    except (ValueError, KeyError) as problem:
        raise refuse(400, f"The form cannot be read: {problem}") from problem
    return parts


list_of_sale, add_to_sale = partial(_list, kind="sale"), partial(_upload, kind="sale")
list_of_purchase = partial(_list, kind="purchase")
add_to_purchase = partial(_upload, kind="purchase")
list_of_entry = partial(_list, kind="journal_entry")
add_to_entry = partial(_upload, kind="journal_entry")
