"""Validation against the contract: bodies and queries, and the messages of refusals."""

from typing import Any

import pytest

from fiken.emulator.wire.contract import load
from fiken.emulator.wire.validation import problems, query_problems

CONTRACT = load()
COMPANY = "/companies/{companySlug}"
INVOICE: dict[str, Any] = {
    "issueDate": "2026-10-01",
    "dueDate": "2026-10-15",
    "lines": [{"quantity": 1.5, "unitPrice": 4990, "description": "Ost"}],
    "bankAccountCode": "1920:10001",
    "cash": False,
    "customerId": 13665985352,
}
SALE: dict[str, Any] = {
    "date": "2026-10-01",
    "kind": "cash_sale",
    "lines": [{"description": "Ost", "vatType": "MEDIUM", "netPrice": 10000, "vat": 1500}],
    "currency": "NOK",
}


def contact_problems(**changes: Any) -> list[str]:
    """Return what is wrong with a contact that has these fields."""
    return problems(CONTRACT, "contact", {"name": "Nelly Bloom"} | changes)


def invoice_problems(**changes: Any) -> list[str]:
    """Return what is wrong with an invoice that has these fields."""
    return problems(CONTRACT, "invoiceRequest", INVOICE | changes)


def line_problems(**changes: Any) -> list[str]:
    """Return what is wrong with an invoice whose second line has these fields."""
    return invoice_problems(lines=[{"quantity": 1}, {"quantity": 1} | changes])


#: Fields of contacts that the contract allows.
ACCEPTED: list[dict[str, Any]] = [
    {},
    {"name": "x" * 200},
    {"name": "Æ"},
    {"email": None, "address": None, "groups": None, "customer": None},
    {"email": ""},
    {"phoneNumber": "1" * 20, "bankAccountNumber": "11112233334"},
    {"currency": "EUR"},
    {"language": "KLINGON"},
    {"daysUntilInvoicingDueDate": 2**31 - 1},
    {"discount": 12.5},
    {"discount": 12},
    {"groups": []},
    {"groups": ["Kunder", "Æresmedlemmer"]},
    {"contactPerson": []},
    {"address": {"country": "Norway", "city": "Oslo"}},
    {"contactPerson": [{"name": "Ned", "email": "ned@example.com"}]},
]


@pytest.mark.parametrize("changes", ACCEPTED)
def test_valid_contact_is_accepted(changes: dict[str, Any]) -> None:
    assert [] == contact_problems(**changes)


#: Fields of contacts that the contract does not allow, and the messages.
REFUSED: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": None}, ["'name' er påkrevd"]),
    ({"name": ""}, ["'name' must be at least 1 characters, not 0"]),
    ({"name": "x" * 201}, ["'name' must be at most 200 characters, not 201"]),
    ({"name": 17}, ["'name' must be a string, not 17"]),
    ({"phoneNumber": "1" * 21}, ["'phoneNumber' must be at most 20 characters, not 21"]),
    ({"currency": "nok"}, ["'currency' must match ^[A-Z]{3}$, not \"nok\""]),
    ({"currency": "NOK\n"}, ["'currency' must match ^[A-Z]{3}$, not \"NOK\\n\""]),
    ({"customer": "true"}, ["'customer' must be true or false, not \"true\""]),
    ({"customer": 1}, ["'customer' must be true or false, not 1"]),
    ({"discount": True}, ["'discount' must be a number, not true"]),
    ({"discount": "12"}, ["'discount' must be a number, not \"12\""]),
    ({"discount": float("nan")}, ["'discount' must be a number, not NaN"]),
    (
        {"daysUntilInvoicingDueDate": 2**31},
        ["'daysUntilInvoicingDueDate' must be a whole number of 32 bits, not 2147483648"],
    ),
    ({"groups": "Kunder"}, ["'groups' must be a list, not \"Kunder\""]),
    ({"groups": ["Kunder", None]}, ["'groups[1]' must be a string, not null"]),
    ({"address": "Oslo"}, ["'address' must be a JSON object, not \"Oslo\""]),
    ({"address": []}, ["'address' must be a JSON object, not a list"]),
    ({"address": {}}, ["'address.country' er påkrevd"]),
    ({"navn": "Nelly"}, ["'navn' is not a field of contact"]),
    (
        {"contactPerson": [{"name": "Ned", "email": "n@x.no"}, {"name": "Nelly", "mail": "x"}]},
        [
            "'contactPerson[1].email' er påkrevd",
            "'contactPerson[1].mail' is not a field of contactPerson",
        ],
    ),
    (
        {"contactPerson": [{"name": "N", "email": "n", "address": {"country": 47}}]},
        ["'contactPerson[0].address.country' must be a string, not 47"],
    ),
    (
        {"email": 1, "customer": 2},
        ["'email' must be a string, not 1", "'customer' must be true or false, not 2"],
    ),
]


