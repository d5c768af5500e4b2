"""The errors that the accounting functions raise for values that cannot be posted."""


class Rejected(Exception):  # noqa: N818 - it is an answer, not a failure of the emulator
    """The error for a request that cannot be booked, for example one with an unknown account.

    The emulator undoes the changes of the request, and answers with an error status (400 or 500).
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MissingValue(Rejected):
    """The error for a request without a field that the booking needs.

    Args:
        name: the name of the field in the API, such as `account`.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class DescriptionTooLong(Rejected):
    """The error for a transaction whose description has more than 200 characters.

    It is answered with the status 500, as Fiken does.

    Observed: docs/observed.md#4-error-bodies
    """
