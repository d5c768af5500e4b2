"""The options of the emulator, as arguments of Python and on the command line."""

import inspect
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from fiken.emulator.__main__ import _parser, main
from fiken.emulator._options import VAT_TYPES
from tests.emulator.conftest import Api
from tests.emulator.test_main import COMMAND, served


def test_command_line_has_every_option() -> None:
    """Every option of `Emulator` is an option of the command line."""
    options = {*inspect.signature(Emulator).parameters, "oauth_app"}
    assert options == set(vars(_parser().parse_args([]))), (
        "add the option to fiken/emulator/__main__.py"
    )


def test_command_line_has_same_defaults() -> None:
    """Only the port differs: a program in another language needs to know it beforehand.

    `oauth_app` is an option of the command line alone.
    """
    parameters = inspect.signature(Emulator).parameters.values()
    defaults = {each.name: each.default for each in parameters}
    assert {**defaults, "port": 8080, "oauth_app": None} == vars(_parser().parse_args([]))


def test_help_lists_vat_types() -> None:
    """The help is wrapped at spaces and hyphens."""
    assert f"{','.join(VAT_TYPES)};default:bi-monthly" in "".join(_parser().format_help().split())


def ask(lines: list[str], path: str, body: Any = None) -> tuple[int, Any]:
    """Send a request below the company; `lines` are those that the emulator printed."""
    url, token = lines[0].split()[-1], lines[1].split()[-1]
    company = f"{url}/companies/fiken-demo-fjellbris-kaffe-as"
    with Api(company, token) as session:
        answer = session.post(path, json=body) if body else session.get(path)
    return answer.status_code, answer.json() if answer.content else None


def test_clock_option_is_a_fixed_time() -> None:
    with served("--clock", "2025-12-31T23:30:00+00:00") as lines:
        assert 201 == ask(lines, "/contacts", {"name": "Anna"})[0]
        assert "2026-01-01" == ask(lines, "/contacts?name=Anna")[1][0]["createdDate"]
    with served("--clock", "2026-06-15") as lines:
        assert 201 == ask(lines, "/contacts", {"name": "Anna"})[0]
        assert "2026-06-15" == ask(lines, "/contacts?name=Anna")[1][0]["createdDate"]


@pytest.mark.parametrize(
    ("modules", "status"), [("", 402), ("projects", 200), (" projects ,", 200)]
)
def test_modules_option(modules: str, status: int) -> None:
    with served("--modules", modules) as lines:
        assert status == ask(lines, "/projects")[0]


def test_flag_options() -> None:
    with served("--lenient", "--bank-integration", "--empty", "--strict-overlap") as lines:
        assert 201 == ask(lines, "/contacts", {"name": "Anna", "ukjent": 1})[0]
        assert 1 == len(ask(lines, "/contacts")[1])
        assert ask(lines, "/bankBalances")[1]
    with served() as lines:
        assert 400 == ask(lines, "/contacts", {"name": "Anna", "ukjent": 1})[0]
        assert [] == ask(lines, "/bankBalances")[1]


@pytest.mark.parametrize("arguments", [(), ("--test-company",), ("--no-test-company",)])
def test_test_company_option(arguments: tuple[str, ...]) -> None:
    with served(*arguments) as lines:
        company = ask(lines, "/")[1]
    assert ("--no-test-company" not in arguments) is company["testCompany"]


def test_warning_is_printed_as_one_line(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with served("--data", str(data)):
        pass
    process = subprocess.Popen(
        (*COMMAND, "--port", "0", "--data", str(data), "--empty"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Fiken, emulated")
    process.terminate()
    _, complaints = process.communicate(timeout=20)
    assert f"fiken.emulator: {data} has books already: empty is ignored\n" == complaints


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--port", "65536"), "error: port is a whole number from 0 to 65535, not 65536"),
        (("--port", "-1"), "error: port is a whole number from 0 to 65535, not -1"),
        (("--port", "http"), "error: argument --port: invalid int value: 'http'"),
        (("--host", ""), "error: host is a name or an address, such as 127.0.0.1, not ''"),
        (("--data", ""), "error: data is the name of an SQLite file, not ''"),
        (("--seed", "x"), "error: argument --seed: invalid int value: 'x'"),
        (
            ("--clock", "i går"),
            "--clock: not a date or a date and time, such as 2026-06-15T12:00:00+02:00: 'i går'",
        ),
        (("--clock", "0001-01-01"), "error: a clock's year is from 1900 to 9990, not 1"),
        (("--clock", "9999-12-31T23:59-12:00"), "error: a clock cannot be at 9999-12-31"),
        (("--modules", "projects,tid"), "error: there is no module tid; there is projects, time"),
    ],
)
def test_invalid_option_is_reported(
    arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    assert 2 == exit_info.value.code
    assert complaint in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--host", "256.1.1.1"), "256.1.1.1"),
        (("--data", "/nowhere/books.db"), "/nowhere/books.db cannot be opened: name a file"),
    ],
)
def test_failed_start_is_reported_in_one_line(arguments: tuple[str, ...], complaint: str) -> None:
    process = subprocess.run(
        (*COMMAND, "--port", "0", *arguments), capture_output=True, text=True, check=False
    )
    assert (1, 1) == (process.returncode, process.stderr.count("\n"))
    assert process.stderr.startswith("fiken.emulator: ")
    assert complaint in process.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"port": "8080"}, "port is a whole number from 0 to 65535, not '8080'"),
        ({"port": True}, "port is a whole number"),
        ({"host": None}, "host is a name or an address"),
        ({"seed": "1"}, "seed is a whole number, not '1'"),
        ({"empty": "no"}, "empty is True or False, not 'no'"),
        ({"lenient": 1}, "lenient is True or False, not 1"),
        ({"strict_overlap": None}, "strict_overlap is True or False, not None"),
        ({"bank_integration": 0}, "bank_integration is True or False, not 0"),
        ({"kid": "nei"}, "kid is True or False, not 'nei'"),
        ({"test_company": None}, "test_company is True or False, not None"),
        ({"modules": [1]}, "there is no module 1"),
    ],
)
def test_invalid_argument_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        Emulator(**options)


def test_emulator_listens_on_ipv6() -> None:
    try:
        with Emulator(host="::1") as emulator:
            assert emulator.url.startswith("http://[::1]:")
            assert 401 == requests.get(f"{emulator.url}/user", timeout=10).status_code
    except OSError as error:  # pragma: no cover - a machine without IPv6
        pytest.skip(f"no IPv6 here: {error}")
