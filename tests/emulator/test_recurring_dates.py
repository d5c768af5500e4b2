"""The invoices that recurring invoices generate when the clock passes the dates of their jobs."""

import random
from collections.abc import Iterator
from typing import Any

import freezegun
import pytest
import requests

from fiken.emulator import Emulator, Status
from tests.emulator.billing import LINE, bill, customer, drafted
from tests.emulator.conftest import Api
from tests.emulator.recurring import (
    EMAIL,
    MONTHLY,
    MovableClock,
    act,
    add_job,
    dates,
    generated,
    job_of,
    job_path,
    recur,
    reschedule,
)
from tests.emulator.test_pdf import pages
from tests.emulator.trade import ask, balance_changes, balances, post, read, refusal

WEEKLY = {"interval": 1, "intervalUnit": "WEEK"}
PDF = {"filename": (None, "plan.pdf"), "file": ("plan.pdf", b"%PDF-1.4 plan")}


@pytest.fixture
def clock() -> MovableClock:
    """A clock that starts at noon of 15 June 2026."""
    return MovableClock()


@pytest.fixture
def emulator(clock: MovableClock) -> Iterator[Emulator]:
    """The demo company with that clock; its books are checked after the test."""
    with Emulator(seed=1, clock=lambda: clock.now) as emulator:
        yield emulator
        emulator.check_books()


def test_invoice_is_issued_on_its_date(clock: MovableClock, api: requests.Session) -> None:
    """Not a day before, and once, however many requests there are."""
    location = recur(api)
    seen = []
    for day in ("2026-06-30", "2026-07-01", "2026-07-01", "2026-07-31"):
        clock.move(day)
        seen.append((dates(api, location), job_of(api, location)["nextDate"]))
    issued = (["2026-07-01"], "2026-08-01")
    assert [([], "2026-07-01"), issued, issued, issued] == seen


def test_generated_invoice_is_booked(clock: MovableClock, api: requests.Session) -> None:
    """It has the texts, the lines and the due date, and it says which job it is of."""
    before = balances(api)
    texts = {"invoiceText": "Leie", "yourReference": "D", "ourReference": "V"}
    who = customer(api, email=EMAIL)
    location = recur(api, customerId=who, **texts, orderReference="PO-9", daysUntilDueDate=10)
    clock.move("2026-07-02")
    (invoice,) = generated(api, location)
    job = job_of(api, location)
    expected = {
        **texts,
        "orderReference": "PO-9",
        "recurringInvoiceId": read(api, location)["recurringInvoiceId"],
        "recurringInvoiceJobId": job["jobId"],
        "createdDate": "2026-07-01",
        "issueDate": "2026-07-01",
        "dueDate": "2026-07-11",
        "bankAccountNumber": job["bankAccountNumber"],
        "net": 1_000_00,
        "gross": 1_250_00,
        "cash": False,
        "dispatches": [{"date": "2026-07-01", "dispatchType": "email"}],
    }
    assert expected == {key: invoice[key] for key in expected}
    assert invoice["lines"] == job["lines"]
    assert (who, 1_250_00) == (
        invoice["customer"]["contactId"],
        invoice["sale"]["outstandingBalance"],
    )
    account = invoice["customer"]["customerAccountCode"]
    assert {account: 1_250_00, "2701": -250_00, "3000": -1_000_00} == balance_changes(api, before)
    (text,) = pages(api.get(invoice["invoicePdf"]["downloadUrl"]).content)
    assert text[0] == f"Faktura {invoice['invoiceNumber']}"


def test_other_invoices_have_no_job(api: requests.Session) -> None:
    invoice = bill(api)
    assert (None, None) == (invoice["recurringInvoiceId"], invoice["recurringInvoiceJobId"])


def test_start_today_is_issued_next(api: requests.Session) -> None:
    """The first invoice can be of today, or of the past in an open year."""
    assert ["2026-06-15"] == dates(api, recur(api, startDate="2026-06-15"))
    expected = ["2026-05-30", "2026-06-06", "2026-06-13"]
    assert expected == dates(api, recur(api, startDate="2026-05-30", frequency=WEEKLY))


