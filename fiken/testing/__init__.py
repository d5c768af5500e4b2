"""A plugin for pytest, whose fixtures give each test an emulator of Fiken with fresh books.

pytest loads it wherever `pip install 'fiken[emulator]'` was run, without an import or a setting:

    def test_adds_a_contact(fiken_company):
        fiken_company.contacts.save(Contact(name="Nelly Bloom"))
        assert fiken_company.contacts.find_by(name="Nelly Bloom") is not None

The fixtures:

- `fiken_emulator`: the emulator.
- `fiken_client`: a client of the emulator.
- `fiken_company`: the client of the demo company.
- `fiken_emulator_options`: the arguments of the emulator, for test suites to override.
- `fiken_lanes`: a folder of the test's own for the files by which processes take turns to send. The
  other fixtures use it.

A test that uses one of them fails at its end if the books break a rule, or if a fault that the test
ordered was not applied. Until a test asks for a fixture, the emulator is not imported.

The plugin is called `fiken.testing`, so `pytest -p no:fiken.testing` switches it off.
"""

from fiken.testing._checks import pytest_runtest_call
from fiken.testing._fixtures import (
    fiken_client,
    fiken_company,
    fiken_emulator,
    fiken_emulator_options,
    fiken_lanes,
)

__all__ = [
    "fiken_client",
    "fiken_company",
    "fiken_emulator",
    "fiken_emulator_options",
    "fiken_lanes",
    "pytest_runtest_call",
]
