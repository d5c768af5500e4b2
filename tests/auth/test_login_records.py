"""What `fiken login` remembers, by which a program can use the account without more settings."""

import copy
import json
import pickle
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from traceback import TracebackException
from typing import Any

import pytest
from platformdirs import user_config_path

from fiken import Fiken
from fiken._places import settings_folder
from fiken.auth import (
    FileStore,
    LoginRecord,
    LoginRecords,
    SqlStore,
    Tokens,
    account_login,
    store_from_environment,
)
from fiken.errors import ConfigurationError, InvalidAttributeError, TokenStoreError
from fiken.pacing import Unpaced

from .service import SECRET, Service

RECORD = LoginRecord("acme", client_id="acme-sync", client_secret="made-up")


@pytest.fixture(autouse=True)
def logins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the records, below a home folder of this test."""
    for name in ("ACCOUNT", "TOKEN", "STORE", "CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI"):
        monkeypatch.delenv(f"FIKEN_{name}", raising=False)
    monkeypatch.delenv("FIKEN_OAUTH_URL", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path / "config" / "fiken" / "logins"


@pytest.fixture
def logged_in(service: Service) -> LoginRecord:
    """The record of the account "acme", whose access token has expired."""
    record = LoginRecord(
        "acme", service.url, "an-app", SECRET, "http://127.0.0.1/", f"{service.root}/oauth"
    )
    LoginRecords().save(record)
    store_from_environment().save("acme", service.issue(-1))
    return record


def sends_as(service: Service, **arguments: Any) -> str:
    """Return the access token with which a client sends a request."""
    with Fiken(pacer=Unpaced(), **arguments) as client:
        client.request("GET", "/user")
    return service.used[-1][0]


# --- a program that uses the account


@pytest.mark.usefixtures("logged_in")
def test_a_program_needs_no_settings(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the app nor the URL: both are remembered."""
    assert "access-2" == sends_as(service, account="acme")
    monkeypatch.setenv("FIKEN_ACCOUNT", "acme")
    assert "access-2" == sends_as(service)
    assert 1 == service.refreshes


@pytest.mark.usefixtures("logged_in")
def test_another_app_does_not_get_its_tokens(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two apps, only the one that has got them can renew them."""
    monkeypatch.setenv("FIKEN_CLIENT_ID", "another-app")
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", "another-secret")
    assert "access-2" == sends_as(service, account="acme")


def test_a_new_secret_of_the_same_app(
    logged_in: LoginRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment replaces the one that is remembered."""
    monkeypatch.setenv("FIKEN_CLIENT_SECRET", "new-secret")
    expected = account_login("acme")
    assert logged_in.app is not None
    before = _secret_of(expected)
    monkeypatch.setenv("FIKEN_CLIENT_ID", "an-app")
    assert (SECRET, "new-secret") == (before, _secret_of(account_login("acme")))


def _secret_of(login: Any) -> str:
    return str(login._tokens._renewal._app._login._secret)


@pytest.mark.parametrize("account", ["acme", None])
def test_its_token_goes_nowhere_else(
    account: str | None, service: Service, logged_in: LoginRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIKEN_ACCOUNT", "acme")
    problem = f"'acme' belongs to {logged_in.base_url}, and its token is sent nowhere else"
    for elsewhere in ("https://api.fiken.no/api/v2", ""):
        with pytest.raises(ConfigurationError, match=problem):
            Fiken(account=account, base_url=elsewhere)
    assert "access-2" == sends_as(service, account="acme", base_url=f"{service.url}/")


def test_a_login_of_a_program_needs_the_environment(service: Service) -> None:
    """Nothing is remembered of it, and the error names the variables."""
    store_from_environment().save("acme", service.issue(-1))
    with pytest.raises(ConfigurationError, match="FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET"):
        sends_as(service, account="acme", base_url=service.url)


@pytest.mark.usefixtures("logged_in")
def test_an_account_logs_out(service: Service) -> None:
    assert account_login("acme").log_out()
    assert ([("access-2", 200)], ()) == (service.revoked, store_from_environment().accounts())


def test_the_real_fiken_is_the_default() -> None:
    LoginRecords().save(RECORD)
    assert "<Fiken https://api.fiken.no/api/v2>" == repr(Fiken(account="acme"))
    assert "<Fiken https://api.fiken.no/api/v2>" == repr(Fiken(account="another"))


# --- the records


def test_a_record_comes_back(logins: Path) -> None:
    records = LoginRecords()
    assert records.load("acme") is None
    records.save(RECORD)
    assert RECORD == records.load("acme")
    (path,) = logins.iterdir()
    assert (0o600, 0o700) == (path.stat().st_mode & 0o777, logins.stat().st_mode & 0o777)
    assert "made-up" in json.loads(path.read_text("utf-8"))["login"].values()
    records.remove("acme")
    records.remove("acme")
    assert (None, []) == (records.load("acme"), list(logins.iterdir()))


def test_records_are_kept_per_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    LoginRecords().save(RECORD)
    monkeypatch.setenv("FIKEN_STORE", "postgresql://ole:pass@db/acme")
    assert LoginRecords().load("acme") is None
    assert "pass" not in repr(LoginRecords())
    monkeypatch.setenv("FIKEN_STORE", str(tmp_path / "tokens.json"))
    LoginRecords().save(RECORD)
    (tmp_path / "link").symlink_to(tmp_path)
    assert RECORD == LoginRecords(str(tmp_path / "link" / "tokens.json")).load("acme")
    assert RECORD == LoginRecords("").load("acme")


def test_two_spellings_are_one_account() -> None:
    """As in the stores."""
    spelt, other = (unicodedata.normalize(form, "Blåbær Ås") for form in ("NFC", "NFD"))
    LoginRecords().save(LoginRecord(other))
    assert LoginRecord(spelt) == LoginRecords().load(spelt) == LoginRecords().load(other)


def test_a_name_that_cannot_be_one() -> None:
    for call in (LoginRecords().load, LoginRecords().remove):
        with pytest.raises(InvalidAttributeError, match="account must be text of 1 to 255"):
            call("ac\nme")
    with pytest.raises(InvalidAttributeError, match="account must be text of 1 to 255"):
        LoginRecords().save(LoginRecord(""))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "\x00",
        '{"version": 2, "login": {"account": "acme"}}',
        '{"version": 1, "login": {"account": "another"}}',
        '{"version": 1, "login": {"account": "acme", "more": 1}}',
        '{"version": 1, "login": {}}',
        '{"version": 1, "login": 1}',
        '{"version": 1, "login": {"account": "acme", "base_url": 1}}',
        '{"version": 1, "login": {"account": "acme", "client_secret": 1}}',
    ],
)
def test_a_record_that_is_damaged(logins: Path, content: str) -> None:
    """No program goes on with another app than the one that was remembered."""
    LoginRecords().save(RECORD)
    (path,) = logins.iterdir()
    path.write_text(content, "utf-8")
    with pytest.raises(TokenStoreError, match="It was not changed"):
        Fiken(account="acme")
    assert content == path.read_text("utf-8")


