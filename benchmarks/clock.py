"""Times several jobs in one run, so that their ratios mean something."""

import gc
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from time import perf_counter

Job = Callable[[], object]


def best_of(jobs: Mapping[str, Job], rounds: int) -> dict[str, float]:
    """Give the least time of each job, in seconds.

    The jobs take turns, so that a slow moment of the machine meets them all; noise only ever
    adds, so the least of many rounds is what the work itself takes.
    """
    best = dict.fromkeys(jobs, float("inf"))
    with _quiet():
        for _ in range(rounds):
            for name, job in jobs.items():
                best[name] = min(best[name], _seconds(job))
    return best


def pin() -> None:
    """Stay on one core, where the system lets us; processes started later stay there too."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _seconds(job: Job) -> float:
    start = perf_counter()
    made = job()
    seconds = perf_counter() - start
    del made  # freeing is not measured: nobody's answer is thrown away at once
    return seconds


@contextmanager
def _quiet() -> Generator[None]:
    """Keep the garbage collector from running in the middle of somebody's turn."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
