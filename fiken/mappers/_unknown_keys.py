"""The fields that Fiken sends and that this version does not know: keeping them in the model."""

import os
import re
from collections.abc import Callable, Mapping
from itertools import islice
from threading import Lock
from types import MappingProxyType
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
        self._keys: dict[type[Model], Mapping[str, bool]] = {}
        self._seen: dict[type[Model], set[str]] = {}
        self._lock = Lock()

    def of(self, cls: type[Model]) -> Mapping[str, bool]:
        """Return the unknown keys of a class. True if a value was an object or a list."""
        return self._keys.get(cls, _NO_KEYS)

    def meet(self, cls: type[Model], fields: Mapping[str, Any]) -> None:
        """Note that an object of a class had these unknown fields."""
        known = self.of(cls)
        news = [key for key, value in fields.items() if _is_new(known, key, value)]
        if not news:
            return
        with self._lock:
            seen = self._seen.setdefault(cls, set())
            keys = dict(self.of(cls))
            for key in news:
                if key in keys or (key in seen and len(keys) < _MOST):
                    keys[key] = keys.get(key) or _is_nested(fields[key])
            if keys != self.of(cls):
                self._keys[cls] = keys
                self.version += 1
            if len(seen) >= _MOST_SEEN:
                seen.clear()
            seen.update(islice(filter(_KEY.fullmatch, news), _MOST_SEEN))

    def after_fork(self) -> None:
        """Forget, in a child process, that a thread of the parent was noting something."""
        self._lock = Lock()
        self.version += 1


def _is_new(known: Mapping[str, bool], key: str, value: Any) -> bool:
    if key in known:
        return not known[key] and _is_nested(value)
    return len(known) < _MOST


def _is_nested(value: Any) -> bool:
    return value.__class__ is dict or value.__class__ is list


_NO_KEYS: Mapping[str, bool] = MappingProxyType({})
MET = MetKeys()
"""The unknown keys that this process has met."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=MET.after_fork)


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
