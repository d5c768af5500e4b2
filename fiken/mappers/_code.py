"""The generated functions: one reader and one writer a class, and the pass that explains a fault.

Generated, since a loop over a table costs four times as much; the source is kept for tracebacks.
"""

import linecache
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar, cast

import attrs

from fiken.errors import MappingError
from fiken.mappers._leaves import Leaf, fault
from fiken.models._base import Model, key_of
from fiken.models._origin import EMBEDDED, LOADED, Origin, copied_json
from fiken.types import Access, Hint

M = TypeVar("M", bound=Model)
Read = Callable[..., Any]
Write = Callable[[Any], Any]

_numbers = count()


@attrs.frozen
class Field:
    """One field of a model and its place in JSON.

    Args:
        name: Its name in Python.
        key: Its name in JSON.
        hint: What its annotation says.
        leaf: How one value of it is mapped.
    """

    name: str
    key: str
    hint: Hint
    leaf: Leaf

    @property
    def empty(self) -> str:
        """What a field holds that Fiken left out or sent as null."""
        return "()" if self.hint.many else "None"


def reader(cls: type[M], fields: list[Field], references: Mapping[str, str]) -> Callable[..., M]:
    """Generate ``read(data, origin=LOADED) -> model``.

    It fills a builder of the same layout, and then makes it an instance of the frozen class: no
    ``__init__``, no ``object.__setattr__`` a field. It counts the keys that it found, so that
    only an object that holds more is searched for unknown ones.

    There are two ways through. An object that has all keys gives up their values in one go, three
    times as fast as one by one; any other is asked for each of them.
    """
    ordered = sorted(fields, key=lambda field: field.name in references)
    always = [field.key for field in ordered if not _may_lack(field, references)]
    lines = ["def read(d, origin=LOADED):", " try:"]
    if len(always) > 1:  # itemgetter gives one value alone, and no tuple
        lines += [*_dense(ordered, references)]
    lines += ["  return sparse(d, origin)"]
    lines += [" except Exception as error:", "  raise explained(d, error) from None"]
    names = {
        "LOADED": LOADED,
        "Builder": _builder(cls),
        "Model": cls,
        "missing": object(),
        "items": itemgetter(*always) if always else None,
        "fault": fault,
        "unknown": _searching(cls.__name__, {field.key for field in fields}),
        "explained": _explaining(cls, fields),
    }
    function = _function(cls, [*lines, *_sparse(ordered, references)], fields, names)
    return cast("Callable[..., M]", function)


def _dense(fields: list[Field], references: Mapping[str, str]) -> Iterator[str]:
    places = {f"v{place}": field for place, field in enumerate(fields)}
    seldom = {v: field for v, field in places.items() if _may_lack(field, references)}
    yield "  n = len(d)"
    yield f"  if n >= {len(places) - len(seldom)}:"
    yield f"   try: {', '.join(v for v in places if v not in seldom)} = items(d)"
    yield "   except KeyError: return sparse(d, origin)"
    for v, field in seldom.items():
        yield f"   {v} = d.get({field.key!r}, missing)"
        yield f"   if {v} is missing: {v} = None; n += 1"
    yield "   m = Builder()"
    for v, field in places.items():
        yield from _set(field, v, references)
    yield f"   m._origin = origin if n == {len(places)} else unknown(d, origin)"
    yield "   m.__class__ = Model"
    yield "   return m"


def _sparse(fields: list[Field], references: Mapping[str, str]) -> Iterator[str]:
    yield "def sparse(d, origin):"
    yield f" m = Builder(); n = {len(fields)}"
    for field in fields:
        yield f" v = d.get({field.key!r})"
        yield f" if v is None: m.{field.name} = {_absent(field, references)}; n -= 1"
        yield f" else: m.{field.name} = {_present(field, 'v')}"
    yield " m._origin = origin if len(d) == n else unknown(d, origin)"
    yield " m.__class__ = Model"
    yield " return m"


def _may_lack(field: Field, references: Mapping[str, str]) -> bool:
    """Whether even an answer that has all keys may lack this one: an id beside its object."""
    return field.hint.access is Access.WRITE_ONLY or field.name in references


def writer(cls: type[Model], fields: list[Field], always: Sequence[str] = ()) -> Write:
    """Generate ``write(model) -> dict``: what is neither None nor empty, in JSON's types.

    Sequences named in `always` are written even when they are empty.
    """
    lines = ["def write(m):", " d = {}"]
    for field in fields:
        test = "v" if field.hint.many and field.name not in always else "v is not None"
        value = f"[{field.leaf.write} for v in v]" if field.hint.many else field.leaf.write
        lines += [f" v = m.{field.name}", f" if {test}: d[{field.key!r}] = {value}"]
    return cast("Write", _function(cls, [*lines, " return d"], fields, {}))


def nested(cls: type[Model], read: Read, write: Write, *, repeats: bool) -> Leaf:
    """Return the leaf of a model inside another one; `repeats` where lists have one twice."""
    name = cls.__name__
    names = {f"read_{name}": read, f"write_{name}": write, "EMBEDDED": EMBEDDED}
    collect = "tuple"
    if repeats:
        collect = f"distinct_{name}"
        names[collect] = _distinct(key_of(cls) or "")
    says = f"an object ({name})"
    return Leaf(
        says,
        f"read_{name}(v, EMBEDDED)",
        f"write_{name}(v)",
        MappingProxyType(names),
        collect=collect,
    )


