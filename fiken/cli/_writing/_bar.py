"""The progress of many requests, on the standard error of a terminal."""

import contextlib
import sys
from collections.abc import Generator, Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")


@contextlib.contextmanager
def bar(rows: Iterable[T], what: str, total: int) -> Generator[Iterator[T]]:
    """Yield an iterator over rows that moves a progress bar; without a terminal, there is none.

    Args:
        rows: The rows.
        what: What is done with them, such as "creating contacts".
        total: Their number.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(
        *columns,
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=total <= 1 or not sys.stderr.isatty(),
        redirect_stdout=sys.stdout.isatty(),  # else results would go to the terminal
        transient=True,
    )
    with progress:
        task = progress.add_task(what, total=total)

        def moving() -> Iterator[T]:
            for row in rows:
                yield row
                progress.advance(task)

        yield moving()
