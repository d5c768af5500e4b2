"""The door for an endpoint of one's own: the page and the names agree."""

import re
from typing import Annotated, get_origin

import pytest

from fiken import CompanyClient, Contact, repositories, types
from fiken.mappers import ContactMapper
from fiken.repositories import Acts, Lists, Saves
from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "own-endpoint.md").read_text("utf-8")


def test_the_page_names_every_part() -> None:
    """Each public name of `fiken.repositories` that is not the repository of a family."""
    parts = [name for name in repositories.__all__ if not re.search(r"\BRepository$", name)]
    assert "Saves" in parts
    missing = [name for name in parts if not re.search(rf"\b{name}\b", PAGE)]
    assert not missing, "say in docs/own-endpoint.md what each of them is for"


def test_the_page_names_every_type() -> None:
    """Each alias of `fiken.types` that a field of a model can have."""
    aliases = [name for name in types.__all__ if get_origin(getattr(types, name)) is Annotated]
    assert {"Amount", "Text200"} <= {*aliases}
    missing = [name for name in aliases if f"`t.{name}" not in PAGE]
    assert not missing, "add each of them to the table of types in docs/own-endpoint.md"


def test_the_protected_names_exist(acme: CompanyClient) -> None:
    """They are promised to those who write repositories of their own."""

    class Everything(Acts, Lists, Saves):  # type: ignore[type-arg]
        mapper, path = type(acme.contacts).mapper, "contacts"

    promised = set(re.findall(r"`(?:self\.)?(_[a-z]+(?:_[a-z]+)*)`", PAGE))
    assert {"_act", "_all", "_itself", "_load", "_write"} <= promised
    repository = acme.open(Everything)
    missing = sorted(name for name in promised if not hasattr(repository, name))
    assert not missing, "docs/own-endpoint.md promises them, so keep them or deprecate them"


def test_a_mapper_class_is_no_mapper(acme: CompanyClient) -> None:
    """The error says so at once, and names the repository."""

    class Contacts(Lists[Contact]):
        mapper = ContactMapper  # type: ignore[assignment]
        path = "contacts"

    message = r"^Contacts\.mapper is a class: write mapper = ContactMapper\(\)$"
    with pytest.raises(TypeError, match=message):
        acme.open(Contacts)
