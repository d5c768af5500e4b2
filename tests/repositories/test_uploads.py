"""Uploads: what is read to its end, what is refused unsent, and what is warned of."""

import array
import io
import os
import socket
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from fiken import (
    Attachment,
    CompanyClient,
    InvalidAttributeError,
    InvalidFileError,
    UnlikelyValueWarning,
)
from fiken.emulator import Emulator
from fiken.repositories import AttachmentRepository
from fiken.repositories._kinds import kind_of
from tests.catalogue import ATTACHMENTS

#: More than a pipe holds at once.
PDF = b"%PDF-1.4 made up\n" + bytes(range(256)) * 800
PNG = b"\x89PNG\r\n\x1a\n made up"
JPEG = b"\xff\xd8\xff\xe0 made up"
GIF = b"GIF89a made up"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0 made up"
HTML = b"<!DOCTYPE html><html><title>Log in</title></html>"


@pytest.fixture
def attachments(acme: CompanyClient) -> Any:
    """The attachments of a sale."""
    return ATTACHMENTS["sales"](acme)


def sent(acme: CompanyClient, added: Attachment) -> bytes:
    """Return the content that the emulator has stored."""
    return acme.download(added)


# Kinds of files


class Parts:
    """A user's own stream, such as a wrapped socket, which returns its content in parts."""

    def __init__(self, content: bytes, kind: Callable[[bytes], Any] = bytes) -> None:
        self.rest, self.kind = content, kind

    def read(self) -> Any:
        part, self.rest = self.rest[:65_536], self.rest[65_536:]
        return self.kind(part)


def every_second(content: bytes) -> memoryview:
    """Return a memoryview that is not contiguous."""
    doubled = bytes(sign for one in content for sign in (one, 0))
    view = memoryview(doubled)[::2]
    assert not view.contiguous
    return view


def through_a_pipe(content: bytes, *, blocking: bool = True) -> Any:
    """Return the reading end of a pipe, without a buffer, that a thread fills with pauses."""
    reading, writing = os.pipe()
    os.set_blocking(reading, blocking)

    def fill() -> None:
        with io.FileIO(writing, "wb") as end:
            for place in range(0, len(content), 50_000):
                time.sleep(0.01)
                piece = content[place : place + 50_000]
                assert len(piece) == end.write(piece)

    threading.Thread(target=fill).start()
    return io.FileIO(reading, "rb")


def through_a_socket(content: bytes) -> Any:
    """Return a file on a socket that a thread fills."""
    ours, theirs = socket.socketpair()

    def fill() -> None:
        with theirs:
            theirs.sendall(content)

    threading.Thread(target=fill).start()
    with ours:
        return ours.makefile("rb", buffering=0)


READ: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "a bytearray": bytearray,
    "a memoryview": memoryview,
    "a memoryview of a bytearray": lambda content: memoryview(bytearray(content)),
    "a memoryview that is not contiguous": every_second,
    "a memoryview of numbers": lambda c: memoryview(array.array("H", c + b" " * (len(c) % 2))),
    "a file that returns bytearrays": lambda content: Parts(content, bytearray),
    "a file that returns memoryviews": lambda content: Parts(content, memoryview),
    "a file that returns parts": Parts,
    "a BytesIO": io.BytesIO,
    "a pipe": through_a_pipe,
    "a pipe that does not block": lambda content: through_a_pipe(content, blocking=False),
    "a socket": through_a_socket,
}


@pytest.mark.parametrize("what", READ)
def test_all_of_the_bytes_are_sent(what: str, attachments: Any, acme: CompanyClient) -> None:
    """Whatever holds bytes is read to its end, in parts where it must be."""
    file = READ[what](PDF)
    added = attachments.add(file, "kvittering.pdf")
    assert PDF == sent(acme, added).rstrip(b" ")
    if hasattr(file, "close"):
        file.close()


def test_an_unbuffered_file_is_read(attachments: Any, acme: CompanyClient, tmp_path: Path) -> None:
    """Its name is found, also where the path was given as bytes."""
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(PDF)
    for named in (str(path), os.fsencode(path)):
        with io.FileIO(named, "rb") as file:
            added = attachments.add(file)
        assert ("kvittering.pdf", PDF) == (added.filename, sent(acme, added))


