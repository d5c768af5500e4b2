"""What reads and writes JSON where msgspec is installed and cannot be used: the standard library.

An answer that cannot be read, such as that of a write, would be far worse than a slow one.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fiken import Contact, MappingError
from fiken._json import _unusable, loads
from fiken.mappers import ContactMapper
from fiken.mappers._encoding import encoder
from fiken.mappers._fast import FastReader
from fiken.session import Answer

READS = """
import logging
logging.basicConfig(format="%(message)s", stream=__import__("sys").stdout)
from fiken.mappers import ContactMapper
from fiken.models import Contact
for _ in range(2):
    (nelly,) = ContactMapper().load_page(b'[{"contactId": 7, "name": "N", "planet": 1}]')
    print(nelly.name, dict(nelly.unknown_fields), ContactMapper().dump_body(Contact(name="O")))
"""
RESULT = """N {'planet': 1} b'{"name":"O","customer":false,"supplier":false}'"""

UNUSABLE = {
    "__version__ = '0.18.6'; import json": "its version is 0.18.6",
    "__version__ = 'dev'; import json": "its version is dev",
    "raise OSError('wrong ELF class')": "OSError: wrong ELF class",
    "raise ImportError('undefined symbol')": "ImportError: undefined symbol",
    "from msgspec import _core": "cannot import name '_core'",
    "import a_part_of_msgspec": "No module named 'a_part_of_msgspec'",
    "__version__ = '0.21.0'": "msgspec.py is not that package: rename or delete it",
}


@pytest.mark.parametrize("source", UNUSABLE)
def test_an_unusable_msgspec_stops_nothing(source: str, tmp_path: Path) -> None:
    """A log record says once what is wrong with it, and what to do."""
    (tmp_path / "msgspec.py").write_text(source)
    path = os.pathsep.join((str(tmp_path), *sys.path))
    done = subprocess.run(
        [sys.executable, "-c", READS],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    logged, *results = done.stdout.splitlines()
    assert [RESULT] * 2 == results
    assert UNUSABLE[source] in logged
    assert logged.endswith("pip install --upgrade --force-reinstall msgspec")


@pytest.mark.parametrize("version", ["0.19", "0.19.0", "0.22.0", "1.0"])
def test_a_version_that_is_new_enough_is_usable(version: str) -> None:
    assert not _unusable(SimpleNamespace(json=None, __version__=version))


EMPTY = """
import sys, types
sys.modules["msgspec"] = types.ModuleType("msgspec")
sys.modules["msgspec"].__path__ = ["/somewhere/msgspec"]
"""


def test_what_is_left_of_msgspec_is_named() -> None:
    """Python imports an empty folder too, if there is nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", EMPTY + READS], capture_output=True, text=True, check=True
    )
    logged, *results = done.stdout.splitlines()
    assert [RESULT] * 2 == results
    assert "(/somewhere/msgspec is not that package: rename or delete it)" in logged


def test_a_missing_msgspec_is_not_logged() -> None:
    """It is optional."""
    code = f"import sys; sys.modules['msgspec'] = None{READS}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [RESULT] * 2 == done.stdout.splitlines()


class OldError(Exception):
    """An error like those of msgspec 0.19 and 0.20, which are not ValueErrors."""


def with_old_errors(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the function of msgspec with the errors of the oldest versions."""

    def old(value: Any) -> Any:
        try:
            return function(value)
        except ValueError as error:
            raise OldError(str(error)) from None

    return old


@pytest.fixture
def old_msgspec(monkeypatch: pytest.MonkeyPatch) -> None:
    json = importlib.import_module(pytest.importorskip("msgspec").json.__name__)
    for name in ("decode", "encode"):
        monkeypatch.setattr(json, name, with_old_errors(getattr(json, name)))


@pytest.mark.usefixtures("old_msgspec")
@pytest.mark.parametrize("body", [b"<html>", b"", b"[1e400]", b'["\xff"]'])
def test_no_error_of_msgspec_escapes(body: bytes) -> None:
    """Whatever class it has, such as for a page of HTML instead of JSON."""
    with pytest.raises(ValueError):
        loads(body)
    with pytest.raises(MappingError, match=r"^\$ should be JSON"):
        ContactMapper().load_page(body)
    assert not Answer(502, {}, body, "POST", "https://x/y", "an id").is_json


@pytest.mark.usefixtures("old_msgspec")
def test_half_a_character_is_still_read_and_refused() -> None:
    assert ["\ud800"] == loads(b'["\\ud800"]')
    broken = ContactMapper().load({"name": "\ud800"})
    assert b"in words" == encoder(Contact, lambda _: b"in words")(broken)


@pytest.mark.parametrize("body", [b'[{"contactId": "x"}]', b"[", b'[{"name": "\xff"}]'])
def test_the_readers_read_what_it_refuses(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its errors are not ValueErrors."""
    json = importlib.import_module(pytest.importorskip("msgspec").json.__name__)
    decoder, reader = json.Decoder, FastReader(Contact)

    def old_decoder(kind: Any) -> Any:
        return SimpleNamespace(decode=with_old_errors(decoder(kind).decode))

    monkeypatch.setattr(json, "Decoder", old_decoder)
    assert None is reader.page(body)
    assert reader._functions.page
