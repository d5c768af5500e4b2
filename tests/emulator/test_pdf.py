"""The PDF files of the emulator, read by a small parser."""

import re

import pytest

from fiken.emulator.store.pdf import pdf


def objects(content: bytes) -> dict[int, bytes]:
    """Return the objects of a file by number, each read from its place in the xref table."""
    start = int(re.fullmatch(rb".*\nstartxref\n(\d+)\n%%EOF\n", content, re.DOTALL)[1])  # type: ignore[index]
    table = content[start:].split(b"trailer")[0].splitlines(keepends=True)
    assert (b"xref\n", b"0 %d\n" % (len(table) - 2)) == tuple(table[:2])
    assert b"0000000000 65535 f \n" == table[2]
    assert {20} == {len(row) for row in table[2:]}
    by_number: dict[int, bytes] = {}
    for number, row in enumerate(table[3:], 1):
        body = content[int(row[:10]) :]
        assert body.startswith(b"%d 0 obj\n" % number)
        by_number[number] = body[len(b"%d 0 obj\n" % number) : body.index(b"\nendobj\n")]
    return by_number


def streams(content: bytes) -> list[bytes]:
    """Return the text operators of each page, whose stated length must be right."""
    by_number = objects(content)
    pages = [each for each in by_number.values() if b"/Type /Page " in each]
    found: list[bytes] = []
    for page in pages:
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents
        head, _, rest = by_number[int(contents[1])].partition(b"\nstream\n")
        stream = rest.removesuffix(b"\nendstream")
        assert b"<< /Length %d >>" % len(stream) == head
        found.append(stream)
    assert f"/Count {len(pages)} ".encode() in by_number[2]
    return found


def pages(content: bytes) -> list[list[str]]:
    """Return the lines of text of each page."""
    return [
        [
            re.sub(rb"\\([\\()])", rb"\1", line).decode("cp1252")
            for line in re.findall(rb"Tf \((.*)\) '$", stream, re.MULTILINE)
        ]
        for stream in streams(content)
    ]


def test_pdf_shows_title_and_rows() -> None:
    rows = ["Kaffebønner 1 kg      249,00", "", "  Å betale (NOK): C:\\ 1 050,00 €"]
    assert [["Faktura 10001, Bærums Øl", "", *rows]] == pages(pdf("Faktura 10001, Bærums Øl", rows))


def test_pdf_has_title_in_its_properties() -> None:
    title = "Kreditnota 7 \u2013 blåbær \u2713".encode("utf-16-be").hex().upper()
    content = pdf("Kreditnota 7 \u2013 blåbær \u2713")
    assert f"<< /Title <FEFF{title}> >>".encode() == objects(content)[3]
    assert b"/Root 1 0 R /Info 3 0 R" in content


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u2713 ferdig", "? ferdig"),
        ("a\u030a", "å"),  # decomposed, as file names on a Mac are
        ("en\x07to", "en?to"),
        ("\ud800", "?"),
    ],
)
def test_missing_characters_become_question_marks(text: str, shown: str) -> None:
    assert [[shown, "", shown]] == pages(pdf(text, [text]))


def test_long_rows_are_wrapped() -> None:
    words = ["kaffe"] * 100
    (lines,) = pages(pdf("Faktura", [" ".join(words)]))
    assert words == " ".join(lines[2:]).split()
    assert max(map(len, lines)) <= 82
    assert [["Faktura", "", "x" * 82, "x"]] == pages(pdf("Faktura", ["x" * 83]))


def test_line_breaks_begin_new_lines() -> None:
    assert [["Faktura", "", "én", "to"]] == pages(pdf("Faktura", ["én\nto"]))


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (44, 1), (45, 2), (90, 2), (91, 3)])
def test_many_rows_fill_several_pages(count: int, expected: int) -> None:
    """A page has 46 lines. The title and the empty line below it take two."""
    rows = [f"rad {number}" for number in range(count)]
    shown = pages(pdf("Faktura", rows))
    assert expected == len(shown)
    assert ["Faktura", "", *rows] == [line for page in shown for line in page]


def test_every_line_chooses_a_font() -> None:
    """Even an empty one that begins a page: showing text without a font is an error."""
    for stream in streams(pdf("Faktura", [""] * 200)):
        assert all(b" Tf (" in line for line in stream.splitlines() if line.endswith(b"'"))


def test_same_arguments_give_same_bytes() -> None:
    assert pdf("Faktura 1", ["rad"]) == pdf("Faktura 1", iter(["rad"]))
    assert pdf("Faktura 1", ["rad"]) != pdf("Faktura 2", ["rad"])
