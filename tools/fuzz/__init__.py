"""A run of schemathesis over all operations of the emulator, against Fiken's description.

    python -m tools.fuzz path/to/openapi.yaml

schemathesis makes requests from the description: valid ones, values at and beyond every limit,
wrong types, methods that a path lacks. It checks each answer against the description. What it finds
fails the run, except for what `baseline.toml` accepts. Each entry there names the defect of the
description that causes it. An entry that accepts nothing any more fails the run as well, and so
does an operation that no request reached.
"""
