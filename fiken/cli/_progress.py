"""The progress of many requests, on the standard error of a terminal."""

import contextlib
import sys
from collections.abc import Generator, Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")


def bars(*, is_shown: bool = True) -> Progress:
    """Return progress bars, which vanish at the end. Without a terminal, there are none.

    Args:
        is_shown: Whether there are any in a terminal.
    """
    shown = is_shown and sys.stderr.isatty()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        # Else older versions of rich write an empty line at the end of no bars.
        console=Console(stderr=True, force_interactive=None if shown else True),
        disable=not shown,
        redirect_stdout=sys.stdout.isatty(),  # else results would go to the terminal
        transient=True,
    )


@contextlib.contextmanager
def bar(rows: Iterable[T], what: str, total: int) -> Generator[Iterator[T]]:
    """Yield an iterator over rows that moves a progress bar. One row alone has none.

    Args:
        rows: The rows.
        what: What is done with them, such as "creating contacts".
        total: Their number.
    """
    with bars(is_shown=total > 1) as progress:
        task = progress.add_task(what, total=total)

        def moving() -> Iterator[T]:
            for row in rows:
                yield row
                progress.advance(task)

        yield moving()
