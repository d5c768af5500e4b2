"""Invoice drafts that are made of time entries."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import NUMBER, customer, finalize
from tests.emulator.test_project import create as create_project
from tests.emulator.tracking import activity, demo, entry, person, shown
from tests.emulator.trade import ask, contact, post, read, refusal, tables

PATH = "/timeEntries/createInvoiceDraft"


def body_of(api: requests.Session, entries: list[int], **fields: Any) -> dict[str, Any]:
    """Return the request for a draft of these entries, for a new customer unless one is given."""
    who = fields.pop("customerId", None) or customer(api)
    terms = {"daysUntilDueDate": 14, "bankAccountNumber": NUMBER}
    return {"timeEntryIds": entries, "customerId": who, **terms, **fields}


def drafted(api: requests.Session, entries: list[int], **fields: Any) -> str:
    """Make a draft of these entries, and return its URL."""
    location = post(api, PATH, body_of(api, entries, **fields))
    assert "/invoices/drafts/" in location
    return location


def lines(api: requests.Session, entries: list[int], **fields: Any) -> list[tuple[str, float, int]]:
    """Make a draft of these entries, and return text, quantity and unit price of its lines."""
    draft = read(api, drafted(api, entries, **fields))
    return [(x["description"], x["quantity"], x["unitPrice"]) for x in draft["lines"]]


def product(api: requests.Session, **fields: Any) -> int:
    """Create a product of 15 % VAT, and return its id."""
    facts = {"name": "Time", "incomeAccount": "3040", "vatType": "MEDIUM", "active": True}
    return int(post(api, "/products", {**facts, **fields}).rpartition("/")[2])


def test_draft_has_fields_of_request(api: requests.Session) -> None:
    who, project = customer(api), int(create_project(api).rpartition("/")[2])
    facts = {
        "issueDate": "2026-06-10",
        "daysUntilDueDate": 30,
        "invoiceText": "Mai",
        "yourReference": "Ola",
        "ourReference": "Kari",
        "orderReference": "B-7",
        "currency": "EUR",
        "bankAccountNumber": "12345678911",
    }
    fields = {**facts, "projectId": project, "customerId": who}
    draft = read(api, drafted(api, [entry(api)], **fields))
    assert facts == {name: draft[name] for name in facts}
    assert ("invoice", project, [who]) == (
        draft["type"],
        draft["projectId"],
        [each["contactId"] for each in draft["customers"]],
    )


def test_fields_of_draft_have_defaults(api: requests.Session) -> None:
    """Today, in NOK, and no bank account. Without one, the draft cannot become an invoice.

    Observed: docs/observed.md#10-invoices-and-counters
    """
    location = post(api, PATH, body_of(api, [entry(api)], bankAccountNumber=None))
    draft = read(api, location)
    assert 500 == refusal(api, "POST", f"{location}/createInvoice")[0]
    expected = {"issueDate": "2026-06-15", "currency": "NOK", "bankAccountNumber": None}
    assert expected == {name: draft[name] for name in expected}
    assert draft["projectId"] is None


def test_line_has_price_of_activity(api: requests.Session) -> None:
    """7.5 hours of 1,000 kroner, and 25 % VAT on the account 3000 (Emulator choice)."""
    draft = read(api, drafted(api, [entry(api)]))
    (line,) = draft["lines"]
    expected = {
        "productId": None,
        "description": "Rådgivning, 7,5 timer",
        "unitPrice": 1_000_00,
        "quantity": 7.5,
        "vatType": "HIGH",
        "incomeAccount": "3000",
        "discount": None,
    }
    assert expected == {name: line[name] for name in expected}
    assert (7_500_00, 9_375_00) == (draft["net"], draft["gross"])


@pytest.mark.parametrize(
    ("rate", "price", "expected"),
    [(900_00, 800_00, 900_00), (None, 800_00, 800_00), (900_00, None, 900_00), (0, 800_00, 0)],
)
def test_line_has_account_of_product(
    api: requests.Session, rate: int | None, price: int | None, expected: int
) -> None:
    """The hourly rate comes before the price of the product (Emulator choice)."""
    key = product(api, unitPrice=price)
    work = activity(api, hourlyRate=rate, productId=key)
    draft = read(api, drafted(api, [entry(api, activityId=work, hours=2)]))
    (line,) = draft["lines"]
    facts = (line["productId"], line["unitPrice"], line["incomeAccount"], line["vatType"])
    assert (key, expected, "3040", "MEDIUM") == facts
    assert (2 * expected, 2 * expected * 115 // 100) == (draft["net"], draft["gross"])


def test_hours_without_price_are_not_free(api: requests.Session) -> None:
    """The draft has no amounts, and cannot become an invoice (Emulator choice)."""
    work = activity(api, hourlyRate=None)
    location = drafted(api, [entry(api, activityId=work)])
    draft = read(api, location)
    assert (None, None, None) == (draft["lines"][0]["unitPrice"], draft["net"], draft["gross"])
    status, message = refusal(api, "POST", f"{location}/createInvoice")
    assert (400, True) == (status, "unitPrice" in message)


def four_entries(api: requests.Session) -> list[int]:
    """Create entries of two activities and two persons."""
    first, second = activity(api, "Rådgivning"), activity(api, "Reise", hourlyRate=500_00)
    one, two = person(api), person(api, 1)
    return [
        entry(api, activityId=first, timeUserId=one, hours=1.1, description="A"),
        entry(api, activityId=second, timeUserId=one, hours=3),
        entry(api, activityId=first, timeUserId=two, hours=2.2, description="B"),
        entry(api, activityId=first, timeUserId=one, hours=0.1, description="C"),
    ]


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        (
            None,
            [("Rådgivning, 3,4 timer", 3.4, 1_000_00), ("Reise, 3 timer", 3, 500_00)],
        ),
        (
            "activity",
            [("Rådgivning, 3,4 timer", 3.4, 1_000_00), ("Reise, 3 timer", 3, 500_00)],
        ),
        (
            "activityAndPerson",
            [
                ("Rådgivning (Emma Demo), 1,2 timer", 1.2, 1_000_00),
                ("Reise (Emma Demo), 3 timer", 3, 500_00),
                ("Rådgivning (Nora Lie), 2,2 timer", 2.2, 1_000_00),
            ],
        ),
        (
            "none",
            [
                ("Rådgivning, 1,1 timer", 1.1, 1_000_00),
                ("Reise, 3 timer", 3, 500_00),
                ("Rådgivning, 2,2 timer", 2.2, 1_000_00),
                ("Rådgivning, 0,1 timer", 0.1, 1_000_00),
            ],
        ),
    ],
)
def test_entries_are_grouped(
    api: requests.Session, group_by: str | None, expected: list[tuple[str, float, int]]
) -> None:
    """Hours are added as decimals: 1.1 and 0.1 are 1.2."""
    assert expected == lines(api, four_entries(api), groupBy=group_by)


def texts(api: requests.Session, entries: list[int], **fields: Any) -> list[str]:
    """Make a draft that includes the descriptions of these entries, and return its texts."""
    return [text for text, *_ in lines(api, entries, includeTimeEntryDescriptions=True, **fields)]


def test_descriptions_follow_text_of_line(api: requests.Session) -> None:
    """An entry without a description adds none."""
    assert texts(api, four_entries(api)) == ["Rådgivning, 3,4 timer: A; B; C", "Reise, 3 timer"]


def test_long_text_is_cut(api: requests.Session) -> None:
    """The contract allows 200 characters. A draft can be sent back as it is."""
    location = drafted(api, [entry(api, description="x" * 300)], includeTimeEntryDescriptions=True)
    (line,) = read(api, location)["lines"]
    start = "Rådgivning, 7,5 timer: "
    assert f"{start}{'x' * (199 - len(start))}…" == line["description"]


def test_dots_of_activity_are_kept(api: requests.Session) -> None:
    work = activity(api, "Trinn 1.5")
    assert [("Trinn 1.5, 100 timer", 100, 1_000_00)] == lines(
        api, [entry(api, activityId=work, hours=100)]
    )


def test_draft_takes_project_of_entries(api: requests.Session) -> None:
    """If all belong to the same one. The project of the request comes first."""
    one, two = (int(create_project(api, number=n).rpartition("/")[2]) for n in ("78", "79"))
    work = activity(api)
    facts = [one, one, one, two, None]
    keys = [entry(api, activityId=work, projectId=project) for project in facts]
    drafts = [
        drafted(api, keys[:1]),
        drafted(api, keys[1:2], projectId=two),
        drafted(api, [keys[2], keys[3]]),
        drafted(api, keys[4:]),
    ]
    assert [one, two, None, None] == [read(api, draft)["projectId"] for draft in drafts]


def test_repeated_id_is_billed_once(api: requests.Session) -> None:
    """Emulator choice."""
    key = entry(api)
    assert [("Rådgivning, 7,5 timer", 7.5, 1_000_00)] == lines(api, [key, key])


def test_company_without_vat_bills_none() -> None:
    with demo(vat_type="no") as api:
        location = drafted(api, [entry(api)])
        draft = read(api, location)
        invoice = finalize(api, location)
    line = draft["lines"][0]
    assert ("3200", "OUTSIDE") == (line["incomeAccount"], line["vatType"])
    assert (7_500_00, 7_500_00) == (draft["gross"], invoice["gross"])


# --- the state of the entries --------------------------------------------------------------------


def states(api: requests.Session, key: int) -> tuple[bool, bool, int | None]:
    """Return whether an entry is invoiced, whether it is locked, and the id of its invoice."""
    row = shown(api, key)
    return row["invoiced"], row["locked"], row["invoiceId"]


def test_entries_of_draft_are_locked(api: requests.Session) -> None:
    """By the contract, they are invoiced only when they have an `invoiceId`."""
    billed, other = entry(api), entry(api, activityId=activity(api, "Reise"))
    location = drafted(api, [billed])
    assert [(False, True, None), (False, False, None)] == [states(api, x) for x in (billed, other)]
    path = f"/timeEntries/{billed}"
    assert "in an invoice draft" in refusal(api, "PATCH", path, json={"hours": 1})[1]
    assert "in an invoice draft" in refusal(api, "DELETE", path)[1]
    invoice = finalize(api, location)
    assert (True, True, invoice["invoiceId"]) == states(api, billed)
    assert "is invoiced" in refusal(api, "DELETE", path)[1]


def test_deleted_draft_releases_its_entries(api: requests.Session) -> None:
    """The hours can be changed and billed again."""
    key = entry(api)
    ask(api, "DELETE", drafted(api, [key]), 204)
    assert (False, False, None) == states(api, key)
    ask(api, "PATCH", f"/timeEntries/{key}", 200, json={"hours": 1})
    assert (1_250_00, True) == (finalize(api, drafted(api, [key]))["gross"], states(api, key)[0])


def test_changed_draft_keeps_its_entries(api: requests.Session) -> None:
    key = entry(api)
    location = drafted(api, [key])
    draft = read(api, location)
    body = {name: draft[name] for name in ("type", "daysUntilDueDate", "bankAccountNumber")}
    body |= {"customerId": draft["customers"][0]["contactId"], "lines": draft["lines"]}
    ask(api, "PUT", location, 201, json=body)
    assert (False, True, None) == states(api, key)
    assert finalize(api, location)["invoiceId"] == states(api, key)[2]


def test_credit_note_releases_no_entries(api: requests.Session) -> None:
    """Emulator choice."""
    key = entry(api)
    invoice = finalize(api, drafted(api, [key]))
    body = {"issueDate": "2026-06-15", "invoiceId": invoice["invoiceId"]}
    post(api, "/creditNotes/full", body)
    assert (True, True, invoice["invoiceId"]) == states(api, key)


def test_recurring_invoice_releases_entries(api: requests.Session) -> None:
    """Its draft is deleted, and none of its invoices counts as that of the hours.

    Emulator choice.
    """
    key = entry(api)
    location = drafted(api, [key])
    draft = read(api, location)
    body = {name: draft[name] for name in ("daysUntilDueDate", "bankAccountNumber", "lines")}
    body |= {"type": "repeating_invoice", "startDate": "2026-07-01"}
    body |= {"customerId": draft["customers"][0]["contactId"]}
    body |= {"frequency": {"interval": 1, "intervalUnit": "MONTH"}}
    ask(api, "PUT", location, 201, json=body)
    assert (False, True, None) == states(api, key)
    ask(api, "POST", f"{location}/createRecurringInvoice", 201)
    assert (False, False, None) == states(api, key)


def test_other_invoices_mark_no_entries(api: requests.Session) -> None:
    """An invoice concerns only the entries of its own draft."""
    first, second = entry(api), entry(api, activityId=activity(api, "Reise"))
    one, two = drafted(api, [first]), drafted(api, [second])
    invoice = finalize(api, two)
    assert [None, invoice["invoiceId"]] == [states(api, key)[2] for key in (first, second)]
    assert finalize(api, one)["invoiceId"] == states(api, first)[2]


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["in a draft", "invoiced"])
def test_hours_are_not_billed_twice(emulator: Emulator, api: requests.Session, state: str) -> None:
    """Not even together with other entries: those stay as they are."""
    billed, other = entry(api), entry(api, activityId=activity(api, "Reise"))
    location = drafted(api, [billed])
    if state == "invoiced":
        finalize(api, location)
    body = body_of(api, [other, billed])
    before = tables(emulator)
    status, message = refusal(api, "POST", PATH, json=body)
    assert (400, True) == (status, f"{billed} is already {state}" in message)
    assert before == tables(emulator)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timeEntryIds", []),
        ("timeEntryIds", None),
        ("timeEntryIds", [1]),
        ("timeEntryIds", [None]),
        ("customerId", None),
        ("customerId", 1),
        ("daysUntilDueDate", None),
        ("projectId", 1),
        ("groupBy", "person"),
        ("issueDate", "1. juni"),
        ("currency", "kr"),
    ],
)
def test_invalid_request_makes_no_draft(
    emulator: Emulator, api: requests.Session, field: str, value: Any
) -> None:
    body = {**body_of(api, [entry(api)]), field: value}
    before = tables(emulator)
    status, message = refusal(api, "POST", PATH, json=body)
    assert (400, True) == (status, f"'{field}" in message)
    assert before == tables(emulator)


def test_supplier_gets_no_draft(api: requests.Session) -> None:
    """By the contract, the contact has to be a customer."""
    supplier = contact(api, supplier=True)["contactId"]
    body = body_of(api, [entry(api)], customerId=supplier)
    assert "is not a customer" in refusal(api, "POST", PATH, json=body)[1]


def test_hours_of_closed_period_are_billed(api: requests.Session) -> None:
    """Only entries that are invoiced or in a draft are refused."""
    rows = ask(api, "GET", "/timeEntries?dateLe=2022-12-31", 200)
    assert [8] == [row["hours"] for row in rows]
    invoice = finalize(api, drafted(api, [rows[0]["timeEntryId"]]))
    assert invoice["invoiceId"] == shown(api, rows[0]["timeEntryId"])["invoiceId"]
