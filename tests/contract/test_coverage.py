"""The comparison of the whole run with Fiken's contract: covered means called."""

import pytest

from tests.conftest import PARTIAL, is_whole
from tests.recorder import Recorder


def test_everything_is_covered(request: pytest.FixtureRequest, recorder: Recorder) -> None:
    """With pytest-xdist, `tests/conftest.py` reports this test for the workers together."""
    if not is_whole(request.config):
        pytest.skip(PARTIAL)
    assert [] == recorder.faults()
