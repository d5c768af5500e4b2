"""The check of the emulator's answers: right ones pass, and each kind of wrong one is found."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fiken.emulator.wire.contract import ContractField, Operation
from tests.contract.answers import ALWAYS_NULL, CONTRACT, FILE, has_location, violations
from tests.contract.errors import ERRORS, KnownError

COMPANY = "/companies/{companySlug}"
URL = "http://127.0.0.1:8080/api/v2/companies/acme"
JSON = ("Content-Type", "application/json")
UUID = "0b2f745b-1234-4408-8bf2-b1d2d7610cb2"

#: A value of each type, and values that are not of that type.
RIGHT: dict[str, Any] = {
    "string": "text",
    "boolean": False,
    "number": 0.5,
    "integer": -1,
    "int32": 2**31 - 1,
    "int64": 2**63 - 1,
    "date": "2024-02-29",
    "date-time": "2026-03-15T15:31:12Z",
    "uuid": UUID,
}
WRONG: dict[str, list[Any]] = {
    "string": [1, True, ["text"], {}],
    "boolean": [0, "false", []],
    "number": ["0.5", True, []],
    "integer": [1.0, "1", True, 2**63],
    "int32": [1.0, "1", True, 2**31, -(2**31) - 1],
    "int64": [1.0, "1", True, 2**63, []],
    "date": ["2026-02-30", "2026-04-31", "20260430", "2026-06-15T00:00:00Z", "", 20260615],
    "date-time": ["2026-03-15", "2026-03-15T15:31:12", "2026-03-15T25:00:00Z", "now", 1],
    "uuid": ["0b2f745b", UUID.upper(), f"{UUID}0", 1],
}


def operation(name: str) -> Operation:
    return next(each for each in CONTRACT.operations if each.name == name)


def example(field: ContractField, depth: int = 3) -> Any:
    """Return a right value of a field, in which every field has a value, down to a depth."""
    schema = CONTRACT.schemas.get(field.type)
    if schema is None:
        one = field.enum[-1] if field.enum else RIGHT[field.type]
    else:
        one = {name: example(known, depth - 1) for name, known in answered(field.type, depth)}
    return [one, one] if field.many else one


def answered(schema: str, depth: int = 1) -> Iterator[tuple[str, ContractField]]:
    """Yield the fields that answers have. At depth 0, those that hold objects are left out."""
    for name, field in CONTRACT.schemas[schema].fields.items():
        is_sent_only = field.access == "wo" and schema in CONTRACT.requests
        if not is_sent_only and (depth or field.required or field.type not in CONTRACT.schemas):
            yield name, field


def headers_of(called: Operation, rows: int = 2) -> list[tuple[str, str]]:
    """Return the headers of a right answer."""
    headers = [JSON] if called.result else []
    if has_location(called):
        headers.append(("Location", f"{URL}/contacts/13600000123"))
    if called.paged:
        pages = {"Page": 0, "Page-Size": 25, "Page-Count": 1, "Result-Count": rows}
        headers += [(f"Fiken-Api-{name}", str(value)) for name, value in pages.items()]
    return headers


def result_of(called: Operation) -> Any:
    result = example(ContractField("$", str(called.result), many=called.many))
    return json.loads(json.dumps(result))  # no two parts of it are the same object


def checked(called: Operation, content: Any) -> list[str]:
    return violations(called, called.statuses[0], headers_of(called), json.dumps(content).encode())


OPERATIONS = [pytest.param(each, id=each.name) for each in CONTRACT.operations]
READING = [pytest.param(each, id=each.name) for each in CONTRACT.operations if each.result]
RESULTS = {
    str(each.result): each for each in CONTRACT.operations if each.result in CONTRACT.results
}


# --- right answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("called", OPERATIONS)
def test_a_right_answer_breaks_nothing(called: Operation) -> None:
    body = json.dumps(result_of(called)).encode() if called.result else b""
    status = called.statuses[0]
    assert [] == violations(called, status, headers_of(called), body)


@pytest.mark.parametrize("called", [each for each in READING if each.id != "getGroups"])
def test_any_field_may_be_null_or_missing(called: Operation) -> None:
    """The fields that the contract requires in answers may not be null or missing.

    Observed: docs/observed.md#14-description-and-service
    """
    content = result_of(called)
    fields = CONTRACT.schemas[str(called.result)].fields
    for one in content if called.many else [content]:
        one |= {name: None for name, field in fields.items() if name in one and not field.required}
    assert [] == checked(called, content)


# --- wrong bodies --------------------------------------------------------------------------------


@pytest.mark.parametrize("schema", sorted(RESULTS))
def test_every_wrong_value_is_found(schema: str) -> None:
    """The check finds exactly that one violation, with its path."""
    called = RESULTS[schema]
    place = "$[0]" if called.many else "$"
    for name, field in answered(schema):
        kind = "string" if field.type in CONTRACT.schemas else field.type
        wrongs = ["text", 1] if field.type in CONTRACT.schemas else WRONG[kind]
        for wrong in [*wrongs, *(["no such member"] if field.enum else [])]:
            content = result_of(called)
            one = content[0] if called.many else content
            one[name] = [wrong] if field.many else wrong
            path = f"{place}.{name}[0]" if field.many else f"{place}.{name}"
            (found,) = checked(called, content)
            assert found.startswith(f"{path} is ")


@pytest.mark.parametrize("schema", sorted(RESULTS))
def test_a_wrong_list_is_found(schema: str) -> None:
    called = RESULTS[schema]
    place = "$[0]" if called.many else "$"
    for name, field in answered(schema):
        content = result_of(called)
        one = content[0] if called.many else content
        one[name] = one[name][0] if field.many else [one[name]]
        (found,) = checked(called, content)
        assert found.startswith(f"{place}.{name} is not a ")


@pytest.mark.parametrize("called", READING)
def test_an_unknown_field_is_found(called: Operation) -> None:
    """It is found in every object of the answer, at any depth, even if it is null."""
    text = json.dumps(result_of(called))
    found = checked(called, json.loads(text, object_hook=lambda one: {**one, "nmae": None}))
    assert text.count("{") == len(found)
    assert all(".nmae is not a field of " in sentence for sentence in found)


def test_a_field_of_requests_alone_is_found() -> None:
    """Answers have no phone number of a contact."""
    content = [{"contactId": 1, "name": "Nelly", "phoneNumber": None}]
    expected = ["$[0].phoneNumber is a field of requests alone"]
    called = operation("getContacts")
    assert expected == violations(called, 200, headers_of(called, 1), json.dumps(content).encode())


def test_a_missing_required_field_is_found() -> None:
    expected = "$.name is required in contact, and is missing"
    assert [expected] == checked(operation("getContact"), {"contactId": 1})
    assert [expected] == checked(operation("getContact"), {"contactId": 1, "name": None})


@pytest.mark.parametrize(("schema", "name"), sorted(ALWAYS_NULL))
def test_an_undescribed_field_must_be_null(schema: str, name: str) -> None:
    called = RESULTS[schema]
    content = [{name: None}] * 2 if called.many else {name: None}
    assert [] == checked(called, content)
    wrong = [{name: False}, {}] if called.many else {name: False}
    (found,) = checked(called, wrong)
    assert found.endswith(f".{name} is not a field of {schema}")


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("getContact", b"[]", "$ is not a contact: []"),
        ("getContact", b"null", "the body is null"),
        ("getContact", b"", "the body is not JSON in UTF-8: "),
        ("getContact", b'{"name": "\xe6"}', "the body is not JSON in UTF-8: "),
        ("getContact", b'{"name": "x", "discount": NaN}', "the body is not JSON in UTF-8: NaN"),
        ("getSalePayments", b"{}", "$ is not a list: {}"),
        ("getSalePayments", b"[null]", "$[0] is not a payment: None"),
        ("createContact", b"{}", "the contract has no body here, and it is b'{}'"),
        ("deleteProject", b"x", "the contract has no body here, and it is b'x'"),
    ],
)
def test_a_wrong_body_is_found(name: str, body: bytes, expected: str) -> None:
    called = operation(name)
    (found,) = violations(called, called.statuses[0], headers_of(called), body)
    assert found.startswith(expected)


# --- wrong headers -------------------------------------------------------------------------------

PLACE = ("Location", f"{URL}/contacts/17")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (None, "the Location is missing"),
        ("/api/v2/companies/acme/contacts/17", "is not an absolute URL without a query"),
        (f"{URL}/contacts/17?x=1", "is not an absolute URL without a query"),
        (f"{URL}/kontakter/17", "is not the path of an entity"),
        ("http://127.0.0.1:8080/companies/acme/contacts/17", "is not the path of an entity"),
        (f"{URL}/contacts", "does not end in an id"),
        (f"{URL}/contacts/None", "the id None at the end of the Location is not a number"),
        (f"{URL}/contacts/0", "the id 0 at the end of the Location is not a number"),
    ],
)
def test_a_wrong_location_is_found(location: str | None, expected: str) -> None:
    headers = [] if location is None else [("Location", location)]
    (found,) = violations(operation("createContact"), 201, headers, b"")
    assert expected in found


@pytest.mark.parametrize("name", ["getUser", "deleteProject", "sendInvoice", "settledSale"])
def test_a_location_too_much_is_found(name: str) -> None:
    called = operation(name)
    body = json.dumps(result_of(called)).encode() if called.result else b""
    headers = [*headers_of(called), PLACE]
    (found,) = violations(called, called.statuses[0], headers, body)
    assert f"the contract has no Location here, and it is {PLACE[1]}" == found


@pytest.mark.parametrize(
    ("name", "headers", "expected"),
    [
        ("getUser", [], "the Content-Type of JSON is None, not application/json"),
        ("getUser", [("Content-Type", "text/html")], "the Content-Type of JSON is text/html, "),
        ("createContact", [PLACE, JSON], "an answer without a body has a Content-Type"),
        ("createContact", [PLACE, PLACE], "a header is sent twice"),
        ("getUser", [JSON, ("Fiken-Api-Page", "0")], "has the header fiken-api-page"),
    ],
)
def test_a_wrong_header_is_found(name: str, headers: list[tuple[str, str]], expected: str) -> None:
    called = operation(name)
    body = json.dumps(result_of(called)).encode() if called.result else b""
    (found,) = violations(called, called.statuses[0], headers, body)
    assert expected in found


@pytest.mark.parametrize(
    ("pages", "rows", "expected"),
    [
        (("0", "25", "1", None), 2, "the paging headers are ["),
        (("0", "25", "1", "two"), 2, "the paging headers are not numbers"),
        (("-1", "25", "1", "2"), 2, "the paging headers are not numbers"),
        (("0", "0", "1", "2"), 2, "a page has 0 rows, and not from 1 to 100"),
        (("0", "101", "1", "2"), 2, "a page has 101 rows, and not from 1 to 100"),
        (("0", "25", "2", "2"), 2, "2 rows on pages of 25 are not 2 pages"),
        (("0", "2", "2", "3"), 1, "page 0 has 1 of 3 rows, with 2 per page"),
        (("1", "2", "2", "3"), 2, "page 1 has 2 of 3 rows, with 2 per page"),
        (("2", "2", "2", "3"), 1, "page 2 has 1 of 3 rows, with 2 per page"),
    ],
)
def test_wrong_paging_is_found(pages: tuple[str | None, ...], rows: int, expected: str) -> None:
    names = ("Page", "Page-Size", "Page-Count", "Result-Count")
    named = zip(names, pages, strict=True)
    headers = [(f"Fiken-Api-{name}", value) for name, value in named if value is not None]
    (found,) = violations(
        operation("getGroups"), 200, [JSON, *headers], json.dumps(["x"] * rows).encode()
    )
    assert expected in found


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/pdf", b"%PDF", []),
        ("application/json", b"%PDF", ["the Content-Type of a file is application/json"]),
        ("image/png", b"", ["the file is empty"]),
    ],
)
def test_a_file_has_a_type_and_content(kind: str, body: bytes, expected: list[str]) -> None:
    assert expected == violations(FILE, 200, [("Content-Type", kind)], body)


# --- errors --------------------------------------------------------------------------------------

MESSAGE = {"message": "Nei"}
COUNTER = {"message": "Company invoice counter not initialized"}
OAUTH = {"error": "not_found", "error_description": "No contact found with provided id."}
FIELDS = [{"logref": UUID, "message": "Feil ved validering av data: 'name' er påkrevd."}]
PAGE = b"<!doctype html>\n<title>404 Not Found</title>\n"
HTML = ("Content-Type", "text/html")


def error(name: str | None, status: int, content: Any, *more: tuple[str, str]) -> list[str]:
    """Return the violations of an error with this JSON, or with a page of HTML."""
    is_page = isinstance(content, bytes)
    body = content if is_page else json.dumps(content, ensure_ascii=False).encode("iso-8859-1")
    called = operation(name) if name else None
    return violations(called, status, [HTML if is_page else JSON, *more], body)


@pytest.mark.parametrize(
    ("name", "status", "content"),
    [
        ("createContact", 400, MESSAGE),
        ("createContact", 400, FIELDS),
        ("getUser", 401, OAUTH),
        ("getInvoiceCounter", 401, COUNTER),
        ("getProjects", 402, {"message": "module not activated"}),
        ("getContacts", 403, MESSAGE),
        ("getContact", 404, OAUTH),
        (None, 404, PAGE),
        ("createInvoice", 409, COUNTER),
        ("createContact", 415, MESSAGE),
        ("getUser", 429, MESSAGE),
        ("createInvoice", 500, {"message": "Kontonummer mangler på faktura"}),
        ("getUser", 503, {"message": "Nothing was carried out: the data file x is locked"}),
    ],
)
def test_a_known_error_breaks_nothing(name: str | None, status: int, content: Any) -> None:
    assert [] == error(name, status, content)


def test_405_names_the_methods() -> None:
    refused = {"error": "method_not_allowed", "error_description": "PATCH is not supported."}
    assert [] == error(None, 405, refused, ("Allow", "GET"))
    assert ["405, and nothing else, has the header Allow"] == error(None, 405, refused)


@pytest.mark.parametrize(
    ("name", "status", "content", "expected"),
    [
        ("getUser", 201, MESSAGE, "the contract has no status 201 here"),
        ("createContact", 200, MESSAGE, "the contract has no status 200 here"),
        ("getContacts", 402, MESSAGE, "the contract has no status 402 here"),
        ("getContact", 405, OAUTH, "the contract has no status 405 here"),
        ("getContact", 409, MESSAGE, "the contract has no status 409 here"),
        ("getUser", 403, MESSAGE, "the contract has no status 403 here"),
        ("getUser", 404, OAUTH, "the contract has no status 404 here"),
        ("getContact", 422, MESSAGE, "the contract has no status 422 here"),
        ("createContact", 400, OAUTH, "is not the body of an error 400"),
        ("createContact", 400, [], "is not the body of an error 400"),
        ("createContact", 400, {"message": ""}, "is not the body of an error 400"),
        ("createContact", 400, {**MESSAGE, "code": 1}, "is not the body of an error 400"),
        ("createContact", 400, PAGE, "is not the body of an error 400"),
        ("getContacts", 401, COUNTER, "is not the body of an error 401"),
        ("getInvoiceCounter", 401, MESSAGE, "is not the body of an error 401"),
        ("getProjects", 402, MESSAGE, "is not the body of an error 402"),
        ("createInvoice", 409, MESSAGE, "is not the body of an error 409"),
        ("createContact", 500, MESSAGE, "is not the body of an error 500"),
        ("getContact", 404, MESSAGE, "is not the body of an error 404"),
        ("getContact", 404, PAGE, "is not the body of an error 404"),
        (None, 404, OAUTH, "is not the body of an error 404"),
        ("getUser", 500, MESSAGE, "is not the body of an error 500"),
        ("getUser", 501, MESSAGE, "is not the body of an error 501"),
    ],
)
def test_an_unknown_error_is_found(
    name: str | None, status: int, content: Any, expected: str
) -> None:
    (found,) = error(name, status, content)
    assert expected in found


def test_a_mistake_of_the_emulator_is_found() -> None:
    failed = {"message": "fiken.emulator failed: ZeroDivisionError()"}
    unknown, found = error("createContact", 500, failed)
    assert "is not the body of an error 500" in unknown
    assert "the emulator made a mistake of its own" in found


def test_an_error_has_no_location() -> None:
    expected = ["an error has the header location"]
    assert expected == error("createContact", 400, MESSAGE, PLACE)


@pytest.mark.parametrize("known", ERRORS, ids=lambda error: f"{error.status}-{error.why:.20}")
def test_every_error_has_a_reason(known: KnownError) -> None:
    """Every error also occurs in an operation, or for a path that Fiken does not have."""
    assert known.why
    assert any(known.where(called) for called in (None, FILE, *CONTRACT.operations))
