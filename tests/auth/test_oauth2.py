"""Tokens from a store are renewed once for all, and stored before they are used."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import time_machine

from fiken.auth import Auth, MemoryStore, OAuth2, RotatingTokens, Tokens
from fiken.errors import (
    ConfigurationError,
    CounterNotInitializedError,
    LoginRequiredError,
    UnauthorizedError,
)
from fiken.pacing import Paced
from fiken.session import Answer, Session

from .service import CountingStore, Service, renewing, together

Connect = Callable[..., Session]


def expired(tokens: Tokens) -> Tokens:
    return tokens.evolve(expires_at=datetime.now(UTC) - timedelta(seconds=1))


def test_the_store_is_read_once(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue())
    session = connect(service.url, auth=renewing(service, store))
    for _ in range(3):
        session.get("/user")
    assert ([("access-1", 200)] * 3, ["load"], 0) == (service.used, store.calls, service.asked)


@pytest.mark.parametrize(("seconds", "refreshes"), [(90, 0), (59, 1), (1, 1), (-1, 1)])
def test_tokens_are_renewed_a_minute_early(
    seconds: float, refreshes: int, service: Service, connect: Connect
) -> None:
    store = CountingStore(service.issue(seconds))
    session = connect(service.url, auth=renewing(service, store))
    for _ in range(3):
        session.get("/user")
    assert refreshes == service.refreshes
    token = f"access-{1 + refreshes}"
    assert ([(token, 200)] * 3, token) == (service.used, store.access_token)


def test_new_tokens_are_stored_first(service: Service, connect: Connect) -> None:
    """Under the lock, whose store is read again."""
    store = CountingStore(service.issue(-1))
    in_store = list[str]()
    service.on_request = lambda _: in_store.append(store.access_token)
    connect(service.url, auth=renewing(service, store)).get("/user")
    assert ["access-2"] == in_store
    assert ["load", "lock", "load", "save", "unlock"] == store.calls


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_refused_tokens_are_renewed(method: str, service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue())
    service.expire()
    connect(service.url, auth=renewing(service, store)).request(method, "/contacts")
    assert [("access-1", 401), ("access-2", 200)] == service.used
    assert (1, method == "POST", "access-2") == (
        service.refreshes,
        service.carried_out,
        store.access_token,
    )


def test_a_missing_counter_renews_nothing(service: Service, connect: Connect) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    store = CountingStore(service.issue())
    with pytest.raises(CounterNotInitializedError):
        connect(service.url, auth=renewing(service, store)).get("/creditNotes/counter")
    assert 0 == service.asked


def test_a_401_after_renewal_is_raised(service: Service, connect: Connect) -> None:
    """The tokens are renewed once per request, and no more."""
    store = CountingStore(service.issue())
    service.on_request = lambda _: service.expire()
    session = connect(service.url, auth=renewing(service, store))
    for number in (1, 2):
        with pytest.raises(UnauthorizedError):
            session.get("/user")
        assert (number, 2 * number) == (service.refreshes, len(service.used))


def test_taken_tokens_may_be_refused_too(service: Service, connect: Connect) -> None:
    """Those that another process has stored have been refused since. Fiken was not asked yet."""
    store = CountingStore(service.issue())
    idle, busy = (connect(service.url, auth=renewing(service, store)) for _ in range(2))
    idle.get("/user")
    service.expire()
    busy.get("/user")
    service.expire()
    idle.request("POST", "/contacts", json={})
    assert [("access-1", 401), ("access-2", 401), ("access-3", 200)] == service.used[-3:]
    assert (2, 1) == (service.asked, service.carried_out)


@pytest.mark.parametrize("early", [True, False])
def test_fifty_threads_renew_once(early: bool, service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue(30 if early else 3600))
    if not early:
        service.expire()
    service.takes = 0.2
    session = connect(service.url, auth=renewing(service, store))
    together(50, lambda: session.get("/user"))
    assert 3 * [1] == [service.asked, store.calls.count("lock"), store.calls.count("save")]
    assert 50 == [status for _, status in service.used].count(200)


def test_a_late_401_asks_nobody(service: Service) -> None:
    """Another thread has renewed the token since the request was sent."""
    store = CountingStore(service.issue())
    auth, refused = renewing(service, store), Answer(401, {}, b"", "GET", service.url, "id-1")
    early, late = auth.for_request(), auth.for_request()
    for login in (early, late):
        login(requests.Request("GET", service.url).prepare())
    service.expire()
    assert early.renewed_after(refused)
    calls = len(store.calls)
    assert late.renewed_after(refused)
    assert (1, calls) == (service.asked, len(store.calls))


def test_two_logins_of_a_process_renew_once(service: Service, connect: Connect) -> None:
    """The second one takes what the first one has stored, and does not ask Fiken."""
    store = CountingStore(service.issue())
    first, second = (connect(service.url, auth=renewing(service, store)) for _ in range(2))
    first.get("/user")
    second.get("/user")
    service.expire()
    first.get("/user")
    second.get("/user")
    assert ("access-1", 401) == service.used[-2]
    assert (1, ("access-2", 200)) == (service.refreshes, service.used[-1])


def test_logins_at_the_same_moment_renew_once(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue(-1))
    service.takes = 0.2
    sessions = iter([connect(service.url, auth=renewing(service, store)) for _ in range(8)])
    together(8, lambda: next(sessions).get("/user"))
    assert (1, 8) == (service.asked, [status for _, status in service.used].count(200))


def test_short_lives_are_renewed_once(service: Service, connect: Connect) -> None:
    """A minute is more than such a token lives: the last tenth of its life counts instead."""
    store = CountingStore(service.issue())
    sessions = [connect(service.url, auth=renewing(service, store)) for _ in range(3)]
    for session in sessions:
        session.get("/user")
    service.lifetime = 20
    service.expire()
    for session in 3 * sessions:
        session.get("/user")
    assert (1, ("access-2", 200)) == (service.refreshes, service.used[-1])


def test_the_old_refresh_token_stays(service: Service, connect: Connect) -> None:
    service.rotates, service.names_refresh_token = False, False
    store = CountingStore(service.issue(-1))
    session = connect(service.url, auth=renewing(service, store))
    for _ in range(3):
        session.get("/user")
        service.expire()
    tokens = store.load("acme")
    assert tokens is not None
    assert (3, "refresh-1") == (service.refreshes, tokens.refresh_token)


@pytest.mark.parametrize("hours", [1, -1, 24 * 365])
def test_a_wrong_clock_renews_at_most_once(hours: int, service: Service, connect: Connect) -> None:
    """What this process has got itself is measured by a clock that nobody sets."""
    store = CountingStore(service.issue())
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        session = connect(service.url, auth=renewing(service, store))
        for _ in range(5):
            session.get("/user")
    assert (hours > 0) == service.asked


def test_a_clock_that_is_set_renews_nothing(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue())
    session = connect(service.url, auth=renewing(service, store))
    session.get("/user")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        session.get("/user")
    assert 0 == service.asked


def test_no_time_of_expiry_means_until_refused(service: Service, connect: Connect) -> None:
    service.lifetime = 0
    store = CountingStore(service.issue(-1))
    session = connect(service.url, auth=renewing(service, store))
    for _ in range(5):
        session.get("/user")
    assert 1 == service.asked


def test_a_renewal_takes_no_turn(service: Service, connect: Connect) -> None:
    """A thread that waits for the lock of a store must not hold up the requests of others."""
    store = CountingStore(service.issue(-1))
    auth = renewing(service, store)
    session = connect(service.url, auth=auth, pacer=Paced(0, patience=2))
    lane = f"{auth.credential}@127.0.0.1:{service.url.split(':')[2].partition('/')[0]}"
    with Paced(0).slot(lane):
        waiting = threading.Thread(target=session.get, args=("/user",))
        waiting.start()
        ends = time.monotonic() + 5
        while not service.refreshes and time.monotonic() < ends:
            time.sleep(0.01)
        assert (1, []) == (service.refreshes, service.used)
    waiting.join()
    assert [("access-2", 200)] == service.used


def test_a_request_that_waits_takes_new_tokens(service: Service, connect: Connect) -> None:
    """Another thread has renewed them while the request waited for its turn."""
    auth = renewing(service, CountingStore(service.issue()))
    session = connect(service.url, auth=auth, pacer=Paced(0))
    request = requests.Request("GET", service.url).prepare()
    lane = f"{auth.credential}@127.0.0.1:{service.url.split(':')[2].partition('/')[0]}"
    with Paced(0).slot(lane):
        waiting = threading.Thread(target=session.get, args=("/user",))
        waiting.start()
        time.sleep(0.2)
        auth(request)
        service.expire()
        assert auth.renewed_after(Answer(401, {}, b"", "GET", service.url, "id-1"))
    waiting.join()
    assert [("access-2", 200)] == service.used


def test_tokens_that_seem_dead_are_used(service: Service, connect: Connect) -> None:
    """The clock of an app may be wrong: Fiken decides, and is not asked for ever."""
    dead, asked = datetime.now(UTC) - timedelta(hours=1), list[Tokens]()

    class App:
        client_id = "an-app"

        def refresh(self, tokens: Tokens) -> Tokens:
            asked.append(tokens)
            return service.app().refresh(tokens).evolve(expires_at=dead)

        def revoke(self, tokens: Tokens) -> None:
            raise NotImplementedError

    auth = OAuth2(App(), CountingStore(service.issue(-1)), "acme")
    session = connect(service.url, auth=auth)
    for _ in range(5):
        session.get("/user")
    assert (1, [("access-2", 200)] * 5) == (len(asked), service.used)


def test_other_libraries_can_use_the_login(service: Service) -> None:
    """They may call it several times for one request."""
    auth = renewing(service, CountingStore(service.issue(-1)))
    request = requests.Request("GET", f"{service.url}/user").prepare()
    assert auth(auth(request)) is request
    assert 200 == requests.get(f"{service.url}/user", auth=auth, timeout=5).status_code
    assert (1, [("access-2", 200)]) == (service.refreshes, service.used)


def test_a_wrapped_login_renews_once(service: Service, connect: Connect) -> None:
    """A login of a user that passes everything on is used by threads in the same way."""

    class Wrapped(Auth):
        def __init__(self, inner: Auth) -> None:
            self.inner = inner

        @property
        def credential(self) -> str:
            return self.inner.credential

        def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
            return self.inner(r)

        def renewed_after(self, answer: Answer) -> bool:
            return self.inner.renewed_after(answer)

    store = CountingStore(service.issue())
    session = connect(service.url, auth=Wrapped(renewing(service, store)))
    service.expire()
    together(20, lambda: session.get("/user"))
    assert (1, 20) == (service.asked, [status for _, status in service.used].count(200))


def test_the_credential_outlives_renewals(service: Service) -> None:
    store = CountingStore(service.issue(-1))
    auth = renewing(service, store)
    credential = auth.credential
    auth(requests.Request("GET", service.url).prepare())
    assert 1 == service.refreshes
    assert credential == auth.credential == renewing(service, MemoryStore()).credential
    assert credential != OAuth2(service.app(), store, "beta").credential
    assert credential != OAuth2(None, store, "acme").credential


def test_a_personal_token_needs_no_app(service: Service, connect: Connect) -> None:
    """Fiken may refuse it for other reasons, so a 401 is not yet a login that is over."""
    store = CountingStore(Tokens(access_token=service.issue().access_token))
    session = connect(service.url, auth=OAuth2(None, store, "acme"))
    session.get("/user")
    service.expire()
    with pytest.raises(UnauthorizedError):
        session.get("/user")
    assert [("access-1", 200), ("access-1", 401)] == service.used


def test_tokens_without_an_app_end(service: Service, connect: Connect) -> None:
    session = connect(service.url, auth=OAuth2(None, CountingStore(service.issue(30)), "acme"))
    session.get("/user")
    late = connect(service.url, auth=OAuth2(None, CountingStore(service.issue(-1)), "acme"))
    with pytest.raises(ConfigurationError, match=r"'acme' has expired.*FIKEN_CLIENT_ID"):
        late.get("/user")
    assert [("access-1", 200)] == service.used


def test_a_token_without_a_successor_ends(service: Service, connect: Connect) -> None:
    tokens = service.issue(30).evolve(refresh_token=None)
    connect(service.url, auth=renewing(service, CountingStore(tokens))).get("/user")
    session = connect(service.url, auth=renewing(service, CountingStore(expired(tokens))))
    with pytest.raises(LoginRequiredError, match=r"'acme'.*has expired"):
        session.get("/user")
    assert (0, 1) == (service.asked, len(service.used))


WRONG: dict[str, tuple[Any, Any, Any]] = {
    "app must be an OAuthApp, or None, not str": ("an-app", MemoryStore(), "acme"),
    "store must be an object with the methods load, save and lock, such as": (None, {}, "acme"),
    'such as FileStore."tokens.json"., not the class MemoryStore': (None, MemoryStore, "acme"),
    "account must be a string that names an account .* not ''": (
        None,
        MemoryStore(),
        "",
    ),
    "account must be a string that names an account .* not 7": (
        None,
        MemoryStore(),
        7,
    ),
}


@pytest.mark.parametrize("message", WRONG)
def test_wrong_arguments_are_refused(message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        OAuth2(*WRONG[message])


def test_a_subclass_that_would_be_bypassed() -> None:
    """Requests are sent with what `for_request` returns: a method beside it would never run."""
    for kind in (OAuth2, RotatingTokens):
        for name in ("__call__", "renewed_after", "just_before_sending", "renewals"):
            with pytest.raises(
                TypeError, match=f"Mine overrides {name}, which would not be called"
            ):
                type("Mine", (kind,), {name: None})
        both = {"__call__": None, "for_request": lambda self: self}
        assert issubclass(type("Whole", (kind,), both), kind)


def test_a_subclass_may_add_a_method(service: Service, connect: Connect) -> None:
    class Named(OAuth2):
        @property
        def credential(self) -> str:
            return "mine"

    session = connect(
        service.url, auth=Named(service.app(), CountingStore(service.issue()), "acme")
    )
    session.get("/user")
    assert [("access-1", 200)] == service.used


class SmallestStore:
    """A store with nothing but the methods of the protocol."""

    def __init__(self, tokens: Tokens | None) -> None:
        self.tokens, self.locked = tokens, threading.Lock()

    def load(self, account: str) -> Tokens | None:
        return self.tokens if account == "acme" else None

    def save(self, account: str, tokens: Tokens | None) -> None:
        assert (account, True) == ("acme", self.locked.locked())
        self.tokens = tokens

    @contextmanager
    def lock(self, account: str) -> Generator[None]:
        assert account == "acme"
        with self.locked:
            yield


def test_a_store_needs_three_methods(service: Service, connect: Connect) -> None:
    """Such as one of a user, without `accounts`."""
    store = SmallestStore(service.issue(-1))
    auth = OAuth2(service.app(), store, "acme")
    connect(service.url, auth=auth).get("/user")
    assert store.tokens is not None
    assert "access-2" == store.tokens.access_token
    assert auth.log_out()
    assert store.tokens is None
