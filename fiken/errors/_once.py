"""Exceptions of writes with an idempotency key, and of looking for what a write has made."""

from collections.abc import Sequence

from fiken._messages import short_repr
from fiken.errors._base import FikenError, Outcome


class IdempotencyConflictError(FikenError, ValueError):
    """The idempotency key was used before, for a write with another content. Nothing was sent.

    Attributes:
        key: The idempotency key.
        fields: The names of the fields that differ; empty if another kind of write used the key.
        verb: The write that used the key, such as ``POST /companies/acme-as/sales``.
    """

    def __init__(self, key: str, fields: Sequence[str], verb: str = "") -> None:
        super().__init__(key, tuple(fields), verb)
        self.key, self.fields, self.verb = key, tuple(fields), verb

    def __str__(self) -> str:
        used = f"for {self.verb}" if self.verb else "for another write"
        other = f", with other values of {', '.join(self.fields)}" if self.fields else ""
        return (
            f"the idempotency key {short_repr(self.key)} was used before {used}{other}: give each "
            "write a key of its own, and repeat a write with the same content"
        )


class IdempotencyInProgressError(FikenError):
    """Another worker is carrying out the write. This call sent nothing; call again later.

    Attributes:
        key: The idempotency key of the write that is going on. It may be another key than that of
            the call: of writes that would look alike in Fiken, one at a time is carried out.
        again_in: Seconds after which calling again is of use; None if that is not known.
        reason: What is going on.
    """

    def __init__(
        self,
        key: str,
        again_in: float | None = None,
        reason: str = "another worker is carrying it out",
    ) -> None:
        super().__init__(key, again_in, reason)
        self.key, self.again_in, self.reason = key, again_in, reason

    @property
    def is_transient(self) -> bool:
        """True, because the other worker will have finished later."""
        return True

    def __str__(self) -> str:
        later = "later" if self.again_in is None else f"in {self.again_in:.0f} s"
        return (
            f"the write with the idempotency key {short_repr(self.key)} is not finished: "
            f"{self.reason}; call again {later}"
        )


class UnsureError(FikenError):
    """A search for what a write has made had no clear result. Look in Fiken, and decide.

    Attributes:
        model: The model that was looked for, or the name of its class.
        reason: Why the result is not clear, such as "several look alike".
        candidates: The ids of the entities that the write may have made.
    """

    outcome = Outcome.UNKNOWN

    def __init__(self, model: object, reason: str, candidates: Sequence[object] = ()) -> None:
        super().__init__(model, reason, tuple(candidates))
        self.model, self.reason, self.candidates = model, reason, tuple(candidates)

    def __str__(self) -> str:
        name = self.model if isinstance(self.model, str) else type(self.model).__name__
        ids = f" (ids {', '.join(map(str, self.candidates))})" if self.candidates else ""
        return f"it is not clear whether Fiken has this {name}: {self.reason}{ids}; look in Fiken"


class WrittenTwiceError(FikenError):
    """Fiken carried out a write twice. Delete one of the two entities in Fiken.

    This is only possible if a process was suspended at the moment of sending for longer than
    `lease` and `settle` of the store, so that another process sent the write again.

    Attributes:
        key: The idempotency key of the write.
        ids: The ids of the two entities. The first one is that which the store keeps for the key.
    """

    outcome = Outcome.DONE

    def __init__(self, key: str, ids: Sequence[str]) -> None:
        super().__init__(key, tuple(ids))
        self.key, self.ids = key, tuple(ids)

    def __str__(self) -> str:
        return (
            f"the write with the idempotency key {short_repr(self.key)} was carried out twice, "
            f"with the ids {' and '.join(self.ids)}: delete one of them in Fiken. The store keeps "
            f"{self.ids[0]} for this key"
        )


class IdempotencyStoreError(FikenError):
    """The store of idempotency keys did not answer, or cannot be used. This call sent nothing.

    Attributes:
        reason: What is wrong with the store, and what to do.
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
