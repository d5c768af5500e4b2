"""Renewals at the edge: tokens that die meanwhile, stores that are ahead, logins without an app."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest

from fiken.auth import OAuth2, Tokens
from fiken.auth._renewing import _renewal
from fiken.errors import LoginRequiredError, ServerError, TokensNotStoredWarning, TokenStoreError
from fiken.session import Answer

from .service import CountingStore, Service, fails, renewing
from .test_oauth2 import Connect


class Ahead(CountingStore):
    """A store in which another process stores tokens at some moment.

    Attributes:
        on_lock: What happens when this process asks for the lock.
        on_failure: What happens when it tries to save, which then fails.
    """

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.on_lock: Callable[[], None] = lambda: None
        self.on_failure: Callable[[Tokens | None], None] | None = None

    @contextmanager
    def lock(self, account: str) -> Generator[None]:
        self.on_lock()
        with super().lock(account):
            yield

    def save(self, account: str, tokens: Tokens | None) -> None:
        if self.on_failure is None:
            return super().save(account, tokens)
        self.on_failure(tokens)
        raise TokenStoreError("the answer of the store was lost", passing=True)


def test_tokens_from_elsewhere_may_seem_dead(service: Service, connect: Connect) -> None:
    """The clock of the process that has stored them may be another: Fiken decides."""
    service.rotates = False
    store = Ahead(service.issue(30))
    dead = service.issue(-1)
    store.on_lock = lambda: store.write(dead)
    connect(service.url, auth=renewing(service, store)).get("/user")
    assert ([("access-2", 200)], 0) == (service.used, service.refreshes)


def test_dead_tokens_from_elsewhere_are_renewed(service: Service, connect: Connect) -> None:
    """Another process has stored newer tokens, but so long ago that they have expired too."""
    store = Ahead(service.issue(30))
    dead = service.issue(-1)
    service.expire()
    store.on_lock = lambda: store.write(dead)
    connect(service.url, auth=renewing(service, store)).get("/user")
    assert [("access-2", 401), ("access-3", 200)] == service.used


def test_old_tokens_never_replace_unstored_ones(service: Service, connect: Connect) -> None:
    """The store still has the old ones, which say that they live. Fiken has ended them."""
    store = CountingStore(service.issue(30))
    store.broken = {"save": 3}
    session = connect(service.url, auth=renewing(service, store))
    with pytest.warns(TokensNotStoredWarning):
        session.get("/user")
    assert [("access-2", 200)] == service.used


def test_tokens_of_who_took_over_are_used(service: Service, connect: Connect) -> None:
    """Another process has taken over the lock, and its tokens seem to have expired since."""
    service.rotates = False
    store = Ahead(service.issue(-1))
    dead = service.issue(-1)
    store.on_failure = lambda _: store.write(dead)
    session = connect(service.url, auth=renewing(service, store))
    session.get("/user")
    assert ([("access-2", 200)], "access-2") == (service.used, store.access_token)


def test_tokens_that_seem_dead_are_in_the_store(service: Service, connect: Connect) -> None:
    """The store has taken them, and its answer was lost: there is nothing to warn of."""
    service.lifetime = -5  # as for a clock that is ahead
    store = Ahead(service.issue(-1))
    store.on_failure = lambda tokens: store.write(tokens) if tokens else None
    session = connect(service.url, auth=renewing(service, store))
    session.get("/user")
    assert ([("access-2", 200)], "access-2") == (service.used, store.access_token)


def test_unstored_tokens_are_renewed_in_time(service: Service, connect: Connect) -> None:
    """Not only when it is time to store them again."""
    service.lifetime = 2
    store = CountingStore(service.issue(-1))
    store.broken = {"save": 3}
    session = connect(service.url, auth=renewing(service, store))
    with pytest.warns(TokensNotStoredWarning):
        session.get("/user")
    time.sleep(2.1)
    session.get("/user")
    assert [("access-2", 200), ("access-3", 200)] == service.used


@pytest.mark.parametrize("is_down", [False, True])
def test_tokens_die_before_the_next_attempt(
    service: Service, connect: Connect, *, is_down: bool
) -> None:
    """A renewal has failed, and is tried again at once when the tokens have expired."""
    service.faults = [fails, fails] if is_down else [fails]
    session = connect(service.url, auth=renewing(service, CountingStore(service.issue(2))))
    session.get("/user")
    assert ([("access-1", 200)], 1) == (service.used, service.asked)
    time.sleep(2.1)
    if is_down:
        with pytest.raises(ServerError):
            session.get("/user")
    session.get("/user")
    assert [("access-1", 200), ("access-2", 200)] == service.used


def test_a_refused_login_is_tried_again(
    service: Service, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some minutes: nobody knows why Fiken has refused it."""
    monkeypatch.setattr(_renewal, "_REFUSED_FOR", 0.2)
    store = CountingStore(service.issue(-1))
    service.faults = [lambda handler: handler.answer(400, {"error": "invalid_grant"})]
    session = connect(service.url, auth=renewing(service, store))
    with pytest.raises(LoginRequiredError):
        session.get("/user")
    time.sleep(0.3)
    session.get("/user")
    assert ([("access-2", 200)], 2) == (service.used, service.asked)


@pytest.mark.parametrize("has_app", [True, False])
def test_tokens_nobody_can_renew_lock_nothing(
    service: Service, connect: Connect, *, has_app: bool
) -> None:
    """In their last minute they are used as before, and the store is left alone."""
    tokens = service.issue(30)
    store = CountingStore(tokens.evolve(refresh_token=None) if has_app else tokens)
    session = connect(service.url, auth=OAuth2(service.app() if has_app else None, store, "acme"))
    session.get("/user")
    locks = store.calls.count("lock")
    for _ in range(3):
        session.get("/user")
    assert (locks, 0 if has_app else 1) == (store.calls.count("lock"), locks)
    assert [("access-1", 200)] * 4 == service.used


def test_a_401_of_an_unknown_request_renews(service: Service) -> None:
    """A program that sends its own requests may tell of a 401 in a thread that has sent none."""
    auth = renewing(service, CountingStore(service.issue()))
    answer = Answer(401, {}, b"", "GET", service.url, "id-1")
    assert [True, True] == [auth.renewed_after(answer) for _ in range(2)]
    assert 2 == service.refreshes
