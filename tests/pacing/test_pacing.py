"""Never two requests of a credential at once, and their starts apart."""

import os
import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from fiken.auth import PersonalToken
from fiken.pacing import Paced, Unpaced, _lane
from fiken.session import Session
from tests.session.conftest import TOKEN
from tests.session.server import CREATED, Server, Wire

Connect = Callable[..., Session]


class Watch:
    """A step that counts how many requests are open at once."""

    def __init__(self, lasts: float) -> None:
        self.lasts, self.inside, self.most = lasts, 0, 0

    def __call__(self, wire: Wire) -> bool:
        wire.read()
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(self.lasts)
        self.inside -= 1
        wire.answer(200, body=b"[]")
        return True


def _together(calls: list[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_one_request_at_a_time_per_token(server: Server, connect: Connect) -> None:
    """Eight threads and two sessions wait for each other.

    The times are those of the server. A busy machine can make it see a request late, and the next
    one too soon after it, so the gaps of one round of three must be right.
    """
    sessions = [connect(server.url, pacer=Paced()), connect(server.url, pacer=Paced())]
    assert any(_shortest_gap(server, sessions) >= 0.24 for _ in range(3))


def _shortest_gap(server: Server, sessions: list[Session]) -> float:
    """Send eight requests at once; return the shortest time between two starts, in seconds."""
    server.seen.clear()
    server.plan = [watch := Watch(0.03)]
    methods = ("GET", "POST", "GET", "PUT")

    def ask(number: int) -> object:
        return sessions[number % 2].request(methods[number % 4], "/x")

    _together([lambda number=number: ask(number) for number in range(8)])  # type: ignore[misc]
    starts = sorted(request.at for request in server.seen)
    assert (1, 8) == (watch.most, len(starts))
    return min(later - former for former, later in pairwise(starts))


def test_a_session_is_paced_by_default(server: Server) -> None:
    with Session(PersonalToken("paced.by-default"), base_url=server.url) as session:
        session.get("/x")
        session.get("/x")
    first, second = (request.at for request in server.seen)
    assert second - first >= 0.24


def test_repeated_attempts_are_paced_too(server: Server, connect: Connect) -> None:
    server.plan = [Wire.reset, CREATED]
    session = connect(server.url, pacer=Paced(0.25))
    began = time.monotonic()
    session.get("/x")
    assert time.monotonic() - began >= 0.25


def test_other_tokens_and_hosts_do_not_wait(server: Server) -> None:
    """Each lane would hold the next request back for an hour."""
    other = Server()
    for url, token in ((server.url, "a.1"), (server.url, "a.2"), (other.url, "a.1")):
        with Session(PersonalToken(token), base_url=url, pacer=Paced(3600)) as session:
            session.get("/x")
    other.close()
    assert (2, 1) == (len(server.seen), len(other.seen))


def test_unpaced_is_still_one_at_a_time(server: Server, connect: Connect) -> None:
    watch = Watch(0.01)
    server.plan = [watch]
    sessions = [connect(server.url, pacer=Unpaced()) for _ in range(2)]
    _together([lambda one=one: one.get("/x") for one in sessions * 4])  # type: ignore[misc]
    assert (1, 8) == (watch.most, len(server.seen))


def test_the_registry_holds_no_token(server: Server, connect: Connect) -> None:
    connect(server.url).get("/x")
    assert any(lane.endswith(f"@127.0.0.1:{server.port}") for lane in _lane.LANES)
    assert TOKEN not in repr(_lane.LANES)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_process_gets_its_turn() -> None:
    """The thread that holds the turn does not exist in the child."""
    held = Unpaced().slot("held")
    with held:
        child = os.fork()
        if child == 0:
            with Unpaced().slot("held"):
                os._exit(0)
        ended = time.monotonic() + 5
        while (done := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < ended:
            time.sleep(0.005)
        if done == (0, 0):
            os.kill(child, 9)
            os.waitpid(child, 0)
    assert (child, 0) == done


def test_pacers_show_what_they_do() -> None:
    assert ("Paced(spacing=0.25)", "Unpaced()") == (repr(Paced()), repr(Unpaced()))
