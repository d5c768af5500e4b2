"""What fails while tokens are renewed: the token host, the store, the process, the user."""

import copy
import pickle
import signal
import threading
import time
import warnings
from collections.abc import Callable
from traceback import TracebackException
from typing import Any

import pytest
import requests

from fiken.auth import OAuth2, Tokens
from fiken.auth._renewing import _renewal, _shared_tokens
from fiken.errors import (
    FikenError,
    LoginRequiredError,
    MappingError,
    OAuthError,
    Outcome,
    ServerError,
    TokensNotStoredWarning,
    TokenStoreError,
    TransportError,
)
from fiken.session import Answer, Session

from .service import (
    SECRET,
    CountingStore,
    Fault,
    Service,
    drops,
    fails,
    refuses_the_app,
    renewing,
    sends_a_page,
    sends_no_tokens,
    together,
)

Connect = Callable[..., Session]

FAULTS: dict[str, tuple[Fault, type[FikenError]]] = {
    "500": (fails, ServerError),
    "a page of HTML": (sends_a_page, TransportError),
    "no tokens": (sends_no_tokens, MappingError),
    "nothing": (drops, TransportError),
}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level("WARNING", logger="fiken")
    return lambda: caplog.text


@pytest.mark.parametrize("fault", FAULTS)
def test_living_tokens_are_used_meanwhile(
    fault: str, service: Service, connect: Connect, logged: Callable[[], str]
) -> None:
    """The token host is not asked again for each request."""
    store = CountingStore(service.issue(30))
    service.faults = [FAULTS[fault][0]] * 9
    session = connect(service.url, auth=renewing(service, store))
    for _ in range(4):
        session.get("/user")
    assert [("access-1", 200)] * 4 == service.used
    assert (1, "access-1") == (service.asked, store.access_token)
    assert "tokens of the account 'acme' are not yet renewed" in logged()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("early", [True, False])
def test_dead_tokens_raise_the_error(
    fault: str, early: bool, service: Service, connect: Connect
) -> None:
    """Whatever became of the tokens, nothing was done with the request itself."""
    store = CountingStore(service.issue(-1 if early else 3600))
    if not early:
        service.expire()
    does, kind = FAULTS[fault]
    service.faults = [does]
    session = connect(service.url, auth=renewing(service, store))
    with pytest.raises(kind) as raised:
        session.request("POST", "/contacts", json={})
    assert (kind, Outcome.REFUSED) == (type(raised.value), raised.value.outcome)
    assert (0, "access-1") == (service.carried_out, store.access_token)
    session.request("POST", "/contacts", json={})
    assert (1, "access-2") == (service.carried_out, store.access_token)


def test_waiting_threads_share_a_failure(service: Service, connect: Connect) -> None:
    """Each has an exception of its own, and the token host is asked once."""
    store, errors = CountingStore(service.issue(-1)), list[ServerError]()

    def slow(handler: Any) -> None:
        time.sleep(0.3)
        fails(handler)

    service.faults = [slow]
    session = connect(service.url, auth=renewing(service, store))

    def ask() -> None:
        with pytest.raises(ServerError) as raised:
            session.get("/user")
        errors.append(raised.value)

    together(8, ask)
    assert (1, 8) == (service.asked, len({id(error) for error in errors}))


def test_an_app_that_is_refused_is_told(
    service: Service, connect: Connect, logged: Callable[[], str]
) -> None:
    """Not before its tokens have expired: until then every request can be answered."""
    store = CountingStore(service.issue(30))
    service.faults = [refuses_the_app] * 2
    session = connect(service.url, auth=renewing(service, store))
    session.get("/user")
    assert [("access-1", 200)] == service.used
    assert "are not yet renewed: OAuthError: Fiken refused the login (invalid_client" in logged()
    service.expire()
    with pytest.raises(OAuthError, match="client secret"):
        session.get("/user")
    assert "access-1" == store.access_token


def test_a_login_that_is_over_sends_nothing(service: Service, connect: Connect) -> None:
    """Fiken ends both tokens at once, even if the access token has not expired yet."""
    store = CountingStore(service.issue(30))
    service.revoke()
    with pytest.raises(LoginRequiredError, match="'acme' has to log in"):
        connect(service.url, auth=renewing(service, store)).get("/user")
    assert [] == service.used


