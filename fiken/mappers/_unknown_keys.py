"""The fields that Fiken sends and that this version does not know: keeping them in the model."""

import re
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, cast

from fiken.errors import MappingError
from fiken.mappers._compiling import builder_of
from fiken.models._base import Model
from fiken.models._origin import Origin, copied_json, origin_with_null

# Keys per class. A key is learned when a second object has it: an object with ever new keys is a
# dictionary, and there is nothing to learn.
_MOST = 30
_MOST_SEEN = 300
# As Fiken's: a Struct of msgspec cannot have every key.
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}", re.ASCII)


class MetKeys:
    """The unknown keys that several objects have had, so that the fast way can read them too.

    Attributes:
        version: A number that grows with everything that is learned.
    """

    def __init__(self) -> None:
        self.version = 0
        self._keys: dict[type[Model], tuple[str, ...]] = {}
        self._seen: dict[type[Model], set[str]] = {}
        self._lock = Lock()

    def of(self, cls: type[Model]) -> tuple[str, ...]:
        """Return the unknown keys of a class."""
        return self._keys.get(cls, ())

    def meet(self, cls: type[Model], keys: Iterable[str]) -> None:
        """Note that an object of a class had these unknown keys."""
        known = self.of(cls)
        if len(known) >= _MOST or all(key in known for key in keys):
            return
        with self._lock:
            seen = self._seen.setdefault(cls, set())
            again = [key for key in keys if key in seen and key not in self.of(cls)]
            if again:
                self._keys[cls] = (*self.of(cls), *again)[:_MOST]
                self.version += 1
            if len(seen) >= _MOST_SEEN:
                seen.clear()
            seen.update(filter(_KEY.fullmatch, keys))


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
        fields: dict[str, Any] = {}
        for key, value in data.items():
            if key in known:
                continue
            try:
                fields[key] = copied_json(value)
            except RecursionError:
                place = f"$.{key}"
                raise MappingError(cls.__name__, place, "nested less deeply", value) from None
        MET.meet(cls, fields)
        return origin_of(origin, fields) if fields else origin

    return unknown


def origin_of(origin: Origin, fields: dict[str, Any]) -> Origin:
    """Return what is known about an answer with these unknown fields, which are not copied."""
    if len(fields) == 1 and None in fields.values():
        return origin_with_null(origin.embedded, *fields)
    built: Any = _Builder()  # in a quarter of the time of __init__
    built.embedded, built.unknown = origin.embedded, fields
    built.__class__ = Origin
    return cast("Origin", built)


_Builder = builder_of(Origin)
