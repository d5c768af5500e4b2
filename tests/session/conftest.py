"""Servers on real sockets, and sessions that do not make tests wait."""

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken.auth import PersonalToken
from fiken.pacing import Unpaced, _lane as lane
from fiken.session import Retries, Session

from .server import Server

TOKEN = "made.up-token"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "FIKEN_TOKEN", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(autouse=True)
def _lanes_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty the lanes: a port is used again, and one test must not hold another one back."""
    monkeypatch.setattr(lane, "LANES", {})


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: the rows with TLS are not tested")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
        "-addext subjectAltName=IP:127.0.0.1 "
        "-addext keyUsage=critical,digitalSignature,keyCertSign "
        "-keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


@pytest.fixture
def tls_server(certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server(context)
    yield server
    server.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., Session]]:
    """Return a function that makes sessions: they wait little, and are closed after the test."""
    sessions: list[Session] = []

    def connect(url: str, *, trusting: Path | None = None, **settings: Any) -> Session:
        if trusting:
            settings["http"] = settings.get("http") or requests.Session()
            settings["http"].verify = str(trusting)
        quick: dict[str, Any] = {
            "pacer": Unpaced(),
            "retries": Retries(backoff_factor=0.01, backoff_max=0.05),
            "timeout": 5.0,
        }
        auth = settings.pop("auth", None) or PersonalToken(TOKEN)
        sessions.append(Session(auth, base_url=url, **(quick | settings)))
        return sessions[-1]

    yield connect
    for session in sessions:
        session.close()


@pytest.fixture
def attempts(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return a function that returns the lines of the log, one per attempt."""
    caplog.set_level("DEBUG", logger="fiken")
    return lambda: [line.getMessage() for line in caplog.records if line.name == "fiken"]