def test_a_revoked_login_names_its_account(service: Service, connect: Connect) -> None:
    """Fiken is not asked again and again, and the tokens stay in the store."""
    store = CountingStore(service.issue())
    service.revoke()
    session = connect(service.url, auth=renewing(service, store))
    for _ in range(3):
        with pytest.raises(LoginRequiredError, match="'acme' has to log in") as raised:
            session.request("POST", "/contacts")
        assert ("acme", Outcome.REFUSED) == (raised.value.account, raised.value.outcome)
    assert (1, 0, "access-1") == (service.asked, service.carried_out, store.access_token)


def test_a_new_login_is_found(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue())
    service.revoke()
    session = connect(service.url, auth=renewing(service, store))
    with pytest.raises(LoginRequiredError):
        session.get("/user")
    store.save("acme", service.issue())
    session.get("/user")
    assert ("access-2", 200) == service.used[-1]


def test_another_account_is_missing(service: Service, connect: Connect) -> None:
    auth = OAuth2(service.app(), CountingStore(service.issue()), "beta")
    with pytest.raises(LoginRequiredError, match=r"'beta'.*the store has no tokens"):
        connect(service.url, auth=auth).get("/user")
    assert [] == service.used


def test_a_logout_elsewhere_is_noticed(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue())
    session = connect(service.url, auth=renewing(service, store))
    session.get("/user")
    store.save("acme", None)
    service.revoke()
    with pytest.raises(LoginRequiredError, match="the store has no tokens"):
        session.get("/user")


@pytest.mark.parametrize("late", [0.0, 0.2])
def test_invalid_grant_reads_the_store_again(
    late: float, service: Service, connect: Connect
) -> None:
    """A process that the lock does not reach has used the refresh token a moment before."""
    store = CountingStore(first := service.issue(-1))
    assert first.refresh_token is not None
    answer = service.refresh(first.refresh_token)
    assert answer is not None
    theirs = Tokens(access_token=answer["access_token"], refresh_token=answer["refresh_token"])

    def refuse(handler: Any) -> None:
        threading.Timer(late, lambda: store.write(theirs)).start()
        time.sleep(0.1 if late == 0 else 0)
        handler.answer(400, {"error": "invalid_grant"})

    service.faults = [refuse]
    connect(service.url, auth=renewing(service, store)).get("/user")
    assert [("access-2", 200)] == service.used


@pytest.mark.parametrize("broken", ["lock", "load"])
def test_a_store_that_fails_stops_nothing_yet(
    broken: str, service: Service, connect: Connect, logged: Callable[[], str]
) -> None:
    store = CountingStore(service.issue(61))
    session = connect(service.url, auth=renewing(service, store))
    session.get("/user")
    store.broken = {broken: 99}
    time.sleep(1.1)
    for _ in range(3):
        session.get("/user")
    assert (0, [("access-1", 200)] * 4) == (service.asked, service.used)
    assert "TokenStoreError" in logged()


@pytest.mark.parametrize("broken", ["lock", "load"])
def test_a_store_that_fails_is_reported(broken: str, service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue(-1))
    store.broken = {broken: 1}
    session = connect(service.url, auth=renewing(service, store))
    with pytest.raises(TokenStoreError, match=f"{broken} does not work") as raised:
        session.request("POST", "/contacts")
    assert (True, [], 0) == (raised.value.is_transient, service.used, service.asked)
    session.request("POST", "/contacts")
    assert [("access-2", 200)] == service.used