def _distinct(key: str) -> Callable[[list[Model]], tuple[Model, ...]]:
    def distinct(models: list[Model]) -> tuple[Model, ...]:
        """Leave out what stands in the list before: by its key, else by all that it holds."""
        kept: dict[object, Model] = {}
        for model in models:
            kept.setdefault(getattr(model, key, None) or model, model)
        return tuple(kept.values())

    return distinct


def written(field: Field, value: Any) -> Any:
    """Give one value as JSON has it: None is null, and an empty sequence ``[]``."""
    if value is None:
        return None
    write = field.leaf.writes()
    return [write(item) for item in value] if field.hint.many else write(value)


def _set(field: Field, v: str, references: Mapping[str, str]) -> Iterator[str]:
    """Set one field to the value in `v`, which may be None; what is read as it is, at once."""
    kind = field.leaf.exact
    if kind and not field.hint.many and field.name not in references:
        yield f"   m.{field.name} = {v}"
        otherwise = field.leaf.over(field.leaf.otherwise, v)
        yield f"   if {v}.__class__ is not {kind} and {v} is not None: m.{field.name} = {otherwise}"
    else:
        absent, present = _absent(field, references), _present(field, v)
        yield f"   m.{field.name} = {absent} if {v} is None else {present}"


def _absent(field: Field, references: Mapping[str, str]) -> str:
    if field.name not in references:
        return field.empty
    to, key = references[field.name].split(".")
    return f"referred(m.{to}, {key!r})"


def _present(field: Field, v: str) -> str:
    if not field.hint.many:
        return field.leaf.over(field.leaf.read, v)
    items = f"{field.leaf.collect}([{field.leaf.read} for v in {v}])"
    return f"{items} if {v}.__class__ is list else fault()"


def referred(to: Any, key: str) -> Any:
    """Give the id of an object, or of the only one in a sequence."""
    several: tuple[Any, ...] = to if to.__class__ is tuple else (to,)
    keys = {getattr(one, key, None) for one in several}
    return keys.pop() if len(keys) == 1 else None


def _builder(cls: type[Model]) -> type:
    """Make the class that is filled: the same layout, and nothing frozen about it.

    A subclass without slots of its own: Python need not compare those on each change of class.
    ``__delattr__`` too: a frozen one would keep the type's setattr slot in Python, four times
    slower.
    """
    free = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
    return type(f"{cls.__name__}Builder", (cls,), {"__slots__": (), **free})


def _function(
    cls: type[Model], lines: list[str], fields: list[Field], names: Mapping[str, Any]
) -> Callable[..., Any]:
    source = "\n".join(lines) + "\n"
    file = f"<fiken {cls.__name__} {next(_numbers)}>"
    namespace: dict[str, Any] = {"referred": referred, **names}
    for field in fields:
        namespace.update(field.leaf.names)
    exec(compile(source, file, "exec"), namespace)  # noqa: S102 - generated above
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    return cast("Callable[..., Any]", namespace[lines[0].split()[1].split("(")[0]])


def _searching(name: str, known: set[str]) -> Callable[[dict[str, Any], Origin], Origin]:
    def unknown(data: dict[str, Any], origin: Origin) -> Origin:
        if known.issuperset(data):
            return origin
        found = {key: value for key, value in data.items() if key not in known}
        return Origin(origin.embedded, _copied_fields(name, found))

    return unknown


def _copied_fields(model: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Copy unknown fields, so that nothing outside the model can change them."""
    for key, value in fields.items():
        try:
            fields[key] = copied_json(value)
        except RecursionError:
            raise MappingError(model, f"$.{key}", "nested less deeply", value) from None
    return fields


def _explaining(cls: type[Model], fields: list[Field]) -> Callable[[Any, Exception], Exception]:
    def explained(data: Any, error: Exception) -> Exception:
        return next(faults(cls, fields, data, "$"), error)

    return explained


def faults(cls: type[Model], fields: list[Field], data: Any, path: str) -> Iterator[MappingError]:
    """Find what could not be read, and where: the second pass, over data that failed the first."""
    if type(data) is not dict:
        yield MappingError(cls.__name__, path, "an object", data)
        return
    for field in fields:
        value = cast("dict[str, Any]", data).get(field.key)
        if value is not None:
            yield from _field_faults(cls, field, value, f"{path}.{field.key}")


def _field_faults(cls: type[Model], field: Field, value: Any, path: str) -> Iterator[MappingError]:
    if not field.hint.many:
        yield from _value_faults(cls, field, value, path)
    elif value.__class__ is not list:
        yield MappingError(cls.__name__, path, "a list", value)
    else:
        for place, item in enumerate(value):
            yield from _value_faults(cls, field, item, f"{path}[{place}]")


def _value_faults(cls: type[Model], field: Field, value: Any, path: str) -> Iterator[MappingError]:
    try:
        field.leaf.reads()(value)
    except MappingError as inner:
        path += inner.path.removeprefix("$")
        yield MappingError(inner.model, path, inner.expected, inner.value)
    except Exception:  # noqa: BLE001 - whatever it was, the value is not what it should be
        yield MappingError(cls.__name__, path, field.leaf.says, value)
