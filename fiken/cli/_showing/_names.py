"""The names of files that are downloaded. Fiken's names may contain anything."""

import re
from pathlib import PurePath
from typing import Any

import attrs

from fiken.cli._families import Family
from fiken.cli._families._words import kebab, snake

#: What names of files cannot have, on one of the systems.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\]')
#: Names by which Windows means devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 120  # characters


def file_name(row: Any, family: Family, *, xml: bool = False) -> str:
    """Return the name for the file of a row: its own, or one such as ``invoice-10017.pdf``.

    The name has no folder, and no character that a system does not allow in names.

    Args:
        row: An attachment, a document of the inbox, or a document with a PDF.
        family: The family of the row, or of the entity that it is attached to.
        xml: Whether the file is the XML of the document.
    """
    own = safe_name(getattr(row, "filename", None) or "")
    if own:
        return own
    kind = kebab(type(row).__name__)
    names = [f"{snake(kind)}_number", *(f.name for f in attrs.fields(type(row)))]
    key = family.key if isinstance(row, family.model or ()) else "uuid"
    values = (getattr(row, name, None) for name in [names[0], key or names[1]])
    number = next(value for value in values if value)
    return safe_name(f"{kind}-{number}{'.xml' if xml else '.pdf'}")


def safe_name(name: str) -> str:
    """Return a name of a file without a folder; empty if nothing is left of it."""
    last = re.split(r"[/\\]", name.strip())[-1]
    shown = "".join(each if each.isprintable() else "_" for each in _FORBIDDEN.sub("_", last))
    bare = shown.strip(" .")
    path = PurePath(bare)
    if len(bare) > _LONGEST:
        bare = f"{path.stem[: _LONGEST - len(path.suffix)]}{path.suffix}"[:_LONGEST]
    return f"_{bare}" if _DEVICES.fullmatch(bare) else bare
