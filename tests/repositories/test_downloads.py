"""Downloads: where they are written, and which answers are not the file."""

import errno
import io
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import pytest
import requests

from fiken import (
    Attachment,
    CompanyClient,
    ConfigurationError,
    Contact,
    Fiken,
    InvalidFileError,
    MappingError,
    NotFoundError,
    UnlikelyValueWarning,
)
from fiken.auth import PersonalToken
from fiken.emulator import CannedAnswer, Emulator, Status
from fiken.repositories import _targets
from tests.catalogue import ATTACHMENTS, saved_sale

#: Windows has no limits of file sizes, named pipes, other users or permissions like these.
resource: Any = pytest.importorskip("resource", reason="this system has no limits of files")
#: More than a pipe holds at once.
PDF = b"%PDF" + bytes(range(250)) * 800
assert len(PDF) == 200_004
HTML = b"<!DOCTYPE html><title>Blocked by policy</title>"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
needs_dev_full = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no /dev/full"
)


@pytest.fixture
def attached(acme: CompanyClient) -> Attachment:
    """An attachment of a sale."""
    return cast("Attachment", ATTACHMENTS["sales"](acme).add(PDF, "kvittering.pdf"))


Download = Callable[[Any], Any]


@pytest.fixture
def download(acme: CompanyClient, attached: Attachment) -> Download:
    """Download that file."""
    return lambda to: acme.download(attached, to)


# A file that accepts its content in parts, or not at all


class Reader(threading.Thread):
    """A thread that reads a pipe or a socket to its end, slowly."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor, self.received = descriptor, bytearray()
        self.start()

    def run(self) -> None:
        with io.FileIO(self.descriptor, "rb") as file:
            while part := file.read(30_000):
                time.sleep(0.005)
                self.received += part


@contextmanager
def pipe(*, blocking: bool) -> Iterator[tuple[io.FileIO, Reader]]:
    """A pipe with a slow reader. It is closed at the end, so that the reader ends."""
    reading, writing = os.pipe()
    os.set_blocking(writing, blocking)
    with io.FileIO(writing, "wb") as file:
        reader = Reader(reading)
        yield file, reader
    reader.join()


@pytest.mark.parametrize("blocking", [True, False])
def test_a_pipe_gets_everything(blocking: bool, download: Download) -> None:
    """A pipe holds 65,536 bytes. One that does not block is waited for."""
    with pipe(blocking=blocking) as (file, reader):
        download(file)
    assert PDF == reader.received


@pytest.mark.parametrize("buffer", [1, 1000, 65_536, 300_000])
def test_a_buffer_of_a_full_pipe(buffer: int, download: Download) -> None:
    """It raises BlockingIOError with the count of what it took, or fails to flush."""
    with pipe(blocking=False) as (file, reader):
        buffered = io.BufferedWriter(file, buffer)
        download(buffered)
        raw = buffered.detach()
        assert raw is file
    assert PDF == reader.received


def test_a_nonblocking_socket_gets_everything(download: Download) -> None:
    """The file is from `socket.makefile`."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    reader = Reader(theirs.detach())
    with ours, io.FileIO(os.dup(ours.fileno()), "wb") as file:
        download(file)
    reader.join()
    assert PDF == reader.received


class Wrapped:
    """A user's own file class around a pipe, which returns what the pipe returns."""

    def __init__(self, file: io.FileIO) -> None:
        self.file = file

    def fileno(self) -> int:
        return self.file.fileno()

    def write(self, data: bytes) -> int | None:
        return self.file.write(data)


def test_a_wrapper_of_a_full_pipe_gets_everything(download: Download) -> None:
    """None means that nothing was written, where the descriptor does not block."""
    with pipe(blocking=False) as (file, reader):
        download(Wrapped(file))
    assert PDF == reader.received


class Raising(Wrapped):
    """A wrapper that raises the error of the system, which has no count."""

    def write(self, data: bytes) -> int:
        return os.write(self.fileno(), data)


def test_a_blocking_wrapper_gets_everything(download: Download) -> None:
    """BlockingIOError without a count means that nothing was written."""
    with pipe(blocking=False) as (file, reader):
        download(Raising(file))
    assert PDF == reader.received


