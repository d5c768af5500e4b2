"""`fiken login --no-browser` prints an address, and takes the one to which a browser came back."""

import pytest

from tests.cli.command import Command, Desk


def test_a_pasted_address_logs_in(desk: Desk) -> None:
    login = desk.log_in("--no-browser")
    login.type(desk.emulator.authorize(login.address()))
    done = login.done()
    assert 0 == done.code, done.err
    assert desk.works(desk.tokens())


def test_a_redirect_elsewhere_is_pasted(desk: Desk) -> None:
    """This machine cannot answer for another one, so the option is not needed."""
    uri = "https://acme.example/callback"
    app = desk.emulator.oauth_app(uri)
    login = desk.log_in("--redirect-uri", uri, FIKEN_CLIENT_ID=app.client_id)
    login.type(desk.emulator.authorize(login.address()))
    assert 0 == login.done().code


@pytest.mark.parametrize(
    ("pasted", "problem"),
    [
        ("http://127.0.0.1/callback?code=a-code&state=another", "its state differs"),
        ("http://127.0.0.1/callback", "it has no state"),
        ("http://127.0.0.1/callback?error=access_denied", "the user did not allow the login"),
        ("", "it has no state"),
        ("https://[a-code", "what is pasted must be a URL, not '…': give the whole address"),
    ],
)
def test_another_address_is_refused(desk: Desk, fiken: Command, pasted: str, problem: str) -> None:
    arguments = ["login", "--no-browser", "--base-url", desk.emulator.url]
    done = fiken(*arguments, typed=f"{pasted}\n")
    assert 1 == done.code
    assert problem in done.err.splitlines()[-1]
    assert "a-code" not in done.out + done.err
    assert () == desk.store().accounts()


def test_nobody_pastes_anything(desk: Desk, fiken: Command) -> None:
    done = fiken("login", "--no-browser", "--base-url", desk.emulator.url)
    assert 1 == done.code
    assert (
        "no answer to 'Paste the address', because the input has ended" in done.err.splitlines()[-1]
    )


def test_the_app_is_typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment does not name one. It is remembered for the next login."""
    monkeypatch.delenv("FIKEN_CLIENT_ID")
    monkeypatch.delenv("FIKEN_CLIENT_SECRET")
    app = desk.emulator.oauth_app(desk.redirect_uri)
    login = desk.log_in("--no-browser")
    login.type(app.client_id)
    login.type("embedded-secret")
    login.type(desk.emulator.authorize(login.address()))
    done = login.done()
    assert 0 == done.code, done.err
    again = desk.log_in("--no-browser", "--replace")
    again.type(desk.emulator.authorize(again.address()))
    assert 0 == again.done().code


def test_no_app_is_typed(fiken: Command) -> None:
    done = fiken("login")
    assert 1 == done.code
    assert done.err.endswith("set FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET\n")


def test_a_remembered_secret_stays_at_home(
    desk: Desk, fiken: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A login at another Fiken asks for its app anew."""
    desk.let_in()
    monkeypatch.delenv("FIKEN_CLIENT_ID")
    monkeypatch.delenv("FIKEN_CLIENT_SECRET")
    done = fiken("login", "--replace", "--base-url", "http://127.0.0.1:9/api/v2")
    assert 1 == done.code
    assert "Client id" in done.err


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("uri", "problem"),
    [
        ("http://acme.example/callback", "redirect_uri must begin with https://"),
        ("callback", "redirect_uri must have a host"),
    ],
)
def test_a_redirect_uri_that_cannot_be(fiken: Command, uri: str, problem: str) -> None:
    done = fiken("login", "--redirect-uri", uri)
    assert 1 == done.code
    assert done.err.startswith(f"fiken: {problem}")


@pytest.mark.usefixtures("desk")
def test_plain_http_is_refused(fiken: Command) -> None:
    """But for this machine."""
    done = fiken("login", "--base-url", "http://acme.example/api/v2")
    assert 1 == done.code
    assert "base_url must begin with https://" in done.err
