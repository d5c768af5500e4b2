"""What tests can do with the logins of an emulator: authorize, expire, order faults, read the log.

Observed: docs/observed.md#6-tokens-and-oauth
"""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken.auth import PersonalToken
from fiken.emulator import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Status,
)
from fiken.emulator._clients import APP_SECRET as SECRET_OF_APP
from fiken.emulator.store.grants import PAGE_LIFETIME
from tests.emulator.conftest import noon
from tests.emulator.oauth import (
    CALLBACK,
    SECRET,
    STATE,
    VERIFIER,
    App,
    Clock,
    query_of,
    running,
    status,
)
from tests.emulator.test_main import served


@pytest.fixture
def app() -> Iterator[App]:
    with running() as (app, _):
        yield app


# --- authorize -----------------------------------------------------------------------------------


@pytest.mark.parametrize("user", [None, "Jonas Regnskap", "solveig@solvik.example"])
def test_authorize_logs_in_as_a_user(app: App, user: str | None) -> None:
    url = app.emulator.authorize(app.page_url(), user)
    assert url.startswith(f"{CALLBACK}?code=")
    assert STATE == query_of(url)["state"]


def test_authorize_denies(app: App) -> None:
    url = app.emulator.authorize(app.page_url(), allow=False)
    assert {"error", "error_description", "state"} == query_of(url).keys()
    assert "access_denied" == query_of(url)["error"]


def test_authorize_returns_the_error_for_the_app(app: App) -> None:
    url = app.emulator.authorize(app.page_url(state=None))
    assert "invalid_request" == query_of(url)["error"]


def test_authorize_raises_on_an_error_page(app: App) -> None:
    with pytest.raises(RuntimeError, match=r"answered 400: Adressen i redirect_uri"):
        app.emulator.authorize(app.page_url(redirect_uri="https://foreign.example/"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"user": "Nobody"}, "no user 'Nobody': it has emma@"),
        ({"companies": ["unknown"]}, "no company 'unknown': it has fiken-demo"),
        ({"companies": ["fiken-demo-solvik-te-as"]}, "no company 'fiken-demo-solvik-te-as'"),
    ],
)
def test_authorize_refuses_unknown_names(app: App, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        app.emulator.authorize(app.page_url(), **options)


def test_authorize_without_companies_raises(app: App) -> None:
    with pytest.raises(RuntimeError, match=r"answered 400:.* Velg minst ett foretak"):
        app.emulator.authorize(app.page_url(), companies=[])


def test_authorize_opens_no_other_site(app: App) -> None:
    url = app.page_url().replace(app.emulator.oauth_url, "https://fiken.no/oauth")
    with pytest.raises(ValueError, match="the URL must begin with http://127"):
        app.emulator.authorize(url)
    assert [] == app.emulator.requests


def test_oauth_needs_a_running_emulator() -> None:
    emulator = Emulator()
    for use in (
        lambda: emulator.oauth_url,
        emulator.expire_tokens,
        lambda: emulator.register_app(CALLBACK, SECRET),
        lambda: emulator.authorize("http://127.0.0.1/oauth/authorize?x"),
    ):
        with pytest.raises(RuntimeError, match="does not run"):
            use()


def test_app_is_registered_once(app: App) -> None:
    """Other facts make another app."""
    again = [App(app.emulator) for _ in range(2)]
    assert {app.client_id} == {each.client_id for each in again}
    others = [
        app.emulator.register_app(f"{CALLBACK}/2", SECRET),
        app.emulator.register_app(CALLBACK, SECRET, read_only=True),
        app.emulator.register_app(CALLBACK, None),
        app.emulator.register_app(CALLBACK, SECRET),
    ]
    assert 5 == len({app.client_id, *others})


@pytest.mark.parametrize("uri", ["/callback", "ftp://x/", "http://", "https://x/#y", "", None])
def test_redirect_uri_must_be_absolute(app: App, uri: Any) -> None:
    with pytest.raises(ValueError, match="redirect_uri is an absolute URL"):
        app.emulator.register_app(uri, SECRET)
    with pytest.raises(ValueError, match="redirect_uri is an absolute URL"):
        app.emulator.register_app(CALLBACK, SECRET, other_redirect_uris=[uri])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"token_lifetime": 0}, "token_lifetime is a whole number of seconds, at least 1, not 0"),
        ({"token_lifetime": 1.5}, "token_lifetime is a whole number"),
        ({"token_lifetime": True}, "token_lifetime is a whole number"),
        ({"rotate_refresh_tokens": 1}, "rotate_refresh_tokens is True or False, not 1"),
    ],
)
def test_wrong_option_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        Emulator(**options)


# --- the apps of this library --------------------------------------------------------------------


