"""The web applications in examples/, each in a process of its own, on an emulator."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from fiken.auth import FileStore, OAuthApp
from fiken.emulator import Emulator

PROGRAMS = ("login_flask.py", "login_django.py")
EXAMPLES = Path(__file__).parents[2] / "examples"
_PATIENCE = 30.0


class Site:
    """A web application that serves.

    Attributes:
        url: Its address. The emulator has another host name, as Fiken has.
        app: The app with which it logs its tenants in.
        store_path: The file of its store.
        store: The store in which it keeps their tokens.
        log: The file with what it has printed.
    """

    def __init__(self, url: str, emulator: Emulator, app: OAuthApp, folder: Path) -> None:
        self.url, self.emulator, self.app = url, emulator, app
        self.store_path = folder / "tokens.json"
        self.store = FileStore(self.store_path)
        self.log = folder / "log"

    def visitor(self) -> "Visitor":
        """Return somebody with a browser of his own."""
        return Visitor(self.url)


class Visitor:
    """The browser of a user, which keeps cookies and does not follow redirects."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.trust_env = False  # a proxy of this machine is for others

    def get(self, url: str) -> requests.Response:
        """Open a page, by its path or by its whole address."""
        return self.http.get(urljoin(self.url, url), allow_redirects=False, timeout=_PATIENCE)

    def send(self, path: str, **fields: str) -> requests.Response:
        """Send a form of the application, as its page does."""
        self.get("/")
        token = self.http.cookies.get("csrftoken")  # Django's, against forms of other sites
        return self.http.post(
            urljoin(self.url, path),
            {"csrfmiddlewaretoken": token, **fields} if token else fields,
            allow_redirects=False,
            timeout=_PATIENCE,
        )

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


def environment_of(
    app: OAuthApp, secret: str | None, emulator: Emulator, store: Path
) -> dict[str, str]:
    """Return the environment of a program that works with an app, an emulator and a store."""
    own = {key: text for key, text in os.environ.items() if not key.startswith("FIKEN_")}
    return own | {
        "FIKEN_CLIENT_ID": app.client_id,
        "FIKEN_CLIENT_SECRET": secret or "",
        "FIKEN_REDIRECT_URI": app.redirect_uri,
        "FIKEN_OAUTH_URL": emulator.oauth_url,
        "FIKEN_URL": emulator.url,
        "FIKEN_STORE": str(store),
    }


@contextmanager
def serving(
    name: str, emulator: Emulator, folder: Path, secret: str | None = "a-made-up-secret"
) -> Iterator[Site]:
    """Run a web application on an emulator, and yield it when it serves.

    Args:
        name: The file in examples/.
        emulator: Its Fiken.
        folder: The folder for its store and its log.
        secret: The secret of its app; None for an app with PKCE alone.
    """
    url = f"http://localhost:{_free_port()}"
    app = emulator.oauth_app(f"{url}/callback", client_secret=secret)
    site = Site(url, emulator, app, folder)
    environment = environment_of(app, secret, emulator, site.store_path)
    environment["WEB_SECRET"] = "signs-the-cookies-of-this-test"
    with _started(name, url, environment, site.log):
        yield site


@contextmanager
def running(name: str, folder: Path) -> Iterator[str]:
    """Run a web application with an emulator of its own, and yield its address when it serves."""
    url = f"http://127.0.0.1:{_free_port()}"
    environment = {key: text for key, text in os.environ.items() if not key.startswith("FIKEN_")}
    environment["FIKEN_REDIRECT_URI"] = f"{url}/callback"
    with _started(name, url, environment, folder / "log"):
        yield url


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def _started(name: str, url: str, environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run a program until the block ends. Wait first until it serves."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", EXAMPLES / name],
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        ends, port = time.monotonic() + _PATIENCE, urlsplit(url).port
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < ends, log.read_text()
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        process.terminate()
        process.wait(_PATIENCE)
