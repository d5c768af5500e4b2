"""What becomes of a write when it is sent: its answer, its errors, and the store that fails."""

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from fiken import (
    AmbiguousWriteError,
    BadRequestError,
    FikenError,
    IdempotencyInProgressError,
    IdempotencyStoreError,
    PacingError,
    ServerError,
    TransportError,
    WriteNotRecordedWarning,
    WrittenButNotLoadedError,
    WrittenTwiceError,
)
from fiken.idempotency import MemoryIdempotency, SqlIdempotency, _course
from fiken.idempotency._course import carry_out
from tests.idempotency.books import COMPANY, SALES, Books, finalize, payment, sale, settle
from tests.idempotency.conftest import Steps
from tests.idempotency.test_states import LONG_AGO, ids, kept, leave

WRITES = [sale, payment]

# --- carried out


def test_done_is_recorded_before_loading(books: Books, store: MemoryIdempotency) -> None:
    """The next call loads it."""
    books.fail("down", at="GET")
    with pytest.raises(TransportError):
        carry_out(sale(books), store)
    assert ("done", "1") == (kept(store).state, kept(store).result)
    assert "1" == carry_out(sale(books), store).id


@pytest.mark.parametrize("fault", ["no id", "unread"])
@pytest.mark.parametrize("write", WRITES)
def test_an_answer_without_id_is_looked_for(
    books: Books, store: MemoryIdempotency, write: Any, fault: str
) -> None:
    books.fail(fault)
    assert "1" == carry_out(write(books), store).id
    assert ("done", "1") == (kept(store).state, kept(store).result)


@pytest.mark.parametrize(("fault", "text"), [("no id", "did not name an id"), ("unread", "is cut")])
def test_an_unknown_id_stays_written(
    books: Books, store: MemoryIdempotency, fault: str, text: str
) -> None:
    """It was carried out, so it is never sent again."""
    books.fail(fault)
    books.fail("down", at="LIST")
    with pytest.raises(WrittenButNotLoadedError, match=text):
        carry_out(sale(books), store)
    assert ("written", 0.0) == (kept(store).state, kept(store).owned_for)
    assert "1" == carry_out(sale(books), store).id
    assert ["1"] == ids(books)


def test_a_settled_sale_has_no_id(books: Books, store: MemoryIdempotency) -> None:
    """Several writes can be done without one, and doing one twice is no error."""
    books.add()
    for key in ("settle-1", "settle-1", "settle-2"):
        assert carry_out(settle(books, key, "1"), store).settled
    assert ("done", "") == (kept(store, "settle-2").state, kept(store, "settle-2").result)
    assert 2 == books.requests.count("PATCH")


# --- refused


@pytest.mark.parametrize("write", WRITES)
def test_a_refused_key_is_free(books: Books, store: MemoryIdempotency, write: Any) -> None:
    """Also for another content: somebody has corrected it."""
    books.fail("400")
    with pytest.raises(BadRequestError):
        carry_out(write(books), store)
    assert store.get(COMPANY, "order-17") is None
    assert "1" == carry_out(write(books, amount=200), store).id


def test_a_turn_that_never_came_is_refused(books: Books, store: MemoryIdempotency) -> None:
    """Nothing was sent, so the key is free."""

    def send(_: Callable[[], None]) -> str:
        raise PacingError("no turn within 5 s")

    with pytest.raises(PacingError):
        carry_out(attrs.evolve(sale(books), send=send), store)
    assert store.get(COMPANY, "order-17") is None


def test_a_failed_list_leaves_the_key_free(books: Books, store: MemoryIdempotency) -> None:
    """It comes before anything is sent."""
    books.fail("down", at="LIST")
    with pytest.raises(TransportError):
        carry_out(payment(books), store)
    assert store.get(COMPANY, "order-17") is None
    assert "1" == carry_out(payment(books), store).id


def test_a_late_one_may_refuse_the_second(
    books: Books, store: MemoryIdempotency, steps: Steps
) -> None:
    """The first one has come after all, and made the second one impossible."""
    leave(store, sale(books), sent_by=LONG_AGO)
    books.fail("400")
    steps.at("guarded", lambda: books.add(100, "S1"))
    assert "1" == carry_out(sale(books), store).id
    assert ["1"] == ids(books)


