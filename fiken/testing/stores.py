"""Tests for a token store of your own: everything that the library relies on.

Subclass `TokenStoreContract` in your test suite, with a fixture that makes your store:

    from functools import partial

    import pytest
    from fiken.testing.stores import TokenStoreContract

    class TestRedisStore(TokenStoreContract):
        @pytest.fixture
        def make_store(self, redis_url):
            return partial(RedisStore, redis_url)

        @pytest.fixture
        def store(self, make_store):
            return make_store()

Without `make_store`, the tests with several processes are skipped.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from fiken.auth import Tokens, TokenStore

_ROUNDS = 5
_NAMES = ["acme", "ACME", "Blåbær AS", "a/b", "../a", "a\\b", "a:b", "%s", "';--", "🍋", "x" * 255]


class TokenStoreContract:
    """The tests that every token store has to pass, also one of your own.

    Two fixtures are for you to write:

    - `store`: the store, without any account.
    - `make_store`: a function without arguments that opens the same store in another process. It
      has to be picklable, so a function of a module or a `functools.partial` of one.

    Attributes:
        longest_wait: Seconds after which the lock of a process that was killed must be free.
    """

    longest_wait: float = 30.0

    @pytest.fixture
    def store(self) -> TokenStore:
        """Return the store, without any account."""
        pytest.fail("write a fixture `store` in your subclass of TokenStoreContract")

    @pytest.fixture
    def make_store(self) -> Callable[[], TokenStore] | None:
        """Return a function that opens the same store in another process."""
        return None

    @pytest.fixture
    def opens(self, make_store: Callable[[], TokenStore] | None) -> Callable[[], TokenStore]:
        """Return `make_store`; skip the test if the store is not shared by processes."""
        if make_store is None:
            pytest.skip("this store has no fixture `make_store`, so no other process opens it")
        return make_store

    # --- loading and saving

    def test_an_unknown_account_has_none(self, store: TokenStore) -> None:
        """Loading it is not an error."""
        assert store.load("acme") is None

    @pytest.mark.parametrize("refresh_token", ["made.up.refresh", None])
    @pytest.mark.parametrize(
        "expires_at",
        [
            datetime(2026, 11, 26, 12, 30, 15, 123456, tzinfo=UTC),
            datetime(2026, 11, 26, 12, 30, tzinfo=timezone(timedelta(hours=1))),
            None,
        ],
    )
    def test_what_is_saved_is_loaded(
        self, store: TokenStore, refresh_token: str | None, expires_at: datetime | None
    ) -> None:
        """All three values: none is rounded, and none is made up."""
        tokens = Tokens(
            access_token="made.up",  # noqa: S106
            refresh_token=refresh_token,
            expires_at=expires_at,
        )
        store.save("acme", tokens)
        assert tokens == store.load("acme")

    def test_later_tokens_replace_earlier_ones(self, store: TokenStore) -> None:
        """As a whole: the refresh token from before does not stay."""
        store.save("acme", Tokens(access_token="first", refresh_token="second"))  # noqa: S106
        store.save("acme", _numbered(3))
        assert _numbered(3) == store.load("acme")

    def test_a_long_token_is_kept(self, store: TokenStore) -> None:
        """Fiken does not say how long a token may be."""
        tokens = Tokens(access_token="a" * 5000, refresh_token="r" * 5000)
        store.save("acme", tokens)
        assert tokens == store.load("acme")

    def test_none_removes_the_account(self, store: TokenStore) -> None:
        """Removing one that is not there is not an error."""
        store.save("acme", _numbered(1))
        store.save("acme", None)
        store.save("acme", None)
        assert store.load("acme") is None

    def test_accounts_have_their_own_tokens(self, store: TokenStore) -> None:
        """Any text is a name, and no two names are the same account."""
        for number, name in enumerate(_NAMES):
            store.save(name, _numbered(number))
        store.save("acme", None)
        expected = [None, *map(_numbered, range(1, len(_NAMES)))]
        assert expected == [store.load(name) for name in _NAMES]

    def test_a_repr_shows_no_token(self, store: TokenStore) -> None:
        """It stands in logs and in reports of errors."""
        store.save("acme", Tokens(access_token="made.up.secret"))  # noqa: S106
        store.load("acme")
        assert "made.up.secret" not in f"{store!r} {store}"

    # --- locking

    def test_the_holder_loads_and_saves(self, store: TokenStore) -> None:
        """And what it has saved is there when the lock is free again."""
        with store.lock("acme"):
            store.save("acme", _numbered(1))
            assert _numbered(1) == store.load("acme")
            store.save("acme", _numbered(2))
        assert _numbered(2) == store.load("acme")

    def test_a_second_thread_waits(self, store: TokenStore) -> None:
        """Until the first one has left the block."""
        order: list[str] = []
        with store.lock("acme"):
            waiting = _thread(_note, store, "acme", order)
            waiting.join(0.3)
            order.append("first")
        waiting.join(60)
        assert ["first", "acme"] == order

    def test_reading_does_not_wait(self, store: TokenStore) -> None:
        """A request needs the tokens while another thread renews those of the account."""
        store.save("acme", _numbered(1))
        seen: list[Tokens | None] = []
        with store.lock("acme"):
            reading = _thread(lambda: seen.append(store.load("acme")))
            reading.join(5)
            assert [_numbered(1)] == seen

    def test_accounts_do_not_wait_for_each_other(self, store: TokenStore) -> None:
        """One lock for all would let a slow renewal stop every user."""
        order: list[str] = []
        with store.lock("acme"):
            other = _thread(_note, store, "other", order)
            other.join(5)
            order.append("acme")
        assert ["other", "acme"] == order

    def test_an_error_frees_the_lock(self, store: TokenStore) -> None:
        """The error itself is not swallowed."""
        with pytest.raises(KeyError, match="of the block"), store.lock("acme"):
            raise KeyError("of the block")
        order: list[str] = []
        _thread(_note, store, "acme", order).join(5)
        assert ["acme"] == order

    def test_no_thread_undoes_anothers_work(self, store: TokenStore) -> None:
        """Each loads, adds one, and saves, as a renewal does."""
        threads = [_thread(_add, store) for _ in range(8)]
        for thread in threads:
            thread.join(120)
        assert _numbered(8 * _ROUNDS) == store.load("acme")

    # --- processes

    def test_processes_see_each_others_tokens(
        self, store: TokenStore, opens: Callable[[], TokenStore], tmp_path: Path
    ) -> None:
        """Also those that were stored after this process had read the store."""
        assert store.load("acme") is None
        with _processes(1, _open_and_add, opens, tmp_path / "inside", _SPAWN.Barrier(1)):
            pass
        assert _numbered(_ROUNDS) == store.load("acme")

    def test_no_process_undoes_anothers_work(
        self, store: TokenStore, opens: Callable[[], TokenStore], tmp_path: Path
    ) -> None:
        """No two of them are inside the lock at once."""
        with _processes(3, _open_and_add, opens, tmp_path / "inside", _SPAWN.Barrier(3)):
            pass
        assert _numbered(3 * _ROUNDS) == store.load("acme")

    def test_processes_keep_all_accounts(
        self, store: TokenStore, opens: Callable[[], TokenStore]
    ) -> None:
        """Saving one account takes nothing from another, also at the same moment."""
        names = [f"account {number}" for number in range(3)]
        queue = _SPAWN.Queue()
        for name in names:
            queue.put(name)
        with _processes(3, _save_many, opens, queue):
            pass
        expected = [_numbered(_ROUNDS)] * len(names)
        assert expected == [store.load(name) for name in names]

    def test_a_killed_process_frees_the_lock(
        self, store: TokenStore, opens: Callable[[], TokenStore]
    ) -> None:
        """Its tokens are those from before."""
        store.save("acme", _numbered(1))
        held = _SPAWN.Event()
        process = _SPAWN.Process(target=_hold, args=(opens, held), daemon=True)
        process.start()
        assert held.wait(60), "the other process did not get the lock"
        process.kill()
        process.join()
        began = time.monotonic()
        with store.lock("acme"):
            waited = time.monotonic() - began
            assert _numbered(1) == store.load("acme")
        assert waited < self.longest_wait


# A process that is spawned, unlike one that is forked, has to open the store by itself.
_SPAWN = multiprocessing.get_context("spawn")


def _numbered(number: int) -> Tokens:
    return Tokens(access_token=f"made.up.{number}")


def _thread(call: Callable[..., Any], *args: Any) -> threading.Thread:
    thread = threading.Thread(target=call, args=args, daemon=True)
    thread.start()
    return thread


def _note(store: TokenStore, name: str, order: list[str]) -> None:
    with store.lock(name):
        order.append(name)


def _add(store: TokenStore, inside: Path | None = None) -> None:
    """Add one to the number in the token, several times. If work is lost, the sum is too small.

    Args:
        store: The store.
        inside: A file that is there while a process is inside the lock; None for threads.
    """
    for _ in range(_ROUNDS):
        with store.lock("acme"):
            if inside is not None:
                inside.touch(exist_ok=False)
            tokens = store.load("acme")
            number = int(tokens.access_token.rpartition(".")[2]) if tokens else 0
            time.sleep(0.005)
            store.save("acme", _numbered(number + 1))
            if inside is not None:
                inside.unlink()


@contextmanager
def _processes(number: int, target: Callable[..., None], *args: Any) -> Generator[None]:
    """Start processes, and check at the end of the block that none of them has failed."""
    processes: list[BaseProcess] = [
        _SPAWN.Process(target=target, args=args, daemon=True) for _ in range(number)
    ]
    for process in processes:
        process.start()
    yield
    for process in processes:
        process.join(120)
    assert [0] * number == [process.exitcode for process in processes]


def _open_and_add(opens: Callable[[], TokenStore], inside: Path, all_ready: Barrier) -> None:
    store = opens()
    all_ready.wait(60)  # on a busy machine one would be done before the next has started
    _add(store, inside)


def _save_many(opens: Callable[[], TokenStore], names: Any) -> None:
    store, name = opens(), names.get()
    for number in range(_ROUNDS + 1):
        store.save(name, _numbered(number))


def _hold(opens: Callable[[], TokenStore], held: Any) -> None:
    with opens().lock("acme"):
        held.set()
        time.sleep(600)
