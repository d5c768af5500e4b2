"""The page on which a user lets an app in: GET and POST /oauth/authorize.

Observed: docs/observed.md#6-tokens-and-oauth
"""

import re
from collections.abc import Iterator

import pytest
import requests

from fiken.emulator.store.grants import PAGE_LIFETIME
from fiken.emulator.wire.oauth import is_foreign_host
from tests.emulator.conftest import Api
from tests.emulator.oauth import CALLBACK, STATE, App, Clock, challenge, query_of, running

EMMA, JONAS = "emma@fjellbris.example", "jonas@regnskap.example"
DEMO, CLOSED = "fiken-demo-fjellbris-kaffe-as", "lukket-handel-as"
SOLVIK = "fiken-demo-solvik-te-as"


@pytest.fixture
def started() -> Iterator[tuple[App, Clock]]:
    with running() as started:
        yield started


@pytest.fixture
def app(started: tuple[App, Clock]) -> App:
    return started[0]


def opened(app: App, **changes: str | None) -> str:
    """Open the page, and return its nonce."""
    page = app.http.get(app.page_url(**changes))
    assert 200 == page.status_code
    return nonce_of(page)


def nonce_of(page: requests.Response) -> str:
    match = re.search('name="nonce" value="([^"]+)"', page.text)
    assert match is not None, page.text
    return match[1]


def send(app: App, nonce: str, **fields: str | list[str]) -> requests.Response:
    """Send the form of a page."""
    return app.http.post("/authorize", data={"nonce": nonce, **fields})


def companies_of(app: App, location: str) -> list[str]:
    """Return the companies of the grant to whose code a browser was sent."""
    token = app.exchange(query_of(location)["code"]).json()["access_token"]
    with Api(app.emulator.url, token) as session:
        return [company["slug"] for company in session.get("/companies").json()]


# --- what a person sees --------------------------------------------------------------------------


def test_person_chooses_user_and_companies(app: App) -> None:
    nonce = opened(app)
    page = send(app, nonce, user=JONAS)
    assert 200 == page.status_code
    assert {DEMO, SOLVIK} == set(re.findall('name="company" value="([^"]+)" checked', page.text))
    answer = send(app, nonce_of(page), decision="allow", company=[SOLVIK])
    location = answer.headers["Location"]
    assert (302, "") == (answer.status_code, answer.text)
    assert location.startswith(f"{CALLBACK}?")
    assert {"code", "state"} == query_of(location).keys()
    assert STATE == query_of(location)["state"]
    assert [SOLVIK] == companies_of(app, location)


def test_pages_are_accessible(app: App) -> None:
    """A language, a title, a heading, groups with a legend, and a label for each choice."""
    first = app.http.get(app.page_url())
    second = send(app, nonce_of(first), user=EMMA)
    for page, title in ((first, "Logg inn"), (second, "Gi tilgang")):
        assert "text/html; charset=utf-8" == page.headers["Content-Type"]
        text = page.content.decode()
        assert '<html lang="nb">' in text
        assert f"<title>{title}" in text
        assert f"<h1>{title}</h1>" in text
        assert "<legend>" in text
        visible = text.count("<input ") - text.count('type="hidden"')
        assert (
            visible
            == len(re.findall(r"<label><input [^>]+> <span>[^<]+(<br>.+)?</span></label>", text))
            > 0
        )
        assert "<script" not in text
        assert app.client_id in text
    assert ("Bruker" in first.text, "Foretak" in second.text) == (True, True)
    assert "lese og endre" in second.text


def test_pages_begin_with_a_choice(app: App) -> None:
    """The first user, then every company; no company where the person has chosen none."""
    first = app.http.get(app.page_url())
    second = send(app, nonce_of(first), user=EMMA)
    third = send(app, nonce_of(second), decision="allow")
    chosen = [re.findall('value="([^"]+)" checked', page.text) for page in (first, second, third)]
    assert [[EMMA], [DEMO, CLOSED], []] == chosen


def test_page_tells_of_read_only_app(app: App) -> None:
    reader = App(app.emulator, read_only=True)
    assert "bare lese" in send(reader, opened(reader), user=EMMA).text


def test_pages_are_kept_from_others(app: App) -> None:
    """No cache, no frame, and no other server learns the URL with the state."""
    page = app.http.get(app.page_url())
    assert "no-store" == page.headers["Cache-Control"]
    assert "DENY" == page.headers["X-Frame-Options"]
    assert "no-referrer" == page.headers["Referrer-Policy"]
    assert STATE not in page.text


def test_person_can_change_the_user(app: App) -> None:
    nonce = opened(app)
    send(app, nonce, user=EMMA)
    assert SOLVIK in send(app, nonce, user=JONAS).text


def test_denial_is_told_to_the_app(app: App) -> None:
    """On either page."""
    for is_logged_in in (False, True):
        nonce = opened(app)
        if is_logged_in:
            send(app, nonce, user=EMMA)
        answer = send(app, nonce, decision="deny")
        assert 302 == answer.status_code
        query = query_of(answer.headers["Location"])
        assert ("access_denied", STATE) == (query["error"], query["state"])
        assert "code" not in query


def test_query_of_the_redirect_uri_is_kept(app: App) -> None:
    app.client_id = app.emulator.register_app(f"{CALLBACK}?tenant=7", "x")
    nonce = opened(app, redirect_uri=f"{CALLBACK}?tenant=7")
    location = send(app, nonce, decision="deny").headers["Location"]
    assert location.startswith(f"{CALLBACK}?tenant=7&error=access_denied&")


