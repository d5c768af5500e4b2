"""A client whose tokens are renewed while it books, against the emulator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fiken import (
    Contact,
    CounterNotInitializedError,
    Fiken,
    ForbiddenError,
    LoginRequiredError,
    Tokens,
)
from fiken.auth import FileStore, OAuth2
from fiken.emulator import CannedAnswer, Emulator
from fiken.pacing import Unpaced

NELLY = Contact(name="Nelly Bloom")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "tokens.json")


def log_in(emulator: Emulator, read_only: bool = False) -> Tokens:
    app = emulator.oauth_app(read_only=read_only)
    url = app.authorize_url()
    back = emulator.authorize(url)
    return app.exchange_redirect(back, state=url.state, verifier=url.verifier)


@pytest.fixture
def client(emulator: Emulator, store: FileStore) -> Iterator[Fiken]:
    """A client that has logged in by OAuth."""
    store.save("acme", log_in(emulator))
    auth = OAuth2(emulator.oauth_app(), store, "acme")
    with Fiken(auth=auth, base_url=emulator.url, pacer=Unpaced()) as client:
        yield client


def api_calls(emulator: Emulator) -> list[tuple[str, int | None]]:
    return [(r.method, r.status) for r in emulator.requests if "/contacts" in r.path]


def test_a_write_survives_expired_tokens(client: Fiken, emulator: Emulator) -> None:
    """It is carried out once, and each request after it uses the new token."""
    contacts = client.company(emulator.company_slug).contacts
    before = len(contacts.all())
    sent = len(api_calls(emulator))
    emulator.expire_tokens()
    saved = contacts.save(NELLY)
    assert [("POST", 401), ("POST", 201), ("GET", 200)] == api_calls(emulator)[sent:]
    assert (before + 1, "Nelly Bloom") == (len(contacts.all()), saved.name)


def test_new_tokens_are_in_the_store(client: Fiken, emulator: Emulator, store: FileStore) -> None:
    old = store.load("acme")
    emulator.expire_tokens()
    client.user()
    new = store.load("acme")
    assert old is not None
    assert new is not None
    assert old.access_token != new.access_token
    assert new.expires_at is not None
    assert new.expires_within(24 * 3600)
    assert not new.expires_within(23 * 3600)


def test_an_upload_survives_expired_tokens(client: Fiken, emulator: Emulator) -> None:
    inbox = client.company(emulator.company_slug).inbox
    before = len(inbox.all())
    emulator.expire_tokens()
    inbox.add(b"%PDF-1.7 made up", filename="receipt.pdf")
    assert before + 1 == len(inbox.all())


def test_a_revoked_login_asks_for_a_new_one(
    client: Fiken, emulator: Emulator, store: FileStore
) -> None:
    tokens = store.load("acme")
    assert tokens is not None
    emulator.oauth_app().revoke(tokens)
    with pytest.raises(LoginRequiredError, match="'acme'"):
        client.user()
    store.save("acme", log_in(emulator))
    assert "Emma Demo" == client.user().name


def test_a_user_changes_the_companies(client: Fiken, emulator: Emulator) -> None:
    """In Fiken, and the login goes on without the company (docs/observed.md#6-tokens-and-oauth)."""
    demo, closed = emulator.users[0].companies
    emulator.change_access([closed])
    assert [closed] == [company.slug for company in client.companies.all()]
    with pytest.raises(ForbiddenError, match="No access to the company"):
        client.company(demo).contacts.all().first()
    emulator.change_access([closed, demo])
    assert {closed, demo} == {company.slug for company in client.companies.all()}


def test_a_user_ends_the_login(client: Fiken, emulator: Emulator) -> None:
    """In Fiken, where nobody tells the program."""
    client.user()
    emulator.change_access([])
    with pytest.raises(LoginRequiredError, match="'acme'"):
        client.user()


def test_an_app_that_may_only_read(emulator: Emulator, store: FileStore) -> None:
    """Observed: docs/observed.md#6-tokens-and-oauth"""
    store.save("acme", log_in(emulator, read_only=True))
    auth = OAuth2(emulator.oauth_app(read_only=True), store, "acme")
    with Fiken(auth=auth, base_url=emulator.url, pacer=Unpaced()) as client:
        contacts = client.company(emulator.company_slug).contacts
        before = len(contacts.all())
        with pytest.raises(ForbiddenError, match="Kun lesetilgang"):
            contacts.save(NELLY)
        assert before == len(contacts.all())


def test_a_missing_counter_renews_nothing(
    client: Fiken, emulator: Emulator, store: FileStore
) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    tokens, body = store.load("acme"), b'{"message": "Offer counter not initialized"}'
    emulator.fail_next(CannedAnswer(401, {"Content-Type": "application/json"}, body))
    with pytest.raises(CounterNotInitializedError):
        client.user()
    assert tokens == store.load("acme")
