"""The pacers that need no server: for the processes of one machine, and for a single process."""

import os
from contextlib import suppress
from os import PathLike
from typing import Any, cast

from fiken._messages import short_repr
from fiken.errors import ConfigurationError
from fiken.pacing._base import LanePacer
from fiken.pacing._claims import Claim, Memory, OwnClaim, Waiter
from fiken.pacing._file import file_claim


class Paced(LanePacer):
    """A pacer that allows one request at a time per credential (such as a token) on this machine.

    All clients, threads and processes of the same user account that use the same credential share
    one queue, even if each has its own pacer. The threads of a process get their turns in the order
    in which they asked. Between processes, whoever has been next in its process for longest goes
    first, so nobody waits much longer than the others.

    The processes share a small file. It is in ``/dev/shm``, or in the folder for temporary files
    where there is none. If the file cannot be made, `UnsharedPacingWarning` is issued once, and
    this process is paced alone. The environment variable `FIKEN_LANES` names another folder.

    Args:
        spacing: The shortest time in seconds between the starts of two requests.
        directory: The folder for the files, in place of `FIKEN_LANES` and of the usual one. It is
            made if it is missing. It must be on a local disk: several accounts of one machine can
            share it if they can all write in it, and so can containers, on a volume.
        patience: The longest wait for a turn in seconds; then `PacingError` is raised. None means
            the setting `total` of the client that uses the pacer, or no limit without a client.

    Raises:
        ConfigurationError: An argument cannot be used.

    >>> with Paced(spacing=0.25).slot("a digest"):
    ...     pass  # send, and read the whole answer
    """

    def __init__(
        self,
        spacing: float = 0.25,
        *,
        directory: str | PathLike[str] | None = None,
        patience: float | None = None,
    ) -> None:
        super().__init__(spacing, patience)
        self.directory = None if directory is None else _checked_directory(directory)

    def _claim(self, credential: str, waiter: Waiter, memory: Memory) -> Claim:
        return file_claim(credential, self.directory, waiter, memory)


class Unpaced(Paced):
    """A pacer without spacing, for tests against an emulator.

    It still allows only one request at a time per credential, such as a token, in this process. It
    does not know of other processes, and touches no file.
    """

    def __init__(self) -> None:
        super().__init__(spacing=0.0)

    def _claim(self, credential: str, waiter: Waiter, memory: Memory) -> Claim:  # noqa: ARG002
        return OwnClaim(memory)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def _checked_directory(directory: object) -> str:
    """Return the absolute path of a folder as text, or raise `ConfigurationError`."""
    path = directory
    with suppress(TypeError):
        path = cast("object", os.fspath(cast("Any", directory)))
    if not isinstance(path, str) or not path or "\0" in path:
        raise ConfigurationError(
            f"directory must be the path of a folder, not {short_repr(directory)}"
        )
    return os.path.abspath(path)  # noqa: PTH100 - an absolute Path may still have ".." in it
