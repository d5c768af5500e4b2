"""Fiken, for Python."""
