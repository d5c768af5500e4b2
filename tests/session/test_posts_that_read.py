"""A POST that only reads, on a socket: it is repeated like a GET, and never ambiguous."""

from collections.abc import Callable

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from fiken.errors import (
    ApiError,
    FikenError,
    MappingError,
    Outcome,
    RateLimitedError,
    ServerError,
    TransportError,
)
from fiken.session import Session

from .server import OK, Server, Wire, answering
from .test_points_of_failure import CUT, LOST, nothing, patience, reading, saying

Connect = Callable[..., Session]


def report(session: Session) -> object:
    """Send a POST that reads, and return the JSON of its answer."""
    return session.request("POST", "/x", json={"from": "2026-01-01"}, reads=True).json()


@pytest.mark.parametrize("point", LOST)
def test_a_lost_report_is_repeated(point: str, server: Server, connect: Connect) -> None:
    """The body is sent again with it."""
    server.plan = [LOST[point][0], OK]
    assert {"a": 1} == report(connect(server.url, timeout=patience(point)))
    assert 2 == server.connections
    assert b'{"from": "2026-01-01"}' == server.seen[-1].body.replace(b'":"', b'": "')


@pytest.mark.parametrize("point", LOST)
def test_a_report_gives_up_after_three_tries(point: str, server: Server, connect: Connect) -> None:
    server.plan = [LOST[point][0]]
    with pytest.raises(TransportError) as raised:
        report(connect(server.url, timeout=patience(point)))
    assert (TransportError, Outcome.REFUSED) == (type(raised.value), raised.value.outcome)
    assert 3 == server.connections


@pytest.mark.parametrize("cut", CUT)
@pytest.mark.parametrize("end", [nothing, Wire.reset], ids=["FIN", "RST"])
def test_a_cut_report_is_repeated(
    cut: str, end: Callable[[Wire], object], server: Server, connect: Connect
) -> None:
    server.plan = [reading(saying(CUT[cut], end)), OK]
    assert {"a": 1} == report(connect(server.url))
    assert 2 == len(server.seen)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, RateLimitedError), (502, ServerError), (503, ServerError), (504, ServerError)],
)
def test_a_busy_server_is_asked_for_it_again(
    status: int, kind: type[FikenError], server: Server, connect: Connect
) -> None:
    """Three times; afterwards nothing was done, since a report changes nothing."""
    server.plan = [answering(status), answering(status), OK]
    assert {"a": 1} == report(connect(server.url))
    server.plan = [answering(status)]
    with pytest.raises(kind) as raised:
        report(connect(server.url))
    assert (6, Outcome.REFUSED) == (len(server.seen), raised.value.outcome)
    assert raised.value.is_transient
    assert "it may have been carried out" not in str(raised.value)


@pytest.mark.parametrize("status", [302, 400, 401, 404, 500])
def test_a_refused_report_is_not_repeated(status: int, server: Server, connect: Connect) -> None:
    """A redirect is not followed: the request after it would be a GET without the body."""
    server.plan = [answering(status, ("Location", f"{server.url}/y")), OK]
    with pytest.raises(ApiError) as raised:
        report(connect(server.url))
    assert (status, 1) == (raised.value.status, len(server.seen))
    assert Outcome.REFUSED == raised.value.outcome


def test_a_page_instead_of_a_report(server: Server, connect: Connect) -> None:
    """Nothing was done, as with a GET."""
    server.plan = [answering(200, ("Content-Type", "text/html"), body=b"<html>hi</html>")]
    with pytest.raises(MappingError) as raised:
        report(connect(server.url))
    assert Outcome.REFUSED == raised.value.outcome


def test_a_report_leaves_no_note_of_a_write(server: Server, connect: Connect) -> None:
    """An interrupt after it must not say that a write was carried out."""
    session = connect(server.url)
    before = session.last_write
    report(session)
    assert before is session.last_write


def test_a_report_reuses_the_connection(server: Server, connect: Connect) -> None:
    session = connect(server.url)
    session.get("/x")
    report(session)
    assert (2, 1) == (len(server.seen), server.connections)


def test_a_repeating_adapter_may_read(server: Server, connect: Connect) -> None:
    """The session refuses such an adapter for writes only."""

    class Repeating(HTTPAdapter):
        pass

    http = requests.Session()
    http.mount("http://", Repeating(max_retries=Retry(2)))
    assert {"a": 1} == report(connect(server.url, http=http))
