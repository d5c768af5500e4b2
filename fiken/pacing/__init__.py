"""Pacers, which space the requests of one credential, because Fiken limits their rate.

The session waits for a turn from its `Pacer` before each request. `Paced` is the default: one
request at a time per credential on this machine, with at least 250 ms between the starts of two
requests. (A credential is the login that requests carry, such as a token.) `RedisPacer` and
`SqlPacer` do the same for several machines.

`RedisPacer` and `SqlPacer` are imported when they are first used.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily
from fiken.pacing._paced import Paced, Unpaced
from fiken.pacing._protocols import Pacer, Slot

HOMES = homes(__name__, _redis="RedisPacer", _sql="SqlPacer")

if TYPE_CHECKING:
    from fiken.pacing._redis import RedisPacer
    from fiken.pacing._sql import SqlPacer
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = ["Paced", "Pacer", "RedisPacer", "Slot", "SqlPacer", "Unpaced"]
