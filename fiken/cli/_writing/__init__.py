"""The commands that write: `fiken create`, `update`, `delete` and `send`."""
