"""A company that is not a test company is written to only after a yes."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fiken import CompanyClient, Contact
from fiken.emulator import Emulator
from tests.cli.writing.conftest import Writing
from tests.house.source import ROOT


@pytest.fixture
def real(fiken: Writing) -> Iterator[Emulator]:
    """An emulator whose company is not a test company; the command uses it."""
    with Emulator(seed=1, test_company=False) as emulator:
        fiken.url = emulator.url
        yield emulator


@pytest.fixture
def acme(real: Emulator) -> Iterator[CompanyClient]:
    """That company."""
    with real.client() as client:
        yield client.company(real.company_slug)


def writes(emulator: Emulator) -> int:
    """Return how many requests that write something the emulator has served."""
    return sum(each.method != "GET" for each in emulator.requests)


def test_without_a_terminal_it_is_refused(
    fiken: Writing, real: Emulator, acme: CompanyClient
) -> None:
    """Also if somebody has put a yes into the pipe."""
    nelly = acme.contacts.save(Contact(name="Nelly"))
    key, before = str(nelly.contact_id), writes(real)
    for command in (
        ["create", "contacts", "name=Bo"],
        ["update", "contacts", key, "name=Bo"],
        ["delete", "contacts", key],
    ):
        done = fiken(*command, typed="y\n")
        assert (1, "") == (done.code, done.out)
        assert "which is not a test company, and nobody can be asked here" in done.err
        assert done.err.endswith(": add --yes\n")
    assert before == writes(real)
    assert 0 == fiken("create", "contacts", "name=Bo", "--yes").code
    assert 0 == fiken("update", "contacts", key, "name=Anne", "--yes").code
    assert 0 == fiken("delete", "contacts", key, "-y").code


CREATE = ("create", "contacts", "name=Bo")
SEND = ("request", "POST", "/companies/{company}/contacts", "--data", '{"name": "Bo"}')


def at_terminal(real: Emulator, *arguments: str) -> tuple["subprocess.Popen[str]", int]:
    """Start `fiken`, and return the process and the terminal for its answers."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tests.cli.writing.quick", *arguments]
    process = subprocess.Popen(
        [*command, "--base-url", real.url, "--company", real.company_slug],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "FIKEN_TOKEN": real.token},
    )
    os.close(theirs)
    return process, ours


@pytest.mark.parametrize(
    ("command", "question"), [(CREATE, "Create 1 contact for "), (SEND, "Send POST /companies/")]
)
@pytest.mark.parametrize(("answer", "code", "number"), [("n", 1, 0), ("", 1, 0), ("y", 0, 1)])
@pytest.mark.usefixtures("fiken")
def test_a_person_is_asked(
    answer: str,
    code: int,
    number: int,
    command: tuple[str, ...],
    question: str,
    real: Emulator,
) -> None:
    """No is the default."""
    process, terminal = at_terminal(real, *command)
    os.write(terminal, f"{answer}\n".encode())
    _, err = process.communicate(timeout=120)
    os.close(terminal)
    assert code == process.returncode, err
    assert question in err
    assert " for Fjellbris Kaffe AS (" in err
    assert number == writes(real)


def test_a_file_that_grows_is_refused(real: Emulator, fiken: Writing) -> None:
    """Another program was writing to it, so the last row may have been cut: "Bo" of "Boel"."""
    file = fiken.file("c.csv", "name\nKari\nBo")
    process, terminal = at_terminal(real, "create", "contacts", "--from", file)
    assert process.stderr is not None
    shown = [process.stderr.readline() for _ in range(3)]
    assert 'row 3: {"name": "Bo"' in shown[-1]
    with Path(file).open("a") as growing:
        growing.write("el\n")
    os.write(terminal, b"y\n")
    _, err = process.communicate(timeout=120)
    os.close(terminal)
    assert (1, 0) == (process.returncode, writes(real))
    assert f"{file} has changed since it was read, so nothing was sent" in err
