"""An import that is killed and started again doubles nothing, and loses nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fiken import CompanyClient
from fiken.emulator import Emulator
from tests.house.source import ROOT

ROWS, PATIENCE = 300, 120.0

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")


def names(rows: int) -> list[str]:
    """Return the names of contacts; every tenth is that of the one before, and its row too."""
    return [f"Kunde {n - (n % 10 == 0)}" for n in range(rows)]


def start(emulator: Emulator, file: Path) -> "subprocess.Popen[str]":
    """Start an import in a process of its own."""
    command = [sys.executable, "-m", "tests.cli.writing.quick", "create", "contacts", "--from"]
    return subprocess.Popen(
        [*command, str(file), "--base-url", emulator.url, "--company", emulator.company_slug],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "FIKEN_TOKEN": emulator.token},
    )


def test_killed_imports_double_nothing(
    emulator: Emulator, acme: CompanyClient, tmp_path: Path
) -> None:
    """It is killed at random moments, five times; the last run goes on to the end."""
    before = {contact.contact_id for contact in acme.contacts.all()}
    file, chance = tmp_path / "contacts.csv", random.Random(12)
    wanted = names(ROWS)
    file.write_text("\n".join(["name;customer", *(f"{name};ja" for name in wanted)]))
    for _ in range(5):
        process = start(emulator, file)
        assert process.stdout is not None
        for _ in range(chance.randrange(1, ROWS // 5)):
            assert process.stdout.readline(), process.communicate()
        time.sleep(chance.random() / 100)
        process.kill()
        process.communicate(timeout=PATIENCE)
    done = start(emulator, file)
    out, err = done.communicate(timeout=PATIENCE)
    assert 0 == done.returncode, err
    made = [contact for contact in acme.contacts.all() if contact.contact_id not in before]
    assert Counter(wanted) == Counter(contact.name for contact in made)
    assert sorted(contact.contact_id for contact in made) == sorted(map(int, out.split()))
