"""What a docstring says of the errors that decide whether a write may be repeated."""

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
def test_a_write_names_the_error_of_a_lost_answer(repository: str, verb: str) -> None:
    """Who reads only the docstring must not repeat what may have been carried out."""
    said = getattr(getattr(repositories, repository), verb).__doc__
    assert "Raises:" in said
    assert "AmbiguousWriteError:" in said
