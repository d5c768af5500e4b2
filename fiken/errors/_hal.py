"""The error of the dialect of API v1."""

from fiken.errors._base import FikenError


class NotLinkedError(FikenError, LookupError):
    """A resource of API v1 has no such link, or a list no such row.

    Attributes:
        what: What was looked for, such as ``"payments"``.
        where: The URL of the resource, without its query.
        known: What there is instead.
    """

    def __init__(self, what: str = "", where: str = "", known: tuple[str, ...] = ()) -> None:
        super().__init__(what, where, known)
        self.what, self.where, self.known = what, where, known

    def __str__(self) -> str:
        there = f"it has {', '.join(self.known)}" if self.known else "it has none at all"
        return f"{self.where} has no {self.what}: {there}"
