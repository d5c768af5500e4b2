"""The folders in which the tests of a session keep the files of their lanes."""

import itertools
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

_FOLDERS = pytest.StashKey[Generator[Path]]()


def new_folder(session: pytest.Session) -> Path:
    """Return a folder that no other test has. It is made when it is first used.

    All folders of a session are removed at its end.
    """
    if _FOLDERS not in session.stash:
        root = Path(tempfile.mkdtemp(prefix="fiken-lanes-"))
        session.addfinalizer(lambda: shutil.rmtree(root, ignore_errors=True))
        session.stash[_FOLDERS] = (root / str(number) for number in itertools.count(1))
    folders = session.stash[_FOLDERS]
    return next(folders)