class PathOnly:
    """A path of another library, without a `name`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


def test_any_path_has_the_name(attachments: Any, tmp_path: Path) -> None:
    """`os.PathLike` is all that a path must be."""
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(PDF)
    assert "kvittering.pdf" == attachments.add(PathOnly(path)).filename
    (entry,) = os.scandir(tmp_path)
    assert "kvittering.pdf" == attachments.add(entry).filename


def test_a_refused_name_reads_nothing(attachments: Any) -> None:
    """A file that can be read only once is not lost to a name that can be corrected."""
    file = io.BytesIO(PDF)
    with pytest.raises(InvalidFileError):
        attachments.add(file, "kvittering.heic")
    assert 0 == file.tell()


def test_a_refused_comment_reads_nothing(acme: CompanyClient) -> None:
    """As with a refused name."""
    file = io.BytesIO(PDF)
    with pytest.raises(InvalidAttributeError, match=r"Attachment\.comment must be text, or None"):
        acme.contacts.attachments(5).add(file, "a.pdf", comment=cast("Any", 5))
    assert 0 == file.tell()


# Refused files


class Failing:
    """A file whose read fails."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def read(self) -> bytes:
        raise self.error


class Silent(io.RawIOBase):
    """A file that never has data, and has no descriptor to wait for."""

    def read(self, _size: int = -1, /) -> None:
        return None


class Endless:
    """A stub whose read returns the same data again and again."""

    def read(self) -> bytes:
        return bytes(2**25)


class BytesPath:
    """A path whose name is bytes."""

    def __fspath__(self) -> bytes:
        return b"a.pdf"


async def later() -> bytes:
    return PDF


class Async:
    """A file of a web framework, whose read must be awaited."""

    def __init__(self) -> None:
        self.coroutine = later()

    def read(self) -> object:
        return self.coroutine


def closed() -> io.BytesIO:
    file = io.BytesIO(PDF)
    file.close()
    return file


def write_only(folder: Path) -> Any:
    return (folder / "new.pdf").open("wb")


def released() -> memoryview:
    view = memoryview(PDF)
    view.release()
    return view


