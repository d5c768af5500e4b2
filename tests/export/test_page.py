"""What docs/export.md says about tables is true."""

import re
from pathlib import Path

import pytest

from fiken import CompanyClient
from fiken.export import ENTITIES, export
from fiken.export._entities import ALL
from tests.export.reading import query
from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "export.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def to(acme: CompanyClient, tmp_path: Path) -> Path:
    export(acme, tmp_path / "books.db")
    return tmp_path / "books.db"


def test_each_query_on_the_page_finds_rows(to: Path) -> None:
    assert 3 == len(EXAMPLES)
    for example in EXAMPLES:
        assert query(to, example), example


def test_the_sums_per_customer_are_those_of_fiken(to: Path, acme: CompanyClient) -> None:
    """As the first query on the page adds them up."""
    sums: dict[str, int] = {}
    for invoice in acme.invoices.all():
        assert invoice.customer is not None
        name = invoice.customer.name
        sums[name] = sums.get(name, 0) + invoice.gross_in_nok
    assert {name: ore / 100 for name, ore in sums.items()} == dict(query(to, EXAMPLES[0]))


def test_the_page_says_what_is_read_whole() -> None:
    table = PAGE.partition("| entity | what a second export reads |")[2].partition("\n\n")[0]
    changes, rest = table.split("\n")[2:4]
    named = set(re.findall(r"`(\w+)`", changes))
    assert {entity.name for entity in ALL if entity.changes is not None} == named
    drafts = {name for name in ENTITIES if name.endswith("_drafts")}
    assert set(ENTITIES) - named - drafts == set(re.findall(r"`(\w+)`", rest))
