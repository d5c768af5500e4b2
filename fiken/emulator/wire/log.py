"""The log of the requests that the emulator served, with those that overlapped."""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fiken.emulator._clock import seconds
from fiken.emulator.wire.faults import Fault

#: The number of requests that are kept, the latest ones: an emulator may run for weeks.
KEPT = 100_000
#: The bytes of headers and bodies that are kept, as they came over the wire.
HELD = 256 << 20


@dataclass
class Request:
    """One request as the emulator saw it.

    Times are seconds of a monotonic clock that continues while a test freezes the others. Compare
    them only with each other.

    Attributes:
        number: its place in the log, from 0.
        method: GET, POST ...
        path: the decoded path below `/api/v2`, without the query.
        template: the contract's path, `/companies/{companySlug}/contacts`; None where the contract
            has no such operation.
        operation: the contract's name of the operation; None like `template`.
        query: the parameters; of a repeated one the first.
        headers: all headers except Authorization; names in lower case.
        request_id: the X-Request-ID header.
        connection: the number of its TCP connection.
        started: the time when its headers had been read.
        finished: the time just before the first byte of the answer was sent or the connection was
            closed.
        body: the parsed JSON; the texts of a multipart form; None without either, or without the
            right token.
        status: the status of the answer; None when the connection was closed without an answer.
        carried_out: whether the operation succeeded, whatever was answered.
        overlapped: whether another request with the same credential was in flight.
        fault: the fault that it met.
    """

    number: int
    method: str
    path: str
    template: str | None
    operation: str | None
    query: Mapping[str, str]
    headers: Mapping[str, str]
    request_id: str | None
    connection: int
    started: float = field(default_factory=seconds)
    finished: float | None = None
    body: Any = None
    status: int | None = None
    carried_out: bool = False
    overlapped: bool = False
    fault: Fault | None = None


class Log:
    """Requests in the order in which they started. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque()
        #: The bytes of each request that is kept, by the identity of its entry.
        self._sizes: dict[int, int] = {}
        self._held = 0
        #: The number of the next request.
        self.number = 0
        self._in_flight: Counter[str] = Counter()
        #: The number of requests that started while another of the same credential was in flight.
        self.overlaps = 0

    def begin(self, credential: str, size: int, **facts: Any) -> Request:
        """Add a request that has started, whose head has `size` bytes; the token is not kept."""
        with self._lock:
            request = Request(number=self.number, **facts)
            self.number += 1
            request.overlapped = bool(credential) and self._in_flight[credential] > 0
            self.overlaps += request.overlapped
            self._in_flight[credential] += 1
            self._requests.append(request)
            self._sizes[id(request)] = 0
            self._hold(request, size)
            return request

    def note_body(self, request: Request, body: Any, size: int) -> None:
        """Add the body of a request, of `size` bytes."""
        with self._lock:
            request.body = body
            if id(request) in self._sizes:
                self._hold(request, size)

    def _hold(self, request: Request, size: int) -> None:
        """Count the bytes that are kept, and drop the oldest requests when they are too many."""
        self._sizes[id(request)] += size
        self._held += size
        while len(self._requests) > KEPT or self._held > HELD:
            self._held -= self._sizes.pop(id(self._requests.popleft()))

    def finish(self, credential: str, request: Request) -> None:
        """Note that a request is about to be answered; a second call does nothing.

        It is called before the answer is sent: a client with the answer may send its next request.
        """
        with self._lock:
            if request.finished is None:
                request.finished = seconds()
                self._in_flight[credential] -= 1
                if not self._in_flight[credential]:
                    del self._in_flight[credential]

    def clear(self) -> None:
        """Remove every request, and count numbers and overlaps from 0 again."""
        with self._lock:
            self._requests.clear()
            self._sizes.clear()
            self._held = self.number = self.overlaps = 0

    def snapshot(self) -> list[Request]:
        """Return copies of all requests that are kept."""
        with self._lock:
            return [replace(request) for request in self._requests]
