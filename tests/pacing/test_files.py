"""The file of a lane: where it is, what may be in its place, forks, and damage."""

import os
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fiken import UnsharedPacingWarning
from fiken._clock import now
from fiken.errors import ConfigurationError, PacingError
from fiken.pacing import Paced, Unpaced, _place as place, _unshared as unshared
from fiken.pacing._file import FileClaim
from tests.house.source import ROOT
from tests.pacing.crowd import LANE, file_pacer, leave_a_file, stay

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

#: The record of a lane, as another program would write it: the next start, when the request was
#: sent, how often in a row Fiken asked for a pause, whether a request is under way, whose it is;
#: since when the first in line has waited, and when it asks again.
RECORD = struct.Struct("<ddIIIdd")


def mode_of(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def begin(folder: Path, patience: float = 60.0) -> float:
    """Take a turn, and return when it began."""
    return stay(file_pacer(folder, 0.0, patience=patience), 0.0).began


# --- where it is


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first of two folders in which all processes of a machine may make files."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    monkeypatch.delenv("FIKEN_LANES")
    monkeypatch.setattr(place, "SHARED", (str(first), str(second)))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    return first


@pytest.fixture
def warned() -> Iterator[list[bool]]:
    """Whether the warning was issued, which happens once per process."""
    unshared._WARNED.clear()
    yield unshared._WARNED
    unshared._WARNED.clear()


def folder_in(home: Path) -> Path:
    return home / f"fiken-{os.geteuid()}"


def test_the_file_is_the_owners_alone(home: Path) -> None:
    """It is small, and its name does not contain the credential."""
    with Paced(0.0).slot(LANE):
        pass
    (path,) = folder_in(home).iterdir()
    assert ("700", "600", RECORD.size) == (mode_of(path.parent), mode_of(path), path.stat().st_size)
    assert "digest" not in path.name
    assert path.name.isalnum()


def test_the_environment_names_a_folder(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made if it is missing. An argument comes before it."""
    monkeypatch.setenv("FIKEN_LANES", str(tmp_path / "named"))
    with Paced(0.0).slot(LANE), Paced(0.0, directory=tmp_path / "given").slot("another"):
        pass
    assert (1, 1) == tuple(len(list((tmp_path / name).iterdir())) for name in ("named", "given"))
    assert not folder_in(home).exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no owners of files")
@pytest.mark.parametrize("odd", ["a file", "a link", "of another user", "open to all", "no folder"])
def test_an_odd_folder_is_not_used(odd: str, home: Path, tmp_path: Path) -> None:
    """Another user may have made it. The next place is used."""
    folder = folder_in(home)
    if odd == "a file":
        folder.touch()
    elif odd == "a link":
        (tmp_path / "elsewhere").mkdir()
        folder.symlink_to(tmp_path / "elsewhere")
    elif odd == "no folder":
        home.rmdir()
    else:
        folder.mkdir(0o700)
    if odd == "of another user":
        if not IS_ROOT:
            pytest.skip("only root can give a folder away")
        os.chown(folder, 12345, 12345)
    elif odd == "open to all":
        folder.chmod(0o777)
    with Paced(0.0).slot(LANE):
        pass
    assert 1 == len(list(folder_in(tmp_path / "second").iterdir()))
    assert not folder.is_dir() or [] == list(folder.iterdir())


def test_without_any_place_it_warns_once(home: Path, warned: list[bool], tmp_path: Path) -> None:
    """Within the process, requests still wait for each other."""
    home.rmdir()
    (tmp_path / "second").rmdir()
    with pytest.warns(UnsharedPacingWarning, match="Set the environment variable FIKEN_LANES"):
        first = stay(Paced(0.05), 0.0)
    second = stay(Paced(0.05), 0.0)
    assert second.began - first.began >= 0.05
    assert [True] == warned


@pytest.mark.parametrize("odd", ["a file", "no parent", "not writable"])
def test_a_chosen_folder_must_be_usable(
    odd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise requests would overlap with those of the programs that use the folder."""
    folder = tmp_path / "chosen"
    if odd == "a file":
        folder.touch()
    elif odd == "no parent":
        folder /= "missing"
    elif IS_ROOT:
        folder = Path("/proc/self")
    else:
        folder.mkdir(0o500)
    with (
        pytest.raises(ConfigurationError, match=f"directory must be a folder .*{folder}"),
        Paced(directory=folder).slot(LANE),
    ):
        pass
    monkeypatch.setenv("FIKEN_LANES", str(folder))
    with pytest.raises(ConfigurationError, match="FIKEN_LANES must be"), Paced().slot(LANE):
        pass


@pytest.mark.parametrize("directory", [1, b"lanes", "", "a\0b", True])
def test_a_directory_is_a_path(directory: Any) -> None:
    with pytest.raises(ConfigurationError, match="directory must be the path of a folder, not"):
        Paced(directory=directory)


def test_a_group_can_share_a_folder(tmp_path: Path) -> None:
    """Whatever the umask is, those who can write in the folder can use its files."""
    before = os.umask(0o077)
    try:
        for mode, expected in ((0o770, "660"), (0o777, "666"), (0o755, "600")):
            folder = tmp_path / f"{mode:o}"
            folder.mkdir()
            folder.chmod(mode)
            assert expected == mode_of(leave_a_file(folder))
    finally:
        os.umask(before)


def test_unpaced_touches_no_file(fiken_lanes: Path) -> None:
    with Unpaced().slot(LANE):
        assert not fiken_lanes.exists()
    with Paced().slot(LANE):
        assert fiken_lanes.exists()


# --- what is in its place


def test_a_link_is_not_followed(tmp_path: Path, warned: list[bool]) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "lanes"
    victim.write_text("untouched")
    path = leave_a_file(folder)
    path.unlink()
    path.symlink_to(victim)
    with pytest.warns(UnsharedPacingWarning, match=str(path)):
        stay(file_pacer(folder), 0.0)
    assert "untouched" == victim.read_text()
    assert warned


def test_a_pipe_is_not_waited_for(tmp_path: Path, warned: list[bool]) -> None:
    path = leave_a_file(tmp_path)
    path.unlink()
    os.mkfifo(path)
    with pytest.warns(UnsharedPacingWarning):
        stay(file_pacer(tmp_path), 0.0)
    assert warned


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        bytes(RECORD.size + 1),
        b"\xff" * RECORD.size,
        RECORD.pack(float("nan"), float("nan"), 0, 1, 1, 0, 0),
        RECORD.pack(float("inf"), 1.0, 0, 0, 1, 0, 0),
        RECORD.pack(2e9 + 50, 2e9, 7, 1, 1, 0, 0),  # of before the machine was started anew
        RECORD.pack(1e300, 1.0, 0, 0, 1, 0, 0),
    ],
)
def test_what_is_no_record_counts_nothing(content: bytes, tmp_path: Path) -> None:
    """Nobody waits for what another program or an earlier start of the machine has left."""
    leave_a_file(tmp_path).write_bytes(content)
    assert begin(tmp_path, patience=1.0)
    (path,) = tmp_path.iterdir()
    assert RECORD.size == path.stat().st_size or len(content) > RECORD.size