def test_a_record_that_others_can_read(logins: Path) -> None:
    LoginRecords().save(RECORD)
    (path,) = logins.iterdir()
    path.chmod(0o640)
    with pytest.raises(TokenStoreError, match=f"run chmod 600 {path}"):
        Fiken(account="acme")


def test_a_record_shows_no_secret() -> None:
    assert "made-up" not in repr(RECORD) + repr(RECORD.app)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="holds a secret"):
            attempt(RECORD)
    wrong: Any = b"made-up"
    with pytest.raises(TypeError, match="client_secret of a LoginRecord must be a str") as raised:
        LoginRecord("acme", client_secret=wrong)
    assert "made-up" not in _locals_of(raised.value)
    wrong = 7
    with pytest.raises(TypeError, match="account of a LoginRecord must be a string") as raised:
        LoginRecord(wrong, client_secret="made-up")
    assert "made-up" not in _locals_of(raised.value)


def _locals_of(error: BaseException) -> str:
    """Return an error, with the local variables of our frames."""
    frames = TracebackException.from_exception(error, capture_locals=True).stack
    ours = [frame.locals for frame in frames if "/tests/" not in frame.filename]
    assert ours
    return f"{error!r} {ours}"


@pytest.mark.parametrize("url", ["mysql://ole:pass@db/acme", "postgresql://ole:pass@db:x/acme"])
def test_a_store_that_cannot_be_hides_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIKEN_STORE", url)
    with pytest.raises(ConfigurationError) as raised:
        Fiken(account="acme")
    assert ":pass" not in _locals_of(raised.value)
    with pytest.raises(TypeError):
        pickle.dumps(LoginRecords())


def test_the_folder_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library finds it without the package that others use for this."""
    monkeypatch.undo()
    assert user_config_path("fiken", appauthor=False) == settings_folder()


@pytest.mark.parametrize(
    "make", [lambda folder: FileStore(folder / "t.json"), lambda folder: SqlStore(folder / "t.db")]
)
def test_each_store_keeps_a_login(
    make: Callable[[Path], Any], service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make(tmp_path)
    is_file = isinstance(store, FileStore)
    monkeypatch.setenv(
        "FIKEN_STORE", str(tmp_path / "t.json") if is_file else f"sqlite:///{tmp_path}/t.db"
    )
    LoginRecords().save(LoginRecord("acme", service.url))
    store.save("acme", Tokens(access_token=service.issue().access_token))
    assert "access-1" == sends_as(service, account="acme")
