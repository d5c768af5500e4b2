"""Answers that are not Fiken's, and bodies without bounds."""

import gzip
import html
import json
import logging
import pickle
import time
import traceback
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import requests
import responses

from fiken import Contact
from fiken.auth import Auth
from fiken.client import Fiken
from fiken.errors import (
    AmbiguousWriteError,
    ApiError,
    ConfigurationError,
    FikenError,
    MappingError,
    Outcome,
    TransportError,
)
from fiken.repositories import ContactRepository
from fiken.session import Retries, Session, Unpaced
from fiken.session._errors import error_of

from .conftest import TOKEN
from .server import CREATED, OK, Server, Step, Wire, after_carrying_out, answering

Connect = Callable[..., Session]
HTML = ("Content-Type", "text/html; charset=utf-8")
JSON = ("Content-Type", "application/json")
ID = ("Location", "https://api.fiken.no/api/v2/companies/x/contacts/42")

PAGES: dict[str, tuple[tuple[tuple[str, str], ...], bytes]] = {
    "html": ((HTML,), b"<html><body>Blocked</body></html>"),
    "doctype in capitals": ((), b"<!DOCTYPE HTML PUBLIC><HTML>Blocked</HTML>"),
    "after white space": ((JSON,), b"\r\n\t <html>"),
    "after a comment": ((), b"<!-- proxy --><html>"),
    "after a mark of UTF-8": ((), b"\xef\xbb\xbf<html>"),
    "UTF-16": ((), "\ufeff<html>".encode("utf-16-le")),
    "xhtml": ((("Content-Type", "application/xhtml+xml"),), b"<?xml version='1.0'?><html/>"),
    "no tags, but said to be html": ((HTML,), b"Access denied by policy"),
    "compressed": ((HTML, ("Content-Encoding", "gzip")), gzip.compress(b"<html>")),
    "with an id": ((HTML, ID), b"<html>"),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_page_of_html_is_not_success(
    page: str, method: str, server: Server, connect: Connect
) -> None:
    headers, body = PAGES[page]
    server.plan = [answering(200, *headers, body=body)]
    with pytest.raises(AmbiguousWriteError, match="a page of HTML came") as raised:
        connect(server.url).request(method, "/x")
    assert (Outcome.UNKNOWN, 1) == (raised.value.outcome, len(server.seen))


def test_half_a_page_is_a_page(server: Server, connect: Connect) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n"
    server.plan = [after_carrying_out(lambda wire: wire.send(head))]
    with pytest.raises(AmbiguousWriteError):
        connect(server.url).request("DELETE", "/x")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((), b""),
        ((HTML,), b""),
        ((HTML,), b'{"saleId": 1}'),
        ((JSON,), b'{"note": "<html>"}'),
        ((), b"OK"),
        ((("Content-Type", "text/plain"),), b"Created"),
    ],
)
def test_other_answers_to_a_write_are_fikens(
    headers: tuple[tuple[str, str], ...], body: bytes, server: Server, connect: Connect
) -> None:
    """Fiken answers a write with nothing, with JSON, and with other text.

    Observed: docs/observed.md#3-responses
    """
    server.plan = [answering(200, *headers, body=body)]
    assert 200 == connect(server.url).request("PUT", "/x").status


@pytest.mark.parametrize("body", [b"<html>", b"Access denied"])
def test_a_page_is_not_a_list(body: bytes, server: Server, connect: Connect) -> None:
    server.plan = [answering(200, HTML, body=body)]
    with pytest.raises(MappingError, match="should be JSON"):
        connect(server.url).get("/x").json()


@pytest.mark.parametrize("status", [206])
def test_a_part_is_not_the_whole(status: int, server: Server, connect: Connect) -> None:
    """Nobody asked for a part: half a list would look like a whole one."""
    server.plan = [answering(status, JSON, ("Content-Range", "bytes 0-2/9"), body=b"[1]")]
    with pytest.raises(MappingError, match="the whole answer") as raised:
        connect(server.url).get("/x")
    assert server.seen[0].headers["X-Request-ID"] == raised.value.request_id


