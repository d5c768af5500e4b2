"""The emulator inside tests that freeze the clock, and before and after them.

Nothing may hang, and no class may be a fake. The requests are plain HTTP, because the tests of the
client have cases of their own.
"""

import datetime
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any, TypeAlias

import freezegun
import pytest
import requests
import time_machine

from fiken.emulator import Emulator, Slow, WaitBeforeCarryingOut
from fiken.emulator._clock import seconds
from tests.emulator.conftest import Api

#: At the frozen moment it is 1 March 2024 in Norway.
FROZEN = "2024-02-29T23:30:00+00:00"
DAY = "2024-03-01"
Freeze: TypeAlias = Callable[[], AbstractContextManager[Any]]

WAYS: dict[str, Freeze] = {
    "freezegun": lambda: freezegun.freeze_time(FROZEN),
    "freezegun that ticks": lambda: freezegun.freeze_time(FROZEN, tick=True),
    "freezegun that jumps": lambda: freezegun.freeze_time(FROZEN, auto_tick_seconds=0.001),
    "freezegun elsewhere": lambda: freezegun.freeze_time(FROZEN, tz_offset=-11),
    "freezegun that spares nothing": lambda: freezegun.freeze_time(FROZEN, ignore=[]),
    "time-machine": lambda: time_machine.travel(FROZEN, tick=False),
    "time-machine that ticks": lambda: time_machine.travel(FROZEN, tick=True),
}


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def freeze(request: pytest.FixtureRequest) -> Freeze:
    """A function that freezes the clock, in each of the ways."""
    way: Freeze = request.param
    return way


@pytest.fixture(autouse=True)
def time_limit() -> Iterator[None]:
    """Fail a test that takes longer than 20 seconds by a clock that is not frozen."""
    start = seconds()
    yield
    assert seconds() - start < 20
    assert datetime.date is type(datetime.datetime.now(datetime.UTC).date())


def today() -> str:
    """Return the date of today in UTC."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def day_of(emulator: Emulator) -> str:
    """Write, read, wait and check the books; return the day on which a contact was created."""
    with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api:
        for fault in (Slow(0.01), WaitBeforeCarryingOut(0.01)):
            emulator.fail_next(fault)
            location = api.post("/contacts", json={"name": "Anna"}).headers["Location"]
        for path in ("/sales", "/transactions", "/inbox", "/accounts", "/bankAccounts"):
            assert 200 == api.get(path).status_code
        day: str = api.get(location).json()["createdDate"]
    emulator.check_books()
    return day


def test_emulator_in_frozen_time(freeze: Freeze) -> None:
    """Without a clock of its own, the emulator has the frozen day, in Norway."""
    with freeze(), Emulator() as emulator:
        assert DAY == day_of(emulator)


def test_own_clock_in_frozen_time(freeze: Freeze) -> None:
    with freeze(), Emulator(clock=lambda: datetime.date(2022, 5, 17)) as emulator:
        assert "2022-05-17" == day_of(emulator)
    with freeze(), Emulator(clock=lambda: datetime.datetime.now(datetime.UTC)) as emulator:
        assert day_of(emulator).startswith("2024-0")


def test_stop_after_frozen_time(freeze: Freeze) -> None:
    emulator = Emulator()
    with freeze():
        emulator.start()
        assert DAY == day_of(emulator)
    assert today() <= day_of(emulator)
    emulator.stop()


def test_stop_in_frozen_time(freeze: Freeze) -> None:
    emulator = Emulator()
    emulator.start()
    assert today() <= day_of(emulator)
    with freeze():
        assert DAY == day_of(emulator)
        emulator.stop()


def test_clock_is_frozen_several_times(freeze: Freeze) -> None:
    """One emulator serves a session of tests, some of which freeze the clock."""
    with Emulator() as emulator:
        for _ in range(2):
            with freeze():
                assert DAY == day_of(emulator)
            assert today() <= day_of(emulator)


def test_stop_in_frozen_time_with_waiting_client(freeze: Freeze) -> None:
    """The time that `stop` waits is not measured by the frozen clock."""
    with ExitStack() as stack:
        emulator = stack.enter_context(Emulator())
        emulator.fail_next(Slow(60))
        api = stack.enter_context(Api(emulator.url, emulator.token))
        thread = threading.Thread(target=lambda: _expect_disconnect(api))
        thread.start()
        while not emulator.requests:
            pass
        with freeze():
            emulator.stop()
        thread.join(10)
        assert not thread.is_alive()


def _expect_disconnect(api: Api) -> None:
    """Send a request whose connection the emulator closes."""
    with pytest.raises(requests.ConnectionError):
        api.get("/user")


def test_log_has_real_seconds(freeze: Freeze) -> None:
    with freeze(), Emulator() as emulator:
        emulator.fail_next(Slow(0.05))
        day_of(emulator)
        first = emulator.requests[0]
    assert first.finished is not None
    assert 0.05 <= first.finished - first.started < 5
    assert abs(time.clock_gettime(time.CLOCK_MONOTONIC) - first.finished) < 20


PROGRAM = f"""
import importlib, sys
tool, stage = sys.argv[1:]
if tool == "freezegun":
    from freezegun import freeze_time
    freeze = lambda: freeze_time("{FROZEN}")
else:
    import time_machine
    freeze = lambda: time_machine.travel("{FROZEN}", tick=False)

with freeze():
    from fiken.emulator import Emulator, Slow
    from tests.emulator.test_frozen_clock import day_of, today
    if stage == "inside":
        with Emulator() as emulator:
            assert day_of(emulator) == "{DAY}"
    else:
        emulator = Emulator()
if stage == "across":
    with emulator:
        assert day_of(emulator) >= today()
        with freeze():
            assert day_of(emulator) == "{DAY}"
        assert day_of(emulator) >= today()
with Emulator() as emulator:
    assert day_of(emulator) >= today()
assert "Fake" not in repr(emulator.requests)
print("done")
"""


@pytest.mark.parametrize("tool", ["freezegun", "time-machine"])
@pytest.mark.parametrize("stage", ["inside", "across"])
def test_import_in_frozen_time(tool: str, stage: str) -> None:
    """The names that a module imports from `datetime` and `time` are fakes at that time."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, tool, stage],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ("done\n", "") == (run.stdout, run.stderr)
