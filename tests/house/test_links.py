"""Every link of a page leads somewhere, also to a section of another page."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import reference_tables as tables
from tests.house.source import ROOT
from tests.house.test_examples import FENCED, PAGES
from tests.house.test_observed import anchor

LINK = re.compile(r"\]\((?![\w.+-]+:)([^)#\s]*)#?([^)\s]*)\)")


def text_of(page: Path) -> str:
    """Return a page as it is built, with the tables of the reference, but without its code."""
    source = [PAGES[page]]
    tables.fill(source)
    return FENCED.sub("", source[0])


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of the headings of a page. A second heading of a name gets a number."""
    seen = Counter[str]()
    anchors: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE):
        name = anchor(re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", heading))
        anchors.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return anchors


def links() -> Iterator[tuple[Path, Path, str]]:
    """Yield each link: its page, the page that it leads to, and the section there, if any."""
    for page in PAGES:
        for to, section in LINK.findall(text_of(page)):
            yield page, (page.parent / to).resolve() if to else page, section


LINKS = list(links())


def test_a_link_leads_to_a_file() -> None:
    assert 300 < len(LINKS)
    assert [] == [(page.name, to.name) for page, to, _ in LINKS if not to.exists()]


def test_a_link_leads_to_a_section() -> None:
    """Its heading has the anchor that GitHub and the built pages compute."""
    known = {page: anchors_of(page) for page in PAGES}
    to_sections = [(page, to, section) for page, to, section in LINKS if section and to in PAGES]
    wrong = [(p.name, f"{to.name}#{s}") for p, to, s in to_sections if s not in known[to]]
    assert 100 < len(to_sections)
    assert not wrong, "no heading there has this anchor"


def test_pages_link_to_secure_addresses() -> None:
    """Only an address of this machine has no certificate."""
    plain = re.compile(r"\]\((http:[^)]+)\)")
    assert [] == [found for text in PAGES.values() for found in plain.findall(text)]


@pytest.mark.parametrize("page", ["install.md", "first-invoice.md", "using.md", "not-promised.md"])
def test_a_page_that_a_newcomer_needs_is_linked(page: str) -> None:
    """From at least two other pages, so that nobody has to find it in the sidebar."""
    path = ROOT / "docs" / page
    assert 1 < len({origin for origin, to, _ in LINKS if to == path and origin != path})
