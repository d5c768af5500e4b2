"""What is promised of the wire: tokens, processes, downloads, and lists without a count."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from traceback import TracebackException, extract_tb
from typing import Any, cast

import pytest
import requests

import fiken
from fiken import (
    AmbiguousWriteError,
    Attachment,
    CompanyClient,
    Contact,
    Fiken,
    InvalidFileError,
    MappingError,
    TransportError,
)
from fiken.auth import PersonalToken
from fiken.emulator import CannedAnswer, DropAfterCarryingOut, DropBeforeReading, Emulator
from fiken.repositories import Collection
from fiken.repositories._collection import SIZE, Page
from fiken.session import Retries

PDF = b"%PDF-1.4 made up, and longer than one sip"
NELLY = Contact(name="Nelly Bloom")


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Fiken]:
    """A client that does not wait long before it tries again."""
    retries = Retries(backoff_factor=0.01, backoff_max=0.02)
    with emulator.client(retries=retries) as fiken:
        yield fiken


# The token


def told_with_locals(does: Callable[[], object], kind: type[TransportError]) -> str:
    """Give the traceback of what fails as tools print it that show the locals of each frame.

    It ends here: the frames of the tests hold the token, to look for it.
    """
    with pytest.raises(kind) as caught:
        does()
    traced = TracebackException.from_exception(caught.value, capture_locals=True)
    return "".join(traced.format())


def test_the_token_is_in_no_frame_of_a_write_whose_answer_was_lost(
    acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    told = told_with_locals(lambda: acme.contacts.save(NELLY), AmbiguousWriteError)
    assert "in _create" in told
    assert emulator.token not in told


def test_the_token_is_in_no_frame_of_a_read_without_an_answer(
    client: Fiken, emulator: Emulator
) -> None:
    emulator.fail_next(DropBeforeReading(), times=9)
    told = told_with_locals(client.user, TransportError)
    assert "GET" in told
    assert emulator.token not in told


def test_the_token_is_in_no_frame_of_a_connection_that_was_not_made(
    client: Fiken, emulator: Emulator
) -> None:
    emulator.stop()
    told = told_with_locals(client.user, TransportError)
    emulator.start()  # for the fixture, which looks at its books
    assert "no connection: Failed to establish" in told  # no name of a class of ours
    assert emulator.token not in told


# Two processes

FORKING = """
import os, sys
from fiken import Fiken
from fiken.session import Retries, Unpaced

token, url, slug, *ids = sys.argv[1:]
quick = Retries(backoff_factor=0.01, backoff_max=0.02)
client = Fiken(token, base_url=url, pacer=Unpaced(), retries=quick, timeout=5)
contacts = client.company(slug).contacts
first = [contacts.find(int(key)).contact_id for key in ids]  # on the connection that is kept
child = os.fork()
mine = first[0 if child else 1]
right = all(contacts.find(mine).contact_id == mine for _ in range(40))
if not child:
    os._exit(0 if right else 1)
_, status = os.waitpid(child, 0)
client.close()
sys.exit((not right) + 2 * os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_after_a_fork_nobody_reads_the_answer_to_another(
    acme: CompanyClient, emulator: Emulator
) -> None:
    ids = [acme.contacts.save(Contact(name=name)).contact_id for name in ("Nelly", "Ned")]
    before = len(emulator.requests)
    script = [sys.executable, "-W", "error", "-c", FORKING]
    settings = [emulator.token, emulator.url, emulator.company_slug, *map(str, ids)]
    home = Path(fiken.__file__).parents[1]
    done = subprocess.run(
        [*script, *settings], cwd=home, capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)
    forked = emulator.requests[before + 2 :]
    connections = [{r.connection for r in forked if r.path.endswith(f"/{key}")} for key in ids]
    assert [1, 1, 2] == [*map(len, connections), len(connections[0] | connections[1])]
    assert 80 == len(forked)


# Downloads


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


# Lists


def collected(fetch: Callable[[int, int], Page[int]]) -> Collection[int]:
    return Collection(fetch, what="/rows", key=lambda row: row)


def test_a_server_without_a_count_that_ignores_the_page_is_an_error() -> None:
    asked: list[int] = []

    def fetch(number: int, size: int) -> Page[int]:
        asked.append(number)
        assert 9 > len(asked), "it goes round for ever"
        return Page(number, tuple(range(size)), None)

    with pytest.raises(MappingError, match="should be the rows of page 1"):
        list(collected(fetch))
    assert [0, 1] == asked


def test_a_page_cut_short_is_an_error_and_no_row_is_skipped(
    acme: CompanyClient, emulator: Emulator
) -> None:
    headers = {"Content-Type": "application/json", "Fiken-Api-Result-Count": "120"}
    emulator.fail_next(CannedAnswer(200, headers, b'[{"contactId": 1, "name": "Nelly"}]'), times=3)
    assert acme.contacts.find_by(name="Nelly")
    with pytest.raises(MappingError, match="should be a page of 100 rows, but") as caught:
        list(acme.contacts.all())
    assert emulator.requests[-1].request_id == caught.value.request_id


def test_a_lost_answer_leaves_the_callers_own_traceback_alone(
    acme: CompanyClient, emulator: Emulator
) -> None:
    def own() -> None:
        raise ValueError("mine")

    frames: list[str] = []
    try:
        own()
    except ValueError as mine:
        emulator.fail_next(DropAfterCarryingOut(), method="POST")
        with pytest.raises(AmbiguousWriteError):
            acme.contacts.save(Contact(name="Nelly"))
        frames = [frame.name for frame in extract_tb(mine.__traceback__)]
    assert "own" == frames[-1]


def test_a_later_answer_without_a_count_does_not_forget_it() -> None:
    counts = iter([2 * SIZE, None])

    def fetch(number: int, size: int) -> Page[int]:
        rows = range(number * size, (number + 1) * size)
        return Page(number, tuple(rows), next(counts))

    rows = collected(fetch)
    walk = rows.pages()
    assert [SIZE, SIZE] == [len(next(walk)), len(next(walk))]
    assert 2 * SIZE == len(rows)