def test_passed_dates_are_issued_in_order(clock: MovableClock, api: requests.Session) -> None:
    """The numbers of the invoices of all jobs follow their dates."""
    one, two = recur(api), recur(api, startDate="2026-07-10", frequency=WEEKLY)
    clock.move("2026-08-05")
    expected = ["2026-07-10", "2026-07-17", "2026-07-24", "2026-07-31"]
    assert (["2026-07-01", "2026-08-01"], expected) == (dates(api, one), dates(api, two))
    invoices = sorted(
        generated(api, one) + generated(api, two), key=lambda each: int(each["invoiceNumber"])
    )
    days = [each["issueDate"] for each in invoices]
    assert sorted(days) == days
    assert list(range(10007, 10013)) == [each["invoiceNumber"] for each in invoices]


@pytest.mark.parametrize(
    ("start", "frequency", "expected"),
    [
        ("2026-10-31", MONTHLY, ["2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31"]),
        ("2026-07-31", {**MONTHLY, "interval": 7}, ["2026-07-31", "2027-02-28"]),
        ("2027-01-31", MONTHLY, ["2027-01-31", "2027-02-28"]),
        ("2026-12-30", {**WEEKLY, "interval": 2}, ["2026-12-30", "2027-01-13", "2027-01-27"]),
        ("2026-12-31", {"interval": 30, "intervalUnit": "DAY"}, ["2026-12-31", "2027-01-30"]),
        ("2026-12-31", {**MONTHLY, "interval": 2**31 - 1}, ["2026-12-31"]),
        ("2026-12-31", {**WEEKLY, "interval": 2**31 - 1}, ["2026-12-31"]),
    ],
)
def test_frequency_decides_dates(
    clock: MovableClock,
    api: requests.Session,
    start: str,
    frequency: dict[str, Any],
    expected: list[str],
) -> None:
    """The 31st becomes the last day of a shorter month, and the 31st again."""
    location = recur(api, startDate=start, frequency=frequency)
    clock.move("2027-02-28" if "2027-02-28" in expected else "2027-02-01")
    assert expected == dates(api, location)


@pytest.mark.parametrize(
    ("start", "end", "frequency", "expected"),
    [
        (
            "2024-01-31",
            "2024-04-30",
            MONTHLY,
            ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"],
        ),
        ("2024-02-29", "2025-12-31", {**MONTHLY, "interval": 12}, ["2024-02-29", "2025-02-28"]),
        ("2024-11-29", "2025-04-01", {**MONTHLY, "interval": 3}, ["2024-11-29", "2025-02-28"]),
        ("2024-02-28", "2024-03-01", {"interval": 1, "intervalUnit": "DAY"}, None),
    ],
)
def test_leap_years_are_counted(
    api: requests.Session,
    start: str,
    end: str,
    frequency: dict[str, Any],
    expected: list[str] | None,
) -> None:
    """All dates of the past are issued at once, up to the end date."""
    location = recur(api, startDate=start, endDate=end, frequency=frequency)
    assert (expected or ["2024-02-28", "2024-02-29", "2024-03-01"]) == dates(api, location)


def test_monthly_from_weekly_keeps_day(clock: MovableClock, api: requests.Session) -> None:
    """A month after the 8th is the 8th, although the first weekly invoice was on the 1st."""
    location = recur(api, frequency=WEEKLY)
    clock.move("2026-07-01")
    terms = {"frequency": MONTHLY, "daysUntilDueDate": 14}
    ask(api, "PUT", f"{location}/frequency", 200, json=terms)
    clock.move("2026-09-10")
    assert ["2026-07-01", "2026-07-08", "2026-08-08", "2026-09-08"] == dates(api, location)


def test_last_day_stays_last_day(clock: MovableClock, api: requests.Session) -> None:
    """Another interval does not change the day of the month, although the next date is the 30th."""
    location = recur(api, startDate="2026-08-31")
    clock.move("2026-09-01")
    terms = {"frequency": {**MONTHLY, "interval": 2}, "daysUntilDueDate": 14}
    ask(api, "PUT", f"{location}/frequency", 200, json=terms)
    clock.move("2027-02-01")
    expected = ["2026-08-31", "2026-09-30", "2026-11-30", "2027-01-31"]
    assert expected == dates(api, location)


