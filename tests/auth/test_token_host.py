"""Whatever the token host answers: a clear error, and no secret in it."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from fiken import (
    AmbiguousWriteError,
    FikenError,
    MappingError,
    OAuthError,
    Outcome,
    RateLimitedError,
    ServerError,
    TransportError,
)
from fiken.auth import OAuthApp, Tokens
from tests.session.server import Server, Step, Wire, after_carrying_out, answering

from .conftest import MakeApp
from .hunting import traces_of

JSON, HTML = ("Content-Type", "application/json"), ("Content-Type", "text/html")
OLD = Tokens(access_token="hushed-access", refresh_token="hushed-refresh")
#: In every answer, also where it has no business.
NEW = b"hushed-new-access"
UNKNOWN, REFUSED = Outcome.UNKNOWN, Outcome.REFUSED

CALLS: dict[str, Callable[[OAuthApp], object]] = {
    "exchange": lambda app: app.exchange_code(
        "hushed-code", state="hushed-state", verifier="hushed-verifier" * 4
    ),
    "refresh": lambda app: app.refresh(OLD),
    "revoke": lambda app: app.revoke(OLD),
}
FOR_TOKENS = ["exchange", "refresh"]


def echoing(status: int, body: str, *headers: tuple[str, str]) -> Step:
    """Return a step that answers with `body`, where ``ECHO`` stands for all that was sent.

    ``NEW`` stands for new tokens, which a broken token host might add.
    """

    def step(wire: Wire) -> None:
        seen = wire.read()
        sent = f"{seen.body.decode()} {seen.headers.get('Authorization')}"
        text = body.replace("ECHO", sent).replace("NEW", NEW.decode())
        wire.answer(status, headers, text.encode())

    return step


def refusing(status: int, code: str = "invalid_grant") -> Step:
    """Return a step that refuses, and repeats what it was sent in its words."""

    def step(wire: Wire) -> None:
        seen = wire.read()
        sent = f"{seen.body.decode()} {seen.headers.get('Authorization')}"
        data = {"error": code, "error_description": f"No: {sent}", "new": NEW.decode()}
        wire.answer(status, [JSON], json.dumps(data).encode())

    return step


def issuing(**fields: Any) -> Step:
    body = json.dumps({"refresh_token": NEW.decode(), "expires_in": 60} | fields).encode()
    return answering(200, JSON, body=body)


def cut(wire: Wire) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + b'{"access_token": "' + NEW)
    wire.sock.close()


def reset(wire: Wire) -> None:
    wire.reset()


def nothing(wire: Wire) -> None:
    wire.sock.close()


ANY: dict[str, tuple[Step, type[FikenError], Outcome, str]] = {
    "a page with 200": (
        echoing(200, "<html><title>Hello</title>ECHO NEW</html>", HTML),
        AmbiguousWriteError,
        UNKNOWN,
        "a page of HTML came instead",
    ),
    "a page with 500": (
        echoing(500, "<html><title>Oops ECHO</title>NEW", HTML),
        ServerError,
        UNKNOWN,
        "Oops",
    ),
    "text with 500": (echoing(500, "ECHO NEW"), ServerError, UNKNOWN, "answered with 500"),
    "JSON with 500": (
        echoing(500, '{"message": "it broke", "new": "NEW"}', JSON),
        ServerError,
        UNKNOWN,
        "it broke",
    ),
    "an OAuth error with 503": (
        refusing(503, "temporarily_unavailable"),
        ServerError,
        UNKNOWN,
        "answered with 503: No: ",
    ),
    "an OAuth error with 429": (
        refusing(429, "slow_down"),
        RateLimitedError,
        REFUSED,
        "answered with 429: No: ",
    ),
    "502": (echoing(502, "<h1>Bad ECHO</h1>NEW", HTML), AmbiguousWriteError, UNKNOWN, "a 502 came"),
    "503": (echoing(503, "ECHO NEW"), ServerError, UNKNOWN, "answered with 503"),
    "429": (
        echoing(429, "ECHO NEW", ("Retry-After", "7")),
        RateLimitedError,
        REFUSED,
        "answered with 429: wait 7 s",
    ),
    "400": (
        refusing(400),
        OAuthError,
        REFUSED,
        r"\(invalid_grant, 400\): No: .*\. The code .* new login \(request",
    ),
    "401": (
        refusing(401, "invalid_client"),
        OAuthError,
        REFUSED,
        "Check the client id and the client secret",
    ),
    "401 without a body": (answering(401), OAuthError, REFUSED, r"refused the login \(401\)"),
    "404": (
        echoing(404, "<title>No such page ECHO</title>NEW", HTML),
        OAuthError,
        REFUSED,
        "No such",
    ),
    "400 in other words": (
        echoing(400, '{"message": "not like this"}', JSON),
        OAuthError,
        REFUSED,
        r"\(400\): not like this",
    ),
    "400 in text": (echoing(400, "ECHO NEW"), OAuthError, REFUSED, r"refused the login \(400\)"),
    "an error with 200": (refusing(200), OAuthError, REFUSED, r"\(invalid_grant, 200\)"),
    "a redirect": (
        answering(302, ("Location", "https://elsewhere.example.com/hushed-code")),
        AmbiguousWriteError,
        UNKNOWN,
        "a 302 came instead",
    ),
    "nothing": (after_carrying_out(nothing), AmbiguousWriteError, UNKNOWN, "its answer was lost"),
    "a reset": (after_carrying_out(reset), AmbiguousWriteError, UNKNOWN, "its answer was lost"),
    "half an answer": (after_carrying_out(cut), AmbiguousWriteError, UNKNOWN, "the whole answer"),
    "too large": (
        answering(200, JSON, body=b'{"access_token": "' + NEW * 100_000 + b'"}'),
        AmbiguousWriteError,
        UNKNOWN,
        "an answer of at most 1048576 bytes",
    ),
    "too large when decompressed": (
        answering(200, JSON, ("Content-Encoding", "gzip"), body=gzip.compress(b" " * 2**24)),
        AmbiguousWriteError,
        UNKNOWN,
        "an answer of at most 1048576 bytes",
    ),
}
NO_TOKENS: dict[str, tuple[Step, type[FikenError], Outcome, str]] = {
    name: (step, MappingError, UNKNOWN, message)
    for name, step, message in [
        ("no body", answering(200, JSON), r"\$ of a Tokens should be JSON with tokens"),
        ("text", echoing(200, "ECHO NEW"), "should be JSON with tokens"),
        ("a list", echoing(200, '["ECHO", "NEW"]', JSON), "should be JSON with tokens"),
        ("an empty object", answering(200, JSON, body=b"{}"), "should be JSON with tokens"),
        ("no access token", issuing(), r"access_token of a Tokens should be a token.*None"),
        ("an empty token", issuing(access_token=""), r"\$.access_token"),
        ("two lines", issuing(access_token=f"{NEW.decode()}\nX: y"), r"\$.access_token"),
        ("a list of tokens", issuing(access_token=[NEW.decode()]), r"access_token.*\(list\)"),
        (
            "a number to refresh",
            issuing(access_token=NEW.decode(), refresh_token=7),
            r"\$.refresh_token of a Tokens should be a token.*\(int\)",
        ),
        (
            "another kind of token",
            issuing(access_token=NEW.decode(), token_type=f"mac {NEW.decode()}"),
            r"\$.token_type of a Tokens should be bearer",
        ),
    ]
}
CASES = [(call, *case) for call in CALLS for case in ANY.items()]
CASES += [(call, *case) for call in FOR_TOKENS for case in NO_TOKENS.items()]


@pytest.mark.parametrize(
    ("call", "name", "case"), CASES, ids=[f"{call}-{name}" for call, name, _ in CASES]
)
def test_every_answer_has_a_clear_error(
    call: str,
    name: str,  # noqa: ARG001 - for the id
    case: tuple[Step, type[FikenError], Outcome, str],
    host: Server,
    make_app: MakeApp,
) -> None:
    """The request is sent once, and nothing that is secret is in the error."""
    step, kind, outcome, message = case
    host.plan = [step]
    with pytest.raises(kind, match=message) as caught:
        CALLS[call](make_app("hushed-secret"))
    assert (kind, outcome) == (type(caught.value), caught.value.outcome)
    assert 1 == len(host.seen)
    assert "hushed" not in traces_of(caught.value)
    assert "YWNtZS1zeW5j" not in traces_of(caught.value)  # "acme-sync" in Base64
    assert caught.value.is_transient is (kind is RateLimitedError)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("exchange", "Fiken may have used up the code, so begin a new login"),
        ("refresh", "where it rotates them, the old refresh token is of no use any more"),
        ("revoke", "Fiken may have revoked the tokens"),
    ],
)
@pytest.mark.parametrize("step", [after_carrying_out(nothing), echoing(500, ""), echoing(502, "")])
def test_a_lost_answer_says_what_it_means(
    call: str, says: str, step: Step, host: Server, make_app: MakeApp
) -> None:
    host.plan = [step]
    with pytest.raises(FikenError, match=says):
        CALLS[call](make_app())


def test_a_mapping_error_has_no_context(host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing()]
    with pytest.raises(MappingError) as caught:
        make_app().refresh(OLD)
    assert host.seen[0].headers["X-Request-ID"] == caught.value.request_id
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_must_come_in_time(call: str, host: Server, make_app: MakeApp) -> None:
    host.plan = [after_carrying_out(Wire.wait_until_the_client_leaves)]
    with pytest.raises(AmbiguousWriteError, match="no answer in time") as caught:
        CALLS[call](make_app("hushed-secret", timeout=0.05))
    assert 1 == len(host.seen)
    assert "hushed" not in traces_of(caught.value)


@pytest.mark.parametrize(("call", "tries"), [("exchange", 1), ("refresh", 3), ("revoke", 3)])
def test_only_what_was_not_sent_is_repeated(
    call: str, tries: int, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, host: Server
) -> None:
    """But no code: its user is waiting, and begins a new login."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    app = make_app("hushed-secret", base_url="http://127.0.0.1:9/oauth")
    with pytest.raises(TransportError, match="no connection") as caught:
        CALLS[call](app)
    assert tries - 1 == len(waits)
    assert (TransportError, REFUSED) == (type(caught.value), caught.value.outcome)
    assert caught.value.is_transient
    assert "hushed" not in traces_of(caught.value)
    assert [] == host.seen


def test_a_redirect_is_not_followed(host: Server, make_app: MakeApp) -> None:
    """Not even to the same host."""
    host.plan = [answering(307, ("Location", "/oauth/token2")), issuing(access_token="x")]
    with pytest.raises(AmbiguousWriteError, match="a 307 came instead"):
        make_app().refresh(OLD)
    assert 1 == len(host.seen)


def test_an_interrupt_shows_no_secret(
    host: Server, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the answer is awaited."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fiken.session._wire.read_body", interrupt)
    host.plan = [issuing(access_token=NEW.decode())]
    with pytest.raises(KeyboardInterrupt) as caught:
        make_app("hushed-secret").exchange_code("hushed-code", state="hushed-state")
    assert "form=Form(grant_type, code, state, redirect_uri)" in traces_of(caught.value)
    assert "hushed" not in traces_of(caught.value)
