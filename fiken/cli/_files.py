"""The files that commands write: which format they have, and how they appear."""

import contextlib
import os
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import click


def path_of(file: str | None) -> Path | None:
    """Return the path of a file to write; None for the standard output, whose name is ``-``."""
    return None if file in (None, "-") else Path(str(file))


def format_of(form: str | None, path: Path | None, formats: Sequence[str], *, excel: bool) -> str:
    """Return the format that the options name.

    Without a format, it is that of the name of the file. Else it is a table in a terminal, and CSV
    in a pipe.

    Args:
        form: The format; None if nobody has named one.
        path: The file to write to; None for the standard output.
        formats: The formats that there are.
        excel: Whether CSV for a Norwegian Excel was asked for.

    Raises:
        UsageError: The options contradict each other, the file is a folder, or its ending is not
            that of a format.
    """
    if excel and form not in (None, "csv"):
        raise click.UsageError(f"--excel writes CSV, and not {form}: leave --format out")
    if path is not None and path.is_dir():
        raise click.UsageError(f"--output: {path} is a folder: give the name of a file in it")
    ending = "" if path is None else path.suffix[1:].lower()
    if excel and path is not None and (ending.startswith("xls") or ending in {*formats} - {"csv"}):
        raise click.UsageError(f"--excel writes CSV: call the file {path.stem}.csv")
    if form is not None or excel:
        return form or "csv"
    if path is None:
        return "table" if sys.stdout.isatty() else "csv"
    if ending in formats:
        return ending
    if _is_special(path):
        return "csv"
    remedy = f"name one with --format ({', '.join(formats)})"
    if "xls" in ending and "xlsx" not in formats:
        remedy = "write --excel, which makes CSV"
    raise click.UsageError(f"--output: the name {path.name} does not say which format: {remedy}")


@contextlib.contextmanager
def replaced(path: Path) -> Generator[Any]:
    """Open a new file beside a path, and put it there when the block has ended without an error.

    Raises:
        ClickException: The file cannot be written.
    """
    if _is_special(path):
        with path.open("wb") as stream:
            yield stream
        return
    path = path.resolve()  # a symbolic link stays one
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        stream = new.open("wb")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
    try:
        with stream:
            yield stream
        if path.exists():
            new.chmod(path.stat().st_mode)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _is_special(path: Path) -> bool:
    """Return whether a path is that of a pipe or a device, such as /dev/null."""
    return path.exists() and not path.is_file() and not path.is_dir()
