"""Bad input of every kind: a clear error that says what to do, and nothing is sent or lost.

The finer points of uploads, downloads, hours and recurring invoices are in files of their own.
"""

import io
import os
import socket
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fiken import (
    BadRequestError,
    CompanyClient,
    ConfigurationError,
    Fiken,
    FikenError,
    Frequency,
    IntervalUnit,
    InvalidAttributeError,
    InvalidFileError,
    InvalidModelError,
    NotFoundError,
    RecurringInvoiceRecipient,
    TimeEntry,
    UnlikelyValueWarning,
)
from fiken.emulator import CutBody, Emulator
from tests.catalogue import customer, time_entry

PDF = b"%PDF-1.4 kvittering %%EOF"


def kept_open(path: Path, mode: str) -> Any:
    """Open a file that the test closes by ending."""
    return path.open(mode)


def socket_at(path: Path) -> Path:
    """Bind a socket to a path, and return the path."""
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, an empty file, a folder, and a link that leads to itself."""
    (tmp_path / "bilag.pdf").write_bytes(PDF)
    (tmp_path / "tom.pdf").write_bytes(b"")
    (tmp_path / "mappe.pdf").mkdir()
    (tmp_path / "ring.pdf").symlink_to(tmp_path / "ring.pdf")
    return tmp_path


def read_before(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.read()
    return file


UPLOADS: dict[str, tuple[Callable[[Path], Any], str | None, str]] = {
    "a folder": (lambda path: path / "mappe.pdf", None, "it is a folder: give the path of a file"),
    "a folder as text": (lambda path: f"{path}/mappe.pdf/", None, "it is a folder"),
    "this folder": (lambda _: ".", None, "'.' cannot be read: it is a folder"),
    "no path": (lambda _: "", None, "the path is empty: give the path of a file"),
    "a socket": (lambda path: socket_at(path / "s.pdf"), None, "it is a socket"),
    "a device": (lambda _: "/dev/zero", "a.pdf", "it is a device, which may have no end"),
    "a link to itself": (lambda path: path / "ring.pdf", None, "Too many levels of symbolic links"),
    "a path with a NUL": (lambda path: f"{path}/a\0.pdf", None, "embedded null byte"),
    "an empty file": (lambda path: path / "tom.pdf", None, "'tom.pdf' is empty$"),
    "no bytes": (lambda _: b"", "a.pdf", "'a.pdf' is empty$"),
    "a file that was read": (lambda _: read_before(PDF), "a.pdf", r"to its end before: seek\(0\)"),
    "a file of text": (
        lambda path: kept_open(path / "bilag.pdf", "r"),
        None,
        "is a file of text: give its .buffer",
    ),
    "text": (lambda _: io.StringIO("x"), "a.pdf", "is a file of text: open it with 'rb'"),
    "a file for writing": (
        lambda path: kept_open(path / "ny.pdf", "wb"),
        None,
        "cannot be read: open it with 'rb'",
    ),
    "a file for adding": (
        lambda path: open(path / "bilag.pdf", "ab", buffering=0),  # noqa: PTH123, SIM115
        None,
        "cannot be read: open it with 'rb'",
    ),
    "a type that Fiken refuses": (
        lambda _: PDF,
        "bilag.heic",
        "Fiken takes .pdf, .png, .jpeg, .jpg, .gif, not 'bilag.heic'",
    ),
}


@pytest.mark.parametrize("what", UPLOADS)
def test_a_bad_upload_is_refused(
    what: str, acme: CompanyClient, emulator: Emulator, folder: Path
) -> None:
    """Nothing is sent, and no content is lost: an open file stays where it was."""
    make, name, message = UPLOADS[what]
    file = make(folder)
    before = file.tell() if hasattr(file, "tell") else None
    with pytest.raises(InvalidFileError, match=message) as caught:
        acme.inbox.add(file, name)
    assert before == (file.tell() if hasattr(file, "tell") else None)
    assert "refused" == caught.value.outcome
    assert [] == emulator.requests
    if hasattr(file, "close"):
        file.close()


def test_a_pipe_is_uploaded(acme: CompanyClient, folder: Path) -> None:
    """It is neither a folder nor a device, and ends when its writer closes it."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(PDF)
    added = acme.inbox.add(f"/dev/fd/{reading}", "bilag.pdf")
    os.close(reading)
    assert PDF == acme.download(added)
    assert PDF == (folder / "bilag.pdf").read_bytes()


