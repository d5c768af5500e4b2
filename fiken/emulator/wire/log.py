"""The log of the requests that the emulator served, and who was in flight together."""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fiken.emulator._clock import seconds
from fiken.emulator.wire.faults import Fault

#: So many requests are kept, the latest: the emulator may run for weeks.
KEPT = 100_000
#: So many bytes of headers and bodies are kept, counted as they came.
HELD = 256 << 20


@dataclass
class Request:
    """One request as the emulator saw it.

    Times are seconds of a monotonic clock that runs on while a test freezes the others: compare
    them with each other only.

    Attributes:
        number: its place in the log, from 0.
        method: GET, POST ...
        path: below `/api/v2`, as it came, without the query.
        template: the contract's path, `/companies/{companySlug}/contacts`; None off the contract.
        operation: the contract's name of the operation; None off the contract.
        query: the parameters; of a repeated one the first.
        headers: all but Authorization; names in lower case.
        request_id: what came as X-Request-ID.
        connection: the number of the TCP connection it came on.
        started: when its header had been read.
        finished: when the first byte of the answer was about to leave, or the connection to close.
        body: the parsed JSON; the fields of a multipart form; None without either, or without the
            right token.
        status: what was answered; None when the connection was closed without an answer.
        carried_out: whether the operation succeeded, whatever was answered.
        overlapped: whether another request of the same credential was in flight.
        fault: the fault it met.
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
    """Requests in the order in which they started. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque()
        self._sizes: dict[int, int] = {}
        self._held = 0
        self.number = 0
        self._in_flight: Counter[str] = Counter()
        self.overlaps = 0

    def begin(self, credential: str, size: int, **facts: Any) -> Request:
        """Note that a request with a head of `size` bytes has started; its token is not kept."""
        with self._lock:
            request = Request(number=self.number, **facts)
            self.number += 1
            request.overlapped = bool(credential) and self._in_flight[credential] > 0
            self.overlaps += request.overlapped
            self._in_flight[credential] += 1
            self._requests.append(request)
            self._sizes[request.number] = 0
            self._hold(request, size)
            return request

    def note_body(self, request: Request, body: Any, size: int) -> None:
        """Note the body of a request; it takes about `size` bytes."""
        with self._lock:
            request.body = body
            if request.number in self._sizes:
                self._hold(request, size)

    def _hold(self, request: Request, size: int) -> None:
        """Count what is kept, and forget the oldest requests when that is too much."""
        self._sizes[request.number] += size
        self._held += size
        while len(self._requests) > KEPT or self._held > HELD:
            self._held -= self._sizes.pop(self._requests.popleft().number)

    def finish(self, credential: str, request: Request) -> None:
        """Note that it is about to be answered; twice is once.

        It is called before the answer leaves: whoever has the answer may send the next one.
        """
        with self._lock:
            if request.finished is None:
                request.finished = seconds()
                self._in_flight[credential] -= 1
                if not self._in_flight[credential]:
                    del self._in_flight[credential]

    def snapshot(self) -> list[Request]:
        """Copies of all of them."""
        with self._lock:
            return [replace(request) for request in self._requests]
