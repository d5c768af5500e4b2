"""Fiken on your own machine: what tests and first steps run against.

`with Emulator() as emulator` serves a real HTTP server on a free loopback port;
`python -m fiken.emulator` serves it to programs in any language. It needs `fiken[emulator]` and
imports nothing of the rest of `fiken`: it stands on the contract and the facts alone.
"""

try:
    import werkzeug as _  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "the emulator needs Werkzeug: pip install 'fiken[emulator]'", name="werkzeug"
    ) from error

from fiken.emulator._emulator import Emulator
from fiken.emulator._faults import (
    Answer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Fault,
    PendingFault,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from fiken.emulator._log import Request

__all__ = [
    "Answer",
    "CutBody",
    "DropAfterCarryingOut",
    "DropBeforeReading",
    "Emulator",
    "Fault",
    "PendingFault",
    "Request",
    "Slow",
    "Status",
    "WaitBeforeCarryingOut",
]
