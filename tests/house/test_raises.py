"""The docstring of each write names the error of a lost answer."""

import pytest

from fiken import repositories

WRITES = [
    (name, verb)
    for name in repositories.__all__
    for verb in dir(getattr(repositories, name))
    if not verb.startswith("_")
    if hasattr(getattr(getattr(repositories, name), verb), "__wrapped__")
]


@pytest.mark.parametrize(("repository", "verb"), WRITES)
def test_a_write_documents_the_lost_answer(repository: str, verb: str) -> None:
    """A reader of the docstring alone must not repeat a write that may have been carried out."""
    docstring = getattr(getattr(repositories, repository), verb).__doc__
    assert "Raises:" in docstring
    assert "AmbiguousWriteError:" in docstring
