"""The ways in which the emulator can be told to misbehave, and the queue they wait in."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Status:
    """Answer with this status instead of carrying the request out.

    Args:
        code: the status.
        retry_after: the Retry-After header: seconds, or any text (a garbled one too).
        body: bytes, text, or what becomes JSON; without one, the first shape of observed §4.
        content_type: that of the body; without one, JSON.
    """

    code: int
    retry_after: float | str | None = None
    body: Any = None
    content_type: str | None = None


@dataclass(frozen=True)
class Slow:
    """Carry the request out, then wait this many seconds before answering.

    Whoever gives up meanwhile has a write that was carried out.
    """

    seconds: float


@dataclass(frozen=True)
class DropBeforeReading:
    """Close the connection without reading the body; nothing is carried out."""


@dataclass(frozen=True)
class DropAfterCarryingOut:
    """Carry the request out, then close the connection without a word."""


@dataclass(frozen=True)
class CutBody:
    """Carry the request out, answer half of the body that Content-Length promises, and close."""


@dataclass(frozen=True)
class Answer:
    """Answer exactly this: HTML, half a JSON document, a redirect, another status.

    The request is carried out first only where `carry_out` says so.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    carry_out: bool = False


Fault: TypeAlias = Status | Slow | DropBeforeReading | DropAfterCarryingOut | CutBody | Answer


@dataclass
class _Order:
    fault: Fault
    method: str | None
    path: str | None
    times: int

    def meets(self, method: str, path: str, template: str | None) -> bool:
        """Whether it is meant for this request; the path by its end or by its template."""
        if self.times < 1 or (self.method or method) != method:
            return False
        return self.path is None or any(p.endswith(self.path) for p in (path, template or path))


class Faults:
    """The faults that were ordered, first come, first served. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[_Order] = []

    def order(self, fault: Fault, method: str | None, path: str | None, times: int) -> None:
        """Let the next `times` requests that match meet this fault."""
        if times < 1:
            raise ValueError(f"a fault happens at least once, not {times} times")
        with self._lock:
            self._orders.append(_Order(fault, method and method.upper(), path, times))

    def meet(self, method: str, path: str, template: str | None) -> Fault | None:
        """The fault that this request meets, used up by it."""
        with self._lock:
            for order in self._orders:
                if order.meets(method, path.rstrip("/"), template):
                    order.times -= 1
                    return order.fault
        return None
