"""The reference shows every model, enumeration and repository whole.

Sphinx is not needed: the tables are written by a module of ours, and Sphinx only places them.
"""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest

from docs import reference_tables as tables
from fiken import CompanyClient, Fiken, models, repositories, types
from tests.house.source import ROOT

PAGES = {name: table() for name, table in tables.TABLES.items()}


def sections(page: str) -> dict[str, str]:
    """Return the text of each section of a generated page by its heading."""
    _, *parts = re.split(r"^## (\w+)\n", PAGES[page], flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def rows(section: str, column: str) -> list[list[str]]:
    """Return the cells of the table whose first column has this heading."""
    lines = section.split(f"| {column} |")[1].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def test_the_reference_shows_every_model() -> None:
    assert {*models.__all__} - {"Model", "model"} == sections("models").keys()


@pytest.mark.parametrize("model", tables.public_models(), ids=lambda model: model.__name__)
def test_the_reference_shows_every_field(model: type[Any]) -> None:
    """With its type and what its value may be."""
    shown = rows(sections("models")[model.__name__], "Field")
    assert [f"`{field.name}`" for field in attrs.fields(model)] == [row[0] for row in shown]
    assert all(row[1] and row[2] for row in shown)


@pytest.mark.parametrize(
    ("name", "methods"),
    [
        ("Invoice", ["is_overdue(on=None)", "is_paid", "is_settled", "outstanding_balance"]),
        ("InvoiceDraft", ["from_document(document, *, days_until_due_date, "]),
        ("DraftLine", ["from_line(line, *, quantity=None)", "of_gross(unit_gross, ", "sums("]),
        ("OrderLine", ["of_gross(", "of_net("]),
    ],
)
def test_the_reference_shows_a_models_own_methods(name: str, methods: list[str]) -> None:
    shown = re.findall(r"^\*\*`(.*)`\*\*$", sections("models")[name], re.MULTILINE)
    assert len(methods) == len(shown)
    assert all(one.startswith(start) for one, start in zip(shown, methods, strict=True))


def test_a_field_has_its_limit_access_default_and_meaning() -> None:
    shown = {row[0]: row[1:] for row in rows(sections("models")["Contact"], "Field")}
    assert ["`str`", "text of 1 to 200 characters", "", "required"] == shown["`name`"][:4]
    assert ["on creation only", "`()`"] == shown["`contact_person`"][2:4]
    assert "[ContactPerson](models.md#contactperson)" in shown["`contact_person`"][0]
    assert ("write-only", "read-only") == (shown["`phone_number`"][2], shown["`contact_id`"][2])
    assert "in percent" in shown["`discount`"][4]
    assert "whole number of øre" in PAGES["models"]
    assert "](observed.md" in PAGES["models"]


def test_the_reference_shows_every_enumeration() -> None:
    every = (getattr(types, name) for name in types.__all__)
    enums = {c for c in every if isinstance(c, type) and issubclass(c, types.OpenEnum)}
    bases = {types.OpenEnum, types.OpenText}
    assert {enum.__name__ for enum in enums - bases} == sections("enumerations").keys()


@pytest.mark.parametrize("enum", tables.public_enums(), ids=lambda enum: enum.__name__)
def test_the_reference_shows_every_member(enum: Any) -> None:
    shown = rows(sections("enumerations")[enum.__name__], "Member")
    assert [[f"`{m.name}`", f"`{m.value}`"] for m in enum] == [row[:2] for row in shown]


def test_the_reference_shows_every_repository() -> None:
    """And where the client of a company has it."""
    expected = {name for name in repositories.__all__ if re.search(r"\wRepository$", name)}
    assert expected == sections("repositories").keys()
    company = Fiken(token="made.up").company("acme-as")
    places = [n for n in dir(CompanyClient) if "Repository" in type(getattr(company, n)).__name__]
    assert 12 <= len(places)
    assert [] == [name for name in places if f"`company.{name}`" not in PAGES["repositories"]]


@pytest.mark.parametrize("cls", tables.public_repositories(), ids=lambda cls: cls.__name__)
def test_the_reference_shows_every_filter_and_method(cls: type[Any]) -> None:
    section = sections("repositories")[cls.__name__]
    filters = tables.filters_of(cls)
    assert [] == [name for name in filters if f"| `{name}` |" not in section]
    public = {name for name in dir(cls) if not name.startswith("_")}
    verbs = {name for name in public if callable(getattr(cls, name)) and name != "mapper"}
    assert [] == [name for name in verbs if f"**`{name}(" not in section]


def test_contacts_show_their_filters() -> None:
    shown = {
        row[0]: row[1:] for row in rows(sections("repositories")["ContactRepository"], "Filter")
    }
    assert ["`date`", "a date"] == shown["`last_modified_ge`"][:2]
    assert {"`name`", "`group`", "`sort_by`", "`created_date`"} < shown.keys()


@pytest.mark.parametrize(
    "package",
    ["auth", "emulator", "mappers", "models", "pacing", "repositories", "session"],
)
def test_the_reference_has_every_other_name(package: str) -> None:
    """Classes that are neither a model nor a repository of a family, and functions."""
    reference = (ROOT / "docs" / "reference.md").read_text("utf-8")
    names = set(import_module(f"fiken.{package}").__all__) - sections("models").keys()
    names -= sections("repositories").keys() | {f"{name}Mapper" for name in models.__all__}
    missing = sorted(name for name in names if not re.search(rf"\b{name}\b", reference))
    assert not missing, "name each of them in docs/reference.md"


@pytest.mark.parametrize("name", tables.TABLES)
def test_each_table_has_its_page(name: str) -> None:
    """Sphinx puts the table in place of the mark."""
    text = [(ROOT / "docs" / f"{name}.md").read_text("utf-8")]
    tables.fill(text)
    assert PAGES[name] in text[0]


TOCTREE = re.compile(r"^```{toctree}\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def listed_in(page: Path) -> list[Path]:
    """Return the pages that the toctrees of a page list, in their order."""
    lines = (line for tree in TOCTREE.findall(page.read_text("utf-8")) for line in tree.split("\n"))
    return [page.parent / f"{name}.md" for name in lines if name and name[0] != ":"]


def test_the_sidebar_lists_every_page_once() -> None:
    """In a toctree of the first page, or of a page that is listed there."""
    index = ROOT / "docs" / "index.md"
    listed = [index]
    for page in listed:  # it grows
        listed += listed_in(page)
    pages = {path for path in ROOT.glob("docs/**/*.md") if "_build" not in path.parts}
    assert pages == {*listed}, "list every page in a toctree"
    assert len(pages) == len(listed)


@pytest.mark.parametrize("page", ["index.md", "howto/index.md"])
def test_a_page_with_a_toctree_links_to_each(page: str) -> None:
    """The text says what each of them is about."""
    path = ROOT / "docs" / page
    names = [listed.relative_to(path.parent).as_posix() for listed in listed_in(path)]
    assert names
    assert [] == [name for name in names if f"({name})" not in path.read_text("utf-8")]
