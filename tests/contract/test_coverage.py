"""Coverage of the contract: what the whole run has called, and the list of what is not built yet.

The list may only become shorter. ``FIKEN_WRITE_NOT_BUILT=1 make test`` writes it again.
"""

import os
from pathlib import Path

import pytest

from tests.recorder import Recorder

LIST = Path(__file__).with_name("not_built.txt")


def test_list_of_not_built_is_exact(request: pytest.FixtureRequest, recorder: Recorder) -> None:
    if not _is_whole(request.config):
        pytest.skip("only a run of all tests knows what is covered: make test")
    missing = sorted(
        (recorder.all_operations() - recorder.operations)
        | (recorder.all_parameters() - recorder.parameters)
        | (recorder.all_fields() - recorder.covered_fields())
    )
    if os.environ.get("FIKEN_WRITE_NOT_BUILT"):
        LIST.write_text("\n".join(missing) + "\n")
    listed = LIST.read_text().split("\n")[:-1]
    assert [] == sorted(set(missing) - set(listed)), (
        "the tests do not cover these any more: write a test that calls them, or a sample with the "
        f"field in tests/samples, and do not add them to {LIST.name}"
    )
    assert [] == sorted(set(listed) - set(missing)), (
        f"the tests cover these now: FIKEN_WRITE_NOT_BUILT=1 make test takes them off {LIST.name}"
    )


def _is_whole(config: pytest.Config) -> bool:
    """Return whether the run includes every test."""
    option = config.option
    # Without pytest's cache plugin there is no option `lf`.
    chosen = option.keyword or option.markexpr or getattr(option, "lf", False)
    whole = [Path(arg).resolve() == config.rootpath / "tests" for arg in config.args]
    return not chosen and all(whole) and not option.deselect
