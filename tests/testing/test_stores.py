"""The shipped tests for token stores pass for a right one, and find what is wrong with others."""

import re

import pytest

from tests.house.source import ROOT
from tests.testing.conftest import Run

PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")
SECTION = PAGE.partition("## A token store of your own")[2]
(EXAMPLE,) = re.findall(r"^```python\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)

#: What a line of the example becomes, and a test that fails for it.
WRONG = {
    "no lock": ("return self.locks[account]", "return Lock()", "a_second_thread_waits"),
    "one lock for all": ("[account]\n\n\nclass", "[0]\n\n\nclass", "accounts_do_not_wait"),
    "names in lower case": ("[account] = tokens", "[account.lower()] = tokens", "their_own_tokens"),
    "None is kept": ("return self.tokens.get(account)", "return self.tokens[account]", "has_none"),
    "the first tokens stay": (
        "self.tokens[account] = tokens",
        "self.tokens.setdefault(account, tokens)",
        "later_tokens_replace",
    ),
    "no lock inside the lock": (
        "self.tokens[account] = tokens",
        "self.locks[account].acquire(timeout=1) or 1 / 0; self.tokens[account] = tokens",
        "the_holder_loads_and_saves",
    ),
    "readers wait": (
        "return self.tokens.get(account)",
        "self.locks[account].acquire(); return self.tokens.get(account)",
        "reading_does_not_wait",
    ),
}


def test_the_store_of_the_page_passes(run: Run, pytester: pytest.Pytester) -> None:
    """The tests with several processes are skipped: it is not shared with them."""
    pytester.makepyfile(test_store=EXAMPLE)
    run().assert_outcomes(passed=18, skipped=4)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_store_fails(wrong: str, run: Run, pytester: pytest.Pytester) -> None:
    line, instead, test = WRONG[wrong]
    assert 1 == EXAMPLE.count(line)
    pytester.makepyfile(test_store=EXAMPLE.replace(line, instead))
    result = run("-k", test)
    assert 1 == result.parseoutcomes()["failed"], result.stdout.str()


SHARED = """
from functools import partial
from multiprocessing import Lock

import pytest

from fiken.auth import FileStore
from fiken.testing.stores import TokenStoreContract
from store import UnlockedStore


class TestUnlockedStore(TokenStoreContract):
    @pytest.fixture
    def make_store(self, tmp_path):
        return partial(UnlockedStore, tmp_path / "tokens.json")

    @pytest.fixture
    def store(self, make_store):
        return make_store()
"""
UNLOCKED = """
from contextlib import nullcontext

from fiken.auth import FileStore


class UnlockedStore(FileStore):
    def _lock_for_others(self, name, ends):
        return nullcontext()
"""


def test_a_store_without_a_lock_for_processes_fails(run: Run, pytester: pytest.Pytester) -> None:
    """Its lock keeps only the threads of one process apart."""
    pytester.makepyfile(store=UNLOCKED, test_store=SHARED)
    result = run("-k", "thread or no_process")
    result.assert_outcomes(passed=2, failed=1, deselected=19)
