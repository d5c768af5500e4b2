"""Tests of the whole tree: imports, public names, documentation, packaging."""
