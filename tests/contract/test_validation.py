"""What Fiken refuses with 400, by table: a body or a query, and the sentences it gets."""

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


def of_contact(**changes: Any) -> list[str]:
    return problems(CONTRACT, "contact", {"name": "Nelly Bloom"} | changes)


def of_invoice(**changes: Any) -> list[str]:
    return problems(CONTRACT, "invoiceRequest", INVOICE | changes)


def of_line(**changes: Any) -> list[str]:
    return of_invoice(lines=[{"quantity": 1}, {"quantity": 1} | changes])


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
def test_a_contact_within_the_contract_is_accepted(changes: dict[str, Any]) -> None:
    assert [] == of_contact(**changes)


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
def test_a_contact_outside_the_contract_is_refused(
    changes: dict[str, Any], expected: list[str]
) -> None:
    assert expected == of_contact(**changes)


@pytest.mark.parametrize(
    ("body", "shown"),
    [([], "a list"), (None, "null"), ("x", '"x"'), (True, "true"), (1.5, "1.5")],
)
def test_a_body_that_is_no_object_is_refused(body: object, shown: str) -> None:
    assert [f"The body must be a JSON object, not {shown}"] == problems(CONTRACT, "contact", body)


def test_everything_that_is_missing_is_named_at_once() -> None:
    """In the shape that was observed (docs/observed.md#4-error-bodies)."""
    names = ("issueDate", "dueDate", "lines", "customerId", "bankAccountCode", "cash")
    assert [f"'{name}' er påkrevd" for name in names] == problems(CONTRACT, "invoiceRequest", {})


@pytest.mark.parametrize("value", [17, "not even a number", None, {}])
def test_a_read_only_field_is_ignored_whatever_it_holds(value: object) -> None:
    assert [] == of_contact(contactId=value, notes=value, documents=value)


def test_a_read_only_field_of_a_nested_object_is_ignored() -> None:
    assert [] == of_contact(contactPerson=[{"contactPersonId": "x", "name": "N", "email": "n"}])


def test_an_invoice_within_the_contract_is_accepted() -> None:
    assert [] == of_invoice()


@pytest.mark.parametrize("value", [True, 1.0, 1.5, "1", 2**63, -(2**63) - 1])
def test_what_is_not_a_whole_number_of_64_bits_is_no_amount(value: object) -> None:
    (problem,) = of_line(unitPrice=value)
    assert problem.startswith("'lines[1].unitPrice' must be a whole number of 64 bits, not ")


@pytest.mark.parametrize("value", [0, -4990, 2**63 - 1, -(2**63)])
def test_an_amount_may_be_any_whole_number_of_64_bits(value: int) -> None:
    assert [] == of_line(unitPrice=value)


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
def test_a_date_that_is_none_is_refused(value: object) -> None:
    (problem,) = of_invoice(dueDate=value)
    assert problem.startswith("'dueDate' must be a date as yyyy-MM-dd, not ")


def test_a_leap_day_is_a_date() -> None:
    assert [] == of_invoice(dueDate="2028-02-29")


def test_an_invoice_without_lines_is_refused() -> None:
    assert ["'lines' must hold at least 1, not 0"] == of_invoice(lines=[])


def test_a_value_outside_an_enumeration_is_refused() -> None:
    names = "none, round_half, round_whole, round_down_half, round_down_whole"
    expected = [f"'roundingType' must be one of {names}, not \"NONE\""]
    assert expected == of_invoice(roundingType="NONE")


def test_each_item_of_a_list_stands_in_the_enumeration() -> None:
    body = {"invoiceId": 1, "method": ["email", "pigeon"], "includeDocumentAttachments": True}
    names = "email, ehf, efaktura, sms, letter, auto"
    expected = [f"'method[1]' must be one of {names}, not \"pigeon\""]
    assert expected == problems(CONTRACT, "sendInvoiceRequest", body)


def test_vat_types_are_no_enumeration_of_the_contract() -> None:
    assert [] == of_line(vatType="SOMETHING_NEW")


def test_a_frequency_below_1_is_refused() -> None:
    expected = ["'interval' must be at least 1, not 0"]
    body = {"interval": 0, "intervalUnit": "MONTH"}
    assert expected == problems(CONTRACT, "frequency", body)


@pytest.mark.parametrize("changes", [{}, {"paid": True}, {"paid": None}])
def test_a_sale_is_accepted_with_and_without_paid(changes: dict[str, Any]) -> None:
    """Required by the contract without being declared; both were seen to work.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    assert [] == problems(CONTRACT, "saleRequest", SALE | changes)


def test_an_accrual_needs_an_account() -> None:
    body = {"lineId": 1, "startDate": "2026-10-01", "periods": 3}
    assert ["'account' er påkrevd"] == problems(CONTRACT, "accrualRequest", body)


def test_a_long_value_is_shortened_in_the_message() -> None:
    (problem,) = of_contact(customer="x" * 10_000)
    assert f"'customer' must be true or false, not \"{'x' * 59}…" == problem


# Queries


def of_query(path: str, **query: str) -> list[str]:
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
def test_a_query_within_the_contract_or_unknown_to_it_is_accepted(
    path: str, query: dict[str, str]
) -> None:
    """Unknown parameters are ignored (docs/observed.md#2-requests)."""
    assert [] == of_query(path, **query)


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
def test_a_query_outside_the_contract_is_refused(
    path: str, query: dict[str, str], expected: str
) -> None:
    assert [expected] == of_query(path, **query)
