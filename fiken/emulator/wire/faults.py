"""The ways in which the emulator can be told to misbehave, and the queue they wait in."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Status:
    """Answer with this status instead of carrying the request out.

    Args:
        code: the status.
        retry_after: the Retry-After header: seconds, or any text (a garbled one too).
        body: bytes, text, or what becomes JSON; without one, the first shape of an error
            (docs/observed.md#4-error-bodies).
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
class WaitBeforeCarryingOut:
    """Read the request, wait this many seconds, and only then carry it out and answer.

    It is carried out though the client has given up meanwhile, unless the emulator stops. Until
    then it is in flight: another request of the same token overlaps it.
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
class CannedAnswer:
    """Answer exactly this: HTML, half a JSON document, a redirect, another status.

    The request is carried out first only where `carry_out` says so.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    carry_out: bool = False


#: How a file is downloaded. The contract has no template for it.
FILES = "/files/{uuid}/{name}"

Fault: TypeAlias = (
    Status
    | Slow
    | WaitBeforeCarryingOut
    | DropBeforeReading
    | DropAfterCarryingOut
    | CutBody
    | CannedAnswer
)


@dataclass(frozen=True)
class PendingFault:
    """A fault that was ordered and is not used up.

    Attributes:
        fault: what will happen.
        method: only to this method; None is any.
        path: only to a path that ends so; None is any.
        times: how many requests will still meet it.
        skip: how many requests that match will be let through before.
    """

    fault: Fault
    method: str | None
    path: str | None
    times: int
    skip: int

    def matches(self, method: str, path: str, template: str | None) -> bool:
        """Return whether it is meant for such a request."""
        return self.method in {None, method} and (
            self.path is None or path_ends_in(path, template, self.path)
        )

    def __str__(self) -> str:
        place = f" on a path that ends in {self.path}" if self.path else ""
        more = f", after {self.skip} more that match" if self.skip else ""
        return f"{self.fault} for {self.times} of {self.method or 'any method'}{place}{more}"


def path_ends_in(path: str, template: str | None, end: str) -> bool:
    """Return whether a path ends in these segments; `{contactId}` stands for any id.

    A segment of `end` in braces matches where the contract's template has a parameter, whatever
    its name.
    """
    wanted = end.strip("/").split("/")
    segments = path.strip("/").split("/")
    if template is None and segments[0] == "files":
        template = FILES
    known = segments if template is None else template.strip("/").split("/")
    if len(wanted) > len(segments):
        return False
    pairs = zip(wanted, segments[-len(wanted) :], known[-len(wanted) :], strict=True)
    return all(
        asked == sent or (asked.startswith("{") and ours.startswith("{"))
        for asked, sent, ours in pairs
    )


class Order:
    """One fault that was ordered, and how much of it is left."""

    def __init__(self, pending: PendingFault) -> None:
        self.pending = pending
        self.expired = False

    def meets(self) -> bool:
        """Count one request that matches; return whether it meets the fault."""
        skip = self.pending.skip
        if skip:
            self.pending = replace(self.pending, skip=skip - 1)
        else:
            self.pending = replace(self.pending, times=self.pending.times - 1)
        return not skip


class Faults:
    """The faults that were ordered, first come, first served. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Order] = []

    def order(self, fault: PendingFault) -> Order:
        """Arm the fault for the next requests that match."""
        order = Order(fault)
        with self._lock:
            self._orders.append(order)
        return order

    def meet(self, method: str, path: str, template: str | None) -> Fault | None:
        """Return the fault that this request meets, used up by it."""
        with self._lock:
            for order in self._orders:
                if order.pending.matches(method, path, template) and order.meets():
                    if not order.pending.times:
                        self._orders.remove(order)
                    return order.pending.fault
        return None

    def pending(self) -> tuple[PendingFault, ...]:
        """Return what is not used up, in the order in which it was ordered."""
        with self._lock:
            return tuple(order.pending for order in self._orders)

    def cancel(self, order: Order) -> PendingFault | None:
        """Forget what is left of an order; return it, or None where it was used up."""
        with self._lock:
            if order not in self._orders:
                return None
            self._orders.remove(order)
            return order.pending

    def clear(self) -> None:
        """Forget every fault that is not used up."""
        with self._lock:
            self._orders.clear()

    def expire(self) -> None:
        """Mark what is pending as of a run that is over; `forget_expired` drops it."""
        with self._lock:
            for order in self._orders:
                order.expired = True

    def forget_expired(self) -> None:
        """Forget the faults that were pending when the last run was over."""
        with self._lock:
            self._orders = [order for order in self._orders if not order.expired]