def test_a_lock_that_is_stuck_stops_nothing_yet(
    service: Service, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests go on with tokens that live, and the renewal goes on waiting."""
    monkeypatch.setattr(_shared_tokens, "PAUSE", 0.2)
    store = CountingStore(service.issue(61))
    session = connect(service.url, auth=renewing(service, store))
    session.get("/user")
    time.sleep(1.1)
    with store.lock("acme"):
        session.get("/user")
        assert ([("access-1", 200)] * 2, 0) == (service.used, service.asked)
    time.sleep(0.3)
    session.get("/user")
    assert (("access-2", 200), 1) == (service.used[-1], service.asked)


def test_a_lock_that_is_stuck_is_reported(
    service: Service, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_shared_tokens, "PATIENCE", 0.2)
    store = CountingStore(service.issue(-1))
    session = connect(service.url, auth=renewing(service, store))
    with store.lock("acme"), pytest.raises(TokenStoreError, match="still being renewed") as raised:
        session.get("/user")
    assert (True, []) == (raised.value.is_transient, service.used)
    time.sleep(0.3)
    session.get("/user")
    assert ([("access-2", 200)], 1) == (service.used, service.asked)


def test_a_failed_save_is_repeated(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue(-1))
    store.broken = {"save": 2}
    connect(service.url, auth=renewing(service, store)).get("/user")
    assert (1, 3, "access-2") == (service.refreshes, store.calls.count("save"), store.access_token)


def test_tokens_that_cannot_be_stored_are_kept(
    service: Service, connect: Connect, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str]
) -> None:
    """They are the only ones that work. They are stored as soon as the store works again."""
    monkeypatch.setattr(_renewal, "PAUSE", 2.0)
    store = CountingStore(service.issue(-1))
    store.broken = {"save": 99}
    session = connect(service.url, auth=renewing(service, store))
    with pytest.warns(TokensNotStoredWarning, match="'acme' could not be stored .*save does not"):
        session.get("/user")
    session.get("/user")
    assert ("access-1", True) == (store.access_token, "'acme' were not stored: Token" in logged())
    store.broken = {}
    time.sleep(2)
    session.get("/user")
    assert ([("access-2", 200)] * 3, "access-2") == (service.used, store.access_token)
    service.expire()
    session.get("/user")
    assert (2, "access-3") == (service.refreshes, store.access_token)


def test_an_aborted_save_loses_no_tokens(service: Service, connect: Connect) -> None:
    """As by an exception with which another library stops its threads: it is no `Exception`."""
    store = CountingStore(service.issue(-1))

    class StopError(BaseException):
        """Such an exception."""

    def stop() -> None:
        raise StopError

    store.on_save = stop
    session = connect(service.url, auth=renewing(service, store))
    with pytest.raises(StopError):
        session.get("/user")
    store.on_save = lambda: None
    session.get("/user")
    assert ([("access-2", 200)], 1, "access-2") == (
        service.used,
        service.refreshes,
        store.access_token,
    )


def test_storing_again_does_not_replace_renewal(
    service: Service, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fiken refuses the tokens while the store is still taking them."""
    for module in (_renewal, _shared_tokens):
        monkeypatch.setattr(module, "PAUSE", 0.1)
    store = CountingStore(service.issue(-1))
    store.broken = {"save": 3}
    session = connect(service.url, auth=renewing(service, store))
    with pytest.warns(TokensNotStoredWarning):
        session.get("/user")
    time.sleep(0.1)
    service.expire()
    store.on_save = lambda: time.sleep(0.4)
    session.get("/user")
    assert [("access-2", 200), ("access-2", 401), ("access-3", 200)] == service.used


def test_unstored_tokens_can_be_renewed(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue(-1))
    store.broken = {"save": 3}
    session = connect(service.url, auth=renewing(service, store))
    with pytest.warns(TokensNotStoredWarning):
        session.get("/user")
    service.expire()
    session.get("/user")
    assert (2, "access-3") == (service.refreshes, store.access_token)


def test_unstored_tokens_are_renewed_again(service: Service, connect: Connect) -> None:
    """The store has older ones for a long time, and takes the newest of all in the end."""
    store = CountingStore(service.issue())
    store.broken = {"save": 99}
    session = connect(service.url, auth=renewing(service, store))
    for number in range(3):
        service.expire()
        with pytest.warns(TokensNotStoredWarning):
            session.get("/user")
        assert (f"access-{number + 2}", 200) == service.used[-1]
    assert "access-1" == store.access_token
    store.broken = {}
    service.expire()
    session.get("/user")
    assert (4, "access-5") == (service.refreshes, store.access_token)


def test_a_new_login_replaces_unstored_tokens(service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue(-1))
    store.broken = {"save": 3}
    session = connect(service.url, auth=renewing(service, store))
    with pytest.warns(TokensNotStoredWarning):
        session.get("/user")
    service.revoke()
    store.save("acme", service.issue())
    session.get("/user")
    assert (1, "access-3") == (service.refreshes, store.access_token)


def test_a_warning_can_be_an_error(service: Service, connect: Connect) -> None:
    """Nothing was sent, and the tokens are kept nevertheless."""
    store = CountingStore(service.issue(-1))
    store.broken = {"save": 3}
    session = connect(service.url, auth=renewing(service, store))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TokensNotStoredWarning):
            session.get("/user")
    assert [] == service.used
    session.get("/user")
    assert [("access-2", 200)] == service.used


