"""The warning that no place was found for what processes share, issued once per process."""

from fiken._messages import warn_user
from fiken.errors import UnsharedPacingWarning

_WARNED: list[bool] = []


def warn_unshared(error: OSError) -> None:
    """Warn that this process paces its requests alone. Only the first call has an effect.

    Args:
        error: Why that is so.
    """
    if not _WARNED:
        _WARNED.append(True)
        reason = error.strerror or type(error).__name__
        reason = f"{error.filename}: {reason}" if error.filename else reason
        warn_user(
            f"requests are paced in this process only, not together with other processes: {reason}."
            " Set the environment variable FIKEN_LANES to a folder that this user can write, on a "
            "local disk",
            UnsharedPacingWarning,
        )
