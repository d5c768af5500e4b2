"""The names of files that are downloaded. Fiken's names may contain anything."""

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, cast

import attrs

from fiken.cli._words import kebab
from fiken.models import Attachment, Model
from fiken.types import hint_of

#: What names of files cannot have, on one of the systems.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\]')
#: Names by which Windows means devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 120  # characters


def file_name(row: Model, *, xml: bool = False) -> str:
    """Return the name for the file of a row: that in Fiken, or one such as ``invoice-10017.pdf``.

    The name has no folder, and no character that a system does not allow in names.

    Args:
        row: An attachment, a document of the inbox, or a document with a PDF.
        xml: Whether the file is the XML of the document.
    """
    fields: Iterable[attrs.Attribute[Any]] = attrs.fields(type(row))
    inner = (getattr(row, field.name) for field in fields)
    files = [row, *(each for each in inner if isinstance(each, Attachment))]
    own = (safe_name(getattr(each, "filename", None) or "") for each in files)
    if name := next(filter(None, own), ""):
        return name
    key = next(field.name for field in fields if hint_of(cast("Any", field.type)).key)
    return safe_name(f"{kebab(type(row).__name__)}-{getattr(row, key)}{'.xml' if xml else '.pdf'}")


def safe_name(name: str) -> str:
    """Return a name of a file without a folder; empty if nothing is left of it."""
    last = re.split(r"[/\\]", name.strip())[-1]
    shown = "".join(each if each.isprintable() else "_" for each in _FORBIDDEN.sub("_", last))
    bare = shown.strip(" .")
    path = PurePath(bare)
    if len(bare) > _LONGEST:
        bare = f"{path.stem[: _LONGEST - len(path.suffix)]}{path.suffix}"[:_LONGEST]
    return f"_{bare}" if _DEVICES.fullmatch(bare) else bare
