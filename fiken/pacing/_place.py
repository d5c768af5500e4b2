"""The folder in which the processes of this machine keep the files of their lanes."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from fiken.errors import ConfigurationError

#: The environment variable that names another folder.
VARIABLE = "FIKEN_LANES"

#: The folders in which all processes of a machine may make files. That of `tempfile` depends on the
#: environment of the process, so it comes last.
SHARED = ("/dev/shm", "/tmp")  # noqa: S108 - what is found there is checked before it is used

_OWNER_ONLY = 0o600
_OTHERS = 0o066


class Place(NamedTuple):
    """A folder for the files of lanes.

    Attributes:
        folder: The path of the folder, which exists.
        mode: The mode that files in it have: who may read and write them.
    """

    folder: str
    mode: int


def place_of(directory: str | None) -> Place:
    """Return the folder for the files of lanes. It is made if it is missing.

    The folder is `directory`, or that of the environment variable. Otherwise it is one that all
    processes of this user find, also a service without a session and a job of cron.

    Args:
        directory: The folder that the user has chosen; None if there is none.

    Raises:
        ConfigurationError: The chosen folder cannot be used.
        OSError: No folder can be used.
    """
    name, chosen = "directory", directory
    if chosen is None:
        name, chosen = VARIABLE, os.environ.get(VARIABLE) or None
    if chosen is not None:
        return _chosen(name, chosen)
    problems: list[str] = []
    for folder in _candidates():
        try:
            _make(folder)
            _check_private(folder)
        except OSError as error:
            problems.append(f"{folder}: {error.strerror}")
        else:
            return Place(folder, _OWNER_ONLY)
    raise OSError(None, "; ".join(problems))


def _chosen(name: str, folder: str) -> Place:
    """Return the folder that a user has chosen. Who may use it is for its owner to say.

    Several accounts may share it, or the containers of one machine. So its files can be used by
    those who can write in the folder.
    """
    try:
        _make(folder)
        mode = os.stat(folder).st_mode  # noqa: PTH116 - it is called before each request
        problem = "" if stat.S_ISDIR(mode) else "it is not a folder"
        if not problem and not os.access(folder, os.W_OK | os.X_OK):
            problem = "this user cannot write in it"
    except OSError as error:
        mode, problem = 0, str(error.strerror)
    if problem:
        raise ConfigurationError(
            f"{name} must be a folder on a local disk in which this user can write, and {folder!r} "
            f"is not: {problem}"
        )
    writes = mode & 0o022
    return Place(folder, _OWNER_ONLY | (_OTHERS & (writes | writes << 1)))


def _candidates() -> Iterator[str]:
    """Yield the folders to try, those first that most processes see as the same one.

    Services often have a /tmp of their own (PrivateTmp of systemd), but never a /dev/shm. A folder
    of the session (XDG_RUNTIME_DIR) or in the home is none that all of them have.
    """
    name = f"fiken-{os.geteuid()}" if hasattr(os, "geteuid") else "fiken"
    if os.name == "posix":
        yield from (f"{folder}/{name}" for folder in SHARED)
    yield os.path.join(tempfile.gettempdir(), name)  # noqa: PTH118


def _make(folder: str) -> None:
    with suppress(FileExistsError):
        os.mkdir(folder, 0o700)  # noqa: PTH102 - it is called before each request


def _check_private(folder: str) -> None:
    """Check that a folder is this user's alone. In a shared one such as /tmp, others can make it.

    Raises:
        OSError: It is not.
    """
    status = os.lstat(folder)
    if not stat.S_ISDIR(status.st_mode):
        raise OSError(None, "it is not a folder")
    if os.name != "posix":  # pragma: no cover - other systems have no such owners and modes
        return
    if status.st_uid != os.geteuid():
        raise OSError(None, "it belongs to another user")
    if status.st_mode & 0o022:
        raise OSError(None, "other users can write in it")
