"""Recurring invoices and their jobs: created, changed, paused and stopped."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import LINE, NUMBER, contact_with_person, customer, drafted
from tests.emulator.recurring import (
    BODY,
    EMAIL,
    MONTHLY,
    act,
    add_job,
    job_of,
    job_path,
    recur,
    reschedule,
)
from tests.emulator.trade import ask, post, read, refusal, tables

GONE = {"ehf": False, "efaktura": False, "letter": False, "smsPhoneNumber": None}
BY_EMAIL = {"emails": [EMAIL], "contactPersonIds": [], **GONE}
UUID = "0b5f6a1e-4a53-4c0d-9d0e-4f6a0c1e2d3b"


def ids(api: requests.Session, query: str) -> set[int]:
    """Return the ids of the recurring invoices that match a query."""
    return {
        row["recurringInvoiceId"] for row in ask(api, "GET", f"/recurringInvoices?{query}", 200)
    }


def key_of(location: str) -> int:
    """Return the id at the end of a URL."""
    return int(location.rpartition("/")[2])


# --- creating ------------------------------------------------------------------------------------


def test_create_makes_one_job(api: requests.Session) -> None:
    who = customer(api, email=EMAIL)
    fields = {"uuid": UUID.upper(), "iban": "NO93", "bic": "DNBANOKK", "endDate": "2027-06-30"}
    location = recur(api, customerId=who, **fields)
    row = read(api, location)
    (job,) = row.pop("jobs")
    assert row == {
        "recurringInvoiceId": key_of(location),
        "createdDate": "2026-06-15",
        "description": None,
        "daysUntilDueDate": 14,
        "active": True,
        "invoiceDraftUuid": UUID,
    }
    (line,) = job.pop("lines")
    assert line.items() >= {**LINE, "net": 1_000_00, "vat": 250_00, "gross": 1_250_00}.items()
    assert isinstance(job.pop("jobId"), int)
    assert job == {
        "customerId": who,
        "frequency": MONTHLY,
        "nextDate": "2026-07-01",
        "endDate": "2027-06-30",
        "active": True,
        "bankAccountNumber": NUMBER,
        "iban": "NO93",
        "bic": "DNBANOKK",
        "recipients": BY_EMAIL,
        "currency": "NOK",
        "net": 1_000_00,
        "gross": 1_250_00,
        "generatedInvoiceIds": [],
    }


def test_end_before_start_is_accepted(api: requests.Session) -> None:
    """Such a job generates no invoice (Emulator choice)."""
    job = job_of(api, recur(api, endDate="2026-06-30"))
    assert (None, "2026-06-30", True) == (job["nextDate"], job["endDate"], job["active"])


def test_create_needs_number_series(may: tuple[Emulator, requests.Session]) -> None:
    """Recurring invoices have no counter of their own: they need the series of invoices."""
    _, api = may
    body = {**BODY, "customerId": customer(api)}
    status, message = refusal(api, "POST", "/recurringInvoices", json=body)
    assert status == 400
    assert message.startswith("Missing number series for drafts of type: repeating_invoice")
    ask(api, "POST", "/invoices/counter", 201, json={})
    post(api, "/recurringInvoices", body)


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"bankAccountNumber": "12345678911"}, 403, "has not been verified"),
        ({"customerId": 1}, 400, "'customerId': no contact found"),
        ({"contactPersonId": 1}, 400, "has no contact person 1"),
        ({"startDate": "2018-04-03"}, 400, "Fiscal year 2018 is invalid"),
        ({"frequency": {**MONTHLY, "interval": 0}}, 400, "interval"),
        ({"frequency": {**MONTHLY, "intervalUnit": "YEAR"}}, 400, "intervalUnit"),
        ({"daysUntilDueDate": 2**31 - 1}, 400, "'daysUntilDueDate': no date is 2147483647 days"),
        ({"currency": "kr"}, 400, "'currency' must be a code"),
        ({"uuid": "nope"}, 400, "'uuid' must be a UUID"),
        ({"lines": []}, 400, "at least one line"),
        ({"lines": [{**LINE, "quantity": -1}]}, 400, "must be positive"),
        ({"lines": [{**LINE, "incomeAccount": "3100"}]}, 400, "ikke en gyldig mva kode"),
    ],
)
def test_bad_recurring_invoice_is_refused(
    api: requests.Session, emulator: Emulator, fields: dict[str, Any], status: int, reason: str
) -> None:
    who = customer(api)
    before = tables(emulator)
    body = {**BODY, "customerId": who, **fields}
    answer = refusal(api, "POST", "/recurringInvoices", json=body)
    assert (status, True) == (answer[0], reason in answer[1]), answer
    assert before == tables(emulator)


@pytest.mark.parametrize("name", [*BODY, "customerId"])
def test_create_requires_fields(api: requests.Session, name: str) -> None:
    body = {**BODY, "customerId": customer(api)}
    del body[name]
    status, message = refusal(api, "POST", "/recurringInvoices", json=body)
    assert (status, True) == (400, name in message)


@pytest.mark.parametrize(
    ("fields", "recipients"),
    [
        ({"email": EMAIL}, {"emails": [EMAIL]}),
        ({"email": EMAIL, "organizationNumber": "999000777"}, {"ehf": True}),
        ({}, {}),
    ],
    ids=["e-mail", "EHF before e-mail", "nobody"],
)
def test_recipients_follow_from_customer(
    api: requests.Session, fields: dict[str, Any], recipients: dict[str, Any]
) -> None:
    location = recur(api, customerId=customer(api, **fields))
    expected = {**BY_EMAIL, "emails": [], **recipients}
    assert expected == job_of(api, location)["recipients"]


def test_contact_person_is_recipient(api: requests.Session) -> None:
    who, person = contact_with_person(api)
    location = recur(api, customerId=who, contactPersonId=person)
    recipients = job_of(api, location)["recipients"]
    assert {**BY_EMAIL, "emails": [], "contactPersonIds": [person]} == recipients


def test_draft_becomes_recurring_invoice(api: requests.Session) -> None:
    """The draft is deleted. Its UUID stays that of the recurring invoice."""
    fields = {"startDate": "2026-07-31", "endDate": "2026-12-31", "frequency": MONTHLY}
    draft = drafted(api, "invoice", type="repeating_invoice", roundingType="round_whole", **fields)
    stored = read(api, draft)
    location = ask(api, "POST", f"{draft}/createRecurringInvoice", 201)
    row = read(api, location)
    (job,) = row["jobs"]
    assert stored["uuid"] == row["invoiceDraftUuid"]
    assert (stored["net"], stored["gross"]) == (job["net"], job["gross"])
    assert ("2026-07-31", "2026-12-31") == (job["nextDate"], job["endDate"])
    assert f"/recurringInvoices/{row['recurringInvoiceId']}" in location
    assert 404 == api.get(draft).status_code


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"type": "invoice"}, 400, "Only a draft of type repeating_invoice"),
        ({"frequency": None}, 400, "'frequency' er påkrevd"),
        ({"bankAccountNumber": None}, 500, "Kontonummer mangler på faktura"),
        ({"lines": []}, 400, "at least one line"),
    ],
)
def test_unfit_draft_stays_draft(
    api: requests.Session, fields: dict[str, Any], status: int, reason: str
) -> None:
    facts = {"type": "repeating_invoice", "startDate": "2026-07-01", "frequency": MONTHLY}
    draft = drafted(api, "invoice", **{**facts, **fields})
    answer = refusal(api, "POST", f"{draft}/createRecurringInvoice")
    assert (status, True) == (answer[0], reason in answer[1]), answer
    read(api, draft)


# --- listing -------------------------------------------------------------------------------------


def test_list_filters_customer_and_activity(api: requests.Session) -> None:
    """Active are those with at least one job that is not paused."""
    one, two, paused = recur(api), recur(api), recur(api)
    job = add_job(api, one)
    act(api, job_path(api, one), "pause")
    act(api, job_path(api, paused), "pause")
    mine = {key_of(each) for each in (one, two, paused)}
    assert mine <= ids(api, "")
    assert {key_of(one), key_of(two)} == ids(api, "active=true") & mine
    assert {key_of(paused)} == ids(api, "active=false") & mine
    assert {key_of(one)} == ids(api, f"customerId={job['customerId']}")
    assert set() == ids(api, f"customerId={job['customerId']}&active=false")
    assert (True, False) == tuple(read(api, each)["active"] for each in (one, paused))


def test_list_has_pages(api: requests.Session) -> None:
    recur(api)
    answer = api.get("/recurringInvoices?pageSize=1&page=1")
    assert 1 == len(answer.json())
    assert "2" == answer.headers["Fiken-Api-Result-Count"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("POST", "/jobs", {"customerId": 1}),
        ("PUT", "/lines", {"lines": [LINE]}),
        ("PUT", "/frequency", {"frequency": MONTHLY, "daysUntilDueDate": 14}),
        ("PUT", "/jobs/2/schedule", {}),
        ("PUT", "/jobs/2/recipients", {"letter": True}),
        ("POST", "/jobs/2/pause", None),
        ("POST", "/jobs/2/resume", None),
        ("POST", "/jobs/2/stop", None),
    ],
)
def test_unknown_ids_are_not_found(
    api: requests.Session, method: str, path: str, body: dict[str, Any] | None
) -> None:
    """Neither a recurring invoice that does not exist, nor a job of another recurring invoice."""
    assert 404 == refusal(api, method, f"/recurringInvoices/1{path}", json=body)[0]
    if "/jobs/2" in path:
        other = f"/jobs/{job_of(api, recur(api))['jobId']}"
        there = path.replace("/jobs/2", other)
        assert 404 == refusal(api, method, f"{recur(api)}{there}", json=body)[0]


# --- changing all jobs ---------------------------------------------------------------------------


def test_lines_are_replaced_for_all(api: requests.Session) -> None:
    location = recur(api)
    add_job(api, location)
    lines = [{**LINE, "quantity": 1, "unitPrice": 99_90}, {**LINE, "quantity": 3}]
    body = {"lines": lines, "roundingType": "round_whole"}
    assert ask(api, "PUT", f"{location}/lines", 200, json=body) is None
    net = 99_90 + 3 * 500_00
    gross = net + round(net / 4)
    rounding = round(gross, -2) - gross
    for job in read(api, location)["jobs"]:
        assert [1, 3] == [line["quantity"] for line in job["lines"]]
        assert (net + rounding, gross + rounding) == (job["net"], job["gross"])


def test_lines_without_rounding_clear_it(api: requests.Session) -> None:
    location = recur(api)
    lines = [{**LINE, "quantity": 1, "unitPrice": 99_90}]
    gross = []
    for rounding in ({"roundingType": "round_whole"}, {}):
        ask(api, "PUT", f"{location}/lines", 200, json={"lines": lines, **rounding})
        gross.append(job_of(api, location)["gross"])
    assert [125_00, 124_88] == gross


@pytest.mark.parametrize(
    "body",
    [
        {"lines": []},
        {"lines": [{"quantity": 1}]},
        {"lines": [{**LINE, "unitPrice": 0}]},
        {"roundingType": "none"},
    ],
    ids=["no lines", "no price", "nothing to pay", "lines left out"],
)
def test_bad_lines_change_nothing(api: requests.Session, body: dict[str, Any]) -> None:
    location = recur(api)
    before = read(api, location)
    assert 400 == refusal(api, "PUT", f"{location}/lines", json=body)[0]
    assert before == read(api, location)


def test_frequency_replaces_description_too(api: requests.Session) -> None:
    location = recur(api)
    terms = {"frequency": {"interval": 2, "intervalUnit": "WEEK"}, "daysUntilDueDate": 30}
    shown = []
    for described in ({"description": "Leie"}, {}):
        body = {**terms, **described}
        assert ask(api, "PUT", f"{location}/frequency", 200, json=body) is None
        shown.append(read(api, location)["description"])
    assert ["Leie", None] == shown
    row = read(api, location)
    job = row["jobs"][0]
    assert 30 == row["daysUntilDueDate"]
    assert (terms["frequency"], "2026-07-01") == (job["frequency"], job["nextDate"])


def test_impossible_due_date_changes_nothing(api: requests.Session) -> None:
    location = recur(api)
    body = {"frequency": MONTHLY, "daysUntilDueDate": -(2**31), "description": "Ny"}
    message = refusal(api, "PUT", f"{location}/frequency", json=body)[1]
    assert "'daysUntilDueDate': no date is -2147483648 days after 2026-06-15" == message
    assert (14, None) == tuple(
        read(api, location)[name] for name in ("daysUntilDueDate", "description")
    )


@pytest.mark.parametrize("name", ["frequency", "daysUntilDueDate"])
def test_frequency_requires_both_terms(api: requests.Session, name: str) -> None:
    body: dict[str, Any] = {"frequency": MONTHLY, "daysUntilDueDate": 14}
    del body[name]
    assert 400 == refusal(api, "PUT", f"{recur(api)}/frequency", json=body)[0]


# --- jobs ----------------------------------------------------------------------------------------


def test_added_job_copies_other(api: requests.Session) -> None:
    """Only the customer and the recipients differ."""
    location = recur(api, endDate="2026-12-31", startDate="2026-07-31")
    job = add_job(api, location)
    differing = {"jobId", "customerId"}
    first = job_of(api, location)
    assert differing == {name for name in job if job[name] != first[name]}


def test_added_job_has_contact_persons(api: requests.Session) -> None:
    who, person = contact_with_person(api)
    job = add_job(api, recur(api), customerId=who, contactPersonIds=[person], nextDate="2026-08-15")
    assert ("2026-08-15", [person]) == (job["nextDate"], job["recipients"]["contactPersonIds"])


def test_customer_has_one_job_only(api: requests.Session) -> None:
    who = customer(api, email=EMAIL)
    location = recur(api, customerId=who)
    for verb in ("pause", "stop"):
        status, message = refusal(api, "POST", f"{location}/jobs", json={"customerId": who})
        assert (400, True) == (status, "has a job of this recurring invoice" in message)
        act(api, job_path(api, location), verb)


def test_unreachable_customer_gets_no_job(api: requests.Session) -> None:
    """By the contract, since the invoices could not be sent."""
    location = recur(api)
    body = {"customerId": customer(api)}
    status, message = refusal(api, "POST", f"{location}/jobs", json=body)
    assert (400, True) == (status, "has no e-mail address" in message)
    assert 1 == len(read(api, location)["jobs"])


def test_job_needs_own_contact_persons(api: requests.Session) -> None:
    _, stranger = contact_with_person(api)
    body = {"customerId": customer(api, email=EMAIL), "contactPersonIds": [stranger]}
    status, message = refusal(api, "POST", f"{recur(api)}/jobs", json=body)
    assert (400, True) == (status, f"has no contact person {stranger}" in message)


def test_schedule_clears_missing_end_date(api: requests.Session) -> None:
    """What is left out keeps the next date, but clears the end date."""
    location = recur(api, endDate="2026-12-31")
    job = job_path(api, location)
    seen = []
    for fields in ({"nextDate": "2026-07-20", "endDate": "2026-11-30"}, {}):
        reschedule(api, job, **fields)
        seen.append(tuple(job_of(api, location)[name] for name in ("nextDate", "endDate")))
    assert [("2026-07-20", "2026-11-30"), ("2026-07-20", None)] == seen


def test_next_date_in_closed_year(api: requests.Session) -> None:
    body = {"nextDate": "2018-01-01"}
    expected = (400, "Fiscal year 2018 is invalid")
    assert expected == refusal(api, "PUT", f"{job_path(api, recur(api))}/schedule", json=body)


def test_job_past_its_end(api: requests.Session) -> None:
    """It has no next date, and gets it back with the end date."""
    location = recur(api)
    job = job_path(api, location)
    reschedule(api, job, endDate="2026-06-20")
    assert job_of(api, location)["nextDate"] is None
    reschedule(api, job)
    assert "2026-07-01" == job_of(api, location)["nextDate"]


def test_recipients_are_replaced(api: requests.Session) -> None:
    """What is left out is switched off, and the address of a contact person becomes its id."""
    who, person = contact_with_person(api)
    location = recur(api, customerId=who, contactPersonId=person)
    job = job_path(api, location)
    bodies: list[dict[str, Any]] = [
        {"emails": ["a@b.no", "PER@kunde.example"], "letter": True},
        {"contactPersonIds": [person], "smsPhoneNumber": "90000000"},
        {"emails": ["a@b.no", "a@b.no"]},
    ]
    shown = []
    for body in bodies:
        assert ask(api, "PUT", f"{job}/recipients", 200, json=body) is None
        shown.append(job_of(api, location)["recipients"])
    empty: dict[str, Any] = {"emails": [], "contactPersonIds": [], **GONE}
    assert shown == [
        {**empty, "emails": ["a@b.no"], "contactPersonIds": [person], "letter": True},
        {**empty, **bodies[1]},
        {**empty, "emails": ["a@b.no"]},
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "at least one recipient"),
        ({"emails": [], "ehf": False, "smsPhoneNumber": ""}, "at least one recipient"),
        ({"ehf": True, "smsPhoneNumber": "90000000"}, "mutually exclusive"),
        ({"ehf": True, "efaktura": True}, "mutually exclusive"),
        ({"efaktura": True}, "eFaktura agreement"),
        ({"ehf": True}, "organization number"),
        ({"emails": ["nobody"]}, "not an e-mail address"),
        ({"contactPersonIds": [1]}, "has no contact person 1"),
    ],
)
def test_bad_recipients_change_nothing(
    api: requests.Session, body: dict[str, Any], reason: str
) -> None:
    location = recur(api)
    status, message = refusal(api, "PUT", f"{job_path(api, location)}/recipients", json=body)
    assert (400, True) == (status, reason in message), message
    assert BY_EMAIL == job_of(api, location)["recipients"]


def test_ehf_needs_supported_currency(api: requests.Session) -> None:
    who = customer(api, organizationNumber="999000777", email=EMAIL)
    location = recur(api, customerId=who, currency="XTS")
    assert BY_EMAIL == job_of(api, location)["recipients"]
    path = f"{job_path(api, location)}/recipients"
    assert "supported currency" in refusal(api, "PUT", path, json={"ehf": True})[1]


def test_pause_and_resume(api: requests.Session) -> None:
    """Both can be repeated."""
    location = recur(api)
    job = job_path(api, location)
    seen = []
    for verb in ("pause", "pause", "resume", "resume"):
        act(api, job, verb)
        seen.append((job_of(api, location)["active"], read(api, location)["active"]))
    assert [(False, False)] * 2 + [(True, True)] * 2 == seen


def test_unused_job_is_deleted_by_stop(api: requests.Session) -> None:
    """If it is not the only one. A contact without jobs can be deleted."""
    location = recur(api)
    first, added = job_of(api, location), add_job(api, location)
    act(api, f"{location}/jobs/{added['jobId']}", "stop")
    assert [first] == read(api, location)["jobs"]
    assert 204 == api.delete(f"/contacts/{added['customerId']}").status_code


def test_only_job_is_stopped_for_ever(api: requests.Session) -> None:
    location = recur(api)
    job = job_path(api, location)
    act(api, job, "stop")
    act(api, job, "stop")
    stopped = job_of(api, location)
    assert (False, None, "2026-06-15") == tuple(
        stopped[name] for name in ("active", "nextDate", "endDate")
    )
    for method, path, body in (
        ("POST", "pause", None),
        ("POST", "resume", None),
        ("PUT", "schedule", {"nextDate": "2026-08-01"}),
        ("PUT", "recipients", {"emails": ["a@b.no"]}),
    ):
        status, message = refusal(api, method, f"{job}/{path}", json=body)
        assert (400, True) == (status, "is stopped for ever" in message)
    assert stopped == job_of(api, location)


def test_job_beside_stopped_needs_date(api: requests.Session) -> None:
    location = recur(api)
    act(api, job_path(api, location), "stop")
    body: dict[str, Any] = {"customerId": customer(api, email=EMAIL)}
    assert "'nextDate' is required" in refusal(api, "POST", f"{location}/jobs", json=body)[1]
    job = add_job(api, location, nextDate="2026-08-01")
    assert ("2026-08-01", None, True) == (job["nextDate"], job["endDate"], job["active"])


def test_customer_of_job_becomes_inactive(api: requests.Session) -> None:
    """A contact that a job refers to cannot be deleted."""
    who = customer(api, email=EMAIL)
    location = recur(api, customerId=who)
    assert 200 == api.delete(f"/contacts/{who}").status_code
    assert who == job_of(api, location)["customerId"]


def test_deleted_contact_person_stays_recipient(api: requests.Session) -> None:
    """The address is kept, and is then that of nobody in particular."""
    who, person = contact_with_person(api)
    location = recur(api, customerId=who, contactPersonId=person)
    assert 204 == api.delete(f"/contacts/{who}/contactPerson/{person}").status_code
    recipients = job_of(api, location)["recipients"]
    assert (["per@kunde.example"], []) == (recipients["emails"], recipients["contactPersonIds"])


# --- the demo company ----------------------------------------------------------------------------


def test_demo_has_active_and_paused_job(api: requests.Session) -> None:
    """Neither has generated an invoice, nor will for more than a year."""
    (row,) = ask(api, "GET", "/recurringInvoices", 200)
    assert ("Kaffeabonnement", True) == (row["description"], row["active"])
    assert [True, False] == [job["active"] for job in row["jobs"]]
    assert ["2028-01-01"] * 2 == [job["nextDate"] for job in row["jobs"]]
    assert [False, True] == [job["recipients"]["ehf"] for job in row["jobs"]]
    assert [[], []] == [job["generatedInvoiceIds"] for job in row["jobs"]]


def test_empty_books_have_no_recurring_invoice(may: tuple[Emulator, requests.Session]) -> None:
    assert [] == ask(may[1], "GET", "/recurringInvoices", 200)
