"""The class of samples: values typed by hand from the contract and from docs/observed.md."""

from typing import Any, cast

import attrs

from fiken.models import Model


@attrs.frozen
class Sample:
    """One entity as JSON and as a model, each written by hand; no code of `fiken` has produced it.

    Args:
        loaded: The model that `answer` must be loaded as; None where Fiken does not return any.
        answer: The JSON that Fiken answers.
        result: The schema of `answer`.
        new: A new model.
        sent: The JSON that must be sent to create `new`.
        request: The schema of `sent`.
        changed: `loaded` with changed fields.
        update: The JSON that must be sent to save `changed`.
        update_request: The schema of `update`.
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
        """The class of the model."""
        return type(cast("Model", self.loaded or self.new))
