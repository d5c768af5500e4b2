"""The file of tokens: private, whole, and never overwritten if somebody else wrote it."""

import json
import os
import re
import stat
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import freezegun
import pytest

from fiken import ConfigurationError, InvalidAttributeError, TokenStoreError
from fiken._flock import try_to_lock
from fiken.auth import FileStore, SqlStore, Tokens
from fiken.auth._stores import _file_lock as file_lock
from tests.house.source import ROOT

TOKENS = Tokens(access_token="made.up.access", refresh_token="made.up.refresh")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


@pytest.fixture
def store(path: Path) -> FileStore:
    return FileStore(path, patience=0.2)


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


# --- private


@pytest.mark.usefixtures("no_umask")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    """Nor the folders that were missing, nor the files of the locks."""
    folder = tmp_path / "a" / "b"
    FileStore(folder / "tokens.json").save("acme", TOKENS)
    files = sorted(folder.iterdir())
    assert {"600"} == {mode(file) for file in files}
    assert ["700", "700"] == [mode(tmp_path / "a"), mode(folder)]


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o602, 0o610, 0o666])
def test_a_file_of_others_is_refused(bits: int, store: FileStore, path: Path) -> None:
    store.save("acme", TOKENS)
    path.chmod(bits)
    content = path.read_bytes()
    for call in (store.accounts, lambda: store.load("acme"), lambda: store.save("acme", TOKENS)):
        with pytest.raises(TokenStoreError, match=re.escape(f"run chmod 600 {path}")):
            call()
    assert content == path.read_bytes()


def test_the_command_can_be_pasted(tmp_path: Path) -> None:
    path = tmp_path / "my tokens.json"
    path.touch(0o644)
    path.chmod(0o644)
    with pytest.raises(TokenStoreError) as raised:
        FileStore(path).load("acme")
    command = str(raised.value).partition("run ")[2].partition(". If")[0]
    subprocess.run(command, shell=True, check=True)
    assert "600" == mode(path)


@pytest.mark.parametrize("bits", [0o770, 0o707, 0o777])
def test_a_folder_of_others_is_refused(bits: int, tmp_path: Path) -> None:
    """They could put a file of their own in the place of ours."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(bits)
    for call in (FileStore(folder / "t").accounts, lambda: FileStore(folder / "t").lock("acme")):
        with pytest.raises(TokenStoreError, match=re.escape(f"run chmod go-w {folder}")):
            enter(call)
    assert [] == [*folder.iterdir()]


def enter(call: Any) -> None:
    if hasattr(entered := call(), "__enter__"):
        with entered:
            pass


@pytest.mark.parametrize("bits", [0o755, 0o1777])
def test_a_folder_may_be_readable(bits: int, tmp_path: Path) -> None:
    """As a home folder mostly is. In /tmp, others can only replace files of their own."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(bits)
    store = FileStore(folder / "tokens.json")
    store.save("acme", TOKENS)
    assert TOKENS == store.load("acme")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(store: FileStore, path: Path) -> None:
    """Even for root: the file that replaces it would belong to root."""
    store.save("acme", TOKENS)
    os.chown(path, 65534, 65534)
    with pytest.raises(TokenStoreError, match="belongs to another user"):
        store.load("acme")


# --- whole or not at all


def test_a_half_written_file_is_refused(store: FileStore, path: Path) -> None:
    """At whatever byte it ends."""
    store.save("acme", TOKENS)
    whole = path.read_bytes().rstrip()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(TokenStoreError, match=r"is empty|is not whole JSON"):
            store.load("acme")


