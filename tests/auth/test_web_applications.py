"""Users log in to Fiken in the web applications of examples/, over real HTTP."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fiken import Tokens, UnauthorizedError
from fiken.emulator import Emulator, Status
from fiken.emulator.wire.person import sent_to

from .web import EXAMPLES, PROGRAMS, Site, Visitor, running, serving


@pytest.fixture
def visitors(site: Site) -> Iterator[list[Visitor]]:
    """Two people, each with a browser."""
    people = [site.visitor(), site.visitor()]
    yield people
    for person in people:
        person.close()


@pytest.fixture
def visitor(visitors: list[Visitor]) -> Visitor:
    """One of them, who has signed in as a tenant."""
    visitors[0].send("/sign-in", tenant="acme")
    return visitors[0]


def begin(visitor: Visitor) -> str:
    """Begin a login, and return where the browser is sent."""
    answer = visitor.get("/login")
    assert 302 == answer.status_code
    return answer.headers["Location"]


def connect(site: Site, visitor: Visitor, user: str = "Emma Demo") -> str:
    """Log in, and return the address that the browser came back with."""
    came_back = site.emulator.authorize(begin(visitor), user=user)
    assert ["/"] == [visitor.get(came_back).headers["Location"]]
    return came_back


def companies(visitor: Visitor) -> list[str]:
    return [unescape(name) for name in re.findall("<li>(.*?)</li>", visitor.get("/").text)]


def user_of(site: Site, tokens: Tokens | None) -> str | None:
    assert tokens is not None
    with site.emulator.client(token=tokens.access_token) as client:
        return client.user().name


def asked(site: Site) -> int:
    """Return how often the token host was asked."""
    return [request.path for request in site.emulator.requests].count("/oauth/token")


def test_a_tenant_logs_in(site: Site, visitor: Visitor) -> None:
    assert "Connect acme to Fiken" in visitor.get("/").text
    page = urlsplit(begin(visitor))
    assert urlsplit(site.app.base_url).netloc == page.netloc
    assert "/oauth/authorize" == page.path
    assert 40 < len(parse_qs(page.query)["state"][0])
    connect(site, visitor)
    assert ["Fjellbris Kaffe AS", "Lukket Handel AS"] == companies(visitor)


def test_each_tenant_has_its_own_companies(site: Site, visitors: list[Visitor]) -> None:
    for visitor, tenant, user in zip(
        visitors, ("acme", "globex"), ("Emma Demo", "Solveig Te"), strict=True
    ):
        visitor.send("/sign-in", tenant=tenant)
        connect(site, visitor, user)
    assert ["Fjellbris Kaffe AS", "Lukket Handel AS"] == companies(visitors[0])
    assert ["Solvik Te AS"] == companies(visitors[1])
    assert ("acme", "globex") == site.store.accounts()
    assert "Solveig Te" == user_of(site, site.store.load("globex"))


def test_a_user_says_no(site: Site, visitor: Visitor) -> None:
    answer = visitor.get(site.emulator.authorize(begin(visitor), allow=False))
    assert 403 == answer.status_code
    assert "You gave no access to Fiken." in answer.text
    assert () == site.store.accounts()


def test_the_login_of_another_browser(site: Site, visitors: list[Visitor]) -> None:
    """Who follows a link with a code of somebody else gets nothing, also amid an own login."""
    victim, attacker = visitors
    attacker.send("/sign-in", tenant="globex")
    link = site.emulator.authorize(begin(attacker), user="Jonas Regnskap")
    before = asked(site)
    assert 400 == victim.get(link).status_code
    victim.send("/sign-in", tenant="acme")
    assert 400 == victim.get(link).status_code
    begin(victim)
    answer = victim.get(link)
    assert 400 == answer.status_code
    assert "This login is over. Please begin again." in answer.text
    assert () == site.store.accounts()
    assert before == asked(site)


def test_another_tenant_cannot_end_a_login(site: Site, visitor: Visitor) -> None:
    """One tenant begins a login, and another one signs in before it ends."""
    link = site.emulator.authorize(begin(visitor))
    visitor.send("/sign-in", tenant="globex")
    assert 400 == visitor.get(link).status_code
    assert () == site.store.accounts()


def test_a_code_works_once(site: Site, visitor: Visitor) -> None:
    link = connect(site, visitor)
    tokens = site.store.load("acme")
    assert 400 == visitor.get(link).status_code
    assert tokens == site.store.load("acme")
    assert "Emma Demo" == user_of(site, tokens)


def test_logging_out_revokes(site: Site, visitor: Visitor) -> None:
    connect(site, visitor)
    tokens = site.store.load("acme")
    assert 302 == visitor.send("/logout").status_code
    assert () == site.store.accounts()
    assert "Connect acme to Fiken" in visitor.get("/").text
    with pytest.raises(UnauthorizedError):
        user_of(site, tokens)


def test_tokens_that_expired_are_revoked(site: Site, visitor: Visitor) -> None:
    """The refresh token must not outlive the login."""
    connect(site, visitor)
    tokens = site.store.load("acme")
    site.emulator.expire_tokens()
    assert 302 == visitor.send("/logout").status_code
    assert () == site.store.accounts()
    assert tokens is not None
    with pytest.raises(Exception, match="invalid_grant"):
        site.app.refresh(tokens)


def test_a_login_revoked_in_fiken(site: Site, visitor: Visitor) -> None:
    """The tenant can connect again, or disconnect."""
    connect(site, visitor)
    tokens = site.store.load("acme")
    assert tokens is not None
    site.app.revoke(tokens)
    answer = visitor.get("/")
    assert 200 == answer.status_code
    assert "Connect acme to Fiken" in answer.text
    assert 302 == visitor.send("/logout").status_code
    assert () == site.store.accounts()
    connect(site, visitor)
    assert 2 == len(companies(visitor))


def test_an_expired_login_is_renewed(site: Site, visitor: Visitor) -> None:
    connect(site, visitor)
    site.emulator.expire_tokens()
    before = asked(site)
    assert 2 == len(companies(visitor))
    assert 1 == asked(site) - before


@pytest.mark.parametrize("verb", ["callback", "log out"])
def test_a_token_host_that_fails(verb: str, site: Site, visitor: Visitor) -> None:
    """The user is told, and the tokens stay as they were."""
    if verb == "log out":
        connect(site, visitor)
    before = site.store.load("acme")
    link = site.emulator.authorize(begin(visitor))
    path = "/oauth/token" if verb == "callback" else "/oauth/revoke"
    with site.emulator.failing(Status(503), path=path):
        answer = visitor.get(link) if verb == "callback" else visitor.send("/logout")
    assert 502 == answer.status_code
    assert "Please try again later." in answer.text
    assert before == site.store.load("acme")


def test_nobody_logs_in_without_a_tenant(site: Site, visitors: list[Visitor]) -> None:
    stranger = visitors[0]
    assert "/" == stranger.get("/login").headers["Location"]
    assert "/" == stranger.send("/logout").headers["Location"]
    assert 400 == stranger.send("/sign-in", tenant="initech").status_code
    assert () == site.store.accounts()


def test_cookies_are_closed_to_others(visitor: Visitor) -> None:
    """Scripts cannot read the session, and forms of other sites are sent without it."""
    cookie = visitor.get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_secret_is_logged(site: Site, visitor: Visitor) -> None:
    link = connect(site, visitor)
    visitor.get(link)
    tokens = site.store.load("acme")
    assert tokens is not None
    with site.emulator.failing(Status(503), path="/oauth/revoke"):
        visitor.send("/logout")
    visitor.send("/logout")
    query = parse_qs(urlsplit(link).query)
    secrets = [*query["code"], *query["state"], tokens.access_token, tokens.refresh_token or ""]
    log = site.log.read_text()
    assert "does not belong to this login" in log
    assert [] == [secret for secret in secrets if secret in log]
    assert "Traceback" not in log


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_application_on_its_own(program: str, tmp_path: Path) -> None:
    """Without any settings, it begins an emulator by itself."""
    with running(program, tmp_path) as url:
        visitor = Visitor(url)
        visitor.send("/sign-in", tenant="acme")
        came_back = sent_to(begin(visitor), "solveig@solvik.example", None, allow=True)
        assert "/" == visitor.get(came_back).headers["Location"]
        assert ["Solvik Te AS"] == companies(visitor)
        visitor.send("/logout")
        assert [] == companies(visitor)
        visitor.close()


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_application_wants_its_settings(program: str) -> None:
    """Without a secret for its cookies, it does not start."""
    environment = {**os.environ, "FIKEN_CLIENT_ID": "acme-sync"}
    environment.pop("WEB_SECRET", None)
    run = subprocess.run(
        [sys.executable, EXAMPLES / program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 1 == run.returncode
    assert "Set WEB_SECRET to a long random text, the same for all processes.\n" == run.stderr


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_app_without_a_secret(program: str, tmp_path: Path) -> None:
    """The verifier of PKCE waits in the session of the browser."""
    with Emulator(seed=1) as emulator, serving(program, emulator, tmp_path, None) as site:
        visitor = site.visitor()
        visitor.send("/sign-in", tenant="acme")
        assert "S256" == parse_qs(urlsplit(begin(visitor)).query)["code_challenge_method"][0]
        connect(site, visitor)
        assert 2 == len(companies(visitor))
        visitor.close()
