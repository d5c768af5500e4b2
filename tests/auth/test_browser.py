"""Whole logins in a real browser: the pages of the emulator, and the applications in examples/."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fiken.emulator import Emulator

from .browser import Browser, start_browser
from .web import Site

LOGIN, CONSENT, HOME = (
    "Logg inn | Fiken (emulator)",
    "Gi tilgang | Fiken (emulator)",
    "Companies in Fiken",
)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests of this file, which are skipped where none is installed."""
    browser = start_browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def browser(window: Browser) -> Browser:
    """A browser that nobody has used yet."""
    window.forget()
    return window


def test_a_machine_without_a_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its tests are skipped, and say what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium-driver"):
        start_browser(tmp_path)


def open_login(browser: Browser, site: Site) -> None:
    """Sign in to the application, and follow its link to Fiken."""
    browser.open(site.url)
    browser.click("button[value=acme]")
    browser.wait_for("Connect acme to Fiken")
    browser.click("a")
    browser.wait_for(LOGIN)


def test_a_person_allows(browser: Browser, site: Site) -> None:
    """Logs in as another user, gives access to one of two companies, and ends it again."""
    open_login(browser, site)
    browser.click("input[value='jonas@regnskap.example']")
    browser.click("button")
    browser.wait_for(CONSENT)
    assert "Du er logget inn som Jonas Regnskap." in browser.text
    browser.click("input[value=fiken-demo-fjellbris-kaffe-as]")
    browser.click("button[value=allow]")
    browser.wait_for(HOME)
    assert f"{site.url}/" == browser.address  # without the code
    assert "Solvik Te AS" in browser.text
    assert "Fjellbris" not in browser.text
    assert ("acme",) == site.store.accounts()
    browser.click("button")
    browser.wait_for("Connect acme to Fiken")
    assert () == site.store.accounts()


def test_a_person_denies(browser: Browser, site: Site) -> None:
    open_login(browser, site)
    browser.click("button")
    browser.wait_for(CONSENT)
    browser.click("button[value=deny]")
    browser.wait_for("You gave no access to Fiken.")
    assert ["access_denied"] == parse_qs(urlsplit(browser.address).query)["error"]
    assert () == site.store.accounts()


def test_a_person_cancels(browser: Browser, site: Site) -> None:
    """Without saying who it is."""
    open_login(browser, site)
    browser.click("button[value=deny]")
    browser.wait_for("You gave no access to Fiken.")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed=1) as emulator:
        yield emulator


def focused(browser: Browser) -> str:
    """Return the value, or else the text, of the element that has the focus."""
    return str(
        browser.run(
            "const it = document.activeElement;"
            "return it.type === 'submit' ? it.textContent : it.value || it.tagName"
        )
    )


def test_a_keyboard_is_enough(browser: Browser, emulator: Emulator) -> None:
    """Each element that has the focus shows it, in the order of the page."""
    app = emulator.oauth_app("http://127.0.0.1:9/callback")
    browser.open(app.authorize_url("a-state"))
    browser.press("Tab")
    assert "emma@fjellbris.example" == focused(browser)
    browser.press("ArrowDown", "Tab")
    assert "Logg inn" == focused(browser)
    browser.press("Enter")
    browser.wait_for(CONSENT)
    assert "Jonas Regnskap" in browser.text
    seen = []
    for _ in range(4):
        browser.press("Tab")
        seen.append(focused(browser))
        assert "solid" == browser.run(
            "return getComputedStyle(document.activeElement).outlineStyle"
        )
    assert [
        "fiken-demo-fjellbris-kaffe-as",
        "fiken-demo-solvik-te-as",
        "Gi tilgang",
        "Avslå",
    ] == seen


def test_the_page_wants_a_company(browser: Browser, emulator: Emulator) -> None:
    """The page says so, and can be answered again."""
    app = emulator.oauth_app("http://127.0.0.1:9/callback")
    browser.open(app.authorize_url("a-state"))
    browser.press("Tab", "Enter")
    browser.wait_for(CONSENT)
    browser.press("Tab", "Space", "Tab", "Space", "Tab", "Enter")
    browser.wait_for("Velg minst ett foretak.")
    assert "allow" == browser.run("return document.querySelector('button').value")


@pytest.mark.parametrize("width", [320, 900])
def test_the_page_fits_its_window(width: int, browser: Browser, emulator: Emulator) -> None:
    """Nothing has to be scrolled sideways, also on a telephone."""
    browser.resize(width)
    browser.open(emulator.oauth_app().authorize_url("a-state"))
    for title in (LOGIN, CONSENT):
        browser.wait_for(title)
        assert width >= browser.run("return document.documentElement.scrollWidth")
        browser.click("button")


def test_the_page_is_norwegian(browser: Browser, emulator: Emulator) -> None:
    """Screen readers must pronounce it so, and name each field by its label."""
    browser.open(emulator.oauth_app().authorize_url("a-state"))
    browser.click("button")
    browser.wait_for(CONSENT)
    assert "nb" == browser.run("return document.documentElement.lang")
    assert ["Fjellbris Kaffe AS", "Lukket Handel AS"] == browser.run(
        "return [...document.querySelectorAll('input[type=checkbox]')]"
        ".map(box => box.labels[0].textContent.trim())"
    )
