"""An emulator of Fiken: a server on your own machine, for tests and first steps.

`with Emulator() as emulator` starts a real HTTP server on a free port of this machine.
`python -m fiken.emulator` starts the same server for programs in any language. Both need
`pip install 'fiken[emulator]'`.

The emulator shares no code with the client, so it does not repeat the client's mistakes. It follows
Fiken's API description (the contract) and what the real service was seen to do.

The subpackages, each of which imports only those above it in this list:

- `wire`: HTTP, the contract, faults, the log of requests, and the forms and pages of OAuth.
- `store`: the SQLite database, users and their grants, and handlers that every family of endpoints
  needs.
- `books`: the rules of accounting, without requests and JSON. Of the subpackages above, it imports
  only the database.
- `families`: one module per family of endpoints, such as contacts or projects.
- `hal`: API v1, Fiken's first API, over the families. It imports no demo company.
- `demo`: the demo company and the users.
- `window`: pages for a browser that show the emulator to the person who develops against it.
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
from fiken.emulator.demo.users import DemoUser
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
    "DemoUser",
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
        """Return the class `CannedAnswer` for its old name `Answer`, with a DeprecationWarning.

        Raises:
            AttributeError: the name is not `Answer`.
        """
        if name != "Answer":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        message = "fiken.emulator.Answer is now CannedAnswer; version 0.2 removes the old name"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return CannedAnswer