@pytest.mark.parametrize("secret", [SECRET_OF_APP, None], ids=["secret", "public"])
@pytest.mark.parametrize("pkce", [None, True])
def test_app_of_this_library_logs_in(app: App, secret: str | None, *, pkce: bool | None) -> None:
    """From the page to the end of the grant."""
    emulator = app.emulator
    ours = emulator.oauth_app(CALLBACK, client_secret=secret, pkce=pkce)
    page = ours.authorize_url()
    url = emulator.authorize(page, "Jonas Regnskap")
    tokens = ours.exchange_redirect(url, state=page.state, verifier=page.verifier)
    assert 200 == status(emulator, tokens.access_token)
    again = ours.refresh(tokens)
    assert 200 == status(emulator, again.access_token)
    ours.revoke(again)
    assert [401, 401] == [status(emulator, each.access_token) for each in (tokens, again)]


def test_default_app_has_a_secret(app: App) -> None:
    ours = app.emulator.oauth_app()
    assert ours.pkce is False
    assert ours.base_url == app.emulator.oauth_url
    assert ours.authorize_url() not in repr(app.emulator.requests)


def test_client_of_a_login(app: App) -> None:
    """A client with a login of its own gets no personal token."""
    token = app.tokens("Solveig Te")["access_token"]
    with app.emulator.client(auth=PersonalToken(token)) as client:
        assert "Solveig Te" == client.user().name


# --- the state -----------------------------------------------------------------------------------


def test_reset_forgets_apps_and_tokens(app: App) -> None:
    """Personal tokens stay valid."""
    token = app.tokens()["access_token"]
    app.emulator.reset()
    assert 401 == status(app.emulator, token)
    assert 400 == app.http.get(app.page_url()).status_code
    for user in app.emulator.users:
        assert 200 == status(app.emulator, user.tokens[0])


def test_file_keeps_logins(tmp_path: Path) -> None:
    """And no secret is in it, nor issued twice with the same seed."""
    data, clock = tmp_path / "books.db", Clock()
    options: dict[str, Any] = {"data": data, "seed": 1, "clock": clock}
    with Emulator(empty=True, **options) as emulator:
        app = App(emulator)
        tokens, code = app.tokens(), app.code()
        app.http.close()
    with Emulator(**options) as emulator:
        app = App(emulator)
        assert 200 == status(emulator, tokens["access_token"])
        other = app.exchange(code).json()
        again = app.refresh(tokens["refresh_token"]).json()
        app.http.close()
    every = [SECRET, code, *(t[n] for t in (tokens, other, again) for n in ("access_token",))]
    assert len(every) == len(set(every))
    with sqlite3.connect(data) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    for secret in (*every, tokens["refresh_token"], other["refresh_token"]):
        assert secret not in dump


def test_what_has_expired_is_removed() -> None:
    """A data file does not grow with pages, codes and tokens that nobody uses any more."""
    with running(token_lifetime=7) as (app, clock):
        token = app.tokens()["refresh_token"]
        for _ in range(3):
            assert 200 == app.http.get(app.page_url()).status_code
            assert app.code()
            assert 200 == app.refresh(token).status_code
            clock.move(PAGE_LIFETIME)
        state = app.emulator._running()
        tables = ("authorizations", "codes", "grants", "access_tokens")
        assert [1, 1, 2, 1] == [state.value(f"SELECT count(*) FROM {table}") for table in tables]


def test_secrets_are_the_same_with_a_seed() -> None:
    """Without a seed they are random."""
    issued = []
    for seed in (7, 7, 8, None, None):
        with running(seed=seed) as (app, _):
            issued.append(app.tokens()["access_token"])
    assert issued[0] == issued[1]
    assert 4 == len(set(issued))


def test_secrets_do_not_change_ids() -> None:
    """A test that logs in gets the same ids as one that does not."""
    created = []
    for logins in (0, 3):
        with running() as (app, _):
            for _ in range(logins):
                app.tokens()
            answer = requests.post(
                f"{app.emulator.url}/companies/{app.emulator.company_slug}/contacts",
                json={"name": "Anna"},
                headers={"Authorization": f"Bearer {app.emulator.token}"},
                timeout=10,
            )
            created.append(answer.headers["Location"].rpartition("/")[2])
    assert created[0] == created[1]


# --- faults --------------------------------------------------------------------------------------


def test_fault_on_the_token_endpoint(app: App) -> None:
    tokens = app.tokens()
    with app.emulator.failing(Status(503, retry_after=1), method="POST", path="/oauth/token"):
        assert 200 == status(app.emulator, tokens["access_token"])
        answer = app.refresh(tokens["refresh_token"])
    assert (503, "1") == (answer.status_code, answer.headers["Retry-After"])
    html = CannedAnswer(200, {"Content-Type": "text/html"}, b"<html>")
    with app.emulator.failing(html, path="/oauth/token"):
        assert "<html>" == app.refresh(tokens["refresh_token"]).text
    assert 200 == app.refresh(tokens["refresh_token"]).status_code


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(DropAfterCarryingOut(), 400), (CutBody(), 400), (DropBeforeReading(), 200)],
)
def test_lost_answer_to_a_refresh(fault: Any, expected: int) -> None:
    """With rotation, the old refresh token is dead if the refresh was carried out."""
    with running(rotate_refresh_tokens=True) as (app, _):
        token = app.tokens()["refresh_token"]
        with (
            app.emulator.failing(fault, path="/oauth/token"),
            pytest.raises(requests.RequestException),
        ):
            app.refresh(token)
        assert expected == app.refresh(token).status_code


