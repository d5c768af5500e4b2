"""A program that exports, and that kills itself at a given step: a statement or a file.

python -m tests.export.exporting URL TOKEN SLUG TO STEP ENTITY…
"""

import os
import signal
import sys
from datetime import date

import sqlalchemy as sa

from fiken import Fiken
from fiken.export import export
from fiken.pacing import Unpaced

_FILES = {"open", "os.rename"}


class _Steps:
    """Counts the steps of this process, and kills it at one of them, as kill -9 does."""

    def __init__(self, last: int) -> None:
        self.last, self.done = last, 0

    def __call__(self, *_: object, **__: object) -> None:
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count a step if a file of the export is opened or renamed."""
        if event in _FILES and ".parquet" in str(arguments[0]):
            self()


def main(url: str, token: str, slug: str, to: str, step: str, *only: str) -> None:
    steps = _Steps(int(step))
    for name in ("before_cursor_execute", "commit"):
        sa.event.listen(sa.Engine, name, steps)
    sys.addaudithook(steps.audit)
    with Fiken(token=token, base_url=url, pacer=Unpaced()) as client:
        company = client.company(slug)
        export(company, to, only=only, since_last=True, today=date(2026, 6, 15))


if __name__ == "__main__":
    main(*sys.argv[1:])
