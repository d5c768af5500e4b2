"""Facts that loaded models keep beside their fields, such as unknown fields that Fiken sent."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import attrs


@attrs.frozen
class Origin:
    """Facts about Fiken's answer from which a model was loaded. A new model has none.

    Args:
        embedded: Whether Fiken sent the model inside another model, as the customer inside a sale.
        unknown: The fields that Fiken sent and the model class does not have, by JSON name.
    """

    embedded: bool = False
    unknown: Mapping[str, Any] = attrs.Factory(dict[str, Any])


LOADED = Origin()
"""The origin that all models without unknown fields share, if they are not embedded."""

EMBEDDED = Origin(embedded=True)
"""The origin that all embedded models without unknown fields share."""


@lru_cache(maxsize=256)
def origin_with_null(embedded: bool, key: str) -> Origin:
    """Return the origin of a model whose only unknown field is null, as `paid` is on every sale.

    Models share it, since a page of a hundred invoices has a hundred such sales.

    Observed: docs/observed.md#10-invoices-and-counters
    """
    return Origin(embedded, {key: None})


# Fiken's answers are 6 levels deep. Much deeper data could be neither compared nor pickled.
_DEEPEST = 100


def copied_json(value: Any, deepest: int = _DEEPEST) -> Any:
    """Return a deep copy of decoded JSON.

    Args:
        value: The decoded JSON.
        deepest: The number of levels that the value may be nested.

    Raises:
        RecursionError: The value is nested more deeply.
    """
    if deepest < 0:
        raise RecursionError(f"the value is nested more than {_DEEPEST} levels deep")
    if value.__class__ is list:
        return [copied_json(item, deepest - 1) for item in value]
    if value.__class__ is dict:
        return {key: copied_json(item, deepest - 1) for key, item in value.items()}
    return value