FOREIGN = {
    "empty": b"",
    "blank": b" \n",
    "not JSON": b"access_token=made.up.access",
    "binary": b"\xff\xfe\x00made.up.access",
    "a list": b'["made.up.access"]',
    "a number": b"17",
    "another program's": b'{"access_token": "made.up.access"}',
    "a newer version": b'{"version": 2, "accounts": {"acme": "made.up.access"}}',
    "no version": b'{"version": true, "accounts": {"acme": "made.up.access"}}',
    "a text as version": b'{"version": "made.up.access", "accounts": {}}',
    "no accounts": b'{"version": 1, "accounts": ["made.up.access"]}',
    "one account twice": b'{"version": 1, "accounts": {"acme": {}, "acme": {}}}',
    "two spellings": '{"version": 1, "accounts": {"\u00e9": {}, "e\u0301": {}}}'.encode(),
    "a name with a line break": b'{"version": 1, "accounts": {"a\\nb": {}}}',
    "too deep": b'{"made.up.access":' * 100_000,
    "too large": b" " * (16 * 1024 * 1024) + b'{"version": 1, "accounts": {}}',
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_what_others_wrote_is_not_overwritten(content: bytes, store: FileStore, path: Path) -> None:
    """And the error shows nothing of it."""
    path.touch(0o600)
    path.write_bytes(content)
    for call in (store.accounts, lambda: store.load("acme"), lambda: store.save("acme", TOKENS)):
        with pytest.raises(TokenStoreError, match="not changed") as raised:
            call()
        assert "made.up" not in _everything(raised.value)
    assert content == path.read_bytes()


RECORDS = [
    '"made.up.access"',
    "{}",
    '{"access_token": 17}',
    '{"access_token": "made up"}',
    '{"access_token": "made.up.access", "refresh_token": "made up"}',
    '{"access_token": "made.up.access", "expires_at": "tomorrow"}',
    '{"access_token": "made.up.access", "expires_at": "2026-11-26T12:00:00"}',
]


@pytest.mark.parametrize("record", RECORDS)
def test_an_account_without_tokens_is_an_error(record: str, store: FileStore, path: Path) -> None:
    """The others in the file can be used."""
    store.save("other", TOKENS)
    content = json.loads(path.read_text())
    content["accounts"]["acme"] = json.loads(record)
    path.write_text(json.dumps(content))
    with pytest.raises(TokenStoreError, match="the account 'acme' in") as raised:
        store.load("acme")
    assert "made" not in _everything(raised.value)
    assert TOKENS == store.load("other")


def _everything(error: BaseException) -> str:
    """Return what a report of an error shows: its texts, and the variables of our frames."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    for frame in shown.stack:
        if "tests" in Path(frame.filename).parts:
            frame.locals = None
    assert (None, None) == (error.__cause__, error.__context__)
    return "".join(shown.format()) + repr(error.args)


def test_what_newer_versions_add_stays(store: FileStore, path: Path) -> None:
    """As long as they keep the version."""
    store.save("other", TOKENS)
    content = json.loads(path.read_text())
    content["accounts"]["other"]["note"] = content["note"] = "from a newer version"
    path.write_text(json.dumps(content))
    store.save("acme", TOKENS)
    written = json.loads(path.read_text())
    assert content == written | {"accounts": {"other": written["accounts"]["other"]}}
    assert ("acme", "other") == store.accounts()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_keeps_the_old_tokens(
    step: str, store: FileStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save("acme", TOKENS)
    new = Tokens(access_token="made.up.new")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os if step == "fsync" else Path, step, full)
        with pytest.raises(TokenStoreError, match="cannot be written: No space left") as raised:
            store.save("acme", new)
        assert "made.up.new" not in _everything(raised.value)
    assert TOKENS == store.load("acme")
    assert [] == [*path.parent.glob("*.new")]


def test_a_draft_of_a_killed_process_is_replaced(store: FileStore, path: Path) -> None:
    """It is not read, and nobody can read what comes next through it."""
    draft = path.with_name("tokens.json.new")
    draft.write_text("half")
    draft.chmod(0o644)
    store.save("acme", TOKENS)
    assert TOKENS == store.load("acme")
    assert ("600", False) == (mode(path), draft.exists())


# --- links, and what is no file


def test_a_link_stays_a_link(store: FileStore, path: Path, tmp_path: Path) -> None:
    """Both names lead to the same tokens and the same locks."""
    real = tmp_path / "real" / "store.json"
    path.symlink_to(real)
    store.save("acme", TOKENS)
    assert (True, TOKENS) == (path.is_symlink(), FileStore(real).load("acme"))
    with store.lock("acme"), pytest.raises(TokenStoreError, match="still locked"):
        FileStore(real, patience=0).save("acme", None)


@pytest.mark.parametrize("suffix", [".new", ".lock"])
def test_no_link_leads_to_another_file(
    suffix: str, store: FileStore, path: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    path.with_name(f"tokens.json{suffix}").symlink_to(victim)
    refused = suffix == ".lock"
    with pytest.raises(TokenStoreError, match="cannot be locked") if refused else nullcontext():
        store.save("acme", TOKENS)
    assert "untouched" == victim.read_text()


def test_a_circle_of_links_is_an_error(store: FileStore, path: Path) -> None:
    path.symlink_to(path)
    with pytest.raises(TokenStoreError, match="cannot be read"):
        store.load("acme")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused(make: Any, store: FileStore, path: Path) -> None:
    """A named pipe would keep the reader waiting."""
    make(path)
    with pytest.raises(TokenStoreError, match=r"is not a file|cannot be read"):
        store.load("acme")


def test_a_file_as_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "folder").touch()
    store = FileStore(tmp_path / "folder" / "tokens.json")
    with pytest.raises(TokenStoreError, match=r"is not a folder|cannot be made"):
        store.save("acme", TOKENS)


# --- names and places


def test_the_home_folder_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    FileStore("~/tokens.json").save("acme", TOKENS)
    assert TOKENS == FileStore(tmp_path / "tokens.json").load("acme")


def test_changing_the_folder_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = FileStore("tokens.json")
    monkeypatch.chdir("/")
    store.save("acme", TOKENS)
    assert TOKENS == FileStore(tmp_path / "tokens.json").load("acme")


def test_a_database_is_not_to_be_removed(tmp_path: Path) -> None:
    """It may have the logins of other accounts, as where FIKEN_STORE lacks the sqlite:///."""
    database = SqlStore(tmp_path / "tokens.db")
    database.save("acme", TOKENS)
    with pytest.raises(TokenStoreError, match="use an SqlStore") as raised:
        FileStore(tmp_path / "tokens.db").save("globex", TOKENS)
    assert "remove" not in str(raised.value)
    assert TOKENS == database.load("acme")


@pytest.mark.parametrize("path", ["", "a\0b", None, 7, b"tokens.json"])
def test_a_path_must_be_one(path: Any) -> None:
    with pytest.raises(ConfigurationError, match="the path of a file"):
        FileStore(path)


@pytest.mark.parametrize(
    "name", ["", "x" * 256, "a\nb", "a\0b", "a\x7fb", "a\u2028b", "\ud800", " a", "a ", 17, None]
)
def test_some_names_are_refused(name: Any, store: FileStore) -> None:
    for call in (store.load, store.lock, lambda account: store.save(account, TOKENS)):
        with pytest.raises(InvalidAttributeError, match=r"FileStore\.account must be text"):
            call(name)


def test_an_id_is_written_as_text(store: FileStore) -> None:
    with pytest.raises(InvalidAttributeError, match=r"not 17: if it is an id, write str\(…\)"):
        store.load(17)  # type: ignore[arg-type]


def test_two_spellings_are_one_account(store: FileStore) -> None:
    """Unicode writes é as one character or as two, and both look the same."""
    store.save("e\u0301tienne", TOKENS)
    assert (TOKENS, ("\u00e9tienne",)) == (store.load("\u00e9tienne"), store.accounts())


def test_only_tokens_are_saved(store: FileStore) -> None:
    text: Any = "made.up.access"
    with pytest.raises(TypeError, match="takes Tokens or None, not str") as raised:
        store.save("acme", text)
    assert text not in _everything(raised.value)


def test_frozen_time_stops_no_lock(store: FileStore) -> None:
    """Waiting ends, whatever a test does to the clock."""
    with (
        freezegun.freeze_time("2026-01-01"),
        store.lock("acme"),
        pytest.raises(TokenStoreError, match=re.escape(f"by process {os.getpid()} after")),
    ):
        FileStore(store._path, patience=0.2).save("acme", TOKENS)


def test_a_thread_cannot_lock_twice(store: FileStore) -> None:
    """It is told at once, and not after the patience."""
    with (
        store.lock("acme"),
        pytest.raises(TokenStoreError, match="already holds"),
        store.lock("acme"),
    ):
        pass
    store.save("acme", TOKENS)


def test_a_lock_file_may_be_removed(store: FileStore, path: Path) -> None:
    """Whoever waits for the old one does not get a lock that nobody else respects."""
    with store.lock("acme"):
        (lock,) = path.parent.glob("*.lock")
        lock.unlink()
    with store.lock("acme"), pytest.raises(TokenStoreError, match="still locked"):
        FileStore(path, patience=0.1).save("acme", TOKENS)


def test_a_removed_file_is_no_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was removed after it was opened: the next process makes another one, and locks that."""

    def removed(descriptor: int) -> bool:
        path.unlink()
        return try_to_lock(descriptor)

    lock = file_lock.FileLock(path)
    with monkeypatch.context() as patched:
        patched.setattr(file_lock, "try_to_lock", removed)
        assert not lock.acquire()
    assert lock.acquire()
    other = file_lock.FileLock(path)
    assert (False, f"process {os.getpid()}") == (other.acquire(), other.holder())
    path.unlink()
    assert "" == other.holder()
    lock.release()


def test_a_file_that_stays_locked_is_an_error(store: FileStore, path: Path) -> None:
    """Another process is in the middle of writing, and is suspended."""
    lock = file_lock.FileLock(path.with_name("tokens.json.lock"))
    assert lock.acquire()
    with pytest.raises(TokenStoreError, match=f"written by process {os.getpid()}") as raised:
        store.save("acme", TOKENS)
    assert raised.value.is_transient
    lock.release()
    store.save("acme", TOKENS)


def test_a_thread_waits_no_longer_than_its_patience(store: FileStore) -> None:
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with store.lock("acme"):
            held.set()
            over.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(30)
    with pytest.raises(TokenStoreError, match="still locked by another thread") as raised:
        store.save("acme", TOKENS)
    over.set()
    thread.join()
    assert raised.value.is_transient


# --- forks


FORKING = """
import os, sys, time
from fiken.auth import FileStore, SqlStore, Tokens
from fiken.auth._stores import _file_lock as file_lock
from fiken.errors import TokenStoreError

path, parent_goes_first = sys.argv[1], sys.argv[2] == "parent"
store = FileStore(path, patience=0.3)
with store.lock("acme"):
    child = os.fork()
    if not child:
        try:
            store.save("acme", Tokens(access_token="of.the.child"))
            os._exit(1)  # the parent holds the lock
        except TokenStoreError as error:
            assert error.is_transient, error
    elif parent_goes_first:
        os._exit(0)
    else:
        _, status = os.waitpid(child, 0)
        assert status == 0, status
        store.save("acme", Tokens(access_token="of.the.parent"))
if not child and parent_goes_first:
    time.sleep(1)
sys.exit(0)
"""


def forked(path: Path, first: str) -> None:
    command = [sys.executable, "-W", "error", "-c", FORKING, str(path), first]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_has_no_lock(store: FileStore, path: Path) -> None:
    """Neither can it save as if it had, nor does leaving the block free the lock of the parent."""
    forked(path, "child")
    tokens = store.load("acme")
    assert "of.the.parent" == (tokens and tokens.access_token)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_keeps_no_lock_alive(store: FileStore, path: Path) -> None:
    """The parent has ended inside the block, and the child goes on."""
    forked(path, "parent")
    store.save("acme", TOKENS)
    assert TOKENS == store.load("acme")
