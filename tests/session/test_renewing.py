"""The login is renewed after a 401, and the request repeated once: Fiken did nothing with it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from requests import PreparedRequest

from fiken.auth import Auth
from fiken.errors import (
    BadRequestError,
    CounterNotInitializedError,
    ForbiddenError,
    UnauthorizedError,
)
from fiken.session import Answer, Paced, Retries, Session

from .server import CREATED, OK, Server, answering

Connect = Callable[..., Session]

EXPIRED = answering(401, body=b'{"message": "Invalid or expired token"}')
NO_COUNTER = answering(401, body=b'{"message": "Company credit note counter not initialized"}')
REDIRECT = answering(302, ("Location", "/api/v2/y"))


class Numbered(Auth):
    """A login whose token ends in a number that counts its renewals."""

    def __init__(self, renews: bool = True, lasts: float = 0.0) -> None:
        self.renews, self.lasts, self.answers = renews, lasts, list[Answer]()

    @property
    def credential(self) -> str:
        return "a digest"

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.headers["Authorization"] = f"Bearer token-{len(self.answers)}"
        return r

    def renewed_after(self, answer: Answer) -> bool:
        self.answers.append(answer)
        time.sleep(self.lasts)
        return self.renews


def tokens_at(server: Server) -> list[str]:
    return [request.headers["Authorization"] for request in server.seen]


RENEWED = ["Bearer token-0", "Bearer token-1"]

UPLOAD = {"file": ("receipt.pdf", b"%PDF-1.7 whole", "application/pdf")}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a read": ("GET", {}),
    "a post": ("POST", {"json": {"name": "Nelly"}, "creates": True}),
    "a replacement": ("PUT", {"json": {"name": "Nelly"}}),
    "a deletion": ("DELETE", {}),
    "a post that reads": ("POST", {"json": {}, "reads": True}),
    "an upload": ("POST", {"files": UPLOAD, "data": {"filename": "receipt.pdf"}}),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_a_request_is_repeated_after_renewal(
    request_: tuple[str, dict[str, Any]],
    server: Server,
    connect: Connect,
    attempts: Callable[[], list[str]],
) -> None:
    """The body is the same, and each attempt has its own id and its own line in the log."""
    method, arguments = request_
    server.plan = [EXPIRED, CREATED]
    auth = Numbered()
    answer = connect(server.url, auth=auth).request(method, "/x", **arguments)
    assert 201 == answer.status
    assert RENEWED == tokens_at(server)
    first, second = server.seen
    assert first.body == second.body
    assert [first.headers["X-Request-ID"]] == [one.request_id for one in auth.answers]
    assert answer.request_id == second.headers["X-Request-ID"]
    logged = [line.split() for line in attempts()]
    assert [[method, "401"], [method, "201"]] == [[line[0], line[2]] for line in logged]
    assert [one.headers["X-Request-ID"] for one in server.seen] == [line[-1] for line in logged]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_second_401_is_raised(method: str, server: Server, connect: Connect) -> None:
    server.plan = [EXPIRED]
    auth = Numbered()
    with pytest.raises(UnauthorizedError, match="Invalid or expired token"):
        connect(server.url, auth=auth).request(method, "/x")
    assert (RENEWED, 1) == (tokens_at(server), len(auth.answers))


def test_a_login_that_renews_nothing_repeats_nothing(server: Server, connect: Connect) -> None:
    server.plan = [EXPIRED]
    auth = Numbered(renews=False)
    with pytest.raises(UnauthorizedError):
        connect(server.url, auth=auth).request("POST", "/x")
    assert (1, 1) == (len(server.seen), len(auth.answers))


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (NO_COUNTER, CounterNotInitializedError),
        (answering(400), BadRequestError),
        (answering(403), ForbiddenError),
    ],
)
def test_other_refusals_renew_nothing(
    refusal: Any, error: type[Exception], server: Server, connect: Connect
) -> None:
    """A 401 also means that a number series was never started (docs/observed.md#4-error-bodies)."""
    server.plan = [refusal]
    auth = Numbered()
    with pytest.raises(error):
        connect(server.url, auth=auth).get("/creditNotes/counter")
    assert (1, []) == (len(server.seen), auth.answers)


def test_a_counter_after_renewal_is_raised(server: Server, connect: Connect) -> None:
    server.plan = [EXPIRED, NO_COUNTER]
    with pytest.raises(CounterNotInitializedError):
        connect(server.url, auth=Numbered()).get("/creditNotes/counter")
    assert RENEWED == tokens_at(server)


def test_a_redirect_renews_nothing(server: Server, connect: Connect) -> None:
    server.plan = [REDIRECT, EXPIRED]
    auth = Numbered()
    with pytest.raises(UnauthorizedError):
        connect(server.url, auth=auth).get("/x")
    assert (2, []) == (len(server.seen), auth.answers)


def test_a_redirect_after_renewal_is_followed(server: Server, connect: Connect) -> None:
    server.plan = [EXPIRED, REDIRECT, OK]
    auth = Numbered()
    assert {"a": 1} == connect(server.url, auth=auth).get("/x").json()
    assert ["/api/v2/x", "/api/v2/x", "/api/v2/y"] == [one.target for one in server.seen]
    assert 1 == len(auth.answers)


def test_renewal_takes_no_retry_away(server: Server, connect: Connect) -> None:
    server.plan = [EXPIRED, answering(503), answering(503), OK]
    policy = Retries(total=2, backoff_factor=0.01)
    assert 200 == connect(server.url, auth=Numbered(), retries=policy).get("/x").status
    assert 4 == len(server.seen)


def test_retries_of_none_renew_nevertheless(server: Server, connect: Connect) -> None:
    server.plan = [EXPIRED, CREATED]
    policy = Retries(total=0)
    connect(server.url, auth=Numbered(), retries=policy).request("POST", "/x")
    assert (RENEWED, 1) == (tokens_at(server), server.carried_out)


def test_a_policy_may_list_401_for_reads(server: Server, connect: Connect) -> None:
    """It then applies after the renewal."""
    server.plan = [EXPIRED, EXPIRED, OK]
    policy = Retries(status_forcelist={401}, backoff_factor=0.01)
    assert 200 == connect(server.url, auth=Numbered(), retries=policy).get("/x").status


def test_a_repeated_request_waits_for_its_turn(server: Server, connect: Connect) -> None:
    """The login is renewed while no turn is taken: another request can be sent meanwhile."""
    server.plan = [EXPIRED, OK, OK]

    class Meanwhile(Numbered):
        def renewed_after(self, answer: Answer) -> bool:
            with Paced(0.25, patience=1).slot(f"a digest@127.0.0.1:{server.port}"):
                return super().renewed_after(answer)

    session = connect(server.url, auth=Meanwhile(), pacer=Paced(0.25))
    began = time.monotonic()
    session.get("/x")
    assert time.monotonic() - began >= 0.49  # three turns


def test_a_renewal_beyond_total_repeats_nothing(server: Server, connect: Connect) -> None:
    server.plan = [EXPIRED, OK]
    session = connect(server.url, auth=Numbered(lasts=0.3), total=0.2)
    with pytest.raises(UnauthorizedError):
        session.get("/x")
    assert 1 == len(server.seen)


def test_an_error_of_the_login_says_refused(server: Server, connect: Connect) -> None:
    """An interrupt while the login is renewed notes that nothing was done."""
    server.plan = [EXPIRED]

    class Interrupted(Numbered):
        def renewed_after(self, answer: Answer) -> bool:
            raise KeyboardInterrupt(answer.request_id)

    with pytest.raises(KeyboardInterrupt) as raised:
        connect(server.url, auth=Interrupted()).request("POST", "/x")
    assert "outcome refused" in raised.value.__notes__[0]
