"""The docstring of each write names the error of a lost answer."""

import pytest

from fiken import repositories
from tests.house.source import public_methods_that_call

#: Each of them sends a write: it calls `_write` in the end.
WRITES = public_methods_that_call("_write")


def test_the_verbs_that_write_are_found() -> None:
    """Otherwise the test below would look at nothing."""
    assert {("ContactRepository", "save"), ("SaleRepository", "settle")} <= set(WRITES)
    assert ("ContactRepository", "find") not in WRITES


@pytest.mark.parametrize(("repository", "verb"), WRITES)
def test_a_write_documents_the_lost_answer(repository: str, verb: str) -> None:
    """A reader of the docstring alone must not repeat a write that may have been carried out."""
    docstring = getattr(getattr(repositories, repository), verb).__doc__
    wanted = f"write below Raises: of {repository}.{verb}: AmbiguousWriteError: The answer was lost"
    assert "Raises:" in docstring, wanted
    assert "AmbiguousWriteError:" in docstring, wanted
