"""What a token opens: the user, the companies, and whether writes are allowed.

Observed: docs/observed.md#6-tokens-and-oauth, docs/observed.md#4-error-bodies
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from fiken.emulator import Emulator, WaitBeforeCarryingOut
from fiken.emulator.wire.contract import load
from fiken.emulator.wire.refusals import Refusal
from tests.emulator.conftest import Api, noon
from tests.emulator.oauth import App, query_of, refusal, running, status

DEMO, CLOSED = "fiken-demo-fjellbris-kaffe-as", "lukket-handel-as"
SOLVIK = "fiken-demo-solvik-te-as"
COMPANIES = {
    "Emma Demo": [DEMO, CLOSED],
    "Jonas Regnskap": [DEMO, SOLVIK],
    "Solveig Te": [SOLVIK],
}
#: The paths of one company; the others have an id in them.
WITHIN = [
    operation.path
    for operation in load().operations
    if operation.path.startswith("/companies/{companySlug}") and operation.method == "GET"
]


@pytest.fixture
def app() -> Iterator[App]:
    with running() as (app, _):
        yield app


def get(app: App, token: str, path: str) -> Any:
    """Return the parsed answer to a request with a token."""
    with Api(app.emulator.url, token) as session:
        answer = session.get(path)
        assert 200 == answer.status_code, answer.text
        return answer.json()


def slugs(app: App, token: str) -> list[str]:
    return [company["slug"] for company in get(app, token, "/companies")]


def token_for(app: App, user: str | None = None, *companies: str) -> str:
    """Return an access token of a user for some of the user's companies."""
    url = app.emulator.authorize(app.page_url(), user, companies=companies or None)
    token: str = app.exchange(query_of(url)["code"]).json()["access_token"]
    return token


# --- users and companies -------------------------------------------------------------------------


@pytest.mark.parametrize("user", COMPANIES)
def test_personal_tokens_belong_to_a_user(app: App, user: str) -> None:
    """Every token of a user covers all the user's companies."""
    (person,) = (each for each in Emulator.users if each.name == user)
    assert person.tokens
    for token in person.tokens:
        assert {"name": person.name, "email": person.email} == get(app, token, "/user")
        assert COMPANIES[user] == list(person.companies) == slugs(app, token)


@pytest.mark.parametrize("user", COMPANIES)
def test_access_token_belongs_to_its_user(app: App, user: str) -> None:
    token = app.tokens(user)["access_token"]
    assert user == get(app, token, "/user")["name"]
    assert COMPANIES[user] == slugs(app, token)


def test_app_sees_the_chosen_companies(app: App) -> None:
    token = token_for(app, "Jonas Regnskap", SOLVIK)
    assert [SOLVIK] == slugs(app, token)
    assert SOLVIK == get(app, token, f"/companies/{SOLVIK}")["slug"]
    assert 403 == status(app.emulator, token, f"/companies/{DEMO}")


@pytest.mark.parametrize("path", WITHIN)
def test_company_not_granted_is_403(app: App, path: str) -> None:
    """For an app and for a user; the path of a slug that nobody has is 404."""
    below = path.replace("{companySlug}", SOLVIK).replace("{", "").replace("}", "")
    ids = "/".join("17" if each.endswith("Id") else each for each in below.split("/"))
    for token in (app.emulator.token, token_for(app, "Jonas Regnskap", DEMO)):
        assert 403 == status(app.emulator, token, ids)
        assert 404 == status(app.emulator, token, ids.replace(SOLVIK, "unknown"))


def test_refusal_names_the_company(app: App) -> None:
    with Api(app.emulator.url, app.emulator.token) as session:
        answer = session.post(f"/companies/{SOLVIK}/contacts", json={"name": "Anna"})
    message = {"message": f"No access to the company {SOLVIK}."}
    assert (403, message) == (answer.status_code, answer.json())


