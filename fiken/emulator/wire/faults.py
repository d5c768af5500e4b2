"""The ways in which the emulator can misbehave on demand, and the queue in which they wait."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Status:
    """Answer with this status, and do not carry out the request.

    Args:
        code: the status.
        retry_after: the Retry-After header: seconds, or any text (a malformed one too).
        body: bytes, text, or a value that becomes JSON; without one, an error of Fiken's first
            shape (docs/observed.md#4-error-bodies).
        content_type: the content type of the body; without one, JSON.
    """

    code: int
    retry_after: float | str | None = None
    body: Any = None
    content_type: str | None = None


@dataclass(frozen=True)
class Slow:
    """Carry out the request, then wait this many seconds before answering.

    A client that gives up meanwhile has sent a write that was carried out.
    """

    seconds: float


@dataclass(frozen=True)
class WaitBeforeCarryingOut:
    """Read the request, wait this many seconds, and only then carry it out and answer.

    It is carried out even when the client has given up meanwhile, unless the emulator stops.
    During the wait it is in flight: another request with the same token overlaps it.
    """

    seconds: float


@dataclass(frozen=True)
class DropBeforeReading:
    """Close the connection without reading the body; the request is not carried out."""


@dataclass(frozen=True)
class DropAfterCarryingOut:
    """Carry out the request, then close the connection without an answer."""


@dataclass(frozen=True)
class CutBody:
    """Carry out the request, send half of the body that Content-Length promises, and close."""


@dataclass(frozen=True)
class CannedAnswer:
    """Answer exactly this: HTML, half a JSON document, a redirect, another status.

    The request is carried out first only if `carry_out` is true.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    carry_out: bool = False


#: The path of a file. The contract has no template for it.
FILE = "/files/{uuid}/{name}"

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
    """A fault that waits for requests.

    Attributes:
        fault: what will happen.
        method: the method that a request must have; None is any.
        path: the segments in which the path of a request must end; None is any.
        times: the number of requests that will still meet the fault.
        skip: the number of matching requests that will pass before that.
    """

    fault: Fault
    method: str | None
    path: str | None
    times: int
    skip: int

    def matches(self, method: str, path: str, template: str | None) -> bool:
        """Return whether the fault is meant for such a request."""
        return self.method in {None, method} and (
            self.path is None or path_ends_in(path, template, self.path)
        )

    def __str__(self) -> str:
        place = f" on a path that ends in {self.path}" if self.path else ""
        more = f", after {self.skip} more that match" if self.skip else ""
        return f"{self.fault} for {self.times} of {self.method or 'any method'}{place}{more}"


def path_ends_in(path: str, template: str | None, end: str) -> bool:
    """Return whether a path ends in these segments; `{contactId}` stands for any id.

    A segment of `end` in braces matches where the template of the contract has a parameter,
    whatever its name.
    """
    wanted = end.strip("/").split("/")
    segments = path.strip("/").split("/")
    if template is None and segments[0] == "files":
        template = FILE
    known = segments if template is None else template.strip("/").split("/")
    if len(wanted) > len(segments):
        return False
    triples = zip(wanted, segments[-len(wanted) :], known[-len(wanted) :], strict=True)
    return all(
        wish == segment or (wish.startswith("{") and declared.startswith("{"))
        for wish, segment, declared in triples
    )


class QueuedFault:
    """A place in the queue: the fault, with what is left of its `times` and `skip`."""

    def __init__(self, pending: PendingFault) -> None:
        self.pending = pending
        #: Whether the run of the emulator in which it was added is over.
        self.expired = False

    def count_match(self) -> bool:
        """Count one matching request; return whether it meets the fault or is let through."""
        skip = self.pending.skip
        if skip:
            self.pending = replace(self.pending, skip=skip - 1)
        else:
            self.pending = replace(self.pending, times=self.pending.times - 1)
        return not skip


class Faults:
    """The queue of faults: of those that match a request, it meets the first. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[QueuedFault] = []

    def add(self, fault: PendingFault) -> QueuedFault:
        """Add a fault for the next requests that match; return its place in the queue."""
        queued = QueuedFault(fault)
        with self._lock:
            self._queue.append(queued)
        return queued

    def use_for(self, method: str, path: str, template: str | None) -> Fault | None:
        """Return the fault that this request meets, and count it as used once."""
        if not self._queue:
            return None
        with self._lock:
            for queued in self._queue:
                if queued.pending.matches(method, path, template) and queued.count_match():
                    if not queued.pending.times:
                        self._queue.remove(queued)
                    return queued.pending.fault
        return None

    def pending(self) -> tuple[PendingFault, ...]:
        """Return the faults that are not used up, in the order in which they were added."""
        with self._lock:
            return tuple(queued.pending for queued in self._queue)

    def cancel(self, queued: QueuedFault) -> PendingFault | None:
        """Remove a fault; return what is left of it, or None where it was used up."""
        with self._lock:
            if queued in self._queue:
                self._queue.remove(queued)
            return queued.pending if queued.pending.times else None

    def clear(self) -> None:
        """Remove every fault that is not used up."""
        with self._lock:
            self._queue.clear()

    def expire(self) -> None:
        """Mark the pending faults as those of a run that is over, see `remove_expired`."""
        with self._lock:
            for queued in self._queue:
                queued.expired = True

    def remove_expired(self) -> None:
        """Remove the faults that were pending when the last run was over."""
        with self._lock:
            self._queue = [queued for queued in self._queue if not queued.expired]
