"""`fiken export` copies the books into a database or a folder."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from fiken.emulator import WaitBeforeCarryingOut
from fiken.export import ENTITIES
from tests.cli.command import PATIENCE, Command, Desk, Process, shown_at
from tests.export.reading import query
from tests.house.source import ROOT
from tests.servers.postgres import Postgres


@pytest.fixture(autouse=True)
def login(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login of the default account, and its company."""
    desk.let_in()
    monkeypatch.setenv("FIKEN_COMPANY", desk.emulator.company_slug)


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "books.db"


def test_the_books_are_exported(fiken: Command, to: Path) -> None:
    """One line per entity says how many rows there are, were read, and are missing."""
    done = fiken("export", "--to", str(to))
    assert (0, "") == (done.code, done.err)
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert list(ENTITIES) == [line[0] for line in lines]
    for name, rows, read, missing, text in lines:
        count = query(to, f"SELECT count(*) FROM {name}")[0][0]
        assert [str(count), str(count), "0", ""] == [rows, read, missing, text]


def test_some_entities_are_exported(fiken: Command, to: Path) -> None:
    done = fiken("export", "--to", str(to), "--only", "journal-entries, contacts", "--since-last")
    assert ["contacts", "journal_entries"] == [x.split("\t")[0] for x in done.out.splitlines()]


def test_a_second_run_reads_changes(fiken: Command, to: Path) -> None:
    fiken("export", "--to", str(to), "--only", "contacts,sales")
    done = fiken("export", "--to", str(to), "--only", "contacts,sales", "--since-last")
    assert ["0", "0"] == [line.split("\t")[3] for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "Missing option '--to'"),
        (["--to", "b.db", "--only", "contcts"], 2, "no entity 'contcts': did you mean contacts or"),
        (["--to", "b.db", "--only", ""], 2, "no entity '': there are accounts, "),
        (["--to", "books.csv"], 1, "books.csv would be a file of the kind .csv, which cannot"),
        (["--to", "nowhere/b.db"], 1, "nowhere: create it first"),
        (["--to", "mysql://localhost/b"], 1, "SQLite and PostgreSQL, and as Parquet, not to mysql"),
        (["--to", "notes.txt"], 1, "notes.txt is not a database of SQLite, so nothing"),
        (["--to", "shop.db"], 1, "shop.db belongs to another program: it has a table orders"),
        (["--to", ""], 1, "an export needs a place"),
        (["--to", "postgresql:/localhost/b"], 1, "begins with postgresql://"),
    ],
)
def test_a_mistake_is_one_sentence(
    fiken: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("Notes, and no database.\n" * 100)
    query(Path("shop.db"), "CREATE TABLE orders (id)")
    done = fiken("export", *arguments)
    assert code == done.code
    assert says in " ".join(done.err.split())
    assert "" == done.out
    assert not Path("b.db").exists()


@pytest.mark.parametrize(
    "to",
    [
        "postgresql://nelly:geheim@db/books",
        "postgresql://nelly:geheim/7@db/books",
        "postgresql://nelly:ge@heim@db/books",
        "postgresql+psycopg://:geheim@db/books",
        "postgresql://nelly@db/books?password=geheim",
        "mysql://nelly:geheim@db/books",
        "postgres//nelly:geheim@db/books",
        "host=db dbname=books password=geheim",
    ],
)
def test_a_password_is_no_argument(fiken: Command, desk: Desk, to: str) -> None:
    """It is not shown, and nothing is asked of Fiken."""
    before = len(desk.emulator.requests)
    done = fiken("export", "--to", to)
    assert (2, "") == (done.code, done.out)
    assert "a password is never an argument" in done.err
    assert "put it into PGPASSWORD or ~/.pgpass" in " ".join(done.err.split())
    assert "heim" not in done.err
    assert before == len(desk.emulator.requests)


@pytest.fixture
def guarded(postgres: Postgres) -> Iterator[str]:
    """The URL of a database whose user needs a password, without it."""
    name, rules = f"kept_{uuid4().hex}", postgres.data / "pg_hba.conf"
    open_to_all = rules.read_text()
    postgres.run(f"CREATE ROLE {name} LOGIN PASSWORD 'geheim'")
    postgres.run(f"CREATE DATABASE {name} OWNER {name}")
    rules.write_text(f"local {name} {name} scram-sha-256\n{open_to_all}")
    postgres.run("SELECT pg_reload_conf()")
    yield f"postgresql://{name}@/{name}?host={postgres.folder}"
    rules.write_text(open_to_all)
    postgres.run("SELECT pg_reload_conf()")
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")
    postgres.run(f"DROP ROLE {name}")


@pytest.mark.parametrize("place", ["PGPASSWORD", ".pgpass"])
def test_postgres_finds_the_password(
    fiken: Command, guarded: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    """Where it always looks: in the environment, or in a file of the user."""
    arguments = ["export", "--to", guarded, "--only", "products"]
    ends = time.monotonic() + PATIENCE
    while (done := fiken(*arguments)).code == 0:  # the server reads its new rules a little later
        assert time.monotonic() < ends
    assert "no password supplied" in done.err
    if place == "PGPASSWORD":
        monkeypatch.setenv("PGPASSWORD", "geheim")
    else:
        file = tmp_path / ".pgpass"
        file.touch(0o600)
        file.write_text("*:*:*:*:geheim\n")
        monkeypatch.setenv("PGPASSFILE", str(file))  # as root, its place does not follow from HOME
    done = fiken(*arguments)
    assert (0, "") == (done.code, done.err)
    assert "products" == done.out.split("\t")[0]


def test_a_terminal_shows_a_table(to: Path) -> None:
    """And while it works, how far it is."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "fiken.cli", "export", "--to", str(to), "--only", "contacts"],
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(theirs)
    # It is read meanwhile: a slow machine shows more steps than a terminal holds.
    shown = shown_at(ours)
    assert 0 == done.wait(PATIENCE)
    assert re.search(r"Entity.*Rows.*Read.*Missing", shown)
    assert re.search(r"contacts.*20/20", shown)


def test_an_interrupted_export_says_that_it_goes_on(desk: Desk, to: Path) -> None:
    """The exit code is that of Ctrl-C, which comes while the fourth request is unanswered."""
    desk.emulator.fail_next(WaitBeforeCarryingOut(2 * PATIENCE), skip=3)
    process = Process(["export", "--to", str(to), "--verbose"])
    try:
        while desk.emulator.pending_faults:
            assert process.popen.poll() is None, process.err
            time.sleep(0.01)
        process.popen.send_signal(signal.SIGINT)
        done = process.done()
    finally:
        process.end()
    assert 130 == done.code
    assert "the same command goes on with the rest" in done.err
