"""Fiken on your own machine, for tests and first steps.

`with Emulator() as emulator` starts a real HTTP server on a free loopback port, and
`python -m fiken.emulator` serves programs in any language. It needs `fiken[emulator]`. It imports
nothing of the rest of `fiken`, so that it can contradict it: it follows the contract and what the
real service was seen to do.

Its floors, each of which imports only those before it:

- `wire`: HTTP, the contract, faults and the log.
- `store`: the state in SQLite, and handlers that every family needs.
- `books`: the rules of accounting, without requests and JSON; of the other floors it knows only the
  state.
- `families`: one module per family of the API.
- `demo`: the demo company.
"""

import warnings
from typing import TYPE_CHECKING

try:
    import werkzeug as _  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "the emulator needs Werkzeug: pip install 'fiken[emulator]'", name="werkzeug"
    ) from error

from fiken.emulator._emulator import Emulator
from fiken.emulator.wire.faults import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Fault,
    PendingFault,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from fiken.emulator.wire.log import Request

__all__ = [
    "CannedAnswer",
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

if not TYPE_CHECKING:  # otherwise type checkers would accept every misspelt name

    def __getattr__(name: str) -> object:
        """Return the class behind the old name `Answer`, with a DeprecationWarning."""
        if name != "Answer":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        message = "fiken.emulator.Answer is now CannedAnswer; version 0.2 removes the old name"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return CannedAnswer
