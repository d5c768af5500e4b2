"""Files of the books: how they are uploaded, attached and downloaded.

Observed: docs/observed.md#13-files

An attachment (vedlegg) links a file to the entity that owns the attachment, for example to
`("sale", 13600000123)`. An attachment has the UUID of its file. One file can be attached to several
entities and lie in the inbox as well.
"""

import uuid
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from fiken.emulator.store.logins import visible_companies
from fiken.emulator.store.resources import Call, Part
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.exchange import FILES, Login, Reply
from fiken.emulator.wire.refusals import method_not_allowed, no_such_path, not_found, refuse

#: The URL of a file for a browser that is logged in (docs/observed.md#13-files). The emulator does
#: not serve it.
BROWSER = "https://fiken.no/filer/"
#: The content type of each kind of file that can be attached (docs/observed.md#13-files).
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


# --- storing -------------------------------------------------------------------------------------


def receive(call: Call) -> str:
    """Store a file that a client uploads in a form, and return the UUID of the file.

    Emulator choice: the wording of the messages, except `filename must be specified`, which was
    seen (docs/observed.md#4-error-bodies).

    Raises:
        Refusal: 400 if the form has no file or no field `filename`, if the file is empty, or if
            `filename` does not end in `.png`, `.jpeg`, `.jpg`, `.gif` or `.pdf`.
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
    return store(call.state, call.company, name, content, kind)


def store(state: State, company: int, name: str, content: bytes, content_type: str) -> str:
    """Store a file in the books of a company, and return its UUID.

    `company` is the id of the company. Emulators with the same seed create the same UUIDs.
    """
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, str(state.new_id())))
    columns = {"name": name, "content_type": content_type, "content": content}
    state.insert("files", file_uuid=key, company_id=company, **columns)
    return key


def attach(state: State, file: str, kind: str, owner: int, **columns: Any) -> None:
    """Attach a stored file to an entity, such as a sale.

    Args:
        state: the database.
        file: the UUID of the file.
        kind: the kind of the entity, such as `sale` or `purchase_draft`.
        owner: the id of the entity.
        columns: further columns of the attachment, such as its comment.
    """
    state.insert("attachments", file_uuid=file, owner_kind=kind, owner_id=owner, **columns)


def detach(state: State, file: str, kind: str, owner: int) -> None:
    """Detach a file from an entity.

    Args:
        state: the database.
        file: the UUID of the file.
        kind: the kind of the entity, such as `sale`.
        owner: the id of the entity.

    Raises:
        Refusal: 404 if the file is not attached to the entity.
    """
    sql = "DELETE FROM attachments WHERE file_uuid = ? AND owner_kind = ? AND owner_id = ?"
    if not state.execute(sql, file.lower(), kind, owner):
        raise not_found(f"No attachment found with uuid {file}.")


def move_attachments(state: State, kind: str, owner: int, to_kind: str, to_owner: int) -> None:
    """Move all attachments from one entity to another, such as from a draft to its sale.

    Args:
        state: the database.
        kind: the kind of the entity that loses the attachments, such as `sale_draft`.
        owner: the id of that entity.
        to_kind: the kind of the entity that gets the attachments, such as `sale`.
        to_owner: the id of that entity.
    """
    sql = """UPDATE attachments SET owner_kind = ?, owner_id = ?
        WHERE owner_kind = ? AND owner_id = ?"""
    state.execute(sql, to_kind, to_owner, kind, owner)


def copy_attachments(state: State, kind: str, owner: int, to_kind: str, to_owner: int) -> None:
    """Attach all files of one entity to another entity as well.

    Args:
        state: the database.
        kind: the kind of the entity that has the attachments, such as `recurring_invoice`.
        owner: the id of that entity.
        to_kind: the kind of the entity that gets the same attachments, such as `invoice`.
        to_owner: the id of that entity.
    """
    columns = "file_uuid, identifier, type, comment, times_listed"
    sql = f"""INSERT INTO attachments (owner_kind, owner_id, {columns})
        SELECT ?, ?, {columns} FROM attachments
        WHERE owner_kind = ? AND owner_id = ? ORDER BY attachment_id"""  # noqa: S608
    state.execute(sql, to_kind, to_owner, kind, owner)


# --- showing -------------------------------------------------------------------------------------


def attachments_of(call: Call, kind: str, owner: int) -> list[dict[str, Any]]:
    """Return the attachments of an entity as JSON, in the order in which they were attached.

    An attachment that documents not only a sale or purchase, but also its payment, is listed twice.

    Args:
        call: the request.
        kind: the kind of the entity, such as `sale`.
        owner: the id of the entity.
    """
    sql = """SELECT * FROM attachments JOIN files USING (file_uuid)
        WHERE owner_kind = ? AND owner_id = ? ORDER BY attachment_id"""
    return [
        _attachment(call, row)
        for row in call.state.rows(sql, kind, owner)
        for _ in range(row["times_listed"])
    ]


def attachments_part(kind: str, column: str) -> Part:
    """Return a function that computes the JSON list of attachments in an answer.

    The function takes the request and the database row of the entity.

    Args:
        kind: the kind of the entity that has the attachments, such as `sale`.
        column: the column with the id of that entity, such as `sale_id`.
    """
    return lambda call, row: attachments_of(call, kind, row[column])


def _attachment(call: Call, row: Row) -> dict[str, Any]:
    return {
        "identifier": row["identifier"],
        "uuid": row["file_uuid"],
        "filename": row["name"],
        **urls(call, "downloadUrl", row["file_uuid"]),
        "comment": row["comment"],
        "type": row["type"],
    }


def urls(call: Call, field: str, file: str | None) -> dict[str, str | None]:
    """Return two fields of an answer, each with a URL of the same file.

    For the field name `downloadUrl`, the result has `downloadUrl`, which is for clients with the
    token, and `downloadUrlWithFikenNormalUserCredentials`, for a browser that is logged in.

    Args:
        call: the request.
        field: the name of the field for clients with the token, such as `downloadUrl`.
        file: the UUID of the file. None makes both URLs null.
    """
    tail = None
    if file is not None:
        name = call.state.value("SELECT name FROM files WHERE file_uuid = ?", file)
        tail = f"{file}/{quote(name, safe='')}"
    base = call.url.partition("/companies/")[0] + FILES
    return {
        field: tail and base + tail,
        f"{field}WithFikenNormalUserCredentials": tail and BROWSER + tail,
    }


# --- serving -------------------------------------------------------------------------------------


def serve(state: State, method: str, path: str, login: Login | None) -> Reply:
    """Return a stored file as the answer to `GET /files/{uuid}/{name}`.

    Emulator choice: a file of a company that the login may not see is answered like no file.

    Raises:
        Refusal: 404 if no file has that UUID and name, 405 if the method is not GET.
    """
    file, _, name = path.removeprefix(FILES).partition("/")
    visible, values = visible_companies(login)
    row = state.row(
        "SELECT files.* FROM files JOIN companies USING (company_id) "  # noqa: S608
        f"WHERE file_uuid = ? AND files.name = ? AND {visible}",
        *(file.lower(), name, *values),
    )
    if row is None:
        raise no_such_path(path)
    if method != "GET":
        raise method_not_allowed(method, path, ["GET"])
    return Reply(HTTPStatus.OK, bytes(row["content"]), {"Content-Type": row["content_type"]})


def violations(state: State) -> Iterator[str]:
    """Check that no stored file is empty, and yield one sentence per empty file."""
    sql = "SELECT name FROM files WHERE length(content) = 0"
    for row in state.rows(sql):
        yield f"the file {row['name']} is empty"
