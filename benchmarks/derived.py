"""The models of two more rivals, derived from those of pydantic, with the same fields."""

from collections.abc import Callable
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Any, Union, get_args, get_origin

import attrs
from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.alias_generators import to_camel

Make = Callable[[type[BaseModel]], Any]


@cache
def with_aliases(cls: type[BaseModel]) -> Any:
    """Return a class with an alias per field, which also takes the names of Python."""
    fields: dict[str, Any] = {
        name: (_replaced(field.annotation, with_aliases), Field(default=None, alias=to_camel(name)))
        for name, field in cls.model_fields.items()
    }
    return create_model(cls.__name__, __config__=ConfigDict(populate_by_name=True), **fields)


@cache
def of_attrs(cls: type[BaseModel]) -> Any:
    """Return a frozen class of attrs."""
    fields = {
        name: attrs.field(default=None, type=_replaced(field.annotation, of_attrs))
        for name, field in cls.model_fields.items()
    }
    return attrs.make_class(cls.__name__, fields, frozen=True, kw_only=True)


def _replaced(annotation: Any, make: Make) -> Any:
    """Return an annotation with other models, such as ``tuple[Note, ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return make(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if not inner:
        return annotation
    replaced = tuple(_replaced(one, make) for one in inner)
    if origin in {Union, UnionType}:
        return reduce(or_, replaced)
    return origin[replaced]