def test_a_refused_second_one_stays_unsure(books: Books, store: MemoryIdempotency) -> None:
    """The first one may still come. Its moment of sending stays."""
    leave(store, sale(books), sent_by=LONG_AGO)
    books.fail("400")
    with pytest.raises(BadRequestError):
        carry_out(sale(books), store)
    assert ("unsure", LONG_AGO) == (kept(store).state, kept(store).sent_by)


# --- lost


@pytest.mark.parametrize("write", WRITES)
def test_a_lost_answer_is_looked_for_at_once(
    books: Books, store: MemoryIdempotency, write: Any
) -> None:
    """Mostly the write was carried out: the call returns as if nothing had happened."""
    books.fail("lost")
    assert "1" == carry_out(write(books), store).id
    assert ["POST", "LIST", "GET"] == books.requests[-3:]
    assert ("done", "1") == (kept(store).state, kept(store).result)


@pytest.mark.parametrize(("fault", "kind"), [("never", AmbiguousWriteError), ("500", ServerError)])
@pytest.mark.parametrize("write", WRITES)
def test_a_lost_write_is_unsure(
    books: Books, store: MemoryIdempotency, write: Any, fault: str, kind: type[FikenError]
) -> None:
    """The error is that of the write, and says what a look has found."""
    books.fail(fault)
    with pytest.raises(kind, match=r"it is not there yet\. Call again") as caught:
        carry_out(write(books), store)
    error: Any = caught.value
    assert ("order-17", 120.0, ()) == (error.key, error.again_in, error.candidates)
    row = kept(store)
    assert ("unsure", 0.0) == (row.state, row.owned_for)
    assert row.sent_by is not None
    assert 60 > (row.read_at - row.sent_by).total_seconds() >= 0


def test_a_lost_write_may_be_unclear(books: Books, store: MemoryIdempotency, steps: Steps) -> None:
    """Somebody has recorded an equal one by hand meanwhile."""
    books.fail("lost")
    steps.at("guarded", lambda: books.add(100, "S1"))
    with pytest.raises(AmbiguousWriteError, match=r"several look alike \(ids 1, 2\)") as caught:
        carry_out(sale(books), store)
    assert (("1", "2"), None) == (caught.value.candidates, caught.value.again_in)


def test_a_look_may_be_lost_too(books: Books, store: MemoryIdempotency) -> None:
    """The error is that of the write."""
    books.fail("lost")
    books.fail("down", at="LIST")
    with pytest.raises(AmbiguousWriteError, match="did not answer whether it has it"):
        carry_out(sale(books), store)
    assert "1" == carry_out(sale(books), store).id
    assert ["1"] == ids(books)


def test_a_lost_harmless_write_is_repeated_now(books: Books, store: MemoryIdempotency) -> None:
    """By the next call."""
    books.add()
    books.fail("never", at="PATCH")
    with pytest.raises(AmbiguousWriteError, match="Call again with the key 'settle-1', now"):
        carry_out(settle(books, "settle-1", "1"), store)
    assert carry_out(settle(books, "settle-1", "1"), store).settled


def test_a_lost_write_is_repeated_when_sure(books: Books, store: MemoryIdempotency) -> None:
    """In the same call, if it may wait that long."""
    store.settle, store.wait = 0.3, 60.0
    books.fail("never", "500")
    assert "1" == carry_out(payment(books), store).id
    assert ["1"] == ids(books)


@pytest.mark.parametrize("write", WRITES)
def test_ctrl_c_leaves_it_unsure(books: Books, store: MemoryIdempotency, write: Any) -> None:
    """And looks for nothing: the next call does."""
    books.fail("Ctrl-C")
    with pytest.raises(KeyboardInterrupt):
        carry_out(write(books), store)
    assert ("unsure", 0.0) == (kept(store).state, kept(store).owned_for)
    assert "POST" == books.requests[-1]
    assert "1" == carry_out(write(books), store).id
    assert ["1"] == ids(books)


