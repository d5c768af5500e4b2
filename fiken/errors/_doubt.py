"""What is known about a write that Fiken may have carried out."""


class Doubt:
    """What errors of unknown outcome know about a write beyond its request.

    Attributes:
        key: The idempotency key of the write; None if it had none.
        again_in: Seconds after which the same call, with the same key, will send the write again if
            it is still not there; None if it will not.
        candidates: The ids of the entities that the write may have made, as far as is known.
        finding: What is known about the write, and what to do.
    """

    key: str | None = None
    again_in: float | None = None
    candidates: tuple[str, ...] = ()
    finding: str = "it may have been carried out, so look before you repeat it"