def test_price_of_product_is_kept(clock: MovableClock, api: requests.Session) -> None:
    """The price on the day on which the lines were written (Emulator choice)."""
    facts = {"name": "Leie", "incomeAccount": "3000", "vatType": "HIGH", "active": True}
    product = post(api, "/products", {**facts, "unitPrice": 100_00})
    line = {"productId": int(product.rpartition("/")[2]), "quantity": 1}
    location = recur(api, lines=[line])
    ask(api, "PUT", product, 200, json={**facts, "unitPrice": 200_00})
    clock.move("2026-07-01")
    ask(api, "PUT", f"{location}/lines", 200, json={"lines": [line]})
    clock.move("2026-08-01")
    assert [100_00, 200_00] == [each["net"] for each in generated(api, location)]


def test_end_date_is_last_day(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api, endDate="2026-08-01")
    clock.move("2026-12-01")
    assert ["2026-07-01", "2026-08-01"] == dates(api, location)
    job = job_of(api, location)
    assert (None, True) == (job["nextDate"], job["active"])


def test_later_end_date_skips_dates(clock: MovableClock, api: requests.Session) -> None:
    """A job that was over goes on with the first date from today on."""
    location = recur(api, endDate="2026-07-31")
    clock.move("2026-11-15")
    reschedule(api, job_path(api, location))
    assert "2026-12-01" == job_of(api, location)["nextDate"]
    assert ["2026-07-01"] == dates(api, location)


def test_changes_apply_to_later_invoices(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api)
    clock.move("2026-07-01")
    lines = [{**LINE, "quantity": 3}]
    ask(api, "PUT", f"{location}/lines", 200, json={"lines": lines})
    terms = {"frequency": WEEKLY, "daysUntilDueDate": 5}
    ask(api, "PUT", f"{location}/frequency", 200, json=terms)
    clock.move("2026-08-08")
    seen = [(each["issueDate"], each["dueDate"], each["net"]) for each in generated(api, location)]
    assert seen == [
        ("2026-07-01", "2026-07-15", 1_000_00),
        ("2026-08-01", "2026-08-06", 1_500_00),
        ("2026-08-08", "2026-08-13", 1_500_00),
    ]


def test_jobs_generate_for_their_customers(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api)
    added = add_job(api, location, nextDate="2026-07-05")
    clock.move("2026-07-31")
    who = [generated(api, location, place)[0]["customer"]["contactId"] for place in (0, 1)]
    assert [job_of(api, location)["customerId"], added["customerId"]] == who
    assert [["2026-07-01"], ["2026-07-05"]] == [dates(api, location, place) for place in (0, 1)]


def test_pause_skips_dates(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api)
    job = job_path(api, location)
    act(api, job, "pause")
    clock.move("2026-09-15")
    assert [] == dates(api, location)
    act(api, job, "resume")
    assert ([], "2026-10-01") == (dates(api, location), job_of(api, location)["nextDate"])
    clock.move("2026-10-01")
    assert ["2026-10-01"] == dates(api, location)


def test_schedule_of_paused_job_keeps_date(clock: MovableClock, api: requests.Session) -> None:
    """By the contract, a request without `nextDate` does not change it, even if it has passed."""
    location = recur(api)
    job = job_path(api, location)
    act(api, job, "pause")
    clock.move("2026-09-15")
    reschedule(api, job, endDate="2026-12-31")
    paused = job_of(api, location)
    assert ("2026-07-01", "2026-12-31") == (paused["nextDate"], paused["endDate"])
    act(api, job, "resume")
    assert ([], "2026-10-01") == (dates(api, location), job_of(api, location)["nextDate"])


def test_job_added_to_paused_one(clock: MovableClock, api: requests.Session) -> None:
    """Its first date is from today on, although the paused job has an older one."""
    location = recur(api, startDate="2026-07-31")
    act(api, job_path(api, location), "pause")
    clock.move("2026-09-15")
    assert "2026-09-30" == add_job(api, location)["nextDate"]
    clock.move("2026-10-31")
    assert ["2026-09-30", "2026-10-31"] == dates(api, location, 1)


