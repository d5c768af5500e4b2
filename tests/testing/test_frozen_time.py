"""The fixtures inside frozen time, whichever comes first."""

import pytest

from tests.testing.conftest import Run

TESTS = """
import datetime
import pytest
from fiken import Contact
TOOL

DATE = datetime.date
DAY = datetime.date(2024, 3, 1)  # in Norway

def use(company):
    nelly = company.contacts.save(Contact(name="Nelly"))
    assert company.contacts.find(nelly) == nelly
    assert list(company.sales.all())
    return nelly.created_date

@pytest.fixture
def frozen():
    with freeze("2024-02-29T23:30:00+00:00"):
        yield

@freeze("2024-02-29T23:30:00+00:00")
def test_decorator(fiken_company):
    assert use(fiken_company) == DAY

def test_frozen_first(frozen, fiken_company):
    assert use(fiken_company) == DAY

def test_frozen_last(fiken_company, frozen):
    assert use(fiken_company) == DAY

def test_block(fiken_company):
    with freeze("2024-02-29T23:30:00+00:00"):
        assert use(fiken_company) == DAY
    assert use(fiken_company) != DAY

def test_reset_inside(fiken_company, fiken_emulator):
    with freeze("2024-02-29T23:30:00+00:00"):
        fiken_emulator.reset()
        assert max(sale.date for sale in fiken_company.sales.all()) <= DAY

def test_thawed(fiken_company):
    day = use(fiken_company)
    assert day != DAY
    assert type(day) is DATE
"""

TOOLS = {
    "freezegun": "from freezegun import freeze_time as freeze",
    "time-machine": (
        "import time_machine\ndef freeze(when): return time_machine.travel(when, tick=False)"
    ),
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("first", ["test_decorator", "test_thawed"])
def test_time_may_be_frozen(tool: str, first: str, run: Run, pytester: pytest.Pytester) -> None:
    """The emulator is imported within the first test, which may be in frozen time."""
    pytester.makepyfile(test_it=TESTS.replace("TOOL", TOOLS[tool]))
    run(f"test_it.py::{first}", "test_it.py").assert_outcomes(passed=6)
