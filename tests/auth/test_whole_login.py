"""Whole logins at the emulator, which knows nothing of this library's app."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fiken import (
    AccessDeniedError,
    Contact,
    ForbiddenError,
    OAuthApp,
    OAuthError,
    StateError,
    Tokens,
    UnauthorizedError,
)
from fiken.auth._oauth._pkce import new_verifier
from fiken.emulator import DropAfterCarryingOut, Emulator

from .hunting import traces_of

APPS: dict[str, dict[str, Any]] = {
    "a secret": {},
    "a secret and PKCE": {"pkce": True},
    "PKCE alone": {"client_secret": None},
}


@pytest.fixture
def world() -> Iterator[Emulator]:
    """An emulator of its own, since its tokens expire."""
    with Emulator(seed=1) as emulator:
        yield emulator


@pytest.fixture(params=list(APPS.values()), ids=list(APPS))
def app(world: Emulator, request: pytest.FixtureRequest) -> OAuthApp:
    return world.oauth_app(**request.param)


def log_in(world: Emulator, app: OAuthApp, state: str | None = None) -> Tokens:
    url = app.authorize_url(state)
    back = world.authorize(url)
    return app.exchange_redirect(back, state=url.state, verifier=url.verifier)


def user_of(world: Emulator, tokens: Tokens) -> str | None:
    with world.client(token=tokens.access_token) as client:
        return client.user().name


def asked(world: Emulator) -> int:
    """Return how often the token host was asked."""
    return [request.path for request in world.requests].count("/oauth/token")


def test_a_user_logs_in(world: Emulator, app: OAuthApp) -> None:
    before = datetime.now(UTC)
    tokens = log_in(world, app)
    assert user_of(world, tokens)
    assert tokens.refresh_token is not None
    assert tokens.expires_at is not None
    assert abs(tokens.expires_at - before - timedelta(seconds=86157)) < timedelta(seconds=30)


def test_a_state_of_ones_own_comes_back(world: Emulator, app: OAuthApp) -> None:
    assert user_of(world, log_in(world, app, '{"user": 7, "next": "/a?b=c&d+%"}'))


def test_a_user_says_no(world: Emulator, app: OAuthApp) -> None:
    url = app.authorize_url()
    back = world.authorize(url, allow=False)
    with pytest.raises(AccessDeniedError, match="the user did not allow the login"):
        app.exchange_redirect(back, state=url.state, verifier=url.verifier)


def test_a_code_works_once(world: Emulator, app: OAuthApp) -> None:
    url = app.authorize_url()
    back = world.authorize(url)
    tokens = app.exchange_redirect(back, state=url.state, verifier=url.verifier)
    with pytest.raises(OAuthError, match=r"\(invalid_grant, 400\)") as caught:
        app.exchange_redirect(back, state=url.state, verifier=url.verifier)
    assert url.state not in traces_of(caught.value)
    assert user_of(world, tokens)


def test_the_code_of_another_login_is_refused(world: Emulator, app: OAuthApp) -> None:
    """Nothing reaches the token host."""
    mine, theirs = app.authorize_url(), app.authorize_url()
    back = world.authorize(theirs)
    with pytest.raises(StateError, match="its state differs"):
        app.exchange_redirect(back, state=mine.state, verifier=mine.verifier)
    assert 0 == asked(world)


def test_another_verifier_is_refused(world: Emulator) -> None:
    app = world.oauth_app(client_secret=None)
    url = app.authorize_url()
    back = world.authorize(url)
    with pytest.raises(OAuthError) as caught:
        app.exchange_redirect(back, state=url.state, verifier=new_verifier())
    assert "invalid_grant" == caught.value.error


def test_a_wrong_secret_is_refused(world: Emulator) -> None:
    app = world.oauth_app()
    wrong = OAuthApp(
        app.client_id, "another-secret", redirect_uri=app.redirect_uri, base_url=app.base_url
    )
    back = world.authorize(app.authorize_url("a-state"))
    with pytest.raises(OAuthError, match="Check the client id") as caught:
        wrong.exchange_redirect(back, state="a-state")
    assert ("invalid_client", 401) == (caught.value.error, caught.value.status)
    assert "another-secret" not in traces_of(caught.value)


@pytest.mark.parametrize("rotates", [False, True])
def test_tokens_are_refreshed(rotates: bool) -> None:
    with Emulator(seed=1, rotate_refresh_tokens=rotates, token_lifetime=120) as world:
        app = world.oauth_app()
        old = log_in(world, app)
        world.expire_tokens()
        with pytest.raises(UnauthorizedError):
            user_of(world, old)
        new = app.refresh(old)
        assert user_of(world, new)
        assert rotates is (new.refresh_token != old.refresh_token)
        assert new.expires_within(121)
        assert not new.expires_within(60)


def test_a_rotated_token_works_once() -> None:
    with Emulator(seed=1, rotate_refresh_tokens=True) as world:
        app = world.oauth_app()
        old = log_in(world, app)
        app.refresh(old)
        with pytest.raises(OAuthError, match="invalid_grant") as caught:
            app.refresh(old)
        assert str(old.refresh_token) not in traces_of(caught.value)


def test_a_revoked_login_is_over(world: Emulator, app: OAuthApp) -> None:
    tokens = log_in(world, app)
    app.revoke(tokens)
    with pytest.raises(UnauthorizedError):
        user_of(world, tokens)
    with pytest.raises(OAuthError, match="invalid_grant"):
        app.refresh(tokens)
    with pytest.raises(OAuthError) as caught:
        app.revoke(tokens)
    assert 401 == caught.value.status
    assert tokens.access_token not in traces_of(caught.value)


def test_an_app_that_may_only_read(world: Emulator) -> None:
    tokens = log_in(world, world.oauth_app(read_only=True))
    with world.client(token=tokens.access_token) as client:
        acme = client.company(world.company_slug)
        with pytest.raises(ForbiddenError):
            acme.contacts.save(Contact(name="Nelly Bloom"))


@pytest.mark.parametrize("verb", ["exchange", "refresh"])
def test_a_lost_answer_is_not_repeated(verb: str, world: Emulator) -> None:
    app = world.oauth_app()
    tokens, url = log_in(world, app), app.authorize_url()
    back = world.authorize(url)
    calls: dict[str, Callable[[], Tokens]] = {
        "exchange": lambda: app.exchange_redirect(back, state=url.state),
        "refresh": lambda: app.refresh(tokens),
    }
    before = asked(world)
    world.fail_next(DropAfterCarryingOut(), path="/oauth/token")
    with pytest.raises(Exception, match="its answer was lost") as caught:
        calls[verb]()
    assert 1 == asked(world) - before
    assert str(tokens.refresh_token) not in traces_of(caught.value)