def test_stop_ends_invoices(clock: MovableClock, api: requests.Session) -> None:
    """A job that has generated invoices stays, even beside another one."""
    location = recur(api)
    add_job(api, location, nextDate="2026-09-01")
    job = job_path(api, location)
    clock.move("2026-07-01")
    act(api, job, "stop")
    clock.move("2026-12-01")
    stopped = job_of(api, location)
    assert (["2026-07-01"], False, "2026-07-01") == (
        dates(api, location),
        stopped["active"],
        stopped["endDate"],
    )
    assert 4 == len(dates(api, location, 1))


def test_no_date_is_used_twice(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api)
    clock.move("2026-07-10")
    job = job_path(api, location)
    for day in ("2026-06-20", "2026-07-01"):
        status, message = refusal(api, "PUT", f"{job}/schedule", json={"nextDate": day})
        assert (400, True) == (status, "must be after 2026-07-01" in message)
    reschedule(api, job, nextDate="2026-07-02")
    assert ["2026-07-01", "2026-07-02"] == dates(api, location)


@pytest.mark.parametrize(
    ("recipients", "sent"),
    [
        ({"emails": ["a@b.no", "c@d.no"]}, ["email"]),
        ({"ehf": True, "letter": True}, ["ehf", "letter"]),
        ({"smsPhoneNumber": "90000000", "emails": ["a@b.no"]}, ["sms", "email"]),
    ],
)
def test_recipients_decide_dispatches(
    clock: MovableClock, api: requests.Session, recipients: dict[str, Any], sent: list[str]
) -> None:
    who = customer(api, organizationNumber="999000777")
    location = recur(api, customerId=who)
    ask(api, "PUT", f"{job_path(api, location)}/recipients", 200, json=recipients)
    clock.move("2026-07-01")
    (invoice,) = generated(api, location)
    assert sent == [each["dispatchType"] for each in invoice["dispatches"]]


def test_invoice_without_recipient_is_unsent(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api, customerId=customer(api))
    clock.move("2026-07-01")
    assert [[]] == [each["dispatches"] for each in generated(api, location)]


def test_demo_company_stops_sending(api: requests.Session) -> None:
    """It can send 101 documents. The others are issued all the same."""
    rows = [row for path in ("invoices", "offers") for row in ask(api, "GET", f"/{path}", 200)]
    kinds = [each["dispatchType"] for row in rows for each in row["dispatches"]]
    left = 101 - sum(kind != "unknown" for kind in kinds)
    who, daily = customer(api, email=EMAIL), {"interval": 1, "intervalUnit": "DAY"}
    recur(api, customerId=who, startDate="2026-02-01", frequency=daily)
    query = f"/invoices?customerId={who}&pageSize=100"
    invoices = [row for page in (0, 1) for row in ask(api, "GET", f"{query}&page={page}", 200)]
    sent = [len(invoice["dispatches"]) for invoice in invoices]
    assert [1] * left + [0] * (135 - left) == sent


def test_invoices_of_draft_keep_everything(clock: MovableClock, api: requests.Session) -> None:
    """The project, the rounding and the attachments of the draft are on each invoice."""
    project = ask(api, "GET", "/projects", 200)[0]["projectId"]
    fields = {"startDate": "2026-07-01", "frequency": MONTHLY, "projectId": project}
    lines = [{**LINE, "unitPrice": 99_90, "quantity": 1}]
    fields |= {"lines": lines, "roundingType": "round_whole", "currency": "NOK"}
    draft = drafted(api, "invoice", type="repeating_invoice", **fields)
    ask(api, "POST", f"{draft}/attachments", 201, files=PDF)
    location = ask(api, "POST", f"{draft}/createRecurringInvoice", 201)
    clock.move("2026-08-01")
    invoices = generated(api, location)
    assert 2 == len(invoices)
    for invoice in invoices:
        assert (project, 125_00) == (invoice["project"]["projectId"], invoice["gross"])
        (attachment,) = invoice["attachments"]
        assert "plan.pdf" == attachment["filename"]
        assert PDF["file"][1] == api.get(attachment["downloadUrl"]).content


