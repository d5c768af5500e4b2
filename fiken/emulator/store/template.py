"""A cache of new books, so that starting an emulator with the same options again is fast.

Creating books takes about a tenth of a second, which every test with an emulator would pay. So the
books are created once per process for each set of options, and copied for later emulators.
"""

import atexit
import datetime
import threading
from typing import NamedTuple

from fiken.emulator.store.state import State

#: The number of books in the cache. When it is full, the oldest books are dropped: a test may start
#: emulators on a thousand different days.
KEPT = 8


class Kind(NamedTuple):
    """The options that decide what new books contain. `day` is the day of their creation."""

    seed: int | None
    day: datetime.date
    empty: bool
    bank_integration: bool
    vat_type: str
    kid: bool
    test_company: bool


_templates: dict[Kind, State] = {}
_lock = threading.Lock()


def copy(kind: Kind, state: State) -> bool:
    """Copy books with these options from the cache into the database `state`.

    Return whether the cache had such books. If it had none, the database is unchanged.
    """
    with _lock:
        template = _templates.get(kind)
        if template is not None:
            template.copy(state)
    return template is not None


def keep(kind: Kind, state: State) -> None:
    """Copy new books into the cache, so that later emulators with these options start faster."""
    template = State(seed=kind.seed)
    state.copy(template)
    with _lock:
        dropped = [_templates.pop(kind, None)]
        if len(_templates) == KEPT:
            dropped.append(_templates.pop(next(iter(_templates))))
        _templates[kind] = template
    for each in filter(None, dropped):
        each.close()


@atexit.register
def forget() -> None:
    """Empty the cache of books, and close their databases. Python calls this when it exits."""
    with _lock:
        for template in _templates.values():
            template.close()
        _templates.clear()