def test_fault_on_the_page(app: App) -> None:
    with (
        app.emulator.failing(Status(500), method="GET", path="/oauth/authorize"),
        pytest.raises(RuntimeError, match="answered 500"),
    ):
        app.code()


def test_fault_needs_a_known_endpoint(app: App) -> None:
    with pytest.raises(ValueError, match="accepts GET: POST"):
        app.emulator.fail_next(Status(500), method="GET", path="/oauth/token")
    with pytest.raises(ValueError, match="no path"):
        app.emulator.fail_next(Status(500), path="/oauth/tokens")


# --- the log -------------------------------------------------------------------------------------


def test_log_shows_what_was_asked(app: App) -> None:
    app.refresh(app.tokens()["refresh_token"])
    asked = [(each.method, each.path, each.status) for each in app.emulator.requests]
    page = ("GET", "/oauth/authorize", 200)
    answers = [("POST", "/oauth/authorize", each) for each in (200, 302)]
    tokens = [("POST", "/oauth/token", 200)] * 2
    assert [page, *answers, *tokens] == asked
    kinds = [each.body["grant_type"] for each in app.emulator.requests[-2:]]
    assert ["authorization_code", "refresh_token"] == kinds
    assert all(each.carried_out for each in app.emulator.requests)


def test_log_shows_requests_that_fail(app: App) -> None:
    """A fault hides the answer, and not what was asked."""
    token = app.tokens()["refresh_token"]
    with app.emulator.failing(Status(503), path="/oauth/token"):
        app.refresh(token)
    asked = {"grant_type": "refresh_token", "refresh_token": "…"}
    assert asked == app.emulator.requests[-1].body


def test_log_holds_no_secret(app: App) -> None:
    """Neither of requests that succeed nor of refused ones, nor in fields that no app sends."""
    public = App(app.emulator, secret=None)
    code = public.code()
    location = f"{app.emulator.oauth_url}/authorize?x={code}"
    tokens = public.exchange(code).json()
    public.exchange(code, client_secret=SECRET, misspelt_code=code)
    public.http.get(f"/token?code={code}&client_secret={VERIFIER}", headers={"Referer": location})
    public.http.post("/token", json={"refresh_token": tokens["refresh_token"]})
    public.http.post(
        "/token", json={"x": code}, headers={"Authorization": f"Bearer {tokens['access_token']}"}
    )
    again = public.refresh(tokens["refresh_token"]).json()
    app.tokens()
    public.revoke(again["access_token"])
    text = repr(app.emulator.requests)
    secrets = [code, VERIFIER, SECRET, STATE, tokens["access_token"], again["access_token"]]
    secrets.append(tokens["refresh_token"])
    assert [] == [secret for secret in secrets if secret in text]
    assert not re.search(r"nonce': '[^…]", text)


# --- the command line ----------------------------------------------------------------------------


def test_command_registers_an_app() -> None:
    """The client of another language finds what it needs in the last line."""
    apps = ("--oauth-app", "http://127.0.0.1:8000/", "--oauth-app", CALLBACK)
    options = (*apps, "--token-lifetime", "60", "--rotate-refresh-tokens")
    with served(*options, lines=6) as lines:
        match = re.fullmatch(r"OAuth: (\S+), client id (\S+), secret (\S+)", lines[5])
        assert match is not None
        url, client_id, secret = match.groups()
        form = {"grant_type": "refresh_token", "refresh_token": "x"}
        answer = requests.post(f"{url}/token", data=form, auth=(client_id, secret), timeout=10)
        assert (400, "invalid_grant") == (answer.status_code, answer.json()["error"])
        query = {"response_type": "code", "client_id": client_id, "state": "x"}
        query["redirect_uri"] = CALLBACK
        assert 200 == requests.get(f"{url}/authorize", params=query, timeout=10).status_code


def test_users_are_shown_without_tokens() -> None:
    assert "Emma Demo" in repr(Emulator.users)
    assert Emulator.token == Emulator.users[0].tokens[0]
    assert "embedded-fiken" not in repr(Emulator.users)


def test_clock_of_the_user_decides(app: App) -> None:
    """Not the clock of the machine: the books are in June 2026."""
    assert noon().year == 2026
    token = app.tokens()["access_token"]
    assert 200 == status(app.emulator, token)
