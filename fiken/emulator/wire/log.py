"""The log of requests, which also notes which requests overlapped."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from fiken.emulator._clock import seconds
from fiken.emulator.wire.faults import Fault

#: The number of latest requests that the log keeps: an emulator may run for weeks.
KEPT = 100_000
#: The most bytes of headers and bodies that the log keeps, as counted on the network.
HELD = 256 << 20
#: The most answers that the log keeps, and their most bytes.
ANSWERS, ANSWERED = 10_000, 32 << 20


@dataclass
class Request:
    """One request in the log of the emulator.

    Times are seconds of a clock that only moves forward, even in a test that freezes time. They can
    only be compared with each other.

    Attributes:
        number: the number of the request, counted from 0.
        method: the HTTP method, such as `GET`.
        path: the decoded path below `/api/v2`, without the query. A path outside of it is complete,
            such as `/oauth/token`.
        template: the path with the names of its parameters, such as
            `/companies/{companySlug}/contacts`. None if Fiken has no operation with this method and
            path. With API v1 it is complete, as the path is.
        operation: Fiken's name of the operation, such as `getContacts`, or None. API v1 has no
            names for its operations.
        query: the query parameters. If a parameter is repeated, its first value counts. With OAuth,
            codes and other secrets are replaced by "…", here and in the body.
        headers: all headers except Authorization, with names in lower case. With OAuth, Cookie and
            Referer are left out too.
        request_id: the value of the X-Request-ID header, or None.
        connection: the number of the TCP connection.
        started: the time at which the headers had been read.
        finished: the time just before the answer was sent or the connection was closed. None while
            the request is in flight (not answered yet).
        body: the parsed JSON, or the text fields of a form. None if there is neither, or if the
            request did not have a valid token.
        status: the HTTP status of the answer. None if the connection was closed without an answer.
        carried_out: whether the operation succeeded, even if a fault then hid the answer.
        overlapped: whether another request of the same login was in flight when this one started:
            with the same personal token, or with an access token of the same grant.
        fault: the fault (ordered misbehaviour) that was applied to the request, or None.
        answer: the body of the answer. None if there was no answer, or if it is not logged any
            more: the log keeps the latest 10,000 answers, with at most 32 MiB in total. Tokens in
            answers of OAuth are replaced by "…", and its pages are not logged.
        answer_headers: the headers of the answer, with names in lower case, except those that every
            answer has, such as Content-Length. With OAuth, the query in Location is "…".
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
    # Not in the text of a request, which tests print: an answer can be long.
    answer: bytes | None = field(default=None, repr=False)
    answer_headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


class Log:
    """The log of requests, in the order of their starts. Several threads can use it at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque()
        #: The bytes that each logged request takes, by the `id()` of its entry.
        self._sizes: dict[int, int] = {}
        self._held = 0
        #: The requests whose answers are kept, and the bytes of these answers.
        self._answered: deque[Request] = deque()
        self._answer_bytes = 0
        #: The number that the next request gets.
        self.number = 0
        self._in_flight: Counter[str] = Counter()
        #: The number of requests that started while another of the same login was in flight.
        self.overlaps = 0

    def begin(self, lane: str, size: int, **facts: Any) -> Request:
        """Add a request to the log at its start, and return the new entry.

        Args:
            lane: a text that names the login, such as the Authorization header. It is "" without
                one. Two requests overlap if they have the same lane, which is not "", and run at
                the same time. The lane is not logged.
            size: the number of bytes of the request without its body. The log limits the sum of the
                sizes of its requests.
            facts: further attributes of the entry, such as `method` and `path`.
        """
        with self._lock:
            request = Request(number=self.number, **facts)
            self.number += 1
            request.overlapped = bool(lane) and self._in_flight[lane] > 0
            self.overlaps += request.overlapped
            self._in_flight[lane] += 1
            self._requests.append(request)
            self._sizes[id(request)] = 0
            self._hold(request, size)
            return request

    def note_body(self, request: Request, body: Any, size: int) -> None:
        """Add the parsed body to a logged request.

        Args:
            request: the logged request.
            body: the parsed body.
            size: the length of the unparsed body in bytes, which is added to the size of the
                request.
        """
        with self._lock:
            request.body = body
            if id(request) in self._sizes:
                self._hold(request, size)

    def _hold(self, request: Request, size: int) -> None:
        """Count `size` more bytes for a request. If the log is full, drop the oldest requests."""
        self._sizes[id(request)] += size
        self._held += size
        while len(self._requests) > KEPT or self._held > HELD:
            self._held -= self._sizes.pop(id(self._requests.popleft()))

    def note_answer(self, request: Request, headers: Mapping[str, str], body: bytes | None) -> None:
        """Add the answer to a logged request. If there are too many, the oldest ones are dropped.

        `body` is None if it is not logged.
        """
        with self._lock:
            request.answer_headers = headers
            if body is None:
                return
            request.answer = body
            self._answered.append(request)
            self._answer_bytes += len(body)
            while self._answer_bytes > ANSWERED or len(self._answered) > ANSWERS:
                oldest = self._answered.popleft()
                self._answer_bytes -= len(oldest.answer or b"")
                oldest.answer = None

    def finish(self, lane: str, request: Request) -> None:
        """Note that a request has ended. A second call for the same request does nothing.

        `lane` is the text that was given to `begin`.

        Call this method before the answer is sent. Otherwise, the client could send its next
        request so early that the two seem to overlap.
        """
        with self._lock:
            if request.finished is None:
                request.finished = seconds()
                self._in_flight[lane] -= 1
                if not self._in_flight[lane]:
                    del self._in_flight[lane]

    def clear(self) -> None:
        """Remove all requests from the log, and set the counters of requests and overlaps to 0."""
        with self._lock:
            self._requests.clear()
            self._sizes.clear()
            self._answered.clear()
            self._answer_bytes = 0
            self._held = self.number = self.overlaps = 0

    def snapshot(self) -> list[Request]:
        """Return copies of all logged requests. The copies do not change any more."""
        with self._lock:
            return [replace(request) for request in self._requests]

    def latest(
        self, count: int, before: int | None, is_shown: Callable[[Request], bool]
    ) -> list[Request]:
        """Return copies of the latest requests, the latest first.

        Args:
            count: the most requests to return.
            before: a number of a request: only those before it are returned. None returns the
                latest ones of all.
            is_shown: a function that chooses requests.
        """
        with self._lock:
            chosen = (
                request
                for request in reversed(self._requests)
                if (before is None or request.number < before) and is_shown(request)
            )
            return [replace(request) for request in islice(chosen, count)]
