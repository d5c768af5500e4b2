"""The page about API v1 has every section that the emulator refers to, and nothing else."""

import re

from fiken.emulator import hal
from tests.house.source import ROOT
from tests.house.test_observed import anchor, texts

PAGE = (ROOT / "docs" / "v1.md").read_text("utf-8")
SECTIONS = {anchor(heading) for heading in re.findall(r"^## (.*)$", PAGE, re.MULTILINE)}
REFERENCE = re.compile(r"docs/v1\.md#([\w-]+)")


def test_references_lead_to_sections() -> None:
    inside = [text for name, text in texts() if name.startswith("fiken/emulator/")]
    referred = {found for text in inside for found in REFERENCE.findall(text)}
    assert {"lists", "sales", "values"} <= referred
    assert set() == referred - SECTIONS


def test_every_path_is_on_the_page() -> None:
    table = PAGE.partition("## Paths")[2].partition("## Links")[0]
    shown = {each.rpartition("/")[2] for each in re.findall(r"`([^`{]*)", table)}
    segments = [part for _, path in hal.OPERATIONS for part in path.split("/")[3:]]
    words = {part for part in segments if part and not part.startswith("{")}
    ours = {"transactions", "journal-entries"}  # their paths are our choice
    assert words - ours <= shown | {"accounts", "payments", "attachments"}
    assert ours <= words
