"""Modules are short enough to be read at once, and few private functions are called once."""

import ast

from tests.house import once
from tests.house.source import MODULES, path_of

#: The most lines of a module. What is longer is split by subject.
LONGEST = 320

#: The most private functions that are called once, as a percentage of all functions.
MOST_CALLED_ONCE = 17.0


def test_modules_are_short() -> None:
    lengths = {name: len(path_of(name).read_text("utf-8").splitlines()) for name in MODULES}
    long = {name: length for name, length in lengths.items() if length > LONGEST}
    assert not long, f"split each module by subject, so that it has at most {LONGEST} lines"


def test_few_private_functions_are_called_once() -> None:
    """`python -m tests.house.once` lists them. Move the lines of one into its caller."""
    assert MOST_CALLED_ONCE >= once.share(), (
        "python -m tests.house.once lists them: move the lines of some into their callers"
    )


SOURCE = """
class Repository:
    def all(self): return self._rows() + self._twice() + self._twice()
    def _rows(self): return sorted([1], key=_passed)
    def _twice(self): return []
    @property
    def _decorated(self): return self.all()

def _passed(row): return row
"""


def test_a_function_that_is_called_once_is_counted() -> None:
    """One that is called twice, passed as a value or decorated is not counted."""
    counted = once.called_once({"fiken.repositories": ast.parse(SOURCE)})
    assert ["Repository._rows"] == [function.name for function in counted]