def test_an_unreleased_lock_loses_no_tokens(
    service: Service, connect: Connect, logged: Callable[[], str]
) -> None:
    store = CountingStore(service.issue(-1))
    store.broken = {"unlock": 1}
    connect(service.url, auth=renewing(service, store)).get("/user")
    assert ([("access-2", 200)], "access-2") == (service.used, store.access_token)
    assert "the lock of the account 'acme' was not released" in logged()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system has no such signals")
def test_an_interrupt_loses_no_tokens(service: Service, connect: Connect) -> None:
    """Ctrl-C between the answer of the token host and the store: the work goes on."""
    store = CountingStore(service.issue(-1))
    interrupted, main_thread = threading.Event(), threading.get_ident()

    def interrupt() -> None:
        signal.pthread_kill(main_thread, signal.SIGINT)
        interrupted.wait(5)

    store.on_save = interrupt
    session = connect(service.url, auth=renewing(service, store))
    with pytest.raises(KeyboardInterrupt) as raised:
        session.request("POST", "/contacts", json={})
    assert "outcome refused" in raised.value.__notes__[0]
    assert ("access-1", []) == (store.access_token, service.used)
    interrupted.set()
    store.on_save = lambda: None
    session.request("POST", "/contacts", json={})
    assert (1, [("access-2", 200)]) == (service.refreshes, service.used)


def test_no_thread_can_be_started(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """As at the end of the interpreter. The thread that needs the tokens then does the work."""
    start = threading.Thread.start

    def fail(thread: threading.Thread) -> None:
        if thread.name == "fiken-renewal":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", fail)
    auth = renewing(service, CountingStore(service.issue(-1)))
    request = requests.Request("GET", service.url).prepare()
    assert "Bearer access-2" == auth(request).headers["Authorization"]
    service.expire()
    assert auth.renewed_after(Answer(401, {}, b"", "GET", service.url, "id-1"))
    assert "Bearer access-3" == auth(request).headers["Authorization"]


def _printed(does: Callable[[], object], kind: type[Exception]) -> str:
    """Return the traceback of an error with its causes, and the local variables of our frames."""
    with pytest.raises(kind) as raised:
        does()
    printed = [repr(raised.value), repr(raised.value.args)]
    error: BaseException | None = raised.value
    while error is not None:
        traced = TracebackException.from_exception(error, capture_locals=True)
        printed += [str(frame.locals) for frame in traced.stack if "/tests/" not in frame.filename]
        printed.append(str(error))
        error = error.__cause__ or error.__context__
    return "".join(printed)


@pytest.mark.parametrize("kind", [LoginRequiredError, ServerError, MappingError, TransportError])
def test_no_error_shows_a_secret(kind: type[Exception], service: Service, connect: Connect) -> None:
    store = CountingStore(service.issue(-1))
    if kind is LoginRequiredError:
        service.revoke()
    service.faults = [does for does, raises in FAULTS.values() if raises is kind][:1]
    session = connect(service.url, auth=renewing(service, store))
    printed = _printed(lambda: session.get("/user"), kind)
    assert "_refreshed" in printed or "known" in printed
    assert [] == [word for word in ("access-", "refresh-", SECRET) if word in printed]


def test_the_login_shows_no_secret(service: Service) -> None:
    auth = renewing(service, CountingStore(service.issue()))
    auth(requests.Request("GET", service.url).prepare())
    assert "OAuth2(account='acme')" == repr(auth)
    assert "access-" not in repr(vars(auth))
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="holds a secret"):
            attempt(auth)