# --- cut answers


def _unframed(kind: str, body: bytes) -> Step:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
    return after_carrying_out(lambda wire: wire.send(head + body))


WHOLE = {
    "application/pdf": b"%PDF-1.4 a file\n%%EOF\n",
    "image/png": b"\x89PNG\r\n\x1a\n a picture IEND\xaeB`\x82",
    "image/jpeg": b"\xff\xd8\xff\xe0 a picture \xff\xd9",
    "image/gif": b"GIF89a a picture \x3b",
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_cut_file_is_requested_again(kind: str, server: Server, connect: Connect) -> None:
    """Without a length the end of the connection is the end of the file: only it can tell."""
    whole = WHOLE[kind]
    server.plan = [_unframed(kind, whole[:12]), _unframed(kind, whole)]
    assert whole == connect(server.url).get("/files/x").body
    assert 2 == len(server.seen)


def test_other_kinds_of_files_are_accepted(server: Server, connect: Connect) -> None:
    server.plan = [_unframed("application/xml", b"<Invoice>")]
    assert b"<Invoice>" == connect(server.url).get("/files/x").body


ZIPPED = gzip.compress(b"%PDF-1.4" + b"x" * 5000 + b"%%EOF")


@pytest.mark.parametrize(
    "body", [ZIPPED[:-1], ZIPPED[:-8], ZIPPED[:20], ZIPPED[:-8] + b"\0" * 8, b"no gzip at all"]
)
def test_a_broken_compression_is_not_the_file(
    body: bytes, server: Server, connect: Connect
) -> None:
    server.plan = [answering(200, ("Content-Encoding", "gzip"), body=body)]
    with pytest.raises(TransportError):
        connect(server.url).get("/files/x")
    assert 3 == len(server.seen)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"[1]")),
        ("x-gzip", gzip.compress(b"[1]")),
        ("GZIP", gzip.compress(b"[1") + gzip.compress(b"]")),
        ("gzip", gzip.compress(b"[1]") + b"\0" * 9),
        ("deflate", zlib.compress(b"[1]")),
        ("deflate", zlib.compress(b"[1]")[2:-4]),
        ("identity", b"[1]"),
        ("deflate, gzip", gzip.compress(zlib.compress(b"[1]"))),
    ],
)
def test_every_accepted_compression_is_read(
    coding: str, body: bytes, server: Server, connect: Connect
) -> None:
    server.plan = [answering(200, ("Content-Encoding", coding), body=body)]
    assert [1] == connect(server.url).get("/x").json()


@pytest.mark.parametrize("coding", ["br", "gzip, gzip, gzip"])
def test_another_compression_is_refused(coding: str, server: Server, connect: Connect) -> None:
    server.plan = [answering(200, ("Content-Encoding", coding), body=b"[1]")]
    with pytest.raises(TransportError, match="compressed"):
        connect(server.url, retries=Retries(total=0)).get("/x")


# --- bodies without bounds


def test_a_decompression_bomb_is_refused(server: Server, connect: Connect) -> None:
    bomb = gzip.compress(b"0" * 3_000_000)
    server.plan = [answering(200, ("Content-Encoding", "gzip"), body=bomb)]
    with pytest.raises(MappingError, match=r"at most 1000000 bytes \(max_answer_bytes=\)"):
        connect(server.url, max_answer_bytes=1_000_000).get("/x")
    assert 1 == len(server.seen)


def test_a_bomb_in_a_bomb_is_refused(server: Server, connect: Connect) -> None:
    bomb = gzip.compress(gzip.compress(b"0" * 30_000_000))
    server.plan = [answering(200, ("Content-Encoding", "gzip, gzip"), body=bomb)]
    with pytest.raises(MappingError, match="at most"):
        connect(server.url, max_answer_bytes=1_000_000).get("/x")


