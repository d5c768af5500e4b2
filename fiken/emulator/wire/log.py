"""The log of requests, which also notes which requests overlapped."""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fiken.emulator._clock import seconds
from fiken.emulator.wire.faults import Fault

#: The number of latest requests that the log keeps: an emulator may run for weeks.
KEPT = 100_000
#: The most bytes of headers and bodies that the log keeps, as counted on the network.
HELD = 256 << 20


@dataclass
class Request:
    """One request in the log of the emulator.

    Times are seconds of a monotonic clock, which runs on in a test that freezes time. They can only
    be compared with each other.

    Attributes:
        number: the position in the log, from 0.
        method: the HTTP method, such as `GET`.
        path: the decoded path below `/api/v2`, without the query.
        template: the path template of the contract, such as `/companies/{companySlug}/contacts`.
            None if the contract has no operation with this method and path.
        operation: the name of the operation in the contract, such as `getContacts`, or None.
        query: the parameters of the query. Of a repeated parameter, only the first value.
        headers: all headers except Authorization, with names in lower case.
        request_id: the value of the X-Request-ID header, or None.
        connection: the number of the TCP connection.
        started: the time at which the headers had been read.
        finished: the time just before the answer was sent or the connection was closed. None while
            the request is in flight.
        body: the parsed JSON, or the text fields of a multipart form. None if there is neither, or
            if the request did not have the right token.
        status: the HTTP status of the answer. None if the connection was closed without an answer.
        carried_out: whether the operation succeeded, even if a fault then hid the answer.
        overlapped: whether another request with the same token was in flight at the start.
        fault: the fault that was applied to the request, or None.
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
    """The log of requests, in the order in which they started, for use by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque()
        #: The bytes that each logged request takes, by the `id()` of its entry.
        self._sizes: dict[int, int] = {}
        self._held = 0
        #: The number that the next request gets.
        self.number = 0
        self._in_flight: Counter[str] = Counter()
        #: The number of requests that started while another with the same token was in flight.
        self.overlaps = 0

    def begin(self, credential: str, size: int, **facts: Any) -> Request:
        """Add a request that has started.

        Args:
            credential: the Authorization header, to detect overlaps. It is not logged.
            size: the number of bytes of the request without its body.
            facts: attributes of the new `Request`.
        """
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
        """Add the parsed body to a logged request.

        `size` is the number of bytes of the body before it was parsed.
        """
        with self._lock:
            request.body = body
            if id(request) in self._sizes:
                self._hold(request, size)

    def _hold(self, request: Request, size: int) -> None:
        """Add `size` to the bytes of a request, and drop the oldest requests if the log is full."""
        self._sizes[id(request)] += size
        self._held += size
        while len(self._requests) > KEPT or self._held > HELD:
            self._held -= self._sizes.pop(id(self._requests.popleft()))

    def finish(self, credential: str, request: Request) -> None:
        """Note the end of a request. A second call does nothing.

        Call it before the answer is sent: a client that has the answer may send its next request,
        which would then seem to overlap.
        """
        with self._lock:
            if request.finished is None:
                request.finished = seconds()
                self._in_flight[credential] -= 1
                if not self._in_flight[credential]:
                    del self._in_flight[credential]

    def clear(self) -> None:
        """Remove all requests, and reset the numbers of requests and of overlaps to 0."""
        with self._lock:
            self._requests.clear()
            self._sizes.clear()
            self._held = self.number = self.overlaps = 0

    def snapshot(self) -> list[Request]:
        """Return copies of all logged requests."""
        with self._lock:
            return [replace(request) for request in self._requests]
