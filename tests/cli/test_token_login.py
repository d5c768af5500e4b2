"""`fiken login --token` takes a personal token, and stores it if Fiken accepts it."""

import os
import pty
import select
import subprocess
import sys

import pytest

from fiken.emulator import Emulator
from tests.cli.command import PATIENCE, Command, Desk
from tests.house.source import ROOT

TOKEN = Emulator.token


@pytest.fixture
def by_token(emulator: Emulator) -> list[str]:
    """The arguments of a login at the emulator."""
    return ["login", "--token", "--base-url", emulator.url]


def test_a_token_is_checked_and_stored(desk: Desk, fiken: Command, by_token: list[str]) -> None:
    done = fiken(*by_token, "--account", "acme", typed=f"{TOKEN}\n")
    assert (0, "", "The account 'acme' is logged in as Emma Demo.\n") == done
    assert ("acme",) == desk.store().accounts()
    assert TOKEN == desk.tokens("acme").access_token
    assert ["/user"] == [request.path for request in desk.emulator.requests]


def test_a_refused_token_is_not_stored(desk: Desk, fiken: Command, by_token: list[str]) -> None:
    done = fiken(*by_token, typed="1001.another\n")
    assert 1 == done.code
    (sentence,) = done.err.splitlines()
    assert sentence.startswith("fiken: Fiken does not accept this token")
    assert "1001.another" not in sentence
    assert () == desk.store().accounts()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("\n", "is empty"), ("1001. x\n", "contains a space"), ("", "the input has ended")],
)
def test_what_is_no_token_is_not_sent(
    emulator: Emulator, fiken: Command, by_token: list[str], typed: str, problem: str
) -> None:
    done = fiken(*by_token, typed=typed)
    assert 1 == done.code
    assert problem in done.err
    assert () == tuple(emulator.requests)


@pytest.mark.parametrize(
    "arguments",
    [["--token", TOKEN], [f"--token={TOKEN}"], ["--tokn", TOKEN], [f"--tokn={TOKEN}"], [TOKEN]],
)
def test_a_token_is_never_an_argument(fiken: Command, arguments: list[str]) -> None:
    """It is not repeated either."""
    done = fiken("login", *arguments)
    assert 2 == done.code
    assert TOKEN not in done.out + done.err


def test_an_account_is_an_option(fiken: Command) -> None:
    """The name of one may be what was meant by an argument."""
    done = fiken("login", "acme")
    assert 2 == done.code
    assert "Write the name of an account after --account." in done.err


def test_a_login_is_replaced_after_a_question(
    desk: Desk, fiken: Command, by_token: list[str]
) -> None:
    other = desk.emulator.users[1].tokens[0]
    assert 0 == fiken(*by_token, typed=f"{TOKEN}\n").code
    refused = fiken(*by_token, typed=f"n\n{other}\n")
    assert 1 == refused.code
    question, refusal = refused.err.splitlines()
    assert "The account 'default' is logged in already. Replace its login? [y/N]: " == question
    assert refusal.startswith("fiken: nothing was changed: ")
    assert TOKEN == desk.tokens().access_token
    assert 0 == fiken(*by_token, typed=f"y\n{other}\n").code
    assert other == desk.tokens().access_token


def test_a_script_has_to_say_so(desk: Desk, fiken: Command, by_token: list[str]) -> None:
    other = desk.emulator.users[1].tokens[0]
    assert 0 == fiken(*by_token, typed=f"{TOKEN}\n").code
    assert 1 == fiken(*by_token).code
    assert TOKEN == desk.tokens().access_token
    assert 0 == fiken(*by_token, "--replace", typed=f"{other}\n").code
    assert other == desk.tokens().access_token


def test_a_login_in_the_meantime_is_kept(desk: Desk, fiken: Command) -> None:
    """It was not there when the person could have been asked. The new one is ended at Fiken."""
    login = desk.log_in("--no-browser")
    url = login.address()
    by_token = ["login", "--token", "--base-url", desk.emulator.url]
    assert 0 == fiken(*by_token, typed=f"{TOKEN}\n").code
    login.type(desk.emulator.authorize(url))
    done = login.done()
    assert 1 == done.code
    assert "another login was stored for the account 'default'" in done.err
    assert TOKEN == desk.tokens().access_token
    assert "/oauth/revoke" == desk.emulator.requests[-1].path


@pytest.mark.parametrize("name", ["", "ac\nme"])
def test_a_name_that_cannot_be(desk: Desk, fiken: Command, by_token: list[str], name: str) -> None:
    done = fiken(*by_token, "--account", name, typed=f"{TOKEN}\n")
    assert 1 == done.code
    assert done.err.startswith("fiken: the name of the account must be text of 1 to 255")
    assert () == desk.store().accounts()


def test_a_terminal_does_not_show_it(by_token: list[str]) -> None:
    shown = in_terminal(by_token, f"{TOKEN}\n")
    assert "Personal token (it is not shown): " in shown
    assert "is logged in as Emma Demo" in shown
    assert TOKEN not in shown


def test_ctrl_c_at_a_question(by_token: list[str]) -> None:
    shown = in_terminal(by_token, CTRL_C.decode(), code=130)
    assert "fiken: interrupted" == shown.splitlines()[-1]


def test_a_terminal_shows_a_table(by_token: list[str], fiken: Command) -> None:
    assert 0 == fiken(*by_token, typed=f"{TOKEN}\n").code
    shown = in_terminal(["companies"])
    assert "Organization" in shown
    assert "fiken-demo-fjellbris-kaffe-as" in shown
    assert "\N{BOX DRAWINGS LIGHT VERTICAL}" in shown


CTRL_C = b"\x03"

#: Seconds after which Ctrl-C is pressed once more.
AGAIN = 6.0

#: A process that gets its standard input as its terminal, and then becomes the command.
AT_A_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "fiken.cli", *sys.argv[1:]])
"""


def in_terminal(arguments: list[str], typed: str = "", code: int = 0) -> str:
    """Return what a terminal shows of a run of the command, in which something is typed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "160", "TERM": "xterm"},
    )
    os.close(theirs)
    shown, again = b"", list[bytes]()
    try:
        while True:
            ready, _, _ = select.select([ours], [], [], AGAIN if again else PATIENCE)
            if not ready:
                # Python does not see a Ctrl-C that comes just before it begins to read.
                assert again, f"nothing more is shown after {shown!r}"
                os.write(ours, again.pop())
                continue
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the terminal is closed
                break
            if not piece:
                break
            shown += piece
            if typed and b"shown): " in shown:
                os.write(ours, typed.encode())
                again = [CTRL_C] * 3 if typed.encode() == CTRL_C else []
                typed = ""
        assert code == process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)
    return shown.decode()