def test_a_record_of_another_process_counts(tmp_path: Path) -> None:
    following = now() + 0.5
    leave_a_file(tmp_path).write_bytes(RECORD.pack(following, now(), 0, 0, 1, 0, 0))
    assert begin(tmp_path) >= following


def test_a_killed_process_is_given_two_seconds(tmp_path: Path) -> None:
    """From the moment at which it sent its request: the file says that one is under way."""
    sent = now() - 1.0
    leave_a_file(tmp_path).write_bytes(RECORD.pack(sent, sent, 0, 1, 1, 0, 0))
    assert begin(tmp_path, patience=1.5) >= sent + 2.0


def test_a_process_killed_long_ago_is_forgotten(tmp_path: Path) -> None:
    sent = now() - 100.0
    leave_a_file(tmp_path).write_bytes(RECORD.pack(sent, sent, 0, 1, 1, 0, 0))
    assert begin(tmp_path, patience=1.0)


def test_the_first_in_line_is_waited_for(tmp_path: Path) -> None:
    """It was killed or has given up: 50 ms after it wanted to ask again, it is passed over."""
    asks = now() + 0.3
    leave_a_file(tmp_path).write_bytes(RECORD.pack(0, 0, 0, 0, 1, 1.0, asks))
    assert begin(tmp_path, patience=30) >= asks + 0.05


