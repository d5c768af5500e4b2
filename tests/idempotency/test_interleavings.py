"""Writes of several workers in any order of their steps, with any faults, against a model.

The model is one line: each key has one row of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fiken.idempotency import _call, _course, _steps
from tests.idempotency.interleaving import LEASE, SETTLE, World

#: Three that look alike, and one with a number of its own.
KEYS = ["a", "b", "draft", "c1"]

STEPS = ["claimed", "guard", "posted", "looked", "end"]
ACTIONS = st.one_of(
    st.tuples(st.just("start"), st.tuples(st.sampled_from(KEYS), st.sampled_from(STEPS))),
    st.tuples(st.just("go"), st.tuples(st.integers(0, 5), st.sampled_from(["", *STEPS]))),
    st.tuples(st.just("kill"), st.integers(0, 5)),
    st.tuples(st.just("store"), st.sampled_from([["down"] * 2, ["down"] * 6, ["lost"] * 2])),
    st.tuples(st.just("wait"), st.sampled_from([1.0, 31.0, LEASE + 1, LEASE + SETTLE + 1])),
)
FATES = st.one_of(
    st.sampled_from(["ok", "lost", "never", "no id", "400"]),
    st.sampled_from([0.5, 40.0, SETTLE - 1]),
)


@contextmanager
def world(monkeypatch: pytest.MonkeyPatch, wait: float = 0.0) -> Iterator[World]:
    """A world with its own clock and steps, whose calls wait for so many seconds."""
    one = World(wait)
    with monkeypatch.context() as patch:
        patch.setattr(_steps, "step", one.step)
        patch.setattr(_course, "elapsed", lambda: one.now)
        for module in (_call, _course):
            patch.setattr(module, "now", lambda: one.now)
            patch.setattr(module, "time", one)  # which has a `sleep`
        try:
            yield one
        finally:
            one.end()


def act(one: World, action: str, argument: Any) -> None:
    """Do one thing in a world."""
    alive = one.alive
    if action == "wait":
        one.pass_time(argument)
    elif action == "store":
        one.faults = [*argument]
    elif action == "start":
        if len(alive) < 4:
            key, step = argument
            one.start(key).go_to(step)
    elif alive and action == "kill":
        alive[argument % len(alive)].is_dead = True
    elif alive:
        number, step = argument
        alive[number % len(alive)].go_to(step)


def finish(one: World, key: str) -> str:
    """Call with a key, as a job does, until its result is there."""
    for _ in range(12):
        worker = one.start(key)
        worker.go_to("end")
        if worker.result is not None:
            return worker.result
        one.pass_time(LEASE + SETTLE + 1)
    raise AssertionError(worker.error)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(ACTIONS, min_size=20, max_size=50),
    st.lists(FATES, max_size=12),
    st.sampled_from([0.0, 10.0, LEASE + 2 * SETTLE]),
)
def test_each_key_has_one_row(
    monkeypatch: pytest.MonkeyPatch,
    actions: list[tuple[str, Any]],
    fates: list[str | float],
    wait: float,
) -> None:
    """Whatever happens, and every call that returns has returned its id."""
    with world(monkeypatch, wait) as one:
        one.fates = fates
        for action, argument in actions:
            act(one, action, argument)
        for worker in one.alive:
            worker.go_to("end")
        one.fates.clear()
        one.faults.clear()
        results = {key: finish(one, key) for key in KEYS}
        one.pass_time(10 * SETTLE)
        assert [] == one.bugs
        assert sorted(results.values()) == sorted(row.id for row in one.rows)
        returned = {(worker.key, worker.result) for worker in one.workers if worker.result}
        assert set(results.items()) == returned


def test_the_model_notices_a_double(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes later than we wait for is carried out twice: the control of this test."""
    with world(monkeypatch) as one:
        one.fates = [SETTLE + LEASE + 5]
        one.start("a")
        results = [finish(one, "a")]
        for worker in one.alive:
            worker.go_to("end")
        one.pass_time(10 * SETTLE)
        assert ["2"] == results
        assert 2 == len(one.rows)
