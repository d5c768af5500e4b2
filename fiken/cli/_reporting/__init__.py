"""The command `fiken report`."""
