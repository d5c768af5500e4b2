"""Arguments that the emulator refuses, because a test that passes them would prove nothing."""

import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest

from fiken.emulator import CutBody, Emulator, Status


@pytest.mark.parametrize(
    ("fault", "options", "message"),
    [
        (500, {}, "500 is not a fault: make one of Status, .*such as Status"),
        (CutBody, {}, "is not a fault"),
        (Status("500"), {}, "a status is a whole number from 100 to 599, not '500'"),  # type: ignore[arg-type]
        (
            Status(500),
            {"method": "PSOT"},
            "method is one of DELETE, GET, PATCH, POST, PUT, not 'PSOT'",
        ),
        (Status(500), {"path": "/nope"}, "no path of Fiken's contract ends in '/nope'"),
    ],
)
def test_fault_that_cannot_occur_is_refused(
    fault: Any, options: dict[str, Any], message: str
) -> None:
    with Emulator() as emulator, pytest.raises((TypeError, ValueError), match=message):
        emulator.fail_next(fault, **options)


@pytest.mark.parametrize("path", ["/contacts", "contacts/5", "/contacts/{contactId}", "/user"])
def test_fault_path_may_be_a_template(path: str) -> None:
    """`fail_next` accepts a path or a template of the contract, with or without its first slash."""
    with Emulator() as emulator:
        emulator.fail_next(Status(500), path=path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"modules": "projects"},
            r"modules is a list of names, such as \['projects'\], not a string",
        ),
        ({"modules": ["prosjekt"]}, "there is no module prosjekt; there is .*projects"),
        ({"clock": datetime(2026, 1, 1)}, "clock is a function, such as `lambda: "),  # noqa: DTZ001
        ({"clock": lambda: "2026-06-15"}, "a clock returns a datetime or a date, not .2026-06-15"),
    ],
)
def test_invalid_argument_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        Emulator(**options)


def test_missing_werkzeug_names_the_extra() -> None:
    """Importing the emulator without Werkzeug says which extra to install."""
    program = "import sys; sys.modules['werkzeug'] = None; import fiken.emulator"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "pip install 'fiken[emulator]'" in run.stderr
