"""Small PDF files that show a title, and rows of text below it.

The text is not compressed, so that a test can look for a number in the bytes of the file.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

#: The size of a page (A4) in points, as a PDF states it.
_PAGE = "/MediaBox [0 0 595 842]"
#: The fonts, which every viewer has: one for rows, one for titles. Their letters are equally wide,
#: so that columns of numbers stay straight.
_FONTS = ("Courier", "Courier-Bold")
#: The operators that choose the font and its size in points, for rows and for titles.
_ROW, _TITLE = b"/F1 10 Tf", b"/F2 14 Tf"
#: The number of letters that fit on a line of a row and on a line of a title.
_ROW_WIDTH, _TITLE_WIDTH = 82, 58
#: The number of lines that fit on a page.
_LINES = 46
#: The objects of a file before those of the pages: catalog, page tree, title and two fonts.
_FIRST = 5


def pdf(title: str, rows: Iterable[str] = ()) -> bytes:
    """Return a valid PDF that shows a title and rows of text, on as many pages as needed.

    The same arguments give the same bytes. Norwegian letters are shown. A character that the font
    does not have becomes `?`. Rows that are too long are wrapped.

    Args:
        title: the title, which is the title of the file as well.
        rows: the rows of text. An empty string leaves a line empty.
    """
    # The comment has bytes above 127: programs then treat the file as binary.
    content, starts = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", list[int]()
    lines = [*_shown(title, _TITLE, _TITLE_WIDTH)]
    for row in ("", *rows):
        lines += _shown(row, _ROW, _ROW_WIDTH)
    for number, each in enumerate(_objects(title, lines), 1):
        starts.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    # The table says where each object begins.
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(starts) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{len(content)}\n"
    return content + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}%%EOF\n".encode("ascii")


def _shown(text: str, font: bytes, width: int) -> Iterator[bytes]:
    """Yield the operators that show each line of a text, in the encoding of the fonts.

    Args:
        text: the text, which may have line breaks.
        font: the operator that chooses the font.
        width: the number of letters that fit on a line.
    """
    for paragraph in unicodedata.normalize("NFC", text).splitlines() or [""]:
        for line in textwrap.wrap(paragraph, width) or [""]:
            letters = re.sub(rb"[\x00-\x1f\x7f]", b"?", line.encode("cp1252", "replace"))
            yield b"%b (%b) '" % (font, re.sub(rb"([\\()])", rb"\\\1", letters))


def _objects(title: str, lines: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the objects of a file: those of the whole file, then two per page with its lines."""
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    kids = " ".join(f"{_FIRST + 1 + 2 * page} 0 R" for page in range(len(pages)))
    yield b"<< /Type /Catalog /Pages 2 0 R >>"
    yield f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode("ascii")
    yield f"<< /Title <FEFF{title.encode('utf-16-be', 'replace').hex().upper()}> >>".encode("ascii")
    for font in _FONTS:
        kind = f"/Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding"
        yield f"<< {kind} >>".encode("ascii")
    fonts = "/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >>"
    for number, page in enumerate(pages):
        contents = f"/Contents {_FIRST + 2 + 2 * number} 0 R"
        yield f"<< /Type /Page /Parent 2 0 R {_PAGE} {fonts} {contents} >>".encode("ascii")
        # The text begins 50 points from the left and the top; lines are 16 points apart.
        text = b"\n".join((b"BT", b"16 TL 50 792 Td", *page, b"ET"))
        yield b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text)
