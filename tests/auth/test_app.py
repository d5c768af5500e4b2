"""The requests of an app to the token host, and its answers."""

import json
import logging
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from fiken import InvalidAttributeError, OAuthError
from fiken.auth import OAuthApp, Tokens
from fiken.auth._oauth._pkce import challenge_of
from tests.session.server import Seen, Server, Step, answering

from .conftest import REDIRECT, MakeApp
from .hunting import traces_of

JSON = ("Content-Type", "application/json")
ISSUED = {
    "access_token": "access.new",
    "refresh_token": "refresh.new",
    "token_type": "bearer",
    "expires_in": 86157,
}
OLD = Tokens(access_token="access.old", refresh_token="refresh.old")


def issuing(**changes: Any) -> Step:
    """Return a step that issues tokens; a change to None leaves a field out."""
    data = {name: value for name, value in (ISSUED | changes).items() if value is not None}
    return answering(200, JSON, body=json.dumps(data).encode())


def form(seen: Seen) -> dict[str, str]:
    assert "application/x-www-form-urlencoded" == seen.headers["Content-Type"]
    return dict(parse_qsl(seen.body.decode(), strict_parsing=True))


# --- what is sent


def test_a_code_is_exchanged_with_basic(host: Server, make_app: MakeApp) -> None:
    """Observed: docs/observed.md#6-tokens-and-oauth"""
    host.plan = [issuing()]
    make_app("secret:with:colons").exchange_code("the-code", state="the-state")
    [seen] = host.seen
    assert ("POST", "/oauth/token") == (seen.method, seen.target)
    kind, _, encoded = seen.headers["Authorization"].partition(" ")
    assert ("Basic", b"acme-sync:secret:with:colons") == (kind, b64decode(encoded))
    assert {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": REDIRECT,
        "state": "the-state",
    } == form(seen)


def test_without_a_secret_the_verifier_proves(host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing()]
    app = make_app(None)
    url = app.authorize_url()
    app.exchange_code("the-code", state=url.state, verifier=url.verifier)
    [seen] = host.seen
    assert "Authorization" not in seen.headers
    sent = form(seen)
    assert "acme-sync" == sent["client_id"]
    assert challenge_of(sent["code_verifier"]) in url


def test_a_secret_and_a_verifier_together(host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing()]
    app = make_app(pkce=True)
    url = app.authorize_url()
    app.exchange_code("the-code", state=url.state, verifier=url.verifier)
    sent = form(host.seen[0])
    assert url.verifier == sent["code_verifier"]
    assert "client_id" not in sent
    assert host.seen[0].headers["Authorization"].startswith("Basic ")


def test_a_refresh_sends_the_refresh_token(host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing()]
    make_app().refresh(OLD)
    assert {"grant_type": "refresh_token", "refresh_token": "refresh.old"} == form(host.seen[0])
    assert host.seen[0].headers["Authorization"].startswith("Basic ")


def test_a_refresh_without_secret_names_the_app(host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing()]
    make_app(None).refresh(OLD)
    assert "acme-sync" == form(host.seen[0])["client_id"]
    assert "Authorization" not in host.seen[0].headers


def test_revoking_sends_the_access_token(host: Server, make_app: MakeApp) -> None:
    """Observed: docs/observed.md#6-tokens-and-oauth"""
    host.plan = [answering(200)]
    make_app().revoke(OLD)
    [seen] = host.seen
    assert ("POST", "/oauth/revoke", b"") == (seen.method, seen.target, seen.body)
    assert "Bearer access.old" == seen.headers["Authorization"]


def test_a_request_says_who_sends_it(host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing()]
    make_app().refresh(OLD)
    headers = host.seen[0].headers
    assert headers["User-Agent"].startswith("fiken/")
    assert "application/json" == headers["Accept"]
    assert 36 == len(headers["X-Request-ID"])


# --- what comes back


def moments(get: Callable[[], Tokens]) -> tuple[Tokens, datetime, datetime]:
    before = datetime.now(UTC).replace(microsecond=0)
    return get(), before, datetime.now(UTC)


def test_tokens_expire_by_expires_in(host: Server, make_app: MakeApp) -> None:
    """Counted from before the request was sent."""
    host.plan = [issuing()]
    got, before, after = moments(lambda: make_app().exchange_code("c0de", state="state"))
    assert ("access.new", "refresh.new") == (got.access_token, got.refresh_token)
    assert got.expires_at is not None
    lifetime = timedelta(seconds=86157)
    assert before + lifetime <= got.expires_at <= after + lifetime


@pytest.mark.parametrize("value", [3600, 3600.0, "3600"])
def test_a_lifetime_may_be_text(value: object, host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing(expires_in=value)]
    got, before, after = moments(lambda: make_app().refresh(OLD))
    assert got.expires_at is not None
    lifetime = timedelta(hours=1)
    assert before + lifetime <= got.expires_at <= after + lifetime


