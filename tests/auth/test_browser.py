"""Whole logins in a real browser: the pages of the emulator, and the applications in examples/."""

import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fiken.emulator import CannedAnswer, Emulator
from tests.servers.browser import Browser, start_browser

from .web import Site

LOGIN, CONSENT, HOME = (
    "Logg inn | Fiken (emulator)",
    "Gi tilgang | Fiken (emulator)",
    "Companies in Fiken",
)


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


#: The contrast of each text with what is behind it, as the guidelines for accessibility (WCAG)
#: count it, and the smallest of them.
CONTRAST = """
const parts = (color) => color.match(/[\\d.]+/g).map(Number);
const behind = (it) => {
  const own = getComputedStyle(it).backgroundColor;
  return parts(own)[3] === 0 ? behind(it.parentElement) : own;
};
const light = (color) => {
  const [r, g, b] = parts(color).map((c) => (c /= 255) <= 0.04045 ? c / 12.92
    : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
};
return Math.min(...[...document.querySelectorAll("main *")]
  .filter((it) => [...it.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((it) => [light(getComputedStyle(it).color), light(behind(it))])
  .map(([a, b]) => Math.max(a, b) / Math.min(a, b)));
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_readable(scheme: str, browser: Browser, emulator: Emulator) -> None:
    """Also with the error, and also for who has a dark screen."""
    browser.prefer(scheme)
    browser.open(emulator.oauth_app().authorize_url("a-state"))
    brightness = []
    for title in (LOGIN, CONSENT, "Velg minst ett foretak."):
        browser.wait_for(title)
        assert browser.run(CONTRAST) >= 4.5
        color = browser.run("return getComputedStyle(document.body).backgroundColor")
        brightness.append(sum(int(each) for each in re.findall(r"\d+", color)[:3]) > 384)
        browser.run(
            "for (const box of document.querySelectorAll(':checked[type=checkbox]'))"
            "box.checked = false"
        )
        browser.click("button")
    assert [scheme == "light"] * 3 == brightness


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[[str], None]]:
    """A function that shows a page of another site."""
    with Emulator(empty=True) as other:

        def show(html: str) -> None:
            page = CannedAnswer(200, {"Content-Type": "text/html"}, html.encode())
            with other.failing(page, path="/user"):
                browser.open(f"{other.url}/user")

        yield show


def test_another_site_cannot_answer_the_page(
    browser: Browser, emulator: Emulator, show: Callable[[str], None]
) -> None:
    """Not even if it knows the nonce."""
    browser.open(emulator.oauth_app().authorize_url("a-state"))
    nonce = browser.run("return document.querySelector('[name=nonce]').value")
    fields = {"nonce": nonce, "decision": "deny"}
    inputs = "".join(f"<input name={name} value={text}>" for name, text in fields.items())
    form = f"<form method=post action={emulator.oauth_url}/authorize>{inputs}"
    show(f"{form}<button>Win a prize</button></form>")
    browser.click("button")
    browser.wait_for("Skjemaet kommer fra en annen side.")


def test_another_site_cannot_frame_the_page(
    browser: Browser, emulator: Emulator, show: Callable[[str], None]
) -> None:
    before = len(emulator.requests)
    page = emulator.oauth_app().authorize_url("a-state")
    show(f'<iframe src="{escape(page)}"></iframe>')
    browser.enter_frame()
    browser.wait_for("127.0.0.1")  # what the browser shows in place of the page
    assert "Logg inn" not in browser.text
    assert "/oauth/authorize" == emulator.requests[before].path


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
