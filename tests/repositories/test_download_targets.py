"""Where a download may go, and what is checked before it is asked for."""

import io
from pathlib import Path
from typing import Any, cast

import pytest
import requests

from fiken import (
    Attachment,
    CompanyClient,
    Contact,
    InvalidFileError,
)
from fiken.auth import PersonalToken
from fiken.emulator import Emulator

PDF = b"%PDF-1.4 made up, and longer than one sip"


NELLY = Contact(name="Nelly Bloom")


@pytest.fixture
def attached(acme: CompanyClient) -> Attachment:
    """A file that is attached to a contact."""
    nelly = acme.contacts.save(NELLY)
    return acme.contacts.attachments(nelly).add(PDF, "kvittering.pdf")


class Straw(io.RawIOBase):
    """A file without a buffer, such as a pipe: it takes ten bytes at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.content = b""

    def write(self, data: Any) -> int:
        sip = bytes(data[:10])
        self.content += sip
        return len(sip)


def test_a_download_into_an_unbuffered_file_is_whole(
    attached: Attachment, acme: CompanyClient
) -> None:
    """Its `write` takes only a part of the data each time."""
    straw = Straw()
    acme.download(attached, cast("Any", straw))
    assert PDF == straw.content


def test_a_download_into_a_text_file_is_refused(attached: Attachment, acme: CompanyClient) -> None:
    with pytest.raises(InvalidFileError, match="open it with 'wb'"):
        acme.download(attached, cast("Any", io.StringIO()))


@pytest.mark.parametrize("to", ["none/kvittering.pdf", "none/deeper/kvittering.pdf"])
def test_a_download_into_a_missing_folder_sends_nothing(
    to: str, attached: Attachment, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    before = len(emulator.requests)
    with pytest.raises(InvalidFileError, match=r"none.*cannot be written"):
        acme.download(attached, tmp_path / to)
    assert before == len(emulator.requests)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a\0.pdf", "\ud83d.pdf"])
def test_a_download_to_an_impossible_path_sends_nothing(
    name: str, attached: Attachment, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    before = len(emulator.requests)
    with pytest.raises(InvalidFileError):
        acme.download(attached, tmp_path / name)
    assert before == len(emulator.requests)


def test_a_download_to_a_folder_sends_nothing(
    attached: Attachment, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    before = len(emulator.requests)
    with pytest.raises(InvalidFileError):
        acme.download(attached, tmp_path)
    assert before == len(emulator.requests)


class Locked(PersonalToken):
    """A token from a keyring that is locked."""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        raise OSError(f"the keyring is locked: no {r.method}")


def test_an_error_of_the_request_is_raised_as_it_is(
    attached: Attachment, emulator: Emulator, tmp_path: Path
) -> None:
    """It is not reported as an error of the path."""
    locked = emulator.client(token=None, auth=Locked("made.up"))
    with locked as client, pytest.raises(OSError, match="the keyring is locked") as caught:
        client.company(emulator.company_slug).download(attached, tmp_path / "kvittering.pdf")
    assert OSError is type(caught.value)
