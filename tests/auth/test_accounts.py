"""The accounts of a user: Fiken(account=…), and what the environment says about them."""

import stat
import subprocess
import sys
from pathlib import Path
from traceback import TracebackException
from typing import Any

import pytest

from fiken import Fiken
from fiken.auth import (
    FileStore,
    PersonalToken,
    SqlStore,
    Tokens,
    app_from_environment,
    store_from_environment,
)
from fiken.errors import ConfigurationError, FikenError, InvalidAttributeError, LoginRequiredError
from fiken.pacing import Unpaced

from .service import SECRET, Service


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default place of the store, below a home folder of this test."""
    for name in ("ACCOUNT", "TOKEN", "STORE", "CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI"):
        monkeypatch.delenv(f"FIKEN_{name}", raising=False)
    monkeypatch.setenv("FIKEN_OAUTH_URL", "")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path / "config" / "fiken" / "tokens.json"


@pytest.fixture
def registered(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Describe the app of the service in the environment."""
    monkeypatch.setenv("FIKEN_CLIENT_ID", "an-app")
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("FIKEN_OAUTH_URL", f"{service.root}/oauth")


def sends_as(service: Service, **arguments: Any) -> str:
    """Return the access token with which a client sends a request."""
    with Fiken(base_url=service.url, pacer=Unpaced(), **arguments) as client:
        client.request("GET", "/user")
    return service.used[-1][0]


@pytest.mark.usefixtures("registered")
def test_an_account_comes_from_the_store(service: Service, place: Path) -> None:
    """Its tokens are renewed by the app of the environment, and stored again."""
    FileStore(place).save("acme", service.issue())
    FileStore(place).save("beta", service.issue(-1))
    assert "access-1" == sends_as(service, account="acme")
    assert "access-3" == sends_as(service, account="beta")
    stored = FileStore(place).load("beta")
    assert stored is not None
    assert "access-3" == stored.access_token
    assert 0o600 == stat.S_IMODE(place.stat().st_mode)


def test_a_personal_token_needs_no_app(service: Service, place: Path) -> None:
    FileStore(place).save("acme", Tokens(access_token=service.issue().access_token))
    assert "access-1" == sends_as(service, account="acme")


def test_the_environment_names_the_account(
    service: Service, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FileStore(place).save("acme", service.issue())
    monkeypatch.setenv("FIKEN_ACCOUNT", "acme")
    assert "access-1" == sends_as(service)


def test_an_argument_beats_the_environment(
    service: Service, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FileStore(place).save("acme", service.issue())
    monkeypatch.setenv("FIKEN_ACCOUNT", "beta")
    assert "access-1" == sends_as(service, account="acme")
    monkeypatch.setenv("FIKEN_TOKEN", "not.this")
    assert "access-1" == sends_as(service, account="acme")
    assert "access-1" == sends_as(service, token="access-1")
    assert "access-1" == sends_as(service, auth=PersonalToken("access-1"))


def test_two_logins_in_the_environment_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody should book in the wrong company because of a variable that was forgotten."""
    monkeypatch.setenv("FIKEN_ACCOUNT", "acme")
    monkeypatch.setenv("FIKEN_TOKEN", "1234.secret")
    with pytest.raises(ConfigurationError, match="FIKEN_TOKEN and FIKEN_ACCOUNT are both set"):
        Fiken()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"token": "1234.secret", "account": "acme"}, "token and account"),
        ({"account": "acme", "auth": PersonalToken("1234.other")}, "account and auth"),
        ({"token": "1234.secret", "auth": PersonalToken("1234.other")}, "token and auth"),
    ],
)
def test_two_logins_of_a_client_are_refused(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=f"not several: {named}$") as raised:
        Fiken(**arguments)
    frames = TracebackException.from_exception(raised.value, capture_locals=True).stack
    ours = [frame.locals for frame in frames if "fiken/client" in frame.filename]
    assert ours
    assert "secret" not in str(ours)


def test_no_login_names_every_remedy() -> None:
    remedies = r'Fiken\(token="…"\).*FIKEN_TOKEN.*Fiken\(account="…"\).*FIKEN_ACCOUNT'
    with pytest.raises(ConfigurationError, match=remedies):
        Fiken()


def test_an_unknown_account_is_named(service: Service) -> None:
    """No file is made, and nothing is sent."""
    with pytest.raises(LoginRequiredError, match="'acme'"):
        sends_as(service, account="acme")
    assert [] == service.used


@pytest.mark.parametrize("account", ["", 7, "ac\nme"])
def test_a_name_that_cannot_be_one_is_refused(account: Any) -> None:
    with pytest.raises(InvalidAttributeError, match="account must be text of 1 to 255 characters"):
        Fiken(account=account)


def test_the_store_can_be_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    monkeypatch.setenv("FIKEN_STORE", str(elsewhere))
    store = store_from_environment()
    assert repr(FileStore(elsewhere)) == repr(store)
    monkeypatch.setenv("FIKEN_STORE", f"sqlite:///{tmp_path / 'tokens.db'}")
    store = store_from_environment()
    assert isinstance(store, SqlStore)
    store.save("acme", Tokens(access_token="made.up"))
    assert (("acme",), True) == (store.accounts(), (tmp_path / "tokens.db").exists())


def test_a_keyring_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIKEN_STORE", "keyring")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigurationError, match=r"fiken\[keyring\]"):
        Fiken(account="acme")


def test_the_default_place_is_in_the_settings(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repr(FileStore(place)) == repr(store_from_environment())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME")
    expected = FileStore(tmp_path / ".config/fiken/tokens.json")
    assert repr(expected) == repr(store_from_environment())
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")  # to be ignored, by its specification
    assert repr(expected) == repr(store_from_environment())
    monkeypatch.setattr(sys, "platform", "darwin")
    expected = FileStore(tmp_path / "Library/Application Support/fiken/tokens.json")
    assert repr(expected) == repr(store_from_environment())
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert repr(FileStore(tmp_path / "local/fiken/tokens.json")) == repr(store_from_environment())


@pytest.mark.usefixtures("registered")
def test_the_environment_describes_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIKEN_REDIRECT_URI", "https://example.com/callback")
    app = app_from_environment()
    assert app is not None
    assert ("an-app", "https://example.com/callback") == (app.client_id, app.redirect_uri)
    assert SECRET not in repr(app)
    monkeypatch.setenv("FIKEN_OAUTH_URL", "")
    app = app_from_environment()
    assert app is not None
    assert "https://fiken.no/oauth" == app.base_url


def test_a_secret_without_an_app_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert app_from_environment() is None
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", SECRET)
    with pytest.raises(FikenError, match="FIKEN_CLIENT_ID is not: set both") as raised:
        Fiken(account="acme")
    assert SECRET not in str(raised.value)


def test_a_token_loads_no_store() -> None:
    """Nor any part of OAuth."""
    program = "from fiken import Fiken; Fiken(token='a'); import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    loaded = {name for name in done.stdout.decode().split() if name.startswith("fiken.auth.")}
    assert {f"fiken.auth.{name}" for name in ("_auth", "_personal", "_secret")} == loaded
