"""A headless Chromium for the tests, driven by the WebDriver protocol over HTTP.

Debian's packages ``chromium`` and ``chromium-driver`` have its programs. Nothing is downloaded.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

#: How the protocol names a reference to an element.
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_KEYS = {"Tab": "\ue004", "Space": " ", "Enter": "\ue007", "ArrowDown": "\ue015"}
_PATIENCE = 60.0
_OWN_NAMES = "EXCLUDE localhost, EXCLUDE 127.0.0.1"
#: The name of another site, which the browser finds on this machine.
REBOUND = "rebound.example"


class Browser:
    """A window of a browser that begins with no cookies and reaches this machine only.

    Args:
        driver: The program ``chromedriver``.
        chromium: The program of the browser.
        profile: A folder for what the browser keeps.
    """

    def __init__(self, driver: str, chromium: str, profile: Path) -> None:
        self.http = requests.Session()
        self.http.trust_env = False  # a proxy of this machine is for others
        self.process = subprocess.Popen(
            [driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            self.url = f"http://127.0.0.1:{self._port()}/session"
            options = {"binary": chromium, "args": _arguments(profile)}
            wanted = {"browserName": "chrome", "goog:chromeOptions": options}
            started = self._ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})
            self.url += f"/{started['sessionId']}"
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """Close the window, and end both programs."""
        try:
            self._ask("DELETE", "")
        finally:
            self._end()

    def open(self, url: str) -> None:
        """Open a page, as typed into the address bar, and wait until it is loaded."""
        self._ask("POST", "/url", {"url": url})

    @property
    def address(self) -> str:
        """The URL of the page that is shown."""
        return str(self._ask("GET", "/url"))

    @property
    def text(self) -> str:
        """The title and the text of the page, as a person sees them."""
        return str(self.run("return `${document.title}\n${document.body?.innerText}`"))

    def click(self, css: str) -> None:
        """Click the first element that a CSS selector finds."""
        self._ask("POST", f"/element/{self._find(css)}/click", {})

    def type(self, css: str, text: str) -> None:
        """Type a text into the field that a CSS selector finds."""
        self._ask("POST", f"/element/{self._find(css)}/value", {"text": text})

    def press(self, *keys: str) -> None:
        """Press keys, one after the other: Tab, Space, Enter or ArrowDown."""
        steps = [
            {"type": kind, "value": _KEYS[key]} for key in keys for kind in ("keyDown", "keyUp")
        ]
        self._ask(
            "POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]}
        )

    def resize(self, width: int) -> None:
        """Make the page as wide as on a device with so many pixels."""
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self._command("Emulation.setDeviceMetricsOverride", size)

    def prefer(self, scheme: str) -> None:
        """Prefer pages that are "light" or "dark", as a setting of the system does."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._command("Emulation.setEmulatedMedia", {"features": [feature]})

    def forget(self) -> None:
        """Go back to how the browser was when it started: no cookies, no page."""
        self._command("Network.clearBrowserCookies")
        self._command("Emulation.setEmulatedMedia")
        self._command("Emulation.clearDeviceMetricsOverride")
        self.open("about:blank")

    def run(self, script: str) -> Any:
        """Return what a script returns in the page."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": []})

    def open_tab(self) -> str:
        """Open another tab, go on in it, and return the name of the one before it."""
        return self.switch_to(self._ask("POST", "/window/new", {"type": "tab"})["handle"])

    def switch_to(self, tab: str) -> str:
        """Go on in another tab, and return the name of the one before it."""
        before = str(self._ask("GET", "/window"))
        self._ask("POST", "/window", {"handle": tab})
        return before

    def close_tab(self, other: str) -> None:
        """Close this tab, and go on in another one."""
        self._ask("DELETE", "/window")
        self._ask("POST", "/window", {"handle": other})

    def enter_frame(self) -> None:
        """Go on in the first frame of the page, until another page is opened."""
        self._ask("POST", "/frame", {"id": 0})

    def wait_for(self, text: str) -> None:
        """Wait until a page shows a text, also as its title."""
        ends = time.monotonic() + _PATIENCE
        while text not in (shown := self.text):
            assert time.monotonic() < ends, shown
            time.sleep(0.02)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait until a function returns True, for example since a click has led to a page."""
        ends = time.monotonic() + _PATIENCE
        while not is_so():
            assert time.monotonic() < ends, f"{self.address}: {self.text}"
            time.sleep(0.02)

    def _find(self, css: str) -> str:
        found = self._ask("POST", "/element", {"using": "css selector", "value": css})
        return str(found[_ELEMENT])

    def _command(self, name: str, arguments: Any = None) -> None:
        self._ask("POST", "/goog/cdp/execute", {"cmd": name, "params": arguments or {}})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, self.url + path, json=body, timeout=_PATIENCE * 2)
        value = answer.json()["value"]
        assert answer.ok, f"{value['error']}: {value['message']}"
        return value

    def _port(self) -> int:
        assert self.process.stdout
        for line in self.process.stdout:
            if match := re.search(r"started successfully on port (\d+)", line):
                return int(match[1])
        raise AssertionError("chromedriver did not start")

    def _end(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.communicate(timeout=_PATIENCE)


def start_browser(profile: Path) -> Browser:
    """Start a browser; skip the test if this machine has none, or cannot start it."""
    driver = shutil.which("chromedriver")
    chromium = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if driver is None or chromium is None:
        pytest.skip("Chromium is not installed here: apt-get install chromium-driver")
    try:
        return Browser(driver, chromium, profile)
    except AssertionError as problem:
        if "session not created" in str(problem):
            pytest.skip(f"Chromium does not start here: {problem}")
        raise


def _arguments(profile: Path) -> list[str]:
    return [
        "--headless=new",
        "--no-sandbox",  # containers have none; only pages of tests are opened
        f"--user-data-dir={profile}",
        "--window-size=900,900",
        "--disable-dev-shm-usage",  # it is too small in many containers
        "--disable-background-networking",
        "--no-first-run",
        "--no-proxy-server",
        # Only names of this machine: no test may reach Fiken, nor the maker of the browser. The
        # name REBOUND is that of another site, whose owner leads it to this machine.
        f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1, MAP * ~NOTFOUND, {_OWN_NAMES}",
    ]
