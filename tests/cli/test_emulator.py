"""`fiken emulator` serves an emulator, and the other commands use it by an account."""

import inspect
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fiken import Contact, Fiken
from fiken.auth import LoginRecords, Tokens
from fiken.cli._emulator import url_here
from fiken.cli._here import is_here
from fiken.cli._program import program
from fiken.emulator import Emulator
from tests.cli.command import PATIENCE, Command, Desk, Process
from tests.house.source import ROOT


@contextmanager
def served(*arguments: str) -> Generator[list[str]]:
    """Run the command, yield the lines that it prints first, and stop it as Ctrl-C does."""
    process = Process(["emulator", "--port", "0", *arguments])
    try:
        assert process.popen.stdout is not None
        yield [process.popen.stdout.readline().rstrip("\n") for _ in range(6)]
        process.popen.send_signal(signal.SIGINT)
        assert 0 == process.popen.wait(PATIENCE), process.err
    finally:
        process.end()


@pytest.fixture
def running() -> Iterator[list[str]]:
    """The lines of an emulator that runs, with the account "emulator"."""
    with served("--seed", "1") as lines:
        yield lines


def test_every_option_of_an_emulator_is_there() -> None:
    """And no other ones than `python -m fiken.emulator` has, and the name of the account."""
    command = program.get_command(program.make_context("fiken", ["login"]), "emulator")
    assert command is not None
    context = command.make_context("emulator", [])
    expected = {*inspect.signature(Emulator).parameters, "oauth_app", "account"}
    assert expected == set(context.params)
    defaults = {each.name: each.default for each in inspect.signature(Emulator).parameters.values()}
    assert {
        **defaults,
        "port": 8080,
        "oauth_app": (),
        "window_hosts": (),
        "account": "emulator",
    } == context.params


def test_another_terminal_uses_it(running: list[str], fiken: Command) -> None:
    """The line that is printed can be typed there, without anything before it."""
    words = running[2].removeprefix("Try:").split()
    assert "fiken" == words[0]
    done = fiken(*words[1:])
    assert (0, "") == (done.code, done.err)
    assert "Havgapet Kafé AS" in done.out


def test_a_program_uses_it(running: list[str]) -> None:
    url = running[0].split()[-1]
    with Fiken(account="emulator") as client:
        acme = client.company("fiken-demo-fjellbris-kaffe-as")
        nelly = acme.contacts.save(Contact(name="Nelly Bloom"))
        assert acme.contacts.find(nelly.contact_id) == nelly
    record = LoginRecords().load("emulator")
    assert record is not None
    assert url == record.base_url


def test_the_account_ends_with_it(fiken: Command) -> None:
    with served() as lines:
        url = lines[0].split()[-1]
        assert f"emulator\tpersonal token\tnever\t{url}\n" == fiken("accounts").out
    assert "" == fiken("accounts").out
    assert None is LoginRecords().load("emulator")


