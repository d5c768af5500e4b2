"""The plugin in a project of a user: fresh books, and nothing loaded before it is needed."""

import pytest

from tests.testing.conftest import Run

FRESH = """
import pytest
from fiken import Contact

SEEN = []

@pytest.mark.parametrize("number", range(4))
def test_fresh(number, fiken_company, fiken_emulator, fiken_client):
    assert fiken_emulator.requests == []
    assert fiken_company.contacts.find_by(name="Nelly") is None
    nelly = fiken_company.contacts.save(Contact(name="Nelly"))
    SEEN.append((fiken_emulator.url, nelly.contact_id, nelly.created_date))

def test_one_server():
    assert len(set(SEEN)) == 1
"""


@pytest.mark.parametrize("mode", ["prepend", "append", "importlib"])
def test_each_test_has_fresh_books(mode: str, run: Run, pytester: pytest.Pytester) -> None:
    """On one server: the URL and the ids are the same in each test."""
    pytester.makepyfile(FRESH)
    run(f"--import-mode={mode}").assert_outcomes(passed=5)


def test_each_worker_has_a_server(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest
        from fiken import Contact

        @pytest.mark.parametrize("number", range(12))
        def test_fresh(number, fiken_company, fiken_emulator, worker_id):
            assert fiken_company.contacts.find_by(name="Nelly") is None
            fiken_company.contacts.save(Contact(name="Nelly"))
            assert len(fiken_company.contacts.all(name="Nelly")) == 1
    """)
    run("-n", "3").assert_outcomes(passed=12)


def test_nothing_is_loaded_early(run: Run, pytester: pytest.Pytester) -> None:
    """If a project uses no fixture, neither the client nor the emulator is imported."""
    pytester.makepyfile("""
        import sys

        HEAVY = {"requests", "urllib3", "werkzeug", "cattrs", "sqlite3"}
        OURS = {"fiken.client", "fiken.session", "fiken.emulator", "fiken.repositories"}

        def test_modules():
            assert "fiken.testing" in sys.modules
            assert set() == (HEAVY | OURS) & set(sys.modules)
    """)
    run("-p", "no:xdist").assert_outcomes(passed=1)


def test_missing_werkzeug_names_the_extra(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys; sys.modules['werkzeug'] = None")
    pytester.makepyfile("""
        def test_it(fiken_company): pass
        def test_without(): pass
    """)
    result = run()
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(['*fiken_emulator needs Werkzeug: pip install "fiken[[]emulator]"'])
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize("loaded", ["by pytest_plugins", "by -p", "without autoload"])
def test_plugin_can_be_named_too(
    loaded: str, run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is loaded once, since its entry point has the name of the module."""
    pytester.makepyfile("def test_it(fiken_company): assert fiken_company.contacts.all()")
    if loaded == "by pytest_plugins":
        pytester.makeconftest("pytest_plugins = ['fiken.testing']")
    if loaded == "without autoload":
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    arguments = [] if loaded == "by pytest_plugins" else ["-p", "fiken.testing"]
    run(*arguments).assert_outcomes(passed=1)


def test_plugin_can_be_switched_off(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(fiken_company): pass")
    result = run("-p", "no:fiken.testing")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'fiken_company' not found"])


def test_stopped_emulator_is_replaced(run: Run, pytester: pytest.Pytester) -> None:
    """So is one with a request in flight, which could change the books of another test."""
    pytester.makepyfile("""
        import threading, time
        import pytest
        from fiken import Contact, FikenError
        from fiken.emulator import WaitBeforeCarryingOut
        from fiken.session import Retries

        def test_stop(fiken_emulator):
            fiken_emulator.stop()

        def test_restart(fiken_emulator, fiken_company):
            fiken_emulator.stop()
            fiken_emulator.start()

        def test_runs_again(fiken_company):
            assert fiken_company.contacts.all()

        def test_leaves_a_write(fiken_emulator):
            fiken_emulator.fail_next(WaitBeforeCarryingOut(0.7), method="POST")
            with fiken_emulator.client(timeout=0.2) as client:
                with pytest.raises(FikenError):
                    client.company(fiken_emulator.company_slug).contacts.save(Contact(name="Nelly"))
            assert fiken_emulator.requests[-1].finished is None

        def test_does_not_see_it(fiken_company, fiken_emulator):
            time.sleep(1)
            assert fiken_company.contacts.find_by(name="Nelly") is None
            assert len(fiken_emulator.requests) == 1
    """)
    run().assert_outcomes(passed=5)


def test_late_thread_reaches_no_other_books(run: Run, pytester: pytest.Pytester) -> None:
    """A thread that a test leaves can send its first request in the next test."""
    pytester.makepyfile("""
        import threading
        from fiken import Contact, FikenError

        GO, ENDED = threading.Event(), threading.Event()

        def late(company):
            GO.wait(10)
            try:
                company.contacts.save(Contact(name="Late"))
            except FikenError:
                ENDED.set()

        def test_leaves_a_thread(fiken_company):
            threading.Thread(target=late, args=(fiken_company,), daemon=True).start()

        def test_does_not_see_it(fiken_company, fiken_emulator):
            GO.set()
            assert ENDED.wait(10)
            assert fiken_emulator.requests == []
    """)
    run().assert_outcomes(passed=2)


@pytest.mark.parametrize("name", ["token", "company_slug"])
def test_set_attribute_does_not_stay(name: str, run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"""
        def test_sets_it(fiken_emulator):
            fiken_emulator.{name} = "other"

        def test_is_like_new(fiken_company, fiken_emulator):
            assert fiken_emulator.{name} != "other"
            assert fiken_company.contacts.all()
    """)
    run().assert_outcomes(passed=2)


def test_client_is_closed(run: Run, pytester: pytest.Pytester) -> None:
    """An open socket would be an error, since warnings are errors."""
    pytester.makepyfile("""
        CLIENTS = []

        def test_use(fiken_client, fiken_company):
            fiken_client.user()
            assert fiken_client.company(fiken_company.slug).contacts.all()
            CLIENTS.append(fiken_client)
            fiken_client.close = lambda: CLIENTS.append("closed")

        def test_closed():
            assert CLIENTS[1:] == ["closed"]
            type(CLIENTS[0]).close(CLIENTS[0])
    """)
    run().assert_outcomes(passed=2)
