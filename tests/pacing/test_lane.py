"""The lane of a credential: held back by Fiken, in order, and never left locked."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

import freezegun
import pytest
import time_machine

import fiken
from fiken.auth import PersonalToken
from fiken.errors import ConfigurationError, Outcome, PacingError, RateLimitedError
from fiken.pacing import Paced, Unpaced
from fiken.session import Retries, Session, _transport as transport
from tests.session.server import CREATED, OK, Server, Step, Wire, answering

Connect = Callable[..., Session]


def limited(*headers: tuple[str, str]) -> Step:
    return answering(429, *headers)


# --- Fiken asks for a pause


@pytest.mark.parametrize("stated", ["3600", "9" * 12, formatdate(4e9), "61"])
def test_a_long_wait_is_raised_at_once(stated: str, server: Server, connect: Connect) -> None:
    server.plan = [limited(("Retry-After", stated)), OK]
    began = time.monotonic()
    with pytest.raises(RateLimitedError) as raised:
        connect(server.url, retries=Retries()).get("/x")
    assert time.monotonic() - began < 1
    assert 1 == len(server.seen)
    assert (raised.value.retry_after or 0) > 60
    assert (Outcome.REFUSED, True) == (raised.value.outcome, raised.value.is_transient)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_long_pause_holds_every_client_back(
    method: str, server: Server, connect: Connect
) -> None:
    """The next request of this token is not sent at all, in another client neither."""
    server.plan = [limited(("Retry-After", "3000")), OK]
    with pytest.raises(RateLimitedError):
        connect(server.url, retries=Retries()).request(method, "/x")
    began = time.monotonic()
    with pytest.raises(PacingError, match="Fiken asked for a pause") as raised:
        connect(server.url).request(method, "/x")
    assert time.monotonic() - began < 1
    assert 2990 < (raised.value.retry_after or 0) <= 3000
    assert 1 == len(server.seen)


def test_a_pause_keeps_the_other_threads_back(server: Server, connect: Connect) -> None:
    server.plan = [limited(("Retry-After", "1")), OK]
    sessions = [connect(server.url) for _ in range(3)]
    threads = [threading.Thread(target=one.get, args=("/x",)) for one in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, *others = sorted(request.at for request in server.seen)
    assert (4, True) == (len(server.seen), min(others) - first >= 0.95)


def test_a_429_without_time_holds_the_lane(server: Server, connect: Connect) -> None:
    server.plan = [limited(), OK]
    with pytest.raises(RateLimitedError):
        connect(server.url, retries=Retries(total=0, backoff_factor=0.4)).get("/x")
    connect(server.url).get("/x")
    first, second = (request.at for request in server.seen)
    assert second - first >= 0.38


def test_a_503_with_a_time_holds_the_lane(server: Server, connect: Connect) -> None:
    server.plan = [answering(503, ("Retry-After", "1")), OK]
    with pytest.raises(Exception, match="503"):
        connect(server.url).request("POST", "/x")
    connect(server.url).get("/x")
    first, second = (request.at for request in server.seen)
    assert second - first >= 0.95


def test_another_token_is_not_held_back(server: Server, connect: Connect) -> None:
    server.plan = [limited(("Retry-After", "3000")), OK]
    with pytest.raises(RateLimitedError):
        connect(server.url, retries=Retries()).get("/x")
    other = Session(PersonalToken("another.token"), base_url=server.url, pacer=Unpaced())
    assert {"a": 1} == other.get("/x").json()
    other.close()


@pytest.mark.parametrize(
    ("stated", "sent_at", "wait"),
    [
        ("Thu, 26 Nov 2026 10:00:01 GMT", "Thu, 26 Nov 2026 10:00:00 GMT", 1.0),
        ("Thu, 26 Nov 2026 10:00:00 GMT", "Thu, 26 Nov 2026 10:00:09 GMT", 0.0),
    ],
)
def test_the_servers_clock_counts(
    stated: str, sent_at: str, wait: float, server: Server, connect: Connect
) -> None:
    """Our own clock may be wrong, or frozen by a test."""
    server.plan = [limited(("Retry-After", stated), ("Date", sent_at)), OK]
    connect(server.url).get("/x")
    first, second = (request.at for request in server.seen)
    assert wait - 0.05 <= second - first < wait + 0.8


def test_a_foreign_pacer_needs_no_hold(server: Server, connect: Connect) -> None:
    class Nothing:
        def slot(self, credential: str) -> "threading.Lock":  # noqa: ARG002
            return threading.Lock()

    server.plan = [limited(("Retry-After", "0")), OK]
    assert {"a": 1} == connect(server.url, pacer=Nothing()).get("/x").json()


# --- order and spacing


def test_turns_come_in_the_order_of_asking(server: Server, connect: Connect) -> None:
    def slowly(wire: Wire) -> bool:
        wire.read()
        time.sleep(0.05)
        wire.answer(200, body=b"[]")
        return True

    server.plan = [slowly]
    session = connect(server.url)
    threads = [threading.Thread(target=session.get, args=(f"/{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert [f"/api/v2/{n}" for n in range(8)] == [request.target for request in server.seen]


def test_spacing_counts_from_the_sending(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The handshake of a write is not part of the time between two starts.

    The times are those of the server. A busy machine can make it see a request late, and the next
    one too soon after it, so the gaps of one round of three must be right.
    """
    original = transport._Plain._new_conn

    def slow(self: transport._Plain) -> object:
        time.sleep(0.15)
        return original(self)

    monkeypatch.setattr(transport._Plain, "_new_conn", slow)
    session = connect(server.url, pacer=Paced(0.25))

    def shortest_gap() -> float:
        server.seen.clear()
        for method in ("GET", "POST", "GET", "POST", "GET"):
            session.request(method, "/x")
        return min(later.at - former.at for former, later in pairwise(server.seen))

    assert any(shortest_gap() >= 0.24 for _ in range(3))


