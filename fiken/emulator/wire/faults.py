"""Faults: ways in which the emulator can misbehave on demand, and the queue of pending faults."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Status:
    """A fault: answer with an error status, and do not carry out the request.

    Args:
        code: the HTTP status.
        retry_after: the Retry-After header, in seconds or as any text, even a malformed one.
        body: bytes, a string, or a value that is sent as JSON. None sends `{"message": …}`, as in
            most errors of Fiken (docs/observed.md#4-error-bodies).
        content_type: the content type of the body. None means `application/json`.
    """

    code: int
    retry_after: float | str | None = None
    body: Any = None
    content_type: str | None = None


@dataclass(frozen=True)
class Slow:
    """A fault: carry out the request, then wait some seconds before answering.

    If the client gives up during the wait, its write has already been carried out.
    """

    seconds: float


@dataclass(frozen=True)
class WaitBeforeCarryingOut:
    """A fault: read the request, wait some seconds, and only then carry it out and answer.

    If the client gives up during the wait, the request is still carried out. If the emulator stops
    during the wait, the request is not carried out. Another request with the same token during the
    wait counts as an overlap.
    """

    seconds: float


@dataclass(frozen=True)
class DropBeforeReading:
    """A fault: close the connection without reading the body or carrying out the request."""


@dataclass(frozen=True)
class DropAfterCarryingOut:
    """A fault: carry out the request, then close the connection without an answer."""


@dataclass(frozen=True)
class CutBody:
    """A fault: carry out the request, send half of the body, and close the connection."""


@dataclass(frozen=True)
class CannedAnswer:
    """A fault: send exactly the given answer, such as HTML, half a JSON document or a redirect.

    If `carry_out` is true, the request is carried out first. Otherwise it is not carried out.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    carry_out: bool = False


#: The path template of files, which the contract does not have.
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
    """A fault that waits for matching requests.

    Attributes:
        fault: the misbehaviour, such as `Status(503)`.
        method: the HTTP method of the requests that match. None matches any method.
        path: the end of the path of the requests that match, in whole segments. None matches any
            path.
        times: the number of requests to which the fault will still be applied.
        skip: the number of matching requests that will be served normally first.
    """

    fault: Fault
    method: str | None
    path: str | None
    times: int
    skip: int

    def matches(self, method: str, path: str, template: str | None) -> bool:
        """Return whether a request has the method and the path for which the fault waits.

        Args:
            method: the HTTP method of the request.
            path: the path of the request below `/api/v2`.
            template: the path template of the contract, or None for an unknown operation.
        """
        return self.method in {None, method} and (
            self.path is None or path_ends_in(path, template, self.path)
        )

    def __str__(self) -> str:
        place = f" on a path that ends in {self.path}" if self.path else ""
        more = f", after {self.skip} more that match" if self.skip else ""
        return f"{self.fault} for {self.times} of {self.method or 'any method'}{place}{more}"


def path_ends_in(path: str, template: str | None, end: str) -> bool:
    """Return whether a path ends in the segments of `end`.

    A segment of `end` in braces, such as `{contactId}`, matches the value of any parameter in the
    path. `template` is the path template of the contract, which shows where the parameters are. It
    is None for a file or an unknown path.
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
    """A fault in the queue. A counted request reduces `skip` by 1, or `times` if `skip` is 0."""

    def __init__(self, pending: PendingFault) -> None:
        self.pending = pending
        #: Whether the emulator has stopped since the fault was added.
        self.expired = False

    def count_match(self) -> bool:
        """Count a matching request, and return whether the fault is applied to it."""
        skip = self.pending.skip
        if skip:
            self.pending = replace(self.pending, skip=skip - 1)
        else:
            self.pending = replace(self.pending, times=self.pending.times - 1)
        return not skip


class Faults:
    """The queue of pending faults, for use by several threads.

    If several faults match a request, the one that was added first is applied.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[QueuedFault] = []

    def add(self, fault: PendingFault) -> QueuedFault:
        """Add a fault to the queue, and return its entry, with which it can be cancelled."""
        queued = QueuedFault(fault)
        with self._lock:
            self._queue.append(queued)
        return queued

    def use_for(self, method: str, path: str, template: str | None) -> Fault | None:
        """Return the fault to apply to a request, or None if no pending fault applies.

        The first matching fault with a `skip` of 0 is applied. Each matching fault before it skips
        this request: its `skip` is reduced by 1.
        """
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
        """Return the faults that still wait for requests, in the order in which they were added."""
        with self._lock:
            return tuple(queued.pending for queued in self._queue)

    def cancel(self, queued: QueuedFault) -> PendingFault | None:
        """Remove a fault from the queue, and return it with the remaining `times`.

        Return None if the fault was used up.
        """
        with self._lock:
            if queued in self._queue:
                self._queue.remove(queued)
            return queued.pending if queued.pending.times else None

    def clear(self) -> None:
        """Remove all faults from the queue."""
        with self._lock:
            self._queue.clear()

    def expire(self) -> None:
        """Mark all pending faults as expired.

        The emulator calls `expire` when it stops. The faults stay in the queue until the emulator
        starts again.
        """
        with self._lock:
            for queued in self._queue:
                queued.expired = True

    def remove_expired(self) -> None:
        """Remove the expired faults. The emulator calls `remove_expired` when it starts."""
        with self._lock:
            self._queue = [queued for queued in self._queue if not queued.expired]
