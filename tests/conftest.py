"""An embedded Fiken for every test that asks for one, and the record of what the run covered.

A test also fails if an answer that an emulator sent during it breaks Fiken's contract.

With pytest-xdist (``-n``) the workers run the tests and send their records to the process that
started them, the controller. The controller reports the test of the whole run, which a worker
cannot do. If coverage is measured in it, it is measured in the workers too.
"""

import os
import signal
import time
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest

from fiken import CompanyClient, Fiken
from fiken.emulator import Emulator
from fiken.session import Retries
from tests.contract.witness import Witness
from tests.recorder import COMPANY, SHORT, Recorder
from tests.servers.browser import Browser, start_browser
from tests.servers.postgres import Postgres, start_postgres
from tests.servers.redis import Redis, start_redis

#: The second is our own plugin. Its name is that of its entry point, so that it loads once.
pytest_plugins = ["pytester", "fiken.testing"]

RECORDER = Recorder()
WITNESS = Witness(RECORDER)
WITNESS.watch()
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)

#: The file whose test looks at the whole run, and why it is skipped in a run of some tests.
LAST = "test_coverage.py"
PARTIAL = "only a run of all tests can tell what is covered"

#: The files with the longest tests. Workers begin with them and so do not wait for them at the end.
LONGEST = ["test_any_order.py", "test_typing.py", "test_packaging.py"]

#: Where coverage looks, as a process of Python starts, whether to measure it and how.
MEASURE = "COVERAGE_PROCESS_START"


@pytest.fixture(autouse=True)
def _own_lanes(fiken_lanes: Path) -> None:
    """Use a folder of lanes per test, so that no test waits for another one or another program."""


@pytest.fixture
def recorder() -> Recorder:
    """The record of what this run has covered so far."""
    return RECORDER


@pytest.fixture(scope="session")
def fiken_emulator_options() -> dict[str, Any]:
    """The options of the embedded Fiken of most tests: its clock shows noon of 15 June 2026."""
    return {"seed": 1, "clock": lambda: NOW, "bank_integration": True}


@pytest.fixture
def emulator(fiken_emulator: Emulator) -> Emulator:
    """The emulator of the plugin: an embedded Fiken whose books balance when the test is over."""
    return fiken_emulator


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Fiken]:
    """A client of the embedded Fiken. A test module can have an embedded Fiken of its own."""
    with emulator.client() as fiken:
        yield fiken


@pytest.fixture
def quick_client(emulator: Emulator) -> Iterator[Fiken]:
    """A client that does not wait long before it tries again."""
    retries = Retries(backoff_factor=0.01, backoff_max=0.02)
    with emulator.client(retries=retries) as fiken:
        yield fiken


@pytest.fixture
def acme(client: Fiken, emulator: Emulator) -> CompanyClient:
    """The demo company."""
    return client.company(emulator.company_slug)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server of PostgreSQL. Tests that use it are skipped where it is not installed."""
    server = start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A real server of Redis. Tests that use it are skipped where it is not installed."""
    server = start_redis()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A real browser for the tests of a file, which are skipped where none is installed."""
    started = start_browser(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """A real browser that nobody has used yet."""
    chromium.forget()
    return chromium


def is_whole(config: pytest.Config) -> bool:
    """Return whether this run was asked for all tests."""
    option = config.option
    # Without its plugin, an option is not there: `-p no:cacheprovider`.
    chosen = option.keyword or option.markexpr or getattr(option, "lf", False) or option.deselect
    return not chosen and all(
        Path(arg).resolve() == config.rootpath / "tests" for arg in config.args
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of pytest-xdist, and let Ctrl-C work.

    The tests also run without pytest-xdist. A shell starts jobs in the background so that they, and
    all processes that they start, ignore Ctrl-C. Then the tests of Ctrl-C would fail.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "xdist_group(name): tests that run in one worker")
    config.option.loadscopereorder = False  # it would begin with the files that have most tests


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their number: what is compressed has the time in it, and no two runs agree."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the test of the whole run last; in a worker, leave it to the controller."""
    items.sort(key=lambda item: item.path.name == LAST)
    if hasattr(config, "workeroutput"):
        _prepare_worker(config.workeroutput, items)


