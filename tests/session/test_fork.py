"""A client in a process that forks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import fiken
from fiken import (
    CompanyClient,
    Contact,
)
from fiken.emulator import Emulator

FORKING = """
import os, sys
from fiken import Fiken
from fiken.session import Retries, Unpaced

token, url, slug, *ids = sys.argv[1:]
quick = Retries(backoff_factor=0.01, backoff_max=0.02)
client = Fiken(token, base_url=url, pacer=Unpaced(), retries=quick, timeout=5)
contacts = client.company(slug).contacts
first = [contacts.find(int(key)).contact_id for key in ids]  # on the connection that is kept
child = os.fork()
mine = first[0 if child else 1]
right = all(contacts.find(mine).contact_id == mine for _ in range(40))
if not child:
    os._exit(0 if right else 1)
_, status = os.waitpid(child, 0)
client.close()
sys.exit((not right) + 2 * os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_shares_no_connection(acme: CompanyClient, emulator: Emulator) -> None:
    """Otherwise one process would read the answers of the other."""
    ids = [acme.contacts.save(Contact(name=name)).contact_id for name in ("Nelly", "Ned")]
    before = len(emulator.requests)
    script = [sys.executable, "-W", "error", "-c", FORKING]
    settings = [emulator.token, emulator.url, emulator.company_slug, *map(str, ids)]
    home = Path(fiken.__file__).parents[1]
    done = subprocess.run(
        [*script, *settings], cwd=home, capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)
    forked = emulator.requests[before + 2 :]
    connections = [{r.connection for r in forked if r.path.endswith(f"/{key}")} for key in ids]
    assert [1, 1, 2] == [*map(len, connections), len(connections[0] | connections[1])]
    assert 80 == len(forked)
