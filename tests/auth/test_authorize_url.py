"""The URL that a login begins with, and the settings of an app."""

import copy
import pickle
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fiken import ConfigurationError, InvalidAttributeError
from fiken.auth import AuthorizeUrl, OAuthApp
from fiken.auth._oauth._pkce import challenge_of, is_verifier, new_verifier

from .hunting import traces_of

PLAIN = "https://example.com/callback"


def app(client_secret: str | None = "made-up-secret", **settings: Any) -> OAuthApp:
    return OAuthApp("acme-sync", client_secret, **{"redirect_uri": PLAIN} | settings)


def query(url: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


def test_the_url_names_app_and_state() -> None:
    url = app().authorize_url("a-state")
    assert "https://fiken.no/oauth/authorize" == url.partition("?")[0]
    assert {
        "response_type": "code",
        "client_id": "acme-sync",
        "redirect_uri": PLAIN,
        "state": "a-state",
    } == query(url)
    assert ("a-state", None) == (url.state, url.verifier)


def test_a_state_may_be_json() -> None:
    state = '{"user": 7, "next": "/a?b=c&d"}'
    assert state == query(app().authorize_url(state))["state"]


def test_each_login_has_a_state() -> None:
    """Random, and long enough that nobody guesses it."""
    urls = [app().authorize_url() for _ in range(20)]
    assert [url.state for url in urls] == [query(url)["state"] for url in urls]
    assert 20 == len({url.state for url in urls})
    assert all(len(url.state) >= 43 for url in urls)


@pytest.mark.parametrize(
    ("client_secret", "pkce", "used"),
    [(None, None, True), (None, True, True), ("s3cret", None, False), ("s3cret", True, True)],
)
def test_pkce_is_for_apps_without_secret(
    client_secret: str | None, pkce: bool | None, used: bool
) -> None:
    """With a secret, it is used where it is asked for."""
    one = app(client_secret, pkce=pkce)
    url = one.authorize_url()
    assert used is one.pkce is (url.verifier is not None)
    assert used is ("code_challenge" in query(url))


def test_the_url_has_only_the_challenge() -> None:
    url = app(None).authorize_url()
    assert url.verifier is not None
    assert challenge_of(url.verifier) == query(url)["code_challenge"]
    assert "S256" == query(url)["code_challenge_method"]
    assert url.verifier not in repr(url) + str(url) + repr(pickle.dumps(url))


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" == challenge_of(verifier)


def test_each_login_has_a_verifier() -> None:
    verifiers = {new_verifier() for _ in range(20)}
    assert 20 == len(verifiers)
    assert all(map(is_verifier, verifiers))


def test_a_copy_of_the_url_keeps_all() -> None:
    url = app(None).authorize_url()
    assert url is copy.copy(url) is copy.deepcopy(url)
    assert isinstance(url, str)


def test_a_pickle_of_the_url_is_text() -> None:
    url = app(None).authorize_url()
    again = pickle.loads(pickle.dumps(url))
    assert (str, str(url)) == (type(again), again)
    assert not isinstance(again, AuthorizeUrl)


@pytest.mark.parametrize("state", ["", "a\thushed", "hushed\n", "hushed-på"])
def test_an_unfit_state_is_refused(state: str) -> None:
    with pytest.raises(InvalidAttributeError, match=r"authorize_url\.state") as caught:
        app().authorize_url(state)
    assert "hushed" not in traces_of(caught.value)


# --- settings

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no client id": ({"client_id": ""}, "client_id is empty"),
    "None as client id": ({"client_id": None}, "client_id must be a string, not NoneType"),
    "a colon in the client id": ({"client_id": "a:b"}, "client_id contains a colon"),
    "an empty secret": ({"client_secret": ""}, "client_secret is empty"),
    "a line break in the secret": (
        {"client_secret": "hush-hush\n"},
        "client_secret contains a space or a line break",
    ),
    "http": ({"redirect_uri": "http://example.com/cb"}, "must begin with https://"),
    "another scheme": ({"redirect_uri": "acme://example.com/cb"}, "must begin with https://"),
    "no redirect": ({"redirect_uri": None}, "must be a URL such as"),
    "a path": ({"redirect_uri": "/callback"}, "must have a host"),
    "no port": ({"redirect_uri": "https://example.com:x/cb"}, "and a port from 0"),
    "a fragment": ({"redirect_uri": "https://example.com/#cb"}, "must have no #"),
    "a user": ({"redirect_uri": "https://u:p@example.com/"}, "must have no @"),
    "a space": ({"redirect_uri": "https://example.com/a b"}, "must be a URL such as"),
    "http to Fiken": ({"base_url": "http://fiken.no/oauth"}, "must begin with https://"),
    "http elsewhere": ({"base_url": "http://10.0.0.1/oauth"}, "must begin with https://"),
    "no timeout": ({"timeout": 0}, "timeout must be seconds above 0"),
    "pkce as text": ({"pkce": "S256"}, "pkce must be a bool"),
    "allow_http as text": ({"allow_http": "no"}, "allow_http must be a bool"),
    "no proof at all": ({"client_secret": None, "pkce": False}, "pkce cannot be False"),
}


@pytest.mark.parametrize(("wrong", "message"), WRONG.values(), ids=WRONG)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any], message: str) -> None:
    settings: dict[str, Any] = {
        "client_id": "acme-sync",
        "client_secret": "hush-hush",
        "redirect_uri": PLAIN,
    }
    with pytest.raises(ConfigurationError, match=message) as caught:
        OAuthApp(**settings | wrong)
    assert "hush" not in traces_of(caught.value)


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/cb",
        "https://example.com:8443/cb?tenant=7",
        "http://127.0.0.1:8765/callback",
        "http://localhost:8765/callback",
        "http://[::1]:8765/callback",
    ],
)
def test_redirects_may_lead_here_unencrypted(uri: str) -> None:
    one = app(redirect_uri=uri)
    assert uri == one.redirect_uri == query(one.authorize_url())["redirect_uri"]


def test_an_emulator_elsewhere_may_use_http() -> None:
    one = app(base_url="http://10.0.0.1/oauth/", allow_http=True)
    assert one.authorize_url().startswith("http://10.0.0.1/oauth/authorize?")


def test_the_repr_of_an_app_hides_the_secret() -> None:
    assert (
        "OAuthApp('acme-sync', client_secret='…', redirect_uri='https://example.com/callback')"
    ) == repr(app())
    assert "client_secret" not in repr(app(None))


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_an_app_cannot_be_copied(copied: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="holds a secret"):
        copied(app())


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "base_url", "pkce", "scope"])
def test_an_app_cannot_be_changed(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(app(), name, "other")