REFUSED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a read that fails": (lambda _: Failing(OSError(5, "the disk is gone")), "the disk is gone"),
    "a read that fails oddly": (lambda _: Failing(RuntimeError("no luck")), "no luck"),
    "a read that fails without a word": (lambda _: Failing(RuntimeError()), "RuntimeError"),
    "a file that is closed": (lambda _: closed(), "closed file"),
    "a file opened for writing": (write_only, "cannot be read"),
    "a memoryview that was released": (lambda _: released(), "released memoryview"),
    "a file without data yet": (lambda _: Silent(), r"no fileno\(\) to wait for"),
    "a file without an end": (lambda _: Endless(), "more than 256 MiB and did not end"),
    "None": (lambda _: None, "give a path, bytes or a file opened with 'rb', not None"),
    "a path of bytes": (lambda _: BytesPath(), "give a path, bytes or a file"),
    "a list of bytes": (lambda _: [PDF], r"not \[b'%PDF"),
    "an attachment": (lambda _: Attachment(uuid="x"), "not Attachment"),
    "a class with a read": (lambda _: io.BytesIO, "cannot be read"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_unreadable_file_is_refused(
    what: str, attachments: Any, emulator: Emulator, tmp_path: Path
) -> None:
    """Each error is one line that says what was given, whatever its size. Nothing is sent."""
    make, message = REFUSED[what]
    file, before = make(tmp_path), len(emulator.requests)
    with pytest.raises(InvalidFileError, match=message) as caught:
        attachments.add(file, "kvittering.pdf")
    assert ("refused", before) == (caught.value.outcome, len(emulator.requests))
    assert 400 > len(str(caught.value))
    if hasattr(file, "close") and not isinstance(file, type):
        file.close()


def test_an_async_file_is_refused(attachments: Any) -> None:
    """The message shows that `read` returned a coroutine."""
    file = Async()
    with pytest.raises(InvalidFileError, match=r"read\(\) of .* returned <coroutine object later"):
        attachments.add(file, "kvittering.pdf")
    cast("Any", file.coroutine).close()


def test_an_interrupted_read_stays_interrupted(attachments: Any) -> None:
    """Ctrl-C is not an error of the file."""
    with pytest.raises(KeyboardInterrupt):
        attachments.add(Failing(KeyboardInterrupt()), "kvittering.pdf")


CONTROL = r"Attachment\.filename must be a name on one line, without control characters, not "
NAMES: dict[str, tuple[str, type[Exception], str]] = {
    "a line break": ("a\nb.pdf", InvalidAttributeError, CONTROL + r"'a\\nb\.pdf'"),
    "a header": ('a"\r\nX: y.pdf', InvalidAttributeError, CONTROL),
    "a NUL": ("a\0.pdf", InvalidAttributeError, CONTROL),
    "a tab": ("a\tb.pdf", InvalidAttributeError, CONTROL),
    "DEL": ("a\x7f.pdf", InvalidAttributeError, CONTROL),
    "a C1 control": ("a\x85.pdf", InvalidAttributeError, CONTROL),
    "a line separator": ("a\u2028.pdf", InvalidAttributeError, CONTROL),
    "a control at the end": ("a.pdf\n", InvalidAttributeError, CONTROL),
    "half a character": ("a\ud83d.pdf", InvalidAttributeError, r"Attachment\.filename must be"),
    "an extension only": (".pdf", InvalidFileError, r"'\.pdf' is an extension without a name"),
    "dots before the extension": ("...pdf", InvalidFileError, "is an extension without a name"),
    "a space before the extension": (" .pdf", InvalidFileError, "is an extension without a name"),
    "dots": ("..", InvalidFileError, r"Fiken takes .*not '\.\.'"),
    "a space": (" ", InvalidFileError, "Fiken takes .*not ' '"),
    "a dot at the end": ("a.pdf.", InvalidFileError, r"not 'a\.pdf\.'"),
    "a space at the end": ("a.pdf ", InvalidFileError, r"not 'a\.pdf '"),
}


@pytest.mark.parametrize("what", NAMES)
def test_an_impossible_name_is_refused(what: str, attachments: Any, emulator: Emulator) -> None:
    """A control character could end the header that holds the name. Nothing is sent."""
    name, kind, message = NAMES[what]
    before = len(emulator.requests)
    with pytest.raises(kind, match=message):
        attachments.add(PDF, name)
    assert before == len(emulator.requests)


def test_a_file_with_an_impossible_name(attachments: Any, tmp_path: Path) -> None:
    """The name counts, wherever it comes from. `filename` gives another."""
    path = tmp_path / "a\nb.pdf"
    path.write_bytes(PDF)
    with pytest.raises(InvalidAttributeError, match="control characters"):
        attachments.add(path)
    assert "ab.pdf" == attachments.add(path, "ab.pdf").filename


@pytest.mark.parametrize("wrong", [0, False, [], 5, b"a.pdf"])
def test_a_name_must_be_text(wrong: Any, attachments: Any) -> None:
    """Also a false value, which could be taken for no name."""
    with pytest.raises(InvalidAttributeError, match=r"Attachment\.filename must be text, not"):
        attachments.add(PDF, wrong)


# Messages that quote a file

RECEIPT = b"%PDF-1.4 " + b"kvittering " * 45_000
LONG: dict[str, Callable[[Any], object]] = {
    "the content as a path": lambda a: a.add(RECEIPT.decode("latin-1")),
    "the content as a name": lambda a: a.add(PDF, RECEIPT.decode("latin-1")),
    "the content as a name with an extension": lambda a: a.add(b"", f"{RECEIPT.decode()}.pdf"),
    "the content as a name with a NUL": lambda a: a.add(PDF, f"{RECEIPT.decode()}\0.pdf"),
    "the content in a list": lambda a: a.add([RECEIPT]),
    "a file of text": lambda a: a.add(io.StringIO(RECEIPT.decode()), "a.pdf"),
    "a read that quotes it": lambda a: a.add(Failing(ValueError(RECEIPT.decode())), "a.pdf"),
    "a read that returns a list of it": lambda a: a.add(Parts(RECEIPT, lambda p: [p]), "a.pdf"),
    "the content as a comment": lambda a: a.add_from_inbox(RECEIPT),
    "the content as a uuid": lambda a: a.delete(RECEIPT),
    "the content as a flag": lambda a: a.add(PDF, "a.pdf", to_sale=RECEIPT),
}


@pytest.mark.parametrize("what", LONG)
def test_no_error_quotes_a_receipt(what: str, attachments: Any) -> None:
    """Neither its text nor its repr nor its traceback does: all of them end up in logs."""
    with pytest.raises((InvalidFileError, InvalidAttributeError)) as caught:
        LONG[what](attachments)
    error = caught.value
    printed = "".join(traceback.format_exception_only(error))
    causes = "".join(traceback.format_exception_only(error.__cause__)) if error.__cause__ else ""
    assert error.__cause__ or error.__suppress_context__ or error.__context__ is None
    assert [] == [len(t) for t in (str(error), repr(error), printed, causes) if len(t) > 500]


# Warnings

UNLIKELY: dict[str, tuple[bytes, str, str]] = {
    "a HEIC as .jpg": (HEIC, "a.jpg", "'a.jpg' does not begin as a JPEG: it seems to be a HEIC"),
    "a HEIC as .jpeg": (HEIC.replace(b"heic", b"mif1"), "a.JPEG", "a HEIC image"),
    "a HTML page as .pdf": (HTML, "a.pdf", "does not begin as a PDF: it seems to be a page of HT"),
    "HTML after a mark": (b"\xef\xbb\xbf\r\n <html>", "a.pdf", "a page of HTML"),
    "HTML after a comment": (b"<!-- saved --><html>", "a.pdf", "a page of HTML"),
    "HTML in Latin-1": (b"<html><p>sp\xf8rring", "a.pdf", "a page of HTML"),
    "XHTML": (b'<?xml version="1.0"?><!DOCTYPE html><html>', "a.pdf", "a page of HTML"),
    "an EHF": (b'<?xml version="1.0"?><Invoice/>', "a.pdf", "a document of XML"),
    "an SVG": (b'<?xml version="1.0"?><svg/>', "a.png", "a drawing in SVG"),
    "JSON": (b'{"message": "no"}', "a.pdf", "a document of JSON"),
    "a list in JSON": (b'[{"message": "no"}]', "a.pdf", "a document of JSON"),
    "text": ("Kjøp av kaffe".encode() * 99, "a.pdf", "a file of plain text"),
    "a PDF as .png": (PDF, "a.png", "does not begin as a PNG: it seems to be a PDF"),
    "a PDF as .jpg": (PDF, "a.jpg", "does not begin as a JPEG: it seems to be a PDF"),
    "a PDF as .gif": (PDF, "a.gif", "does not begin as a GIF: it seems to be a PDF"),
    "a PNG as .jpg": (PNG, "a.jpg", "it seems to be a PNG"),
    "a PNG as .pdf": (PNG, "a.pdf", "it seems to be a PNG"),
    "a JPEG as .png": (JPEG, "a.png", "it seems to be a JPEG"),
    "a GIF as .png": (GIF, "a.png", "it seems to be a GIF"),
    "a WebP as .png": (b"RIFF\0\0\0\0WEBPVP8 ", "a.png", "it seems to be a WebP image"),
    "an AVIF as .png": (b"\0\0\0\x1cftypavif", "a.png", "it seems to be an AVIF image"),
    "a film as .gif": (b"\0\0\0\x1cftypisom", "a.gif", "a video or image of the MPEG-4 family"),
    "a TIFF as .jpg": (b"II*\0....", "a.jpg", "a TIFF image"),
    "a BMP as .png": (b"BM\x3a\0\0\0\0\0\0\0\x36", "a.png", "a BMP image"),
    "a Word document as .pdf": (b"PK\x03\x04\x14\0", "a.pdf", "a ZIP archive, as Word and Excel"),
    "nothing known as .pdf": (b"\0\1\2\3", "a.pdf", "'a.pdf' does not begin as a PDF; Fiken may r"),
    "a PDF after too much junk": (b"\0" * 1024 + PDF, "a.pdf", "does not begin as a PDF;"),
    "a path as a name": (PDF, "mai/a.pdf", "'mai/a.pdf' has a folder in its name"),
    "a path of Windows": (PDF, "C:\\mai\\a.pdf", "has a folder in its name"),
    "a name shown backwards": (PDF, "a\u202efdp.pdf", "turn the direction of text"),
    "a name of 256 bytes": (PDF, "å" * 126 + ".pdf", "has a name of more than 255 bytes"),
}


@pytest.mark.parametrize("what", UNLIKELY)
def test_an_unusual_file_is_sent_with_warning(what: str, attachments: Any) -> None:
    """Fiken decides: none of this is known to be refused."""
    content, name, message = UNLIKELY[what]
    with pytest.warns(UnlikelyValueWarning) as caught:
        added = attachments.add(content, name)
    (warned,) = caught
    assert message in str(warned.message)
    assert __file__ == warned.filename
    assert name == added.filename


def test_a_warning_as_error_sends_nothing(attachments: Any, emulator: Emulator) -> None:
    """The warning comes before the request."""
    before = len(emulator.requests)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UnlikelyValueWarning)
        with pytest.raises(UnlikelyValueWarning):
            attachments.add(HEIC, "a.jpg")
    assert before == len(emulator.requests)


