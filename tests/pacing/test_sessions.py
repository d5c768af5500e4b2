"""What a session tells its pacer: pauses that Fiken asks for, and answers that nobody awaits."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from fiken import Fiken
from fiken._clock import now
from fiken.emulator import Emulator
from fiken.errors import FikenError, RateLimitedError, TransportError
from fiken.pacing import Paced
from fiken.session import Answer, Retries, Session
from fiken.session._answer import Lost
from fiken.session._exchange import TookTooLongError
from fiken.session._transport import NotSent
from tests.house.source import ROOT
from tests.session.server import OK, Server, Wire, answering

Connect = Callable[..., Session]

POOL: Any = None


def answer(status: int, **headers: str) -> Answer:
    stated = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, stated, b"", "POST", "https://api.fiken.no/x", "an id")


def lost(error: Exception) -> Lost:
    return Lost(error, "GET", "https://api.fiken.no/x", "an id", is_read=True)


@pytest.mark.parametrize(
    ("outcome", "rest"),
    [
        (answer(200), None),
        (answer(400), None),
        (answer(429), 0.5),
        (answer(429, Retry_After="7"), 7.0),
        (answer(502), None),
        (answer(503), None),
        (answer(503, Retry_After="7"), 7.0),
        (answer(504), 2.0),
        (lost(ReadTimeoutError(POOL, "/x", "timed out")), 2.0),
        (lost(TimeoutError("timed out")), 2.0),
        (lost(TookTooLongError("longer than 5 s")), 2.0),
        (lost(ConnectionResetError()), None),
        (lost(ProtocolError("cut")), None),
        (lost(NotSent(POOL, TimeoutError("no connection"))), None),
    ],
)
def test_the_lane_rests_after_some_answers(outcome: Answer | Lost, rest: float | None) -> None:
    """After a timeout, also that of a gateway, Fiken may still be working on the request."""
    assert rest == Retries().rest(outcome)


def hang(wire: Wire) -> None:
    wire.read()
    wire.wait_until_the_client_leaves()


def test_a_timeout_holds_every_client_back(server: Server, connect: Connect) -> None:
    server.plan = [hang, OK]
    retries = Retries(total=0, backoff_factor=0.2)
    with pytest.raises(TransportError):
        connect(server.url, timeout=0.2, retries=retries).get("/x")
    connect(server.url).get("/x")
    first, second = (request.at for request in server.seen)
    assert second - first >= 0.8  # a busy server sees a request late


def test_an_interrupt_holds_every_client_back(server: Server, connect: Connect) -> None:
    """Ctrl-C ends the waiting for an answer, and not Fiken's work."""

    class Interrupted(Exception):  # noqa: N818
        pass

    def handler(*_: object) -> None:
        raise Interrupted

    def interrupting(wire: Wire) -> None:
        wire.read()
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        wire.wait_until_the_client_leaves()

    server.plan = [interrupting, OK]
    before = signal.signal(signal.SIGUSR1, handler)
    try:
        with pytest.raises(Interrupted):
            connect(server.url, retries=Retries(backoff_factor=0.2)).get("/x")
    finally:
        signal.signal(signal.SIGUSR1, before)
    connect(server.url).get("/x")
    first, second = (request.at for request in server.seen)
    assert second - first >= 0.6


def test_few_requests_meet_a_storm(server: Server, connect: Connect) -> None:
    """For two seconds the server answers 429. Each of them makes the pause twice as long."""
    ends = now() + 2.0

    def stormy(wire: Wire) -> bool:
        step = answering(429) if now() < ends else OK
        return bool(step(wire))

    server.plan = [stormy]

    def ask() -> None:
        session = connect(server.url, pacer=Paced(0.01), retries=Retries(backoff_factor=0.1))
        while now() < ends:
            try:
                session.get("/x")
            except RateLimitedError:
                pass
            except FikenError as error:  # no other one is expected
                raise AssertionError from error

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The server sees the first request a moment after it is sent.
    assert 3 <= sum(request.at < ends for request in server.seen) <= 6


WALKING = """
import sys
from fiken import Fiken

token, url = sys.argv[1:]
with Fiken(token, base_url=url) as client:
    print(flush=True)
    sys.stdin.readline()
    for _ in range(3):
        client.user()
"""


def test_two_processes_share_one_lane(emulator: Emulator) -> None:
    """By default. The times are those of the emulator, so the gaps are not exact."""
    program = [sys.executable, "-c", WALKING, emulator.token, emulator.url]
    walkers = [
        subprocess.Popen(
            program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for walker in walkers:
        assert walker.stdout is not None
        walker.stdout.readline()
    for walker in walkers:
        walker.communicate("\n", timeout=60)
        assert 0 == walker.returncode
    spans = sorted((request.started, request.finished or 0.0) for request in emulator.requests)
    assert 6 == len(spans)
    assert all(later[0] >= former[1] for former, later in pairwise(spans))
    assert spans[-1][0] - spans[0][0] >= 1.0  # five pauses of a quarter of a second


def test_clients_of_the_emulator_make_no_file(client: Fiken, fiken_lanes: Path) -> None:
    client.user()
    assert not fiken_lanes.exists()


def test_a_session_makes_the_file(server: Server, connect: Connect, fiken_lanes: Path) -> None:
    connect(server.url, pacer=Paced()).get("/x")
    assert 1 == len(list(fiken_lanes.iterdir()))


def test_the_wait_is_no_part_of_total(server: Server, connect: Connect) -> None:
    """The `total` seconds of a request begin when it has its turn."""
    server.plan = [answering(429, ("Retry-After", "1")), OK]
    session = connect(server.url, total=1.5, pacer=Paced(0.01), retries=Retries(total=0))
    with pytest.raises(RateLimitedError):
        session.get("/x")
    began = time.monotonic()
    assert {"a": 1} == session.get("/x").json()
    assert time.monotonic() - began >= 0.9
