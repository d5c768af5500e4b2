"""The endpoints of OAuth for tokens: POST /oauth/token and POST /oauth/revoke.

Observed: docs/observed.md#6-tokens-and-oauth
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
import requests

from fiken.emulator.store.grants import CODE_LIFETIME
from tests.emulator.oauth import (
    CALLBACK,
    OTHER,
    SECRET,
    VERIFIER,
    App,
    Clock,
    basic,
    challenge,
    query_of,
    refusal,
    running,
    status,
)


@pytest.fixture
def started() -> Iterator[tuple[App, Clock]]:
    with running() as started:
        yield started


@pytest.fixture
def app(started: tuple[App, Clock]) -> App:
    return started[0]


@pytest.fixture
def clock(started: tuple[App, Clock]) -> Clock:
    return started[1]


# --- codes ---------------------------------------------------------------------------------------


def test_code_becomes_tokens(app: App) -> None:
    """As in the example of Fiken's documentation."""
    answer = app.exchange(app.code())
    tokens = answer.json()
    assert {"access_token", "refresh_token", "token_type", "expires_in"} == tokens.keys()
    assert ("bearer", 86157) == (tokens["token_type"], tokens["expires_in"])
    assert "no-store" == answer.headers["Cache-Control"]
    assert 200 == status(app.emulator, tokens["access_token"])


def test_secrets_look_as_documented(app: App) -> None:
    """With `=` at the end, so that a client must encode what it sends in a form."""
    code = app.code()
    tokens = app.exchange(code).json()
    number, _, access_token = tokens["access_token"].partition(".")
    assert re.fullmatch("g[0-9]+", number)
    for secret in (code, tokens["refresh_token"], access_token):
        assert re.fullmatch("[A-Za-z0-9_-]{43}=", secret)


