"""The errors of the books: what cannot be posted, and why."""


class Rejected(Exception):  # noqa: N818 - it is an answer, not a failure of the emulator
    """The books do not accept what they were given. Raising it undoes the operation."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MissingValue(Rejected):
    """A value is missing that this posting needs.

    Args:
        name: the field of the API that has no value.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class DescriptionTooLong(Rejected):
    """The description of a transaction is too long.

    Observed: docs/observed.md#4-error-bodies
    """
