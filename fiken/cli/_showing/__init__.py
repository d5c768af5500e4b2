"""The commands that read: `fiken list`, `show`, `download`, `request` and `completion`."""
