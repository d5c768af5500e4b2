"""What is known about a write that Fiken may have carried out."""

from collections.abc import Callable
from typing import Any

from fiken.errors._base import ConfigurationError


class Doubt:
    """What errors of unknown outcome know about a write beyond its request.

    Attributes:
        model: What was sent: the model, or the id of what a verb acts on. None if nothing was.
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
    model: Any = None
    _search: Callable[[], Any] | None = None

    def look(self) -> Any:
        """Look in Fiken for what `save` may have saved, and return it, or None if it is not there.

        This is ``look_for(error.model)`` of the repository. Fiken may still carry out a write that
        is not there yet, so look again after two minutes before you save the model again.

        Raises:
            UnsureError: It is not clear whether Fiken has it, for instance because several look
                alike.
            ConfigurationError: The error does not come from `save`, or it was pickled. Nothing was
                sent.
        """
        if self._search is None:
            raise ConfigurationError(
                "this error cannot look: it was pickled, or is not one of save(). If it has a "
                "model, call look_for(error.model) of its repository; else look in Fiken"
            )
        return self._search()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the error without the repository that looks."""
        made: Any = super().__reduce__()
        state = {name: value for name, value in vars(self).items() if name != "_search"}
        return (*made[:2], state)


def let_look(error: Doubt, model: object, search: Callable[[], Any]) -> None:
    """Store in an error how `look` finds the model that was sent.

    Args:
        error: The error.
        model: The model.
        search: The function that looks for it. It is not pickled.
    """
    error.model = model
    vars(error)["_search"] = search
