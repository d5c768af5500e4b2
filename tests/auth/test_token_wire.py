"""What requests to the token host have in common with those to the API, and what not."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from requests import PreparedRequest

from fiken import CompanyClient, ConfigurationError, Contact, Fiken, TransportError
from fiken.auth import Auth, OAuthApp, Tokens
from fiken.emulator import Emulator
from fiken.pacing import Unpaced
from fiken.session import Retries
from fiken.session._answer import Answer, Lost
from fiken.session._verdict import success
from tests.session import conftest
from tests.session.server import Server, answering

from .conftest import REDIRECT, MakeApp
from .hunting import traces_of

JSON = ("Content-Type", "application/json")
ISSUED = answering(200, JSON, body=b'{"access_token": "access.new", "expires_in": 60}')
OLD = Tokens(access_token="hushed-access", refresh_token="hushed-refresh")

certificate, tls_server = conftest.certificate, conftest.tls_server


def secure_app(server: Server) -> OAuthApp:
    base_url = f"https://127.0.0.1:{server.port}/oauth"
    return OAuthApp("acme-sync", "hushed-secret", redirect_uri=REDIRECT, base_url=base_url)


def test_tokens_come_over_tls(
    tls_server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    tls_server.plan = [ISSUED]
    assert "access.new" == secure_app(tls_server).refresh(OLD).access_token


def test_a_bad_certificate_gets_no_secret(tls_server: Server) -> None:
    """It is not tried again either."""
    with pytest.raises(TransportError, match="certificate") as caught:
        secure_app(tls_server).refresh(OLD)
    assert ([], 1) == (tls_server.seen, tls_server.connections)
    assert caught.value.is_lasting
    assert "hushed" not in traces_of(caught.value)


def test_settings_that_cannot_work_show_no_secret(
    tls_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file")
    with pytest.raises(ConfigurationError, match="proxy or certificate settings") as caught:
        secure_app(tls_server).exchange_code("hushed-code", state="hushed-state")
    assert [] == tls_server.seen
    assert "hushed" not in traces_of(caught.value)


def test_netrc_is_not_used(
    host: Server, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login u password p\n")
    monkeypatch.setenv("NETRC", str(netrc))
    host.plan = [ISSUED]
    make_app(None).refresh(OLD)
    assert "Authorization" not in host.seen[0].headers


def test_each_request_has_its_own_connection(host: Server, make_app: MakeApp) -> None:
    """On a used one, nobody could tell whether a lost request has arrived."""
    host.plan = [ISSUED]
    app = make_app()
    app.refresh(OLD)
    app.refresh(OLD)
    assert 2 == host.connections


def test_logins_do_not_wait_for_each_other(host: Server, make_app: MakeApp) -> None:
    """One login that hangs must not hold up a server with many users."""
    both = threading.Barrier(2, timeout=5)

    def together(wire: object) -> bool:
        both.wait()
        return bool(ISSUED(wire))  # type: ignore[arg-type]

    host.plan = [together]
    app, got = make_app(), list[Tokens]()
    threads = [threading.Thread(target=lambda: got.append(app.refresh(OLD))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert ["access.new", "access.new"] == [tokens.access_token for tokens in got]


class Renewing(Auth):
    """A login that asks the token host for a token before each request."""

    def __init__(self, app: OAuthApp, token: str) -> None:
        self.app, self.token = app, token

    @property
    def credential(self) -> str:
        return "a digest"

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        self.app.refresh(OLD)
        r.headers["Authorization"] = f"Bearer {self.token}"
        return r


@pytest.fixture
def acme(emulator: Emulator, host: Server, make_app: MakeApp) -> Iterator[CompanyClient]:
    host.plan = [ISSUED]
    auth = Renewing(make_app(), emulator.token)
    settings = {"base_url": emulator.url, "pacer": Unpaced(), "retries": Retries(total=0)}
    with Fiken(auth=auth, **settings) as client:  # type: ignore[arg-type]
        yield client.company(emulator.company_slug)


def test_a_refresh_is_not_the_last_write(
    acme: CompanyClient, host: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupt after a write says what became of it, and not of the refresh after it."""

    def interrupt(attempt: Answer | Lost, *, creates: bool) -> Answer:
        if attempt.method == "GET":
            raise KeyboardInterrupt
        return success(attempt, creates=creates)

    monkeypatch.setattr("fiken.session._session.success", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        acme.contacts.save(Contact(name="Nelly Bloom"))
    assert 2 == len(host.seen)
    [note] = caught.value.__notes__
    assert "fiken: outcome done (POST " in note
    assert "/contacts" in note
