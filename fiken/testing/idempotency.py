"""Tests for a store of idempotency keys of your own: everything that the library relies on.

Subclass `IdempotencyStoreContract` in your test suite, with a fixture that opens your store:

    from functools import partial

    class TestRedisIdempotency(IdempotencyStoreContract):
        @pytest.fixture
        def open_store(self, redis_url):
            return partial(RedisIdempotency, redis_url)

The tests with several processes are skipped if `is_shared` is False.
"""

import multiprocessing
import threading
from datetime import timedelta
from typing import Any

import attrs
import pytest

from fiken.idempotency import IdempotencyStore, Intent
from fiken.testing._claims import (
    ACME,
    CLUE,
    INTENT,
    KEYS,
    LONG,
    SALES,
    ClaimContract,
    Opens,
    intent_of,
    there,
    wait_for,
)


class IdempotencyStoreContract(ClaimContract):
    """The tests that every store of idempotency keys has to pass, also one of your own.

    A fixture is for you to write. `open_store` is a function that takes the lease in seconds and
    opens the store. At first it is empty; each call within one test opens the same store. It has to
    be picklable if other processes can open the store: a function of a module, or a
    `functools.partial` of one.

    Attributes:
        is_shared: Whether other processes can open the store.
    """

    is_shared: bool = True

    # --- sending

    def test_sending_renews_the_lease(
        self, store: IdempotencyStore, short: IdempotencyStore
    ) -> None:
        """A request may be sent until its end, and the clue is kept."""
        short.claim(INTENT, "one")
        wait_for(short)
        row = there(store.sending(ACME, INTENT.key, "one", CLUE))
        assert (row.clue, row.state) == (CLUE, "working")
        assert pytest.approx(row.owned_for, abs=60) == LONG
        assert row.sent_by is not None
        assert abs(row.sent_by - row.owned_until) < timedelta(seconds=1)

    def test_a_lost_write_is_not_sent(self, store: IdempotencyStore) -> None:
        """Because another worker has it, or because it is done."""
        row = there(store.claim(INTENT, "one"))
        assert store.sending(ACME, row.key, "two", CLUE) is None
        store.done(row, "17")
        assert store.sending(ACME, row.key, "one", CLUE) is None

    def test_a_lost_write_is_not_changed(self, store: IdempotencyStore) -> None:
        """By the worker that has lost it."""
        row = there(store.claim(attrs.evolve(INTENT, clue=CLUE, alike="abc"), "one"))
        store.keep(ACME, row.key, "two", "unsure")
        store.free(ACME, row.key, "two")
        store.drop(ACME, row.key, "two")
        again = there(store.claim(INTENT, "one"))
        assert attrs.evolve(row, read_at=again.read_at, owned_until=again.owned_until) == again

    def test_a_state_is_kept_and_the_lease_ends(self, store: IdempotencyStore) -> None:
        """With the moment of sending as it is given, or as it is now."""
        row = there(store.claim(attrs.evolve(INTENT, clue=CLUE, alike="abc"), "one"))
        store.keep(ACME, row.key, "one", "unsure")
        now = there(store.claim(INTENT, "two"))
        assert (now.state, now.owner, now.alike, now.clue) == ("unsure", "two", "abc", CLUE)
        assert now.sent_by is not None
        assert abs(now.sent_by - now.read_at) < timedelta(seconds=60)
        store.keep(ACME, row.key, "two", "written", row.sent_by)
        taken = there(store.take(ACME, row.key, "three"))
        assert ("written", "three", row.sent_by) == (taken.state, taken.owner, taken.sent_by)

    @pytest.mark.parametrize(("state", "anew"), [("unsure", True), ("written", False)])
    def test_a_write_can_begin_anew(self, store: IdempotencyStore, state: Any, anew: bool) -> None:
        """But for one that was carried out: it must never be sent again."""
        intent = attrs.evolve(INTENT, clue=CLUE, alike="abc")
        store.claim(intent, "one")
        store.keep(ACME, intent.key, "one", state)
        before = there(store.take(ACME, intent.key, "two"))
        store.free(ACME, intent.key, "two")
        row = there(store.take(ACME, intent.key, "three"))
        expected = ("working", None, None) if anew else ("written", CLUE, before.sent_by)
        assert (*expected, None) == (row.state, row.clue, row.sent_by, row.alike)

    def test_a_dropped_key_is_free(self, store: IdempotencyStore) -> None:
        """Also for another content."""
        store.claim(INTENT, "one")
        store.drop(ACME, INTENT.key, "one")
        other = attrs.evolve(INTENT, digest={"date": "9f3b"})
        assert other == intent_of(there(store.claim(other, "two")))

    def test_a_carried_out_write_is_never_sent(self, store: IdempotencyStore) -> None:
        """That Fiken carried it out is recorded whoever holds it, and is not taken back."""
        there(store.claim(INTENT, "two"))
        store.written(ACME, INTENT.key, CLUE)
        row = there(store.claim(INTENT, "two"))
        assert (row.state, row.owner, row.clue) == ("written", "two", CLUE)
        assert row.sent_by is not None
        assert store.sending(ACME, INTENT.key, "two", CLUE) is None
        store.drop(ACME, INTENT.key, "two")
        store.keep(ACME, INTENT.key, "two", "unsure", row.sent_by)
        assert there(store.take(ACME, INTENT.key, "three")).state == "written"
        store.written(ACME, INTENT.key, {})
        assert there(store.claim(INTENT, "three")).clue == CLUE
        store.done(INTENT, "17")
        store.written(ACME, INTENT.key, CLUE)
        assert there(store.claim(INTENT, "four")).state == "done"

    # --- results

    def test_a_done_write_stays_as_it_is(self, store: IdempotencyStore) -> None:
        """Its clue is forgotten, which contains personal data."""
        row = there(store.claim(attrs.evolve(INTENT, clue=CLUE, alike="abc"), "one"))
        done = there(store.done(row, "17"))
        assert (done.state, done.result, done.clue, done.alike) == ("done", "17", None, None)
        assert done.done_at is not None
        store.keep(ACME, row.key, "one", "unsure")
        store.free(ACME, row.key, "one")
        store.drop(ACME, row.key, "one")
        assert store.take(ACME, row.key, "two") is None
        assert not store.mark(ACME, row.key, "one", "abc")
        assert there(store.done(row, "17")).result == "17"
        assert there(store.done(row, "18")).result == "17"
        again = there(store.claim(INTENT, "two"))
        assert attrs.evolve(done, read_at=again.read_at) == again

    def test_whoever_knows_the_result_records_it(self, store: IdempotencyStore) -> None:
        """The write may be held by another worker, or may be gone."""
        assert there(store.done(INTENT, "17")).result == "17"
        row = there(store.claim(attrs.evolve(INTENT, key="order-18"), "one"))
        assert there(store.done(intent_of(row), "18")).result == "18"

    def test_a_result_is_found_by_who_holds_it(self, store: IdempotencyStore) -> None:
        """What a look finds later may be the result of a write that looks alike."""
        row = there(store.claim(attrs.evolve(INTENT, clue=CLUE, alike="abc"), "one"))
        assert store.done(row, "17", "two") is None
        assert store.done(attrs.evolve(row, key="order-18"), "17", "one") is None
        done = there(store.done(row, "17", "one"))
        assert (done.state, done.result, done.clue, done.alike) == ("done", "17", None, None)
        assert (done.made_in, done.owned_for) == (SALES, 0.0)
        assert store.done(row, "18", "one") is None

    def test_a_look_finds_no_result_of_others(self, store: IdempotencyStore) -> None:
        """In one list of one company."""
        store.done(INTENT, "17")
        for company, made_in, is_free in [
            (ACME, SALES, False),
            (ACME, "/invoices", True),
            (ACME, "", True),
            ("other@api.fiken.no", SALES, True),
        ]:
            intent = attrs.evolve(INTENT, key=made_in, company=company, made_in=made_in)
            store.claim(intent, "one")
            assert (store.done(intent, "17", "one") is not None) == is_free

    def test_no_two_keys_have_one_result(self, store: IdempotencyStore) -> None:
        """In one list of one company."""
        other = attrs.evolve(INTENT, key="order-18")
        store.claim(other, "one")
        store.done(INTENT, "17")
        assert store.done(other, "17") is None
        assert store.sending(ACME, other.key, "one", CLUE) is not None
        assert there(store.done(attrs.evolve(other, made_in="/invoices"), "17")).result == "17"
        elsewhere = attrs.evolve(other, company="other@api.fiken.no")
        assert there(store.done(elsewhere, "17")).result == "17"

    @pytest.mark.parametrize(("made_in", "result"), [("", "17"), (SALES, "")])
    def test_many_keys_can_have_no_result_of_theirs(
        self, store: IdempotencyStore, made_in: str, result: str
    ) -> None:
        """Such as updates of one entity, and writes whose result has no id."""
        for key in KEYS[:3]:
            intent = attrs.evolve(INTENT, key=key, made_in=made_in)
            assert result == there(store.done(intent, result)).result

    def test_results_of_others_are_named(self, store: IdempotencyStore) -> None:
        """Of those in the same list, and not one's own."""
        for number in (17, 18):
            store.done(attrs.evolve(INTENT, key=f"order-{number}"), str(number))
        store.done(attrs.evolve(INTENT, key="invoice", made_in="/invoices"), "19")
        mine = attrs.evolve(INTENT, key="order-18")
        assert frozenset({"17"}) == store.taken(mine, ["17", "18", "19", "20"])
        assert frozenset() == store.taken(mine, [])
        assert frozenset() == store.taken(attrs.evolve(mine, made_in=""), ["17"])

    def test_a_repr_shows_no_clue(self, store: IdempotencyStore) -> None:
        """It names people."""
        row = store.claim(attrs.evolve(INTENT, clue=CLUE), "one")
        assert "Blåbær" not in f"{store!r} {row!r}"

    # --- threads and processes

    @pytest.mark.parametrize("alike", [None, "abc"])
    def test_one_of_many_threads_claims(self, store: IdempotencyStore, alike: str | None) -> None:
        """The same key, or keys with the same signature."""
        for number in range(5):
            owners: list[str] = []
            threads = [
                threading.Thread(target=_claim, args=(store, number, alike, f"{one}", owners))
                for one in range(8)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
            assert len(owners) == 1

    def test_one_of_many_processes_claims(self, open_store: Opens) -> None:
        """Each of the keys, whoever is the fastest."""
        if not self.is_shared:
            pytest.skip("no other process opens this store")
        queue = _SPAWN.Queue()
        processes = [
            _SPAWN.Process(target=_claim_many, args=(open_store, f"{one}", queue), daemon=True)
            for one in range(3)
        ]
        for process in processes:
            process.start()
        claimed = [key for _ in processes for key in queue.get(timeout=120)]
        for process in processes:
            process.join(120)
        assert [*range(20)] == sorted(claimed)
        assert there(open_store(LONG).claim(_numbered(0), "late")).state == "done"


# A process that is spawned, unlike one that is forked, has to open the store by itself.
_SPAWN = multiprocessing.get_context("spawn")


def _numbered(number: int) -> Intent:
    return attrs.evolve(INTENT, key=f"number {number}")


def _claim(
    store: IdempotencyStore, number: int, alike: str | None, owner: str, owners: list[str]
) -> None:
    key = f"number {number}" if alike is None else f"number {number} of {owner}"
    intent = attrs.evolve(INTENT, key=key, alike=alike and f"{alike} {number}")
    row = store.claim(intent, owner)
    if row is not None and row.owner == owner:
        owners.append(owner)


def _claim_many(open_store: Opens, owner: str, queue: Any) -> None:
    store, claimed = open_store(LONG), list[int]()
    for number in range(20):
        row = there(store.claim(_numbered(number), owner))
        if row.owner == owner and row.state == "working":
            claimed.append(number)
            store.done(row, f"{number}")
    queue.put(claimed)
