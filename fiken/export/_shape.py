"""The tables of an entity, derived from its model: columns, and one more table per sequence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from fiken.export._entities import ALL, Entity
from fiken.models import Model
from fiken.types import Access, Hint, OpenEnum, OpenText, Real, cached, hint_of

#: What a column holds: int, str, bool, date, datetime, Decimal, or dict for JSON.
Kind: TypeAlias = type[Any]

#: A row of a table, by the names of its columns.
Row: TypeAlias = dict[str, Any]

COMPANY, POSITION, OTHERS = "company", "position", "other_fields"

_KINDS = (bool, int, Decimal, Real.datetime, Real.date)
_KEYS = {
    entity.model: next(f.name for f in attrs.fields(entity.model) if hint_of(f.type).key)
    for entity in ALL
}


@attrs.frozen
class Column:
    """A column of a table.

    Args:
        name: Its name.
        kind: What it holds.
        read: A function that returns its value of a row, in the class of the kind, or None.
    """

    name: str
    kind: Kind
    read: Callable[[Any], Any]


@attrs.frozen(eq=False)
class Shape:
    """A table: that of an entity, or of a sequence in it.

    Args:
        name: Its name, such as ``invoice_lines``.
        keys: The columns of its primary key, by name. The first is the company.
        columns: All other columns.
        parts: The tables of the sequences in its rows.
        items: A function that returns the items of its sequence, from a row of the table above it.
    """

    name: str
    keys: Mapping[str, Kind]
    columns: tuple[Column, ...]
    parts: tuple["Shape", ...]
    items: Callable[[Any], Sequence[Any]] = lambda row: [row]

    def all(self) -> Iterator["Shape"]:
        """Yield the table itself, and the tables below it."""
        yield self
        for part in self.parts:
            yield from part.all()

    def rows(self, item: Any, above: Row) -> Iterator[tuple["Shape", Row]]:
        """Yield the row of an item, and those of the items in it, each with its table.

        Args:
            item: The entity, or an item of a sequence.
            above: The values of the primary key of the row.
        """
        yield self, above | {column.name: column.read(item) for column in self.columns}
        for part in self.parts:
            # Its key begins with the values of this one, under other names if there are positions.
            beginning = dict(zip(part.keys, above.values(), strict=False))
            for number, inner in enumerate(part.items(item), 1):
                yield from part.rows(inner, beginning | {POSITION: number})


@cached
def shape_of(entity: Entity) -> Shape:
    """Return the table of an entity, with those of its parts."""
    key = _KEYS[entity.model]
    kind = _kind_of(_hints(entity.model)[key])
    built = _shape(entity.name, entity.singular, entity.model, {COMPANY: str, key: kind})
    columns = tuple(column for column in built.columns if column.name != key)
    return attrs.evolve(built, columns=columns)


def key_of(entity: Entity, model: Model) -> Any:
    """Return the id of a row, such as the `contact_id` of a contact."""
    return getattr(model, _KEYS[entity.model])


def _shape(name: str, singular: str, model: type[Model], keys: Mapping[str, Kind]) -> Shape:
    columns = [*_columns(model, "", lambda row: row), Column(OTHERS, dict, _others)]
    return Shape(name, keys, tuple(columns), tuple(_parts(model, singular, keys, lambda r: r)))


def _columns(model: type[Model], prefix: str, place: Callable[[Any], Any]) -> Iterator[Column]:
    """Yield the columns for the values of a model, and of the models in it that have no table.

    Args:
        model: The class of the model.
        prefix: How the names of the columns begin: ``address_`` for the address of a contact.
        place: A function that returns the model from a row of the table. It may return None.
    """
    for name, hint in _hints(model).items():
        if hint.access is Access.WRITE_ONLY or hint.many or _is_expanded(model, name):
            continue
        inner = _getter(place, name)
        if not _is_model(hint):
            kind = _kind_of(hint)
            yield Column(f"{prefix}{name}", kind, _converted(inner, kind))
        elif hint.value_type in _KEYS:
            key = _KEYS[hint.value_type]
            yield Column(f"{prefix}{key}", int, _getter(inner, key))
        else:
            yield from _columns(hint.value_type, f"{prefix}{name}_", inner)


def _parts(
    model: type[Model],
    singular: str,
    keys: Mapping[str, Kind],
    place: Callable[[Any], Any],
    prefix: str = "",
) -> Iterator[Shape]:
    """Yield the tables for the sequences of a model, and of the models in it without a table.

    Args:
        model: The class of the model.
        singular: How the names of the tables begin.
        keys: The primary key of the table above.
        place: A function that returns the model from a row of the table above. It may return None.
        prefix: The names of the models that this one is in, such as ``recipients_``.
    """
    for name, hint in _hints(model).items():
        if hint.access is Access.WRITE_ONLY:
            continue
        inner = _getter(place, name)
        if hint.many:
            own = f"{prefix}{name}" if prefix else name.removeprefix(f"{singular}_")
            yield attrs.evolve(
                _part(f"{singular}_{own}", singular, keys, hint), items=_sequence(inner)
            )
        elif _is_model(hint) and hint.value_type not in _KEYS:
            yield from _parts(hint.value_type, singular, keys, inner, f"{prefix}{name}_")


def _part(name: str, above: str, keys: Mapping[str, Kind], hint: Hint) -> Shape:
    """Return the table of a sequence. Its key is that of the table above, and the position."""
    # Of a line within a line, the first position gets the name of the table above.
    renamed = {f"{above}_{old}" if old == POSITION else old: kind for old, kind in keys.items()}
    whole = {**renamed, POSITION: int}
    if not _is_model(hint):
        kind = _kind_of(hint)
        return Shape(name, whole, (Column("value", kind, _converted(lambda v: v, kind)),), ())
    if hint.value_type in _KEYS:  # it has a table of its own
        key = _KEYS[hint.value_type]
        return Shape(name, whole, (Column(key, int, _getter(lambda v: v, key)),), ())
    return _shape(name, name.removesuffix("s"), hint.value_type, whole)


@cached
def _hints(model: type[Model]) -> dict[str, Hint]:
    return {field.name: hint_of(field.type) for field in attrs.fields(model)}


def _is_model(hint: Hint) -> bool:
    return isinstance(hint.value_type, type) and issubclass(hint.value_type, Model)


def _is_expanded(model: type[Model], name: str) -> bool:
    """Return whether a field holds the entity whose id is in another column."""
    return f"{name}_id" in _hints(model) and _is_model(_hints(model)[name])


def _kind_of(hint: Hint) -> Kind:
    value_type = hint.value_type
    if value_type is Any:
        return dict
    if not isinstance(value_type, type) or issubclass(value_type, OpenEnum | OpenText | str):
        return str  # of a Literal too
    return next(kind for kind in _KINDS if issubclass(value_type, kind))


def _getter(place: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    def get(row: Any) -> Any:
        model = place(row)
        return None if model is None else getattr(model, name)

    return get


def _sequence(inner: Callable[[Any], Any]) -> Callable[[Any], Sequence[Any]]:
    return lambda row: inner(row) or ()


def _converted(inner: Callable[[Any], Any], kind: Kind) -> Callable[[Any], Any]:
    """Return the function, with values in the class of the kind. A moment is in UTC."""
    if kind is str:
        return lambda row: None if (value := inner(row)) is None else str.__str__(value)
    if kind is Decimal:
        return lambda row: None if (value := inner(row)) is None else Decimal(value)
    if kind is Real.datetime:
        return lambda row: None if (value := inner(row)) is None else value.astimezone(UTC)
    if kind is dict:
        return lambda row: _json(inner(row))
    return inner


def _others(model: Model) -> Row | None:
    """Return what Fiken sent and no column holds, by name; None if there is nothing.

    It is what this version of the library does not know, and write-only fields that Fiken answered
    all the same.
    """
    found = {name: value for name, value in model.unknown_fields.items() if value is not None}
    for name, hint in _hints(type(model)).items():
        value = getattr(model, name)
        if value is None or value == () or _is_expanded(type(model), name):
            continue
        if hint.access is Access.WRITE_ONLY:
            found[name] = model.as_dict()[name]
        elif isinstance(value, Model) and type(value) not in _KEYS and (inner := _others(value)):
            found[name] = inner
    return _json(found) or None


def _json(value: Any) -> Any:
    """Return a value as JSON can hold it. A Decimal becomes a text, which keeps its digits."""
    if value.__class__ is dict:
        return {str(name): _json(item) for name, item in value.items()}
    if value.__class__ is list or value.__class__ is tuple:
        return [_json(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)
