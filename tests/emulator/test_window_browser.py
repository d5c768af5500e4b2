"""The window in a real browser: what a person sees and does, and what another site cannot do."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

import pytest
import requests

from fiken.emulator import CannedAnswer, DropAfterCarryingOut, Emulator, Slow, Status
from tests.auth.test_browser import CONTRAST
from tests.emulator.billing import bill
from tests.emulator.conftest import Api, noon
from tests.emulator.trade import post
from tests.servers.browser import REBOUND, Browser

SCRIPT = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


@pytest.fixture
def url(emulator: Emulator) -> str:
    return emulator.window_url


@pytest.fixture
def paths(emulator: Emulator, api: requests.Session) -> list[str]:
    """The paths of a page of each kind, with much and little in them."""
    who = post(api, "/contacts", {"name": SCRIPT * 2, "customer": True, "email": "a@b.example"})
    invoice = bill(api, customerId=int(who.rpartition("/")[2]))
    api.post("/contacts", json={"name": SCRIPT, "nothing": "x" * 300})
    emulator.fail_next(Status(503, body=SCRIPT, retry_after="2"))
    api.get("/products", params={"name": "y" * 200})
    home = f"/window/companies/{emulator.company_slug}"
    account = invoice["customer"]["customerAccountCode"]
    return [
        *("/", "/window/requests", "/window/check", "/window/faults", "/window/control"),
        *(f"/window/requests/{each.number}" for each in emulator.requests[-3:]),
        *(f"{home}/contacts", f"{home}/contacts/{who.rpartition('/')[2]}"),
        *(f"{home}/documents/invoices", f"{home}/documents/invoices/{invoice['invoiceId']}"),
        *(f"{home}/documents/sales", f"{home}/documents/inbox", f"{home}/balance"),
        *(f"{home}/accounts/{account}", f"{home}/transactions/{invoice['sale']['transactionId']}"),
        "/window/nothing",
    ]


# --- how it looks --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 640, 768, 1030, 1280])
def test_pages_fit_their_window(width: int, browser: Browser, url: str, paths: list[str]) -> None:
    """Nothing has to be scrolled sideways, also on a telephone, except code and wide tables.

    640 pixels are those of a small screen on which everything is twice as large.
    """
    browser.resize(width)
    wide = []
    for path in paths:
        browser.open(url.rstrip("/") + path)
        if width < browser.run("return document.documentElement.scrollWidth"):
            wide.append(path)
    assert [] == wide


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_readable(
    scheme: str, browser: Browser, emulator: Emulator, url: str, paths: list[str]
) -> None:
    """The contrast is that of the guidelines (WCAG AA), for who has a dark screen too."""
    emulator.fail_next(Slow(1))
    browser.prefer(scheme)
    for path in paths:
        browser.open(url.rstrip("/") + path)
        assert browser.run(CONTRAST) >= 4.5, path
        assert browser.run(CONTRAST.replace("main *", "header *, footer, footer *")) >= 4.5, path
        color = browser.run("return getComputedStyle(document.body).backgroundColor")
        is_light = sum(int(each) for each in re.findall(r"\d+", color)[:3]) > 384
        assert (scheme == "light") == is_light
    emulator.clear_faults()


def test_pages_are_accessible(browser: Browser, url: str, paths: list[str]) -> None:
    """A language, one heading of the page, named fields and tables whose columns have headings."""
    for path in paths:
        browser.open(url.rstrip("/") + path)
        assert "en" == browser.run("return document.documentElement.lang")
        assert 1 == browser.run("return document.querySelectorAll('h1').length"), path
        assert [] == browser.run(
            "return [...document.querySelectorAll("
            "'input:not([type=hidden]), select, textarea')]"
            ".filter(it => !it.labels.length || !it.labels[0].textContent.trim())"
            ".map(it => it.name)"
        )
        assert [] == browser.run(
            "return [...document.querySelectorAll('table')].filter(it =>"
            "[...it.querySelectorAll('th')].some(th => !th.scope || !th.textContent.trim()))"
            ".map(it => it.outerHTML)"
        )
        assert [] == browser.run(
            "return [...document.querySelectorAll('a, button')]"
            ".filter(it => !it.hidden && !it.textContent.trim()).map(it => it.outerHTML)"
        )


def test_a_keyboard_is_enough(browser: Browser, emulator: Emulator, url: str) -> None:
    """The first key leads to the content, and each element that has the focus shows it."""
    browser.open(f"{url}window/faults")
    browser.press("Tab")
    assert "Skip to the content" == browser.run("return document.activeElement.textContent")
    seen = set()
    for _ in range(60):
        browser.press("Tab")
        assert "solid" == browser.run(
            "return getComputedStyle(document.activeElement).outlineStyle"
        )
        seen.add(browser.run("return document.activeElement.textContent.trim()"))
        if "503 once" in seen:
            break
    browser.press("Enter")
    browser.wait_for("The fault is armed")
    assert [Status(503)] == [each.fault for each in emulator.pending_faults]
    emulator.clear_faults()


def test_names_are_never_run(browser: Browser, url: str, paths: list[str]) -> None:
    """Neither by the browser when it loads a page, nor by the script that follows it."""
    for path in paths:
        browser.open(url.rstrip("/") + path)
        assert "run" != browser.run("return document.title"), path
        assert 0 == browser.run("return document.querySelectorAll('main script, main img').length")


# --- what happens --------------------------------------------------------------------------------


def test_requests_come_by_themselves(
    browser: Browser, emulator: Emulator, api: requests.Session, url: str
) -> None:
    """Without a click, and without being requests themselves."""
    browser.open(url)
    browser.wait_for("No requests yet.")
    browser.run("window.same = true")
    api.post("/contacts", json={"name": SCRIPT})
    browser.wait_for("/contacts")
    emulator.fail_next(DropAfterCarryingOut())
    with pytest.raises(requests.ConnectionError):
        api.get("/user-does-not-exist")
    browser.wait_for("no answer")
    assert browser.run("return window.same")
    assert 2 == len(emulator.requests)
    assert "run" != browser.run("return document.title")


def started_on_a_kept_port() -> Emulator:
    """Return an emulator on a port that the system gives to nobody else after a stop.

    It chooses ports of its own from 32768 on, or from higher numbers.
    """
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        emulator = Emulator(seed=1, clock=noon, empty=True, port=port)
        with contextlib.suppress(OSError):
            emulator.start()
            return emulator
    raise AssertionError("no port is free")


def test_a_page_survives_a_restart(browser: Browser) -> None:
    """It says that the emulator does not answer. Its forms work again afterwards."""
    emulator = started_on_a_kept_port()
    port = urlsplit(emulator.url).port
    browser.open(f"{emulator.window_url}window/control")
    emulator.stop()
    browser.wait_for("The emulator does not answer.")
    again = Emulator(seed=1, clock=noon, empty=True, port=port or 0)
    with again:
        is_back = "return document.getElementById('lost').hidden"
        browser.wait_until(lambda: bool(browser.run(is_back)))
        browser.click("form[action='/window/clock/move'] button")
        browser.wait_for("Tuesday 16 June 2026, 12:00:00")


def test_a_person_moves_the_clock(browser: Browser, emulator: Emulator, url: str) -> None:
    browser.open(f"{url}window/control")
    browser.click("form[action='/window/clock/move'] button")
    browser.wait_for("Tuesday 16 June 2026")
    assert 16 == emulator.now.day


def test_a_person_resets_the_emulator(
    browser: Browser, emulator: Emulator, api: requests.Session, url: str
) -> None:
    """With two clicks, so that one by mistake does nothing."""
    api.get("/contacts")
    browser.open(f"{url}window/control")
    browser.click("main summary")
    browser.click("button.danger")
    browser.wait_for("are as at the start")
    assert [] == emulator.requests


def test_scripts_are_not_needed(
    browser: Browser, emulator: Emulator, api: requests.Session, url: str
) -> None:
    """All that is lost is that a page follows what happens."""
    browser._command("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        api.get("/contacts")
        browser.open(f"{url}window/faults")
        browser.click("form.sheet button")
        browser.wait_until(lambda: browser.address.endswith("?done=armed"))
        browser.open(f"{url}window/requests")
        browser.click(".path a")
        browser.wait_until(lambda: browser.address == f"{url}window/requests/0")
    finally:
        browser._command("Emulation.setScriptExecutionDisabled", {"value": False})
    assert [Status(503)] == [each.fault for each in emulator.pending_faults]
    emulator.clear_faults()


def test_a_text_is_copied(browser: Browser, emulator: Emulator, url: str) -> None:
    """The whole program, as it stands on the page."""
    grant = {"permission": {"name": "clipboard-read"}, "setting": "granted", "origin": url[:-1]}
    browser._command("Browser.setPermission", grant)
    browser.open(url)
    browser.run(
        "const button = document.querySelector('[data-copy=python]');"
        "new MutationObserver(() => { window.seen ??= button.textContent; })"
        ".observe(button, {childList: true})"
    )
    browser.click("[data-copy=python]")
    browser.wait_until(lambda: browser.run("return window.seen") == "Copied")
    copied = browser.run("return navigator.clipboard.readText()")
    assert copied.startswith("from fiken import Fiken\n")
    assert f'base_url="{emulator.url}"' in copied


def test_a_pdf_opens(browser: Browser, api: requests.Session, emulator: Emulator, url: str) -> None:
    """The browser shows it itself."""
    invoice = bill(api)
    home = f"{url}window/companies/{emulator.company_slug}"
    browser.open(f"{home}/documents/invoices/{invoice['invoiceId']}")
    browser.click("a.button")
    browser.wait_until(lambda: browser.address.endswith(".pdf"))
    assert "application/pdf" == browser.run("return document.contentType")


# --- other sites ---------------------------------------------------------------------------------


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., None]]:
    """A function that shows a page of another site: of another port, or of another name as well."""
    with Emulator(empty=True) as other:

        def show(html: str, name: str = "127.0.0.1") -> None:
            page = CannedAnswer(200, {"Content-Type": "text/html"}, html.encode())
            with other.failing(page, path="/user"):
                browser.open(f"http://{name}:{urlsplit(other.url).port}/api/v2/user")

        yield show


SITES = pytest.mark.parametrize("site", ["127.0.0.1", "localhost"])


@SITES
def test_another_site_cannot_drive_it(
    site: str, browser: Browser, emulator: Emulator, show: Callable[..., None], url: str
) -> None:
    """Neither with a form and the right token, nor with a script."""
    emulator.move_clock(timedelta(days=1))
    browser.open(f"{url}window/faults")
    token = browser.run("return document.querySelector('[name=form_token]').value")
    fields = {"form_token": token, "kind": "Status", "code": "500"}
    inputs = "".join(f"<input name={name} value={text}>" for name, text in fields.items())
    show(f"<form method=post action={url}window/faults>{inputs}<button>Win</button></form>", site)
    sent = f"method: 'POST', mode: 'no-cors', body: new URLSearchParams({{form_token: '{token}'}})"
    browser.run(f"return fetch('{url}window/reset', {{{sent}}}).then(() => 1, () => 0)")
    browser.click("button")
    browser.wait_for("The request comes from a page of another site.")
    assert () == emulator.pending_faults
    assert noon() + timedelta(days=1) == emulator.now  # it was not reset


@SITES
def test_another_site_cannot_read_it(
    site: str, browser: Browser, show: Callable[..., None], url: str
) -> None:
    """Not by a script, and not as a picture, a style or a script of its own."""
    program = f"""
    <pre id=said>waiting</pre>
    <script>
    const said = [];
    const load = (tag, name, path) => new Promise(done => {{
      const it = document.createElement(tag);
      it.onload = () => done(tag + ' loaded');
      it.onerror = () => done(tag + ' refused');
      if (tag === 'link') it.rel = 'stylesheet';
      it[name] = '{url}window/static/' + path;
      document.head.append(it);
    }});
    const ask = options => fetch('{url}', options).then(
      answer => answer.text().then(text => 'fetch ' + answer.type + text.length),
      () => 'fetch refused');
    (async () => {{
      said.push(await ask({{}}));
      said.push(await ask({{mode: 'no-cors'}}));
      said.push(await load('script', 'src', 'window.js'));
      said.push(await load('link', 'href', 'window.css'));
      said.push(await load('img', 'src', 'icon.svg'));
      document.getElementById('said').textContent = said.join(', ') + '.';
    }})();
    </script>"""
    show(program, site)
    browser.wait_for("img refused.")
    said = browser.text.splitlines()[-1].rstrip(".").split(", ")
    refused = {"fetch refused", "script refused", "link refused", "img refused"}
    assert refused == set(said) - {"fetch opaque0"}


def test_a_rebound_name_is_refused(browser: Browser, emulator: Emulator, url: str) -> None:
    """A site leads its name to this machine, so that its page and the window are one origin."""
    browser.open(f"{url}window/faults")
    token = browser.run("return document.querySelector('[name=form_token]').value")
    there = url.replace("127.0.0.1", REBOUND)
    page = CannedAnswer(200, {"Content-Type": "text/html"}, b"<title>Bad</title>")
    with emulator.failing(page, path="/user"):
        browser.open(f"{there}api/v2/user")
    assert "Bad" == browser.run("return document.title")
    form = f"body: new URLSearchParams({{form_token: '{token}', kind: 'CutBody'}})"
    for options in ("{}", f"{{method: 'POST', {form}}}"):
        ask = f"fetch('/window/faults', {options})"
        assert 403 == browser.run(f"return {ask}.then(answer => answer.status)")
    assert () == emulator.pending_faults
    browser.open(there)
    assert "The window opens only on the machine of the emulator." in browser.text


@SITES
def test_another_site_cannot_frame_it(
    site: str, browser: Browser, show: Callable[..., None], url: str
) -> None:
    show(f'<iframe src="{escape(url)}"></iframe>', site)
    browser.enter_frame()
    assert "Latest requests" not in browser.text


@SITES
def test_another_site_loses_its_window(
    site: str, browser: Browser, show: Callable[..., None], url: str
) -> None:
    """A page that opens the window in another tab has no hold on it."""
    show(f"<a target=tab rel=opener href={url}>Look</a>", site)
    first = str(browser._ask("GET", "/window"))

    def others() -> list[str]:
        return [tab for tab in browser._ask("GET", "/window/handles") if tab != first]

    browser.click("a")
    browser.wait_until(lambda: len(others()) == 1)
    browser.switch_to(others()[0])
    browser.wait_for("Latest requests")
    assert browser.run("return window.opener === null")
    browser.close_tab(first)


def test_an_uploaded_file_runs_nothing(emulator: Emulator, browser: Browser, url: str) -> None:
    """It has the same origin as the window, so its scripts could drive it."""
    with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api:
        form = {"name": "x", "filename": "x.pdf"}
        api.post("/inbox", data=form, files={"file": ("x", SCRIPT.encode())})
    browser.open(f"{url}window/companies/{emulator.company_slug}/documents/inbox")
    browser.click("td[data-label=Files] a")
    browser.wait_until(lambda: browser.address.endswith(".pdf"))
    assert "run" != browser.run("return document.title")
