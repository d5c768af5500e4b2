"""What keeps the requests of one credential apart.

The session asks a `Pacer` for a turn before each attempt. `Paced` is the default: one request at a
time per credential in this process, with at least 250 ms between two starts.
"""

from fiken.pacing._paced import Paced, Unpaced
from fiken.pacing._protocols import Pacer, Slot

__all__ = ["Paced", "Pacer", "Slot", "Unpaced"]
