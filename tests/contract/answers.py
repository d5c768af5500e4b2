"""The check of one answer of the emulator: status, headers and body against Fiken's contract.

It shares only the table of the contract with the emulator, so that the two can contradict each
other. `ERRORS` lists every error that the contract does not document, each with its reason.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any
from urllib.parse import unquote, urlsplit

from fiken.emulator.wire.contract import ContractField, Operation, Schema, load
from tests.contract.errors import error_violations

CONTRACT = load()
BASE = "/api/v2"
JSON = "application/json"

#: Files are not in the contract: answers have their whole URLs (docs/observed.md#13-files).
FILE = Operation(
    method="GET",
    path="/files/{uuid}/{name}",
    name="getFile",
    parameters=(),
    request=None,
    optional_body=False,
    multipart=(),
    result="binary",
    many=False,
    paged=False,
    statuses=(200,),
)
FILE_TYPES = {"application/pdf", "application/xml", "image/png", "image/jpeg", "image/gif"}

_RECURRING = "/companies/{companySlug}/recurringInvoices/{recurringInvoiceId}/"
_COUNTERS = {
    f"create{kind}Counter" for kind in ("Invoice", "CreditNote", "Offer", "OrderConfirmation")
}
#: The writes that have neither a body nor a Location. All others without a body have a Location.
WITHOUT_LOCATION = {
    *_COUNTERS,
    *("sendInvoice", "sendCreditNote", "sendOffer"),
    *(
        operation.name
        for operation in CONTRACT.operations
        if operation.path.startswith(_RECURRING)
        and (operation.method == "PUT" or operation.path.endswith(("/pause", "/resume", "/stop")))
    ),
}
#: Of these, the operations may have a Location nevertheless: the introduction to the contract
#: promises one for every POST, while these operations declare none.
#: Observed: docs/observed.md#3-responses
MAY_HAVE_LOCATION = _COUNTERS

#: Fields that answers have although the contract lacks them; they are always null.
#: Observed: docs/observed.md#14-description-and-service, docs/observed.md#10-invoices-and-counters
ALWAYS_NULL = {("saleResult", "paid")}

PAGING = ("page", "page-size", "page-count", "result-count")

Headers = Sequence[tuple[str, str]]


def violations(
    operation: Operation | None, status: int, headers: Headers, body: bytes
) -> list[str]:
    """Return one sentence per way in which an answer breaks the contract.

    Args:
        operation: the operation that was called; `FILE` for a stored file; None for a path or a
            method that Fiken does not have.
        status: the HTTP status of the answer.
        headers: its headers, without those that belong to the connection, such as Content-Length.
        body: its body.
    """
    named = {name.lower(): value for name, value in headers}
    found = [] if len(named) == len(headers) else ["a header is sent twice"]
    if operation is None or status not in operation.statuses:
        return [*found, *error_violations(operation, status, named, body)]
    found += _location_violations(operation, named)
    if operation is FILE:
        return [*found, *_file_violations(named, body)]
    if operation.result is None or status == 204:
        return [*found, *_empty_violations(named, body), *_paging_violations(operation, named, [])]
    if named.get("content-type") != JSON:
        found.append(f"the Content-Type of JSON is {named.get('content-type')}, not {JSON}")
    try:
        content = json.loads(body.decode(), parse_constant=_refuse_constant)
    except ValueError as problem:
        return [*found, f"the body is not JSON in UTF-8: {problem}"]
    _check_result(operation, content, found)
    return [*found, *_paging_violations(operation, named, content)]


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def has_location(operation: Operation) -> bool:
    """Return whether a successful answer to this operation has a Location header.

    Observed: docs/observed.md#3-responses
    """
    is_write = operation.method in {"POST", "PUT", "PATCH"}
    return is_write and operation.result is None and operation.name not in WITHOUT_LOCATION


def _location_violations(operation: Operation, headers: Mapping[str, str]) -> Iterator[str]:
    location = headers.get("location")
    if location is None and has_location(operation):
        yield "the Location is missing"
    elif location is not None and has_location(operation):
        yield from _violations_of_url(location)
    elif location is not None and operation.name not in MAY_HAVE_LOCATION:
        yield f"the contract has no Location here, and it is {location}"


def _violations_of_url(location: str) -> Iterator[str]:
    """Yield a violation if a Location is not the absolute URL of an entity."""
    parts = urlsplit(location)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
        yield f"the Location {location} is not an absolute URL without a query"
    match = CONTRACT.at(unquote(parts.path).removeprefix(BASE))
    if not parts.path.startswith(f"{BASE}/") or match is None or not match.parameters:
        yield f"the Location {location} is not the path of an entity"
        return
    shown = next(iter(match.operations.values()))
    types = {each.name: each.type for each in shown.parameters if each.where == "path"}
    key, value = list(match.parameters.items())[-1]
    if not shown.path.endswith(f"{{{key}}}"):
        yield f"the Location {location} does not end in an id"
    elif types[key] == "int64" and not re.fullmatch("[1-9][0-9]*", value):
        yield f"the id {value} at the end of the Location is not a number"


def _file_violations(headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    if headers.get("content-type") not in FILE_TYPES:
        yield f"the Content-Type of a file is {headers.get('content-type')}"
    if not body:
        yield "the file is empty"


def _empty_violations(headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    if body:
        yield f"the contract has no body here, and it is {body[:60]!r}"
    if "content-type" in headers:
        yield "an answer without a body has a Content-Type"


def _paging_violations(
    operation: Operation, headers: Mapping[str, str], rows: Any
) -> Iterator[str]:
    """Yield a violation for each paging header that is missing, wrong or not expected.

    Observed: docs/observed.md#5-lists
    """
    texts = [headers.get(f"fiken-api-{name}") for name in PAGING]
    others = {name for name in headers if name.startswith("fiken-api-")}
    if not operation.paged:
        yield from (f"a list without pages has the header {name}" for name in sorted(others))
        return
    if None in texts or len(others) != len(PAGING):
        yield f"the paging headers are {sorted(others)}"
        return
    if not all(re.fullmatch("[0-9]+", str(text)) for text in texts):
        yield f"the paging headers are not numbers: {texts}"
        return
    page, size, pages, count = (int(str(text)) for text in texts)
    if not 1 <= size <= 100:
        yield f"a page has {size} rows, and not from 1 to 100"
    elif pages != -(-count // size):
        yield f"{count} rows on pages of {size} are not {pages} pages"
    elif isinstance(rows, list) and len(rows) != max(0, min(size, count - page * size)):
        yield f"page {page} has {len(rows)} of {count} rows, with {size} per page"


# --- bodies --------------------------------------------------------------------------------------


def _check_result(operation: Operation, content: Any, found: list[str]) -> None:
    result = ContractField("$", str(operation.result), many=operation.many)
    if content is None:
        found.append("the body is null")
    else:
        _check_field(result, content, "$", found)


def _check_field(field: ContractField, value: Any, path: str, found: list[str]) -> None:
    """Add a sentence for each violation in the value of a field, which is not None."""
    if not field.many:
        _check_one(field, value, path, found)
    elif type(value) is not list:
        found.append(f"{path} is not a list: {_short(value)}")
    else:
        for index, item in enumerate(value):
            _check_one(field, item, f"{path}[{index}]", found)


def _check_one(field: ContractField, value: Any, path: str, found: list[str]) -> None:
    schema = CONTRACT.schemas.get(field.type)
    if schema is not None:
        _check_object(schema, value, path, found)
    elif not _TYPES[field.type](value):
        found.append(f"{path} is not a {field.type}: {_short(value)}")
    elif field.enum and value not in field.enum:
        found.append(f"{path} is none of {', '.join(field.enum)}: {_short(value)}")


def _check_object(schema: Schema, value: Any, path: str, found: list[str]) -> None:
    """Add a sentence for each violation in an object. A field may be null unless it is required.

    Observed: docs/observed.md#14-description-and-service
    """
    if type(value) is not dict:
        found.append(f"{path} is not a {schema.name}: {_short(value)}")
        return
    fields, is_sent = schema.fields, schema.name in CONTRACT.requests
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            if item is not None or (schema.name, name) not in ALWAYS_NULL:
                found.append(f"{path}.{name} is not a field of {schema.name}")
        elif field.access == "wo" and is_sent:
            found.append(f"{path}.{name} is a field of requests alone")
        elif item is not None:
            _check_field(field, item, f"{path}.{name}", found)
    for name, field in fields.items():
        if field.required and value.get(name) is None:
            found.append(f"{path}.{name} is required in {schema.name}, and is missing")


def _is_integer(bits: int) -> Any:
    return lambda value: type(value) is int and -(1 << bits - 1) <= value < 1 << bits - 1


def _is_text(pattern: str) -> Any:
    matches = re.compile(pattern).fullmatch
    return lambda value: type(value) is str and matches(value) is not None


_DAY = (
    r"[12]\d{3}-(02-(0[1-9]|[12]\d)|(0[469]|11)-(0[1-9]|[12]\d|30)"
    r"|(0[13578]|1[02])-(0[1-9]|[12]\d|3[01]))"
)
_TYPES: dict[str, Any] = {
    "string": lambda value: type(value) is str,
    "boolean": lambda value: type(value) is bool,
    "number": lambda value: type(value) is int or (type(value) is float and isfinite(value)),
    "integer": _is_integer(64),
    "int32": _is_integer(32),
    "int64": _is_integer(64),
    "date": _is_text(_DAY),
    "date-time": _is_text(_DAY + r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "uuid": _is_text(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}


def _short(value: Any) -> str:
    return f"{value!r:.60}"
