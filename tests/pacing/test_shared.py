"""Every pacer that processes share: no overlaps, the spacing, pauses, and holders that die."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from fiken._clock import now
from fiken.errors import Outcome, PacingError
from fiken.pacing import Pacer
from tests.pacing.crowd import (
    LANE,
    Other,
    crowd,
    file_pacer,
    overlaps,
    redis_pacer,
    shortest_gap,
    sql_pacer,
    stay,
)

Makes = Callable[..., Pacer]

#: The lease of Redis and the database in these tests, in seconds: the shortest.
TTL = 1.0


@pytest.fixture(params=["file", "redis", "sql"])
def makes(request: pytest.FixtureRequest, tmp_path: Path) -> Makes:
    """A function that makes a pacer on a lane that no other test has."""
    if request.param == "file":
        return partial(file_pacer, tmp_path)
    server = request.getfixturevalue("redis" if request.param == "redis" else "postgres")
    name = f"lanes_{uuid4().hex}"
    if request.param == "sql":
        return partial(sql_pacer, server.url, table=name, ttl=TTL)
    known = partial(redis_pacer, server.url, prefix=name, ttl=TTL)
    stay(known(0.0), 0.0)  # a lane that Redis does not know begins with a pause
    return known


@pytest.fixture
def others() -> Iterator[Callable[..., Other]]:
    """Return a function that starts another process, which ends after the test."""
    started: list[Other] = []

    def start(makes: Makes, pause: float | None = None) -> Other:
        started.append(Other(makes, pause))
        return started[-1]

    yield start
    for other in started:
        other.kill()


def test_no_two_requests_overlap(makes: Makes) -> None:
    """The times are those of the processes themselves, so they are exact."""
    stays = crowd(makes, processes=3, threads=2, times=4, lasts=0.01)
    assert (0, True) == (overlaps(stays), shortest_gap(stays) >= 0.049)


def test_slow_requests_go_to_all(makes: Makes) -> None:
    """They last longer than the spacing, and no process keeps the lane to itself."""
    stays = crowd(makes, processes=3, threads=1, times=4, lasts=0.12)
    assert 0 == overlaps(stays)
    first = [one.process for one in stays[:9]]
    assert all(2 <= first.count(process) <= 4 for process in set(first))
    assert 3 == len(set(first))


def test_a_walker_lets_others_in(makes: Makes) -> None:
    """A request beside a walk of many pages waits for a few of its turns, not for all.

    A busy machine can delay a process at any point, so the best of three rounds counts.
    """
    assert any(_most_turns_waited(makes) <= 3 for _ in range(3))


def _most_turns_waited(makes: Makes) -> int:
    """Return how many turns of the others began while one request waited."""
    stays = crowd(makes, processes=2, threads=1, times=15, lasts=0.005)
    return max(sum(one.asked < other.began < one.began for other in stays) for one in stays)


def test_a_pause_holds_other_processes(makes: Makes, others: Callable[..., Other]) -> None:
    other = others(makes, 0.5)
    began = now()
    other.end()
    assert stay(makes(), 0.0).began - began >= 0.49


def test_repeated_pauses_grow(makes: Makes) -> None:
    """A request without a pause ends that."""
    begins = [_begin(makes, pause) for pause in (0.1, 0.1, 0.1, None, 0.1)]
    waits = [later - former for former, later in pairwise(begins)]
    least = [0.1, 0.2, 0.4, 0.0]
    assert all(wait >= low - 0.001 for wait, low in zip(waits, least, strict=True))
    left = 0.0  # on a busy machine, the last pause may be over
    try:
        stay(makes(0.0, patience=0), 0.0)
    except PacingError as error:
        left = error.retry_after or 0.0
    assert left <= 0.1


def _begin(makes: Makes, pause: float | None) -> float:
    """Take a turn, ask for a pause or for none, and return when it began."""
    with makes(0.0).slot(LANE) as slot:
        began, turn = now(), cast("Any", slot)
        if pause:
            turn.hold(pause)
    return began


def test_a_killed_holder_lets_the_lane_rest(makes: Makes, others: Callable[..., Other]) -> None:
    """Fiken may still be working on its request."""
    began = time.monotonic()
    others(makes).kill()
    stay(makes(patience=60), 0.0)
    assert time.monotonic() - began >= TTL


def test_a_long_request_keeps_its_lane(makes: Makes, others: Callable[..., Other]) -> None:
    """It lasts longer than the lease, which is renewed."""
    other = others(makes)
    began = now()
    other.end_after(TTL * 2.5)
    assert stay(makes(), 0.0).began - began >= TTL * 2.4


def test_patience_ends_and_says_why(makes: Makes, others: Callable[..., Other]) -> None:
    others(makes)
    with pytest.raises(PacingError, match=r"no turn within 0\.2 s: .* process .*") as raised:
        stay(makes(patience=0.2), 0.0)
    assert (Outcome.REFUSED, True) == (raised.value.outcome, raised.value.is_transient)


def test_a_long_pause_is_raised_at_once(makes: Makes, others: Callable[..., Other]) -> None:
    others(makes, 3000.0).end()
    with pytest.raises(PacingError, match="Fiken asked for a pause") as raised:
        stay(makes(patience=30), 0.0)
    assert 2900 < (raised.value.retry_after or 0) <= 3000


def test_a_waiter_can_give_up(makes: Makes, others: Callable[..., Other]) -> None:
    """The next thread of its process gets the turn."""
    other = others(makes)
    with pytest.raises(PacingError):
        stay(makes(patience=0.1), 0.0)
    stays: list[object] = []
    thread = threading.Thread(target=lambda: stays.append(stay(makes(), 0.0)))
    thread.start()
    other.end()
    thread.join(30)
    assert 1 == len(stays)


def test_a_request_within_another_one(makes: Makes) -> None:
    """A hook of the user may send one in the same thread. It does not wait for its own end.

    A pause that Fiken asks it for is one for all processes.
    """
    with makes(patience=10).slot(LANE), makes(patience=10).slot(LANE) as slot:
        turn: Any = slot
        turn.hold(0.5)
        began = now()
    assert stay(makes(), 0.0).began - began >= 0.49


def test_another_lane_does_not_wait(makes: Makes, others: Callable[..., Other]) -> None:
    others(makes)
    with makes(patience=10).slot("another digest@127.0.0.1:1"):
        pass
