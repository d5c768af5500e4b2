"""What the errors say about a write whose result is not known."""

from fiken.errors import (
    AmbiguousWriteError,
    FikenError,
    IdempotencyConflictError,
    IdempotencyInProgressError,
    ServerError,
    WrittenButNotLoadedError,
)
from fiken.idempotency._kept import KeptWrite
from fiken.idempotency._write import Found, R, Write

GOING_ON = "another worker is carrying it out, and it would look alike in Fiken"


def conflict(write: Write[R], row: KeptWrite) -> IdempotencyConflictError:
    """Return the error for a key that was used for another content."""
    old, new = row.digest, write.digest
    if row.verb != write.verb:
        return IdempotencyConflictError(write.key, (), row.verb)
    fields = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return IdempotencyConflictError(write.key, fields, row.verb)


def with_finding(error: FikenError, key: str, found: Found | None, settled_in: float) -> None:
    """Add to an error of unknown outcome what a look has found.

    Args:
        error: The error.
        key: The idempotency key.
        found: What a look has found; None if Fiken did not answer it.
        settled_in: The seconds until the write is sent again if it is not there.
    """
    if not isinstance(error, AmbiguousWriteError | ServerError):
        return
    error.key = key
    if found is not None and found.unsure:
        error.candidates = found.candidates
        error.finding = (
            f"{_unclear(found)}. Look in Fiken, then resolve() or forget() the key {key!r}"
        )
        return
    if found is not None and found.id is not None:
        error.candidates = (found.id,)
        error.finding = f"the one with the id {found.id} may be it. Call again with the key {key!r}"
        return
    error.again_in = max(settled_in, 0.0)
    later = f"in {error.again_in:.0f} s" if error.again_in else "now"
    seen = "Fiken did not answer whether it has it" if found is None else "it is not there yet"
    error.finding = f"{seen}. Call again with the key {key!r}, {later}"


def lost_earlier(
    write: Write[R], row: KeptWrite, found: Found | None, settled_in: float
) -> FikenError:
    """Return the error for a write that an earlier call has sent, and that was not found now.

    Args:
        write: The write.
        row: The write as it is kept.
        found: What a look has found; None if Fiken did not answer it.
        settled_in: The seconds until it is sent again if it is not there.
    """
    if row.state == "written":
        seen = "Fiken did not answer a search for it" if found is None else "it was not found"
        reason = _unclear(found) if found is not None and found.unsure else seen
        return WrittenButNotLoadedError(write.model, f"its id is not known, and {reason}")
    method, _, path = row.verb.partition(" ")
    error = AmbiguousWriteError(method, path, "", "in an earlier call")
    error.model = write.model
    with_finding(error, row.key, found, settled_in)
    return error


def blocked(
    row: KeptWrite, found: Found | None, settled_in: float = 0.0
) -> IdempotencyInProgressError:
    """Return the error for a write that has to wait for one of another key.

    Args:
        row: The other write.
        found: What a look for it has found; None if Fiken did not answer.
        settled_in: The seconds until it is clear that it will not arrive any more.
    """
    if found is not None and found.unsure:
        reason = f"{_unclear(found)}, so a person has to resolve() or forget() it"
        return IdempotencyInProgressError(row.key, None, reason)
    seen = "Fiken did not answer whether it has it" if found is None else "its answer was lost"
    reason = f"{seen}, and it would look alike in Fiken"
    return IdempotencyInProgressError(row.key, max(settled_in, 0.0) or None, reason)


def _unclear(found: Found) -> str:
    ids = f" (ids {', '.join(found.candidates)})" if found.candidates else ""
    return f"{found.unsure}{ids}"
