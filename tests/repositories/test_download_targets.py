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
    """A file of Fiken's."""
    nelly = acme.contacts.save(NELLY)
    return acme.contacts.attachments(nelly).add(PDF, "kvittering.pdf")


class Straw(io.RawIOBase):
    """A file without a buffer, such as a pipe: it takes ten bytes at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = b""

    def write(self, data: Any) -> int:
        sip = bytes(data[:10])
        self.taken += sip
        return len(sip)


def test_a_download_into_a_file_that_takes_a_part_at_a_time_is_whole(
    attached: Attachment, acme: CompanyClient
) -> None:
    straw = Straw()
    acme.download(attached, cast("Any", straw))
    assert PDF == straw.taken


def test_a_download_into_a_text_file_is_refused(attached: Attachment, acme: CompanyClient) -> None:
    with pytest.raises(InvalidFileError, match="open it with 'wb'"):
        acme.download(attached, cast("Any", io.StringIO()))


@pytest.mark.parametrize("to", ["none/kvittering.pdf", "none/deeper/kvittering.pdf"])
def test_a_download_into_a_folder_that_is_not_there_asks_for_nothing(
    to: str, attached: Attachment, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    before = len(emulator.requests)
    with pytest.raises(InvalidFileError, match=r"none.*cannot be written"):
        acme.download(attached, tmp_path / to)
    assert before == len(emulator.requests)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a\0.pdf", "\ud83d.pdf"])
def test_a_download_to_what_cannot_be_a_path_asks_for_nothing(
    name: str, attached: Attachment, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    before = len(emulator.requests)
    with pytest.raises(InvalidFileError):
        acme.download(attached, tmp_path / name)
    assert before == len(emulator.requests)


def test_a_download_to_a_folder_asks_for_nothing(
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


def test_an_error_of_the_request_is_not_blamed_on_the_path_of_the_download(
    attached: Attachment, emulator: Emulator, tmp_path: Path
) -> None:
    locked = emulator.client(token=None, auth=Locked("made.up"))
    with locked as client, pytest.raises(OSError, match="the keyring is locked") as caught:
        client.company(emulator.company_slug).download(attached, tmp_path / "kvittering.pdf")
    assert OSError is type(caught.value)
