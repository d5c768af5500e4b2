"""Every write with an idempotency key is carried out once, whatever happens to its answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from fiken import AmbiguousWriteError, CompanyClient, Fiken
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator
from fiken.idempotency import MemoryIdempotency
from tests.keyed import EVERY

each = pytest.mark.parametrize("what", EVERY)
SEEN = [what for what, write in EVERY.items() if write.is_seen]


@pytest.fixture
def store() -> MemoryIdempotency:
    """A store with which a call waits until a lost write can be sent again."""
    return MemoryIdempotency(settle=0.01)


@pytest.fixture
def client(emulator: Emulator, store: MemoryIdempotency) -> Iterator[Fiken]:
    """A client that keeps idempotency keys."""
    with emulator.client(idempotency=store) as fiken:
        yield fiken


def writes_since(before: int, emulator: Emulator) -> list[bool]:
    """Return for each write whether it was carried out."""
    return [r.carried_out for r in emulator.requests[before:] if r.method != "GET"]


def sent_by(what: str, emulator: Emulator, fiken: Fiken, key: str | None) -> int:
    """Return how many requests a write sends."""
    acme = fiken.company(emulator.company_slug)
    given = EVERY[what].prepare(acme)
    before = len(emulator.requests)
    EVERY[what].call(acme, given, key)
    return len(emulator.requests) - before


@each
def test_a_key_costs_one_request_at_most(what: str, client: Fiken, emulator: Emulator) -> None:
    """None is added where the entity has a number of its own."""
    with Emulator() as other, other.client() as plain:
        without = sent_by(what, other, plain, None)
    assert without + EVERY[what].before == sent_by(what, emulator, client, "key-1")
    assert EVERY[what].before <= 1


@each
def test_the_same_key_again_sends_nothing(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """The result of the first call is returned again, by one request at most."""
    write = EVERY[what]
    given = write.prepare(acme)
    first = write.call(acme, given, "key-1")
    before = len(emulator.requests)
    again = write.call(acme, given, "key-1")
    assert first == again
    assert ["GET"] >= [request.method for request in emulator.requests[before:]]


@pytest.mark.parametrize("what", SEEN)
def test_a_lost_answer_is_found(what: str, acme: CompanyClient, emulator: Emulator) -> None:
    """The call returns as if nothing had happened, and the write was carried out once."""
    write = EVERY[what]
    given = write.prepare(acme)
    before = len(emulator.requests)
    emulator.fail_next(DropAfterCarryingOut(), skip=write.before)
    first = write.call(acme, given, "key-1")
    assert [True] == writes_since(before, emulator)
    assert first == write.call(acme, given, "key-1")


@pytest.mark.parametrize("what", SEEN)
def test_what_never_arrived_is_sent_again(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    write = EVERY[what]
    given = write.prepare(acme)
    before = len(emulator.requests)
    emulator.fail_next(DropBeforeReading(), skip=write.before)
    try:
        write.call(acme, given, "key-1")
    except AmbiguousWriteError:  # a harmless one can be sent again at once
        write.call(acme, given, "key-1")
    assert [False, *([] if write.is_so else [True])] == writes_since(before, emulator)


def test_what_cannot_be_seen_is_not_sent_again(acme: CompanyClient, emulator: Emulator) -> None:
    """A credit note has no dispatches: a person has to find out whether it was sent."""
    write = EVERY["CreditNoteRepository.send"]
    given = write.prepare(acme)
    for fault in (DropBeforeReading(), DropAfterCarryingOut()):
        before = len(emulator.requests)
        emulator.fail_next(fault)
        for _ in range(2):
            with pytest.raises(AmbiguousWriteError, match="does not show") as caught:
                write.call(acme, given, f"key-{fault}")
            assert caught.value.again_in is None
        assert 1 == len(emulator.requests) - before


@pytest.mark.parametrize("what", SEEN)
def test_threads_with_one_key_write_once(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """All of them get the same result."""
    write = EVERY[what]
    given = write.prepare(acme)
    before = len(emulator.requests)
    with ThreadPoolExecutor(3) as threads:
        results = list(threads.map(lambda _: write.call(acme, given, "key-1"), range(3)))
    assert 3 * [results[0]] == results
    assert [True] == writes_since(before, emulator)
