"""What a call does with a write, by the state in which it finds it."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from fiken import (
    AmbiguousWriteError,
    IdempotencyConflictError,
    IdempotencyInProgressError,
    WrittenButNotLoadedError,
)
from fiken.idempotency import KeptWrite, MemoryIdempotency
from fiken.idempotency._course import carry_out
from fiken.idempotency._kept import State
from fiken.idempotency._table import TableOfWrites
from fiken.idempotency._write import Write
from tests.idempotency.books import COMPANY, Books, finalize, payment, sale, settle
from tests.idempotency.conftest import Steps

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def kept(store: TableOfWrites, key: str = "order-17") -> KeptWrite:
    """Return the write that the store keeps for a key."""
    row = store.get(COMPANY, key)
    assert row is not None
    return row


def leave(
    store: TableOfWrites,
    write: Write[Any],
    state: State = "unsure",
    sent_by: datetime | None = None,
    known: tuple[str, ...] = (),
) -> None:
    """Leave a write as a worker does that has sent it and lost its answer.

    Args:
        store: The store.
        write: The write.
        state: Its state.
        sent_by: When it was sent; None means now.
        known: The ids of what looked alike before.
    """
    clue = write.clue or {"number": None, "amount": int(write.digest["amount"])}
    store.claim(write.intent, "dead")
    store.sending(COMPANY, write.key, "dead", {**clue, "known": list(known)})
    store.keep(COMPANY, write.key, "dead", state, sent_by)


def ids(books: Books) -> list[str]:
    return [sale.id for sale in books.sales]


# --- no row


def test_a_numbered_write_takes_one_request(books: Books, store: MemoryIdempotency) -> None:
    """And that which loads the result. What to look for is recorded before."""
    assert "1" == carry_out(sale(books), store).id
    assert ["POST", "GET"] == books.requests
    assert ("done", "1") == (kept(store).state, kept(store).result)


def test_others_are_listed_before_sending(books: Books, store: MemoryIdempotency) -> None:
    """That is one request more."""
    assert "1" == carry_out(payment(books), store).id
    assert ["LIST", "POST", "GET"] == books.requests


def test_a_draft_is_read_before_that(books: Books, store: MemoryIdempotency) -> None:
    """It says what the document will look like: an equal payment has to wait meanwhile."""
    books.run("INSERT INTO drafts VALUES (5, 100)")
    assert "1" == carry_out(finalize(books, "draft-5", 5), store).id
    assert ["DRAFT", "LIST", "POST", "GET"] == books.requests


def test_a_missing_draft_leaves_the_key_free(books: Books, store: MemoryIdempotency) -> None:
    with pytest.raises(LookupError):
        carry_out(finalize(books, "draft-5", 5), store)
    assert store.get(COMPANY, "draft-5") is None


def test_the_clue_is_recorded_before_sending(
    books: Books, store: MemoryIdempotency, steps: Steps
) -> None:
    """With the ids of those that were there."""
    books.add(100)
    rows = list[KeptWrite]()
    steps.at("guarded", lambda: rows.append(kept(store)))
    carry_out(payment(books), store)
    (row,) = rows
    assert {"number": None, "amount": 100, "known": ["1"]} == row.clue
    assert ("working", "of 100") == (row.state, row.alike)
    assert row.sent_by is not None


# --- no row, but another key has the signature


@pytest.fixture
def other(books: Books) -> Write[Any]:
    """A write with another key that would look alike."""
    return payment(books, "order-16")


def test_a_live_twin_is_waited_for(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """And named in the error, when the call has waited long enough."""
    store.claim(other.intent, "alive")
    with pytest.raises(IdempotencyInProgressError) as caught:
        carry_out(payment(books), store)
    assert ("order-16", 60) == (caught.value.key, round(caught.value.again_in or 0, -1))
    assert [] == books.requests


def test_a_twin_that_is_there_is_resolved(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    leave(store, other)
    books.add(100)
    assert "2" == carry_out(payment(books), store).id
    assert ("done", "1") == (kept(store, "order-16").state, kept(store, "order-16").result)


def test_a_settled_twin_begins_anew(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """Its own call then sends it, and both are carried out."""
    leave(store, other, sent_by=LONG_AGO)
    assert "1" == carry_out(payment(books), store).id
    assert "2" == carry_out(other, store).id


def test_a_fresh_twin_is_not_overtaken(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """It may still come. The error says when that is over."""
    leave(store, other)
    before = kept(store, "order-16")
    with pytest.raises(IdempotencyInProgressError, match="its answer was lost") as caught:
        carry_out(payment(books), store)
    assert ("order-16", 120) == (caught.value.key, round(caught.value.again_in or 0, -1))
    after = kept(store, "order-16")
    assert ("unsure", before.sent_by, 0.0) == (after.state, after.sent_by, after.owned_for)
    assert "POST" not in books.requests


def test_there_may_be_time_to_wait(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    leave(store, other)
    store.settle, store.wait = 0.3, 60.0
    assert "1" == carry_out(payment(books), store).id


def test_an_unclear_twin_needs_a_person(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """The error names the key and what was found."""
    leave(store, other, sent_by=LONG_AGO)
    books.add(100)
    books.add(100)
    with pytest.raises(IdempotencyInProgressError, match=r"several look alike \(ids 1, 2\)"):
        carry_out(payment(books), store)
    store.resolve(COMPANY, "order-16", 2)
    assert "3" == carry_out(payment(books), store).id


def test_an_unsent_twin_is_not_looked_for(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """Its worker died before it sent anything."""
    store.lease = 0.001
    store.claim(other.intent, "dead")
    store.lease, store.wait = 60.0, 10.0
    assert "1" == carry_out(payment(books), store).id
    assert ["LIST", "POST", "GET"] == books.requests
    assert ("working", None) == (kept(store, "order-16").state, kept(store, "order-16").alike)


def test_a_carried_out_twin_gives_way(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """As soon as it is sure that it cannot be found. It is never sent again."""
    leave(store, other, "written", LONG_AGO)
    assert "1" == carry_out(payment(books), store).id
    assert ("written", None) == (kept(store, "order-16").state, kept(store, "order-16").alike)


def test_a_twin_is_not_judged_blindly(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """If the service does not answer, it stays as it is."""
    leave(store, other, sent_by=LONG_AGO)
    books.fail("down", at="LIST")
    with pytest.raises(IdempotencyInProgressError, match="did not answer"):
        carry_out(payment(books), store)
    assert ("unsure", LONG_AGO) == (kept(store, "order-16").state, kept(store, "order-16").sent_by)


def test_a_draft_waits_for_its_twin(
    books: Books, store: MemoryIdempotency, other: Write[Any]
) -> None:
    """Its signature is known only when the draft was read. Its key stays free."""
    books.run("INSERT INTO drafts VALUES (5, 100)")
    leave(store, other)
    with pytest.raises(IdempotencyInProgressError) as caught:
        carry_out(finalize(books, "draft-5", 5), store)
    assert "order-16" == caught.value.key
    assert store.get(COMPANY, "draft-5") is None
    books.add(100)
    assert "2" == carry_out(finalize(books, "draft-5", 5), store).id


# --- another content


@pytest.mark.parametrize("state", ["done", "unsure", "working"])
def test_another_content_is_refused(books: Books, store: MemoryIdempotency, state: str) -> None:
    """Whatever became of the first one. Nothing is sent, and nothing is looked for."""
    leave(store, sale(books), sent_by=LONG_AGO)
    if state == "done":
        store.resolve(COMPANY, "order-17", 1)
    elif state == "working":
        store.take(COMPANY, "order-17", "alive")
    with pytest.raises(IdempotencyConflictError) as caught:
        carry_out(sale(books, amount=200), store)
    assert ("order-17", ("amount",)) == (caught.value.key, caught.value.fields)
    assert [] == books.requests


def test_another_verb_is_refused(books: Books, store: MemoryIdempotency) -> None:
    """The error names the one that used the key."""
    carry_out(sale(books), store)
    with pytest.raises(IdempotencyConflictError, match="POST /companies/acme-as/sales") as caught:
        carry_out(settle(books, "order-17", "1"), store)
    assert () == caught.value.fields


# --- done and written


def test_a_done_key_is_loaded(books: Books, store: MemoryIdempotency) -> None:
    """By one request, and nothing is sent."""
    carry_out(sale(books), store)
    assert "1" == carry_out(sale(books), store).id
    assert ["POST", "GET", "GET"] == books.requests


def test_a_carried_out_write_is_looked_for(books: Books, store: MemoryIdempotency) -> None:
    leave(store, payment(books), "written")
    books.add(100)
    assert "1" == carry_out(payment(books), store).id
    assert ("done", "1") == (kept(store).state, kept(store).result)


@pytest.mark.parametrize(("sent_by", "alike"), [(None, "of 100"), (LONG_AGO, None)])
def test_a_carried_out_write_is_never_sent(
    books: Books, store: MemoryIdempotency, sent_by: datetime | None, alike: str | None
) -> None:
    """Not even when it is sure that it is not there: it may have been deleted by hand."""
    leave(store, payment(books), "written", sent_by)
    for _ in range(2):
        with pytest.raises(WrittenButNotLoadedError, match="was not found"):
            carry_out(payment(books), store)
    assert ("written", alike) == (kept(store).state, kept(store).alike)
    assert [] == ids(books)


def test_what_a_written_one_is_may_be_unclear(books: Books, store: MemoryIdempotency) -> None:
    leave(store, payment(books), "written", LONG_AGO)
    books.add(100)
    books.add(100)
    with pytest.raises(WrittenButNotLoadedError, match=r"several look alike \(ids 1, 2\)"):
        carry_out(payment(books), store)
    assert "of 100" == kept(store).alike


# --- working


def test_another_worker_is_waited_for(books: Books, store: MemoryIdempotency, steps: Steps) -> None:
    """Its result is that of both."""
    store.wait = 60.0
    results = list[Any]()
    second = threading.Thread(target=lambda: results.append(carry_out(sale(books), store)))
    steps.at("answered", second.start)
    steps.at("answered", lambda: pytest.fail("it was sent twice"))
    first = carry_out(sale(books), store)
    second.join(60)
    assert [first] == results
    assert ["1"] == ids(books)


def test_a_worker_may_take_too_long(books: Books, store: MemoryIdempotency) -> None:
    """The error says when its lease ends."""
    store.claim(sale(books).intent, "alive")
    with pytest.raises(IdempotencyInProgressError) as caught:
        carry_out(sale(books), store)
    assert ("order-17", 60) == (caught.value.key, round(caught.value.again_in or 0, -1))
    assert caught.value.is_transient
    assert [] == books.requests


def test_an_unsent_write_is_sent(books: Books, store: MemoryIdempotency) -> None:
    """Its worker died before: there is nothing to look for."""
    store.lease = 0.001
    store.claim(payment(books).intent, "dead")
    store.lease, store.wait = 60.0, 10.0
    assert "1" == carry_out(payment(books), store).id
    assert ["LIST", "POST", "GET"] == books.requests


# --- unsure


WRITES = [sale, payment]


@pytest.mark.parametrize("write", WRITES)
def test_a_lost_write_is_found(books: Books, store: MemoryIdempotency, write: Any) -> None:
    leave(store, write(books))
    books.add(100, "S1" if write is sale else None)
    assert "1" == carry_out(write(books), store).id
    assert ["LIST", "GET"] == books.requests


@pytest.mark.parametrize("write", WRITES)
def test_a_settled_write_is_sent_again(books: Books, store: MemoryIdempotency, write: Any) -> None:
    """With what looked alike before it was sent for the first time."""
    old = books.add(100) if write is payment else None
    leave(store, write(books), sent_by=LONG_AGO, known=(old,) if old else ())
    made = carry_out(write(books), store)
    assert ids(books)[-1] == made.id
    assert ["LIST", "POST", "GET"] == books.requests


@pytest.mark.parametrize("write", WRITES)
def test_a_fresh_write_is_not_sent_again(
    books: Books, store: MemoryIdempotency, write: Any
) -> None:
    """It may still come. The error says when that is over, and the moment of sending stays."""
    leave(store, write(books))
    before = kept(store)
    with pytest.raises(AmbiguousWriteError, match="it is not there yet") as caught:
        carry_out(write(books), store)
    assert ("order-17", 120) == (caught.value.key, round(caught.value.again_in or 0, -1))
    after = kept(store)
    assert ("unsure", before.sent_by, 0.0) == (after.state, after.sent_by, after.owned_for)
    assert ["LIST"] == books.requests


def test_a_call_may_wait_until_it_is_sure(books: Books, store: MemoryIdempotency) -> None:
    leave(store, sale(books))
    store.settle, store.wait = 0.3, 60.0
    assert "1" == carry_out(sale(books), store).id


def test_a_late_write_is_found_in_time(books: Books, store: MemoryIdempotency) -> None:
    """It was carried out after the client had given up."""
    store.settle, store.wait = 1.0, 60.0
    books.fail("late 0.4")
    assert "1" == carry_out(sale(books), store).id
    assert ["1"] == ids(books)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(200, "S1")], "one with this number differs (ids 1)"),
        ([(100, "S1"), (100, "S1")], "several look alike (ids 1, 2)"),
    ],
)
def test_an_unclear_write_is_never_sent(
    books: Books, store: MemoryIdempotency, rows: list[tuple[int, str]], reason: str
) -> None:
    """However long ago it was sent. The error says why, and names the ids."""
    leave(store, sale(books), sent_by=LONG_AGO)
    for row in rows:
        books.add(*row)
    with pytest.raises(AmbiguousWriteError) as caught:
        carry_out(sale(books), store)
    assert reason in str(caught.value)
    assert tuple(ids(books)) == caught.value.candidates
    assert caught.value.again_in is None
    assert ("unsure", LONG_AGO) == (kept(store).state, kept(store).sent_by)


def test_a_deleted_write_is_not_sent_again(books: Books, store: MemoryIdempotency) -> None:
    """Somebody has deleted it by hand before we looked."""
    leave(store, sale(books), sent_by=LONG_AGO)
    books.delete(books.add(100, "S1"))
    with pytest.raises(AmbiguousWriteError, match="it was deleted"):
        carry_out(sale(books), store)
    assert "POST" not in books.requests


def test_a_failed_look_decides_nothing(books: Books, store: MemoryIdempotency) -> None:
    leave(store, sale(books), sent_by=LONG_AGO)
    books.fail("down", at="LIST")
    with pytest.raises(AmbiguousWriteError, match="did not answer whether it has it") as caught:
        carry_out(sale(books), store)
    assert "no connection" in str(caught.value.__cause__)
    assert ("unsure", LONG_AGO) == (kept(store).state, kept(store).sent_by)
    assert "1" == carry_out(sale(books), store).id


@pytest.mark.parametrize("is_there", [True, False])
def test_a_harmless_write_is_sent_at_once(
    books: Books, store: MemoryIdempotency, is_there: bool
) -> None:
    """But for one that is there."""
    books.add(100)
    leave(store, settle(books, "settle-1", "1"))
    if is_there:
        books.patch("1")
    assert carry_out(settle(books, "settle-1", "1"), store).settled
    assert ["LIST", *(["PATCH"] * (not is_there)), "GET"] == books.requests[is_there:]


# --- what other keys have made


def test_a_write_never_takes_anothers(books: Books, store: MemoryIdempotency) -> None:
    """An equal one with the same number is that of the key that has made it."""
    carry_out(sale(books, "first"), store)
    leave(store, sale(books), sent_by=LONG_AGO)
    assert "2" == carry_out(sale(books), store).id


def test_a_deleted_one_may_be_anothers(books: Books, store: MemoryIdempotency) -> None:
    """Recorded, deleted, recorded again under the same number: and then the answer is lost."""
    carry_out(sale(books, "first"), store)
    books.delete("1")
    leave(store, sale(books), sent_by=LONG_AGO)
    assert "2" == carry_out(sale(books), store).id
    assert "2" == carry_out(sale(books), store).id


def test_two_workers_do_not_take_one_row(
    books: Books, store: MemoryIdempotency, steps: Steps
) -> None:
    """Between the look of one and its record, another one has recorded the same row."""
    twin = sale(books, "twin")
    leave(store, sale(books), sent_by=LONG_AGO)
    leave(store, twin, sent_by=LONG_AGO)
    books.add(100, "S1")
    steps.at("looked", lambda: store.done(twin.intent, "1"))
    assert "2" == carry_out(sale(books), store).id


def test_a_look_must_pass_over_others(books: Books, store: MemoryIdempotency) -> None:
    """One that does not is not believed."""
    carry_out(sale(books, "first"), store)
    leave(store, sale(books), sent_by=LONG_AGO)
    careless = sale(books)
    forgetful = attrs.evolve(careless, look=lambda clue: careless.look({**clue, "known": []}))
    with pytest.raises(AmbiguousWriteError, match=r"another key has made it \(ids 1\)"):
        carry_out(forgetful, store)


def test_a_certain_answer_is_believed(books: Books, store: MemoryIdempotency) -> None:
    """Although a look of another key has taken the row for its own before."""
    store.done(sale(books, "first").intent, "1")
    assert "1" == carry_out(sale(books), store).id
    assert "1" == carry_out(sale(books), store).id
    assert ["1"] == ids(books)


def test_times_are_those_of_the_store(books: Books, store: MemoryIdempotency) -> None:
    row = store.claim(sale(books).intent, "one")
    assert row is not None
    assert timedelta(seconds=60) == pytest.approx(
        row.owned_until - row.read_at, abs=timedelta(seconds=1)
    )
