"""The emulator refuses what would let a test pass in vain."""

import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest

from fiken.emulator import CutBody, Emulator, Status


@pytest.mark.parametrize(
    ("fault", "told", "said"),
    [
        (500, {}, "500 is no fault: make one of Status, .*such as Status"),
        (CutBody, {}, "is no fault"),
        (Status("500"), {}, "a status is a whole number from 100 to 599, not '500'"),  # type: ignore[arg-type]
        (Status(500), {"method": "PSOT"}, "'PSOT' is none of DELETE, GET, PATCH, POST, PUT"),
        (Status(500), {"path": "/nope"}, "no path of Fiken's contract ends in '/nope'"),
    ],
)
def test_a_fault_that_cannot_bite_is_refused(fault: Any, told: dict[str, Any], said: str) -> None:
    with Emulator() as emulator, pytest.raises((TypeError, ValueError), match=said):
        emulator.fail_next(fault, **told)


@pytest.mark.parametrize("path", ["/contacts", "contacts/5", "/contacts/{contactId}", "/user"])
def test_a_path_or_a_template_of_the_contract_is_taken(path: str) -> None:
    with Emulator() as emulator:
        emulator.fail_next(Status(500), path=path)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"modules": "projects"}, r"modules are a list: \['projects'\]"),
        ({"modules": ["prosjekt"]}, "there is no module prosjekt; there is .*projects"),
        ({"clock": datetime(2026, 1, 1)}, "a clock is a function"),  # noqa: DTZ001
        ({"clock": lambda: "2026-06-15"}, "a clock returns a datetime or a date, not .2026-06-15"),
    ],
)
def test_an_argument_that_means_nothing_is_refused(told: dict[str, Any], said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        Emulator(**told)


def test_without_werkzeug_the_extra_is_named() -> None:
    program = "import sys; sys.modules['werkzeug'] = None; import fiken.emulator"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "pip install 'fiken[emulator]'" in run.stderr