@pytest.mark.parametrize("asks", [1.0, float("nan"), float("inf"), 1e300])
def test_a_wrong_first_in_line_is_ignored(asks: float, tmp_path: Path) -> None:
    leave_a_file(tmp_path).write_bytes(RECORD.pack(0, 0, 0, 0, 1, 1.0, asks))
    assert begin(tmp_path, patience=0)


WINDOWS = """
import fcntl, os, sys, types

# What Windows has in place of flock: locks of bytes, here by those of POSIX.
def locking(descriptor, mode, number):
    fcntl.lockf(descriptor, (fcntl.LOCK_UN, fcntl.LOCK_EX | fcntl.LOCK_NB)[mode], number, 0, 1)

sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_UNLCK=0, LK_NBLCK=1)
import hashlib, tempfile, threading, uuid
import fiken.errors
sys.platform = "win32"
import fiken.pacing
sys.platform = "linux"

from fiken import PacingError, _flock
from fiken.pacing import Paced, _claims

assert (True, "time") == (hasattr(_flock, "msvcrt"), _claims.machine_now.__name__)
pacer = Paced(0.3, directory=sys.argv[1], patience=float(sys.argv[2]))
try:
    with pacer.slot("a digest"):
        print("in", flush=True)
        sys.stdin.readline()
    print("out", flush=True)
    sys.stdin.readline()
except PacingError:
    print("no turn", flush=True)
"""


def test_windows_has_other_locks(tmp_path: Path) -> None:
    """And another clock. Here they are played by those of this system."""

    def start(patience: float) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", WINDOWS, str(tmp_path), str(patience)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    with start(30) as holder:
        assert holder.stdout is not None
        assert "in\n" == holder.stdout.readline()
        assert "no turn\n" == start(0.2).communicate(timeout=60)[0]
        assert holder.stdin is not None
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert "out\n" == holder.stdout.readline()
        assert "in\nout\n" == start(30).communicate("\n\n", timeout=60)[0]


def test_a_removed_folder_is_made_again(tmp_path: Path) -> None:
    """Also while a request is under way: those who find the new file do not wait for the old."""
    folder = tmp_path / "lanes"
    with file_pacer(folder).slot(LANE):
        (path,) = folder.iterdir()
        path.unlink()
        folder.rmdir()
    assert RECORD.size == leave_a_file(folder).stat().st_size


def test_a_replaced_file_is_not_locked(tmp_path: Path) -> None:
    """It was opened just before somebody removed it, and others will lock another one."""
    path = leave_a_file(tmp_path)
    with FileClaim(str(path), 0o600, now()) as claim:
        path.unlink()
        assert claim.start(0.0) > 0
        path.touch()
        assert claim.start(0.0) > 0
    assert begin(tmp_path, patience=0)


def test_a_full_disk_warns(tmp_path: Path) -> None:
    """No OSError leaves the pacer, and requests of this process still wait for each other."""
    run = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", FULL, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ("unshared\n", 0) == (run.stdout, run.returncode), run.stderr


# A limit to the size of files has the effect of a full disk.
FULL = """
import resource, sys, warnings
from fiken._clock import now
from fiken.pacing import Paced

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
pacer, begins = Paced(0.2, directory=sys.argv[1]), []
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(2):
        with pacer.slot("a digest") as slot:
            slot.sent()
            begins.append(now())
assert ["UnsharedPacingWarning"] == [one.category.__name__ for one in caught], caught
assert begins[1] - begins[0] >= 0.2
print("unshared")
"""


