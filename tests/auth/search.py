"""A search for secrets in all that a program may print, log, store or report."""

import copy
import gc
import logging
import os
import pickle
import traceback
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType

TESTS = str(Path(__file__).parents[1])
EMULATOR = "fiken.emulator"

Trace = tuple[str, str]  # where a text was found, and the text


def in_error(error: BaseException) -> Iterator[Trace]:
    """Yield all texts to which an error leads.

    They are its texts, and those of its causes and contexts; and for every frame of these, also in
    other libraries, the local variables with their attributes. The frames of tests are left out.
    """
    for one in _chain(error):
        name = type(one).__name__
        texts = (str(one), repr(one), repr(one.args), repr(getattr(one, "__notes__", "")))
        yield from ((name, text) for text in (*texts, repr(vars(one))))
        yield name, "".join(traceback.format_exception_only(one))
        yield from _pickles(name, one)
        for frame, line in traceback.walk_tb(one.__traceback__):
            yield from _in_frame(f"{name}: {frame.f_code.co_filename}:{line}", frame)


def in_objects() -> Iterator[Trace]:
    """Yield the texts of all objects of the library that this process has."""
    for one in gc.get_objects():
        kind = type(one)
        module = str(kind.__module__)
        if module.startswith("fiken.") and not module.startswith(EMULATOR):
            name = f"{module}.{kind.__qualname__}"
            yield from _texts(name, one)


def in_pickles(objects: Iterable[object]) -> Iterator[Trace]:
    """Yield the pickles and copies of objects, if they allow any."""
    for one in objects:
        yield from _pickles(type(one).__qualname__, one)


def in_records(records: Iterable[logging.LogRecord]) -> Iterator[Trace]:
    """Yield the texts of log records."""
    for record in records:
        place = f"log of {record.name}"
        yield place, record.getMessage()
        yield place, repr(vars(record))
        if record.exc_info and record.exc_info[1]:
            yield from in_error(record.exc_info[1])


def in_processes() -> Iterator[Trace]:
    """Yield the command lines and environments of this process and of all that it has started.

    Others may run tests of their own, with tokens that are the same.
    """
    parents = dict[str, str]()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[folder.name] = (folder / "stat").read_text().rpartition(")")[2].split()[1]
    ours = {str(os.getpid())}
    while heirs := {one for one, parent in parents.items() if parent in ours} - ours:
        ours |= heirs
    for number in ours:
        for name in ("cmdline", "environ"):
            with suppress(OSError):
                path = Path("/proc", number, name)
                yield str(path), path.read_bytes().decode("latin-1")


def in_files(folder: Path, *besides: Path) -> Iterator[Trace]:
    """Yield the names and contents of all files below a folder, but for some."""
    for path in folder.rglob("*"):
        if path not in besides:
            yield str(path), path.name
            if path.is_file():
                yield str(path), path.read_bytes().decode("latin-1")


def found(traces: Iterable[Trace], secrets: Iterable[str]) -> list[str]:
    """Return the places of all texts with a secret, or with its first ten letters."""
    parts = {secret[:10] for secret in secrets}
    places = set[str]()
    for place, text in traces:
        at = next((text.find(part) for part in parts if part in text), None)
        if at is not None:
            places.add(f"{place}: {text[max(at - 50, 0) : at + 30]}")
    return sorted(places)


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [arg for arg in one.args if isinstance(arg, BaseException)]
        inner += [each for each in (one.__cause__, one.__context__) if each is not None]
        reason = getattr(one, "reason", None)  # where urllib3 has the cause
        waiting += [*inner, reason] if isinstance(reason, BaseException) else inner


def _in_frame(place: str, frame: FrameType) -> Iterator[Trace]:
    if not frame.f_code.co_filename.startswith(TESTS):
        for name, value in frame.f_locals.items():
            yield from _texts(f"{place} {name}", value)


def _texts(place: str, value: object) -> Iterator[Trace]:
    with suppress(Exception):  # anybody's class
        yield place, repr(value)
        yield place, str(value)
    with suppress(Exception):
        yield f"vars of {place}", repr(vars(value))


def _pickles(place: str, value: object) -> Iterator[Trace]:
    for does in (pickle.dumps, copy.copy, copy.deepcopy):
        with suppress(Exception):  # most cannot be pickled, which is right
            made = does(value)
            text = made.decode("latin-1") if isinstance(made, bytes) else repr(made)
            yield f"{does.__name__} of {place}", text