def test_an_answer_without_end_is_refused(server: Server, connect: Connect) -> None:
    def endless(wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            wire.send(b" " * 65536)

    server.plan = [after_carrying_out(endless)]
    with pytest.raises(MappingError, match="at most"):
        connect(server.url, max_answer_bytes=1_000_000).get("/x")


def test_a_huge_answer_undoes_no_write(server: Server, connect: Connect) -> None:
    server.plan = [answering(200, JSON, body=b" " * 5000)]
    answer = connect(server.url, max_answer_bytes=1000).request("PUT", "/x")
    assert (200, False) == (answer.status, answer.complete)
    with pytest.raises(MappingError) as raised:
        answer.json()
    assert Outcome.DONE == raised.value.outcome


@pytest.mark.parametrize("body", [b"[" + b"1," * 999 + b"1]", b" " * 1000])
def test_the_limit_itself_is_allowed(body: bytes, server: Server, connect: Connect) -> None:
    server.plan = [answering(200, JSON, body=body)]
    assert body == connect(server.url, max_answer_bytes=len(body)).get("/x").body


@pytest.mark.parametrize(
    "body",
    [
        b"<title>" * 16_000,
        b"<title" * 16_000,
        b"<h1>" * 30_000,
        b"Mulige mva koder er [" * 5_000,
        b"[" * 100_000,
        b'{"message":' * 20_000,
        b"<title><h1></title" * 6_000,
    ],
)
def test_an_error_is_read_in_linear_time(body: bytes) -> None:
    """In a second at the most, where backtracking took ten and more."""
    began = time.thread_time()  # of this thread alone: the processor may be busy with others
    error_of(400, {}, body)
    assert time.thread_time() - began < 1


# --- the token


class _Odd(Auth):
    """Puts any header on the request."""

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


# --- configuration and the world around


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("retries", 3),
        ("retries", Retries),
        ("retries", requests.adapters.Retry(3)),
        ("pacer", 0.25),
        ("pacer", Unpaced),
        ("pacer", object()),
        ("http", "http://proxy"),
        ("http", requests.Session),
        ("max_answer_bytes", 0),
        ("max_answer_bytes", 1e6),
        ("max_answer_bytes", True),
        ("allow_http", "yes"),
        ("user_agent", 5),
        ("user_agent", b"acme/1.0"),
        ("user_agent", "acme\n1.0"),
        ("timeout", "5"),
        ("timeout", (1, 2, 3)),
    ],
)
def test_a_wrong_setting_is_refused_at_once(setting: str, value: Any, connect: Connect) -> None:
    name = "session" if setting == "http" else setting
    with pytest.raises(ConfigurationError, match=rf"^{name} must be"):
        connect("http://127.0.0.1:1", **{setting: value})


@pytest.mark.parametrize("auth", ["a.token", object(), None, Auth])
def test_a_wrong_auth_is_refused_at_once(auth: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^auth must be"):
        Session(auth)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("https://fikén.example/api/v2", "xn--fikn-dpa.example"),
        ("https://blåbær.no", "xn--blbr-roah.no"),
    ],
)
def test_a_host_with_other_letters_is_refused(url: str, remedy: str, connect: Connect) -> None:
    with pytest.raises(ConfigurationError, match=f"write it as {remedy}"):
        connect(url)