def _prepare_worker(output: dict[str, Any], items: list[pytest.Item]) -> None:
    """Order the tests for workers, and group those that one worker has to run.

    A file is a group because its tests share fixtures. All files that measure time or wait are one
    group: with at most one test of them at a time, none of them has to share its processor.
    """
    os.environ.pop(MEASURE, None)  # the worker is measured, but nothing that a test starts
    output["whole_run"] = [item.location for item in items if item.path.name == LAST]
    items[:] = [item for item in items if item.path.name != LAST]
    items.sort(key=lambda item: (item.path.name not in LONGEST, not _has_clock(item)))
    for item in items:
        group = "clock" if _has_clock(item) else f"{item.path.parent.name}/{item.path.stem}"
        item.add_marker(pytest.mark.xdist_group(group))


def _has_clock(item: pytest.Item) -> bool:
    """Return whether the module of a test imports `time`."""
    return vars(getattr(item, "module", None) or object).get("time") is time


def pytest_runtest_logstart(nodeid: str) -> None:
    """Note which test runs."""
    RECORDER.test = nodeid


def pytest_runtest_logfinish() -> None:
    """Note that no test runs."""
    RECORDER.test = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail the test in which an emulator has sent an answer that breaks the contract."""
    report = yield
    broken = WITNESS.take()
    if broken:
        text = "\n".join(["answers of the emulator that break Fiken's contract:", *broken])
        if report.outcome == "failed":
            report.sections.append(("contract", text))
        else:
            report.outcome, report.longrepr = "failed", text
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the record of a worker to the controller."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["record"] = RECORDER.dump_record()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return the number of workers for `-n auto`: three per two processors.

    A third of the time of a run is waiting, in which another worker can use the processor.
    """
    return max(3, 3 * (os.cpu_count() or 1) // 2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Have the workers measured where `coverage run` measures the controller."""
    if os.environ.get("COVERAGE_RUN"):
        os.environ[MEASURE] = str(config.rootpath / "pyproject.toml")


#: The locations of the tests that the workers left to the controller.
LEFT: set[tuple[str, int, str]] = set()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add the record of a worker that has finished. One that crashed has none."""
    output = getattr(node, "workeroutput", {})
    if "record" in output:
        RECORDER.add_record(output["record"])
        LEFT.update(tuple(location) for location in output["whole_run"])


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Report the test of the whole run when all workers have finished."""
    result = yield
    for location in LEFT:
        session.config.hook.pytest_runtest_logreport(report=_whole_run(session.config, location))
    return result


def _whole_run(config: pytest.Config, location: tuple[str, int, str]) -> pytest.TestReport:
    file, line, name = location

    def report(
        outcome: Literal["passed", "failed", "skipped"], details: Any = None
    ) -> pytest.TestReport:
        return pytest.TestReport(f"{file}::{name}", location, {}, outcome, details, "call")

    if not is_whole(config):
        return report("skipped", (file, line, f"Skipped: {PARTIAL}"))
    faults = RECORDER.faults()
    return report("failed", "\n".join(faults)) if faults else report("passed")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print how much of the contract the tests covered, and which test covered each operation."""
    if is_whole(config):
        terminalreporter.section("operations of the contract, called through the client")
        for line in RECORDER.table():
            terminalreporter.write_line(line)
        terminalreporter.write_line(f"{SHORT} is {COMPANY}")
    operations, parameters = RECORDER.all_operations(), RECORDER.all_parameters()
    parts = (
        ("operations", len(RECORDER.operations.keys() & operations), len(operations)),
        ("fields", len(RECORDER.covered_fields()), len(RECORDER.all_fields())),
        ("query parameters", len(RECORDER.parameters & parameters), len(parameters)),
    )
    line = ", ".join(f"{done} of {total} {what}" for what, done, total in parts)
    terminalreporter.write_line(f"contract covered by the client: {line}")
