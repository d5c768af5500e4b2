"""What one literal is: typed by hand from the contract and the facts, and by no code of ours."""

from typing import Any

import attrs

from fiken.models import Model


@attrs.frozen
class Sample:
    """One entity on the wire and in Python, each side written down by hand.

    Args:
        loaded: The model that `answer` must become.
        answer: What Fiken answers.
        result: The schema of the answer.
        new: A new model, and `sent`, what must go out for it, by the schema `request`.
        changed: A change of `loaded`, and `update`, what must go out for it, by `update_request`.
    """

    loaded: Model
    answer: dict[str, Any]
    result: str
    new: Model | None = None
    sent: dict[str, Any] | None = None
    request: str | None = None
    changed: dict[str, Any] | None = None
    update: dict[str, Any] | None = None
    update_request: str | None = None