def test_companies_share_no_rows(app: App) -> None:
    """What one user creates is there for another user of the same company, and nowhere else."""
    emma, jonas = app.emulator.token, token_for(app, "Jonas Regnskap")
    with Api(app.emulator.url, emma) as session:
        assert 201 == session.post(f"/companies/{DEMO}/contacts", json={"name": "Anna"}).status_code
    assert 1 == len(get(app, jonas, f"/companies/{DEMO}/contacts"))
    assert [] == get(app, jonas, f"/companies/{SOLVIK}/contacts")


def test_third_company_has_its_books(app: App) -> None:
    token = token_for(app, "Solveig Te")
    with Api(f"{app.emulator.url}/companies/{SOLVIK}", token) as session:
        assert 201 == session.post("/contacts", json={"name": "Anna"}).status_code
        assert session.get("/accounts").json()
        assert session.get("/bankAccounts").json()
    app.emulator.check_books()


def test_file_of_foreign_company_is_hidden(app: App) -> None:
    files = {"file": ("kvittering.png", b"\x89PNG", "image/png")}
    with Api(f"{app.emulator.url}/companies/{DEMO}", app.emulator.token) as session:
        form = {"filename": "kvittering.png", "name": "Kvittering"}
        created = session.post("/inbox", data=form, files=files)
        assert 201 == created.status_code, created.text
        url = session.get(created.headers["Location"]).json()["documentUrl"]
    path = url.removeprefix(app.emulator.url)
    assert 200 == status(app.emulator, app.emulator.token, path)
    assert 200 == status(app.emulator, token_for(app, None, DEMO), path)
    assert 404 == status(app.emulator, token_for(app, None, CLOSED), path)
    assert 404 == status(app.emulator, token_for(app, "Solveig Te"), path)


# --- what a user changes later -------------------------------------------------------------------


def test_user_adds_and_removes_companies(app: App) -> None:
    """For every login of this user, and for that of nobody else."""
    jonas = token_for(app, "Jonas Regnskap", DEMO), token_for(app, "Jonas Regnskap")
    solveig = token_for(app, "Solveig Te")
    for chosen in ([SOLVIK], [DEMO, SOLVIK], [DEMO, DEMO]):
        app.emulator.change_access(chosen, "Jonas Regnskap")
        for token in jonas:
            assert sorted(set(chosen)) == sorted(slugs(app, token))
        assert [SOLVIK] == slugs(app, solveig)
    assert 403 == status(app.emulator, jonas[0], f"/companies/{SOLVIK}/contacts")


def test_user_ends_every_login(app: App) -> None:
    """Neither token works any longer. Personal tokens, and other users, are left alone."""
    tokens, other = app.tokens(), app.tokens("Solveig Te")
    app.emulator.change_access([])
    assert 401 == status(app.emulator, tokens["access_token"])
    assert (400, "invalid_grant") == refusal(app.refresh(tokens["refresh_token"]))
    assert 200 == status(app.emulator, app.emulator.token)
    assert 200 == status(app.emulator, other["access_token"])


@pytest.mark.parametrize(
    ("user", "message"),
    [("Nobody", "no user 'Nobody'"), ("emma@fjellbris.example", "has no company 'fiken-demo-so")],
)
def test_change_of_unknown_names_is_refused(app: App, user: str, message: str) -> None:
    """And changes nothing."""
    token = token_for(app)
    with pytest.raises(ValueError, match=message):
        app.emulator.change_access([DEMO, SOLVIK], user)
    assert [DEMO, CLOSED] == slugs(app, token)


# --- apps that may only read ---------------------------------------------------------------------


def test_read_only_app_cannot_write(app: App) -> None:
    reader = App(app.emulator, read_only=True)
    token = reader.tokens()["access_token"]
    before = get(app, token, f"/companies/{DEMO}/contacts")
    with Api(f"{app.emulator.url}/companies/{DEMO}", token) as session:
        for method in ("POST", "PUT", "DELETE"):
            path = "/contacts" if method == "POST" else "/contacts/17"
            answer = session.request(method, path, json={"name": "Anna"})
            assert 403 == answer.status_code
            assert "Kun lesetilgang" in answer.json()["message"]
    assert before == get(app, token, f"/companies/{DEMO}/contacts")


