"""`fiken login` opens the browser, and waits on a port of this machine until it comes back."""

import signal
import socket
import threading
import urllib.request
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.cli.browser import page_at
from tests.cli.command import Command, Desk


def test_a_browser_logs_in(desk: Desk) -> None:
    done = desk.log_in("--account", "acme", BROWSER=desk.browser()).done()
    assert (0, "") == done[:2], done.err
    assert "The account 'acme' is logged in as Emma Demo." in done.err.splitlines()
    assert "You are logged in" in desk.page.read_text("utf-8")
    assert desk.works(desk.tokens("acme"))


def test_the_login_is_used_afterwards(desk: Desk, fiken: Command) -> None:
    """At the same Fiken, without more arguments."""
    desk.log_in(BROWSER=desk.browser()).done()
    assert (0, "Emma Demo\temma@fjellbris.example\n", "") == fiken("whoami")


def test_a_login_is_renewed_without_environment(
    desk: Desk, fiken: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its app is remembered."""
    desk.log_in(BROWSER=desk.browser()).done()
    monkeypatch.delenv("FIKEN_CLIENT_ID")
    monkeypatch.delenv("FIKEN_CLIENT_SECRET")
    desk.emulator.expire_tokens()
    assert 0 == fiken("whoami").code


def test_a_person_denies_the_login(desk: Desk) -> None:
    done = desk.log_in(BROWSER=desk.browser("deny")).done()
    assert 1 == done.code
    assert done.err.splitlines()[-1].startswith("fiken: the user did not allow the login")
    assert "You are not logged in" in desk.page.read_text("utf-8")
    assert () == desk.store().accounts()


def test_the_page_says_why_it_failed(desk: Desk) -> None:
    """The same as the terminal."""
    login = desk.log_in(FIKEN_CLIENT_SECRET="another-secret")
    page = page_at(desk.emulator.authorize(login.address()))
    done = login.done()
    assert 1 == done.code
    assert "invalid_client" in done.err.splitlines()[-1]
    assert "The login did not work" in page
    assert "invalid_client" in page


@pytest.mark.parametrize(
    ("target", "title"),
    [
        ("/", "There is nothing here"),
        ("/favicon.ico", "There is nothing here"),
        ("/callback/more?state={state}&code=x", "There is nothing here"),
        ("/callback", "This is not the login that was begun"),
        ("/callback?state=another&code=x", "This is not the login that was begun"),
        ("/callback?state={state}&state=another&code=x", "This is not the login that was begun"),
        ("/callback?error=access_denied", "This is not the login that was begun"),
    ],
)
def test_other_requests_do_not_end_it(desk: Desk, target: str, title: str) -> None:
    login = desk.log_in()
    url = login.address()
    state = _query_of(url)["state"]
    origin = desk.redirect_uri.removesuffix("/callback")
    assert title in page_at(origin + target.format(state=state))
    assert "You are logged in" in page_at(desk.emulator.authorize(url))
    assert 0 == login.done().code


def test_broken_connections_do_not_end_it(desk: Desk) -> None:
    """Nor one that says nothing: the command does not wait for it."""
    login = desk.log_in()
    url = login.address()
    place = ("127.0.0.1", urlsplit(desk.redirect_uri).port or 0)
    with socket.create_connection(place), socket.create_connection(place) as garbage:
        garbage.sendall(b"\x16\x03\x01\r\n\r\n")
        with socket.create_connection(place) as posting:
            posting.sendall(b"POST /callback HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        assert "You are logged in" in page_at(desk.emulator.authorize(url))
        assert 0 == login.done().code


def test_a_browser_that_asks_twice_logs_in_once(desk: Desk) -> None:
    """It gets the same page again, and the code is not sent again."""
    login = desk.log_in()
    back = desk.emulator.authorize(login.address())
    pages: list[str] = []
    asking = [threading.Thread(target=lambda: pages.append(page_at(back))) for _ in range(2)]
    for thread in asking:
        thread.start()
    done = login.done()
    for thread in asking:
        thread.join()
    assert 0 == done.code, done.err
    assert any("You are logged in" in page for page in pages)
    assert 1 == sum(each.path == "/oauth/token" for each in desk.emulator.requests)


def test_the_page_keeps_the_code_to_itself(desk: Desk) -> None:
    login = desk.log_in()
    back = desk.emulator.authorize(login.address())
    with urllib.request.urlopen(back, timeout=30) as answer:
        headers, page = answer.headers, answer.read().decode()
    login.done()
    assert ("no-store", "no-referrer") == (headers["Cache-Control"], headers["Referrer-Policy"])
    assert _query_of(back)["code"] not in page


def test_a_browser_that_never_comes(desk: Desk) -> None:
    done = desk.log_in("--timeout", "1").done()
    assert 1 == done.code
    assert "did not come back within 1 seconds" in done.err.splitlines()[-1]
    assert "--no-browser" in done.err.splitlines()[-1]


def test_a_machine_without_a_browser(desk: Desk) -> None:
    """The address is printed, and any browser of the machine can open it."""
    login = desk.log_in(BROWSER="no-such-program", PATH="")
    assert "You are logged in" in page_at(desk.emulator.authorize(login.address()))
    assert 0 == login.done().code


def test_a_port_that_is_taken(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", urlsplit(desk.redirect_uri).port or 0)):
        done = desk.log_in().done()
    assert 1 == done.code
    assert "nothing can listen at http://127.0.0.1:" in done.err
    assert "--redirect-uri" in done.err


def test_both_addresses_of_localhost(desk: Desk) -> None:
    """Browsers try one or the other."""
    uri = desk.redirect_uri.replace("127.0.0.1", "localhost")
    app = desk.emulator.oauth_app(uri)
    login = desk.log_in(FIKEN_CLIENT_ID=app.client_id, FIKEN_REDIRECT_URI=uri)
    url = login.address()
    for host in ("127.0.0.1", "[::1]"):
        if host == "127.0.0.1" or _has_ipv6():
            there = uri.replace("localhost", host).removesuffix("/callback")
            assert "There is nothing here" in page_at(there)
    assert "You are logged in" in page_at(desk.emulator.authorize(url))
    assert 0 == login.done().code


def test_ctrl_c_ends_the_wait(desk: Desk) -> None:
    login = desk.log_in()
    login.address()
    login.popen.send_signal(signal.SIGINT)
    done = login.done()
    assert (130, "fiken: interrupted") == (done.code, done.err.splitlines()[-1])


def test_a_public_app_logs_in_by_pkce(desk: Desk) -> None:
    app = desk.emulator.oauth_app(desk.redirect_uri, client_secret=None)
    login = desk.log_in(
        BROWSER=desk.browser(), FIKEN_CLIENT_ID=app.client_id, FIKEN_CLIENT_SECRET=""
    )
    assert 0 == login.done().code


def test_no_secret_is_shown(desk: Desk, fiken: Command) -> None:
    """Neither in what the command prints, nor on the page, nor in the process list."""
    login = desk.log_in()
    back = desk.emulator.authorize(login.address())
    listed = Path(f"/proc/{login.popen.pid}/cmdline")
    shown = [listed.read_text("utf-8")] if listed.exists() else []
    shown += [page_at(back), *login.done()[1:]]
    tokens = desk.tokens()
    for name in ("whoami", "accounts", "companies", "logout"):
        done = fiken(name)
        assert 0 == done.code
        shown += done[1:]
    code = _query_of(back)["code"]
    secrets = [code, "embedded-secret", tokens.access_token, tokens.refresh_token or code]
    assert [] == [secret for secret in secrets for text in shown if secret in text]


def _query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