def test_second_redirect_uri_works(app: App) -> None:
    """The browser is sent to it, and the code belongs to it."""
    url = app.emulator.authorize(app.page_url(redirect_uri=OTHER))
    assert url.startswith(f"{OTHER}&code=")
    code = query_of(url)["code"]
    assert (400, "invalid_grant") == refusal(app.exchange(code))
    assert 200 == app.exchange(code, redirect_uri=OTHER).status_code


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": None}, "invalid_request"),
        ({"code": "made up"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": f"{CALLBACK}/"}, "invalid_grant"),
        ({"redirect_uri": "https://foreign.example/"}, "invalid_grant"),
        ({"redirect_uri": OTHER}, "invalid_grant"),
        ({"state": None}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"state": "another"}, "invalid_grant"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_wrong_exchange_is_refused(app: App, changes: dict[str, Any], error: str) -> None:
    """The code is still valid afterwards."""
    code = app.code()
    answer = app.exchange(**{"code": code, **changes})
    assert (400, error) == refusal(answer)
    assert answer.json()["error_description"]
    assert 200 == app.exchange(code).status_code


def test_code_is_valid_once(app: App) -> None:
    """The tokens of the first use stay valid."""
    code = app.code()
    tokens = app.exchange(code).json()
    assert (400, "invalid_grant") == refusal(app.exchange(code))
    assert 200 == status(app.emulator, tokens["access_token"])
    assert 200 == app.refresh(tokens["refresh_token"]).status_code


@pytest.mark.parametrize(("age", "expected"), [(CODE_LIFETIME - 1, 200), (CODE_LIFETIME, 400)])
def test_code_is_short_lived(app: App, clock: Clock, age: int, expected: int) -> None:
    code = app.code()
    clock.move(age)
    assert expected == app.exchange(code).status_code


def test_code_of_another_app_is_refused(app: App) -> None:
    other = App(app.emulator, secret="another")
    assert (400, "invalid_grant") == refusal(other.exchange(app.code()))


def test_repeated_field_is_refused(app: App) -> None:
    code = app.code()
    body = f"grant_type=authorization_code&code={code}&code={code}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    auth = basic(app.client_id, SECRET)
    answer = app.http.post("/token", data=body, headers=headers, auth=auth)
    assert (400, "invalid_request") == refusal(answer)
    assert "code" in answer.json()["error_description"]


@pytest.mark.parametrize("body", [{"json": {}}, {"data": b"\xff", "headers": {}}, {}])
def test_body_must_be_a_form(app: App, body: dict[str, Any]) -> None:
    assert (400, "invalid_request") == refusal(app.http.post("/token", **body))


def test_form_must_be_utf8(app: App) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"grant_type=\xff", b"grant_type=%FF"):
        answer = app.http.post("/token", data=body, headers=headers)
        assert (400, "invalid_request") == refusal(answer)


# --- the client ----------------------------------------------------------------------------------


def test_secret_in_the_body_is_refused(app: App) -> None:
    """Also beside HTTP Basic."""
    for auth in (None, basic(app.client_id, SECRET)):
        fields: dict[str, str | None] = {"client_id": app.client_id, "client_secret": SECRET}
        fields |= {"grant_type": "authorization_code", "code": app.code()}
        answer = app.ask(fields, auth=auth)
        assert (401, "invalid_client") == refusal(answer)


def test_wrong_client_is_refused(app: App) -> None:
    fields: dict[str, str | None] = {"grant_type": "refresh_token", "refresh_token": "x"}
    for auth in ((app.client_id, "wrong"), ("unknown", "x"), (app.client_id, "")):
        answer = app.ask(fields, auth=auth)
        assert (401, "invalid_client") == refusal(answer)
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    for body in (fields, {**fields, "client_id": app.client_id}, {**fields, "client_id": "x"}):
        assert (401, "invalid_client") == refusal(app.http.post("/token", data=body))


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic ???", "Basic YQ==", "Basic /w=="])
def test_malformed_basic_header_is_refused(app: App, header: str) -> None:
    answer = app.http.post("/token", data={"grant_type": "x"}, headers={"Authorization": header})
    assert (401, "invalid_client") == refusal(answer)


def test_credentials_may_be_url_encoded(app: App) -> None:
    """As RFC 6749 demands."""
    auth = (app.client_id.replace("-", "%2D"), quote_plus(SECRET))
    fields: dict[str, str | None] = {"grant_type": "refresh_token"}
    fields["refresh_token"] = app.tokens()["refresh_token"]
    assert 200 == app.ask(fields, auth=auth).status_code


def test_client_id_in_the_body_must_match(app: App) -> None:
    token = app.tokens()["refresh_token"]
    assert 200 == app.refresh(token, client_id=app.client_id).status_code
    assert (400, "invalid_request") == refusal(app.refresh(token, client_id="another"))


def test_public_app_uses_pkce(app: App) -> None:
    public = App(app.emulator, secret=None)
    tokens = public.tokens()
    assert 200 == status(app.emulator, tokens["access_token"])
    assert 200 == public.refresh(tokens["refresh_token"]).status_code


@pytest.mark.parametrize(
    ("verifier", "error"),
    [(None, "invalid_request"), ("w" * 43, "invalid_grant"), (f"{VERIFIER} ", "invalid_grant")],
)
def test_wrong_verifier_is_refused(app: App, verifier: str | None, error: str) -> None:
    public = App(app.emulator, secret=None)
    answer = public.exchange(public.code(), code_verifier=verifier)
    assert (400, error) == refusal(answer)


def test_public_app_has_no_basic(app: App) -> None:
    public = App(app.emulator, secret=None)
    for auth in ((public.client_id, ""), (public.client_id, "x")):
        answer = public.ask({"grant_type": "refresh_token"}, auth=auth)
        assert (401, "invalid_client") == refusal(answer)


def test_app_with_secret_may_use_pkce(app: App) -> None:
    code = app.code(**challenge())
    assert (400, "invalid_request") == refusal(app.exchange(code))
    assert 200 == app.exchange(code, code_verifier=VERIFIER).status_code


def test_verifier_without_challenge_is_ignored(app: App) -> None:
    assert 200 == app.exchange(app.code(), code_verifier="x").status_code


# --- expiry and refreshing -----------------------------------------------------------------------


def test_access_token_expires() -> None:
    with running(token_lifetime=7) as (app, clock):
        tokens = app.tokens()
        assert 7 == tokens["expires_in"]
        clock.move(6.9)
        assert 200 == status(app.emulator, tokens["access_token"])
        clock.move(0.1)
        with requests.get(
            f"{app.emulator.url}/user",
            headers={"Authorization": f"Bearer {tokens['access_token']}"},
            timeout=10,
        ) as answer:
            assert (401, "invalid_token") == refusal(answer)
        again = app.refresh(tokens["refresh_token"]).json()
        assert 200 == status(app.emulator, again["access_token"])


def test_refresh_returns_the_same_refresh_token(app: App) -> None:
    """The old access token stays valid until it expires."""
    tokens = app.tokens()
    again = app.refresh(tokens["refresh_token"]).json()
    assert tokens["refresh_token"] == again["refresh_token"]
    assert tokens["access_token"] != again["access_token"]
    assert [200, 200] == [status(app.emulator, each["access_token"]) for each in (tokens, again)]


def test_rotation_ends_the_old_refresh_token() -> None:
    with running(rotate_refresh_tokens=True) as (app, _):
        first = app.tokens()
        second = app.refresh(first["refresh_token"]).json()
        assert first["refresh_token"] != second["refresh_token"]
        assert (400, "invalid_grant") == refusal(app.refresh(first["refresh_token"]))
        assert 200 == app.refresh(second["refresh_token"]).status_code


def test_unknown_refresh_token_is_refused(app: App) -> None:
    other = App(app.emulator, secret="another")
    foreign = other.tokens()["refresh_token"]
    for token in ("made up", foreign, app.tokens()["access_token"]):
        assert (400, "invalid_grant") == refusal(app.refresh(token))
    for token in (None, ""):
        assert (400, "invalid_request") == refusal(app.refresh(token))


def test_expire_tokens_leaves_refresh_tokens(app: App) -> None:
    tokens = app.tokens()
    app.emulator.expire_tokens()
    assert 401 == status(app.emulator, tokens["access_token"])
    assert 200 == status(app.emulator, app.emulator.token)
    assert 200 == app.refresh(tokens["refresh_token"]).status_code


# --- revoking ------------------------------------------------------------------------------------


def test_revoking_ends_the_grant(app: App) -> None:
    """Both tokens, also other access tokens from the same refresh token, but no other grant."""
    first, other = app.tokens(), app.tokens()
    second = app.refresh(first["refresh_token"]).json()
    answer = app.revoke(second["access_token"])
    assert (200, "") == (answer.status_code, answer.text)
    for each in (first, second):
        assert 401 == status(app.emulator, each["access_token"])
        assert (400, "invalid_grant") == refusal(app.refresh(each["refresh_token"]))
    assert 200 == status(app.emulator, other["access_token"])
    assert (401, "invalid_token") == refusal(app.revoke(second["access_token"]))


def test_revoking_needs_a_valid_access_token(app: App) -> None:
    tokens = app.tokens()
    for token in ("", "made up", tokens["refresh_token"], app.emulator.token):
        assert (401, "invalid_token") == refusal(app.revoke(token))
    assert (401, "invalid_token") == refusal(app.http.post("/revoke"))
    for scheme in ("Basic", "bearer"):
        headers = {"Authorization": f"{scheme} {tokens['access_token']}"}
        assert (401, "invalid_token") == refusal(app.http.post("/revoke", headers=headers))
    app.emulator.expire_tokens()
    assert (401, "invalid_token") == refusal(app.revoke(tokens["access_token"]))
    assert 200 == status(app.emulator, app.emulator.token)


# --- other methods and paths ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/token", "POST"),
        ("GET", "/revoke", "POST"),
        ("DELETE", "/authorize", "GET, POST"),
        ("PUT", "/token", "POST"),
    ],
)
def test_other_methods_are_refused(app: App, method: str, path: str, allowed: str) -> None:
    answer = app.http.request(method, path)
    assert (405, allowed) == (answer.status_code, answer.headers["Allow"])


def test_unknown_path_is_html(app: App) -> None:
    answer = app.http.get("/introspect")
    assert (404, "text/html") == (answer.status_code, answer.headers["Content-Type"])
