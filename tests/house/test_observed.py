"""Every reference to what was observed leads to a section that there is."""

import re
from collections.abc import Iterator

import pytest

from tests.house.source import ROOT

PAGE = ROOT / "docs" / "observed.md"
FOLDERS = ["benchmarks", "docs", "examples", "fiken", "tests", "tools"]
THIS = "tests/house/test_observed.py"  # it has examples of what is wrong

REFERENCE = re.compile(r"observed\.md#([\w-]*)")
#: How sections were named before: without a path, so that nobody could follow it.
BARE = re.compile(r"§ ?\d|\b(observed|changes),? section \d", re.IGNORECASE)


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file that may refer to a section."""
    inside = (path for name in FOLDERS for path in (ROOT / name).rglob("*"))
    files = (path for path in (*ROOT.glob("*.md"), *inside) if path.suffix in {".py", ".md"})
    named = ((path.relative_to(ROOT).as_posix(), path) for path in sorted(files))
    return ((name, path.read_text("utf-8")) for name, path in named if name != THIS)


def anchor(heading: str) -> str:
    """Return the anchor of a heading as GitHub computes it."""
    slug = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return slug.replace(" ", "-")


def anchors() -> list[str]:
    """Return the anchors of the page, in its order."""
    return [
        anchor(text) for text in re.findall(r"^#+ (.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    ]


def references() -> list[tuple[str, str]]:
    """Return each reference: the file that has it, and the anchor."""
    return [(name, found) for name, text in texts() for found in REFERENCE.findall(text)]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("4. Error bodies", "4-error-bodies"),
        ("C4b. Deleting", "c4b-deleting"),
        ("PUT, PATCH & DELETE", "put-patch--delete"),
        ("`paid` of a sale", "paid-of-a-sale"),
    ],
)
def test_an_anchor_is_computed_as_on_github(heading: str, expected: str) -> None:
    """Lower case, hyphens for spaces, no punctuation."""
    assert expected == anchor(heading)


def test_every_reference_leads_to_a_section() -> None:
    """A heading that is renamed takes its references along."""
    known = set(anchors())
    lost = [(name, found) for name, found in references() if found not in known]
    assert not lost, "docs/observed.md has no such heading: write an anchor that it has"


def test_the_code_and_the_tests_refer_to_the_page() -> None:
    """Otherwise the test above would compare nothing."""
    folders = {name.partition("/")[0] for name, _ in references()}
    assert {"fiken", "tests", "CONTRIBUTING.md"} <= folders


def test_anchors_are_unique() -> None:
    """GitHub would number the second of two headings that are alike."""
    assert sorted(set(anchors())) == sorted(anchors())


def test_no_section_is_named_without_the_page() -> None:
    """No section sign of a document that a reader does not have."""
    bare = [(name, found[0]) for name, text in texts() if (found := BARE.search(text))]
    assert not bare, "name the section as in docs/observed.md#4-error-bodies"


@pytest.mark.parametrize("text", ["(observed §4)", "changes §4c", "(observed, section 8)"])
def test_a_bare_section_is_recognised(text: str) -> None:
    """These are the forms that the tree once had."""
    assert BARE.search(text)
