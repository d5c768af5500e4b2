"""The fields that Fiken sends and that this version does not know: keeping them in the model."""

from collections.abc import Callable
from typing import Any

from fiken.errors import MappingError
from fiken.models._base import Model
from fiken.models._origin import Origin, copied_json, origin_with_null

# Keys per class. An object with ever new keys is a dictionary, and there is nothing to learn.
_MOST = 30


class MetKeys:
    """The unknown keys that answers have had, so that the fast way can read them too.

    Attributes:
        version: A number that grows with everything that is learned.
    """

    def __init__(self) -> None:
        self.version = 0
        self._always_null: dict[type[Model], dict[str, bool]] = {}

    def of(self, cls: type[Model]) -> dict[str, bool]:
        """Return the unknown keys of a class. True means that each value was null."""
        return dict(self._always_null.get(cls, {}))

    def meet(self, cls: type[Model], key: str, *, is_null: bool) -> None:
        """Note that an object of a class had an unknown key."""
        keys = self._always_null.setdefault(cls, {})
        if keys.get(key) is False or (is_null and key in keys):
            return
        if key in keys or len(keys) < _MOST:
            keys[key] = is_null
            self.version += 1


MET = MetKeys()
"""The unknown keys that this process has met."""


def unknown_keys_finder(
    cls: type[Model], known: set[str]
) -> Callable[[dict[str, Any], Origin], Origin]:
    """Return the function ``unknown(data, origin) -> origin`` for the readers of a class.

    Args:
        cls: The class of the model.
        known: The JSON names of its fields.
    """

    def unknown(data: dict[str, Any], origin: Origin) -> Origin:
        """Add the fields that the model class does not have to what is known about the answer."""
        fields = {key: data[key] for key in data if key not in known}
        for key, value in fields.items():
            MET.meet(cls, key, is_null=value is None)
        return origin_with(cls, origin, fields)

    return unknown


def origin_with(cls: type[Model], origin: Origin, fields: dict[str, Any]) -> Origin:
    """Add unknown fields to what is known about an answer.

    Args:
        cls: The class of the model.
        origin: What is known without them.
        fields: The decoded values by key.

    Raises:
        MappingError: A value is nested too deeply.
    """
    if len(fields) == 1 and None in fields.values():
        return origin_with_null(origin.embedded, *fields)
    copied: dict[str, Any] = {}
    for key, value in fields.items():
        try:
            copied[key] = copied_json(value)
        except RecursionError:
            place = f"$.{key}"
            raise MappingError(cls.__name__, place, "nested less deeply", value) from None
    return Origin(origin.embedded, copied) if copied else origin
