"""The command shows no token, code, secret or verifier: not on the terminal, nor anywhere else."""

import gc
import logging
import os
import secrets
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fiken.auth import LoginRecord, LoginRecords, Tokens
from fiken.emulator import DropAfterCarryingOut, Emulator, Status
from fiken.emulator._clients import APP_SECRET
from tests.auth import search
from tests.cli.command import Command, Desk, Done

ISSUED = {"access_token": "hushed-access", "refresh_token": "hushed-refresh"}
#: What Fiken may answer, with tokens where they have no business.
ANSWERS = (
    Status(400, body=ISSUED | {"error": "invalid_grant"}),
    Status(401, body={"error": "invalid_client", "error_description": str(ISSUED)}),
    Status(500, body={"message": str(ISSUED)}),
    Status(200, body=ISSUED | {"token_type": "hushed-kind"}),
    Status(200, body=str(ISSUED), content_type="text/html"),
    DropAfterCarryingOut(),
)
PATHS = ("/oauth/token", "/oauth/revoke")
COMMANDS = (["whoami"], ["companies"], ["accounts"], ["logout"], ["logout", "--local"])


def of(tokens: Tokens | None) -> list[str]:
    """Return the secrets of a login."""
    return list(tokens.dump_secrets().values())[:2] if tokens else []


def kept(settings: Path) -> list[Path]:
    """Return the files in which secrets have to be."""
    return [settings / "tokens.json", *settings.glob("logins/*")]


def traces(done: list[Done]) -> list[search.Trace]:
    """Return all that was printed, and what the system shows of processes."""
    printed = [("printed", text) for one in done for text in (one.out, one.err)]
    return [*printed, *search.in_processes()]


def test_no_command_shows_a_secret(
    desk: Desk, fiken: Command, settings: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever Fiken answers."""
    caplog.set_level(logging.DEBUG)
    hidden, done = ["hushed-", APP_SECRET], list[Done]()
    hidden.append(b64encode(f"{os.environ['FIKEN_CLIENT_ID']}:{APP_SECRET}".encode()).decode())
    del os.environ["FIKEN_CLIENT_SECRET"]  # the environment of this process is searched, too
    for answer in ANSWERS:
        for arguments in COMMANDS:
            if desk.store().load("default") is None:
                hidden += of(desk.let_in())
            desk.emulator.expire_tokens()
            for path in PATHS:
                desk.emulator.fail_next(answer, path=path)
            done.append(fiken(*arguments))
            desk.emulator.clear_faults()
            hidden += of(desk.store().load("default"))
    gc.collect()
    found = [
        *traces(done),
        *search.in_records(caplog.records),
        *search.in_objects(),
        *search.in_files(tmp_path, *kept(settings)),
    ]
    assert {0, 1} == {one.code for one in done}
    assert [] == search.found(found, hidden)


def test_a_typed_token_is_not_shown(
    fiken: Command, emulator: Emulator, settings: Path, tmp_path: Path
) -> None:
    """Neither a right one nor one that Fiken refuses, or that cannot be one."""
    arguments = ["login", "--token", "--replace", "--base-url", emulator.url]
    typed = [Emulator.token, "hushed-token", "hushed token", "hushed-å", ""]
    done = [fiken(*arguments, typed=f"{token}\n") for token in typed]
    emulator.fail_next(Status(500, body={"message": "no hushed-token"}), path="/user")
    done.append(fiken(*arguments, typed="hushed-token\n"))
    gc.collect()
    found = [*traces(done), *search.in_objects(), *search.in_files(tmp_path, *kept(settings))]
    assert [0, 1, 1, 1, 1, 1] == [one.code for one in done]
    assert [] == search.found(found, ["hushed", Emulator.token])


@pytest.mark.parametrize("answer", [None, *ANSWERS], ids=lambda answer: repr(answer)[:20])
def test_a_login_shows_no_secret(
    answer: Status | None, desk: Desk, settings: Path, tmp_path: Path
) -> None:
    """While it waits, its command line shows none, and afterwards nothing that it has printed."""
    login = desk.log_in("--no-browser")
    back = desk.emulator.authorize(login.address())
    waiting = [
        trace for trace in search.in_processes() if trace[0] == f"/proc/{login.popen.pid}/cmdline"
    ]
    if answer is not None:
        desk.emulator.fail_next(answer, path="/oauth/token")
    login.type(back)
    done = login.done()
    hidden = ["hushed-", APP_SECRET, *parse_qs(urlsplit(back).query)["code"]]
    hidden += of(desk.store().load("default"))
    printed = [("printed", done.out), ("printed", done.err)]
    found = [*waiting, *printed, *search.in_files(tmp_path, *kept(settings))]
    assert (answer is not None) == done.code
    assert [] == search.found(found, hidden)


HANGING = """
import os, sys
from fiken.auth import LoginRecord, LoginRecords
def hang(descriptor):
    print("begun", flush=True)
    sys.stdin.read()
os.fsync = hang
LoginRecords().save(LoginRecord("acme", client_id="an-app", client_secret=sys.argv[1]))
"""


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such signals")
def test_a_killed_login_leaves_no_secret(settings: Path) -> None:
    """What it had half written is gone after the next login of the account."""
    secret = secrets.token_hex(16)
    command = [sys.executable, "-c", HANGING, secret]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "begun\n" == process.stdout.readline()
    process.kill()
    process.communicate()
    assert [] != search.found(search.in_files(settings), [secret])
    LoginRecords().save(LoginRecord("acme", client_id="an-app", client_secret="another"))
    assert [] == search.found(search.in_files(settings), [secret])
