"""`fiken whoami`, `accounts` and `companies` show what a login is, and what it can use."""

import os
import pty
import re
import subprocess
import sys
import unicodedata

import pytest

from fiken.auth import Tokens
from fiken.cli._output import clean, show
from tests.cli.command import Command, Desk, shown_at
from tests.house.source import ROOT


@pytest.fixture(autouse=True)
def logins(desk: Desk, fiken: Command) -> None:
    """Two accounts: "acme" with an app, and "solvik" with a personal token of another user."""
    desk.let_in("acme")
    token = desk.emulator.users[2].tokens[0]
    by_token = ["login", "--token", "--base-url", desk.emulator.url, "--account", "solvik"]
    assert 0 == fiken(*by_token, typed=f"{token}\n").code


def test_accounts_are_listed(desk: Desk, fiken: Command) -> None:
    """With the app, the expiry in the time of this machine, and the API."""
    done = fiken("accounts")
    app = desk.emulator.oauth_app(desk.redirect_uri)
    moment = desk.tokens("acme").expires_at
    assert moment is not None
    expiry = f"{moment.astimezone():%Y-%m-%d %H:%M}"
    url = desk.emulator.url
    expected = [f"acme\tapp {app.client_id}\t{expiry}\t{url}"]
    expected += [f"solvik\tpersonal token\tnever\t{url}"]
    assert (0, expected, "") == (done.code, done.out.splitlines(), done.err)


def test_companies_are_listed(desk: Desk, fiken: Command) -> None:
    done = fiken("companies", "--account", "acme")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [list(desk.emulator.users[0].companies)] == [[row[0] for row in rows]]
    assert ["test", "API"] == rows[0][3:]
    assert ["no API"] == rows[1][4:]


def test_a_test_company_has_the_module(desk: Desk, fiken: Command) -> None:
    """Whatever `hasApiAccess` says (docs/observed.md#6-tokens-and-oauth)."""
    done = fiken("companies", "--account", "solvik")
    assert ["test", "API"] == done.out.rstrip().split("\t")[3:]
    with desk.emulator.client(token=desk.emulator.users[2].tokens[0]) as client:
        assert [(False, True)] == [
            (each.has_api_access, each.test_company) for each in client.companies.all()
        ]


def test_each_account_has_its_companies(desk: Desk, fiken: Command) -> None:
    done = fiken("companies", "--account", "solvik")
    slugs = [line.split("\t")[0] for line in done.out.splitlines()]
    assert list(desk.emulator.users[2].companies) == slugs


def test_whoami_names_the_user(fiken: Command) -> None:
    done = fiken("whoami", "--account", "solvik")
    assert (0, "Solveig Te\tsolveig@solvik.example\n", "") == done


def test_the_environment_names_the_account(fiken: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIKEN_ACCOUNT", "solvik")
    assert "Solveig Te" in fiken("whoami").out
    assert "Emma Demo" in fiken("whoami", "--account", "acme").out


def test_the_environment_has_a_token(
    desk: Desk, fiken: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for the library: an account has to be named then."""
    monkeypatch.setenv("FIKEN_TOKEN", desk.emulator.users[1].tokens[0])
    assert "Jonas Regnskap" in fiken("whoami", "--base-url", desk.emulator.url).out
    assert "Emma Demo" in fiken("whoami", "--account", "acme").out
    monkeypatch.setenv("FIKEN_ACCOUNT", "acme")
    done = fiken("whoami", "--base-url", desk.emulator.url)
    assert 1 == done.code
    assert "FIKEN_TOKEN and FIKEN_ACCOUNT are both set" in done.err


def test_a_token_goes_nowhere_else(desk: Desk, fiken: Command) -> None:
    done = fiken("whoami", "--account", "acme", "--base-url", "http://127.0.0.1:9/api/v2")
    assert 1 == done.code
    assert f"belongs to {desk.emulator.url}, and its token is sent nowhere else" in done.err


def test_a_revoked_login_has_to_be_repeated(desk: Desk, fiken: Command) -> None:
    desk.emulator.oauth_app(desk.redirect_uri).revoke(desk.tokens("acme"))
    done = fiken("whoami", "--account", "acme")
    assert 1 == done.code
    assert done.err.startswith("fiken: the account 'acme' has to log in to Fiken")
    assert done.err.endswith("run fiken login --account acme\n")


def test_a_personal_token_that_was_deleted(desk: Desk, fiken: Command) -> None:
    desk.store().save("solvik", Tokens(access_token="9.deleted"))
    done = fiken("companies", "--account", "solvik")
    assert 1 == done.code
    assert "Log in again with fiken login" in done.err
    assert "(401, request " in done.err
    assert 1 == len(done.err.splitlines())


def test_an_account_without_login(fiken: Command) -> None:
    done = fiken("companies")
    assert 1 == done.code
    assert "the account 'default' is not logged in" in done.err
    assert done.err.endswith("log it in: fiken login --account default\n")


def test_nobody_is_logged_in(fiken: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIKEN_STORE", "another.json")
    assert (0, "", "no account is logged in: run fiken login\n") == fiken("accounts")


def test_a_database_keeps_the_logins(
    desk: Desk, fiken: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the library finds it. An account of the same name in another store is another one."""
    monkeypatch.setenv("FIKEN_STORE", f"sqlite:///{desk.page.parent}/tokens.db")
    assert "" == fiken("accounts").out
    by_token = ["login", "--token", "--base-url", desk.emulator.url, "--account", "acme"]
    assert 0 == fiken(*by_token, typed=f"{desk.emulator.token}\n").code
    assert fiken("accounts").out.startswith("acme\tpersonal token\tnever")
    monkeypatch.delenv("FIKEN_STORE")
    assert fiken("accounts").out.startswith("acme\tapp ")


def test_two_spellings_are_one_account(desk: Desk, fiken: Command) -> None:
    desk.let_in("Ås")
    done = fiken("whoami", "--account", unicodedata.normalize("NFD", "Ås"))
    assert (0, "Emma Demo\temma@fjellbris.example\n", "") == done


def test_an_encoding_without_some_letters(desk: Desk) -> None:
    desk.let_in("Łódź")
    done = subprocess.run(
        [sys.executable, "-m", "fiken.cli", "accounts"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"},
    )
    assert (0, b"") == (done.returncode, done.stderr)
    assert "?ód?".encode("latin-1") in done.stdout.split()


def test_texts_cannot_command_a_terminal() -> None:
    assert "a\N{REPLACEMENT CHARACTER}[2Jb Å" == clean("a\x1b[2Jb Å")


def test_values_stay_in_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    show(["Name"], [("a\tb\nc [red]",)])
    assert re.fullmatch("a.b.c \\[red\\]\n", capsys.readouterr().out)


def test_a_terminal_shows_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """With headings, and without the markup of rich in a value."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setenv("COLUMNS", "60")
        show(["Name", "E-mail"], [("Nelly [red]Bloom[/red]", "nelly@example.com")])
    shown = shown_at(ours)
    for text in ("Name", "E-mail", "Nelly [red]Bloom[/red]", "nelly@example.com", "─"):
        assert text in shown
