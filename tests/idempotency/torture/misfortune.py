"""Faults that happen to the requests of an emulator by chance."""

import random
import threading
from collections import Counter
from collections.abc import Callable

from fiken.emulator import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from fiken.emulator.wire.faults import Fault, Faults


class Misfortune(Faults):
    """Faults by chance: of the writes, and of the reads that look for what a write has made.

    None happens until `strike` is called.

    Args:
        seed: Of what happens by chance.
        late: The most seconds after which a late write is carried out.
        only: The names of the faults of writes; empty means all.
    """

    def __init__(self, seed: int, late: float, only: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._of_writes = only or WRITES
        self._chance, self._rng, self._late = threading.Lock(), random.Random(seed), late
        self._writes = self._reads = 0.0
        #: How often each kind of fault has happened.
        self.counts = Counter[str]()

    def strike(self, writes: float, reads: float) -> None:
        """Begin the faults, or end them: these shares of writes and reads meet one."""
        self._writes, self._reads = writes, reads

    def use_for(self, method: str, path: str, template: str | None) -> Fault | None:
        """Return a fault for a request, or None."""
        del path, template
        with self._chance:
            share = self._reads if method == "GET" else self._writes
            if self._rng.random() >= share:
                return None
            name = self._rng.choice(READS if method == "GET" else self._of_writes)
            if name == "no Location" and method != "POST":
                name = "lost answer"
            self.counts[name] += 1
            return MAKES[name](self._rng.random() * self._late)


READS = ("not reached", "lost answer", "cut body", "429", "503")
WRITES = (
    *("not reached", "lost answer", "lost answer", "cut body", "late", "late", "late", "slow"),
    *("429", "500", "502", "503", "504", "500 though done", "502 though done", "504 though done"),
    "no Location",
)
MAKES: dict[str, Callable[[float], Fault]] = {
    "not reached": lambda _: DropBeforeReading(),
    "lost answer": lambda _: DropAfterCarryingOut(),
    "cut body": lambda _: CutBody(),
    "late": WaitBeforeCarryingOut,
    "slow": Slow,
    "429": lambda _: Status(429, retry_after=0),
    "no Location": lambda _: CannedAnswer(201, carry_out=True),
    **{str(code): lambda _, code=code: Status(code) for code in (500, 502, 503, 504)},  # type: ignore[misc]
    **{
        f"{code} though done": lambda _, code=code: CannedAnswer(code, carry_out=True)  # type: ignore[misc]
        for code in (500, 502, 504)
    },
}
