"""How Sphinx builds the pages and the reference: ``make docs``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the extension of ours

from fiken import __version__

project = "fiken"
version = release = __version__
extensions = [
    "docs.reference_tables",
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_heading_anchors = 3  # the pages refer to sections as GitHub names them
autodoc_member_order = "bysource"
autodoc_typehints = "description"
add_module_names = False
html_theme = "alabaster"
html_theme_options = {
    "description": "A data mapper with immutable models for the Fiken accounting API",
    "fixed_sidebar": True,
    "page_width": "1100px",
    "sidebar_width": "260px",
}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
