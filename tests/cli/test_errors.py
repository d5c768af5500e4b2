"""An error is one sentence on stderr, and the exit code says what kind it is."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from click import Context

from fiken import __version__
from fiken.auth import LoginRecord, LoginRecords
from fiken.cli._program import program
from fiken.cli._sentences import sentence_of, sentences
from tests.cli.command import Command, Desk
from tests.house.source import ROOT


def test_the_version_is_shown(fiken: Command) -> None:
    assert (0, f"fiken, version {__version__}\n", "") == fiken("--version")


@pytest.mark.parametrize("arguments", [["--help"], ["login", "-h"]])
def test_help_is_no_error(fiken: Command, arguments: list[str]) -> None:
    done = fiken(*arguments)
    assert (0, "") == (done.code, done.err)


@pytest.mark.parametrize(
    "arguments", [["logn"], ["login", "--acount", "acme"], ["whoami", "acme"], []]
)
def test_wrong_usage_ends_with_2(fiken: Command, arguments: list[str]) -> None:
    assert 2 == fiken(*arguments).code


def test_files_are_private(desk: Desk, settings: Path) -> None:
    """The store, and what is remembered beside it."""
    desk.let_in()
    files = [path for path in settings.rglob("*") if path.is_file()]
    assert 2 <= len(files)
    assert {0o600} == {path.stat().st_mode & 0o777 for path in files}
    folders = [settings, *(path for path in settings.rglob("*") if path.is_dir())]
    assert {0o700} == {path.stat().st_mode & 0o777 for path in folders}


def test_a_store_that_others_can_read(desk: Desk, fiken: Command, settings: Path) -> None:
    """It is told before the browser opens."""
    desk.let_in()
    (settings / "tokens.json").chmod(0o644)
    for arguments in (["login"], ["logout"], ["whoami"], ["accounts"]):
        done = fiken(*arguments)
        assert 1 == done.code
        assert "chmod 600" in done.err


@pytest.fixture
def record(settings: Path) -> Path:
    """The file of what is remembered about the account "default"."""
    LoginRecords().save(LoginRecord("default", client_id="acme-sync", client_secret="made-up"))
    (path,) = (settings / "logins").iterdir()
    return path


def test_a_record_that_others_can_read(fiken: Command, record: Path) -> None:
    record.chmod(0o640)
    done = fiken("login")
    assert 1 == done.code
    assert f"run chmod 600 {record}" in done.err


def test_a_record_that_is_damaged(fiken: Command, record: Path) -> None:
    """It is not overwritten either."""
    record.write_text("{", "utf-8")
    done = fiken("login")
    assert 1 == done.code
    assert "It was not changed. Restore it from a backup, or remove it" in done.err
    assert "{" == record.read_text("utf-8")


def test_a_folder_that_cannot_be_written(desk: Desk, fiken: Command, settings: Path) -> None:
    settings.parent.mkdir()
    settings.write_text("a file", "utf-8")
    done = fiken("login", "--token", "--base-url", desk.emulator.url, typed="1001.x\n")
    assert 1 == done.code
    assert str(settings) in done.err
    assert () == tuple(desk.emulator.requests)


def raise_unexpected(values: dict[str, str]) -> None:
    values["a-secret"]


def test_an_unexpected_error_names_its_place() -> None:
    """Not its message, which may contain anything."""
    with pytest.raises(KeyError) as caught:
        raise_unexpected({})
    sentence = sentence_of(caught.value)
    assert sentence.startswith("unexpected KeyError in test_errors.py, line ")
    assert sentence.endswith(": please report it")


def test_a_warning_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with sentences(Context(program)):
        warnings.simplefilter("always")
        warnings.warn("the tokens are not stored", UserWarning, stacklevel=1)
    assert "fiken: the tokens are not stored\n" == capsys.readouterr().err


@pytest.mark.parametrize("package", ["click", "rich"])
def test_a_missing_package_is_named(package: str) -> None:
    """The command is there without its extra too."""
    code = f"import sys; sys.modules[{package!r}] = None; from fiken.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    hint = f"fiken: the command needs the package {package}: run pip install 'fiken[cli]'\n"
    assert (1, "", hint) == (done.returncode, done.stdout, done.stderr)


def test_a_closed_pipe_is_no_traceback(desk: Desk, fiken: Command) -> None:
    by_token = ["login", "--token", "--base-url", desk.emulator.url]
    assert 0 == fiken(*by_token, typed=f"{desk.emulator.token}\n").code
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fiken.cli", "companies"],
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    finally:
        os.close(writer)
    assert (1, "") == (done.returncode, done.stderr)
