"""The families in attrs and stock cattrs, with its converter for orjson, as its manual has them."""

from collections.abc import Sequence
from typing import Any

import attrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.orjson import make_converter
from pydantic.alias_generators import to_camel

from benchmarks.contestant import Contestant
from benchmarks.derived import of_attrs
from benchmarks.with_pydantic.contact import Contact, ContactRequest
from benchmarks.with_pydantic.invoice import Invoice, InvoiceRequest

_converter = make_converter(detailed_validation=False, omit_if_default=True)


def _names(cls: Any) -> dict[str, Any]:
    return {field.name: override(rename=to_camel(field.name)) for field in attrs.fields(cls)}


@_converter.register_structure_hook_factory(attrs.has)
def _structure(cls: Any) -> Any:
    return make_dict_structure_fn(cls, _converter, _cattrs_detailed_validation=False, **_names(cls))


@_converter.register_unstructure_hook_factory(attrs.has)
def _unstructure(cls: Any) -> Any:
    return make_dict_unstructure_fn(cls, _converter, _cattrs_omit_if_default=True, **_names(cls))


def _contestant(result: Any, request: Any) -> Contestant:
    def load(page: bytes) -> Sequence[Any]:
        models: Sequence[Any] = _converter.loads(page, list[result])
        return models

    def requests(page: bytes) -> Sequence[Any]:
        models: Sequence[Any] = _converter.loads(page, list[request])
        return models

    return Contestant(load, _converter.dumps, requests, _converter.dumps)


FAMILIES = {
    "contacts": _contestant(of_attrs(Contact), of_attrs(ContactRequest)),
    "invoices": _contestant(of_attrs(Invoice), of_attrs(InvoiceRequest)),
}
