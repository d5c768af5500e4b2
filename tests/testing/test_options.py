"""Users set the options of the emulator for a folder, a module, a class or one test."""

import pytest

from tests.testing.conftest import Run

COMMON = """
import pytest

@pytest.fixture(scope="session")
def fiken_emulator_options():
    return {"empty": True, "seed": 7}
"""

OF_A_MODULE = """
import pytest
from fiken.emulator import Emulator

@pytest.fixture(scope="module")
def fiken_emulator_options(fiken_emulator_options):
    return {**fiken_emulator_options, "empty": False}

def test_filled(fiken_company):
    assert len(fiken_company.contacts.all()) > 5

class TestWithoutVat:
    @pytest.fixture
    def fiken_emulator_options(self):
        return {"vat_type": "no"}

    def test_company(self, fiken_client, fiken_company):
        assert fiken_client.companies.all().first().vat_type == "no"

@pytest.mark.parametrize("fiken_emulator_options", [{"empty": True}, {"empty": False}])
def test_each(fiken_company, fiken_emulator_options):
    assert fiken_emulator_options["empty"] == (len(fiken_company.contacts.all()) == 0)

def test_filled_again(fiken_company):
    assert len(fiken_company.contacts.all()) > 5
"""


def test_options_are_those_nearest_to_the_test(run: Run, pytester: pytest.Pytester) -> None:
    pytester.mkpydir("inner").joinpath("conftest.py").write_text(COMMON)
    inner = "def test_empty(fiken_company): assert len(fiken_company.contacts.all()) == 0\n"
    (pytester.path / "inner" / "test_inner.py").write_text(inner)
    (pytester.path / "inner" / "test_module.py").write_text(OF_A_MODULE)
    (pytester.path / "inner" / "test_second.py").write_text(inner)
    outer = "def test_filled(fiken_company): assert len(fiken_company.contacts.all()) > 5\n"
    pytester.makepyfile(test_outer=outer, test_z=outer)
    run().assert_outcomes(passed=9)


BAD = {
    "['kid']": "it must return a dict, such as {'kid': False}, not ['kid']",
    "{'sede': 1}": "there is no option 'sede': the options are data, seed, clock",
    "{'data': 'books.db'}": "data='books.db' keeps the books in a file",
    "{'seed': 'x'}": "seed is a whole number, not 'x'",
}


def test_wrong_option_is_a_clear_error(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"""
        import pytest
        @pytest.mark.parametrize("fiken_emulator_options", [{", ".join(BAD)}])
        def test_it(fiken_emulator): pass
        def test_afterwards(fiken_emulator): pass
    """)
    result = run()
    result.assert_outcomes(errors=len(BAD), passed=1)
    for message in BAD.values():
        result.stdout.fnmatch_lines([f"*{message.replace('[', '[[]')}*"])
    assert not list(pytester.path.glob("*.db"))


def test_seed_is_one_by_default(run: Run, pytester: pytest.Pytester) -> None:
    """Ids are equal in every run, as those of an emulator with this seed."""
    pytester.makepyfile("""
        from fiken import Contact
        from fiken.emulator import Emulator

        def new(emulator):
            with emulator.client() as client:
                contacts = client.company(emulator.company_slug).contacts
                return contacts.save(Contact(name="Nelly")).contact_id

        def test_id(fiken_emulator):
            with Emulator(seed=1) as emulator:
                assert new(emulator) == new(fiken_emulator)
    """)
    run().assert_outcomes(passed=1)
