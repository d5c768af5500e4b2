"""Compiling the source code of generated functions, and what all of them use."""

import linecache
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, cast
from weakref import finalize

from fiken.mappers._fields import MappedField
from fiken.models._base import Model
from fiken.types import cached

_numbers = count()


def compiled(
    cls: type[Model], lines: list[str], fields: list[MappedField], names: Mapping[str, Any]
) -> Callable[..., Any]:
    """Compile generated source lines, and return the first function that they define.

    The source can use `referred`, the objects in `names`, and the functions that convert the values
    of `fields`. Tracebacks show the lines of the source.
    """
    source = "\n".join(lines) + "\n"
    file = f"<fiken {cls.__name__} {next(_numbers)}>"
    namespace: dict[str, Any] = {"referred": referred, **names}
    for field in fields:
        namespace.update(field.leaf.names)
    exec(compile(source, file, "exec"), namespace)  # noqa: S102 - generated above
    function = cast("Callable[..., Any]", namespace[lines[0].split()[1].split("(")[0]])
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    # Functions are generated again for each unknown key that is learned.
    finalize(function, linecache.cache.pop, file, None).atexit = False
    return function


@cached
def builder_of(cls: type[Any]) -> type:
    """Return a subclass of a frozen class, such as a model class, whose objects can be filled.

    The subclass adds no slots: so Python lets the reader change an object's class to the frozen
    class. ``__delattr__`` is reset because setting an attribute would else be four times slower.
    """
    free = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
    return type(f"{cls.__name__}Builder", (cls,), {"__slots__": (), **free})


def referred(to: Any, key: str) -> Any:
    """Return the id of an object: its attribute `key`, such as ``contact_id``.

    For a tuple of objects, return the id that all of them have. Return None if their ids differ, or
    if there is no object.
    """
    several: tuple[Any, ...] = to if to.__class__ is tuple else (to,)
    keys = {getattr(one, key, None) for one in several}
    return keys.pop() if len(keys) == 1 else None