@pytest.mark.parametrize(("changes", "expected"), REFUSED)
def test_invalid_contact_is_refused(changes: dict[str, Any], expected: list[str]) -> None:
    assert expected == contact_problems(**changes)


@pytest.mark.parametrize(
    ("body", "description"),
    [([], "a list"), (None, "null"), ("x", '"x"'), (True, "true"), (1.5, "1.5")],
)
def test_body_must_be_an_object(body: object, description: str) -> None:
    assert [f"The body must be a JSON object, not {description}"] == problems(
        CONTRACT, "contact", body
    )


def test_all_missing_fields_are_named() -> None:
    """The wording was seen live (docs/observed.md#4-error-bodies)."""
    names = ("issueDate", "dueDate", "lines", "customerId", "bankAccountCode", "cash")
    assert [f"'{name}' er påkrevd" for name in names] == problems(CONTRACT, "invoiceRequest", {})


@pytest.mark.parametrize("value", [17, "not even a number", None, {}])
def test_read_only_field_is_not_validated(value: object) -> None:
    assert [] == contact_problems(contactId=value, notes=value, documents=value)


def test_nested_read_only_field_is_not_validated() -> None:
    assert [] == contact_problems(
        contactPerson=[{"contactPersonId": "x", "name": "N", "email": "n"}]
    )


def test_valid_invoice_is_accepted() -> None:
    assert [] == invoice_problems()


@pytest.mark.parametrize("value", [True, 1.0, 1.5, "1", 2**63, -(2**63) - 1])
def test_amount_must_be_a_64_bit_integer(value: object) -> None:
    (problem,) = line_problems(unitPrice=value)
    assert problem.startswith("'lines[1].unitPrice' must be a whole number of 64 bits, not ")


@pytest.mark.parametrize("value", [0, -4990, 2**63 - 1, -(2**63)])
def test_amount_may_be_any_64_bit_integer(value: int) -> None:
    assert [] == line_problems(unitPrice=value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-13-01",
        "2026-02-30",
        "20261001",
        "2026-W40-4",
        "2026-10-01T00:00:00",
        "",
        " ",
        20261001,
    ],
)
def test_invalid_date_is_refused(value: object) -> None:
    (problem,) = invoice_problems(dueDate=value)
    assert problem.startswith("'dueDate' must be a date as yyyy-MM-dd, not ")


def test_leap_day_is_valid() -> None:
    assert [] == invoice_problems(dueDate="2028-02-29")


def test_invoice_without_lines_is_refused() -> None:
    assert ["'lines' must hold at least 1, not 0"] == invoice_problems(lines=[])


def test_value_outside_enumeration_is_refused() -> None:
    names = "none, round_half, round_whole, round_down_half, round_down_whole"
    expected = [f"'roundingType' must be one of {names}, not \"NONE\""]
    assert expected == invoice_problems(roundingType="NONE")


def test_list_items_are_checked_against_enumeration() -> None:
    body = {"invoiceId": 1, "method": ["email", "pigeon"], "includeDocumentAttachments": True}
    names = "email, ehf, efaktura, sms, letter, auto"
    expected = [f"'method[1]' must be one of {names}, not \"pigeon\""]
    assert expected == problems(CONTRACT, "sendInvoiceRequest", body)


