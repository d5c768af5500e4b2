"""The origin of loaded models, and the unknown fields that Fiken sent with them."""

from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen
class Origin:
    """The origin of a model that was loaded from Fiken. A new model has none.

    Args:
        embedded: Whether the model is part of another one, and not an answer of its own.
        unknown: The fields that Fiken sent and the model does not have, by their names in JSON.
    """

    embedded: bool = False
    unknown: Mapping[str, Any] = attrs.Factory(dict[str, Any])


LOADED = Origin()
"""The origin of an answer without unknown fields. All such models share it."""

EMBEDDED = Origin(embedded=True)
"""The origin of an object without unknown fields inside an answer. All such models share it."""

# Fiken's answers are 6 levels deep. Much deeper data could be neither compared nor pickled.
_DEEPEST = 100


def copied_json(value: Any, deepest: int = _DEEPEST) -> Any:
    """Return a deep copy of decoded JSON.

    Raises:
        RecursionError: The value is nested more than 100 levels deep.
    """
    if deepest < 0:
        raise RecursionError(f"nested more than {_DEEPEST} deep")
    if value.__class__ is list:
        return [copied_json(item, deepest - 1) for item in value]
    if value.__class__ is dict:
        return {key: copied_json(item, deepest - 1) for key, item in value.items()}
    return value
