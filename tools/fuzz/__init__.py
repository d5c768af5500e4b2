"""A run of schemathesis over all operations of the emulator, against Fiken's description.

    python -m tools.fuzz path/to/openapi.yaml

schemathesis makes requests from the description: valid ones, and others with values at and beyond
every limit, with wrong types, or with methods that a path does not have. It checks each answer
against the description. Each finding fails the run, unless `baseline.toml` accepts it. Each entry
there names the defect of the description that causes the finding. The run also fails if an entry
does not accept any finding, or if no request reached an operation.
"""
