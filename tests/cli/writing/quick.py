"""The command `fiken` as tests of imports need it: without pauses, and with a short lease of keys.

`python -m tests.cli.writing.quick create …` runs it in a process of its own.
"""

import sys
from typing import Any

from fiken.cli import main
from fiken.idempotency import SqlIdempotency
from fiken.pacing import Paced

#: Seconds: a killed worker is taken over after this time.
LEASE = 0.5


def defaults() -> list[tuple[Any, str, Any]]:
    """Return the functions whose defaults are other ones here: function, attribute and value."""
    once: Any = SqlIdempotency.__init__
    paced: Any = Paced.__init__
    short = {**once.__kwdefaults__, "lease": LEASE, "settle": 0.0}
    return [(once, "__kwdefaults__", short), (paced, "__defaults__", (0.0,))]


if __name__ == "__main__":
    for function, name, value in defaults():
        setattr(function, name, value)
    sys.argv[0] = "fiken"
    main()
