"""`fiken login` opens the browser, and waits on a port of this machine until it comes back."""

import _thread
import queue
import signal
import socket
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from fiken.emulator import WaitBeforeCarryingOut
from tests.cli.browser import page_at
from tests.cli.command import PATIENCE, Command, Desk, Done


class Browser(webbrowser.BaseBrowser):
    """A browser of this process, in which a person does what a test says.

    Attributes:
        visit: What the person does with the address of the login.
    """

    def __init__(self, visit: Callable[[str], str]) -> None:
        super().__init__("browser of a test")
        self.visit = visit
        self._pages: queue.SimpleQueue[str] = queue.SimpleQueue()

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:  # noqa: ARG002
        """Do what the test says."""
        self._pages.put(self.visit(url))
        return True

    def page(self) -> str:
        """Return the page on which the browser has ended."""
        return self._pages.get(timeout=PATIENCE)


@pytest.fixture
def browser(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The browser of this machine, in which a person allows the app."""
    browser = Browser(lambda url: page_at(desk.emulator.authorize(url)))
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    webbrowser.register("browser of a test", None, browser)
    return browser


@pytest.fixture
def log_in(desk: Desk, fiken: Command) -> Callable[..., Done]:
    """A function that logs in, with more arguments."""
    places = ["--base-url", desk.emulator.url, "--redirect-uri", desk.redirect_uri]
    return lambda *arguments: fiken("login", *places, "--timeout", "120", *arguments)


LogIn = Callable[..., Done]


def test_a_browser_logs_in(desk: Desk, browser: Browser, log_in: LogIn) -> None:
    done = log_in("--account", "acme")
    assert (0, "") == done[:2], done.err
    assert "The account 'acme' is logged in as Emma Demo." in done.err.splitlines()
    assert "You are logged in" in browser.page()
    assert desk.works(desk.tokens("acme"))


@pytest.mark.usefixtures("browser")
def test_the_login_is_used_afterwards(fiken: Command, log_in: LogIn) -> None:
    """At the same Fiken, without more arguments."""
    assert 0 == log_in().code
    assert (0, "Emma Demo\temma@fjellbris.example\n", "") == fiken("whoami")


@pytest.mark.usefixtures("browser")
def test_a_login_is_renewed_without_environment(
    desk: Desk, fiken: Command, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its app is remembered."""
    assert 0 == log_in().code
    monkeypatch.delenv("FIKEN_CLIENT_ID")
    monkeypatch.delenv("FIKEN_CLIENT_SECRET")
    desk.emulator.expire_tokens()
    assert 0 == fiken("whoami").code


def test_a_person_denies_the_login(desk: Desk, browser: Browser, log_in: LogIn) -> None:
    browser.visit = lambda url: page_at(desk.emulator.authorize(url, allow=False))
    done = log_in()
    assert 1 == done.code
    assert done.err.splitlines()[-1].startswith("fiken: the user did not allow the login")
    assert "You are not logged in" in browser.page()
    assert () == desk.store().accounts()


def test_the_page_says_why_it_failed(
    browser: Browser, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as the terminal."""
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", "another-secret")
    done = log_in()
    assert 1 == done.code
    assert "invalid_client" in done.err.splitlines()[-1]
    page = browser.page()
    assert "The login did not work" in page
    assert "invalid_client" in page


NOT_HERE = "There is nothing here"
ANOTHER = "This is not the login that was begun"


@pytest.mark.parametrize(
    ("target", "title"),
    [
        ("/", NOT_HERE),
        ("/favicon.ico", NOT_HERE),
        ("/callback/more?state={state}&code=x", NOT_HERE),
        ("//[?state={state}&code=x", NOT_HERE),
        ("/callback?state={state}" + "&a=b" * 200, NOT_HERE),
        ("/callback", ANOTHER),
        ("/callback?state=another&code=x", ANOTHER),
        ("/callback?state={state}&state=another&code=x", ANOTHER),
        ("/callback?error=access_denied", ANOTHER),
    ],
)
def test_other_requests_do_not_end_it(
    desk: Desk, browser: Browser, log_in: LogIn, target: str, title: str
) -> None:
    origin = desk.redirect_uri.removesuffix("/callback")
    titles: list[bool] = []

    def visit(url: str) -> str:
        titles.append(title in page_at(origin + target.format(state=_query_of(url)["state"])))
        return page_at(desk.emulator.authorize(url))

    browser.visit = visit
    assert (0, [True]) == (log_in().code, titles)
    assert "You are logged in" in browser.page()


def test_broken_connections_do_not_end_it(desk: Desk, browser: Browser, log_in: LogIn) -> None:
    """Nor one that says nothing: the command does not wait for it."""
    place = ("127.0.0.1", urlsplit(desk.redirect_uri).port or 0)
    silent: list[socket.socket] = []

    def visit(url: str) -> str:
        silent.append(socket.create_connection(place))
        for garbage in (b"\x16\x03\x01\r\n\r\n", b"POST /callback HTTP/1.1\r\n\r\n", b""):
            with socket.create_connection(place) as connection:
                connection.sendall(garbage)
        return page_at(desk.emulator.authorize(url))

    browser.visit = visit
    assert 0 == log_in().code
    assert "You are logged in" in browser.page()
    silent[0].close()


def test_a_browser_that_asks_twice_logs_in_once(
    desk: Desk, browser: Browser, log_in: LogIn
) -> None:
    """Both get a page, and the code is not sent again."""

    def visit(url: str) -> str:
        back = desk.emulator.authorize(url)
        pages: list[str] = []
        asking = [threading.Thread(target=_ask, args=(back, pages)) for _ in range(2)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        return "".join(pages)

    browser.visit = visit
    assert 0 == log_in().code
    assert "You are logged in" in browser.page()
    assert 1 == sum(each.path == "/oauth/token" for each in desk.emulator.requests)


def test_a_reload_gets_the_page(desk: Desk, browser: Browser, log_in: LogIn) -> None:
    """The browser has ended its first request, so nobody has seen the page before the second."""
    place = ("127.0.0.1", urlsplit(desk.redirect_uri).port or 0)
    emulator = desk.emulator

    def visit(url: str) -> str:
        back = emulator.authorize(url)
        with socket.create_connection(place) as connection:
            connection.sendall(f"GET {urlsplit(back).path}?{urlsplit(back).query} ".encode())
            connection.sendall(b"HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while "/oauth/token" not in [request.path for request in emulator.requests]:
                time.sleep(0.01)
        time.sleep(1)  # the page is there by now, and nobody to see it
        return page_at(back)

    browser.visit = visit
    with emulator.failing(WaitBeforeCarryingOut(0.3), path="/oauth/token"):
        assert 0 == log_in().code
    assert "You are logged in" in browser.page()


def test_the_page_keeps_the_code_to_itself(desk: Desk, browser: Browser, log_in: LogIn) -> None:
    seen: list[Any] = []

    def visit(url: str) -> str:
        back = desk.emulator.authorize(url)
        with urllib.request.urlopen(back, timeout=30) as answer:
            seen[:] = [_query_of(back)["code"], answer.headers]
            return str(answer.read().decode())

    browser.visit = visit
    assert 0 == log_in().code
    page = browser.page()
    code, headers = seen
    assert code not in page
    assert ("no-store", "no-referrer") == (headers["Cache-Control"], headers["Referrer-Policy"])


def test_a_browser_that_never_comes(browser: Browser, log_in: LogIn) -> None:
    browser.visit = lambda _: ""
    done = log_in("--timeout", "1")
    assert 1 == done.code
    last = done.err.splitlines()[-1]
    assert "did not come back within 1 seconds" in last
    assert "/callback is registered for the app" in last
    assert "--no-browser" in last


@pytest.mark.usefixtures("browser")
def test_a_browser_that_fails(browser: Browser, log_in: LogIn) -> None:
    """The address is printed, and so the login waits on."""
    visit = browser.visit

    def fail(url: str) -> str:
        pages = threading.Thread(target=visit, args=(url,))
        pages.start()
        raise ValueError(url)

    browser.visit = fail
    done = log_in()
    assert 0 == done.code
    assert "No browser was opened." in done.err


@pytest.mark.usefixtures("browser")
def test_a_port_that_is_taken(desk: Desk, log_in: LogIn) -> None:
    with socket.create_server(("127.0.0.1", urlsplit(desk.redirect_uri).port or 0)):
        done = log_in()
    assert 1 == done.code
    assert "nothing can listen at http://127.0.0.1:" in done.err
    assert "--redirect-uri" in done.err


def test_both_addresses_of_localhost(
    desk: Desk, browser: Browser, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers try one or the other."""
    uri = desk.redirect_uri.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("FIKEN_CLIENT_ID", desk.emulator.oauth_app(uri).client_id)
    hosts = ["127.0.0.1", "[::1]"] if _has_ipv6() else ["127.0.0.1"]
    places = [uri.replace("localhost", host).removesuffix("/callback") for host in hosts]
    pages: list[bool] = []

    def visit(url: str) -> str:
        pages[:] = [NOT_HERE in page_at(place) for place in places]
        return page_at(desk.emulator.authorize(url))

    browser.visit = visit
    assert 0 == log_in("--redirect-uri", uri).code
    assert [True] * len(places) == pages


@pytest.mark.usefixtures("browser")
def test_a_public_app_logs_in_by_pkce(
    desk: Desk, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.emulator.oauth_app(desk.redirect_uri, client_secret=None)
    monkeypatch.setenv("FIKEN_CLIENT_ID", app.client_id)
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", "")
    assert 0 == log_in().code


@pytest.mark.usefixtures("browser")
def test_tokens_that_cannot_be_stored(
    desk: Desk, browser: Browser, log_in: LogIn, settings: Path
) -> None:
    """The login would go on at Fiken, and nobody would know of it."""

    def visit(url: str) -> str:
        back = desk.emulator.authorize(url)
        (settings / "tokens.json").write_text("{", "utf-8")
        (settings / "tokens.json").chmod(0o600)
        return page_at(back)

    browser.visit = visit
    done = log_in()
    assert 1 == done.code
    assert "tokens.json" in done.err.splitlines()[-1]
    assert "The login did not work" in browser.page()
    assert "/oauth/revoke" == desk.emulator.requests[-1].path
    assert not (settings / "logins").exists() or [] == list((settings / "logins").iterdir())


def test_ctrl_c_while_the_browser_is_open(browser: Browser, log_in: LogIn) -> None:
    def visit(_: str) -> str:
        _thread.interrupt_main()
        return ""

    browser.visit = visit
    done = log_in()
    assert (130, "fiken: interrupted") == (done.code, done.err.splitlines()[-1])


def test_a_program_is_the_browser(desk: Desk) -> None:
    """In processes of their own, as for a user."""
    done = desk.log_in(BROWSER=desk.browser()).done()
    assert (0, "") == done[:2], done.err
    assert "You are logged in" in desk.page.read_text("utf-8")


def test_a_machine_without_a_browser(desk: Desk) -> None:
    """The address is printed, and any browser of the machine can open it."""
    login = desk.log_in(BROWSER="no-such-program", PATH="", DISPLAY="")
    assert "You are logged in" in page_at(desk.emulator.authorize(login.address()))
    done = login.done()
    assert 0 == done.code
    assert "No browser was opened." in done.err


def test_ctrl_c_ends_the_wait(desk: Desk) -> None:
    login = desk.log_in()
    login.address()
    login.popen.send_signal(signal.SIGINT)
    done = login.done()
    assert (130, "fiken: interrupted") == (done.code, done.err.splitlines()[-1])


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


def _ask(url: str, pages: list[str]) -> None:
    pages.append(page_at(url))


def _query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