def test_invoice_in_foreign_currency(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api, currency="EUR")
    clock.move("2026-07-01")
    (invoice,) = generated(api, location)
    assert ("EUR", 1_250_00, 12_500_00) == tuple(
        invoice[name] for name in ("currency", "gross", "grossInNok")
    )


def test_uuids_of_invoices_differ(clock: MovableClock, api: requests.Session) -> None:
    location = recur(api)
    clock.move("2026-08-01")
    uuids = {each["invoiceDraftUuid"] for each in generated(api, location)}
    assert 3 == len(uuids | {read(api, location)["invoiceDraftUuid"]})


def test_failed_request_does_not_lose_invoice(
    clock: MovableClock, emulator: Emulator, api: requests.Session
) -> None:
    """Neither one that is refused, nor one that is answered with an error on purpose."""
    location = recur(api)
    clock.move("2026-07-01")
    assert 404 == api.get("/invoices/1").status_code
    with emulator.failing(Status(503)):
        assert 503 == api.get("/invoices").status_code
    assert ["2026-07-01"] == dates(api, location)


def test_job_in_closed_year_is_paused(clock: MovableClock, api: requests.Session) -> None:
    """The year 2027 has not been opened when the clock goes from 2026 to 2036. Others go on."""
    location, other = recur(api), recur(api, startDate="2036-03-01")
    clock.move("2036-03-15")
    assert [f"2026-{month:02}-01" for month in range(7, 13)] == dates(api, location)
    job = job_of(api, location)
    assert (False, "2027-01-01") == (job["active"], job["nextDate"])
    assert ["2036-03-01"] == dates(api, other)
    act(api, job_path(api, location), "resume")
    clock.move("2036-04-01")
    assert ["2036-04-01"] == dates(api, location)[6:]


def test_job_that_charges_vat_is_paused(
    clock: MovableClock, emulator: Emulator, api: requests.Session
) -> None:
    """The company is no longer registered for VAT when the date comes. The other job goes on."""
    free = {**LINE, "incomeAccount": "3200", "vatType": "OUTSIDE"}
    location, other = recur(api), recur(api, lines=[free])
    clock.move("2026-07-01")
    assert ["2026-07-01"] == dates(api, location)
    state = emulator._state
    assert state is not None
    with state.operation():
        state.execute("UPDATE companies SET vat_type = 'no'")
    clock.move("2026-08-01")
    assert [["2026-07-01"], ["2026-07-01", "2026-08-01"]] == [
        dates(api, each) for each in (location, other)
    ]
    job = job_of(api, location)
    assert (False, "2026-08-01") == (job["active"], job["nextDate"])


def test_clock_that_goes_back(clock: MovableClock, api: requests.Session) -> None:
    """No date is used a second time."""
    location = recur(api)
    clock.move("2026-07-01")
    assert ["2026-07-01"] == dates(api, location)
    clock.move("2026-06-15")
    act(api, job_path(api, location), "pause")
    act(api, job_path(api, location), "resume")
    clock.move("2026-07-01")
    job = job_of(api, location)
    assert (["2026-07-01"], "2026-08-01") == (dates(api, location), job["nextDate"])


def test_reset_forgets_invoices(
    clock: MovableClock, emulator: Emulator, api: requests.Session
) -> None:
    """The new books begin on the new date, and nothing of the old ones is issued in them."""
    before = len(ask(api, "GET", "/invoices?pageSize=100", 200))
    recur(api)
    clock.move("2026-07-01")
    assert before + 1 == len(ask(api, "GET", "/invoices?pageSize=100", 200))
    recur(api)
    emulator.reset()
    clock.move("2026-08-01")
    with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as fresh:
        assert before == len(ask(fresh, "GET", "/invoices?pageSize=100", 200))
        location = recur(fresh, startDate="2026-08-01")
        assert ["2026-08-01"] == dates(fresh, location)


def test_frozen_clock_issues_when_moved() -> None:
    """A test that freezes time moves the clock of the machine, which the emulator uses."""
    with freezegun.freeze_time("2026-06-15T10:00:00Z") as frozen, Emulator(seed=1) as emulator:
        with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api:
            location = recur(api)
            assert [] == dates(api, location)
            frozen.move_to("2026-06-30T21:59:00Z")
            assert [] == dates(api, location)
            frozen.move_to("2026-06-30T22:01:00Z")
            assert ["2026-07-01"] == dates(api, location)
        emulator.check_books()