# --- what is refused on the page -----------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "unknown"},
        {"redirect_uri": None},
        {"redirect_uri": f"{CALLBACK}/"},
        {"redirect_uri": CALLBACK.upper()},
        {"redirect_uri": "https://foreign.example/<script>"},
    ],
)
def test_unknown_app_gets_a_plain_page(app: App, changes: dict[str, str | None]) -> None:
    """The browser is never sent to a URL that is not registered."""
    answer = app.http.get(app.page_url(**changes))
    assert 400 == answer.status_code
    assert "Location" not in answer.headers
    assert "<form" not in answer.text
    assert "<script" not in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"state": None}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({**challenge(), "code_challenge_method": None}, "invalid_request"),
        ({**challenge(), "code_challenge_method": "plain"}, "invalid_request"),
        ({**challenge(), "code_challenge": "short"}, "invalid_request"),
    ],
)
def test_wrong_request_is_told_to_the_app(
    app: App, changes: dict[str, str | None], error: str
) -> None:
    answer = app.http.get(app.page_url(**changes))
    assert 302 == answer.status_code
    query = query_of(answer.headers["Location"])
    assert (error, changes.get("state", STATE) or None) == (query["error"], query.get("state"))
    assert query["error_description"]


def test_public_app_needs_a_challenge(app: App) -> None:
    public = App(app.emulator, secret=None)
    answer = app.http.get(public.page_url(code_challenge=None))
    assert "invalid_request" == query_of(answer.headers["Location"])["error"]


def test_page_without_company_is_shown_again(app: App) -> None:
    """The person can then choose one."""
    nonce = opened(app)
    send(app, nonce, user=EMMA)
    page = send(app, nonce, decision="allow")
    assert 400 == page.status_code
    assert '<p role="alert">Velg minst ett foretak.</p>' in page.text
    answer = send(app, nonce_of(page), decision="allow", company=CLOSED)
    assert [CLOSED] == companies_of(app, answer.headers["Location"])


def test_page_is_answered_once(app: App) -> None:
    for decision in ("allow", "deny"):
        nonce = opened(app)
        send(app, nonce, user=EMMA)
        assert 302 == send(app, nonce, decision=decision, company=DEMO).status_code
        again = send(app, nonce, decision="allow", company=DEMO)
        assert (400, False) == (again.status_code, "Location" in again.headers)


@pytest.mark.parametrize("nonce", ["", "made up"])
def test_form_needs_its_nonce(app: App, nonce: str) -> None:
    opened(app)
    for fields in ({"user": EMMA}, {"decision": "allow", "company": DEMO}, {"decision": "deny"}):
        answer = send(app, nonce, **fields)
        assert (400, False) == (answer.status_code, "Location" in answer.headers)


def test_foreign_company_cannot_be_chosen(app: App) -> None:
    nonce = opened(app)
    send(app, nonce, user=EMMA)
    for slugs in ([SOLVIK], [DEMO, "unknown"]):
        assert 400 == send(app, nonce, decision="allow", company=slugs).status_code


def test_nobody_allows_without_logging_in(app: App) -> None:
    for fields in ({"company": DEMO}, {}):
        answer = send(app, opened(app), decision="allow", **fields)
        assert (400, False) == (answer.status_code, "Location" in answer.headers)
        assert "Denne brukeren finnes ikke." in answer.text
    assert 400 == send(app, opened(app), user="nobody@example.com").status_code


@pytest.mark.parametrize(
    ("age", "expected"), [(PAGE_LIFETIME - 1, 200), (PAGE_LIFETIME, 400), (PAGE_LIFETIME + 9, 400)]
)
def test_page_can_become_too_old(started: tuple[App, Clock], age: int, expected: int) -> None:
    app, clock = started
    nonce = opened(app)
    clock.move(age)
    assert expected == send(app, nonce, user=EMMA).status_code


def test_page_takes_only_forms(app: App) -> None:
    answer = app.http.post("/authorize", json={"nonce": opened(app), "user": EMMA})
    assert 400 == answer.status_code


# --- pages of other sites ------------------------------------------------------------------------

OPENED = {None, "127.0.0.1:80", "localhost", "LOCALHOST:8080", "[::1]:8080", "fiken", "fiken.test"}
FOREIGN = {
    "evil.com",
    "evil.com:8080",
    "127.0.0.1.evil.com",
    "localhost.evil.com",
    "evil.com.",
    "[",
}


@pytest.mark.parametrize("host", [*sorted(OPENED, key=str), *sorted(FOREIGN)])
def test_foreign_host_is_refused(app: App, host: str | None) -> None:
    """Its owner can lead the name to this machine, and could then read the nonce."""
    status = 400 if host in FOREIGN else 200
    nonce = opened(app)
    headers = {"Host": host} if host else {}
    page = app.http.get(app.page_url(), headers=headers)
    assert (status, status == 200) == (page.status_code, "nonce" in page.text)
    form = {"nonce": nonce, "user": EMMA}
    assert status == app.http.post("/authorize", data=form, headers=headers).status_code


def test_name_of_the_emulator_is_not_foreign() -> None:
    assert not is_foreign_host("Fiken.Company.com:8080", "fiken.company.com")


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 200), ("none", 200), ("cross-site", 400), ("same-site", 400)],
)
def test_form_of_another_site_is_refused(app: App, site: str, status: int) -> None:
    """The page itself can be opened from there: an app has a link to it."""
    headers = {"Sec-Fetch-Site": site}
    assert 200 == app.http.get(app.page_url(), headers=headers).status_code
    form = {"nonce": opened(app), "user": EMMA}
    answer = app.http.post("/authorize", data=form, headers=headers)
    assert (status, False) == (answer.status_code, "Location" in answer.headers)
