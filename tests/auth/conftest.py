"""The fixtures of the session's tests, and a token host on a real socket, which answers as a test scripts it."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from fiken.auth import OAuthApp
from tests.session.conftest import (  # noqa: F401  (pytest finds the fixtures by their names here)
    _lanes_of_its_own,
    _no_settings_of_this_machine,
    connect,
    server,
)
from tests.session.server import Server

REDIRECT = "http://127.0.0.1:8765/callback"

MakeApp: TypeAlias = Callable[..., OAuthApp]


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
