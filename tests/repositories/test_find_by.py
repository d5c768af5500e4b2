"""`find_by` without a filter."""

from typing import Any

import pytest

from fiken import (
    CompanyClient,
)
from fiken.emulator import Emulator
from tests.catalogue import ENTITIES


def searched(acme: CompanyClient) -> dict[str, Any]:
    """Return the repositories of the catalogue that can search."""
    every = {entity.name: entity.repository(acme) for entity in ENTITIES}
    return {name: one for name, one in every.items() if hasattr(one, "find_by")}


def test_find_by_requires_a_filter(acme: CompanyClient, emulator: Emulator) -> None:
    """In every repository that can search, before anything is sent."""
    repositories = searched(acme)
    before = len(emulator.requests)
    assert {"contacts", "sales", "accounts"} <= repositories.keys()
    for repository in repositories.values():
        with pytest.raises(TypeError, match=r"needs a filter; all\(\)\.first\(\)"):
            repository.find_by()
    assert before == len(emulator.requests)
