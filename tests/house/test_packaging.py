"""The wheel and the sdist contain the right files, and their metadata are right."""

import configparser
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

import fiken
from tests.house.source import ROOT

DIST_INFO = f"fiken-{fiken.__version__}.dist-info"

#: The folders and files of the project that are shipped, without those only its repository needs.
FOLDERS = [".ci", "benchmarks", "docs", "examples", "fiken", "tests", "tools"]
FILES = [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "MANIFEST.in",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
]
GENERATED = re.compile(r"(^|/)(__pycache__|_build|\.hypothesis|\.DS_Store)(/|$)|\.py[cod]$")


def _files_of(folder: Path) -> Iterator[str]:
    every = (path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder.parent).as_posix() for path in every)
    return (name for name in names if not GENERATED.search(name))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with its wheel and sdist in ``dist``.

    It is a copy so that no old file is packed. The wheel is built from the sdist, so a file that
    the sdist lacks is missing in both.
    """
    copy = tmp_path_factory.mktemp("source")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist"]
    built = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert 0 == built.returncode, built.stdout + built.stderr
    return copy


@pytest.fixture
def wheel(source: Path) -> Iterator[zipfile.ZipFile]:
    """The wheel, opened for reading."""
    with zipfile.ZipFile(next(source.glob("dist/*.whl"))) as opened:
        yield opened


@pytest.fixture
def metadata(wheel: zipfile.ZipFile) -> Message:
    """The metadata of the wheel."""
    return Parser().parsestr(wheel.read(f"{DIST_INFO}/METADATA").decode())


def test_a_wheel_and_an_sdist_are_built(source: Path) -> None:
    version = fiken.__version__
    expected = [f"fiken-{version}-py3-none-any.whl", f"fiken-{version}.tar.gz"]
    assert expected == sorted(path.name for path in source.glob("dist/*"))


def test_the_wheel_contains_only_the_package(source: Path, wheel: zipfile.ZipFile) -> None:
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt"}
    expected = {*_files_of(source / "fiken"), *(f"{DIST_INFO}/{name}" for name in about)}
    assert {"fiken/py.typed", "fiken/emulator/wire/contract.json"} < expected
    assert sorted(expected) == sorted(wheel.namelist())


def test_the_sdist_contains_only_the_project(source: Path) -> None:
    generated = {"PKG-INFO", *(f"fiken.egg-info/{name}" for name in EGG_INFO)}
    expected = {*FILES, *generated, *(name for one in FOLDERS for name in _files_of(source / one))}
    with tarfile.open(next(source.glob("dist/*.tar.gz"))) as sdist:
        names = [member.name for member in sdist.getmembers() if member.isfile()]
    assert sorted(expected) == sorted(name.partition("/")[2] for name in names)


EGG_INFO = [
    "PKG-INFO",
    "SOURCES.txt",
    "dependency_links.txt",
    "entry_points.txt",
    "requires.txt",
    "top_level.txt",
]


def test_the_wheel_offers_the_plugin_to_pytest(wheel: zipfile.ZipFile) -> None:
    """Its name is that of the module: with another, `pytest_plugins` would load it twice."""
    entries = wheel.read(f"{DIST_INFO}/entry_points.txt").decode()
    assert "[pytest11]\nfiken.testing = fiken.testing\n" in entries


def test_the_wheel_installs_the_command(wheel: zipfile.ZipFile) -> None:
    entries = wheel.read(f"{DIST_INFO}/entry_points.txt").decode()
    assert "[console_scripts]\nfiken = fiken.cli:main\n" in entries


def test_the_metadata_names_python_and_licence(metadata: Message) -> None:
    expected = {
        "Name": "fiken",
        "Version": fiken.__version__,
        "Requires-Python": ">=3.11",
        "License-Expression": "MIT",
        "License-File": "LICENSE",
        "Author": "The fiken authors",
        "Maintainer": "The fiken authors",
        "Description-Content-Type": "text/markdown",
    }
    assert expected == {name: metadata[name] for name in expected}
    assert metadata.get_payload() == (ROOT / "README.md").read_text("utf-8")


def test_the_metadata_links_to_secure_pages_only(metadata: Message) -> None:
    urls = [url.partition(", ")[2] for url in metadata.get_all("Project-URL", [])]
    assert "https://fiken.no" in urls
    assert [] == [url for url in urls if not url.startswith("https://")]


def test_the_metadata_offers_the_extras(metadata: Message) -> None:
    outputs = ["export", "parquet", "xlsx", "charts"]
    for_users = ["cli", "emulator", *outputs, "speed", "postgres", "redis", "keyring"]
    for_us = ["test", "dev", "fuzz", "bench", "docs"]
    assert [*for_users, *for_us] == metadata.get_all("Provides-Extra")


def test_four_packages_are_needed_at_run_time(metadata: Message) -> None:
    needed = [one for one in metadata.get_all("Requires-Dist", []) if "extra ==" not in one]
    assert ["attrs", "cattrs", "requests", "urllib3"] == [_name(one) for one in needed]


def test_the_oldest_dependencies_are_the_lower_bounds() -> None:
    """Tox runs the tests on the oldest versions that setup.cfg allows."""
    setup, tox = _configuration("setup.cfg"), _configuration("tox.ini")
    extras = setup["options.extras_require"]
    used = ["charts", "cli", "emulator", "export", "parquet", "speed", "xlsx"]
    # One per line, since a marker has spaces.
    allowed = setup["options"]["install_requires"] + "".join(extras[name] for name in used)
    pinned = tox["testenv:oldest"]["deps"]
    expected = [line.replace("==", ">=", 1) for line in pinned.split("\n") if "<" not in line]
    assert sorted(expected) == sorted(allowed.split("\n"))


def test_tox_runs_every_python_that_is_promised() -> None:
    classifiers = _configuration("setup.cfg")["metadata"]["classifiers"]
    promised = re.findall(r":: 3\.(\d+)$", classifiers, re.MULTILINE)
    environments = _configuration("tox.ini")["tox"]["env_list"].split(", ")
    assert [*(f"py3{minor}" for minor in promised), "oldest"] == environments


def test_no_file_names_a_path_of_this_machine() -> None:
    """The files must mean the same on every machine."""
    files = [name for one in FOLDERS for name in _files_of(ROOT / one)] + FILES
    assert [] == [name for name in files if HERE.search((ROOT / name).read_bytes())]


HERE = re.compile(rb"(?<![\w.])/(?:work|root|home|Users)/|\.lib(?:rary)\b")


def _configuration(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / name, "utf-8")
    return parser


def _name(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement)[0]
