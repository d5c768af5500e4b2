"""Processes that take turns, and when each of them did."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any, NamedTuple

import redis

from fiken._clock import now
from fiken.pacing import Paced, Pacer, RedisPacer, SqlPacer

SPAWN = multiprocessing.get_context("spawn")
LANE = "a digest@127.0.0.1:1"

#: A function that makes a pacer, in any process.
Makes = Callable[..., Pacer]


def file_pacer(folder: Path, spacing: float = 0.05, **settings: Any) -> Paced:
    return Paced(spacing, directory=folder, **settings)


def redis_pacer(url: str, spacing: float = 0.05, **settings: Any) -> RedisPacer:
    client: Any = redis.Redis.from_url(url, socket_timeout=10)
    return RedisPacer(client, spacing, **settings)


def sql_pacer(url: str, spacing: float = 0.05, **settings: Any) -> SqlPacer:
    return SqlPacer(url, spacing, **settings)


class Stay(NamedTuple):
    """When a request asked for its turn, began and ended, by a clock that all processes share."""

    asked: float
    began: float
    ended: float
    process: int


def stay(pacer: Pacer, lasts: float) -> Stay:
    """Take a turn for some seconds."""
    asked = now()
    with pacer.slot(LANE) as slot:
        turn: Any = slot
        began = now()
        turn.sent()
        time.sleep(lasts)
        ended = now()
    return Stay(asked, began, ended, os.getpid())


def crowd(makes: Makes, processes: int, threads: int, times: int, lasts: float) -> list[Stay]:
    """Let threads of several processes take turns, and return their stays in order."""
    barrier, ends, running = SPAWN.Barrier(processes), list[Connection](), list[BaseProcess]()
    for _ in range(processes):
        mine, theirs = SPAWN.Pipe(duplex=False)
        args = (makes, threads, times, lasts, barrier, theirs)
        process: BaseProcess = SPAWN.Process(target=_join_in, args=args, daemon=True)
        process.start()
        running.append(process)
        ends.append(mine)
    stays = [one for end in ends for one in (end.recv() if end.poll(120) else [])]
    for process in running:
        process.join(10)
    assert processes * threads * times == len(stays)
    return sorted(stays, key=lambda one: one.began)


def _join_in(
    makes: Makes, threads: int, times: int, lasts: float, barrier: Barrier, end: Connection
) -> None:
    pacer, stays = makes(), list[Stay]()

    def walk() -> None:
        stays.extend(stay(pacer, lasts) for _ in range(times))

    barrier.wait(60)
    running = [threading.Thread(target=walk) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    end.send(stays)


def overlaps(stays: list[Stay]) -> int:
    """Return how often a request began before the one before it had ended."""
    return sum(later.began < former.ended for former, later in pairwise(stays))


def shortest_gap(stays: list[Stay]) -> float:
    """Return the shortest time between two starts in seconds."""
    return min(later.began - former.began for former, later in pairwise(stays))


class Other:
    """Another process that takes one turn and keeps it until it is told to end.

    Args:
        makes: The function that makes its pacer.
        pause: The seconds for which it holds the lane; None if it does not.
    """

    def __init__(self, makes: Makes, pause: float | None = None) -> None:
        self._is_in, self._may_end = SPAWN.Event(), SPAWN.Event()
        args = (makes, pause, self._is_in, self._may_end)
        self.process = SPAWN.Process(target=_keep, args=args, daemon=True)
        self.process.start()
        assert self._is_in.wait(60), "the other process got no turn"

    def kill(self) -> float:
        """Kill the process in the middle of its turn, and return the time."""
        self.process.kill()
        self.process.join(10)
        return now()

    def end_after(self, seconds: float) -> threading.Timer:
        """End the turn after some seconds, and return the timer."""
        timer = threading.Timer(seconds, self._may_end.set)
        timer.start()
        return timer

    def end(self) -> None:
        """End the turn, and the process."""
        self._may_end.set()
        self.process.join(10)
        assert not self.process.is_alive()


def _keep(makes: Makes, pause: float | None, is_in: Event, may_end: Event) -> None:
    with makes().slot(LANE) as slot:
        turn: Any = slot
        turn.sent()
        if pause is not None:
            turn.hold(pause)
        is_in.set()
        may_end.wait(120)


def leave_a_file(folder: Path) -> Path:
    """Take one turn, and return the path of the file of the lane."""
    stay(file_pacer(folder, 0.0), 0.0)
    (path,) = folder.iterdir()
    return path
