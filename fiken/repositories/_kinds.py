"""Recognising the kind of a file, such as PDF, by its extension or the start of its content."""

import re
from collections.abc import Callable, Mapping

#: The extensions that Fiken accepts, each with its content type. Others (HEIC, txt) are refused.
#: Observed: docs/observed.md#13-files
TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
}
_NAMES = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}
#: Bytes of a file that are examined. Readers of PDF accept as many before the start of the PDF.
_HEAD = 1024

_STARTS: Mapping[str, tuple[bytes, ...]] = {
    "PDF": (b"%PDF",),
    "PNG": (b"\x89PNG",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "TIFF image": (b"II*\0", b"MM\0*"),
    "JPEG XL image": (b"\xff\x0a", b"\0\0\0\x0cJXL "),
    "PostScript file": (b"%!PS",),
    "document in RTF": (b"{\\rtf",),
    "ZIP archive, as Word and Excel write them": (b"PK\x03\x04", b"PK\x05\x06"),
    "document of an old Word or Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "gzip archive": (b"\x1f\x8b",),
    "RAR archive": (b"Rar!\x1a\x07",),
    "7z archive": (b"7z\xbc\xaf'\x1c",),
    "file of text in UTF-16": (b"\xff\xfe", b"\xfe\xff"),
}
#: The kinds of files in the container of HEIC, AVIF and MP4, by bytes 8 to 12.
_BRANDS = {b"avif": "AVIF image", b"avis": "AVIF image"} | dict.fromkeys(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "HEIC image"
)
#: What may come before the first tag of XML and HTML.
_PROLOGUE = re.compile(r"(?:\s|<\?xml.*?\?>|<!--.*?-->)*", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype html|html|head|body|title|script|meta|style|h1|p|div|!--)\b|<!--")
_JSON = re.compile(r'\{\s*["}]|\[\s*(?:["{\[\]\d-]|true|false|null)')


def ending_of(name: str) -> str:
    """Return the extension of a file name in lower case, such as ``.pdf``; "" if it has none."""
    stem, dot, ending = name.rpartition(".")
    return f"{dot}{ending}".lower() if stem.strip(" .") else ""


def kind_by_ending(ending: str) -> str:
    """Return the kind of file for an extension: "JPEG" for ".jpg".

    Return "" for an extension that Fiken does not accept.
    """
    return _NAMES[TYPES[ending]] if ending in TYPES else ""


def kind_of(content: bytes) -> str:
    """Return the kind of a file, such as "PDF" or "page of HTML", judged by how its content begins.

    Return "" if the kind is unknown.
    """
    head = content[:_HEAD]
    for kind, starts in _STARTS.items():
        if head.startswith(starts):
            return kind
    return next((kind for look in _LOOKS if (kind := look(head))), "")


def is_text(kind: str) -> bool:
    """Return whether a kind of file is text: True for "page of HTML", False for "PDF"."""
    return kind in _TEXTS


_TEXTS = frozenset({"page of HTML", "document of JSON", "document of XML", "file of plain text"})


def _junk_before_pdf(head: bytes) -> str:
    return "PDF" if b"%PDF-" in head else ""


def _container(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video or image of the MPEG-4 family")
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "BMP image"
    return "WebP image" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def _text(head: bytes) -> str:
    text = _decoded(head)
    tags = _PROLOGUE.sub("", text, count=1).lower()
    if _HTML.match(tags):
        return "page of HTML"
    if text.startswith("<"):
        return "drawing in SVG" if tags.startswith("<svg") else "document of XML"
    if _JSON.match(text):
        return "document of JSON"
    plain = all(character.isprintable() or character.isspace() for character in text)
    return "file of plain text" if text and plain else ""


def _decoded(head: bytes) -> str:
    """Decode the first bytes of a file, and return the text without leading whitespace.

    The bytes are decoded as UTF-8 or, if that fails, as Latin-1. They may end in the middle of a
    UTF-8 character, which is then left out.
    """
    for cut in range(4):
        try:
            return head[: len(head) - cut].decode("utf-8-sig").lstrip()
        except UnicodeDecodeError:
            continue
    return head.decode("latin-1").lstrip()


_LOOKS: tuple[Callable[[bytes], str], ...] = (_junk_before_pdf, _container, _text)
