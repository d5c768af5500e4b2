"""Answers that are not from Fiken, but from something on the way."""

import gzip
from collections.abc import Callable

import pytest

from fiken.errors import (
    AmbiguousWriteError,
    FikenError,
    MappingError,
    Outcome,
)
from fiken.repositories import ContactRepository
from fiken.session import Session
from fiken.session._errors import error_of

from .server import Server, Step, after_carrying_out, answering

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
    "no tags, but the type of html": ((HTML,), b"Access denied by policy"),
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
    """Nobody asked for a part, and half a list would look like a whole one."""
    server.plan = [answering(status, JSON, ("Content-Range", "bytes 0-2/9"), body=b"[1]")]
    with pytest.raises(MappingError, match="the whole answer") as raised:
        connect(server.url).get("/x")
    assert server.seen[0].headers["X-Request-ID"] == raised.value.request_id


PASSING: dict[str, Step] = {
    "the page of a proxy": answering(200, HTML, body=b"<html><title>Maintenance</title>"),
    "the text of a proxy": answering(200, body=b"try again later"),
    "a login elsewhere": answering(302, ("Location", "https://login.example/")),
    "a login at the proxy": answering(407),
}


@pytest.mark.parametrize("what", PASSING)
def test_a_proxy_error_is_transient(what: str, server: Server, connect: Connect) -> None:
    """A program that imports rows must stop, and not report the row as wrong."""
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
