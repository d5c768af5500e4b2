"""Logging out: the login is revoked at Fiken, then removed. What fails is still stored."""

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from traceback import TracebackException

import pytest
import requests

from fiken.auth import FileStore, OAuth2, Tokens
from fiken.errors import (
    ConfigurationError,
    FikenError,
    LoginRequiredError,
    NotLoggedOutError,
    Outcome,
    TokensNotStoredWarning,
    TokenStoreError,
)
from fiken.session import Session

from .service import (
    SECRET,
    CountingStore,
    Fault,
    Handler,
    Service,
    drops,
    fails,
    refuses_the_app,
    renewing,
)

Connect = Callable[..., Session]


def forbids(handler: Handler) -> None:
    """Answer 403."""
    handler.answer(403, {"message": "no"})


def test_a_login_is_revoked_and_removed(service: Service, connect: Connect) -> None:
    """Under the lock. Afterwards nothing is sent with it any more."""
    store = CountingStore(service.issue())
    auth = renewing(service, store)
    session = connect(service.url, auth=auth)
    session.get("/user")
    assert auth.log_out()
    assert ([("access-1", 200)], 0) == (service.revoked, service.asked)
    assert ["load", "lock", "load", "save", "unlock"] == store.calls
    assert () == store.accounts()
    with pytest.raises(LoginRequiredError, match="the store has no tokens"):
        session.get("/user")
    assert 1 == len(service.used)


@pytest.mark.parametrize("seconds", [30, -1])
def test_tokens_that_expire_are_renewed_first(seconds: float, service: Service) -> None:
    store = CountingStore(service.issue(seconds))
    assert renewing(service, store).log_out()
    assert ([("access-2", 200)], ()) == (service.revoked, store.accounts())


def test_tokens_that_fiken_refuses_are_renewed(service: Service) -> None:
    """The clock of this machine may be wrong. New tokens are stored before they are used."""
    store = CountingStore(service.issue())
    service.expire()
    assert renewing(service, store).log_out()
    assert [("access-1", 401), ("access-2", 200)] == service.revoked
    assert (2, ()) == (store.calls.count("save"), store.accounts())


def test_a_login_that_is_over_is_removed(service: Service) -> None:
    """It was revoked in Fiken. There is nothing more to do there."""
    store = CountingStore(service.issue())
    service.revoke()
    assert renewing(service, store).log_out()
    assert () == store.accounts()


def test_nobody_is_logged_in(service: Service) -> None:
    assert not renewing(service, CountingStore()).log_out()
    assert ([], 0) == (service.revoked, service.asked)


def test_a_login_is_removed_only_here(service: Service, connect: Connect) -> None:
    store = CountingStore(tokens := service.issue())
    assert not renewing(service, store).log_out(revoke=False)
    assert ([], ()) == (service.revoked, store.accounts())
    store.save("acme", tokens)
    connect(service.url, auth=renewing(service, store)).get("/user")
    assert [("access-1", 200)] == service.used


def test_a_personal_token_is_only_removed(service: Service) -> None:
    store = CountingStore(Tokens(access_token="1234.made-up"))
    assert not OAuth2(None, store, "acme").log_out()
    assert ([], ()) == (service.revoked, store.accounts())


def test_a_token_without_successor_that_is_dead(service: Service) -> None:
    """Nobody can revoke its login any more, so it does not stay for ever."""
    store = CountingStore(service.issue().evolve(refresh_token=None))
    service.expire()
    assert not renewing(service, store).log_out()
    assert ([("access-1", 401)], ()) == (service.revoked, store.accounts())


@pytest.mark.parametrize("changes", [{}, {"refresh_token": None}, {"expires_at": None}])
def test_only_its_app_can_revoke_it(changes: dict[str, None], service: Service) -> None:
    """Whatever shows that the login is one of an app."""
    store = CountingStore(Tokens.load_secrets(service.issue().dump_secrets() | changes))
    with pytest.raises(ConfigurationError, match="'acme' cannot be revoked without its app"):
        OAuth2(None, store, "acme").log_out()
    assert ("access-1", []) == (store.access_token, service.revoked)
    assert not OAuth2(None, store, "acme").log_out(revoke=False)


@pytest.mark.parametrize(
    ("fault", "outcome", "remains", "transient"),
    [
        (fails, Outcome.UNKNOWN, "may still work", False),
        (drops, Outcome.UNKNOWN, "may still work", False),
        (forbids, Outcome.REFUSED, "still works", False),
    ],
)
def test_a_failure_says_what_remains(
    fault: Fault, outcome: Outcome, remains: str, transient: bool, service: Service
) -> None:
    """The login is still stored, and it can be tried again."""
    auth = renewing(service, store := CountingStore(service.issue()))
    service.faults_of_revoke = [fault]
    with pytest.raises(NotLoggedOutError, match="'acme' is not logged out") as raised:
        auth.log_out()
    error = raised.value
    assert (outcome, "acme", transient) == (error.outcome, error.account, error.is_transient)
    assert f"The login {remains}, and its tokens are still in the store" in str(error)
    assert isinstance(error.__cause__, FikenError)
    assert "access-1" == store.access_token
    assert auth.log_out()


def test_fiken_is_out_of_reach(service: Service) -> None:
    store, other = CountingStore(service.issue()), Service()
    auth = renewing(other, store)
    other.close()
    with pytest.raises(NotLoggedOutError, match="The login still works") as raised:
        auth.log_out()
    assert raised.value.is_transient
    assert "access-1" == store.access_token