def test_a_name_of_two_lines_is_refused(acme: CompanyClient, emulator: Emulator) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        acme.inbox.add(PDF, "bilag\n7.pdf")
    assert (
        "InboxDocument.filename must be a name on one line, without control characters, not "
        r"'bilag\n7.pdf'"
    ) == str(caught.value)
    assert [] == emulator.requests


TARGETS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a folder": (lambda path: path, "it is a folder: give the name of a file in it"),
    "a folder that is missing": (lambda path: path / "ny" / "a.pdf", "No such file or directory"),
    "a file as folder": (lambda path: path / "bilag.pdf" / "a.pdf", "Not a directory"),
    "a link to itself": (lambda path: path / "ring.pdf", "Too many levels of symbolic links"),
    "a path with a NUL": (lambda path: f"{path}/a\0.pdf", "embedded null byte"),
    "a file for reading": (lambda path: kept_open(path / "bilag.pdf", "rb"), "open it with 'wb'"),
}


@pytest.mark.parametrize("what", TARGETS)
def test_a_bad_target_is_refused(
    what: str, acme: CompanyClient, emulator: Emulator, folder: Path
) -> None:
    """Nothing is requested, no half file is left behind, and the other files are as they were."""
    document = next(each for each in acme.inbox.all() if each.document_url)
    make, message = TARGETS[what]
    to, before, requests = make(folder), files_in(folder), len(emulator.requests)
    with pytest.raises(InvalidFileError, match=message):
        acme.download(document, to)
    assert before == files_in(folder)
    assert requests == len(emulator.requests)
    if hasattr(to, "close"):
        to.close()


def test_a_broken_download_keeps_the_file(
    quick_client: Fiken, emulator: Emulator, folder: Path
) -> None:
    """The old content stays, and no temporary file is left."""
    acme = quick_client.company(emulator.company_slug)
    document = next(each for each in acme.inbox.all() if each.document_url)
    before = files_in(folder)
    emulator.fail_next(CutBody(), method="GET", times=3)
    with pytest.raises(FikenError):
        acme.download(document, folder / "bilag.pdf")
    assert before == files_in(folder)