# --- forks


FORKING = """
import os, signal, sys, time
from fiken.pacing import Paced

pacer = Paced(0.0, directory=sys.argv[1])
with pacer.slot(sys.argv[3]):
    child = os.fork()
    if child == 0 and sys.argv[2] == "leaves":
        pass  # it goes on behind the block, and ends
    elif child == 0:
        time.sleep(60)
    else:
        print(child, flush=True)
        os.read(0, 1)
if child:
    print("over", flush=True)
    os.read(0, 1)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_does_not_keep_the_lane(tmp_path: Path) -> None:
    """The parent is killed in the middle of its request, and the child lives on."""
    with _forking(tmp_path, "stays") as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait(10)
        try:
            assert stay(file_pacer(tmp_path, patience=30), 0.0).began
        finally:
            os.kill(child, signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_does_not_end_the_turn(tmp_path: Path) -> None:
    """It was forked in the block and leaves it, while the request of the parent lasts."""
    with _forking(tmp_path, "leaves") as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        parent.stdout.readline()
        with pytest.raises(PacingError, match=f"process {parent.pid} is sending"):
            stay(file_pacer(tmp_path, patience=0.5), 0.0)
        parent.stdin.write("x")
        parent.stdin.flush()
        assert "over\n" == parent.stdout.readline()
        assert stay(file_pacer(tmp_path, patience=30), 0.0).began


def _forking(folder: Path, child: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", FORKING, str(folder), child, LANE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


# --- exceptions that come from outside


def test_no_exception_leaves_the_file_locked(tmp_path: Path) -> None:
    """3,000 exceptions of a signal handler, kept with their frames. Others find the lane free."""
    run = subprocess.run(
        [sys.executable, "-c", INTERRUPTING, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ("", 0) == (run.stdout, run.returncode), run.stderr


INTERRUPTING = """
import fcntl, os, signal, sys, threading
from pathlib import Path
from fiken.pacing import Paced, _file

class Interrupted(Exception):
    pass

def interrupt(*_):
    raise Interrupted

def others():
    with pacer.slot("x"):
        pass

def locked(path):
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        file.truncate(0)  # it may say that a request was under way
    return False

_file.FileClaim.poll = 0.0  # no rest between two turns
signal.signal(signal.SIGALRM, interrupt)
folder = Path(sys.argv[1])
pacer, interrupts = Paced(0.0, directory=folder), []
for number in range(3000):
    try:
        signal.setitimer(signal.ITIMER_REAL, 1e-6 + (number % 600) * 5e-7)
        for _ in range(40):
            with pacer.slot("x"):
                pass
        signal.setitimer(signal.ITIMER_REAL, 0)
    except Interrupted as error:
        interrupts.append(error)
    assert not any(map(locked, folder.iterdir())), "the file stayed locked"
    if number % 20 == 0:
        thread = threading.Thread(target=others, daemon=True)
        thread.start()
        thread.join(10)
        assert not thread.is_alive(), "the lane stayed locked"
    if number % 300 == 299:
        assert len(interrupts) > 30
        interrupts.clear()  # each may hold a file open, which is not locked
"""


def test_a_frozen_waiter_holds_nobody_up(tmp_path: Path) -> None:
    """Nobody sleeps with the lock: others go on while a waiter is stopped by Ctrl-Z."""
    with file_pacer(tmp_path).slot(LANE) as slot:
        turn: Any = slot
        turn.hold(0.5)
        script = "import sys; from fiken.pacing import Paced; print(flush=True)\n"
        script += f"with Paced(directory=sys.argv[1]).slot({LANE!r}): print(flush=True)"
        waiter = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert waiter.stdout is not None
        waiter.stdout.readline()
        threading.Event().wait(0.3)
        waiter.send_signal(signal.SIGSTOP)
    try:
        assert stay(file_pacer(tmp_path, patience=30), 0.0).began
    finally:
        waiter.kill()
        waiter.communicate()
