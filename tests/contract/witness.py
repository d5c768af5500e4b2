"""A witness of every answer that an emulator in this process sends, in whatever test.

It compares the answer with the contract, and both ways in which the client can read it. It stands
between the connections of all emulators and their sockets, and changes nothing. It does not see
three things: answers that are sent before a whole request was read (malformed HTTP, too many
connections), an `Application` without a server, and emulators in other processes. Those are started
by the programs in examples/ and by the test of the built package.
`tests/emulator/test_main.py` starts one too, and checks its answers itself.
"""

import threading
from typing import Any

from fiken.emulator import CannedAnswer, Request, Status
from fiken.emulator.wire.connection import Connection
from fiken.emulator.wire.exchange import HttpRequest
from tests.contract.answers import BASE, FILE, Headers, violations
from tests.contract.hal import hal_violations, serves
from tests.contract.oauth import oauth_violations
from tests.recorder import Recorder
from tests.two_ways import Differences

#: The most sentences that the report of one test shows.
SHOWN = 20


class Witness:
    """Records the requests that were carried out, and collects what broke the contract.

    Answers that a test has ordered with a fault, `Status` or `CannedAnswer`, do not count.

    Args:
        recorder: the record of the run, which each answered request is added to.

    Attributes:
        differences: compares both ways of reading the answers.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self.differences = Differences()
        self._lock = threading.Lock()
        self._found: dict[str, None] = {}

    def watch(self) -> None:
        """See the answers of all emulators of this process from now on."""
        serve, send = Connection._serve, Connection._send
        witness = self

        def serve_seen(self: Connection, request: HttpRequest, entry: Request, lane: str) -> None:
            vars(self)["seen"] = request, entry
            serve(self, request, entry, lane)

        def send_seen(self: Connection, status: int, headers: Any, body: bytes, **how: Any) -> None:
            # Before the answer is sent: the test that gets it may end at once.
            if seen := vars(self).pop("seen", None):  # not for a page of the window
                request, entry = seen
                witness.see(request, entry, status, headers, body)
            send(self, status, headers, body, **how)

        Connection._serve, Connection._send = serve_seen, send_seen  # type: ignore[method-assign]

    def see(
        self, request: HttpRequest, entry: Request, status: int, headers: Headers, body: bytes
    ) -> None:
        """Record one request, and check its answer."""
        if isinstance(entry.fault, Status | CannedAnswer):
            return
        operation = FILE if request.path.startswith(f"{BASE}/files/") else None
        if request.match is not None:
            operation = request.match.operations.get(request.method)
        try:
            if request.path.startswith("/oauth/"):
                broken = oauth_violations(request.path, status, headers, body)
            elif serves(request.path):
                broken = hal_violations(request.path, status, headers, body)
            else:
                broken = violations(operation, status, headers, body)
                broken += self.differences.of(operation, status, body)
        except Exception as problem:  # noqa: BLE001 - it would be lost in a thread of the server
            broken = [f"the check failed: {problem!r}"]
        with self._lock:
            self._recorder.add_request(entry)
            for sentence in broken:
                self._found[f"{entry.method} {entry.path} answered {status}: {sentence}"] = None

    def take(self) -> list[str]:
        """Return what has broken the contract since the last call, one sentence each."""
        with self._lock:
            found, self._found = list(self._found), {}
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        return found[:SHOWN] + more
