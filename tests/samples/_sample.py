"""What one literal is: typed by hand from the contract and the facts, and by no code of ours."""

from typing import Any, cast

import attrs

from fiken.models import Model


@attrs.frozen
class Sample:
    """One entity on the wire and in Python, each side written down by hand.

    Args:
        loaded: The model that `answer` must become; None for what is only sent.
        answer: What Fiken answers.
        result: The schema of the answer.
        new: A new model, and `sent`, what must go out for it, by the schema `request`.
        changed: A change of `loaded`, and `update`, what must go out for it, by `update_request`.
    """

    loaded: Model | None = None
    answer: dict[str, Any] | None = None
    result: str | None = None
    new: Model | None = None
    sent: dict[str, Any] | None = None
    request: str | None = None
    changed: dict[str, Any] | None = None
    update: dict[str, Any] | None = None
    update_request: str | None = None

    @property
    def model(self) -> type[Model]:
        """The class that both sides are about."""
        return type(cast("Model", self.loaded or self.new))