def test_read_only_app_can_refresh_and_revoke(app: App) -> None:
    reader = App(app.emulator, read_only=True)
    tokens = reader.tokens()
    again = reader.refresh(tokens["refresh_token"]).json()
    assert 403 == status(app.emulator, again["access_token"], f"/companies/{DEMO}/contacts", "POST")
    assert 200 == reader.revoke(again["access_token"]).status_code


# --- tokens that are not valid -------------------------------------------------------------------


def test_a_login_revoked_meanwhile_is_401(app: App) -> None:
    """Between the check of the token and the operation, another request can end the grant."""
    tokens = app.tokens()
    service: Any = vars(app.emulator)["_server"].application._backend
    login = service.login(f"Bearer {tokens['access_token']}")
    app.revoke(tokens["access_token"])
    contacts = load().operation("GET", "/companies/{companySlug}/contacts")
    with (
        pytest.raises(Refusal) as caught,
        service.operation(contacts, {"companySlug": DEMO}, login),
    ):
        pass
    assert 401 == caught.value.status
    with pytest.raises(Refusal) as caught:
        service.file("GET", "/files/a/b.pdf", login)
    assert 401 == caught.value.status


@pytest.mark.parametrize("scheme", ["bearer", "Basic", ""])
def test_scheme_must_be_bearer(app: App, scheme: str) -> None:
    token = app.tokens()["access_token"]
    with Api(app.emulator.url, "") as session:
        session.headers["Authorization"] = f"{scheme} {token}".strip()
        assert (401, "invalid_token") == refusal(session.get("/user"))


def test_refresh_token_and_code_open_nothing(app: App) -> None:
    code = app.code()
    for token in (code, app.exchange(code).json()["refresh_token"], "g1.made-up", ""):
        assert 401 == status(app.emulator, token)


def test_body_without_valid_token_is_not_logged(app: App) -> None:
    token = app.tokens()["access_token"]
    with Api(f"{app.emulator.url}/companies/{DEMO}", token) as session:
        session.post("/contacts", json={"name": "Anna"})
        app.emulator.expire_tokens()
        session.post("/contacts", json={"name": "Anna"})
    assert [{"name": "Anna"}, None] == [each.body for each in app.emulator.requests[-2:]]


# --- which requests overlap ----------------------------------------------------------------------


def overlaps(emulator: Emulator, *tokens: str) -> int:
    """Return the number of overlaps of requests that are all in flight at once."""
    before = emulator.overlaps
    emulator.fail_next(WaitBeforeCarryingOut(0.3), path="/user", times=len(tokens))
    threads = [threading.Thread(target=status, args=(emulator, token)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return emulator.overlaps - before


def test_tokens_of_a_grant_overlap(app: App) -> None:
    """A refresh does not allow two requests at once."""
    tokens = app.tokens()
    again = app.refresh(tokens["refresh_token"]).json()
    assert 1 == overlaps(app.emulator, tokens["access_token"], again["access_token"])


def test_other_grants_and_tokens_do_not_overlap(app: App) -> None:
    emma = Emulator.users[0].tokens
    granted = [app.tokens()["access_token"] for _ in range(2)]
    assert 0 == overlaps(app.emulator, *emma, *granted)


def test_endpoints_of_oauth_do_not_overlap() -> None:
    """One app may exchange the codes of two users at once."""
    with Emulator(seed=1, clock=noon, empty=True, strict_overlap=True) as emulator:
        app = App(emulator)
        tokens = app.tokens()["refresh_token"]
        emulator.fail_next(WaitBeforeCarryingOut(0.3), path="/oauth/token", times=2)
        statuses: list[int] = []

        def refresh() -> None:
            own = App(emulator)
            with own.http:
                statuses.append(own.refresh(tokens).status_code)

        threads = [threading.Thread(target=refresh) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ([200, 200], 0) == (statuses, emulator.overlaps)
        app.http.close()
