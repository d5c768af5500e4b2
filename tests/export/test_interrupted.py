"""Exports that are interrupted at any moment, begin again, and go on."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from fiken import CompanyClient, Contact
from fiken.emulator import Emulator, Status
from fiken.errors import ExportError, ServerError
from fiken.export import ExportProgress, export
from tests.export.reading import ONLY, TODAY, Days, again, asked, contacts, query, shop, whole
from tests.house.source import ROOT

#: Processes are killed at one of the first steps, of which an export has more.
LAST_STEP = 60


class _StopError(Exception):
    pass


class _StopsAfter:
    """Ends the export after some pages."""

    def __init__(self, pages: int) -> None:
        self.left = pages

    def __call__(self, _: ExportProgress) -> None:
        self.left -= 1
        if not self.left:
            raise _StopError


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "books.db"


@pytest.fixture
def filled() -> Iterator[tuple[Emulator, CompanyClient, list[Contact]]]:
    """A shop with 300 contacts, which are three pages."""
    with shop(Days()) as (emulator, acme):
        yield emulator, acme, contacts(acme, [f"Kunde {number}" for number in range(300)])


Filled = tuple[Emulator, CompanyClient, list[Contact]]


def test_an_interrupted_export_goes_on(filled: Filled, to: Path) -> None:
    """It reads the last page again, to see that no row has moved."""
    emulator, acme, _ = filled
    with pytest.raises(_StopError):
        export(acme, to, only=["contacts"], today=TODAY, progress=_StopsAfter(2))
    before = len(emulator.requests)
    result = export(acme, to, only=["contacts"], today=TODAY)["contacts"]
    pages = [one.query["page"] for one in emulator.requests[before:]][:2]
    assert ["1", "2"] == pages
    assert (300, True) == (result.rows, result.is_whole)
    assert 300 == query(to, "SELECT count(*) FROM contacts")[0][0]


def test_a_last_page_that_was_short_is_not_lost(filled: Filled, to: Path) -> None:
    """The export stopped after the last page, and before it had marked what is missing."""
    emulator, acme, _ = filled
    contacts(acme, ["Nelly"])
    with pytest.raises(_StopError):
        export(acme, to, only=["contacts"], today=TODAY, progress=_StopsAfter(4))
    before = len(emulator.requests)
    assert 301 == export(acme, to, only=["contacts"], today=TODAY)["contacts"].rows
    assert "3" == emulator.requests[before].query["page"]


def test_a_row_that_the_list_skipped_is_not_missing(filled: Filled, to: Path) -> None:
    """One was created and another one deleted between two pages, so the list skips a third one."""
    _, acme, saved = filled
    export(acme, to, only=["contacts"], today=TODAY)

    def meanwhile(progress: ExportProgress) -> None:
        if progress.read == 100:
            contacts(acme, ["Nora"])
            acme.contacts.delete(saved[0])

    export(acme, to, only=["contacts"], today=TODAY, progress=meanwhile)
    again(acme, to)
    there = "SELECT name FROM contacts WHERE missing_since IS NULL"
    assert {one.name for one in acme.contacts.all()} == {name for (name,) in query(to, there)}


def test_rows_that_moved_meanwhile_are_not_lost(filled: Filled, to: Path) -> None:
    emulator, acme, saved = filled
    with pytest.raises(_StopError):
        export(acme, to, only=["contacts"], today=TODAY, progress=_StopsAfter(2))
    for contact in saved[:3]:
        acme.contacts.delete(contact)
    contacts(acme, ["Nora", "Nils", "Nina"])
    before = len(emulator.requests)
    result = export(acme, to, only=["contacts"], today=TODAY)["contacts"]
    assert ["1", "0"] == [one.query.get("page") for one in emulator.requests[before:]][:2]
    assert (300, 3) == (result.rows, result.missing)
    there = {name for (name,) in query(to, "SELECT name FROM contacts WHERE missing_since IS NULL")}
    assert {one.name for one in acme.contacts.all()} == there


def test_a_list_that_became_short_begins_anew(filled: Filled, to: Path) -> None:
    """The page at which it stopped is no longer there."""
    _, acme, saved = filled
    with pytest.raises(_StopError):
        export(acme, to, only=["contacts"], today=TODAY, progress=_StopsAfter(2))
    for contact in saved[50:]:
        acme.contacts.delete(contact)
    result = export(acme, to, only=["contacts"], today=TODAY)["contacts"]
    assert (50, 150) == (result.rows, result.missing)


def test_changes_during_the_interruption_are_found(filled: Filled, to: Path) -> None:
    """Of a page that was written before it."""
    _, acme, saved = filled
    with pytest.raises(_StopError):
        export(acme, to, only=["contacts"], today=TODAY, progress=_StopsAfter(2))
    acme.contacts.save(saved[0].evolve(name="Nelly"))
    export(acme, to, only=["contacts"], today=TODAY)
    assert [("Nelly",)] == query(to, "SELECT name FROM contacts ORDER BY contact_id LIMIT 1")


def test_what_was_finished_is_not_read_again(filled: Filled, to: Path) -> None:
    emulator, acme, _ = filled
    with (
        emulator.failing(Status(500), path="/companies/{companySlug}/products"),
        pytest.raises(ServerError),
    ):
        export(acme, to, only=["contacts", "products"], today=TODAY)
    before = len(emulator.requests)
    export(acme, to, only=["contacts", "products"], today=TODAY)
    lists = [line for line in asked(emulator, before) if "contacts" in line]
    assert ["lastModifiedGe=2026-06-14" in lists[0], "pageSize=1" in lists[-1]] == [True, True]
    assert 300 == query(to, "SELECT count(*) FROM contacts")[0][0]


def test_the_next_export_reads_everything(filled: Filled, to: Path) -> None:
    """An interruption is not remembered for ever."""
    _, acme, _ = filled
    with pytest.raises(_StopError):
        export(acme, to, only=["contacts"], today=TODAY, progress=_StopsAfter(2))
    export(acme, to, only=["contacts"], today=TODAY)
    assert 300 == export(acme, to, only=["contacts"], today=TODAY)["contacts"].read


def test_a_complete_run_ends_the_interruption(filled: Filled, to: Path) -> None:
    """Months later, a run that reads everything does read everything."""
    _, acme, _ = filled
    with pytest.raises(_StopError):
        export(acme, to, only=["contacts", "products"], progress=_StopsAfter(3))
    again(acme, to)
    assert 300 == export(acme, to, only=["contacts"])["contacts"].read


def test_an_interrupted_reading_of_changes_goes_on(filled: Filled, to: Path) -> None:
    emulator, acme, _ = filled
    export(acme, to, only=["contacts"], today=TODAY)
    with pytest.raises(_StopError):
        export(
            acme,
            to,
            only=["contacts"],
            today=TODAY,
            since_last=True,
            progress=_StopsAfter(2),
        )
    before = len(emulator.requests)
    again(acme, to)
    assert "lastModifiedGe=2026-06-14&page=1" in asked(emulator, before)[0]


def test_another_export_at_once_stops_one(filled: Filled, to: Path) -> None:
    """Rows are never taken for missing because another process has read them."""
    _, acme, _ = filled

    def interfere(progress: ExportProgress) -> None:
        if progress.read == 200:
            assert 300 == export(acme, to, only=["contacts"])["contacts"].rows

    with pytest.raises(ExportError, match=r"another export of .* writes to .*books\.db"):
        export(acme, to, only=["contacts"], progress=interfere)
    result = again(acme, to)["contacts"]
    assert (300, 0) == (result.rows, result.missing)


def test_exports_of_other_entities_do_no_harm(filled: Filled, to: Path) -> None:
    """Two jobs may export different entities at the same time."""
    _, acme, _ = filled

    def meanwhile(progress: ExportProgress) -> None:
        if progress.read == 200:
            export(acme, to, only=["accounts"])

    assert 300 == export(acme, to, only=["contacts"], progress=meanwhile)["contacts"].rows
    assert 300 == export(acme, to, only=["contacts"])["contacts"].read


def test_killed_at_any_step_nothing_is_lost(
    acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    """The process is killed at random statements and commits, until one export comes through."""
    contacts(acme, [f"Kunde {number}" for number in range(150)])
    export(acme, tmp_path / "once.db", today=TODAY)
    killed = export_killed(emulator, str(tmp_path / "killed.db"), seed=1)
    assert 3 == killed
    one, other = (whole(partial(query, tmp_path / name)) for name in ("once.db", "killed.db"))
    assert one == other
    assert 150 < len(one["contacts"])


def export_killed(emulator: Emulator, to: str, seed: int, kills: int = 3) -> int:
    """Export in processes of their own, of which some are killed; return how many were."""
    dice, killed = random.Random(seed), 0
    program = [sys.executable, "-m", "tests.export.exporting"]
    place = [emulator.url, emulator.token, emulator.company_slug, to]
    for round_ in range(kills + 1):
        step = dice.randint(1, LAST_STEP) if round_ < kills else 0
        done = subprocess.run(
            [*program, *place, str(step), *ONLY],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        killed += done.returncode != 0
    assert 0 == done.returncode
    return killed
