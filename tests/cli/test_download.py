"""`fiken download` saves PDFs, documents of the inbox and attachments under safe names."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from fiken import Attachment, CompanyClient
from fiken.cli._showing._names import file_name, safe_name
from fiken.emulator import Emulator
from tests.cli.command import Command, Done, Process

PDF = b"%PDF-1.4 made up"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the command runs."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def names(folder: Path) -> list[str]:
    """Return the names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_an_invoice_is_saved_as_pdf(
    at_emulator: Command, acme: CompanyClient, folder: Path
) -> None:
    """By its number, under Fiken's name, which is printed."""
    invoice = next(iter(acme.invoices.all()))
    done = at_emulator("download", "invoice", str(invoice.invoice_number))
    assert (0, f"faktura-{invoice.invoice_number}.pdf\n") == (done.code, done.out)
    content = (folder / done.out.strip()).read_bytes()
    assert acme.download(invoice) == content


def test_a_file_that_is_there_is_kept(
    at_emulator: Command, acme: CompanyClient, folder: Path
) -> None:
    """Only one that is named on purpose is replaced."""
    number = str(next(iter(acme.invoices.all())).invoice_number)
    own = folder / f"faktura-{number}.pdf"
    own.write_text("mine")
    done = at_emulator("download", "invoice", number)
    remedy = f"-o {own.name} replaces it, and -o FOLDER/ writes into another folder"
    message = f"fiken: {own.name} is there already: {remedy}\n"
    assert (1, message) == (done.code, done.err.partition("\n")[2])
    assert "mine" == own.read_text()
    assert 0 == at_emulator("download", "invoice", number, "-o", own.name).code
    assert own.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("family", ["credit-note", "inbox", "ehf-document"])
def test_other_files_are_saved(
    family: str, at_emulator: Command, acme: CompanyClient, folder: Path
) -> None:
    rows: dict[str, Any] = {
        "credit-note": acme.credit_notes,
        "inbox": acme.inbox,
        "ehf-document": acme.ehf_documents,
    }
    row = next(iter(rows[family].all()))
    key = next(str(getattr(row, f.name)) for f in row.__attrs_attrs__ if f.name.endswith("_id"))
    key = str(getattr(row, "credit_note_id", key))
    done = at_emulator("download", family, key)
    assert 0 == done.code, done.err
    assert done.out.split("\n")[:-1] == names(folder)
    assert acme.download(row) == (folder / done.out.strip()).read_bytes()


def test_the_xml_of_an_e_invoice_is_saved(
    at_emulator: Command, acme: CompanyClient, folder: Path
) -> None:
    row = next(iter(acme.ehf_documents.all()))
    done = at_emulator("download", "ehf-document", str(row.ehf_document_id), "--xml")
    assert (0, f"ehf-document-{row.ehf_document_id}.xml\n") == (done.code, done.out)
    assert acme.ehf_documents.download_xml(row) == (folder / done.out.strip()).read_bytes()


def test_all_attachments_are_saved(at_emulator: Command, acme: CompanyClient, folder: Path) -> None:
    """Also two with the same name. A folder is made for them."""
    contact = next(iter(acme.contacts.all()))
    for n in (1, 2):
        acme.contacts.attachments(contact).add(PDF + bytes([48 + n]), "avtale.pdf")
    key = str(contact.contact_id)
    assert 0 == at_emulator("download", "contact", key, "-o", "avtaler").code
    assert ["avtale-2.pdf", "avtale.pdf"] == names(folder / "avtaler")
    contents = {(folder / "avtaler" / name).read_bytes() for name in names(folder / "avtaler")}
    assert {PDF + b"1", PDF + b"2"} == contents


def test_an_invoice_may_have_attachments(
    at_emulator: Command, acme: CompanyClient, folder: Path
) -> None:
    invoice = next(iter(acme.invoices.all()))
    acme.invoices.attachments(invoice).add(PDF, "timeliste.pdf")
    key = str(invoice.invoice_id)
    assert "timeliste.pdf\n" == at_emulator("download", "invoice", key, "--attachments").out
    assert PDF == (folder / "timeliste.pdf").read_bytes()


def test_without_attachments_it_says_so(at_emulator: Command, acme: CompanyClient) -> None:
    key = str(next(iter(acme.contacts.all())).contact_id)
    done = at_emulator("download", "contact", key)
    assert (1, f"fiken: the contact {key} has no attachments\n") == (done.code, done.err)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("avtale.pdf", "avtale.pdf"),
        ("../../.ssh/authorized_keys", "authorized_keys"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("/etc/passwd", "passwd"),
        (".bashrc", "bashrc"),
        ("a\x1b[31m\n.pdf", "a_[31m_.pdf"),
        ("tilbud: 50 %?.pdf", "tilbud_ 50 %_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("..", ""),
        ("", ""),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_are_safe(name: str, expected: str) -> None:
    assert expected == safe_name(name)


def test_a_file_without_a_name_gets_one() -> None:
    assert "attachment-5f0c.pdf" == file_name(Attachment(uuid="5f0c", filename=".."))


def test_a_pipe_gets_the_file(at_emulator: Command, acme: CompanyClient, folder: Path) -> None:
    """Many files cannot go into one."""
    invoice = next(iter(acme.invoices.all()))
    done = at_emulator("download", "invoice", str(invoice.invoice_id), "-o", "-")
    assert (0, True, []) == (done.code, done.out.startswith("%PDF"), names(folder))
    for n in (1, 2):
        acme.invoices.attachments(invoice).add(PDF, f"{n}.pdf")
    arguments = ["download", "invoice", str(invoice.invoice_id), "--attachments", "-o", "-"]
    done = at_emulator(*arguments)
    assert (2, "") == (done.code, done.out)
    assert "there are 2 files: name a folder with -o FOLDER" in done.err


@pytest.mark.usefixtures("at_emulator")
def test_a_file_is_opened(
    acme: CompanyClient, emulator: Emulator, folder: Path, tmp_path: Path
) -> None:
    """With the program that opens pages: that of the variable BROWSER, or of the desktop."""
    program = tmp_path / "program.py"
    program.write_text("import pathlib, sys\npathlib.Path(sys.argv[1]).write_text(sys.argv[2])\n")
    browser = f"{sys.executable} {program} {tmp_path / 'url'} %s"
    done = opening(acme, emulator, folder, browser)
    assert (0, "") == (done.code, done.err)
    assert Path(done.out.strip()).as_uri() == (tmp_path / "url").read_text()


@pytest.mark.usefixtures("at_emulator")
def test_a_file_that_nothing_opens_is_kept(
    acme: CompanyClient, emulator: Emulator, folder: Path
) -> None:
    done = opening(acme, emulator, folder, f"{folder}/no-program %s")
    file = Path(done.out.strip())
    assert 1 == done.code
    assert f"fiken: {file} was downloaded, but no program here opens it\n" == done.err
    assert [file.name] == names(folder)


def opening(acme: CompanyClient, emulator: Emulator, folder: Path, browser: str) -> Done:
    """Download an invoice into a folder and open it, in a process of its own without a desktop."""
    key = str(next(iter(acme.invoices.all())).invoice_id)
    arguments = ["download", "invoice", key, "--open", "-o", str(folder)]
    environment = {"BROWSER": browser, "PATH": os.devnull, "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    process = Process([*arguments, "--base-url", emulator.url], environment)
    try:
        return process.done()
    finally:
        process.end()


def test_families_without_files_are_refused(at_emulator: Command) -> None:
    done = at_emulator("download", "account", "1920")
    assert 2 == done.code
    assert "there is no fiken download for accounts" in done.err