def test_vat_types_are_not_an_enumeration() -> None:
    assert [] == line_problems(vatType="SOMETHING_NEW")


def test_interval_below_1_is_refused() -> None:
    expected = ["'interval' must be at least 1, not 0"]
    body = {"interval": 0, "intervalUnit": "MONTH"}
    assert expected == problems(CONTRACT, "frequency", body)


@pytest.mark.parametrize("changes", [{}, {"paid": True}, {"paid": None}])
def test_paid_of_sale_is_optional(changes: dict[str, Any]) -> None:
    """The description requires `paid` without having such a field; both forms were seen to work.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    assert [] == problems(CONTRACT, "saleRequest", SALE | changes)


def test_accrual_requires_an_account() -> None:
    body = {"lineId": 1, "startDate": "2026-10-01", "periods": 3}
    assert ["'account' er påkrevd"] == problems(CONTRACT, "accrualRequest", body)


def test_long_value_is_shortened_in_message() -> None:
    (problem,) = contact_problems(customer="x" * 10_000)
    assert f"'customer' must be true or false, not \"{'x' * 59}…" == problem


# --- queries -------------------------------------------------------------------------------------


def query_messages(path: str, **query: str) -> list[str]:
    """Return what is wrong with a query at this path."""
    template = f"{COMPANY}{path}" if path != "/companies" else path
    return query_problems(CONTRACT.operation("GET", template), query)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/contacts", {}),
        ("/contacts", {"page": "0", "pageSize": "100", "sortBy": "lastModified desc"}),
        ("/contacts", {"customer": "true", "inactive": "false", "customerNumber": "10001"}),
        ("/contacts", {"lastModifiedGe": "2026-10-01", "name": ""}),
        ("/contacts", {"dateFrom": "yesterday", "sort": "?"}),
        ("/invoices/drafts", {"uuid": "3f2504e0-4f89-11d3-9a0c-0305e82c3301"}),
        ("/timeEntries", {"lastModifiedGe": "2026-10-01T12:00:00Z"}),
        ("/timeEntries", {"lastModifiedGe": "2026-10-01T12:00:00.123+02:00"}),
        ("/timeEntries", {"lastModifiedGe": "2026-10-01"}),
        ("/accountBalances", {"date": "2026-10-01"}),
    ],
)
def test_valid_query_is_accepted(path: str, query: dict[str, str]) -> None:
    """Unknown parameters are ignored (docs/observed.md#2-requests)."""
    assert [] == query_messages(path, **query)


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/accountBalances", {}, "'date' er påkrevd"),
        ("/accountBalances", {"date": ""}, "'date' must be a date as yyyy-MM-dd, not \"\""),
        ("/contacts", {"page": "-1"}, "'page' must be at least 0, not -1"),
        ("/contacts", {"page": "1.0"}, "'page' must be a whole number, not \"1.0\""),
        ("/contacts", {"page": "\u0661"}, "'page' must be a whole number, not \"\u0661\""),
        ("/contacts", {"pageSize": "101"}, "'pageSize' must be at most 100, not 101"),
        ("/contacts", {"pageSize": "0"}, "'pageSize' must be at least 1, not 0"),
        ("/contacts", {"customer": "1"}, "'customer' must be true or false, not \"1\""),
        (
            "/contacts",
            {"createdDateLt": "i går"},
            "'createdDateLt' must be a date as yyyy-MM-dd, not \"i går\"",
        ),
        (
            "/invoices/drafts",
            {"uuid": "3f2504e0"},
            "'uuid' must be a UUID, not \"3f2504e0\"",
        ),
        (
            "/purchases",
            {"sortBy": "createdDate asc"},
            "'sortBy' must be one of date asc, date desc, not \"createdDate asc\"",
        ),
        (
            "/timeEntries",
            {"lastModifiedLe": "noon"},
            "'lastModifiedLe' must be a date and time as yyyy-MM-ddTHH:mm:ssZ, not \"noon\"",
        ),
    ],
)
def test_invalid_query_is_refused(path: str, query: dict[str, str], expected: str) -> None:
    assert [expected] == query_messages(path, **query)