def test_a_renewal_that_fails_revokes_nothing(service: Service) -> None:
    store = CountingStore(service.issue(-1))
    service.faults = [refuses_the_app]
    with pytest.raises(NotLoggedOutError, match="client secret"):
        renewing(service, store).log_out()
    assert ("access-1", []) == (store.access_token, service.revoked)


def test_renewed_tokens_are_kept_if_revoking_fails(service: Service) -> None:
    """The old refresh token is worth nothing any more."""
    auth = renewing(service, store := CountingStore(service.issue(-1)))
    service.faults_of_revoke = [forbids]
    with pytest.raises(NotLoggedOutError):
        auth.log_out()
    assert "access-2" == store.access_token


def test_a_store_that_cannot_remove(service: Service) -> None:
    """It is told that Fiken has revoked the login. Logging out again only removes it."""
    auth = renewing(service, store := CountingStore(service.issue()))
    store.broken = {"save": 1}
    with pytest.raises(NotLoggedOutError, match="Fiken has revoked the login, but") as raised:
        auth.log_out()
    assert (Outcome.DONE, False) == (raised.value.outcome, raised.value.is_transient)
    assert "access-1" == store.access_token
    assert auth.log_out()
    assert () == store.accounts()


@pytest.mark.parametrize("broken", ["load", "lock"])
def test_a_store_that_fails_before(broken: str, service: Service) -> None:
    store = CountingStore(service.issue())
    store.broken = {broken: 1}
    with pytest.raises(TokenStoreError, match=f"{broken} does not work"):
        renewing(service, store).log_out()
    assert ("access-1", []) == (store.access_token, service.revoked)


def test_a_lock_that_stays_is_no_failure(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """Fiken has revoked the login, and the tokens are gone."""
    store = CountingStore(service.issue())
    store.broken = {"unlock": 1}
    assert renewing(service, store).log_out()
    assert () == store.accounts()
    assert "the lock of the account 'acme' was not released" in caplog.text


def test_unstored_tokens_are_revoked(service: Service, connect: Connect) -> None:
    """Those in the store are worth nothing any more."""
    auth = renewing(service, store := CountingStore(service.issue(-1)))
    store.broken = {"save": 3}
    with pytest.warns(TokensNotStoredWarning):
        connect(service.url, auth=auth).get("/user")
    assert "access-1" == store.access_token
    assert auth.log_out()
    assert ([("access-2", 200)], ()) == (service.revoked, store.accounts())


def test_tokens_renewed_twice_are_kept(service: Service) -> None:
    """Fiken refuses those of the first renewal, and the store does not take the second ones."""
    auth = renewing(service, store := CountingStore(service.issue(-1)))

    def refuse(handler: Handler) -> None:
        store.broken = {"save": 3}
        service.expire()
        handler.answer(401, {"error": "invalid_token"})

    service.faults_of_revoke = [refuse, forbids]
    with pytest.raises(NotLoggedOutError):
        auth.log_out()
    assert ("access-2", 2) == (store.access_token, service.refreshes)
    assert auth.log_out()
    assert ([("access-3", 200)], ()) == (service.revoked, store.accounts())


def test_a_renewal_is_waited_for(service: Service) -> None:
    """Of another thread. Otherwise its tokens would be stored after the login is revoked."""
    auth = renewing(service, store := CountingStore(service.issue(-1)))
    service.takes = 0.5
    request = requests.Request("GET", service.url).prepare()
    thread = threading.Thread(target=auth, args=(request,))
    thread.start()
    while not service.asked:
        time.sleep(0.01)
    assert auth.log_out()
    thread.join()
    assert ([("access-2", 200)], ()) == (service.revoked, store.accounts())


def test_another_process_may_log_in_again(service: Service, tmp_path: Path) -> None:
    """The new login is not touched by what this process remembers of the old one."""
    store = FileStore(tmp_path / "tokens.json")
    store.save("acme", service.issue())
    auth = renewing(service, store)
    request = requests.Request("GET", service.url).prepare()
    auth(request)
    assert auth.log_out()
    FileStore(tmp_path / "tokens.json").save("acme", service.issue())
    assert "Bearer access-2" == auth(request).headers["Authorization"]


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system has no such signals")
def test_an_interrupt_loses_no_tokens(service: Service) -> None:
    """Ctrl-C between the answer of the token host and the store: the work goes on."""
    auth = renewing(service, store := CountingStore(service.issue(-1)))
    interrupted, main_thread = threading.Event(), threading.get_ident()

    def interrupt() -> None:
        store.on_save = lambda: None
        signal.pthread_kill(main_thread, signal.SIGINT)
        interrupted.wait(5)

    store.on_save = interrupt
    with pytest.raises(KeyboardInterrupt):
        auth.log_out()
    assert "access-1" == store.access_token
    interrupted.set()
    with store.lock("acme"):  # free as soon as the work has ended
        assert ([("access-2", 200)], ()) == (service.revoked, store.accounts())


@pytest.mark.parametrize("fault", [fails, forbids, drops])
def test_no_error_shows_a_secret(fault: Fault, service: Service) -> None:
    store = CountingStore(service.issue(-1))
    service.faults_of_revoke = [fault]
    with pytest.raises(NotLoggedOutError) as raised:
        renewing(service, store).log_out()
    printed = ""
    error: BaseException | None = raised.value
    while error is not None:
        traced = TracebackException.from_exception(error, capture_locals=True)
        printed += f"{error!r} {error.args} {[frame.locals for frame in traced.stack]}"
        error = error.__cause__ or error.__context__
    assert "is_revoked" in printed
    assert [] == [word for word in ("access-", "refresh-", SECRET) if word in printed]
