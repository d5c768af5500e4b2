"""A project of a user, whose tests run in a process of their own with the plugin installed."""

import configparser
import os
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.house.source import ROOT

Run = Callable[..., pytest.RunResult]

#: The plugins of others, which take time to load. Some of them import requests.
OTHERS = {entry.name for entry in entry_points(group="pytest11")} - {"fiken.testing", "xdist"}


@pytest.fixture
def run(
    pytester: pytest.Pytester,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """A function that runs the tests of the project. Warnings are errors."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(installed(tmp_path_factory))]))

    def run(*arguments: str) -> pytest.RunResult:
        others = [f"-pno:{name}" for name in ("cacheprovider", *OTHERS)]
        options = [*others, "-W", "error"]
        return pytester.runpytest_subprocess(*options, *arguments, timeout=120)

    return run


def installed(folders: pytest.TempPathFactory) -> Path:
    """Return a folder with the entry points of setup.cfg, as an installed package has them."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    folder = folders.mktemp("installed")
    about = folder / "entries_of_fiken-1.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text(
        "Metadata-Version: 2.1\nName: entries_of_fiken\nVersion: 1\n"
    )
    plugins = setup["options.entry_points"]["pytest11"]
    about.joinpath("entry_points.txt").write_text(f"[pytest11]{plugins}\n")
    return folder
