"""An import that is killed and started again doubles nothing, and loses nothing."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fiken import CompanyClient
from fiken.emulator import Emulator, Slow
from tests.house.source import ROOT

ROWS, PATIENCE = 300, 120.0

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")


def names(rows: int) -> list[str]:
    """Return the names of contacts; every tenth is that of the one before, and its row too."""
    return [f"Kunde {n - (n % 10 == 0)}" for n in range(rows)]


def start(emulator: Emulator, file: Path, family: str = "contacts") -> "subprocess.Popen[str]":
    """Start an import in a process of its own."""
    command = [sys.executable, "-m", "tests.cli.writing.quick", "create", family, "--from"]
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


def test_an_interrupted_import_goes_on(
    emulator: Emulator, acme: CompanyClient, tmp_path: Path
) -> None:
    """After Ctrl-C, the exit code is 130, and the last line of the notes says how to go on."""
    file = tmp_path / "products.csv"
    rows = [f"Spade {n},3000,HIGH" for n in range(60)]
    file.write_text("\n".join(["name,income_account,vat_type", *rows]))
    # Slowly enough that Ctrl-C comes before the end, also if this process is slow.
    emulator.fail_next(Slow(0.2), method="POST", path="/products", skip=3, times=57)
    process = start(emulator, file, "products")
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    emulator.clear_faults()
    printed = len([*first, *out.split()])
    assert 130 == process.returncode, err
    said = re.search(r"created (\d+) products?; (\d+) are left\. The same command goes on", err)
    assert said is not None, err
    assert 60 == int(said[1]) + int(said[2])
    assert int(said[1]) in {printed - 1, printed}  # between its id and its count
    out, err = start(emulator, file, "products").communicate(timeout=PATIENCE)
    assert 60 == len(set(out.split())), err
    assert {1} == {len(acme.products.all(name=row.partition(",")[0])) for row in rows}
