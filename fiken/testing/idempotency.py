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
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import attrs
import pytest

from fiken.idempotency import IdempotencyStore, Intent, KeptWrite

Opens: TypeAlias = Callable[[float], IdempotencyStore]

_ACME = "acme-as@api.fiken.no"
_SALES = "/companies/acme-as/sales"
_CLUE = {"own": {"sale_number": "Blåbær 🍋"}, "ask": None, "since": 1.5, "known": ["17", "18"]}
_INTENT = Intent(
    company=_ACME,
    key="order-17",
    verb=f"POST {_SALES}",
    digest={"date": "9f3a", "lines": "77b0"},
    made_in=_SALES,
)
_LONG, _SHORT = 600.0, 0.05
_KEYS = ["order", "ORDER", "Blåbær", "a/b", "a\\b", "a:b", "%s", "?", "';--", "🍋", "x" * 255]


class IdempotencyStoreContract:
    """The tests that every store of idempotency keys has to pass, also one of your own.

    A fixture is for you to write. `open_store` is a function that takes the lease in seconds and
    opens the store. At first it is empty; each call within one test opens the same store. It has to
    be picklable if other processes can open the store: a function of a module, or a
    `functools.partial` of one.

    Attributes:
        is_shared: Whether other processes can open the store.
    """

    is_shared: bool = True

    @pytest.fixture
    def open_store(self) -> Opens:
        """Return a function that opens the store."""
        pytest.fail("write a fixture `open_store` in your subclass of IdempotencyStoreContract")

    @pytest.fixture
    def store(self, open_store: Opens) -> IdempotencyStore:
        """Return a store whose leases do not end during the test."""
        return open_store(_LONG)

    @pytest.fixture
    def short(self, open_store: Opens) -> IdempotencyStore:
        """Return the same store with leases that end at once."""
        return open_store(_SHORT)

    # --- claiming

    def test_a_new_write_is_recorded(self, store: IdempotencyStore) -> None:
        """As it was given, and with the lease of its worker."""
        row = _there(store.claim(_INTENT, "one"))
        assert _intent(row) == _INTENT
        assert (row.state, row.owner, row.sent_by, row.result) == ("working", "one", None, None)
        assert pytest.approx(row.owned_for, abs=60) == _LONG
        assert abs(row.made_at - datetime.now(UTC)) < timedelta(hours=1)
        assert row.made_at <= row.read_at < row.owned_until

    def test_a_clue_allows_sending_at_once(self, store: IdempotencyStore) -> None:
        """Until the end of the lease, in the one transaction that records the write."""
        row = _there(store.claim(attrs.evolve(_INTENT, clue=_CLUE), "one"))
        assert row.clue == _CLUE
        assert row.sent_by is not None
        assert abs(row.sent_by - row.owned_until) < timedelta(seconds=1)

    def test_claiming_again_changes_nothing(self, store: IdempotencyStore) -> None:
        """A worker asks again when it has lost the answer of its store."""
        intent = attrs.evolve(_INTENT, clue=_CLUE, alike="abc")
        store.claim(intent, "one")
        row = _there(store.claim(intent, "one"))
        assert ("working", "one", intent) == (row.state, row.owner, _intent(row))

    def test_a_held_write_is_not_taken_over(self, store: IdempotencyStore) -> None:
        """Neither by a claim nor by `take`."""
        store.claim(_INTENT, "one")
        assert _there(store.claim(_INTENT, "two")).owner == "one"
        assert store.take(_ACME, _INTENT.key, "two") is None

    @pytest.mark.parametrize(("clue", "state"), [(None, "working"), (_CLUE, "unsure")])
    def test_a_lease_that_is_over_is_taken_over(
        self, store: IdempotencyStore, short: IdempotencyStore, clue: Any, state: str
    ) -> None:
        """A write that may have been sent is unsure from then on."""
        intent = attrs.evolve(_INTENT, clue=clue)
        before = _there(short.claim(intent, "one"))
        _wait_for(short)
        row = _there(store.claim(intent, "two"))
        assert (state, "two", before.sent_by) == (row.state, row.owner, row.sent_by)
        assert state == _there(store.claim(intent, "two")).state

    @pytest.mark.parametrize("changes", [{"digest": {"date": "9f3b"}}, {"verb": "PUT /sales/1"}])
    def test_another_content_is_not_taken_over(
        self, store: IdempotencyStore, short: IdempotencyStore, changes: dict[str, Any]
    ) -> None:
        """The worker that asked gets the write as it is."""
        short.claim(_INTENT, "one")
        _wait_for(short)
        row = _there(store.claim(attrs.evolve(_INTENT, **changes), "two"))
        assert (row.owner, _intent(row)) == ("one", _INTENT)
        assert _there(store.take(_ACME, _INTENT.key, "two")).owner == "two"

    def test_keys_have_their_own_writes(self, store: IdempotencyStore) -> None:
        """Any text is a key, and each company has keys of its own."""
        for company in (_ACME, "other@api.fiken.no"):
            for key in _KEYS:
                row = _there(store.claim(attrs.evolve(_INTENT, company=company, key=key), "one"))
                assert (company, key) == (row.company, row.key)
                store.done(row, f"of {key[:20]} {company}")
        results = [store.claim(attrs.evolve(_INTENT, key=key), "two") for key in _KEYS]
        assert [f"of {key[:20]} {_ACME}" for key in _KEYS] == [_there(r).result for r in results]

    # --- signatures

    def test_one_at_a_time_has_a_signature(self, store: IdempotencyStore) -> None:
        """A second one is not recorded; another company has signatures of its own."""
        first = attrs.evolve(_INTENT, alike="abc")
        second = attrs.evolve(first, key="order-18")
        store.claim(first, "one")
        assert store.claim(second, "two") is None
        assert _INTENT.key == _there(store.blocker(_ACME, "abc")).key
        assert store.blocker(_ACME, "abd") is None
        assert store.claim(attrs.evolve(second, company="other@api.fiken.no"), "two") is not None

    def test_a_signature_can_be_added(self, store: IdempotencyStore) -> None:
        """Unless another write has it, or the worker has lost the write."""
        for key, owner in (("a", "one"), ("b", "two")):
            store.claim(attrs.evolve(_INTENT, key=key), owner)
        assert not store.mark(_ACME, "a", "two", "abc")
        assert store.mark(_ACME, "a", "one", "abc")
        assert store.mark(_ACME, "a", "one", "abc")
        assert not store.mark(_ACME, "b", "two", "abc")
        assert _there(store.blocker(_ACME, "abc")).key == "a"

    @pytest.mark.parametrize("end", ["free", "drop", "done"])
    def test_a_signature_is_given_up(self, store: IdempotencyStore, end: str) -> None:
        """With the end of its write, or because the write begins anew."""
        first = attrs.evolve(_INTENT, alike="abc")
        row = _there(store.claim(first, "one"))
        if end == "done":
            store.done(row, "17")
        else:
            getattr(store, end)(_ACME, row.key, "one")
        assert _there(store.claim(attrs.evolve(first, key="order-18"), "two")).alike == "abc"

    # --- sending

    def test_sending_renews_the_lease(
        self, store: IdempotencyStore, short: IdempotencyStore
    ) -> None:
        """A request may be sent until its end, and the clue is kept."""
        short.claim(_INTENT, "one")
        _wait_for(short)
        row = _there(store.sending(_ACME, _INTENT.key, "one", _CLUE))
        assert (row.clue, row.state) == (_CLUE, "working")
        assert pytest.approx(row.owned_for, abs=60) == _LONG
        assert row.sent_by is not None
        assert abs(row.sent_by - row.owned_until) < timedelta(seconds=1)

    def test_a_lost_write_is_not_sent(self, store: IdempotencyStore) -> None:
        """Because another worker has it, or because it is done."""
        row = _there(store.claim(_INTENT, "one"))
        assert store.sending(_ACME, row.key, "two", _CLUE) is None
        store.done(row, "17")
        assert store.sending(_ACME, row.key, "one", _CLUE) is None

    def test_a_lost_write_is_not_changed(self, store: IdempotencyStore) -> None:
        """By the worker that has lost it."""
        row = _there(store.claim(attrs.evolve(_INTENT, clue=_CLUE, alike="abc"), "one"))
        store.keep(_ACME, row.key, "two", "unsure")
        store.free(_ACME, row.key, "two")
        store.drop(_ACME, row.key, "two")
        again = _there(store.claim(_INTENT, "one"))
        assert attrs.evolve(row, read_at=again.read_at, owned_until=again.owned_until) == again

    def test_a_state_is_kept_and_the_lease_ends(self, store: IdempotencyStore) -> None:
        """With the moment of sending as it is given, or as it is now."""
        row = _there(store.claim(attrs.evolve(_INTENT, clue=_CLUE, alike="abc"), "one"))
        store.keep(_ACME, row.key, "one", "unsure")
        now = _there(store.claim(_INTENT, "two"))
        assert (now.state, now.owner, now.alike, now.clue) == ("unsure", "two", "abc", _CLUE)
        assert now.sent_by is not None
        assert abs(now.sent_by - now.read_at) < timedelta(seconds=60)
        store.keep(_ACME, row.key, "two", "written", row.sent_by)
        taken = _there(store.take(_ACME, row.key, "three"))
        assert ("written", "three", row.sent_by) == (taken.state, taken.owner, taken.sent_by)

    @pytest.mark.parametrize(("state", "anew"), [("unsure", True), ("written", False)])
    def test_a_write_can_begin_anew(self, store: IdempotencyStore, state: Any, anew: bool) -> None:
        """But for one that was carried out: it must never be sent again."""
        intent = attrs.evolve(_INTENT, clue=_CLUE, alike="abc")
        store.claim(intent, "one")
        store.keep(_ACME, intent.key, "one", state)
        before = _there(store.take(_ACME, intent.key, "two"))
        store.free(_ACME, intent.key, "two")
        row = _there(store.take(_ACME, intent.key, "three"))
        expected = ("working", None, None) if anew else ("written", _CLUE, before.sent_by)
        assert (*expected, None) == (row.state, row.clue, row.sent_by, row.alike)

    def test_a_dropped_key_is_free(self, store: IdempotencyStore) -> None:
        """Also for another content."""
        store.claim(_INTENT, "one")
        store.drop(_ACME, _INTENT.key, "one")
        other = attrs.evolve(_INTENT, digest={"date": "9f3b"})
        assert other == _intent(_there(store.claim(other, "two")))

    # --- results

    def test_a_done_write_stays_as_it_is(self, store: IdempotencyStore) -> None:
        """Its clue is forgotten, which contains personal data."""
        row = _there(store.claim(attrs.evolve(_INTENT, clue=_CLUE, alike="abc"), "one"))
        done = _there(store.done(row, "17"))
        assert (done.state, done.result, done.clue, done.alike) == ("done", "17", None, None)
        assert done.done_at is not None
        store.keep(_ACME, row.key, "one", "unsure")
        store.free(_ACME, row.key, "one")
        store.drop(_ACME, row.key, "one")
        assert store.take(_ACME, row.key, "two") is None
        assert not store.mark(_ACME, row.key, "one", "abc")
        assert _there(store.done(row, "17")).result == "17"
        assert _there(store.done(row, "18")).result == "17"
        again = _there(store.claim(_INTENT, "two"))
        assert attrs.evolve(done, read_at=again.read_at) == again

    def test_whoever_knows_the_result_records_it(self, store: IdempotencyStore) -> None:
        """The write may be held by another worker, or may be gone."""
        assert _there(store.done(_INTENT, "17")).result == "17"
        row = _there(store.claim(attrs.evolve(_INTENT, key="order-18"), "one"))
        assert _there(store.done(_intent(row), "18")).result == "18"

    def test_no_two_keys_have_one_result(self, store: IdempotencyStore) -> None:
        """In one list of one company."""
        other = attrs.evolve(_INTENT, key="order-18")
        store.claim(other, "one")
        store.done(_INTENT, "17")
        assert store.done(other, "17") is None
        assert store.sending(_ACME, other.key, "one", _CLUE) is not None
        assert _there(store.done(attrs.evolve(other, made_in="/invoices"), "17")).result == "17"
        elsewhere = attrs.evolve(other, company="other@api.fiken.no")
        assert _there(store.done(elsewhere, "17")).result == "17"

    @pytest.mark.parametrize(("made_in", "result"), [("", "17"), (_SALES, "")])
    def test_many_keys_can_have_no_result_of_theirs(
        self, store: IdempotencyStore, made_in: str, result: str
    ) -> None:
        """Such as updates of one entity, and writes whose result has no id."""
        for key in _KEYS[:3]:
            intent = attrs.evolve(_INTENT, key=key, made_in=made_in)
            assert result == _there(store.done(intent, result)).result

    def test_results_of_others_are_named(self, store: IdempotencyStore) -> None:
        """Of those in the same list, and not one's own."""
        for number in (17, 18):
            store.done(attrs.evolve(_INTENT, key=f"order-{number}"), str(number))
        store.done(attrs.evolve(_INTENT, key="invoice", made_in="/invoices"), "19")
        mine = attrs.evolve(_INTENT, key="order-18")
        assert frozenset({"17"}) == store.taken(mine, ["17", "18", "19", "20"])
        assert frozenset() == store.taken(mine, [])
        assert frozenset() == store.taken(attrs.evolve(mine, made_in=""), ["17"])

    def test_a_repr_shows_no_clue(self, store: IdempotencyStore) -> None:
        """It names people."""
        row = store.claim(attrs.evolve(_INTENT, clue=_CLUE), "one")
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
        assert _there(open_store(_LONG).claim(_numbered(0), "late")).state == "done"


