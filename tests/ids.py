"""Names of parametrised tests that are the same in every process."""


def short_id(value: object) -> str:
    """Return the repr of a value without its address in memory."""
    return repr(value).partition(" object at 0x")[0].strip("<")
