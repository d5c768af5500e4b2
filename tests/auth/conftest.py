"""A token host on a real socket, which answers as a test scripts it."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from fiken.auth import OAuthApp
from tests.session.server import Server

REDIRECT = "http://127.0.0.1:8765/callback"

MakeApp: TypeAlias = Callable[..., OAuthApp]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "FIKEN_TOKEN", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def host() -> Iterator[Server]:
    """The token host. Its `plan` has one step per request."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def make_app(host: Server) -> MakeApp:
    """Return a function that makes an app for the token host."""

    def make(client_secret: str | None = "the-made-up-secret", **settings: Any) -> OAuthApp:
        chosen = {"redirect_uri": REDIRECT, "base_url": f"http://127.0.0.1:{host.port}/oauth"}
        return OAuthApp("acme-sync", client_secret, **chosen | settings)

    return make