# A process that is spawned, unlike one that is forked, has to open the store by itself.
_SPAWN = multiprocessing.get_context("spawn")


def _there(row: KeptWrite | None) -> KeptWrite:
    assert row is not None
    return row


def _intent(row: KeptWrite) -> Intent:
    """Return what was given to the store."""
    return Intent(**{one.name: getattr(row, one.name) for one in attrs.fields(Intent)})


def _wait_for(store: IdempotencyStore) -> None:
    time.sleep(store.lease + 0.05)


def _numbered(number: int) -> Intent:
    return attrs.evolve(_INTENT, key=f"number {number}")


def _claim(
    store: IdempotencyStore, number: int, alike: str | None, owner: str, owners: list[str]
) -> None:
    key = f"number {number}" if alike is None else f"number {number} of {owner}"
    intent = attrs.evolve(_INTENT, key=key, alike=alike and f"{alike} {number}")
    row = store.claim(intent, owner)
    if row is not None and row.owner == owner:
        owners.append(owner)


def _claim_many(open_store: Opens, owner: str, queue: Any) -> None:
    store, claimed = open_store(_LONG), list[int]()
    for number in range(20):
        row = _there(store.claim(_numbered(number), owner))
        if row.owner == owner and row.state == "working":
            claimed.append(number)
            store.done(row, f"{number}")
    queue.put(claimed)
