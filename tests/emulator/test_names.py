"""The public names of the emulator, and those that they had before."""

from importlib import import_module

import pytest

from fiken.emulator import CannedAnswer


def test_old_name_of_canned_answer_warns() -> None:
    """`Answer` was the name of CannedAnswer, and is that of a class of `fiken.session`."""
    with pytest.warns(DeprecationWarning, match="is now CannedAnswer"):
        assert CannedAnswer is import_module("fiken.emulator").Answer


def test_misspelt_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Emulater"):
        import_module("fiken.emulator").Emulater  # noqa: B018
