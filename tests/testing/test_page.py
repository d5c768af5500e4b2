"""The test on the page about testing runs, and so do the fixtures that a user copies from it."""

import re

import pytest

from tests.house.source import ROOT
from tests.testing.conftest import Run

PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")
SECTION = PAGE.partition("## Fixtures for pytest")[2].partition("\n## ")[0]
TEST, *FIXTURES = re.findall(r"^```python\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)


def test_copied_test_passes(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_billing=TEST)
    run().assert_outcomes(passed=2)


def test_copied_fixtures_work_together(run: Run, pytester: pytest.Pytester) -> None:
    """Options, a client with short waits, and a program that is told the address."""
    assert 3 == len(FIXTURES)
    pytester.makeconftest("\n".join(FIXTURES))
    more = """
from conftest import SETTINGS


def test_settings(fiken_emulator, fiken_company):
    assert (fiken_emulator.url, fiken_emulator.token) == tuple(SETTINGS.values())
    assert "2026-06-15" == str(fiken_company.contacts.save(Contact(name="Ned")).created_date)
"""
    pytester.makepyfile(test_billing=TEST + more)
    run().assert_outcomes(passed=3)
