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
myst_heading_anchors = 4  # the pages refer to sections as GitHub names them
autodoc_member_order = "bysource"
autodoc_typehints = "description"
add_module_names = False
default_role = "code"  # in docstrings, a name between single backticks
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = f"fiken {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
pygments_style = "default"
pygments_dark_style = "github-dark"

# `make links` asks each address outside of the pages.
linkcheck_timeout = 20
linkcheck_workers = 2
linkcheck_ignore = [
    r"https?://(127\.0\.0\.1|localhost)",
    r"https://(api\.)?fiken\.no/(api|oauth|filer|foretak)/",  # these need a login
    r"https://[\w.]+\.example\b",
]
