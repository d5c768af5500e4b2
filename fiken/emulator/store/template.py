"""New books, made once per process for each kind of emulator, and copied from then on.

Making them takes some thirty milliseconds, and each test of each user would pay for that.
"""

import atexit
import datetime
import threading
from typing import NamedTuple

from fiken.emulator.store.state import State

#: The number of kinds that are kept, the latest: a test may start emulators on a thousand days.
KEPT = 8


class Kind(NamedTuple):
    """The options on which new books depend; with a seed the ids are equal too."""

    seed: int | None
    day: datetime.date
    empty: bool
    bank_integration: bool
    vat_type: str


_templates: dict[Kind, State] = {}
_lock = threading.Lock()


def copy(kind: Kind, state: State) -> bool:
    """Fill a state with the books of that kind; return False where none are kept."""
    with _lock:
        template = _templates.get(kind)
        if template is not None:
            template.copy(state)
    return template is not None


def keep(kind: Kind, state: State) -> None:
    """Keep a copy of new books for the emulators that follow."""
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
    """Close all templates."""
    with _lock:
        for template in _templates.values():
            template.close()
        _templates.clear()