def test_a_pipe_without_reader_is_given_up(
    download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says how much was written."""
    monkeypatch.setattr(_targets, "_PATIENCE", 0.5)
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with (
        io.FileIO(reading),
        io.FileIO(writing, "wb") as file,
        pytest.raises(InvalidFileError, match=r"took nothing for .* \(it took 65,536 of 200,004"),
    ):
        download(file)


class Simple:
    """A minimal file: it stores what is written, and returns a value of the test's choice."""

    def __init__(self, *answers: object) -> None:
        self.answers, self.got = [*answers], list[bytes]()

    def write(self, data: bytes) -> object:
        assert 9 > len(self.got), "it goes round for ever"
        self.got.append(data)
        return self.answers.pop(0) if self.answers else len(data)


def test_a_simple_object_may_return_none(download: Download) -> None:
    """Many objects do, such as the response of a web framework: it has written everything."""
    file = Simple(None)
    download(file)
    assert [PDF] == file.got
    assert bytes is type(file.got[0])


@pytest.mark.parametrize("part", [1, 7, 200_003])
def test_a_written_part_is_not_repeated(part: int, download: Download) -> None:
    """The rest follows, in pieces."""
    file = Simple(part)
    download(file)
    assert PDF == file.got[0][:part] + b"".join(file.got[1:])


ODD = [0, -1, 200_005, True, False, "200004", 200_004.0, b"", [1], NotImplemented]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_write_that_returns_nonsense_is_refused(odd: object, download: Download) -> None:
    """Nobody knows what such a file has written, and repeating might never end."""
    file = Simple(odd)
    with pytest.raises(InvalidFileError, match=r"its write\(\) returned .* for 200,004 bytes"):
        download(file)
    assert 1 == len(file.got)


@pytest.mark.parametrize("odd", [0, -1, True])
def test_nonsense_after_a_part_is_refused(odd: object, download: Download) -> None:
    """The error says how much was written before."""
    with pytest.raises(InvalidFileError, match="it took 4 of 200,004 bytes"):
        download(Simple(4, odd))


class Unwaitable(io.RawIOBase):
    """A full file without a buffer and without a descriptor to wait for."""

    def write(self, _data: Any, /) -> None:
        return None


def test_a_full_file_without_descriptor_is_refused(download: Download) -> None:
    """By the rules of `io`, None means that nothing was written, and nothing can be waited for."""
    with pytest.raises(InvalidFileError, match=r"no fileno\(\) to wait for.*it took 0 of"):
        download(Unwaitable())


# Errors of a user's own file class


class Failing:
    """A file whose write fails after a part."""

    def __init__(self, error: BaseException) -> None:
        self.error, self.parts = error, [10]

    def write(self, data: bytes) -> int:
        if self.parts:
            return self.parts.pop()
        assert data
        raise self.error


def test_a_full_disk_is_an_error(download: Download) -> None:
    """Nothing was done in Fiken, so the outcome is `refused`. The error has its cause."""
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(
        InvalidFileError, match=r"No space left on device \(it took 10 of"
    ) as caught:
        download(Failing(full))
    assert ("refused", full) == (caught.value.outcome, caught.value.__cause__)


@pytest.mark.parametrize("error", [RuntimeError("mine"), NotFoundError(404), KeyboardInterrupt()])
def test_an_error_of_the_users_file_passes(error: Any, download: Download) -> None:
    """The library cannot explain it."""
    with pytest.raises(type(error)) as caught:
        download(Failing(error))
    assert error is caught.value


@needs_dev_full
@pytest.mark.parametrize("buffering", [-1, 0, 10, 300_000])
def test_an_open_full_device_is_an_error(buffering: int, download: Download) -> None:
    """With a buffer too: it is flushed while the error can still be explained."""
    file = cast("Any", open)("/dev/full", "wb", buffering=buffering)
    with pytest.raises(InvalidFileError, match="No space left on device"):
        download(file)
    with suppress(OSError):  # what is still in the buffer has no room either
        file.close()


def closed() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


class BytesPath:
    """A path whose name is bytes."""

    def __fspath__(self) -> bytes:
        return b"a.pdf"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def link(path: Path, to: Path) -> Path:
    path.symlink_to(to)
    return path


def circle(folder: Path) -> Path:
    return link(link(folder / "a.pdf", folder / "b.pdf").with_name("b.pdf"), folder / "a.pdf")


def bound(path: Path) -> Path:
    """Bind a socket to the path, from its folder: such paths must be short."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as unix:
            unix.bind(path.name)
    finally:
        os.chdir(before)
    return path


WRONG: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a file of text": (lambda p: (p / "new.pdf").open("w"), "a file of text: give its .buffer"),
    "a StringIO": (lambda _: io.StringIO(), "a file of text: open it with 'wb'"),
    "a file opened for reading": (
        lambda _: io.BufferedReader(io.FileIO(__file__)),
        "open it with 'wb'",
    ),
    "one without a buffer": (lambda _: io.FileIO(__file__), "open it with 'wb'"),
    "a file that is closed": (lambda _: closed(), "closed file"),
    "a path of bytes": (lambda _: b"a.pdf", r"give a path or a file .* not b'a\.pdf'"),
    "a descriptor": (lambda _: 5, "give a path or a file opened with 'wb', not 5"),
    "False": (lambda _: False, "not False"),
    "a list": (lambda _: [], r"not \[\]"),
    "the content": (lambda _: PDF, "give a path or a file"),
    "a path whose name is bytes": (lambda _: BytesPath(), "give the path as text"),
    "an empty path": (lambda _: "", "the path is empty"),
    "a folder": (lambda p: p, "it is a folder: give the name of a file in it"),
    "a folder with a slash": (lambda p: f"{p}/", "it is a folder"),
    "a missing folder": (lambda p: f"{p}/new/", "it names a folder"),
    "a path below a file": (lambda _: f"{__file__}/a.pdf", "Not a directory"),
    "a name of 256 bytes": (lambda p: p / f"{'a' * 252}.pdf", "File name too long"),
    "a link in a circle": (circle, "Too many levels of symbolic links"),
    "a link to a folder": (lambda p: link(p / "link.pdf", p), "it is a folder"),
    "a link to nowhere in nowhere": (
        lambda p: link(p / "link.pdf", p / "none" / "a.pdf"),
        "No such file or directory",
    ),
    "a socket": (lambda p: bound(p / "socket"), "it is a socket"),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_unwritable_target_is_refused_unsent(
    what: str, download: Download, emulator: Emulator, tmp_path: Path
) -> None:
    """Nothing is requested, and nothing is left behind."""
    make, message = WRONG[what]
    to = make(tmp_path)
    before, names = len(emulator.requests), names_in(tmp_path)
    with pytest.raises(InvalidFileError, match=message) as caught:
        download(to)
    assert (before, names) == (len(emulator.requests), names_in(tmp_path))
    assert 500 > len(str(caught.value))
    if isinstance(to, io.IOBase):
        to.close()


# Paths of files that exist


def mode_of(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o660, 0o400, 0o755])
def test_the_permissions_of_a_file_are_kept(mode: int, download: Download, tmp_path: Path) -> None:
    """A private file stays private. Root can write a read-only file."""
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(b"before")
    path.chmod(mode)
    if not os.access(path, os.W_OK):
        pytest.skip("a file that is read-only is refused to all but root")
    download(path)
    assert (PDF, oct(mode)) == (path.read_bytes(), mode_of(path))
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_usual_permissions(
    umask: int, mode: int, download: Download, tmp_path: Path
) -> None:
    """It is like any other file that the program makes."""
    before = os.umask(umask)
    try:
        download(tmp_path / "kvittering.pdf")
    finally:
        os.umask(before)
    assert oct(mode) == mode_of(tmp_path / "kvittering.pdf")


@needs_root
def test_the_owner_of_a_file_is_kept(download: Download, tmp_path: Path) -> None:
    """Where the system allows it: root may change the owner of a file."""
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(b"before")
    os.chown(path, 12345, 54321)
    path.chmod(0o640)
    download(path)
    there = path.stat()
    assert (12345, 54321, "0o640") == (there.st_uid, there.st_gid, mode_of(path))
    assert PDF == path.read_bytes()


def test_extended_attributes_are_kept(download: Download, tmp_path: Path) -> None:
    """Access control lists are among them."""
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(b"before")
    try:
        os.setxattr(path, "user.kind", b"receipt")
    except (OSError, AttributeError):
        pytest.skip("this file system has no extended attributes")
    download(path)
    assert (PDF, b"receipt") == (path.read_bytes(), os.getxattr(path, "user.kind"))


def test_the_modification_time_is_new(download: Download, tmp_path: Path) -> None:
    """A backup that goes by the time must see the change."""
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(b"before")
    os.utime(path, (1, 1))
    download(path)
    assert 1_000_000 < path.stat().st_mtime


def test_a_link_is_written_through(download: Download, tmp_path: Path) -> None:
    """It stays a link, and the file behind it has the content. A link to a link does too."""
    (tmp_path / "archive").mkdir()
    real = tmp_path / "archive" / "a.pdf"
    real.write_bytes(b"before")
    real.chmod(0o600)
    first = link(tmp_path / "first.pdf", Path("archive/a.pdf"))
    second = link(tmp_path / "second.pdf", first)
    download(second)
    assert [True, True, False] == [path.is_symlink() for path in (first, second, real)]
    assert (PDF, "0o600") == (real.read_bytes(), mode_of(real))
    assert ["a.pdf"] == names_in(real.parent)


def test_a_dangling_link_makes_the_file(download: Download, tmp_path: Path) -> None:
    """As `open(path, "wb")` does."""
    path = link(tmp_path / "link.pdf", tmp_path / "new.pdf")
    download(path)
    assert (True, PDF) == (path.is_symlink(), (tmp_path / "new.pdf").read_bytes())


def test_a_fifo_is_written_into(download: Download, tmp_path: Path) -> None:
    """It stays a FIFO, and one behind a link does too."""
    fifo = tmp_path / "pipe.pdf"
    os.mkfifo(fifo)
    for path in (fifo, link(tmp_path / "link.pdf", fifo)):
        received = list[bytes]()
        reader = threading.Thread(target=lambda keep=received: keep.append(fifo.read_bytes()))
        reader.start()
        download(path)
        reader.join()
        assert [PDF] == received
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert ["link.pdf", "pipe.pdf"] == names_in(tmp_path)


def test_a_fifo_without_reader_is_an_error(download: Download, tmp_path: Path) -> None:
    """The reader closes it after a part."""
    fifo = tmp_path / "pipe.pdf"
    os.mkfifo(fifo)

    def read_a_part() -> None:
        with fifo.open("rb", buffering=0) as file:
            file.read(1000)

    reader = threading.Thread(target=read_a_part)
    reader.start()
    with pytest.raises(InvalidFileError, match="Broken pipe"):
        download(fifo)
    reader.join()


def test_the_null_device_stays_a_device(download: Download) -> None:
    """Root could replace it."""
    download(os.devnull)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@needs_dev_full
def test_a_full_device_is_an_error(download: Download) -> None:
    """The message has the path, and how much was written."""
    with pytest.raises(InvalidFileError, match=r"'/dev/full' cannot be written: No space left"):
        download("/dev/full")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_a_name_of_255_bytes_is_written(download: Download, tmp_path: Path) -> None:
    """The temporary file has a short name of its own."""
    path = tmp_path / ("å" * 125 + "a.pdf")
    assert 255 == len(os.fsencode(path.name))
    download(path)
    assert PDF == path.read_bytes()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A limit of file sizes for this process, which works like a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_keeps_the_old_file(download: Download, tmp_path: Path) -> None:
    """No temporary file is left."""
    path = tmp_path / "kvittering.pdf"
    path.write_bytes(b"before")
    with largest_file(100_000), pytest.raises(InvalidFileError, match="File too large") as caught:
        download(path)
    assert str(path) in str(caught.value)
    assert "100,000 of 200,004" in str(caught.value)
    assert (b"before", [path]) == (path.read_bytes(), list(tmp_path.iterdir()))


# Paths in folders in which no file can be made


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that other users can reach. Those of pytest are private."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def nobody() -> Iterator[None]:
    """Act as another user for a while."""
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


@needs_root
@pytest.mark.parametrize("before", [b"before", PDF * 2])
def test_a_file_in_a_readonly_folder(before: bytes, download: Download, shared: Path) -> None:
    """No temporary file can be made there, so the file itself is written."""
    path = shared / "kvittering.pdf"
    path.write_bytes(before)
    os.chown(path, 65_534, 65_534)
    path.chmod(0o200)
    with nobody():
        download(path)
    assert (PDF, "0o200", 65_534) == (path.read_bytes(), mode_of(path), path.stat().st_uid)
    assert [path] == list(shared.iterdir())


@needs_root
def test_a_full_disk_keeps_an_overwritten_file(download: Download, shared: Path) -> None:
    """The room is reserved before anything is overwritten."""
    path = shared / "kvittering.pdf"
    path.write_bytes(b"before")
    path.chmod(0o666)
    with largest_file(100_000), nobody(), pytest.raises(InvalidFileError, match="too large"):
        download(path)
    assert b"before" == path.read_bytes()


@needs_root
def test_a_file_system_without_reservation(
    download: Download, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems cannot reserve room, and some systems have no such call."""

    def unsupported(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    path = shared / "kvittering.pdf"
    path.write_bytes(b"before")
    path.chmod(0o666)
    monkeypatch.setattr(os, "posix_fallocate", unsupported)
    with nobody():
        download(path)
    assert PDF == path.read_bytes()
    monkeypatch.delattr(os, "posix_fallocate")
    path.write_bytes(b"before")
    with nobody():
        download(path)
    assert PDF == path.read_bytes()


@needs_root
def test_a_foreign_file_in_a_shared_folder(download: Download, shared: Path) -> None:
    """In a folder such as /tmp nobody can replace the files of others, so it is overwritten."""
    shared.chmod(0o1777)
    path = shared / "kvittering.pdf"
    path.write_bytes(b"before")
    path.chmod(0o666)
    with nobody():
        download(path)
    assert (PDF, "0o666", 0) == (path.read_bytes(), mode_of(path), path.stat().st_uid)
    assert [path] == list(shared.iterdir())


@needs_root
@pytest.mark.parametrize(("group", "mode", "kept"), [(0, 0o660, 0), (12345, 0o606, 0)])
def test_a_foreign_file_in_an_own_folder(
    group: int, mode: int, kept: int, download: Download, shared: Path
) -> None:
    """Its owner cannot be kept. Its permissions can, and its group where the process is in it."""
    os.chown(shared, 65_534, 65_534)
    path = shared / "kvittering.pdf"
    path.write_bytes(b"before")
    os.chown(path, 0, group)
    path.chmod(mode)
    with nobody():
        download(path)
    there = path.stat()
    assert (PDF, oct(mode)) == (path.read_bytes(), mode_of(path))
    assert (65_534, kept) == (there.st_uid, there.st_gid)


@needs_root
@pytest.mark.parametrize("mode", [0o444, 0o600])
def test_a_readonly_file_is_not_replaced(
    mode: int, download: Download, emulator: Emulator, shared: Path
) -> None:
    """The folder would allow replacing it."""
    shared.chmod(0o777)
    path = shared / "kvittering.pdf"
    path.write_bytes(b"before")
    path.chmod(mode)
    before = len(emulator.requests)
    with nobody(), pytest.raises(InvalidFileError, match="cannot be written: Permission denied"):
        download(path)
    assert (b"before", before) == (path.read_bytes(), len(emulator.requests))


@needs_root
def test_a_readonly_fifo_is_refused_unsent(
    download: Download, emulator: Emulator, shared: Path
) -> None:
    """Nothing is requested."""
    os.mkfifo(shared / "pipe", 0o400)
    before = len(emulator.requests)
    with nobody(), pytest.raises(InvalidFileError, match="Permission denied"):
        download(shared / "pipe")
    assert before == len(emulator.requests)


@needs_root
def test_a_readonly_folder_is_refused_unsent(
    download: Download, emulator: Emulator, shared: Path
) -> None:
    """Nothing is requested."""
    before = len(emulator.requests)
    with nobody(), pytest.raises(InvalidFileError, match="Permission denied"):
        download(shared / "kvittering.pdf")
    assert before == len(emulator.requests)


MOUNTED = """
import os, subprocess, sys
from fiken import Fiken
from fiken.session import Unpaced

token, url, slug, source, target, read = sys.argv[1:]
subprocess.run(["mount", "--bind", source, target], check=True)
with Fiken(token, base_url=url, pacer=Unpaced()) as client:
    client.company(slug).download(read, target)
"""


@needs_root
@pytest.mark.skipif(not shutil.which("unshare"), reason="this system has no unshare")
def test_a_mounted_file_is_overwritten(
    attached: Attachment, emulator: Emulator, tmp_path: Path
) -> None:
    """Containers mount single files, which nothing can replace."""
    source, target = tmp_path / "source.pdf", tmp_path / "target.pdf"
    source.write_bytes(b"before")
    target.touch()
    unshare = ["unshare", "--mount", sys.executable, "-c", MOUNTED]
    settings = [emulator.token, emulator.url, emulator.company_slug, str(source), str(target)]
    run = subprocess.run(
        [*unshare, *settings, str(attached.download_url)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(_targets.__file__).parents[2],
    )
    if "unshare" in run.stderr or "mount" in run.stderr:
        pytest.skip(f"nothing can be mounted here: {run.stderr}")
    assert (0, "") == (run.returncode, run.stderr)
    assert (PDF, b"") == (source.read_bytes(), target.read_bytes())


# Answers that are not the file

JSON = {"Content-Type": "application/json"}
PAGE = {"Content-Type": "text/html; charset=utf-8"}
OTHERS: dict[str, tuple[CannedAnswer, str]] = {
    "a page of HTML": (CannedAnswer(200, PAGE, HTML), "'a page of HTML'"),
    "HTML without a content type": (CannedAnswer(200, {}, HTML), "'a page of HTML'"),
    "HTML as octet-stream": (
        CannedAnswer(200, {"Content-Type": "application/octet-stream"}, HTML),
        "'a page of HTML'",
    ),
    "HTML in pieces": (CannedAnswer(200, PAGE, b"\r\n\r\n<p>Blocked"), "'a page of HTML'"),
    "JSON": (CannedAnswer(200, JSON, b'{"error": "no"}'), "'a document of JSON'"),
    "JSON without a content type": (CannedAnswer(200, {}, b"[]"), "'a document of JSON'"),
    "XML": (CannedAnswer(200, {"Content-Type": "text/xml"}, b"<a/>"), "'a document of XML'"),
    "text": (
        CannedAnswer(200, {"Content-Type": "text/plain"}, b"Blocked"),
        "'a file of plain text'",
    ),
    "a page in an odd encoding": (
        CannedAnswer(200, PAGE, b"\x81\x80\x90"),
        "'an answer of type text/html'",
    ),
    "nothing": (CannedAnswer(200, {"Content-Type": "application/pdf"}, b""), "'nothing'"),
    "another success": (CannedAnswer(203, {}, PDF), "'an answer with status 203'"),
    "accepted": (CannedAnswer(202, JSON, b"{}"), "'an answer with status 202'"),
    "created": (CannedAnswer(201, {}, PDF), "'an answer with status 201'"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_answer_is_not_written(
    what: str,
    attached: Attachment,
    acme: CompanyClient,
    emulator: Emulator,
    tmp_path: Path,
) -> None:
    """A proxy may answer in place of Fiken, with a status of success."""
    fault, message = OTHERS[what]
    path, file = tmp_path / "kvittering.pdf", io.BytesIO()
    path.write_bytes(b"before")
    emulator.fail_next(fault, method="GET", times=3)
    for to in (None, path, file):
        expected = f"the download should be a PDF, but Fiken sent {message}"
        with pytest.raises(MappingError, match=expected) as caught:
            acme.download(attached, to)
        assert emulator.requests[-1].request_id == caught.value.request_id
        assert "refused" == caught.value.outcome
    assert (b"before", b"", [path]) == (path.read_bytes(), file.getvalue(), [*tmp_path.iterdir()])


@pytest.mark.parametrize("status", [204, 205, 206])
def test_an_incomplete_file_is_an_error(
    status: int, attached: Attachment, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    """Nothing is written, whoever notices it."""
    body = PDF[:100] if status == 206 else b""
    emulator.fail_next(CannedAnswer(status, {"Content-Type": "application/pdf"}, body), times=9)
    with pytest.raises(Exception, match=r".") as caught:
        acme.download(attached, tmp_path / "kvittering.pdf")
    emulator.clear_faults()
    assert "refused" == cast("Any", caught.value).outcome
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg", "gif", "PDF"])
def test_a_page_instead_of_a_file(ending: str, acme: CompanyClient, emulator: Emulator) -> None:
    """The extension in the URL, or in the name of the attachment, says what was requested."""
    url = f"{emulator.url}/files/8a/bilde%2E{ending}?x=1"
    unnamed = f"{emulator.url}/files/8a"
    attachment = Attachment(uuid="8a", filename=f"a.{ending}", download_url=unnamed)
    emulator.fail_next(CannedAnswer(200, PAGE, HTML), times=2)
    for what in (url, attachment):
        with pytest.raises(MappingError, match="a page of HTML"):
            acme.download(what)


KEPT: dict[str, tuple[CannedAnswer, str]] = {
    "bytes of an unknown kind": (CannedAnswer(200, {}, b"\0\1\2"), "a.pdf"),
    "a PDF as text/html": (CannedAnswer(200, PAGE, PDF), "a.pdf"),
    "a PNG as .pdf": (CannedAnswer(200, {}, b"\x89PNG\r\n\x1a\n"), "a.pdf"),
    "a HEIC as .jpg": (CannedAnswer(200, {}, b"\0\0\0\x18ftypheic"), "a.jpg"),
    "XML": (CannedAnswer(200, {"Content-Type": "application/xml"}, b"<Invoice/>"), "ehf.xml"),
    "a page of HTML": (CannedAnswer(200, PAGE, HTML), "brev.html"),
    "a name without an extension": (CannedAnswer(200, JSON, b"{}"), "brev"),
}


@pytest.mark.parametrize("what", KEPT)
def test_a_possible_file_is_accepted(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    """Only text instead of a PDF or an image is refused: never stricter than Fiken."""
    answer, name = KEPT[what]
    emulator.fail_next(answer)
    assert answer.body == acme.download(f"/files/8a/{name}")


def test_a_wrongly_named_upload_comes_back(acme: CompanyClient) -> None:
    """It has the content type of its name, which the page of a proxy does not have."""
    with pytest.warns(UnlikelyValueWarning):
        added = ATTACHMENTS["sales"](acme).add(HTML, "side.pdf")
    assert HTML == acme.download(added)


# URLs


@pytest.fixture
def path_of(attached: Attachment, emulator: Emulator) -> str:
    """The path of the file below the URL of the API."""
    return str(attached.download_url).removeprefix(emulator.url)


SPELLINGS: dict[str, Callable[[str, str], str]] = {
    "the URL": lambda base, path: base + path,
    "the URL with whitespace": lambda base, path: f" {base}{path}\n",
    "a path": lambda _, path: path,
    "a path without a slash": lambda _, path: path.lstrip("/"),
    "a path from the root of the host": lambda _, path: f"/api/v2{path}",
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_a_url_may_be_relative(
    how: str, path_of: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """In an attachment too."""
    url = SPELLINGS[how](emulator.url, path_of)
    assert PDF == acme.download(url)
    assert PDF == acme.download(Attachment(uuid="8a", filename="a.pdf", download_url=url))


@pytest.mark.parametrize(
    "url",
    [
        "https://fiken.no/filer/8a/a.pdf",
        "https://api.fiken.no.example/api/v2/files/8a/a.pdf",
        "HTTP://EXAMPLE.COM/a.pdf",
        "http://127.0.0.1:1/api/v2/files/8a/a.pdf",
    ],
)
def test_another_host_gets_no_request(url: str, acme: CompanyClient, emulator: Emulator) -> None:
    """The token is sent to the host of the API alone."""
    for what in (url, Attachment(uuid="8a", filename="a.pdf", download_url=url)):
        with pytest.raises(ConfigurationError, match="the token is not sent to any other host"):
            acme.download(what)
    assert [] == emulator.requests


@pytest.mark.parametrize("url", ["//example.com/files/8a/a.pdf", "/../../files/a.pdf"])
def test_no_relative_url_leaves_the_api(url: str, acme: CompanyClient, emulator: Emulator) -> None:
    with pytest.raises(ConfigurationError, match="leads out of the API"):
        acme.download(url)
    assert [] == emulator.requests


def test_no_path_is_a_user_name(acme: CompanyClient, emulator: Emulator) -> None:
    """It is a path below the API, whatever it looks like."""
    with pytest.raises(NotFoundError):
        acme.download("@e.no/a.pdf")
    assert "/@e.no/a.pdf" == emulator.requests[0].path


def test_a_wrong_argument_names_the_attachments(
    acme: CompanyClient, attached: Attachment, emulator: Emulator
) -> None:
    """The message shows what was given, and where attachments are found."""
    sale = saved_sale(acme)
    nothings = [
        None,
        5,
        0,
        True,
        b"%PDF",
        Path("a.pdf"),
        [attached],
        "",
        " ",
        Contact(name="N"),
        sale,
    ]
    before = len(emulator.requests)
    for what in nothings:
        with pytest.raises(
            InvalidFileError, match="give an attachment or its download_url, not"
        ) as e:
            acme.download(cast("Any", what))
        assert "company.sales.attachments(sale).all()" in str(e.value)
        assert 250 > len(str(e.value))
    assert before == len(emulator.requests)


@pytest.mark.parametrize("url", ["ftp://a/a.pdf", "file:///a.pdf", "C:\\a.pdf", "a\nb", "x" * 2001])
def test_a_wrong_url_is_refused(url: str, acme: CompanyClient, emulator: Emulator) -> None:
    """It may be the content of a file. Nothing is sent."""
    with pytest.raises(InvalidFileError, match="is not a URL of the API") as caught:
        acme.download(url)
    assert ([], True) == (emulator.requests, len(str(caught.value)) < 200)


def test_no_error_quotes_a_receipt(acme: CompanyClient, attached: Attachment) -> None:
    """Neither its text nor its repr nor its cause does."""
    text = "%PDF-1.4 " + "kvittering " * 450_000
    mistakes: list[tuple[Any, Any]] = [
        (text, None),
        (text.encode(), None),
        ([text], None),
        (attached, text),
        (attached, text.encode()),
        (attached, io.StringIO(text)),
        (attached, Simple(text)),
        (attached, Failing(ValueError(text))),
        (attached, Failing(TypeError(text))),
    ]
    for what, to in mistakes:
        with pytest.raises(InvalidFileError) as caught:
            acme.download(what, to)
        printed = "".join(traceback.format_exception(caught.value, limit=0))
        assert 1500 > len(printed), printed[:3000]
        assert 500 > max(len(str(caught.value)), len(repr(caught.value)))


def test_a_failed_download_makes_no_file(
    attached: Attachment, client: Fiken, emulator: Emulator, tmp_path: Path
) -> None:
    """No temporary file is left either."""
    emulator.fail_next(Status(403), method="GET")
    with pytest.raises(Exception, match="403"):
        client.company(emulator.company_slug).download(attached, tmp_path / "a.pdf")
    assert [] == list(tmp_path.iterdir())


class Meddling(PersonalToken):
    """Change the disk while the request is sent."""

    def __init__(self, token: str, meddle: Callable[[], object]) -> None:
        super().__init__(token)
        self.meddle = meddle

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        self.meddle()
        return super().__call__(r)


def test_a_path_that_becomes_a_folder(
    attached: Attachment, emulator: Emulator, tmp_path: Path
) -> None:
    """It becomes one during the request. That is an error, and no temporary file is left."""
    path = tmp_path / "a.pdf"
    auth = Meddling(emulator.token, path.mkdir)
    with emulator.client(token=None, auth=auth) as client:
        company = client.company(emulator.company_slug)
        with pytest.raises(InvalidFileError, match="Is a directory"):
            company.download(attached, path)
    assert ([path], True) == (list(tmp_path.iterdir()), path.is_dir())
