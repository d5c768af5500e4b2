"""The exception of exports."""

from fiken.errors._base import FikenError


class ExportError(FikenError):
    """An export cannot be written, or another one writes to the same place at the same time.

    What was exported before is still there. The same export, begun again, goes on where it stopped.

    Attributes:
        reason: What is wrong, and what to do.
        passing: Whether the reason may pass by itself, such as a database that is down.
    """

    def __init__(self, reason: str, passing: bool = False) -> None:
        super().__init__(reason, passing)
        self.reason, self.passing = reason, passing

    @property
    def is_transient(self) -> bool:
        """Whether the reason may pass by itself."""
        return self.passing

    def __str__(self) -> str:
        return self.reason
