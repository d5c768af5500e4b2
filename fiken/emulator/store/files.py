"""Files: what is uploaded, what it is attached to, and how it is downloaded.

Observed: docs/observed.md#13-files

An attachment is a link from a file to its owner, e.g. `("sale", 13600000123)`; its UUID is the
file's. One file can hang on many owners, and lie in the inbox besides.
"""

import uuid
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from fiken.emulator.store.resources import Call, Family, Reply
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.refusals import method_not_allowed, no_such_path, not_found, refuse

#: Below the base URL: `/files/{uuid}/{name}` (docs/observed.md#13-files).
PATH = "/files/"
#: Where a browser that is logged in finds it (docs/observed.md#13-files). The emulator has no such
#: page.
BROWSER = "https://fiken.no/filer/"
#: What can be attached (docs/observed.md#13-files), and what it is served as.
TYPES = {
    ".png": "image/png",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".pdf": "application/pdf",
}

TABLES = """
CREATE TABLE files (
    file_uuid TEXT PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE attachments (
    attachment_id INTEGER PRIMARY KEY,
    file_uuid TEXT NOT NULL REFERENCES files,
    owner_kind TEXT NOT NULL,  -- contact, sale, purchase, sale_draft, purchase_draft, journal_entry
    owner_id INTEGER NOT NULL,
    identifier TEXT,
    type TEXT NOT NULL DEFAULT 'unspecified',
    comment TEXT,
    times_listed INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX attachments_of_owner ON attachments (owner_kind, owner_id);
CREATE INDEX attachments_of_file ON attachments (file_uuid);
"""


# --- keeping -------------------------------------------------------------------------------------


def receive(call: Call) -> str:
    """Keep the file that a form uploads; returns its UUID. 400 for what Fiken does not take.

    Emulator choice: the words of these refusals, but for the first
    (docs/observed.md#4-error-bodies).
    """
    name = call.body.get("filename")
    if not name:
        raise refuse(400, "filename must be specified")
    if "file" not in call.files:
        raise refuse(400, "'file' must be a part of the form that holds a file")
    kind = TYPES.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise refuse(400, f"'filename' must end in one of {', '.join(TYPES)}, not be {name}")
    content = call.files["file"][2]
    if not content:
        raise refuse(400, f"'file' must not be empty: {name} has no content")
    return keep(call.state, call.company, name, content, kind)


def keep(state: State, company: int, name: str, content: bytes, content_type: str) -> str:
    """Keep a file under that name; returns its UUID, which follows from the seed."""
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, str(state.new_id())))
    columns = {"name": name, "content_type": content_type, "content": content}
    state.insert("files", file_uuid=key, company_id=company, **columns)
    return key


def attach(state: State, file: str, kind: str, owner: int, **columns: Any) -> None:
    """Attach a file that is kept; `columns` are those of an attachment."""
    state.insert("attachments", file_uuid=file, owner_kind=kind, owner_id=owner, **columns)


def detach(state: State, file: str, kind: str, owner: int) -> None:
    """Take a file off its owner; 404 where it does not hang there."""
    sql = "DELETE FROM attachments WHERE file_uuid = ? AND owner_kind = ? AND owner_id = ?"
    if not state.execute(sql, file.lower(), kind, owner):
        raise not_found(f"No attachment found with uuid {file}.")


def move_attachments(state: State, kind: str, owner: int, to_kind: str, to_owner: int) -> None:
    """Let what hangs on one owner hang on another: a draft's files, when it becomes a sale."""
    sql = """UPDATE attachments SET owner_kind = ?, owner_id = ?
        WHERE owner_kind = ? AND owner_id = ?"""
    state.execute(sql, to_kind, to_owner, kind, owner)


# --- showing -------------------------------------------------------------------------------------


def attachments_of(call: Call, kind: str, owner: int) -> list[dict[str, Any]]:
    """What hangs on an owner, as the contract's `attachment`, in the order it was attached."""
    sql = """SELECT * FROM attachments JOIN files USING (file_uuid)
        WHERE owner_kind = ? AND owner_id = ? ORDER BY attachment_id"""
    return [
        _shown(call, row)
        for row in call.state.rows(sql, kind, owner)
        for _ in range(row["times_listed"])
    ]


def _shown(call: Call, row: Row) -> dict[str, Any]:
    return {
        "identifier": row["identifier"],
        "uuid": row["file_uuid"],
        "filename": row["name"],
        **urls(call, "downloadUrl", row["file_uuid"]),
        "comment": row["comment"],
        "type": row["type"],
    }


def urls(call: Call, field: str, file: str | None) -> dict[str, str | None]:
    """The two URLs of a file: for whoever has the token, and for a browser that is logged in."""
    tail = None
    if file is not None:
        name = call.state.value("SELECT name FROM files WHERE file_uuid = ?", file)
        tail = f"{file}/{quote(name, safe='')}"
    base = call.url.partition("/companies/")[0] + PATH
    return {
        field: tail and base + tail,
        f"{field}WithFikenNormalUserCredentials": tail and BROWSER + tail,
    }


# --- serving -------------------------------------------------------------------------------------


def serve(state: State, method: str, path: str) -> Reply:
    """The bytes of `/files/{uuid}/{name}`; the name must be the file's own."""
    file, _, name = path.removeprefix(PATH).partition("/")
    row = state.row("SELECT * FROM files WHERE file_uuid = ? AND name = ?", file.lower(), name)
    if row is None:
        raise no_such_path(path)
    if method != "GET":
        raise method_not_allowed(method, path, ["GET"])
    return Reply(HTTPStatus.OK, bytes(row["content"]), {"Content-Type": row["content_type"]})


def _broken(state: State) -> Iterator[str]:
    sql = "SELECT name FROM files WHERE length(content) = 0"
    for row in state.rows(sql):
        yield f"the file {row['name']} is empty"


FAMILY = Family(tables=TABLES, invariants=(_broken,))
