"""Parsing of multipart forms, with which clients upload files."""

from collections.abc import Mapping
from io import BytesIO
from typing import TypeAlias

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from fiken.emulator.wire.exchange import HttpRequest
from fiken.emulator.wire.refusals import unsupported_media_type

#: The files of a form, by the name of the part: (file name, content type, content).
Uploads: TypeAlias = Mapping[str, tuple[str, str, bytes]]

#: The content type of forms that have files.
MULTIPART = "multipart/form-data"
#: The most bytes of all texts of a form together, and the most parts: the defaults of Werkzeug.
_TEXTS, _PARTS = 500_000, 1000


def _stream(*_args: object, **_options: object) -> BytesIO:
    """Return a buffer in memory for an uploaded file.

    Without this function, Werkzeug would store a large file on the disk, which may be full.
    """
    return BytesIO()


def read_form(request: HttpRequest) -> tuple[dict[str, str], Uploads]:
    """Return the text fields and the files of a multipart form.

    Each name of a form part with a file maps to the tuple (file name, content type, content). A
    form without parts is valid: to attach a document of the inbox, clients send query parameters
    and an empty form (docs/observed.md#c4c-documents-in-fiken).

    Emulator choice: an empty body without a content type, or with that of JSON, is such a form.

    Raises:
        Refusal: 415 if the body is not a multipart form.
        RequestEntityTooLarge: the texts are too long, or there are too many parts.
    """
    # Clients that are generated from the contract send no form if they have no parts for it.
    if not request.body and (request.is_json or not request.mimetype):
        return {}, {}
    if request.mimetype != MULTIPART:
        raise unsupported_media_type(request.mimetype)
    _, options = parse_options_header(request.headers.get("Content-Type"))
    parser = FormDataParser(
        stream_factory=_stream,
        max_form_memory_size=_TEXTS,
        max_form_parts=_PARTS,
    )
    stream = BytesIO(request.body)
    _, texts, parts = parser.parse(stream, MULTIPART, len(request.body), options)
    files = {
        name: (part.filename or "", part.mimetype, part.read()) for name, part in parts.items()
    }
    return texts.to_dict(), files