@pytest.mark.parametrize("name", ["listed", "sending", "guard"])
def test_ctrl_c_before_sending_frees_the_key(
    books: Books, store: MemoryIdempotency, steps: Steps, name: str
) -> None:
    """Most of the time a call waits for its turn."""
    steps.at(name, _interrupt)
    with pytest.raises(KeyboardInterrupt):
        carry_out(payment(books), store)
    assert store.get(COMPANY, "order-17") is None


def test_ctrl_c_before_the_second_one(books: Books, store: MemoryIdempotency, steps: Steps) -> None:
    """The first one stays unsure, with its moment of sending."""
    leave(store, sale(books), sent_by=LONG_AGO)
    steps.at("guard", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        carry_out(sale(books), store)
    assert ("unsure", LONG_AGO) == (kept(store).state, kept(store).sent_by)


@pytest.mark.parametrize("key", ["order-17", "order-18"])
def test_ctrl_c_while_looking_changes_nothing(
    books: Books, store: MemoryIdempotency, key: str
) -> None:
    """Neither for a write of one's own nor for one of another key."""
    leave(store, payment(books), sent_by=LONG_AGO)
    books.fail("Ctrl-C", at="LIST")
    with pytest.raises(KeyboardInterrupt):
        carry_out(payment(books, key), store)
    assert ("unsure", LONG_AGO) == (kept(store).state, kept(store).sent_by)
    assert 0 == kept(store).owned_for


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_ctrl_c_in_the_look_after_a_loss(books: Books, store: MemoryIdempotency) -> None:
    """The write stays unsure, and the next call looks again."""
    books.fail("lost")
    books.fail("Ctrl-C", at="LIST")
    with pytest.raises(KeyboardInterrupt):
        carry_out(sale(books), store)
    assert ("unsure", 0.0) == (kept(store).state, kept(store).owned_for)
    assert "1" == carry_out(sale(books), store).id


# --- looks that come too late


@pytest.mark.parametrize("key", ["order-17", "order-18"])
def test_a_late_look_records_nothing(books: Books, store: MemoryIdempotency, key: str) -> None:
    """The worker was suspended in its look. Meanwhile the write was given up, and a twin sent."""
    leave(store, payment(books), sent_by=LONG_AGO)

    def overtake() -> None:
        store.free(COMPANY, "order-17", kept(store).owner or "")
        carry_out(payment(books, "twin"), store)

    late = payment(books, key)
    look, first = late.look, [overtake]

    def looked(clue: Any) -> Any:
        for act in first:
            first.clear()
            act()
        return look(clue)

    carry_out(attrs.evolve(late, look=looked), store)
    assert ("done", "1") == (kept(store, "twin").state, kept(store, "twin").result)
    assert "2" == kept(store, key).result
    assert ["1", "2"] == ids(books)


# --- the guard


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the guard, which a test can set."""
    clock = [0.0]
    monkeypatch.setattr(_course, "elapsed", lambda: clock[0])
    return clock


@pytest.mark.parametrize(("waited", "renewals"), [(29.0, 0), (31.0, 1)])
def test_a_short_lease_is_renewed_before_sending(
    books: Books,
    store: MemoryIdempotency,
    steps: Steps,
    clock: list[float],
    waited: float,
    renewals: int,
) -> None:
    """If less than half of it is left when the turn comes."""
    steps.at("guard", lambda: clock.append(clock.pop() + waited))
    carry_out(sale(books), store)
    assert renewals == steps.taken["sending"]


def test_a_renewal_may_take_too_long(
    books: Books, store: MemoryIdempotency, steps: Steps, clock: list[float]
) -> None:
    """The process was suspended while the store answered."""
    steps.at("guard", lambda: clock.append(clock.pop() + 31))
    steps.at("sending", lambda: clock.append(clock.pop() + 31))
    carry_out(sale(books), store)
    assert 2 == steps.taken["sending"]


def test_a_lost_lease_sends_nothing(
    books: Books, store: MemoryIdempotency, steps: Steps, clock: list[float]
) -> None:
    """The worker was suspended, and another one has sent the write meanwhile."""
    store.lease, store.wait = 0.001, 60.0

    def overtake() -> None:
        time.sleep(0.01)
        store.lease = 60.0
        leave(store, sale(books))  # the other has taken over ...
        books.add(100, "S1")  # ... and sent it
        clock.append(clock.pop() + 61)

    steps.at("guard", overtake)
    assert "1" == carry_out(sale(books), store).id
    assert ["1"] == ids(books)
    assert "POST" not in books.requests


def test_the_lease_counts_from_its_renewal(
    books: Books, store: MemoryIdempotency, steps: Steps, clock: list[float]
) -> None:
    """The session may send several times: after a 429, for instance."""
    renewals = list[int]()

    def send(guard: Callable[[], None]) -> str | None:
        for _ in range(3):
            clock.append(clock.pop() + 20)
            guard()
            renewals.append(steps.taken["sending"])
        return books.post(100, "S1")

    carry_out(attrs.evolve(sale(books), send=send), store)
    assert [0, 1, 1] == renewals


def test_a_write_carried_out_twice_is_named(
    books: Books, store: MemoryIdempotency, steps: Steps
) -> None:
    """The worker was suspended at the last moment, for longer than lease and settle."""
    other = sale(books)

    def overtake() -> None:
        key = books.add(100, "S1")
        store.done(other.intent, key)

    steps.at("guarded", overtake)
    with pytest.raises(WrittenTwiceError, match="with the ids 1 and 2") as caught:
        carry_out(sale(books), store)
    assert ("order-17", ("1", "2")) == (caught.value.key, caught.value.ids)
    assert "1" == carry_out(sale(books), store).id


# --- the store fails


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a store."""
    return tmp_path / "fiken.db"


@pytest.fixture
def file(path: Path) -> SqlIdempotency:
    """A store in a file."""
    return SqlIdempotency(path, wait=0)


@contextmanager
def broken(path: Path) -> Iterator[None]:
    """Put a folder in the place of the store's file for the block."""
    break_store(path)
    yield
    mend_store(path)


def break_store(path: Path) -> None:
    path.rename(path.with_suffix(".away"))
    path.mkdir()


def mend_store(path: Path) -> None:
    path.rmdir()
    path.with_suffix(".away").rename(path)


def test_nothing_is_sent_without_the_store(books: Books, file: SqlIdempotency, path: Path) -> None:
    file.create_table()
    with broken(path), pytest.raises(IdempotencyStoreError):
        carry_out(sale(books), file)
    assert [] == books.requests


@pytest.mark.parametrize("name", ["claimed", "listed"])
def test_the_store_may_fail_before_sending(
    books: Books, file: SqlIdempotency, path: Path, steps: Steps, name: str
) -> None:
    """The next call sends it, as soon as the lease is over."""
    file.lease = 0.01
    steps.at(name, lambda: break_store(path))
    with pytest.raises(IdempotencyStoreError) as caught:
        carry_out(payment(books), file)
    assert "refused" == caught.value.outcome
    mend_store(path)
    assert "POST" not in books.requests
    file.lease, file.wait = 60.0, 10.0
    assert "1" == carry_out(payment(books), file).id


def test_the_store_may_fail_in_the_guard(
    books: Books, file: SqlIdempotency, path: Path, steps: Steps, clock: list[float]
) -> None:
    """Nothing is sent without the rest of the lease."""
    steps.at("guard", lambda: break_store(path))
    steps.at("claimed", lambda: clock.append(clock.pop() + 31))
    with pytest.raises(IdempotencyStoreError):
        carry_out(sale(books), file)
    mend_store(path)
    assert [] == books.requests


@pytest.mark.parametrize("write", WRITES)
def test_the_store_may_fail_after_sending(
    books: Books, file: SqlIdempotency, path: Path, steps: Steps, write: Any
) -> None:
    """The caller gets the entity and a warning. The next call finds it."""
    file.lease = 1.0
    steps.at("answered", lambda: break_store(path))
    with pytest.warns(WriteNotRecordedWarning, match="could not record that") as caught:
        assert "1" == carry_out(write(books), file).id
    assert __file__ == caught[0].filename
    mend_store(path)
    file.wait = 60.0
    assert "1" == carry_out(write(books), file).id
    assert ["1"] == ids(books)


@pytest.mark.parametrize("step", ["guarded", "looked"])
def test_the_store_may_fail_after_a_loss(
    books: Books, file: SqlIdempotency, path: Path, steps: Steps, step: str
) -> None:
    """The error is that of the write, which names what was found. The next call finds it too."""
    file.lease = 1.0
    books.fail("lost")
    steps.at(step, lambda: break_store(path))
    untracked = attrs.evolve(sale(books), made_in="")
    with pytest.raises(AmbiguousWriteError, match="the one with the id 1 may be it") as caught:
        carry_out(untracked, file)
    assert (("1",), None) == (caught.value.candidates, caught.value.again_in)
    mend_store(path)
    file.wait = 60.0
    assert "1" == carry_out(untracked, file).id
    assert ["1"] == ids(books)


def test_the_store_may_fail_for_a_moment(
    books: Books, file: SqlIdempotency, path: Path, steps: Steps
) -> None:
    """It cannot record that the answer was lost, and is there again when the call tries again."""
    file.lease, file.settle, file.wait = 1.0, 1.0, 60.0
    books.fail("late 0.5")
    steps.at("looked", lambda: break_store(path))
    steps.at("kept", lambda: mend_store(path))
    assert "1" == carry_out(sale(books), file).id
    assert ["1"] == ids(books)


def test_a_nested_write_may_be_in_progress(books: Books, store: MemoryIdempotency) -> None:
    """That is an error of the outer one, which sent nothing, and not the loss of its own lease."""
    store.claim(sale(books, "inner").intent, "alive")

    def send(_: Callable[[], None]) -> str | None:
        return str(carry_out(sale(books, "inner"), store).id)

    with pytest.raises(IdempotencyInProgressError) as caught:
        carry_out(attrs.evolve(sale(books), send=send), store)
    assert "inner" == caught.value.key
    assert store.get(COMPANY, "order-17") is None


def test_the_store_may_fail_while_looking(
    books: Books, file: SqlIdempotency, path: Path, steps: Steps
) -> None:
    """What was found may be that of another key, so it is not returned."""
    leave(file, sale(books), sent_by=LONG_AGO)
    books.add(100, "S1")
    steps.at("looked", lambda: break_store(path))
    with pytest.raises(IdempotencyStoreError):
        carry_out(sale(books), file)
    mend_store(path)
    assert "unsure" == kept(file).state


# --- what is shown


def test_logs_and_errors_show_no_content(
    books: Books, store: MemoryIdempotency, caplog: pytest.LogCaptureFixture
) -> None:
    """What is written names people, and so does what is looked for."""
    caplog.set_level(logging.DEBUG)
    shown = list[str]()
    secret = sale(books, number="Nelly Bloom")
    books.fail("never")
    for write in (secret, secret, sale(books, number="Ned Stark")):
        with pytest.raises(FikenError) as caught:
            carry_out(write, store)
        shown += [str(caught.value), repr(caught.value)]
    store.done(sale(books, "other", number="Nelly Bloom").intent, "1")
    store.forget(COMPANY, "order-17")
    with warnings.catch_warnings(record=True) as issued:
        carry_out(secret, store)
    text = "\n".join([caplog.text, *shown, *(str(one.message) for one in issued)])
    assert "order-17" in text
    assert not [name for name in ("Nelly", "Ned") if name in text]


def test_the_list_is_that_of_the_entity(books: Books, store: MemoryIdempotency) -> None:
    """So an invoice and a sale can have the same id."""
    carry_out(attrs.evolve(sale(books, "invoice"), made_in="/invoices"), store)
    books.run("DELETE FROM sales")
    assert "1" == carry_out(sale(books), store).id
    assert SALES == kept(store).made_in


def test_a_finalized_draft_meets_its_twin(
    books: Books, store: MemoryIdempotency, steps: Steps
) -> None:
    """Two drafts with equal content are finalized one after the other."""
    books.run("INSERT INTO drafts VALUES (5, 100), (6, 100)")
    store.wait = 60.0
    made = list[str]()

    def lose() -> None:
        books.fail("lost")
        made.append(carry_out(finalize(books, "draft-6", 6), store).id)

    steps.at("identified", lose)
    made.append(carry_out(finalize(books, "draft-5", 5), store).id)
    assert ["1", "2"] == made
