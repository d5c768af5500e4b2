"""Covered means called: what the whole run has done, against the list of what is not built yet.

The list only shrinks. ``FIKEN_WRITE_NOT_BUILT=1 make test`` writes it anew.
"""

import pytest

from tests.conftest import PARTIAL, is_whole
from tests.recorder import Recorder


def test_list_of_not_built_is_exact(request: pytest.FixtureRequest, recorder: Recorder) -> None:
    """With pytest-xdist, `tests/conftest.py` reports this test for the workers together."""
    if not is_whole(request.config):
        pytest.skip(PARTIAL)
    assert [] == recorder.faults()
