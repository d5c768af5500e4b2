"""Generating the functions that read and write JSON: one reader and one writer per model class.

Their source code is generated from the fields of the model and compiled, because a loop over the
fields would take four times as long. The source is kept for tracebacks and debuggers. The code for
a single value comes from a `Leaf`, such as ``v.isoformat()`` to write a date and time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar, cast

from fiken.mappers._compiling import builder_of, compiled
from fiken.mappers._faults import faults
from fiken.mappers._fields import MappedField
from fiken.mappers._leaves import Leaf, fault, name_in_source
from fiken.mappers._unknown_keys import unknown_keys_finder
from fiken.models._base import Model
from fiken.models._fields import key_of
from fiken.models._origin import EMBEDDED, LOADED
from fiken.types import Access

M = TypeVar("M", bound=Model)

Read = Callable[..., Any]
"""A generated reader: ``read(data, origin=LOADED) -> model``."""

Write = Callable[[Any], Any]
"""A generated writer: ``write(model) -> data``."""


def reader(
    cls: type[M], fields: list[MappedField], references: Mapping[str, str]
) -> Callable[..., M]:
    """Generate the function ``read(data, origin=LOADED)``, which builds a model from decoded JSON.

    `origin` is ``EMBEDDED`` for a model inside another model. ``read`` fills a builder: an object
    that has the slots of the model, but is not frozen. Then it changes the class of this object to
    the model class. This is faster than ``__init__`` and ``object.__setattr__``.

    If `data` has all keys, ``read`` gets all values at once, which is three times as fast as one by
    one. Otherwise it calls the function ``sparse``. Both functions look for unknown keys only if
    the number of keys shows that there may be some. The example shows both functions:

    >>> import linecache
    >>> from fiken.mappers import AddressMapper
    >>> load = AddressMapper().load
    >>> print("".join(linecache.getlines(load.__code__.co_filename)))
    def read(d, origin=LOADED):
     try:
      n = len(d)
      if n >= 5:
       try: v0, v1, v2, v3, v4 = items(d)
       except KeyError: return sparse(d, origin)
       m = Builder()
       m.street_address = v0
       if v0.__class__ is not str and v0 is not None: m.street_address = fault()
       m.street_address_line2 = v1
       if v1.__class__ is not str and v1 is not None: m.street_address_line2 = fault()
       m.city = v2
       if v2.__class__ is not str and v2 is not None: m.city = fault()
       m.post_code = v3
       if v3.__class__ is not str and v3 is not None: m.post_code = fault()
       m.country = v4
       if v4.__class__ is not str and v4 is not None: m.country = fault()
       m._origin = origin if n == 5 else unknown(d, origin)
       m.__class__ = Model
       return m
      return sparse(d, origin)
     except Exception as error:
      raise explained(d, error) from None
    def sparse(d, origin):
     m = Builder(); n = 5
     v = d.get('streetAddress')
     if v is None: m.street_address = None; n -= 1
     else: m.street_address = (v if v.__class__ is str else fault())
     v = d.get('streetAddressLine2')
     if v is None: m.street_address_line2 = None; n -= 1
     else: m.street_address_line2 = (v if v.__class__ is str else fault())
     v = d.get('city')
     if v is None: m.city = None; n -= 1
     else: m.city = (v if v.__class__ is str else fault())
     v = d.get('postCode')
     if v is None: m.post_code = None; n -= 1
     else: m.post_code = (v if v.__class__ is str else fault())
     v = d.get('country')
     if v is None: m.country = None; n -= 1
     else: m.country = (v if v.__class__ is str else fault())
     m._origin = origin if len(d) == n else unknown(d, origin)
     m.__class__ = Model
     return m
    <BLANKLINE>

    Args:
        cls: The class of the model.
        fields: The fields of the model.
        references: For a field that holds an id, the path to the same id in another field:
            ``{"customer_id": "customer.contact_id"}``.
    """
    ordered = sorted(fields, key=lambda field: field.name in references)
    always = [field.key for field in ordered if not _may_lack(field, references)]
    lines = ["def read(d, origin=LOADED):", " try:"]
    if len(always) > 1:  # itemgetter returns one value alone, not as a tuple
        lines += [*_dense(ordered, references)]
    lines += ["  return sparse(d, origin)"]
    lines += [" except Exception as error:", "  raise explained(d, error) from None"]

    def explained(data: Any, error: Exception) -> Exception:
        return next(faults(cls, fields, data), error)

    names = {
        "LOADED": LOADED,
        "Builder": builder_of(cls),
        "Model": cls,
        "missing": object(),
        "items": itemgetter(*always) if always else None,
        "fault": fault,
        "unknown": unknown_keys_finder(cls, {field.key for field in fields}),
        "explained": explained,
    }
    function = compiled(cls, [*lines, *_sparse(ordered, references)], fields, names)
    return cast("Callable[..., M]", function)


def _dense(fields: list[MappedField], references: Mapping[str, str]) -> Iterator[str]:
    """Yield the source lines of ``read`` for data that has all keys.

    Keys that Fiken's answers often lack, such as those of write-only fields, may be missing.
    """
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
        yield from _assignment(field, v, references)
    yield f"   m._origin = origin if n == {len(places)} else unknown(d, origin)"
    yield "   m.__class__ = Model"
    yield "   return m"


def _sparse(fields: list[MappedField], references: Mapping[str, str]) -> Iterator[str]:
    """Yield the source lines of the function ``sparse``, which reads data that lacks some keys."""
    yield "def sparse(d, origin):"
    yield f" m = Builder(); n = {len(fields)}"
    for field in fields:
        yield f" v = d.get({field.key!r})"
        yield f" if v is None: m.{field.name} = {_absent(field, references)}; n -= 1"
        yield f" else: m.{field.name} = {_present(field, 'v')}"
    yield " m._origin = origin if len(d) == n else unknown(d, origin)"
    yield " m.__class__ = Model"
    yield " return m"


def _may_lack(field: MappedField, references: Mapping[str, str]) -> bool:
    """Return whether answers often lack a field: one that is write-only or in `references`."""
    return field.hint.access is Access.WRITE_ONLY or field.name in references


def writer(cls: type[Model], fields: list[MappedField], always: Sequence[str] = ()) -> Write:
    """Generate the function ``write(model) -> dict``, which converts a model to JSON.

    ``write`` leaves out fields that are None or an empty sequence. It keeps an empty sequence if
    the field is in `always`.

    >>> import linecache
    >>> from fiken.mappers import NoteMapper
    >>> dump = NoteMapper().dump
    >>> print("".join(linecache.getlines(dump.__code__.co_filename)))
    def write(m):
     d = {}
     v = m.author
     if v is not None: d['author'] = v
     v = m.note
     if v is not None: d['note'] = v
     return d
    <BLANKLINE>
    """
    lines = ["def write(m):", " d = {}"]
    for field in fields:
        test = "v" if field.hint.many and field.name not in always else "v is not None"
        value = f"[{field.leaf.write} for v in v]" if field.hint.many else field.leaf.write
        lines += [f" v = m.{field.name}", f" if {test}: d[{field.key!r}] = {value}"]
    return cast("Write", compiled(cls, [*lines, " return d"], fields, {}))


def nested(cls: type[Model], read: Read, write: Write, *, repeats: bool) -> Leaf:
    """Return a `Leaf`: the code that reads and writes a model inside another one, as an address.

    Args:
        cls: The class of the inner model.
        read: The function that builds the inner model from JSON.
        write: The function that converts the inner model to JSON.
        repeats: Whether a list may contain an object twice. The object is then loaded once.
    """
    name = name_in_source(cls)
    names = {f"read_{name}": read, f"write_{name}": write, "EMBEDDED": EMBEDDED}
    collect = "tuple"
    if repeats:
        collect = f"distinct_{name}"
        names[collect] = _distinct(key_of(cls) or "")
    return Leaf(
        f"an object ({cls.__name__})",
        f"read_{name}(v, EMBEDDED)",
        f"write_{name}(v)",
        MappingProxyType(names),
        collect=collect,
    )


def _distinct(key: str) -> Callable[[list[Model]], tuple[Model, ...]]:
    def distinct(models: list[Model]) -> tuple[Model, ...]:
        """Return the models without repetitions: only the first model with each id.

        A model without an id is left out if an equal model comes before it.
        """
        if len(models) < 2:  # noqa: PLR2004
            return tuple(models)
        first: dict[object, Model] = {}
        for model in models:
            first.setdefault(getattr(model, key, None) or model, model)
        return tuple(first.values())

    return distinct


def _assignment(field: MappedField, v: str, references: Mapping[str, str]) -> Iterator[str]:
    """Yield the source lines that set one field from the variable `v`, such as ``v3``."""
    kind = field.leaf.exact
    if kind and not field.hint.many and field.name not in references:
        yield f"   m.{field.name} = {v}"
        otherwise = field.leaf.over(field.leaf.otherwise, v)
        yield f"   if {v}.__class__ is not {kind} and {v} is not None: m.{field.name} = {otherwise}"
    else:
        absent, present = _absent(field, references), _present(field, v)
        yield f"   m.{field.name} = {absent} if {v} is None else {present}"


def _absent(field: MappedField, references: Mapping[str, str]) -> str:
    """Return the source of a field's value if the JSON lacks the field: ``None`` or ``()``.

    For a field such as ``customer_id``, the source takes the id from the object in ``customer``.
    """
    if field.name not in references:
        return field.empty
    to, key = references[field.name].split(".")
    return f"referred(m.{to}, {key!r})"


def _present(field: MappedField, v: str) -> str:
    """Return the source of the expression that converts a JSON value that is not None.

    `v` is the name of the variable that holds this value, such as ``v3``.
    """
    if not field.hint.many:
        return field.leaf.over(field.leaf.read, v)
    items = f"{field.leaf.collect}([{field.leaf.read} for v in {v}])"
    return f"{items} if {v}.__class__ is list else fault()"
