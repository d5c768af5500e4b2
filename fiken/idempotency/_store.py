"""What a store of idempotency keys must be able to do, for users who write their own."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from fiken.idempotency._kept import Intent, KeptWrite, State


class IdempotencyStore(Protocol):
    """A store of writes that are carried out once.

    Each method is one transaction, which survives a crash of the store. All times are those of one
    clock, which all workers share. A worker that loses its connection calls a method again, so each
    must do no harm when it is carried out twice.

    Those that take an `owner` change nothing unless that worker was the last one to claim the
    write, and the write is not done. Subclass `fiken.testing.idempotency.IdempotencyStoreContract`
    to test a store of your own.

    Raises:
        IdempotencyStoreError: The store did not answer. All methods may raise it.
    """

    @property
    def lease(self) -> float:
        """Seconds for which a worker keeps a write that it has claimed."""
        ...  # pragma: no cover

    @property
    def settle(self) -> float:
        """Seconds after `sent_by`. A write that is not in Fiken then will not arrive any more."""
        ...  # pragma: no cover

    @property
    def wait(self) -> float:
        """Seconds for which a call waits, for another worker or for `settle`."""
        ...  # pragma: no cover

    def claim(self, intent: Intent, owner: str) -> KeptWrite | None:
        """Record a write, or take over one that no worker holds, and return it as it is then.

        A new one is ``working``. If it has a clue, it may be sent at once: `sent_by` is the end of
        the lease. One with another verb or digest is not taken over, and neither is one that is
        done. One that is ``working`` and may have been sent becomes ``unsure`` when another worker
        than its owner takes it over.

        Returns:
            The write that has the key; its `owner` says whether it was claimed. None if the key is
            new and another write has the same `alike`.
        """
        ...  # pragma: no cover

    def take(self, company: str, key: str, owner: str) -> KeptWrite | None:
        """Take over a write, whatever its content is.

        Returns:
            The write; None if it is done, if another worker holds it, or if it is not there.
        """
        ...  # pragma: no cover

    def blocker(self, company: str, alike: str) -> KeptWrite | None:
        """Return the write that has a signature, or None."""
        ...  # pragma: no cover

    def mark(self, company: str, key: str, owner: str, alike: str) -> bool:
        """Keep a signature for a write. Return whether no other write of the company has it."""
        ...  # pragma: no cover

    def sending(
        self, company: str, key: str, owner: str, clue: Mapping[str, Any]
    ) -> KeptWrite | None:
        """Keep the clue, and renew the lease: a request may be sent until it ends.

        Args:
            company: The company.
            key: The idempotency key.
            owner: The worker.
            clue: What to look for if the answer is lost, as JSON.

        Returns:
            The write; None if the worker has lost it, or if Fiken has carried it out.
        """
        ...  # pragma: no cover

    def keep(
        self, company: str, key: str, owner: str, state: State, sent_by: datetime | None = None
    ) -> None:
        """End the lease of a write that is not done, and keep its state. ``written`` stays.

        Args:
            company: The company.
            key: The idempotency key.
            owner: The worker.
            state: ``unsure`` or ``written``.
            sent_by: The last moment at which a request may have been sent; None means now.
        """
        ...  # pragma: no cover

    def free(self, company: str, key: str, owner: str) -> None:
        """End the lease of a write, and its hold on its signature.

        One that is ``written`` stays so. Any other begins anew: nothing of it is in Fiken.
        """
        ...  # pragma: no cover

    def written(self, company: str, key: str, clue: Mapping[str, Any]) -> None:
        """Record that Fiken carried out a write now, and that its result is not known.

        That is recorded whoever holds the write, and nobody may send it after this.

        Args:
            company: The company.
            key: The idempotency key.
            clue: What to look for, which is kept if the write has no clue.
        """
        ...  # pragma: no cover

    def done(self, intent: Intent, result: str, owner: str | None = None) -> KeptWrite | None:
        """Record that a write is done, and forget its clue and its signature.

        Without an owner, Fiken has named the result in its answer: it is recorded whoever holds the
        write, also if the write is not there any more. One that is done already stays as it is.

        Args:
            intent: The write.
            result: The id of what it has made; empty if it has none.
            owner: The worker that has found the result by a look. Such a result is recorded only as
                long as this worker holds the write: afterwards, it may be that of another write.

        Returns:
            The write as it is then. None if nothing was recorded: another write of the company has
            this result in the same `made_in`, or the owner has lost the write.
        """
        ...  # pragma: no cover

    def drop(self, company: str, key: str, owner: str) -> None:
        """Remove a write: nothing of it is in Fiken, and its key is free."""
        ...  # pragma: no cover

    def taken(self, intent: Intent, ids: Collection[str]) -> frozenset[str]:
        """Return those of the ids that other writes have made, in the same list and company."""
        ...  # pragma: no cover
