"""The names of API v1: how each model of this library is read from v1 and written for it."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from fiken import types as t
from fiken.errors import InvalidModelError, MappingError, MissingAttributesError, NotUpdatableError
from fiken.hal._resource import object_in, rows_of, short
from fiken.mappers import Mapper
from fiken.mappers._declaration import NOT_ON_UPDATE, mapper_of
from fiken.mappers._fields import camel
from fiken.mappers._refusals import Problems, models_in, not_creatable
from fiken.models import Model
from fiken.models._base import EMPTY
from fiken.repositories._filters import Dated, Due, Issued, LastModified
from fiken.repositories._ids import number_in
from fiken.repositories._listing import NoFilters
from fiken.types import Access

M = TypeVar("M", bound=Model)

Url: TypeAlias = Callable[[str, int], str]
"""A function that returns the URL of an entity, from the name of its list and its id."""


class Changed(LastModified, total=False):
    """The filters of a list: also the day on which the entities were created."""

    created: t.Date
    created_le: t.Date
    created_lt: t.Date
    created_ge: t.Date
    created_gt: t.Date


class OfSales(Changed, Dated, total=False):
    """The filters of sales."""


class OfInvoices(Changed, Issued, Due, total=False):
    """The filters of invoices. They were not documented."""


class AllFilters(OfSales, OfInvoices, total=False):
    """The filters of all lists. Each takes some of them."""


def _no_problems(model: Any) -> Problems:  # noqa: ARG001
    return iter(())


def _pairs(text: str) -> dict[str, str]:
    """Return the pairs of ``"date customer_id=customer"``. A name without "=" is in camelCase."""
    pairs = (one.partition("=") for one in text.split())
    return {name: value or camel(name) for name, _, value in pairs}


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NONE: Any = ""  # before its conversion


@attrs.frozen
class Table(Generic[M]):
    """The names in API v1 of the fields of a model. v1 has no fields but these.

    Args:
        rel: The name of the list, or of the service that makes such entities.
        model: The class of the model.
        names: The names in v1, by field.
        older: Other names that v1 also had, by field. They are only read.
        references: For a field with an id that is a URL in v1, the list in which the entity is.
        objects: For a field with a model that is a URL in v1, the key of its id.
        inside: The tables of the models inside the model, by field.
        embedded: For a field with models that v1 embeds, the name of their list.
        shown_by: For a flag that v1 only takes, a field that answers have where it is true.
        upper: The fields whose values are upper case in v1, such as ``CASH_SALE``.
        fixed: The values that v1 has anyway, by field, so that they need not be sent.
        computed: The fields that v1 computes, though v2 takes them.
        silent: The fields that v1 takes and does not give back.
        required: The fields that v1 requires on creation.
        problems: Yields what else v1 refuses on creation.
        instead: What to do, as v1 cannot update such an entity; empty if it can.
        sortable: The fields that the list can be sorted by. Only such a list has pages.
        filters: The filters of the list.
    """

    rel: str
    model: type[M]
    names: Mapping[str, str] = attrs.field(converter=_pairs)
    older: Mapping[str, str] = attrs.field(converter=_pairs, default=_NONE)
    references: Mapping[str, str] = attrs.field(converter=_pairs, default=_NONE)
    objects: Mapping[str, str] = attrs.field(converter=_pairs, default=_NONE)
    inside: Mapping[str, "Table[Any]"] = attrs.Factory(dict[str, "Table[Any]"])
    embedded: Mapping[str, str] = attrs.field(converter=_pairs, default=_NONE)
    shown_by: Mapping[str, str] = attrs.field(converter=_pairs, default=_NONE)
    upper: tuple[str, ...] = attrs.field(converter=_names, default=_NONE)
    fixed: Mapping[str, object] = attrs.Factory(dict[str, object])
    computed: tuple[str, ...] = attrs.field(converter=_names, default=_NONE)
    silent: tuple[str, ...] = attrs.field(converter=_names, default=_NONE)
    required: tuple[str, ...] = attrs.field(converter=_names, default=_NONE)
    problems: Callable[[M], Problems] = _no_problems
    instead: str = ""
    sortable: tuple[str, ...] = attrs.field(converter=_names, default=_NONE)
    filters: type = NoFilters

    def read(self, data: Any, path: str = "$") -> dict[str, Any]:
        """Return the JSON of API v2 for an object of v1. What v2 has not is kept, with its name.

        Raises:
            MappingError: It is no object, or a reference has no id.
        """
        given = object_in(data)
        if given is None:
            raise MappingError(self.model.__name__, path, "an object", data)
        left = {name: value for name, value in given.items() if value is not None}
        fields, read = mapper_of(self.model).fields, dict[str, Any]()
        for field, name in self.names.items():
            older = left.pop(self.older.get(field, ""), None)
            value = left.pop(name, older)
            if value is not None:
                read[fields[field].key] = self._value_in(field, value, f"{path}.{name}")
        inside = embedded_in(left.pop("_embedded", {}))
        for field, rel in self.embedded.items():
            rows = inside.get(rel, [])
            read[fields[field].key] = self._value_in(field, rows, f"{path}._embedded.{rel}")
        shown = {fields[field].key: name in given for field, name in self.shown_by.items()}
        fixed = {fields[field].key: value for field, value in self.fixed.items()}
        return {**fixed, **left, **shown, **read, **_key_of(self.model, given)}

    def _value_in(self, field: str, value: Any, path: str) -> Any:
        if field in self.references:
            return _id_in(value, path)
        if field in self.objects:
            return {self.objects[field]: _id_in(value, path)}
        if field not in self.inside:
            return value.lower() if field in self.upper and type(value) is str else value
        table = self.inside[field]
        if type(value) is not list:
            return table.read(value, path)
        return [table.read(one, f"{path}[{n}]") for n, one in enumerate(rows_of(value))]

    def written(self, model: Model, url: Url) -> dict[str, Any]:
        """Return the JSON of API v1 for a model."""
        fields, written = mapper_of(self.model).fields, dict[str, Any]()
        for field, name in self.names.items():
            value = getattr(model, field)
            access = fields[field].hint.access
            if value in EMPTY or access is Access.READ_ONLY or field in self.computed:
                continue
            if field in self.references:
                written[name] = url(self.references[field], value)
            elif field in self.inside:
                table = self.inside[field]
                many = [table.written(one, url) for one, _ in models_in(value, "")]
                written[name] = many if fields[field].hint.many else many[0]
            else:
                plain = fields[field].written(value)
                written[name] = plain.upper() if field in self.upper else plain
        return written

    def unsayable(self, model: Model, prefix: str = "") -> Problems:
        """Yield a problem for each value of a new model that API v1 has no field for."""
        for field, value in model.changes.items():
            if self.fixed.get(field) == value:
                continue
            if field in self.computed:
                yield f"{prefix}{field}", "is computed by API v1: leave it out"
            elif field not in self.names:
                yield f"{prefix}{field}", "is not in API v1: leave it out"
            elif field in self.inside:
                for part, place in models_in(value, field):
                    yield from self.inside[field].unsayable(part, f"{prefix}{place}.")

    def missing(self, model: Model) -> Problems:
        """Yield a problem for each value that API v1 requires on creation."""
        for field in self.required:
            if getattr(model, field) in EMPTY:
                yield field, "is missing"
        for field, table in self.inside.items():
            for part, place in models_in(getattr(model, field), field):
                for path, problem in table.missing(part):
                    yield f"{place}.{path}", problem


class HalMapper(Mapper[M]):
    """Converts a model to the JSON of API v1 and back, by a table.

    Args:
        table: The table.
        url: Returns the URL of an entity that the model refers to.
    """

    def __init__(self, table: Table[M], url: Url) -> None:
        self._table, self._url = table, url
        self.model = table.model
        self._inner: Mapper[M] = mapper_of(table.model)

    @cached_property
    def load(self) -> Callable[[Any], M]:
        """The function ``load(data) -> model``, which builds a model from decoded JSON of API v1.

        It raises `MappingError` for a value of a wrong type. The path in it has the names of v2.
        """
        return lambda data: self._inner.load(self._table.read(data))

    def create(self, model: M) -> dict[str, Any]:
        """Check a new model, and return the JSON that creates the entity.

        Raises:
            MissingAttributesError: Fields that API v1 requires have no value.
            InvalidModelError: API v1 would refuse the model, or cannot say all of it.
        """
        table = self._table
        problems = dict(table.unsayable(model)) | dict(not_creatable(self._inner, model))
        without = dict(table.missing(model))
        problems |= without | dict(table.problems(model))
        if problems:
            only_missing = problems.keys() == without.keys()
            raise (MissingAttributesError if only_missing else InvalidModelError)(model, problems)
        return table.written(model, self._url)

    def update(self, model: M) -> dict[str, Any]:
        """Check a changed model, and return the JSON that replaces the entity: all of its fields.

        Raises:
            NotUpdatableError: API v1 cannot change one of the changed fields.
        """
        changes, table, fields = model.changes, self._table, self._inner.fields
        refused = [
            name
            for name in changes
            if table.instead
            or name not in table.names
            or name in table.computed
            or fields[name].hint.access in NOT_ON_UPDATE
        ]
        if refused:
            reason = table.instead or "API v1 has no field for it, or sets it itself"
            raise NotUpdatableError(self.model.__name__, refused, reason)
        return table.written(model, self._url) if changes else {}


def embedded_in(value: Any) -> dict[str, Any]:
    """Return what is embedded in an object by short names."""
    return {short(name): given for name, given in (object_in(value) or {}).items()}


def id_at(href: str) -> int | None:
    """Return the id at the end of a URL; None if there is none."""
    return number_in(href.partition("?")[0].rstrip("/").rpartition("/")[2])


def _id_in(value: Any, path: str) -> int:
    """Return the id in a reference: a URL, or an object with one as in 2015."""
    given = object_in(value)
    url = value if given is None else given.get("url", given.get("href"))
    found = id_at(url) if isinstance(url, str) else None
    if found is None:
        raise MappingError("", path, "the URL of another resource", value)
    return found


def _key_of(model: type[Model], data: dict[str, Any]) -> dict[str, int]:
    """Return the id of an object, from its link to itself, if the model has a number as its id."""
    mapper = mapper_of(model)
    field = mapper.fields.get(mapper.key or "")
    links = object_in(data.get("_links")) or {}
    itself = object_in(links.get("self")) or {}
    found = id_at(str(itself.get("href", "")))
    return {field.key: found} if field and field.hint.value_type is int and found else {}
