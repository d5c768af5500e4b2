"""The named steps of a write, at which tests stop or kill a worker."""


def step(name: str) -> None:
    """Do nothing. Tests replace this function: each worker calls it at each step of its write.

    Args:
        name: The name of the step that the worker has just taken: ``claimed``, ``identified``,
            ``marked``, ``listed``, ``sending``, ``guard`` (in the slot of the pacer), ``guarded``
            (the request is sent next), ``answered``, ``looked``, ``kept``, ``dropped`` and
            ``done``; for the write of another key ``taken``, ``resolved`` and ``freed``.
    """