LIKELY: dict[str, tuple[bytes, str]] = {
    "a PDF": (PDF, "a.pdf"),
    "a PDF in capitals": (PDF, "a.PDF"),
    "a PDF after junk": (b"\0junk\n" + PDF, "a.pdf"),
    "a PDF after the most junk": (b"\0" * 1019 + b"%PDF-1.4", "a.pdf"),
    "a PDF after a page of junk": (b"<html>" + PDF, "a.pdf"),
    "a PNG": (PNG, "a.png"),
    "a JPEG": (JPEG, "a.jpg"),
    "a JPEG with Exif": (b"\xff\xd8\xff\xe1 made up", "a.jpeg"),
    "a GIF": (GIF, "a.gif"),
    "an old GIF": (b"GIF87a made up", "a.gif"),
    "a name of 255 bytes": (PDF, "å" * 125 + "a.pdf"),
    "a name in Hebrew": (PDF, "\u05d0\u200f.pdf"),
    "a name with an emoji": (PDF, "\U0001f469\u200d\U0001f4bb.pdf"),
}


@pytest.mark.parametrize("what", LIKELY)
def test_a_usual_file_is_not_warned_of(what: str, attachments: Any) -> None:
    """Warnings are errors in this suite."""
    content, name = LIKELY[what]
    assert name == attachments.add(content, name).filename


@pytest.fixture
def every(acme: CompanyClient) -> Iterator[AttachmentRepository]:
    """Return each repository of attachments."""
    return (open_one(acme) for open_one in ATTACHMENTS.values())


def test_every_upload_can_warn(every: Iterator[Any]) -> None:
    """There is one mechanism for all."""
    for attachments in every:
        with pytest.warns(UnlikelyValueWarning, match="HEIC"):
            attachments.add(HEIC, "a.jpg")


def test_other_kinds_are_recognised() -> None:
    """By their first bytes alone."""
    starts = {
        b"\xff\x0a": "JPEG XL image",
        b"%!PS-Adobe": "PostScript file",
        b"{\\rtf1": "document in RTF",
        b"\x1f\x8b\x08": "gzip archive",
        b"Rar!\x1a\x07": "RAR archive",
        b"7z\xbc\xaf'\x1c": "7z archive",
        b"\xff\xfeK\0": "file of text in UTF-16",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "document of an old Word or Excel",
        b"": "",
        b"\x80\x81": "",
    }
    assert starts == {start: kind_of(start) for start in starts}
