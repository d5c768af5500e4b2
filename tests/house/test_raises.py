"""The docstring of each write names the error of a lost answer."""

import ast
from collections.abc import Iterator

import pytest

from fiken import repositories
from tests.house.source import MODULES, functions

METHODS = [
    (name.rpartition(".")[2], method)
    for module, tree in MODULES.items()
    if module.startswith("fiken.repositories.")
    for name, method in functions(tree)
]


def _called(method: ast.FunctionDef) -> set[str]:
    """Return the names of the methods of `self` that a method calls."""
    calls = (node.func for node in ast.walk(method) if isinstance(node, ast.Call))
    own = (call for call in calls if isinstance(call, ast.Attribute))
    return {call.attr for call in own if ast.unparse(call.value) == "self"}


def _writing() -> set[str]:
    """Return the names of the methods that send a write: each of them calls `_write` in the end."""
    names, more = {"_write"}, True
    while more:
        new = {name for name, method in METHODS if names & _called(method)} - names
        names, more = names | new, bool(new)
    return names


def _writes() -> Iterator[tuple[str, str]]:
    verbs = {name for name in _writing() if not name.startswith("_")}
    for repository in repositories.__all__:
        cls = getattr(repositories, repository)
        yield from ((repository, verb) for verb in sorted(verbs) if hasattr(cls, verb))


WRITES = list(_writes())


def test_the_verbs_that_write_are_found() -> None:
    """Otherwise the test below would look at nothing."""
    assert {("ContactRepository", "save"), ("SaleRepository", "settle")} <= set(WRITES)
    assert ("ContactRepository", "find") not in WRITES


@pytest.mark.parametrize(("repository", "verb"), WRITES)
def test_a_write_documents_the_lost_answer(repository: str, verb: str) -> None:
    """A reader of the docstring alone must not repeat a write that may have been carried out."""
    docstring = getattr(getattr(repositories, repository), verb).__doc__
    assert "Raises:" in docstring
    assert "AmbiguousWriteError:" in docstring