def test_pause_on_date_comes_too_late(clock: MovableClock, api: requests.Session) -> None:
    """Fiken issues the invoices of a day before anybody gets up."""
    location = recur(api)
    job = job_path(api, location)
    clock.move("2026-07-01")
    act(api, job, "pause")
    assert ["2026-07-01"] == dates(api, location)


def test_books_in_file_catch_up(tmp_path: Any) -> None:
    """The emulator need not run on the date: the first request after it issues the invoice."""
    clock, data = MovableClock(), tmp_path / "books.sqlite"
    with (
        Emulator(data=data, seed=1, clock=lambda: clock.now) as emulator,
        Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api,
    ):
        path = recur(api).partition(emulator.company_slug)[2]
    clock.move("2026-08-20")
    with Emulator(data=data, seed=1, clock=lambda: clock.now) as emulator:
        with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api:
            assert ["2026-07-01", "2026-08-01"] == dates(api, path)
        emulator.check_books()


@pytest.mark.parametrize("seed", range(4))
def test_random_changes_keep_books_right(
    clock: MovableClock, emulator: Emulator, api: requests.Session, seed: int
) -> None:
    """Whatever is changed in between, each date has one invoice, and the dates go up."""
    chance = random.Random(seed)
    location = recur(api, startDate="2026-06-16", frequency=WEEKLY)
    for _ in range(3):
        add_job(api, location)
    day = 16
    for _ in range(25):
        place = chance.randrange(len(read(api, location)["jobs"]))
        job = job_path(api, location, place)
        next_date = f"2026-{chance.randrange(6, 13):02}-{chance.randrange(1, 29):02}"
        body: dict[str, Any] = chance.choice([{}, {"nextDate": next_date}, {"endDate": next_date}])
        method, path, payload = chance.choice(
            [
                ("POST", f"{job}/pause", None),
                ("POST", f"{job}/resume", None),
                ("POST", f"{job}/stop", None),
                ("PUT", f"{job}/schedule", body),
                ("PUT", f"{location}/lines", {"lines": [{**LINE, "quantity": day}]}),
                ("PUT", f"{location}/frequency", {"frequency": MONTHLY, "daysUntilDueDate": day}),
            ]
        )
        assert api.request(method, path, json=payload).status_code in {200, 400}
        day += chance.randrange(9)
        clock.move(f"2026-{6 + day // 28:02}-{1 + day % 28:02}")
        for each in range(len(read(api, location)["jobs"])):
            issued = dates(api, location, each)
            assert sorted(set(issued)) == issued
        emulator.check_books()


@pytest.mark.parametrize(
    ("change", "violation"),
    [
        ("UPDATE recurring_invoices SET net = net + 1", "its sums are not those of its lines"),
        ("UPDATE recurring_invoice_jobs SET next_date = '2026-01-01'", "goes back to 2026-01-01"),
        ("UPDATE recurring_invoice_jobs SET stopped = 1", "is stopped, but generates"),
        (
            "UPDATE recurring_invoice_jobs SET ehf = 1, sms_phone_number = '9'",
            "more than one of EHF",
        ),
        (
            """UPDATE recurring_invoice_jobs SET customer_id = (SELECT min(contact_id)
            FROM contacts) WHERE job_id IN (SELECT recurring_invoice_job_id FROM invoices)""",
            "is not for the customer of the job",
        ),
        (
            """DELETE FROM recurring_invoice_jobs WHERE job_id NOT IN
            (SELECT coalesce(recurring_invoice_job_id, 0) FROM invoices)""",
            "has no job",
        ),
    ],
)
def test_violations_are_found(change: str, violation: str) -> None:
    clock = MovableClock()
    with Emulator(seed=1, clock=lambda: clock.now) as emulator:
        with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api:
            recur(api, startDate="2026-06-15")
            ask(api, "GET", "/bankAccounts", 200)
        emulator.check_books()
        state = emulator._state
        assert state is not None
        with state.operation():
            state.execute(change)
        with pytest.raises(AssertionError, match=violation):
            emulator.check_books()
