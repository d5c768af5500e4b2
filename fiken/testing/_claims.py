"""Tests for a store of idempotency keys: how its writes are claimed, and their signatures."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import attrs
import pytest

from fiken.idempotency import IdempotencyStore, Intent, KeptWrite

Opens: TypeAlias = Callable[[float], IdempotencyStore]

ACME = "acme-as@api.fiken.no"
SALES = "/companies/acme-as/sales"
CLUE = {"own": {"sale_number": "Blåbær 🍋"}, "ask": None, "since": 1.5, "known": ["17", "18"]}
INTENT = Intent(
    company=ACME,
    key="order-17",
    verb=f"POST {SALES}",
    digest={"date": "9f3a", "lines": "77b0"},
    made_in=SALES,
)
LONG, SHORT = 600.0, 0.05
KEYS = ["order", "ORDER", "Blåbær", "a/b", "a\\b", "a:b", "%s", "?", "';--", "🍋", "x" * 255]


def there(row: KeptWrite | None) -> KeptWrite:
    """Return a write, and check that there is one."""
    assert row is not None
    return row


def intent_of(row: KeptWrite) -> Intent:
    """Return what was given to the store."""
    return Intent(**{one.name: getattr(row, one.name) for one in attrs.fields(Intent)})


def wait_for(store: IdempotencyStore) -> None:
    """Wait until a lease of the store is over."""
    time.sleep(store.lease + 0.05)


class ClaimContract:
    """The fixtures, and the tests about claiming a write."""

    @pytest.fixture
    def open_store(self) -> Opens:
        """Return a function that opens the store."""
        pytest.fail("write a fixture `open_store` in your subclass of IdempotencyStoreContract")

    @pytest.fixture
    def store(self, open_store: Opens) -> IdempotencyStore:
        """Return a store whose leases do not end during the test."""
        return open_store(LONG)

    @pytest.fixture
    def short(self, open_store: Opens) -> IdempotencyStore:
        """Return the same store with leases that end at once."""
        return open_store(SHORT)

    # --- claiming

    def test_a_new_write_is_recorded(self, store: IdempotencyStore) -> None:
        """As it was given, and with the lease of its worker."""
        row = there(store.claim(INTENT, "one"))
        assert intent_of(row) == INTENT
        assert (row.state, row.owner, row.sent_by, row.result) == ("working", "one", None, None)
        assert pytest.approx(row.owned_for, abs=60) == LONG
        assert abs(row.made_at - datetime.now(UTC)) < timedelta(hours=1)
        assert row.made_at <= row.read_at < row.owned_until

    def test_a_clue_allows_sending_at_once(self, store: IdempotencyStore) -> None:
        """Until the end of the lease, in the one transaction that records the write."""
        row = there(store.claim(attrs.evolve(INTENT, clue=CLUE), "one"))
        assert row.clue == CLUE
        assert row.sent_by is not None
        assert abs(row.sent_by - row.owned_until) < timedelta(seconds=1)

    def test_claiming_again_changes_nothing(self, store: IdempotencyStore) -> None:
        """A worker asks again when it has lost the answer of its store."""
        intent = attrs.evolve(INTENT, clue=CLUE, alike="abc")
        store.claim(intent, "one")
        row = there(store.claim(intent, "one"))
        assert ("working", "one", intent) == (row.state, row.owner, intent_of(row))

    def test_a_held_write_is_not_taken_over(self, store: IdempotencyStore) -> None:
        """Neither by a claim nor by `take`."""
        store.claim(INTENT, "one")
        assert there(store.claim(INTENT, "two")).owner == "one"
        assert store.take(ACME, INTENT.key, "two") is None

    @pytest.mark.parametrize(("clue", "state"), [(None, "working"), (CLUE, "unsure")])
    def test_a_lease_that_is_over_is_taken_over(
        self, store: IdempotencyStore, short: IdempotencyStore, clue: Any, state: str
    ) -> None:
        """A write that may have been sent is unsure from then on."""
        intent = attrs.evolve(INTENT, clue=clue)
        before = there(short.claim(intent, "one"))
        wait_for(short)
        row = there(store.claim(intent, "two"))
        assert (state, "two", before.sent_by) == (row.state, row.owner, row.sent_by)
        assert state == there(store.claim(intent, "two")).state

    @pytest.mark.parametrize("changes", [{"digest": {"date": "9f3b"}}, {"verb": "PUT /sales/1"}])
    def test_another_content_is_not_taken_over(
        self, store: IdempotencyStore, short: IdempotencyStore, changes: dict[str, Any]
    ) -> None:
        """The worker that asked gets the write as it is."""
        short.claim(INTENT, "one")
        wait_for(short)
        row = there(store.claim(attrs.evolve(INTENT, **changes), "two"))
        assert (row.owner, intent_of(row)) == ("one", INTENT)
        assert there(store.take(ACME, INTENT.key, "two")).owner == "two"

    def test_keys_have_their_own_writes(self, store: IdempotencyStore) -> None:
        """Any text is a key, and each company has keys of its own."""
        for company in (ACME, "other@api.fiken.no"):
            for key in KEYS:
                row = there(store.claim(attrs.evolve(INTENT, company=company, key=key), "one"))
                assert (company, key) == (row.company, row.key)
                store.done(row, f"of {key[:20]} {company}")
        results = [store.claim(attrs.evolve(INTENT, key=key), "two") for key in KEYS]
        assert [f"of {key[:20]} {ACME}" for key in KEYS] == [there(r).result for r in results]

    # --- signatures

    def test_one_at_a_time_has_a_signature(self, store: IdempotencyStore) -> None:
        """A second one is not recorded; another company has signatures of its own."""
        first = attrs.evolve(INTENT, alike="abc")
        second = attrs.evolve(first, key="order-18")
        store.claim(first, "one")
        assert store.claim(second, "two") is None
        assert INTENT.key == there(store.blocker(ACME, "abc")).key
        assert store.blocker(ACME, "abd") is None
        assert store.claim(attrs.evolve(second, company="other@api.fiken.no"), "two") is not None

    def test_a_signature_can_be_added(self, store: IdempotencyStore) -> None:
        """Unless another write has it, or the worker has lost the write."""
        for key, owner in (("a", "one"), ("b", "two")):
            store.claim(attrs.evolve(INTENT, key=key), owner)
        assert not store.mark(ACME, "a", "two", "abc")
        assert store.mark(ACME, "a", "one", "abc")
        assert store.mark(ACME, "a", "one", "abc")
        assert not store.mark(ACME, "b", "two", "abc")
        assert there(store.blocker(ACME, "abc")).key == "a"

    @pytest.mark.parametrize("end", ["free", "drop", "done"])
    def test_a_signature_is_given_up(self, store: IdempotencyStore, end: str) -> None:
        """With the end of its write, or because the write begins anew."""
        first = attrs.evolve(INTENT, alike="abc")
        row = there(store.claim(first, "one"))
        if end == "done":
            store.done(row, "17")
        else:
            getattr(store, end)(ACME, row.key, "one")
        assert there(store.claim(attrs.evolve(first, key="order-18"), "two")).alike == "abc"
