"""The times of several jobs, measured in one run, so that their ratios mean something."""

import gc
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from time import perf_counter

Job = Callable[[], object]


def best_of(jobs: Mapping[str, Job], rounds: int, *, warm: bool = False) -> dict[str, float]:
    """Return the least time of each job, in seconds.

    The jobs take turns, so that a slow moment of the machine affects all of them. Noise only adds
    time, so the least of many rounds is closest to the time of the work itself.

    Args:
        jobs: The jobs by name.
        rounds: How often each job is measured.
        warm: Whether each job also runs just before its time is taken. It then finds its code and
            its models in the caches of the processor, as a program does that has just used them.
    """
    best = dict.fromkeys(jobs, float("inf"))
    with _quiet():
        for _ in range(rounds):
            for name, job in jobs.items():
                if warm:
                    job()
                best[name] = min(best[name], _seconds(job))
    return best


def pin() -> None:
    """Bind this process, and those that it starts, to one core, if the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _seconds(job: Job) -> float:
    start = perf_counter()
    result = job()
    seconds = perf_counter() - start
    del result  # its memory is freed after the clock has stopped
    return seconds


@contextmanager
def _quiet() -> Generator[None]:
    """Turn the garbage collector off, which would run in the middle of some job."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