@pytest.fixture
def handlers() -> Iterator[None]:
    """The handlers of signals, which are restored at the end."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_it_serves_until_ctrl_c(desk: Desk, fiken: Command) -> None:
    """In this process, so that the coverage sees it."""
    names = list[str | None]()

    def visit() -> None:
        try:
            ends = time.monotonic() + PATIENCE
            while "trial" not in desk.store().accounts():
                assert time.monotonic() < ends
                time.sleep(0.02)
            with Fiken(account="trial") as client:
                names.append(client.user().name)
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    visitor = threading.Thread(target=visit)
    visitor.start()
    done = fiken("emulator", "--port", "0", "--account", "trial", "--oauth-app", desk.redirect_uri)
    visitor.join()
    assert (0, "", ["Emma Demo"]) == (done.code, done.err, names)
    assert "OAuth: http://127.0.0.1:" in done.out
    assert () == desk.store().accounts()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_well(number: signal.Signals) -> None:
    process = Process(["emulator", "--port", "0"])
    assert process.popen.stdout is not None
    process.popen.stdout.readline()
    process.popen.send_signal(number)
    assert (0, "") == (process.popen.wait(PATIENCE), process.err)
    process.end()


def test_one_that_was_killed_is_replaced(desk: Desk, fiken: Command) -> None:
    """Its account is still there. The next run takes it over, and says so."""
    process = Process(["emulator", "--port", "0"])
    assert process.popen.stdout is not None
    url = process.popen.stdout.readline().split()[-1]
    process.end()
    assert ("emulator",) == desk.store().accounts()
    again = Process(["emulator", "--port", "0"])
    assert again.popen.stdout is not None
    other = again.popen.stdout.readline().split()[-1]
    assert other in fiken("accounts").out
    again.end()
    assert f"The account 'emulator' was that of {url} until now.\n" == again.err


def test_one_that_is_not_running(fiken: Command, tmp_path: Path) -> None:
    """Its account is still there if it was killed."""
    process = Process(["emulator", "--port", "0", "--data", str(tmp_path / "books.db")])
    assert process.popen.stdout is not None
    process.popen.stdout.readline()
    process.popen.stdout.readline()
    process.end()
    done = fiken("whoami", "--account", "emulator")
    assert 1 == done.code
    assert "no connection" in done.err
    assert done.err.endswith("If this is an emulator, start it again with fiken emulator\n")


@pytest.mark.usefixtures("running")
def test_the_default_account_is_another_one(fiken: Command) -> None:
    """The error names the accounts that there are."""
    done = fiken("whoami")
    assert 1 == done.code
    remedy = "name one that is logged in, --account emulator, or log it in"
    assert f"the account 'default' is not logged in: {remedy}: fiken login" in done.err


def test_another_login_is_never_replaced(desk: Desk, fiken: Command) -> None:
    """Whatever it is, and wherever it belongs."""
    for tokens in (desk.let_in("emulator"), Tokens(access_token="made.up")):
        desk.store().save("emulator", tokens)
        done = fiken("emulator", "--port", "0")
        assert 1 == done.code
        assert "has another login, which is kept: name another account with --account" in done.err
        assert tokens == desk.tokens("emulator")
        assert None is not LoginRecords().load("emulator")


def test_a_login_made_meanwhile_is_kept(desk: Desk) -> None:
    """The account is removed at the end only if it is still that of this emulator."""
    with served("--account", "trial"):
        desk.store().save("trial", Tokens(access_token="made.up"))
    assert "made.up" == desk.tokens("trial").access_token


def test_fiken_account_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = desk.let_in("acme")
    monkeypatch.setenv("FIKEN_ACCOUNT", "acme")
    with served():
        assert ("acme", "emulator") == desk.store().accounts()
        assert tokens == desk.tokens("acme")


def test_books_are_kept_in_a_file(tmp_path: Path) -> None:
    path = str(tmp_path / "books.db")
    with served("--data", path), Fiken(account="emulator") as client:
        acme = client.company("fiken-demo-fjellbris-kaffe-as")
        nelly = acme.contacts.save(Contact(name="Nelly Bloom"))
    with served("--data", path), Fiken(account="emulator") as client:
        acme = client.company("fiken-demo-fjellbris-kaffe-as")
        assert "Nelly Bloom" == acme.contacts.find(nelly.contact_id).name


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--port", "99999"], "port is a whole number from 0 to 65535, not 99999"),
        (["--port", "http"], "Invalid value for '--port': 'http' is not a valid integer"),
        (["--clock", "yesterday"], "not a date or a date and time, such as 2026-06-15T12:00"),
        (["--modules", "tid"], "there is no module tid; there is projects, time"),
        (["--vat-type", "weekly"], "vat_type is one of no, yearly, monthly, bi-monthly"),
        (["--oauth-app", "callback"], "redirect_uri is an absolute URL"),
        (["books.db"], "Got unexpected extra argument (books.db)"),
    ],
)
def test_wrong_options_are_wrong_usage(fiken: Command, arguments: list[str], problem: str) -> None:
    done = fiken("emulator", *arguments)
    assert 2 == done.code
    assert problem in done.err


def test_a_port_in_use_has_a_remedy(desk: Desk) -> None:
    """And no account is made."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = Process(["emulator", "--port", str(listener.getsockname()[1])])
        done = process.done()
        process.end()
    assert 1 == done.code
    assert "already in use" in done.err
    assert "name another port with --port, such as 0 for any free one" in done.err
    assert () == desk.store().accounts()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080/api/v2", "http://127.0.0.1:8080/api/v2"),
        ("http://localhost:8080/api/v2", "http://localhost:8080/api/v2"),
        ("http://[::1]:8080/api/v2", "http://[::1]:8080/api/v2"),
        ("http://0.0.0.0:8080/api/v2", "http://127.0.0.1:8080/api/v2"),
        ("http://[::]:8080/api/v2", "http://[::1]:8080/api/v2"),
        ("http://192.168.1.5:8080/api/v2", ""),
        ("http://desk.example:8080/api/v2", ""),
    ],
)
def test_tokens_go_to_this_machine_only(url: str, expected: str) -> None:
    """An emulator on another address gets no account, since its URL would be refused."""
    assert expected == url_here(url)
    assert not is_here(f"http://127.0.0.1:8080@{urlsplit(url).hostname}.example:80/")
    assert not is_here("http://[")


def test_one_for_the_whole_network(fiken: Command) -> None:
    with served("--host", "0.0.0.0") as lines:
        port = urlsplit(lines[0].split()[-1]).port
        assert f"http://127.0.0.1:{port}/api/v2" in fiken("accounts").out
        assert 0 == fiken("whoami", "--account", "emulator").code


def test_it_needs_a_package() -> None:
    """The other commands and the help do without it."""
    program = (
        "import sys; sys.modules['werkzeug'] = None; from fiken.cli import main; "
        "sys.argv[1:] = {arguments}; main()"
    )
    shown, failed = (
        subprocess.run(
            [sys.executable, "-c", program.format(arguments=arguments)],
            capture_output=True,
            check=False,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for arguments in (["--help"], ["emulator"])
    )
    assert (0, "") == (shown.returncode, shown.stderr)
    assert 1 == failed.returncode
    remedy = "the emulator needs the package werkzeug: run pip install 'fiken[emulator]'"
    assert f"fiken: {remedy}\n" == failed.stderr