STRANGE = [-1, 0, 0.5, 10**30, 1e300, "soon", "", "-5", "9" * 5000, True, [], {"seconds": 5}]


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: repr(value)[:12])
def test_a_strange_lifetime_loses_no_tokens(
    value: object, host: Server, make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    """They would be lost for ever, since the token that they were issued for is dead by now."""
    host.plan = [issuing(expires_in=value)]
    with caplog.at_level(logging.WARNING, "fiken"):
        got = make_app().refresh(OLD)
    assert Tokens(access_token="access.new", refresh_token="refresh.new") == got
    [record] = caplog.records
    assert "expires_in of new tokens should be a number of seconds" in record.getMessage()
    assert len(record.getMessage()) < 200


def test_a_missing_lifetime_is_no_expiry(
    host: Server, make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    host.plan = [issuing(expires_in=None)]
    assert None is make_app().exchange_code("c0de", state="state").expires_at
    assert [] == [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("value", [None, ""])
def test_a_refresh_keeps_the_old_token(value: str | None, host: Server, make_app: MakeApp) -> None:
    """Observed: docs/observed.md#6-tokens-and-oauth"""
    host.plan = [issuing(refresh_token=value)]
    got = make_app().refresh(OLD)
    assert ("access.new", "refresh.old") == (got.access_token, got.refresh_token)


def test_a_login_may_have_no_refresh_token(host: Server, make_app: MakeApp) -> None:
    host.plan = [issuing(refresh_token=None, token_type=None)]
    got = make_app().exchange_code("c0de", state="state")
    assert ("access.new", None) == (got.access_token, got.refresh_token)


def test_unknown_fields_are_not_kept(host: Server, make_app: MakeApp) -> None:
    """They may be secrets too, such as an id_token."""
    host.plan = [issuing(id_token="an-id-token", scope="all")]
    got = make_app().refresh(OLD)
    assert {"access_token", "refresh_token", "expires_at"} == got.dump_secrets().keys()
    assert {} == dict(got.unknown_fields)


def test_a_request_is_one_line_of_log(
    host: Server, make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    host.plan = [issuing()]
    with caplog.at_level(logging.DEBUG):
        make_app().exchange_code("the-made-up-code", state="the-made-up-state")
    [line] = [record.getMessage() for record in caplog.records if record.name == "fiken"]
    assert line.startswith("POST /oauth/token 200 ")
    assert host.seen[0].headers["X-Request-ID"] in line
    whole = caplog.text
    for secret in ("the-made-up", "access.new", "refresh.new"):
        assert secret not in whole


# --- wrong arguments, for which nothing is sent


def exchanged(**arguments: Any) -> Callable[[OAuthApp], object]:
    given: dict[str, Any] = {"code": "a-hushed-code", "state": "a-hushed-state"}
    return lambda app: app.exchange_code(**given | arguments)


WRONG: dict[str, tuple[Callable[[OAuthApp], object], str]] = {
    "no code": (exchanged(code=""), "exchange_code.code .* is empty"),
    "None as code": (exchanged(code=None), "exchange_code.code .* not NoneType"),
    "a line break": (exchanged(code="a-hushed-code\n"), "exchange_code.code .* a line break"),
    "no state": (exchanged(state=""), "exchange_code.state .* is empty"),
    "a short verifier": (exchanged(verifier="a-hushed"), "exchange_code.verifier .* 43 to 128"),
    "a verifier of bytes": (exchanged(verifier=b"a-hushed"), "exchange_code.verifier"),
    "a token": (lambda app: app.refresh("a-hushed-token"), "refresh.tokens must be a Tokens"),  # type: ignore[arg-type]
    "no refresh token": (
        lambda app: app.refresh(Tokens(access_token="a-hushed-token")),
        "refresh.tokens must be tokens with a refresh token",
    ),
    "a token to revoke": (lambda app: app.revoke("a-hushed-token"), "revoke.tokens must be"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("call", "message"), WRONG.values(), ids=WRONG)
def test_wrong_arguments_are_not_sent(
    call: Callable[[OAuthApp], object], message: str, host: Server, make_app: MakeApp
) -> None:
    with pytest.raises(InvalidAttributeError, match=message) as caught:
        call(make_app())
    assert [] == host.seen
    assert "hushed" not in traces_of(caught.value)


def test_a_login_with_pkce_needs_its_verifier(host: Server, make_app: MakeApp) -> None:
    with pytest.raises(InvalidAttributeError, match="the verifier of the login") as caught:
        make_app(None).exchange_code("a-hushed-code", state="a-hushed-state")
    assert [] == host.seen
    assert "hushed" not in traces_of(caught.value)


def test_a_code_used_twice_is_refused(host: Server, make_app: MakeApp) -> None:
    """Observed: docs/observed.md#6-tokens-and-oauth"""
    body = b'{"error": "invalid_grant", "error_description": "the code was used"}'
    host.plan = [issuing(), answering(400, JSON, body=body)]
    app = make_app()
    app.exchange_code("c0de", state="state")
    with pytest.raises(OAuthError, match=r"the code was used\. The code or the refresh") as caught:
        app.exchange_code("c0de", state="state")
    assert ("invalid_grant", 400) == (caught.value.error, caught.value.status)
    assert "refused" == caught.value.outcome
    assert host.seen[1].headers["X-Request-ID"] == caught.value.request_id
