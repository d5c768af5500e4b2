"""Faults: ways in which the emulator can misbehave on demand, and the queue of pending faults."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Status:
    """A fault for tests: the emulator answers with the given status, and changes nothing.

    Args:
        code: the HTTP status, such as 503.
        retry_after: the value of the Retry-After header, in seconds, or any text, even a malformed
            one. None leaves the header out.
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
    """A fault for tests: the emulator carries out the request, but answers some seconds later.

    If the client gives up during the wait, its write has already been carried out.
    """

    seconds: float


@dataclass(frozen=True)
class WaitBeforeCarryingOut:
    """A fault for tests: the emulator waits some seconds before it carries out the request.

    If the client gives up during the wait, the request is still carried out. If the emulator stops
    during the wait, the request is not carried out. If another request with the same token arrives
    during the wait, the two requests overlap.
    """

    seconds: float


@dataclass(frozen=True)
class DropBeforeReading:
    """A fault for tests: the emulator reads only the headers, and closes the connection.

    The request is not carried out.
    """


@dataclass(frozen=True)
class DropAfterCarryingOut:
    """A fault for tests: the emulator carries out the request, and closes the connection.

    The client gets no answer, so it cannot know whether the request was carried out.
    """


@dataclass(frozen=True)
class CutBody:
    """A fault for tests: the emulator carries out the request, but sends only half of the body.

    Content-Length promises the whole body. After half of it, the connection is closed.
    """


@dataclass(frozen=True)
class CannedAnswer:
    """A fault for tests: the emulator sends the given answer, such as HTML or half a JSON document.

    With `carry_out=True`, the request is carried out before the answer is sent. Otherwise it is not
    carried out.
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
    """A fault (ordered misbehaviour) that waits for the requests to which it will be applied.

    Attributes:
        fault: the misbehaviour, such as `Status(503)`.
        method: the HTTP method that a request must have. None means any method.
        path: the end of the path that a request must have, such as `/contacts/17`. None means any
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
        """Return whether a request has the method and the path that this fault waits for.

        Args:
            method: the HTTP method of the request.
            path: the path of the request below `/api/v2`, such as `/companies/x/contacts`.
            template: the path with the names of its parameters, such as
                `/companies/{companySlug}/contacts`. It is None for the path of a file, which begins
                with `/files`. It is also None if Fiken has no operation with this method and path.
        """
        return self.method in {None, method} and (
            self.path is None or path_ends_in(path, template, self.path)
        )

    def __str__(self) -> str:
        place = f" on a path that ends in {self.path}" if self.path else ""
        more = f", after {self.skip} more that match" if self.skip else ""
        return f"{self.fault} for {self.times} of {self.method or 'any method'}{place}{more}"


def path_ends_in(path: str, template: str | None, end: str) -> bool:
    """Return whether a path ends in the segments of `end`, such as `/contacts/17`.

    A name in braces in `end`, such as `{contactId}`, matches the value of any parameter.

    Args:
        path: the path of a request, such as `/companies/x/contacts/17`.
        template: the path with the names of its parameters, such as
            `/companies/{companySlug}/contacts/{contactId}`. It is None for the path of a file,
            which begins with `/files`, and for a path that Fiken does not have.
        end: the end that the path must have.
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
    """An entry in the queue of faults.

    Each request that the entry counts reduces `pending.skip` by 1, or `pending.times` if `skip` is
    already 0.
    """

    def __init__(self, pending: PendingFault, number: int) -> None:
        self.pending = pending
        #: The number of the entry, which no other entry of the queue ever had.
        self.number = number
        #: Whether the emulator has stopped since the fault was added.
        self.expired = False

    def count_match(self) -> bool:
        """Count a matching request, and return whether the fault is applied to it.

        The result is False for the first `skip` requests, which are served normally.
        """
        skip = self.pending.skip
        if skip:
            self.pending = replace(self.pending, skip=skip - 1)
        else:
            self.pending = replace(self.pending, times=self.pending.times - 1)
        return not skip


class Faults:
    """The queue of the faults that wait for requests. Several threads can use it at once.

    At most one fault is applied to a request: the first in the queue that matches the request and
    whose `skip` is 0.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[QueuedFault] = []
        self._numbers = count(1)

    def add(self, fault: PendingFault) -> QueuedFault:
        """Add a fault to the queue, and return the new entry, which can be passed to `cancel`."""
        queued = QueuedFault(fault, next(self._numbers))
        with self._lock:
            self._queue.append(queued)
        return queued

    def use_for(self, method: str, path: str, template: str | None) -> Fault | None:
        """Return the fault to apply to a request, or None if no fault is to be applied.

        The result is the first matching fault whose `skip` is 0. Its `times` is reduced by 1, and
        at 0 the fault leaves the queue. The matching faults before it in the queue, or all matching
        faults if the result is None, reduce their `skip` by 1.

        Args:
            method: the HTTP method of the request.
            path: the path of the request below `/api/v2`.
            template: the path with the names of its parameters, such as
                `/companies/{companySlug}/contacts`. It is None for the path of a file, which begins
                with `/files`. It is also None if Fiken has no operation with this method and path.
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
        """Return the faults that still wait for requests, oldest first."""
        with self._lock:
            return tuple(queued.pending for queued in self._queue)

    def cancel(self, queued: QueuedFault) -> PendingFault | None:
        """Remove a fault from the queue, because no more requests are expected.

        Return None if the fault was applied as often as it should be. Otherwise, return the fault
        with the number of missing requests as `times`.
        """
        with self._lock:
            if queued in self._queue:
                self._queue.remove(queued)
            return queued.pending if queued.pending.times else None

    def numbered(self) -> dict[int, PendingFault]:
        """Return the faults that still wait for requests by their numbers, oldest first."""
        with self._lock:
            return {queued.number: queued.pending for queued in self._queue}

    def remove(self, number: int) -> None:
        """Remove the fault with a number from the queue, if it still waits for requests."""
        with self._lock:
            self._queue = [queued for queued in self._queue if queued.number != number]

    def clear(self) -> None:
        """Remove all faults from the queue."""
        with self._lock:
            self._queue.clear()

    def expire(self) -> None:
        """Mark all faults in the queue as expired.

        The emulator calls `expire` when it stops. Users can still read the faults after that. The
        next start removes them.
        """
        with self._lock:
            for queued in self._queue:
                queued.expired = True

    def remove_expired(self) -> None:
        """Remove the faults that were still waiting when the emulator last stopped.

        `expire` has marked them. The emulator calls `remove_expired` when it starts again.
        """
        with self._lock:
            self._queue = [queued for queued in self._queue if not queued.expired]
