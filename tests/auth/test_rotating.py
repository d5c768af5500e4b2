"""Several personal tokens take turns, and each has its own queue."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from traceback import TracebackException
from typing import Any

import pytest
import requests

from fiken.auth import PersonalToken, RotatingTokens
from fiken.errors import ConfigurationError, UnauthorizedError
from fiken.pacing import Paced
from fiken.session import Session
from tests.session.server import CREATED, OK, Server, Wire, answering

Connect = Callable[..., Session]

TOKENS = ("1234.first", "1234.second", "1234.third")


def tokens_at(host: Server) -> list[str]:
    return [request.headers["Authorization"].removeprefix("Bearer ") for request in host.seen]


def test_each_request_takes_the_next_token(host: Server, connect: Connect) -> None:
    session = connect(host.url, auth=RotatingTokens(*TOKENS))
    for _ in range(4):
        session.get("/x")
    assert [*TOKENS, TOKENS[0]] == tokens_at(host)


def test_each_token_has_its_own_queue(host: Server, connect: Connect) -> None:
    """Three threads send at once; within each queue, the spacing holds."""
    inside, most, lock = 0, 0, threading.Lock()

    def slow(wire: Wire) -> bool:
        nonlocal inside, most
        wire.read()
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.1)
        with lock:
            inside -= 1
        wire.answer(200, body=b"[]")
        return True

    host.plan = [slow]
    session = connect(host.url, auth=RotatingTokens(*TOKENS), pacer=Paced(0.25))
    threads = [threading.Thread(target=session.get, args=("/x",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (3, dict.fromkeys(TOKENS, 2)) == (most, Counter(tokens_at(host)))
    starts = {token: list[float]() for token in TOKENS}
    for token, request in zip(tokens_at(host), host.seen, strict=True):
        starts[token].append(request.at)
    assert all(second - first >= 0.24 for first, second in starts.values())


def test_the_queue_is_that_of_the_token(host: Server, connect: Connect) -> None:
    """A client with a single one of the tokens waits in the same queue."""
    rotating = connect(host.url, auth=RotatingTokens(*TOKENS), pacer=Paced(0.25))
    single = connect(host.url, auth=PersonalToken(TOKENS[0]), pacer=Paced(0.25))
    rotating.get("/x")
    single.get("/x")
    first, second = (request.at for request in host.seen)
    assert second - first >= 0.24


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_repeated_request_keeps_its_token(method: str, host: Server, connect: Connect) -> None:
    """The pause that Fiken asks for is that of the token, so no other one may take its place."""
    host.plan = [answering(429), CREATED]
    session = connect(host.url, auth=RotatingTokens(*TOKENS))
    session.request(method, "/x")
    assert [TOKENS[0], TOKENS[0]] == tokens_at(host)


def test_a_deleted_token_is_reported(host: Server, connect: Connect) -> None:
    """Nothing is sent with another one: the user would not notice that one is gone."""
    host.plan = [answering(401), OK]
    session = connect(host.url, auth=RotatingTokens(*TOKENS))
    with pytest.raises(UnauthorizedError):
        session.get("/x")
    assert 1 == len(host.seen)


def test_threads_share_the_turns() -> None:
    rotating, seen = RotatingTokens(*TOKENS), Counter[str]()
    lock = threading.Lock()

    def take() -> None:
        for _ in range(300):
            credential = rotating.for_request().credential
            with lock:
                seen[credential] += 1

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {PersonalToken(token).credential: 800 for token in TOKENS} == seen


def test_requests_of_another_library_rotate_too(host: Server) -> None:
    auth = RotatingTokens(*TOKENS)
    for _ in range(2):
        requests.get(host.url, auth=auth, timeout=5)
    assert [TOKENS[0], TOKENS[1]] == tokens_at(host)


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ((), "give at least two, not 0"),
        (("1234.secret",), "give at least two, not 1; for one there is PersonalToken"),
        (("1234.secret", "12 secret"), "number 2: the token contains a space"),
        (("", "1234.secret"), "number 1: the token is empty"),
        (("1234.secret", None), "number 2: the token must be a string, not NoneType"),
        (("1234.secret", "1234.b", "1234.secret"), "number 3 is equal to number 1"),
    ],
)
def test_tokens_that_cannot_rotate_are_refused(tokens: Any, message: str) -> None:
    """The error names the position of the token, and neither it nor its frames hold one."""
    with pytest.raises(ConfigurationError, match=message) as raised:
        RotatingTokens(*tokens)
    frames = TracebackException.from_exception(raised.value, capture_locals=True).stack
    ours = [frame for frame in frames if "fiken/auth" in frame.filename]
    assert ours
    assert "secret" not in str([raised.value, [frame.locals for frame in ours]])


def test_the_tokens_are_not_shown() -> None:
    auth = RotatingTokens(*TOKENS)
    assert "RotatingTokens('…', '…', '…')" == repr(auth)
    assert RotatingTokens(*reversed(TOKENS)).credential == auth.credential
    assert auth.credential not in {PersonalToken(token).credential for token in TOKENS}


def test_the_docstring_names_the_ban() -> None:
    """Observed: docs/observed.md#1-concurrency-and-rate-limiting"""
    assert "**Fiken may ban you for this.**" in str(RotatingTokens.__doc__)
