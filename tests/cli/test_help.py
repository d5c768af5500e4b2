"""The help fits a screen, and a shell completes commands, families and options."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from fiken.cli._families import families
from fiken.cli._program import COMMANDS, program
from tests.cli.command import Command
from tests.house.source import ROOT

LINES, COLUMNS = 24, 80


def test_the_help_fits_a_screen(fiken: Command) -> None:
    """With every command, and nothing cut in the middle of a word."""
    lines = fiken("--help").out.splitlines()
    assert len(lines) <= LINES
    assert COLUMNS >= max(map(len, lines))
    commands = [line for line in lines if line.startswith("  ")]
    assert list(COMMANDS) == [line.split()[0] for line in commands]
    assert not [line for line in commands if line.endswith("...")]


def test_the_help_imports_no_command() -> None:
    """It is also what a shell completes. So it takes no longer than what it shows."""
    program = (
        "import sys; from fiken.cli._program import program; "
        "program(['--help'], standalone_mode=False); print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    rooms = {f"fiken.cli.{place.partition(':')[0]}" for place, _ in COMMANDS.values()}
    heavy = {"fiken.client", "fiken.repositories", "fiken.reports", "fiken.export", "requests"}
    assert set() == loaded & (rooms | heavy | {"cattrs", "rich.progress", "sqlalchemy", "werkzeug"})


def test_the_help_says_what_commands_say() -> None:
    """Each sentence begins with the verb of the command's own help."""
    context = click.Context(program)
    for name, (_, text) in COMMANDS.items():
        command = program.get_command(context, name)
        assert command is not None
        assert (name, text.split()[0]) == (command.name, (command.help or "").split()[0])


@pytest.mark.parametrize("command", ["list", "show", "download"])
def test_families_are_in_the_help(fiken: Command, command: str) -> None:
    lines = fiken(command, "--help").out.splitlines()
    assert COLUMNS >= max(map(len, lines))
    shown = {line.split()[0] for line in lines if line.startswith("  ")}
    offered = {line.split("\t")[0] for line in fiken(command).out.splitlines()}
    assert offered <= shown
    assert offered <= set(families())


def test_the_help_of_a_family_has_its_options(fiken: Command) -> None:
    """Its filters with their types, and its columns."""
    text = " ".join(fiken("list", "purchase", "--help").out.split())
    for part in [
        "--contact-id NUMBER The id of the supplier.",
        "--paid / --no-paid",
        "--date-ge DATE Date on or after this day.",
        "--sort-by, --sort [date-asc|date-desc]",
        "--since DATE",
        "Columns: purchase_id, ",
        "supplier.*",
    ]:
        assert part in text
    assert "--since" not in fiken("list", "inbox", "--help").out


@pytest.mark.parametrize(
    ("words", "expected", "others"),
    [
        ("fiken li", {"list"}, {"login"}),
        ("fiken list con", {"contacts", "contact-persons"}, {"invoices"}),
        ("fiken list contacts --cust", {"--customer", "--customer-number"}, {"--name"}),
        ("fiken list inbox --status u", {"used", "unused"}, {"all"}),
        ("fiken list contacts --columns name,address.c", {"name,address.city"}, {"name"}),
        ("fiken show inv", {"invoices", "invoice-drafts"}, {"inbox"}),
        ("fiken list payments --s", {"--sale"}, {"--purchase"}),
    ],
)
def test_a_shell_completes(words: str, expected: set[str], others: set[str]) -> None:
    typed = words.split()
    environment = {
        "_FIKEN_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(typed) - 1),
        "PYTHONPATH": str(ROOT),
    }
    program = "from fiken.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    offered = {line.partition(",")[2] for line in done.stdout.splitlines()}
    assert expected <= offered
    assert not others & offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_of_the_shell(shell: str, fiken: Command, tmp_path: Path) -> None:
    """The shell reads it without an error, where it is installed."""
    done = fiken("completion", shell)
    assert (0, True) == (done.code, f"{shell}_complete" in done.out)
    if program := shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(done.out)
        check = subprocess.run([program, "-n", str(script)], capture_output=True, check=False)
        assert (0, b"") == (check.returncode, check.stderr)
