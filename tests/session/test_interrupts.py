"""Exceptions that come from outside in a request: they pass, and say what was done."""

import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from types import FrameType
from typing import Any

import pytest

from fiken import Contact, Fiken
from fiken.errors import AmbiguousWriteError, WrittenButNotLoadedError
from fiken.models._base import as_loaded
from fiken.repositories import ContactRepository, SaleRepository
from fiken.repositories._written import nothing
from fiken.session import Paced, Retries, Session, Unpaced
from fiken.session._progress import OUTSIDE

from .conftest import TOKEN
from .server import CREATED, OK, Server, Step, Wire, after_carrying_out, answering

Connect = Callable[..., Session]
DAY = date(2026, 1, 15)


class SoftTimeLimit(Exception):  # noqa: N818
    """An ordinary Exception, as celery has one."""


@pytest.fixture(params=[SoftTimeLimit, KeyboardInterrupt])
def interrupted(request: pytest.FixtureRequest) -> Iterator[type[BaseException]]:
    """The class of the exception that is raised here when a step of the server sends the signal."""
    kind: type[BaseException] = request.param

    def handler(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise kind("time is up")

    before = signal.signal(signal.SIGUSR1, handler)
    yield kind
    signal.signal(signal.SIGUSR1, before)


def interrupting(wire: Wire) -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
    wire.wait_until_the_client_leaves()


def reading(then: Callable[[Wire], None]) -> Step:
    def step(wire: Wire) -> None:
        wire.read()
        then(wire)

    return step


def _notes(error: BaseException) -> str:
    return "\n".join(getattr(error, "__notes__", []))


def test_a_read_is_neither_lost_nor_repeated(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    server.plan = [reading(interrupting), OK]
    with pytest.raises(interrupted, match="time is up") as raised:
        connect(server.url).get("/x")
    assert (1, "") == (len(server.seen), _notes(raised.value))


def test_a_write_on_its_way_says_unknown(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    server.plan = [after_carrying_out(interrupting), CREATED]
    with pytest.raises(interrupted) as raised:
        connect(server.url).request("POST", "/contacts", json={}, params={"name": "Nelly"})
    note = _notes(raised.value)
    assert "outcome unknown" in note
    assert f"POST {server.url}/contacts, request {server.seen[0].headers['X-Request-ID']}" in note
    assert "look before you send it again" in note
    assert "Nelly" not in note
    assert 1 == server.carried_out


def test_a_write_whose_status_came_says_done(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    def halfway(wire: Wire) -> None:
        wire.send(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n[")
        time.sleep(0.1)
        interrupting(wire)

    server.plan = [after_carrying_out(halfway)]
    with pytest.raises(interrupted) as raised:
        connect(server.url).request("POST", "/x", json={})
    assert "outcome done" in _notes(raised.value)


def test_a_write_with_the_start_of_a_page_says_unknown(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """The headers alone say that it does not come from Fiken."""

    def half(wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n")
        time.sleep(0.2)
        interrupting(wire)

    server.plan = [reading(half)]
    with pytest.raises(interrupted) as raised:
        connect(server.url).request("POST", "/x", json={})
    assert "outcome unknown" in _notes(raised.value)


def test_a_write_that_was_refused_says_so(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """The exception comes during the wait after a 429."""

    def limited(wire: Wire) -> bool:
        answering(429, ("Retry-After", "5"))(wire)
        time.sleep(0.1)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        return False

    server.plan = [limited, CREATED]
    with pytest.raises(interrupted) as raised:
        connect(server.url, retries=Retries()).request("POST", "/x", json={})
    assert "outcome refused" in _notes(raised.value)
    assert 0 == server.carried_out


def test_the_next_request_works_as_ever(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    server.plan = [OK, reading(interrupting), OK]
    session = connect(server.url)
    session.get("/x")
    with pytest.raises(interrupted):
        session.get("/x")
    assert {"a": 1} == session.get("/x").json()
    assert 201 != session.request("POST", "/x", json={}).status


def test_no_frame_of_it_shows_the_token(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """Tools that print local variables (pytest -l, Sentry) must not print the header."""
    server.plan = [reading(interrupting)]
    with pytest.raises(interrupted) as raised:
        connect(server.url).request("POST", "/x", json={})
    report = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    assert TOKEN not in "".join(report.stack.format()[1:])  # the first is this test's own
    for frame, _ in traceback.walk_tb(raised.value.__traceback__):
        for value in frame.f_locals.values():
            assert TOKEN not in repr(getattr(value, "headers", ""))


VERBS: dict[str, Callable[[Session], object]] = {
    "creating": lambda s: ContactRepository(s, "/companies/x").save(Contact(name="Nelly")),
    "updating": lambda s: ContactRepository(s, "/companies/x").save(
        as_loaded(Contact(name="Nelly"), contact_id=42).evolve(name="Ned")
    ),
    "settling": lambda s: SaleRepository(s, "/companies/x").settle(42, settled_date=DAY),
    "finalizing": lambda s: SaleRepository(s, "/companies/x").drafts.finalize(42),
    "attaching": lambda s: (
        ContactRepository(s, "/companies/x").attachments(42).add(b"%PDF-1.4 %%EOF", "a.pdf")
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_says_done_while_it_loads(
    verb: str, interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """The exception comes during the GET, and the note is about the write before it."""
    server.plan = [CREATED, reading(interrupting)]
    with pytest.raises(interrupted) as raised:
        VERBS[verb](connect(server.url))
    assert ["GET"] == [request.method for request in server.seen[1:]]
    assert "outcome done" in _notes(raised.value)
    assert 1 == len(raised.value.__notes__)
    assert f"request {server.seen[0].headers['X-Request-ID']}" in _notes(raised.value)


def test_one_note_is_enough(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """The session notes an exception in the write itself, and so would the verb."""
    server.plan = [after_carrying_out(interrupting)]
    with pytest.raises(interrupted) as raised:
        VERBS["creating"](connect(server.url))
    (note,) = raised.value.__notes__
    assert "outcome unknown" in note


def after_a_while(seconds: float, step: Step) -> Step:
    """Return a step that answers as this one, and sends the signal some seconds later."""

    def timed(wire: Wire) -> bool:
        main = threading.main_thread().ident or 0
        threading.Timer(seconds, signal.pthread_kill, (main, signal.SIGUSR1)).start()
        return bool(step(wire))

    return timed


@pytest.mark.parametrize("verb", VERBS)
def test_an_interrupt_before_loading_says_done(
    verb: str, interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """A verb spends most of its time in this wait."""
    server.plan = [after_a_while(0.5, CREATED), OK]
    with pytest.raises(interrupted) as raised:
        VERBS[verb](connect(server.url, pacer=Paced(2.0)))
    assert (1, 1) == (len(server.seen), len(raised.value.__notes__))
    assert "outcome done" in _notes(raised.value)


def test_an_interrupt_between_loads_says_done(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    server.plan = [CREATED, after_a_while(0.5, answering(503, ("Retry-After", "2"))), OK]
    with pytest.raises(interrupted) as raised:
        VERBS["creating"](connect(server.url))
    assert "outcome done" in _notes(raised.value)


def test_a_pacer_error_is_not_from_outside(server: Server, connect: Connect) -> None:
    """A shared pacer may fail. The exception says that the write was carried out."""

    class Broken(Paced):
        def slot(self, credential: str) -> Any:
            if server.seen:
                raise RuntimeError("no connection to the queue")
            return super().slot(credential)

    server.plan = [CREATED]
    with pytest.raises(WrittenButNotLoadedError, match="no connection to the queue"):
        VERBS["creating"](connect(server.url, pacer=Broken()))


def test_with_a_shared_pacer_it_says_done_too(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """Exceptions of the pacer itself are not from outside, but those within an exchange are."""

    class Shared(Paced):
        """A pacer that is not one of ours."""

    server.plan = [CREATED, reading(interrupting)]
    with pytest.raises(interrupted) as raised:
        VERBS["creating"](connect(server.url, pacer=Shared(0.0)))
    assert "outcome done" in _notes(raised.value)


def test_through_the_client_it_says_done_too(
    interrupted: type[BaseException], server: Server
) -> None:
    """The client puts another session between the repository and the wire."""
    server.plan = [CREATED, reading(interrupting)]
    client = Fiken(TOKEN, base_url=server.url, pacer=Unpaced())
    with client, pytest.raises(interrupted) as raised:
        client.company("x").contacts.save(Contact(name="Nelly"))
    assert "outcome done" in _notes(raised.value)


def test_an_earlier_exception_is_forgotten(server: Server, connect: Connect) -> None:
    """Python may give the id of an exception that is gone to another one."""
    server.plan = [CREATED, answering(500)]
    contacts = ContactRepository(connect(server.url), "/companies/x")

    class Same(int):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = int.__hash__

    OUTSIDE.set(Same())
    with pytest.raises(WrittenButNotLoadedError):
        contacts.save(Contact(name="Nelly"))


def test_a_verb_that_sent_nothing_says_nothing(
    interrupted: type[BaseException], server: Server, connect: Connect
) -> None:
    """The note of a verb is not about an earlier verb."""
    server.plan = [CREATED, OK, reading(interrupting)]
    contacts = ContactRepository(connect(server.url), "/companies/x")
    contacts.save(Contact(name="Nelly"), reload=False)
    contacts._session.request("GET", "/x")
    changed = as_loaded(Contact(name="Nelly"), contact_id=42).evolve(name="Ned")
    with pytest.raises(interrupted) as raised:
        contacts.save(changed, fresh=True)
    assert "" == _notes(raised.value)


def test_a_write_that_never_began_says_nothing(server: Server, connect: Connect) -> None:
    """The note of an earlier write would say that this one was carried out."""
    contacts = ContactRepository(connect(server.url), "/companies/x")
    contacts._session.request("POST", "/x")
    with pytest.raises(TypeError) as raised:
        contacts._write("POST", "/companies/x/contacts", nothing, json=object())
    assert "" == _notes(raised.value)
    assert 1 == len(server.seen)


def test_the_callers_own_frames_stay(server: Server, connect: Connect) -> None:
    """An exception that the caller was handling during the request keeps its traceback."""
    server.plan = [after_carrying_out(Wire.reset)]
    own = RuntimeError("the caller's own")

    def ask_while_handling() -> None:
        try:
            raise own
        except RuntimeError:
            connect(server.url).request("POST", "/x", json={})

    with pytest.raises(AmbiguousWriteError):
        ask_while_handling()
    assert own.__traceback__ is not None