@pytest.mark.parametrize("seconds", [-1, "1", None, True, float("nan"), float("inf")])
def test_a_spacing_is_seconds(seconds: float) -> None:
    with pytest.raises(ConfigurationError, match="spacing must be seconds, 0 or more"):
        Paced(seconds)


def test_a_patience_of_its_own_is_kept() -> None:
    assert (5, 7) == (Paced(patience=5).within(7).patience, Paced().within(7).patience)
    with Unpaced().slot("a lane of its own"):
        refused: list[PacingError] = []

        def ask() -> None:
            try:
                with Paced(patience=0.1).slot("a lane of its own"):
                    pass
            except PacingError as error:
                refused.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert 1 == len(refused)


# --- clocks that stand still


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, time_machine.travel])
@pytest.mark.parametrize("when", ["1969-07-20", "2026-12-31 23:59:59", "2083-01-01"])
def test_no_frozen_clock_makes_anybody_wait(
    freeze: Callable[..., "freezegun.api._freeze_time"], when: str, server: Server, connect: Connect
) -> None:
    session = connect(server.url, pacer=Paced(0.1))
    began = time.clock_gettime(time.CLOCK_MONOTONIC)
    session.get("/x")
    with freeze(when):
        session.get("/x")
        session.request("POST", "/x")
    session.get("/x")
    took = time.clock_gettime(time.CLOCK_MONOTONIC) - began
    assert 0.28 < took < 1.5
    starts = [request.at for request in server.seen]
    assert 4 == len(starts)


def test_a_frozen_clock_ends_in_time(server: Server, connect: Connect) -> None:
    server.plan = [lambda wire: wire.wait_until_the_client_leaves()]
    with freezegun.freeze_time("2026-01-01"), pytest.raises(Exception, match="longer than"):
        connect(server.url, timeout=30, total=0.3).get("/x")


# --- exceptions that come from outside


def test_an_exception_anywhere_leaves_the_lane_free() -> None:
    """It runs in its own process: the lock of coverage would not survive it."""
    run = subprocess.run(
        [sys.executable, "-c", _INTERRUPTING],
        cwd=Path(fiken.__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ("", 0) == (run.stdout, run.returncode), run.stderr


# 3,000 exceptions at moments that move on by a few hundred nanoseconds each; they are kept with
# their frames, which would hold a lock that a `with` has left.
_INTERRUPTING = """
import signal, threading
from fiken.pacing import Unpaced

class Interrupted(Exception):
    pass

def interrupt(*_):
    raise Interrupted

def others():
    with pacer.slot("x"):
        pass

signal.signal(signal.SIGALRM, interrupt)
pacer, interrupts = Unpaced(), []
for number in range(3000):
    try:
        signal.setitimer(signal.ITIMER_REAL, 1e-6 + (number % 300) * 3e-7)
        for _ in range(40):
            with pacer.slot("x"):
                pass
        signal.setitimer(signal.ITIMER_REAL, 0)
    except Interrupted as error:
        interrupts.append(error)
    if number % 20 == 0:
        thread = threading.Thread(target=others, daemon=True)
        thread.start()
        thread.join(5)
        assert not thread.is_alive(), "the lane stayed locked"
assert len(interrupts) > 300
"""


def test_waiters_that_give_up_keep_the_order() -> None:
    """A thread that leaves the queue lets nobody in while another one holds the lane."""
    pacer, inside, most = Unpaced(), 0, 0
    guard = threading.Lock()

    def use(seconds: float) -> None:
        nonlocal inside, most
        with pacer.slot("leaving"):
            with guard:
                inside += 1
                most = max(most, inside)
            time.sleep(seconds)
            with guard:
                inside -= 1

    def impatient() -> None:
        try:
            with Paced(0, patience=0.01).slot("leaving"):
                pass
        except PacingError:
            pass

    threads = []
    for number in range(30):
        target, args = (impatient, ()) if number % 3 else (use, (0.02,))
        threads.append(threading.Thread(target=target, args=args, daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert 1 == most


def test_a_pause_sends_a_write_once(server: Server, connect: Connect) -> None:
    server.plan = [limited(("Retry-After", "0")), CREATED]
    connect(server.url).request("POST", "/x", json={}, creates=True)
    assert 1 == server.carried_out
