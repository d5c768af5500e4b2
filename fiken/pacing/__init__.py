"""Pacers, which space the requests of one credential, because Fiken limits their rate.

The session waits for a turn from its `Pacer` before each request. `Paced` is the default: one
request at a time per credential in this process, with at least 250 ms between the starts of
two requests. (A credential is the login that requests carry, such as a token.)
"""

from fiken.pacing._paced import Paced, Unpaced
from fiken.pacing._protocols import Pacer, Slot

__all__ = ["Paced", "Pacer", "Slot", "Unpaced"]
