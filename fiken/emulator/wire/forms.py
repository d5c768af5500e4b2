"""Multipart forms, by which files are uploaded."""

from collections.abc import Mapping
from io import BytesIO
from typing import TypeAlias

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from fiken.emulator.wire.exchange import HttpRequest
from fiken.emulator.wire.refusals import unsupported_media_type

#: The files of a form: part -> (file name, content type, content).
Uploads: TypeAlias = Mapping[str, tuple[str, str, bytes]]

#: The type of forms that have files.
MULTIPART = "multipart/form-data"
#: Bytes of all texts of a form together, and its number of parts: Werkzeug's own limits.
_TEXTS, _PARTS = 500_000, 1000


def _stream(*_args: object, **_options: object) -> BytesIO:
    """Return where the parser writes a file: in memory, like the body, since a disk may be full."""
    return BytesIO()


def read_form(request: HttpRequest) -> tuple[dict[str, str], Uploads]:
    """Return the texts and the files of a form; refuse another content type with 415.

    A form without any part is valid: documents of the inbox are attached by the query alone
    (docs/observed.md#c4c-documents-in-fiken).

    Raises:
        RequestEntityTooLarge: the texts are too long, or the parts too many.
    """
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
