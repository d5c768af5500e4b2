"""Covered means called: what the whole run has done, against the list of what is not built yet.

The list only shrinks. ``FIKEN_WRITE_NOT_BUILT=1 make test`` writes it anew.
"""

import os
from pathlib import Path

import pytest

from tests.recorder import Recorder

LIST = Path(__file__).with_name("not_built.txt")


def test_what_is_not_covered_is_on_the_list_and_nothing_else(
    request: pytest.FixtureRequest, recorder: Recorder
) -> None:
    if not _is_whole(request.config):
        pytest.skip("only a run of all tests can tell what is covered")
    missing = sorted(
        (recorder.all_operations() - recorder.operations)
        | (recorder.all_parameters() - recorder.parameters)
        | (recorder.all_fields() - recorder.covered_fields())
    )
    if os.environ.get("FIKEN_WRITE_NOT_BUILT"):
        LIST.write_text("\n".join(missing) + "\n")
    listed = LIST.read_text().split("\n")[:-1]
    assert [] == sorted(set(missing) - set(listed)), "neither covered nor on the list"
    assert [] == sorted(set(listed) - set(missing)), "covered now: take it off the list"


def _is_whole(config: pytest.Config) -> bool:
    chosen = config.option.keyword or config.option.markexpr or config.option.lf
    whole = [Path(arg).resolve() == config.rootpath / "tests" for arg in config.args]
    return not chosen and all(whole) and not config.option.deselect
