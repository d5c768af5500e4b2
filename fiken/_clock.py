"""A clock that keeps running while a test freezes the time."""

import time
from collections.abc import Callable
from functools import partial

#: Return the seconds since an arbitrary moment. The clock never runs backwards. freezegun replaces
#: `time.monotonic` and every module attribute that holds it, but leaves `clock_gettime` alone.
#: Windows has only `time.monotonic`.
now: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_MONOTONIC)
    if hasattr(time, "clock_gettime")
    else time.monotonic
)

#: Return the seconds since an arbitrary moment, also those in which the machine was suspended. On
#: Linux, the clock of `now` stands still then; the other systems count that time anyway.
elapsed: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else now
)
