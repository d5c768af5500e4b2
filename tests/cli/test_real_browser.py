"""`fiken login` with a real browser, in which a person uses the keyboard and the mouse."""

import pytest

from tests.cli.command import Desk, Process
from tests.servers.browser import Browser

CONSENT = "Gi tilgang | Fiken (emulator)"
ANOTHER = "This is not the login that was begun"


@pytest.fixture
def login(desk: Desk) -> Process:
    """A login that has begun in a terminal."""
    return desk.log_in()


def to_consent(browser: Browser, address: str) -> None:
    """Open the address of a login, and say who it is."""
    browser.open(address)
    browser.click("button")
    browser.wait_for(CONSENT)


def test_a_person_allows(browser: Browser, desk: Desk, login: Process) -> None:
    to_consent(browser, login.address())
    browser.click("button[value=allow]")
    browser.wait_for("You are logged in")
    done = login.done()
    assert 0 == done.code, done.err
    assert "The account 'default' is logged in as Emma Demo." in done.err.splitlines()
    assert desk.works(desk.tokens())


@pytest.mark.parametrize("is_logged_in", [True, False])
def test_a_person_denies(
    browser: Browser, desk: Desk, login: Process, *, is_logged_in: bool
) -> None:
    """On either page."""
    if is_logged_in:
        to_consent(browser, login.address())
    else:
        browser.open(login.address())
    browser.click("button[value=deny]")
    browser.wait_for("You are not logged in")
    done = login.done()
    assert (1, True) == (done.code, "did not allow the login" in done.err.splitlines()[-1])
    assert () == desk.store().accounts()


def test_two_tabs_are_one_login(browser: Browser, desk: Desk, login: Process) -> None:
    """A person opens the address twice, allows in one tab, and then denies in the other."""
    address = login.address()
    to_consent(browser, address)
    first = browser.open_tab()
    to_consent(browser, address)
    browser.click("button[value=allow]")
    browser.wait_for("You are logged in")
    assert 0 == login.done().code
    browser.close_tab(first)
    browser.click("button[value=deny]")
    browser.wait_for("ERR_CONNECTION_REFUSED")  # the login is over, and nobody listens
    assert desk.works(desk.tokens())


def test_a_tab_of_an_older_login(browser: Browser, desk: Desk, login: Process) -> None:
    """Its state is another one. The page says so, and the new login waits on."""
    to_consent(browser, login.address())
    old = browser.open_tab()
    login.end()
    again = desk.log_in()
    to_consent(browser, again.address())
    new = browser.switch_to(old)
    browser.click("button[value=allow]")
    browser.wait_for(ANOTHER)
    browser.close_tab(new)
    browser.click("button[value=allow]")
    browser.wait_for("You are logged in")
    assert 0 == again.done().code


def test_other_requests_do_not_end_it(browser: Browser, desk: Desk, login: Process) -> None:
    """Neither the icon of the site, nor a page that is reloaded."""
    address = login.address()
    origin = desk.redirect_uri.removesuffix("/callback")
    for target, title in (
        ("/favicon.ico", "There is nothing here"),
        ("/callback?code=x&state=wrong", ANOTHER),
    ):
        for _ in range(2):
            browser.open(f"{origin}{target}")
            browser.wait_for(title)
    to_consent(browser, address)
    browser.click("button[value=allow]")
    browser.wait_for("You are logged in")
    assert 0 == login.done().code


def test_the_way_back_is_loaded_again(browser: Browser, desk: Desk, login: Process) -> None:
    """When all is over. Nobody listens any more, and the login is untouched."""
    browser.open(desk.emulator.authorize(login.address()))
    browser.wait_for("You are logged in")
    assert 0 == login.done().code
    assert 1 == sum(each.path == "/oauth/token" for each in desk.emulator.requests)
    browser.run("location.reload()")
    browser.wait_for("ERR_CONNECTION_REFUSED")
    assert desk.works(desk.tokens())
