"""What reads and writes JSON where msgspec is installed and cannot be used: the standard library.

An answer that cannot be read, such as that of a write, would be far worse than a slow one.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    "__version__ = '0.21.0'": "msgspec.py is not that package",
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
    assert "pip install --upgrade --force-reinstall 'fiken[speed]'" in logged


def test_a_missing_msgspec_is_not_logged() -> None:
    """It is optional."""
    code = f"import sys; sys.modules['msgspec'] = None{READS}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [RESULT] * 2 == done.stdout.splitlines()
