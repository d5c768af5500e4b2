"""Proxies, and certificates that are trusted."""

from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from fiken.errors import (
    AmbiguousWriteError,
    ConfigurationError,
    TransportError,
)
from fiken.session import Session

from .server import CREATED, Server, Wire, after_carrying_out, answering

Connect = Callable[..., Session]
Attempts = Callable[[], list[str]]


def test_the_environments_proxy_is_used(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can see the token only where http is allowed."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
    connect("http://emulator.test/api/v2", allow_http=True).get("/x")
    assert "http://emulator.test/api/v2/x" == server.seen[0].target


def test_no_proxy_leads_to_this_machine(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert {"a": 1} == connect(server.url).get("/x").json()


def _behind(proxy: Server | int, certificate: Path) -> requests.Session:
    http = requests.Session()
    port = proxy if isinstance(proxy, int) else proxy.port
    http.proxies = dict.fromkeys(("http", "https"), f"http://127.0.0.1:{port}")
    http.verify = str(certificate)
    return http


def _tunnel(wire: Wire) -> bool:
    """Accept CONNECT, then be the server at the other end of the tunnel."""
    wire.read()
    wire.send(b"HTTP/1.1 200 Established\r\n\r\n")
    wire.encrypt()
    return True


def test_a_proxy_that_is_down_sends_nothing(
    connect: Connect, certificate: Path, attempts: Attempts
) -> None:
    for url in ("http://emulator.test", "https://127.0.0.1:2"):
        with pytest.raises(TransportError) as raised:
            connect(url, http=_behind(1, certificate), allow_http=True).request("POST", "/x")
        assert TransportError is type(raised.value)
    assert 6 == len(attempts())


def test_a_refusing_proxy_sends_nothing(
    server: Server, connect: Connect, certificate: Path
) -> None:
    server.plan = [answering(503, carries_out=False)]
    with pytest.raises(TransportError) as raised:
        connect("https://127.0.0.1:2", http=_behind(server, certificate)).request("POST", "/x")
    assert (TransportError, 3) == (type(raised.value), len(server.seen))
    assert {"CONNECT"} == {request.method for request in server.seen}
    assert not any("Authorization" in request.headers for request in server.seen)


def test_a_write_lost_in_a_tunnel_is_not_repeated(
    tls_server: Server, connect: Connect, certificate: Path
) -> None:
    tls_server.encrypts = False
    tls_server.plan = [_tunnel, after_carrying_out(Wire.reset), _tunnel, CREATED]
    with pytest.raises(AmbiguousWriteError):
        connect("https://127.0.0.1:2", http=_behind(tls_server, certificate)).request("POST", "/x")
    assert 1 == tls_server.carried_out


def test_a_write_lost_by_a_proxy_is_not_repeated(
    server: Server, connect: Connect, certificate: Path
) -> None:
    server.plan = [after_carrying_out(Wire.reset), CREATED]
    http = _behind(server, certificate)
    with pytest.raises(AmbiguousWriteError):
        connect("http://emulator.test", http=http, allow_http=True).request("POST", "/x")
    assert 1 == server.carried_out


def test_wrong_tls_settings_send_nothing(tls_server: Server, connect: Connect) -> None:
    for setting in ({"verify": "/nowhere/ca.pem"}, {"cert": "/nowhere/me.pem"}):
        http = requests.Session()
        for name, value in setting.items():
            setattr(http, name, value)
        with pytest.raises(ConfigurationError, match=r"certificate|No such file"):
            connect(tls_server.url, http=http).request("POST", "/x")
    assert 0 == tls_server.connections


def test_the_sessions_certificates_come_first(
    tls_server: Server, connect: Connect, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come before those of the environment."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", requests.utils.DEFAULT_CA_BUNDLE_PATH)
    assert {"a": 1} == connect(tls_server.url, trusting=certificate).get("/x").json()


def test_the_certificates_of_the_environment_are_trusted(
    tls_server: Server, connect: Connect, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert {"a": 1} == connect(tls_server.url).get("/x").json()
