"""`find_by` without a filter."""

from typing import Any

import pytest

from fiken import (
    CompanyClient,
)
from fiken.emulator import Emulator
from tests.catalogue import ENTITIES


def searched(acme: CompanyClient) -> dict[str, Any]:
    """Give the repositories of the catalogue that can search."""
    every = {entity.name: entity.repository(acme) for entity in ENTITIES}
    return {name: found for name, found in every.items() if hasattr(found, "find_by")}


def test_find_by_without_a_filter_is_refused_everywhere(
    acme: CompanyClient, emulator: Emulator
) -> None:
    repositories = searched(acme)
    before = len(emulator.requests)
    assert {"contacts", "sales", "accounts"} <= repositories.keys()
    for repository in repositories.values():
        with pytest.raises(TypeError, match=r"needs a filter; all\(\)\.first\(\)"):
            repository.find_by()
    assert before == len(emulator.requests)