@pytest.mark.parametrize(
    "url", ["https://fiken.no/filer/8a/a.pdf", "https://evil.example/api/v2/files/8a/a.pdf"]
)
def test_a_file_elsewhere_is_not_requested(
    url: str, acme: CompanyClient, emulator: Emulator, folder: Path
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        acme.download(url, folder / "ny.pdf")
    assert (
        f"{url!r} is not on the host of the API, {emulator.url}, and the token is not sent to any "
        "other host"
    ) == str(caught.value)
    assert not (folder / "ny.pdf").exists()


LEADING_OUT = "leads out of the API: give a path below {}, such as /user, which begins with one"
RAW: dict[str, tuple[Any, Any, str]] = {
    "a way up": ("GET", "../../../oauth", LEADING_OUT),
    "a way up and down": ("POST", "/companies/../../../oauth", LEADING_OUT),
    "an escaped way up": ("GET", "/%2E%2e/oauth", LEADING_OUT),
    "a way up that is escaped twice": ("GET", "/%252e%252e/oauth", LEADING_OUT),
    "a way up with an escaped slash": ("GET", "/companies%2f..%2f..%2foauth", LEADING_OUT),
    "a way up with a backslash": ("GET", "/companies\\..\\..\\oauth", LEADING_OUT),
    "a way up with a parameter": ("GET", "/..;a/oauth", LEADING_OUT),
    "a way up in a URL": ("GET", "{url}/../oauth", LEADING_OUT),
    "this folder": ("GET", "/./user", LEADING_OUT),
    "two slashes": ("GET", "//evil.example", LEADING_OUT),
    "two backslashes": ("GET", "\\\\evil.example", LEADING_OUT),
    "another scheme": ("GET", "ftp://evil.example/x", LEADING_OUT),
    "half a scheme": ("GET", "https:/evil.example/x", LEADING_OUT),
    "another host": ("GET", "http://other", "is not on the host of the API"),
    "no host": ("GET", "http:///user", "this is not a URL"),
    "no path": ("GET", None, r"path must be a str \(such as /user\), not NoneType"),
    "bytes": ("GET", b"/user", "path must be a str"),
    "no method": ("", "/user", "method must be GET, POST, PUT, PATCH or DELETE, not ''"),
    "nothing as a method": (None, "/user", "method must be .*, not None"),
    "a method of two lines": ("GET\r\nX: y", "/user", "method must be GET, POST"),
    "a method with a space": ("GET ", "/user", "method must be GET, POST"),
}


@pytest.mark.parametrize("what", RAW)
def test_a_bad_raw_request_is_refused(what: str, client: Fiken, emulator: Emulator) -> None:
    method, path, message = RAW[what]
    if isinstance(path, str):
        path = path.format(url=emulator.url)
    with pytest.raises(ConfigurationError, match=message.format(emulator.url)):
        client.request(method, path)
    assert [] == emulator.requests


@pytest.mark.parametrize("path", ["/user?x=/../y", "/user#/../y", "/companies?x=//y", "/user?.."])
def test_dots_may_be_in_a_query(path: str, client: Fiken, emulator: Emulator) -> None:
    assert 200 == client.request("GET", path).status
    assert 1 == len(emulator.requests)


@pytest.mark.parametrize("path", ["/a..b", "/..a", "/a..", "/...", "/a/.b/c.pdf"])
def test_dots_may_be_in_a_name(path: str, client: Fiken, emulator: Emulator) -> None:
    with pytest.raises(NotFoundError):
        client.request("GET", path)
    assert [path] == [request.path for request in emulator.requests]


HOURS = {
    7.5: 'write Decimal("7.5")',
    "7,5": 'write Decimal("7.5")',
    Decimal("nan"): "not Decimal('NaN')",
    True: "not True",
}


@pytest.mark.parametrize("hours", HOURS, ids=repr)
def test_hours_are_exact(hours: Any) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        TimeEntry(hours=hours)
    assert str(caught.value).startswith("TimeEntry.hours must be a number of hours (Decimal or int")
    assert str(caught.value).endswith(HOURS[hours])


@pytest.mark.parametrize("start", ["25:00", "24:00", "7:5", "12:60", "", "klokka ni"])
def test_a_time_of_day_is_one(start: str) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        TimeEntry(start_time=start)
    assert (
        "TimeEntry.start_time must be a time of day from 00:00 to 23:59, such as 09:30, or None, "
        f"not {start!r}"
    ) == str(caught.value)


def test_a_day_of_25_hours_gives_a_warning(acme: CompanyClient) -> None:
    """Fiken decides, so it is sent."""
    new = time_entry(acme).evolve(hours=25)
    with pytest.warns(UnlikelyValueWarning) as caught:
        saved = acme.time_entries.save(new)
    assert ["TimeEntry.hours: 25 is more than a day has"] == [str(w.message) for w in caught]
    assert 25 == saved.hours


def test_24_hours_give_no_warning(acme: CompanyClient) -> None:
    assert 24 == acme.time_entries.save(time_entry(acme).evolve(hours=24)).hours


def test_a_locked_entry_cannot_be_changed(acme: CompanyClient) -> None:
    """The message has Fiken's words, and says what they mean. The entry is as it was."""
    entry = acme.time_entries.save(time_entry(acme))
    acme.time_entries.create_invoice_draft(
        [entry], customer_id=customer(acme).contact_id, days_until_due_date=14
    )
    with pytest.raises(BadRequestError) as caught:
        acme.time_entries.save(entry.evolve(hours=3))
    assert "refused" == caught.value.outcome
    assert "is locked: it is in an invoice draft" in caught.value.message
    assert (
        "the time entry is locked: it is in the draft of an invoice, or its period is closed"
    ) == caught.value.hint
    assert entry.hours == acme.time_entries.find(entry).hours


@pytest.mark.parametrize("interval", [0, -1, True, 1.0])
def test_an_interval_is_a_positive_number(interval: Any) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        Frequency(interval=interval, interval_unit=IntervalUnit.MONTH)
    assert (
        f"Frequency.interval must be a whole number from 1 to 2147483647, not {interval!r}"
    ) == str(caught.value)


CHANNELS: dict[str, tuple[dict[str, Any], str]] = {
    "EHF and eFaktura": ({"ehf": True, "efaktura": True}, "efaktura cannot be used with ehf: "),
    "eFaktura and SMS": (
        {"efaktura": True, "sms_phone_number": "91234567"},
        "sms_phone_number cannot be used with efaktura: ",
    ),
    "empty lists": (
        {"emails": (), "contact_person_ids": ()},
        "emails is empty: a job needs at least one recipient; stop or pause it instead",
    ),
}


@pytest.mark.parametrize("what", CHANNELS)
def test_channels_that_exclude_each_other(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    fields, message = CHANNELS[what]
    with pytest.raises(InvalidModelError) as caught:
        acme.recurring_invoices.jobs(5).set_recipients(7, RecurringInvoiceRecipient(**fields))
    assert str(caught.value).startswith(f"RecurringInvoiceRecipient cannot be saved: {message}")
    assert [] == emulator.requests
