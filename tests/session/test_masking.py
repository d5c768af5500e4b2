"""The token: masked where a server echoes it, and shown by no frame."""

import html
import json
import pickle
import traceback
from collections.abc import Callable
from urllib.parse import quote

import pytest
import requests

from fiken.auth import Auth
from fiken.client import Fiken
from fiken.errors import (
    AmbiguousWriteError,
    ApiError,
    ConfigurationError,
)
from fiken.session import Session, Unpaced

from .conftest import TOKEN
from .server import Server, after_carrying_out, answering

Connect = Callable[..., Session]
JSON = ("Content-Type", "application/json")


class _Odd(Auth):
    """A login that puts any header on the request."""

    def __init__(self, header: str) -> None:
        self._header = header

    @property
    def credential(self) -> str:
        return "odd"

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        r.headers["Authorization"] = self._header
        return r


@pytest.mark.parametrize(
    "echo",
    [
        f'{{"message": "no access with Bearer {TOKEN}"}}',
        f"<html><title>{TOKEN}</title>",
        f"plain text: {TOKEN}",
        f'[{{"message": "{TOKEN}"}}, {{"message": "b"}}]',
    ],
)
def test_an_echoed_token_is_masked(echo: str, server: Server, connect: Connect) -> None:
    server.plan = [answering(400, ("X-Echo", TOKEN), body=echo.encode())]
    with pytest.raises(ApiError) as raised:
        connect(server.url).request("POST", "/x")
    error = raised.value
    everything = (str(error), repr(error), error.body, error.problems, pickle.dumps(error))
    assert not any(TOKEN in str(part) for part in everything)
    assert "[token]" in error.body


@pytest.mark.parametrize("secret", ["a/b+c=", 'q"uote', "l<t&"])
def test_an_echo_in_another_writing_is_masked(secret: str, server: Server) -> None:
    writings = [secret, json.dumps(secret)[1:-1], quote(secret, safe=""), html.escape(secret)]
    server.plan = [answering(400, body=" ".join(writings).encode())]
    session = Session(_Odd(f"Bearer {secret}"), base_url=server.url, pacer=Unpaced())
    with pytest.raises(ApiError) as raised:
        session.get("/x")
    session.close()
    assert "[token] [token] [token] [token]" == raised.value.body


def test_a_garbled_answer_is_masked(server: Server, connect: Connect) -> None:
    server.plan = [after_carrying_out(lambda wire: wire.send(f"Bearer {TOKEN}\r\n\r\n".encode()))]
    with pytest.raises(AmbiguousWriteError) as raised:
        connect(server.url).request("POST", "/x")
    assert TOKEN not in str(raised.value) + repr(raised.value.__cause__)


def test_data_that_looks_like_the_token_stays(server: Server, connect: Connect) -> None:
    server.plan = [answering(200, JSON, body=f'["{TOKEN}"]'.encode())]
    assert [TOKEN] == connect(server.url).get("/x").json()


def test_a_file_stays_as_it_is(server: Server, connect: Connect) -> None:
    """The token of a test is a short word, such as `test`, and may stand in a file."""
    file = f"%PDF-1.4 {TOKEN} %%EOF".encode()
    server.plan = [answering(200, ("Content-Type", "application/pdf"), body=file)]
    assert file == connect(server.url).get("/x").body


@pytest.mark.parametrize("header", ["Bearer a\nb", "Bearer a\r\nX: y", "Bearer €uro"])
def test_an_impossible_header_is_not_shown(header: str, server: Server) -> None:
    session = Session(_Odd(header), base_url=server.url, pacer=Unpaced())
    with pytest.raises(ConfigurationError, match="'Authorization' has a line break") as raised:
        session.get("/x")
    session.close()
    assert header[7:] not in str(raised.value)
    assert 0 == server.connections


@pytest.mark.parametrize("token", ["made\nup.token", "made up.token", "mæde.up.token"])
@pytest.mark.parametrize("through", ["argument", "environment"])
def test_a_wrong_token_stands_in_no_frame(
    token: str, through: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIKEN_TOKEN", token)
    with pytest.raises(ConfigurationError) as raised:
        Fiken() if through == "environment" else Fiken(token)
    report = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    inside = "".join(report.stack.format()[1:])  # the first frame is this test's own
    assert token not in inside
    assert token not in str(raised.value)
    assert "Fiken" in inside
