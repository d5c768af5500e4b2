"""`fiken logout` revokes a login, and removes it then. What fails is still stored."""

import errno
import os
from pathlib import Path

import pytest

from fiken.auth import LoginRecords, Tokens
from fiken.cli._login._logout import forget
from fiken.emulator import DropAfterCarryingOut, Status
from tests.cli.command import Command, Desk


@pytest.fixture
def tokens(desk: Desk) -> Tokens:
    """The tokens of the account "default", which has logged in by the app."""
    return desk.let_in()


def test_a_login_is_revoked_and_removed(
    desk: Desk, fiken: Command, tokens: Tokens, settings: Path
) -> None:
    done = fiken("logout")
    assert (0, "", "The account 'default' is logged out. Fiken has revoked its login.\n") == done
    assert () == desk.store().accounts()
    assert [] == list((settings / "logins").iterdir())
    assert not desk.works(tokens)


@pytest.mark.usefixtures("tokens")
def test_other_accounts_stay(desk: Desk, fiken: Command) -> None:
    desk.let_in("acme")
    assert 0 == fiken("logout").code
    assert ("acme",) == desk.store().accounts()
    assert desk.works(desk.tokens("acme"))


@pytest.mark.usefixtures("tokens")
def test_an_expired_token_is_renewed_first(desk: Desk, fiken: Command) -> None:
    """Fiken asks for a valid one."""
    desk.emulator.expire_tokens()
    assert 0 == fiken("logout").code
    assert ["/oauth/revoke", "/oauth/token", "/oauth/revoke"] == [
        request.path for request in desk.emulator.requests[-3:]
    ]
    assert () == desk.store().accounts()


def test_a_login_that_was_revoked_elsewhere(desk: Desk, fiken: Command, tokens: Tokens) -> None:
    """There is nothing to do at Fiken any more."""
    desk.emulator.oauth_app(desk.redirect_uri).revoke(tokens)
    assert 0 == fiken("logout").code
    assert () == desk.store().accounts()


@pytest.mark.parametrize(
    ("fault", "remains"),
    [
        (Status(500), "The login may still work, and its tokens are still in the store"),
        (Status(403), "The login still works, and its tokens are still in the store"),
        (DropAfterCarryingOut(), "The login may still work, and its tokens are still in the store"),
    ],
)
def test_a_failure_says_what_remains(
    desk: Desk, fiken: Command, tokens: Tokens, fault: Status | DropAfterCarryingOut, remains: str
) -> None:
    with desk.emulator.failing(fault, method="POST", path="/oauth/revoke"):
        done = fiken("logout")
    assert 1 == done.code
    (sentence,) = done.err.splitlines()
    assert sentence.startswith("fiken: the account 'default' is not logged out: ")
    assert remains in sentence
    assert "Apper du har gitt tilgang til" in sentence
    assert "fiken logout --local --account default" in sentence
    assert tokens == desk.tokens()
    assert 0 == fiken("logout").code


def test_fiken_is_out_of_reach(desk: Desk, fiken: Command, tokens: Tokens) -> None:
    desk.emulator.stop()
    try:
        done = fiken("logout")
    finally:
        desk.emulator.start()
    assert 1 == done.code
    assert "The login still works, and its tokens are still in the store" in done.err
    assert tokens == desk.tokens()


def test_a_login_is_removed_here_only(desk: Desk, fiken: Command, tokens: Tokens) -> None:
    done = fiken("logout", "--local")
    assert 0 == done.code
    assert "Fiken still accepts its login until you end it there" in done.err
    assert () == desk.store().accounts()
    assert desk.works(tokens)


def test_a_personal_token_goes_on(desk: Desk, fiken: Command) -> None:
    """The API cannot revoke it, and the person is told where to delete it."""
    by_token = ["login", "--token", "--base-url", desk.emulator.url]
    assert 0 == fiken(*by_token, typed=f"{desk.emulator.token}\n").code
    done = fiken("logout")
    assert 0 == done.code
    assert "Its personal token still works until you delete it in Fiken" in done.err
    assert () == desk.store().accounts()


def test_nobody_is_logged_in(fiken: Command) -> None:
    done = fiken("logout", "--account", "acme and sons")
    assert (1, "") == (done.code, done.out)
    assert done.err.startswith("fiken: the account 'acme and sons' is not logged in")
    assert done.err.endswith("fiken login --account 'acme and sons'\n")


@pytest.mark.usefixtures("tokens")
def test_a_new_login_keeps_what_is_remembered(desk: Desk) -> None:
    """Somebody may log in again between the store and what is remembered beside it."""
    records = LoginRecords()
    forget("default", desk.store(), records)
    assert records.load("default") is not None


def test_an_interrupted_logout_leaves_no_secret(
    desk: Desk, fiken: Command, tokens: Tokens, settings: Path
) -> None:
    """It may have ended between the store and what is remembered beside it."""
    assert tokens == desk.tokens()
    desk.store().save("default", None)
    assert 1 == len(list((settings / "logins").iterdir()))
    assert 1 == fiken("logout").code
    assert [] == list((settings / "logins").iterdir())


def test_a_login_of_another_program(
    desk: Desk, fiken: Command, tokens: Tokens, monkeypatch: pytest.MonkeyPatch, settings: Path
) -> None:
    """Its app is known from the environment only."""
    for record in (settings / "logins").iterdir():
        record.unlink()
    monkeypatch.setenv("FIKEN_OAUTH_URL", desk.emulator.oauth_url)
    monkeypatch.delenv("FIKEN_CLIENT_ID")
    monkeypatch.delenv("FIKEN_CLIENT_SECRET")
    done = fiken("logout")
    assert 1 == done.code
    assert "cannot be revoked without its app, and is kept" in done.err
    app = desk.emulator.oauth_app(desk.redirect_uri)
    monkeypatch.setenv("FIKEN_CLIENT_ID", app.client_id)
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", "embedded-secret")
    assert 0 == fiken("logout").code
    assert not desk.works(tokens)


def test_a_store_that_cannot_be_written(
    desk: Desk, fiken: Command, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told that Fiken has revoked the login, so that nobody wonders."""
    monkeypatch.setattr(os, "fsync", _full)
    done = fiken("logout")
    assert 1 == done.code
    assert "Fiken has revoked the login, but its tokens are still in the store" in done.err
    assert "--local" not in done.err
    assert not desk.works(tokens)


def _full(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
