"""How Sphinx builds the pages and the reference: ``make docs``."""

from fiken import __version__

project = "fiken"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3  # the pages refer to sections as GitHub names them
html_theme = "alabaster"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
add_module_names = False
suppress_warnings = ["toc.not_included"]  # the pages link to each other, as they do on the web
