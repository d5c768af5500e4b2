"""Processes that share a store renew its tokens once for all."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fiken
from fiken.auth import FileStore

from .service import SECRET, Service

HOME = Path(fiken.__file__).parents[1]

BEGIN = """
import os, sys, threading, time
from fiken.auth import FileStore, OAuth2, OAuthApp
from fiken.session import Session, Unpaced

url, root, path, *rest = sys.argv[1:]
app = OAuthApp("an-app", "SECRET", redirect_uri="http://127.0.0.1/", base_url=f"{root}/oauth")
auth = OAuth2(app, FileStore(path), "acme")
session = Session(auth, base_url=url, pacer=Unpaced(), timeout=10)
""".replace("SECRET", SECRET)

#: Four threads send requests until the time is over; each of them must succeed.
WORKER = f"""{BEGIN}
ends, sent = time.monotonic() + float(rest[0]), []
def work():
    while time.monotonic() < ends:
        sent.append(session.get("/user").status)
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert set(sent) == {{200}}
print(len(sent))
"""

#: The clock of the machine is wrong by some seconds. A request is sent for each line of the input.
ASTRAY = f"""{BEGIN}
from datetime import UTC, datetime, timedelta
import time_machine
with time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(rest[0])), tick=True):
    for _ in sys.stdin:
        print(session.get("/user").status, flush=True)
"""

#: A thread renews the tokens while the process forks; the child then needs them too.
FORKING = f"""{BEGIN}
thread = threading.Thread(target=session.get, args=("/user",))
thread.start()
time.sleep(0.2)
child = os.fork()
if not child:
    os._exit(0 if session.get("/user").status == 200 else 1)
thread.join()
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
"""

#: A thread renews the tokens in the background, and the process ends when it is told to.
ENDING = f"""{BEGIN}
threading.Thread(target=session.get, args=("/user",), daemon=True).start()
sys.stdin.readline()
"""


@pytest.fixture
def store(tmp_path: Path, service: Service) -> Iterator[Path]:
    path = tmp_path / "tokens.json"
    FileStore(path).save("acme", service.issue(-1))
    yield path
    tokens = FileStore(path).load("acme")
    assert tokens is not None
    assert 200 == service.status_for(tokens.access_token, "GET")


def run(script: str, service: Service, store: Path, *rest: str) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        script,
        service.url,
        service.root,
        str(store),
        *rest,
    ]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(command, cwd=HOME, text=True, **pipes)


def test_four_processes_renew_once(service: Service, store: Path) -> None:
    """Each time the tokens expire, one of 16 threads renews them, and no request is lost."""
    workers = [run(WORKER, service, store, "3") for _ in range(4)]
    while len(service.used) < 40:
        time.sleep(0.01)
    for expiries in (1, 2, 3):
        assert expiries == service.refreshes
        service.expire()
        time.sleep(0.5)
    ended = [worker.communicate(timeout=60) for worker in workers]
    assert [("", 0)] * 4 == [
        (error, worker.returncode) for (_, error), worker in zip(ended, workers, strict=True)
    ]
    sent = sum(int(output) for output, _ in ended)
    assert (4, 4, sent) == (
        service.asked,
        service.refreshes,
        [s for _, s in service.used].count(200),
    )


def _send(worker: "subprocess.Popen[str]") -> str:
    """Send one request by a worker, and return its status."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write("\n")
    worker.stdin.flush()
    status = worker.stdout.readline()
    assert status, worker.communicate(timeout=60)
    return status


@pytest.mark.parametrize("rotates", [True, False])
def test_clocks_may_differ_by_hours(rotates: bool, service: Service, store: Path) -> None:
    """Each expiry renews once, as if all clocks were right, and no request is lost.

    The tokens live for an hour. So those that one machine stores seem to have expired to another
    one, which renewed them again, and so made those of the first one invalid.
    """
    service.rotates = rotates
    workers = [run(ASTRAY, service, store, str(shift)) for shift in (0, 5000, 9000, -5000)]
    try:
        sent = [_send(worker) for worker in workers]
        begun = service.refreshes
        for expiries in (1, 2, 3):
            service.expire()
            sent += [_send(worker) for worker in (*workers, *workers)]
            assert begun + expiries == service.refreshes
        assert {"200\n"} == set(sent)
    finally:
        for worker in workers:
            worker.communicate(timeout=60)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_waits_for_no_thread(service: Service, store: Path) -> None:
    """The thread that renews is not in the child, which takes what its parent has stored."""
    service.takes = 0.6
    worker = run(FORKING, service, store)
    assert ("", "") == worker.communicate(timeout=30)
    assert (0, 1) == (worker.returncode, service.refreshes)
    assert [("access-2", 200)] * 2 == service.used[:2]


def test_the_end_waits_for_a_renewal(service: Service, store: Path) -> None:
    """Also where a daemon thread has begun it: Fiken has ended the old tokens already."""
    service.takes = 0.6
    worker = run(ENDING, service, store)
    while not service.asked:
        time.sleep(0.01)
    assert ("", "") == worker.communicate("end\n", timeout=30)
    tokens = FileStore(store).load("acme")
    assert tokens is not None
    assert (0, "access-2") == (worker.returncode, tokens.access_token)
