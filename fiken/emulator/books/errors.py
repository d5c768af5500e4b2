"""The errors that the accounting functions raise for values that cannot be posted."""


class Rejected(Exception):  # noqa: N818 - it is an answer, not a failure of the emulator
    """The error for values that cannot be posted. The operation that raises it is undone."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MissingValue(Rejected):
    """The error for a request without a field that is needed for the posting.

    Args:
        name: the name of the field in the API, such as `account`.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class DescriptionTooLong(Rejected):
    """The error for a transaction whose description has more than 200 characters.

    Observed: docs/observed.md#4-error-bodies
    """
