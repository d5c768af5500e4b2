"""What other processes do with a store in the tests of locks."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fiken import TokenStoreError
from fiken.auth import Tokens, TokenStore

Opens = Callable[[], TokenStore]


def numbered(number: int) -> Tokens:
    """Return tokens that are told apart by a number."""
    return Tokens(access_token=f"made.up.{number}")


def number_in(store: TokenStore) -> int:
    """Return the number in the tokens of the account; 0 if there are none."""
    tokens = store.load("acme")
    return int(tokens.access_token.rpartition(".")[2]) if tokens else 0


def count(opens: Opens, record: Path, until: int) -> None:
    """Add one to the number, again and again, and record when this process was inside the lock."""
    store, inside = opens(), False
    number = 0
    with record.open("ab", 0) as log:
        while number < until:
            with store.lock("acme"):
                number = number_in(store)
                log.write(b"in %d %d\n" % (os.getpid(), number))
                time.sleep(0.01)  # a refresh
                store.save("acme", numbered(number + 1))
                log.write(b"out %d %d\n" % (os.getpid(), number + 1))
    assert not inside


def save_late(opens: Opens, held: Any, go_on: Any, ends: Any) -> None:
    """Take the lock, wait for the event, save the number 100, and tell how that ended."""
    store = opens()
    with store.lock("acme"):
        held.set()
        go_on.wait(60)
        try:
            store.save("acme", numbered(100))
        except TokenStoreError as error:
            ends.put((str(error), error.is_transient))
        else:
            ends.put(("saved", None))


def hold(opens: Opens, held: Any) -> None:
    """Take the lock, and keep it."""
    with opens().lock("acme"):
        held.set()
        time.sleep(600)
