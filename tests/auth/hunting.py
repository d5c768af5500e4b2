"""A search for secrets in an error, in all that an error leads to."""

import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path

import fiken

HOME = str(Path(fiken.__file__).parent)


def traces_of(error: BaseException) -> str:
    """Return all texts to which an error leads.

    They are its text, repr, arguments, attributes, notes and pickle, those of its causes and
    contexts, and the local variables of every frame of the library.
    """
    return "\n".join(text for each in _chain(error) for text in _texts_of(each))


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [each for each in (one.__cause__, one.__context__) if each is not None]


def _texts_of(error: BaseException) -> Iterator[str]:
    yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
    if isinstance(error, fiken.FikenError):
        yield repr(pickle.dumps(error))
    yield from traceback.format_exception_only(error)
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith(HOME) or "<fiken " in frame.f_code.co_filename:
            yield from (f"{name}={value!r}" for name, value in frame.f_locals.items())