def test_a_failing_log_handler_hides_no_write(
    server: Server,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Failing(logging.Handler):
        def handle(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
            raise RuntimeError("the disk of the log is full")

    caplog.set_level(logging.DEBUG, logger="fiken")
    monkeypatch.setattr(logging.getLogger("fiken"), "handlers", [Failing()])
    server.plan = [CREATED, OK]
    session = connect(server.url)
    assert 201 == session.request("POST", "/x", json={}).status
    assert "the disk of the log is full" in capsys.readouterr().err
    with pytest.raises(RuntimeError):
        session.get("/x")


def test_no_subclassed_policy_repeats_a_write(server: Server, connect: Connect) -> None:
    """Not even one that calls every outcome worth another try."""

    class Again(Retries):
        def after(self, outcome: Any) -> "Again":  # noqa: ARG002
            return self

        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002
            return True

        def wait(self, outcome: Any) -> float:  # noqa: ARG002
            return 0.0

    for step in (
        answering(500, carries_out=True),
        answering(503, carries_out=True),
        answering(409, carries_out=True),
        answering(200, HTML, body=b"<html>"),
        after_carrying_out(Wire.reset),
    ):
        server.plan, server.carried_out = [step], 0
        with pytest.raises(FikenError):
            connect(server.url, retries=Again()).request("POST", "/x", json={})
        assert 1 == server.carried_out
    server.plan, before = [answering(429)], len(server.seen)
    with pytest.raises(FikenError):
        connect(server.url, retries=Again()).request("POST", "/x", json={})
    assert before + 2 == len(server.seen)


PASSING: dict[str, Step] = {
    "the page of a proxy": answering(200, HTML, body=b"<html><title>Maintenance</title>"),
    "the text of a proxy": answering(200, body=b"try again later"),
    "a login elsewhere": answering(302, ("Location", "https://login.example/")),
    "a login at the proxy": answering(407),
}


@pytest.mark.parametrize("what", PASSING)
def test_a_proxy_error_is_transient(what: str, server: Server, connect: Connect) -> None:
    """An importer that looks a row up must stop, and not report the row as bad."""
    server.plan = [PASSING[what]]
    with pytest.raises(FikenError) as raised:
        ContactRepository(connect(server.url), "/companies/x").find_by(name="Nelly")
    assert ("refused", True) == (raised.value.outcome, raised.value.is_transient)


STATUSES = [(400, False), (401, True), (403, False), (404, False), (409, False), (429, True)]
STATUSES += [(500, True), (501, False), (502, True), (503, True), (504, True)]


@pytest.mark.parametrize(("status", "passes"), STATUSES)
def test_the_status_decides_what_is_transient(status: int, passes: bool) -> None:
    look_up = error_of(status, {}, b"", "GET")
    assert ("refused", passes) == (look_up.outcome, look_up.is_transient)
    write = error_of(status, {}, b"", "POST")
    assert write.is_transient == (passes and status < 500)


@pytest.mark.parametrize("body", [b'{"name": "Nelly"}', b"[[]]", b'[{"contactId": "x"}]'])
def test_json_that_cannot_be_mapped_stays_so(body: bytes, server: Server, connect: Connect) -> None:
    server.plan = [answering(200, JSON, body=body)]
    with pytest.raises(MappingError) as raised:
        ContactRepository(connect(server.url), "/companies/x").find_by(name="Nelly")
    assert not raised.value.is_transient


@responses.activate
def test_a_program_that_mocks_with_responses_works() -> None:
    responses.get("https://api.fiken.no/api/v2/user", json={"name": "Nelly", "email": "n@x.no"})
    responses.post(
        "https://api.fiken.no/api/v2/companies/x/contacts", status=201, headers=dict([ID])
    )
    responses.get(
        "https://api.fiken.no/api/v2/companies/x/contacts/42",
        json={"contactId": 42, "name": "Ned"},
    )
    client = Fiken("made.up", pacer=Unpaced())
    assert "Nelly" == client.user().name
    assert 42 == client.company("x").contacts.save(Contact(name="Ned")).contact_id
    assert "Bearer made.up" == responses.calls[0].request.headers["Authorization"]


@responses.activate
def test_a_mocked_file_may_be_incomplete() -> None:
    """Only the end of a connection may stand for the end of a file, and a mock has none."""
    responses.get(
        "https://api.fiken.no/api/v2/files/a.pdf",
        body=b"%PDF-1.4 x",
        content_type="application/pdf",
    )
    client = Fiken("made.up", pacer=Unpaced())
    assert b"%PDF-1.4 x" == client.company("x").download("/files/a.pdf")
    assert 1 == len(responses.calls)
