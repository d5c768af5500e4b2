"""The plugin fails a test that leaves broken books or unmet faults, and hides no other failure."""

import pytest

from tests.testing.conftest import Run

TESTS = """
import unittest
import pytest
from fiken import Contact
from fiken.emulator import Status

def order(emulator):
    emulator.fail_next(Status(503), method="POST", path="/contacts")

def test_unmet(fiken_company, fiken_emulator):
    order(fiken_emulator)
    fiken_company.contacts.find_by(name="Nelly")

def test_met(fiken_company, fiken_emulator):
    fiken_emulator.fail_next(Status(503), method="GET", path="/contacts")
    fiken_company.contacts.find_by(name="Nelly")

def test_cleared(fiken_emulator):
    order(fiken_emulator)
    fiken_emulator.clear_faults()

def test_books(fiken_emulator):
    damage(fiken_emulator)

def damage(emulator):
    with emulator._state.operation():
        emulator._state.execute("UPDATE purchases SET deleted = 1")

def test_both(fiken_emulator):
    order(fiken_emulator)
    damage(fiken_emulator)

def test_own(fiken_emulator):
    order(fiken_emulator)
    assert 1 == 2, "of its own"

def test_skipped(fiken_emulator):
    order(fiken_emulator)
    pytest.skip("a reason")

@pytest.mark.xfail(strict=True)
def test_expected(fiken_emulator):
    order(fiken_emulator)

def test_late(request):
    order(request.getfixturevalue("fiken_emulator"))

def test_stopped(fiken_emulator):
    order(fiken_emulator)
    fiken_emulator.stop()

class TestOld(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def lend(self, fiken_emulator):
        self.emulator = fiken_emulator

    def test_old_unmet(self):
        order(self.emulator)

    def test_old_own(self):
        order(self.emulator)
        self.assertEqual(1, 2, "of its own")

class TestAsync(unittest.IsolatedAsyncioTestCase):
    @pytest.fixture(autouse=True)
    def lend(self, fiken_emulator):
        self.emulator = fiken_emulator

    async def test_async_unmet(self):
        order(self.emulator)

def test_fine_again(fiken_company):
    fiken_company.contacts.save(Contact(name="Nelly"))
"""


def section(output: str, test: str) -> str:
    """Return the part of the output about one failure."""
    return output.partition(f" {test} ___")[2].partition("\n____")[0]


def test_problems_fail_the_test(run: Run, pytester: pytest.Pytester) -> None:
    """They are failures, not errors. The message names the fault, the requests and the remedy."""
    pytester.makepyfile(TESTS)
    result = run()
    result.assert_outcomes(passed=3, failed=9, skipped=1, xfailed=1)
    output = result.stdout.str()
    unmet = section(output, "test_unmet")
    assert "Status(code=503" in unmet
    assert (
        "for 1 of POST on a path that ends in /contacts\nRequests of the test: GET /comp" in unmet
    )
    assert "fiken_emulator.clear_faults()" in unmet
    assert "test_problems_fail_the_test.py" not in unmet, "a message, and no traceback"
    books = section(output, "test_books")
    assert "books of the emulator are broken after the test:\n  " in books
    assert "fiken_emulator.check_books()" in books
    assert "Requests of the test: none" in section(output, "test_both")
    assert "are broken after the test" in section(output, "test_both")
    for late in (
        "test_late",
        "test_stopped",
        "TestOld.test_old_unmet",
        "TestAsync.test_async_unmet",
    ):
        assert "faults that were not applied" in section(output, late)


def test_failure_of_the_test_comes_first(run: Run, pytester: pytest.Pytester) -> None:
    """The problems stand in a section below it."""
    pytester.makepyfile(TESTS)
    result = run("-k", "own")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["E *of its own*", "* Captured fiken call *", "*not applied:"])
    result.stdout.fnmatch_lines(["E *1 != 2 : of its own"])
