"""What may happen to a process at any moment of a renewal."""

import random
import signal
import threading
import time
from pathlib import Path
from types import FrameType

import pytest

from fiken import TokenStoreError
from fiken.auth import FileStore, Tokens

from .service import CountingStore, Service, renewing
from .test_oauth2 import Connect


def _interrupt(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of open sockets
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such timer")
def test_interrupts_lose_no_login(service: Service, connect: Connect, tmp_path: Path) -> None:
    """Ctrl-C at any moment: the tokens are renewed once, and the next request goes on."""
    chance, interrupted, expiries = random.Random(10), 0, 60
    store = FileStore(tmp_path / "tokens.json")
    store.save("acme", service.issue())
    session = connect(service.url, auth=renewing(service, store))
    before = signal.signal(signal.SIGALRM, _interrupt)
    try:
        for _ in range(expiries):
            for thread in threading.enumerate():
                if thread.name == "fiken-renewal" and thread.is_alive():
                    thread.join()  # it goes on after an interrupt
            service.expire()
            try:
                signal.setitimer(signal.ITIMER_REAL, 1e-6 + chance.random() * 0.02)
                session.get("/user")
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                interrupted += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert 200 == session.get("/user").status
    assert service.refreshes == service.asked <= expiries
    assert interrupted > expiries / 10
    tokens = store.load("acme")
    assert tokens is not None
    assert service.refresh(str(tokens.refresh_token)) is not None


class TakenOver(CountingStore):
    """A store whose lock another process has taken over, because this one was suspended."""

    def __init__(self, tokens: Tokens, newer: Tokens | None) -> None:
        super().__init__(tokens)
        self.newer = newer

    def save(self, account: str, tokens: Tokens | None) -> None:
        if self.newer is None:  # it was stored, but the answer of the database was lost
            super().save(account, tokens)
        else:
            self.write(self.newer)
        raise TokenStoreError("another process has taken over", passing=True)


@pytest.mark.parametrize("stores_newer", [True, False])
def test_a_lost_lock_warns_of_nothing(
    stores_newer: bool, service: Service, connect: Connect
) -> None:
    """The tokens that are in the store count, whoever has stored them."""
    service.rotates = False
    newer = service.issue() if stores_newer else None
    store = TakenOver(service.issue(-1), newer)
    session = connect(service.url, auth=renewing(service, store))
    for _ in range(2):
        session.get("/user")
    assert 1 == service.refreshes
    assert {(store.access_token, 200)} == set(service.used)


def test_tokens_that_expire_on_the_way(service: Service, connect: Connect) -> None:
    """A request was so slow that also its new token has expired: it gets another one."""
    service.lifetime = 2
    session = connect(service.url, auth=renewing(service, CountingStore(service.issue())))

    def delay(token: str) -> None:
        if token == "access-2":
            time.sleep(2.1)
        if token != "access-3":
            service.expire()

    service.on_request = delay
    assert 200 == session.request("POST", "/contacts", json={}).status
    assert (2, 1) == (service.refreshes, service.carried_out)
