"""Sales: what is booked, what comes back, and what becomes of them."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import (
    BANK,
    IN_CASH,
    LINE,
    SALE,
    ask,
    balances,
    contact,
    moved,
    post,
    refusal,
    tables,
)

NET, VAT = 1_000_00, 250_00
GROSS = NET + VAT
CASH_SALE = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": GROSS}


def create(api: requests.Session, **fields: Any) -> str:
    return post(api, "/sales", {**SALE, **fields})


def read(api: requests.Session, path: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(api, "GET", path, 200)
    return found


def pay(api: requests.Session, sale: str, amount: int, date: str = "2026-06-10") -> str:
    return post(api, f"{sale}/payments", {"date": date, "account": BANK, "amount": amount})


def test_a_sale_comes_back_with_all_that_follows_from_it(api: requests.Session) -> None:
    """Every field of the answer, none of it copied from an answer of the emulator."""
    customer = contact(api, customer=True)
    project = ask(api, "GET", "/projects", 200)[0]
    own = {"saleNumber": "A-7", "dueDate": "2026-06-15", "kid": "12345"}
    named = {"customerId": customer["contactId"], "projectId": project["projectId"]}
    location = create(api, **own, **named)
    shown = read(api, location)
    assert isinstance(shown.pop("transactionId"), int)
    assert isinstance(shown["lines"][0].pop("lineId"), int)
    line = {**LINE, "netPriceInCurrency": None, "vatInCurrency": None}
    assert shown == {
        "saleId": int(location.rpartition("/")[2]),
        "lastModifiedDate": "2026-06-15",
        **own,
        "date": "2026-06-01",
        "kind": "external_invoice",
        "netAmount": NET,
        "vatAmount": VAT,
        "settled": False,
        "settledDate": None,
        "writeOff": False,
        "totalPaid": 0,
        "totalPaidInCurrency": None,
        "outstandingBalance": GROSS,
        "outstandingBalanceInCurrency": None,
        "lines": [line],
        "customer": customer,
        "currency": "NOK",
        "paymentAccount": None,
        "salePayments": [],
        "saleAttachments": [],
        "paymentDate": None,
        "project": project,
        "notes": [],
        "deleted": False,
        "paid": None,
    }


def test_a_sale_is_owed_by_its_customer_and_vat_is_owed_to_the_state(
    api: requests.Session,
) -> None:
    account = contact(api, customer=True)
    before = balances(api)
    create(api, customerId=account["contactId"])
    code = account["customerAccountCode"]
    assert {code: GROSS, "2701": -VAT, "3000": -NET} == moved(api, before)


def test_a_sale_without_a_customer_is_owed_on_1500(api: requests.Session) -> None:
    """Our choice: the contract does not demand a customer."""
    before = balances(api)
    create(api)
    assert {"1500": GROSS, "2701": -VAT, "3000": -NET} == moved(api, before)


def test_what_net_and_vat_a_line_states_is_taken_as_given(api: requests.Session) -> None:
    """Totals are exact to the øre, whatever the rate says.

    Observed: docs/observed.md#7-units
    """
    before = balances(api)
    shown = read(api, create(api, lines=[{**LINE, "netPrice": 99_99, "vat": 24_01}]))
    assert (99_99, 24_01, 124_00) == (
        shown["netAmount"],
        shown["vatAmount"],
        shown["outstandingBalance"],
    )
    assert {"1500": 124_00, "2701": -24_01, "3000": -99_99} == moved(api, before)


def test_a_sale_of_several_lines_books_each_on_its_own_account(api: requests.Session) -> None:
    lines = [
        {**LINE, "netPrice": 800_00, "vat": 200_00},
        {**LINE, "account": "3040", "vatType": "MEDIUM", "netPrice": 100_00, "vat": 15_00},
        {"description": "Kurs", "account": "3200", "vatType": "OUTSIDE", "netPrice": 50_00},
    ]
    before = balances(api)
    shown = read(api, create(api, lines=lines))
    assert [0, 15_00, 200_00] == sorted(line["vat"] for line in shown["lines"])
    assert {
        "1500": 1_165_00,
        "2701": -200_00,
        "2702": -15_00,
        "3000": -800_00,
        "3040": -100_00,
        "3200": -50_00,
    } == moved(api, before)


def test_a_sale_is_a_transaction_with_its_vat_code(api: requests.Session) -> None:
    shown = read(api, create(api, saleNumber="77"))
    transaction = read(api, f"/transactions/{shown['transactionId']}")
    lines = transaction["entries"][0]["lines"]
    found = {line["account"]: (line["amount"], line["vatCode"]) for line in lines}
    assert {"3000": (-NET, "3"), "2701": (-VAT, None), "1500": (GROSS, None)} == found
    assert "Salg 77" == transaction["description"]


# --- cash ----------------------------------------------------------------------------------------


def test_a_cash_sale_is_paid_at_once(api: requests.Session) -> None:
    before = balances(api)
    shown = read(api, post(api, "/sales", CASH_SALE))
    assert {BANK: GROSS, "2701": -VAT, "3000": -NET} == moved(api, before)
    assert (True, "2026-06-01", GROSS, 0) == (
        shown["settled"],
        shown["settledDate"],
        shown["totalPaid"],
        shown["outstandingBalance"],
    )
    assert (BANK, "2026-06-01") == (shown["paymentAccount"], shown["paymentDate"])
    assert [GROSS] == [payment["amount"] for payment in shown["salePayments"]]


def test_the_fee_of_a_cash_sale_is_a_second_payment(api: requests.Session) -> None:
    """`totalPaid` is the gross all the same.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    shown = read(api, post(api, "/sales", {**CASH_SALE, "paymentFee": 20_00}))
    found = [(payment["account"], payment["amount"]) for payment in shown["salePayments"]]
    assert [(BANK, GROSS - 20_00), ("7770", 20_00)] == found
    assert (GROSS, 0) == (shown["totalPaid"], shown["outstandingBalance"])
    expected = {BANK: GROSS - 20_00, "7770": 20_00, "2701": -VAT, "3000": -NET}
    assert expected == moved(api, before)


def test_a_cash_sale_states_what_was_paid(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    body = {name: value for name, value in CASH_SALE.items() if name != "totalPaid"}
    expected = (400, "Missing field 'totalPaid' for sale marked as paid in NOK")
    assert expected == refusal(api, "POST", "/sales", json=body)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"totalPaid": GROSS - 1}, "totalPaid"),
        ({"totalPaid": GROSS + 1}, "totalPaid"),
        ({"paymentDate": "2026-06-02"}, "paymentDate"),
        ({"paymentDate": None}, "paymentDate"),
        ({"paymentAccount": None}, "paymentAccount"),
    ],
)
def test_a_cash_sale_is_paid_in_full_on_its_day_to_an_account(
    emulator: Emulator, api: requests.Session, change: dict[str, Any], named: str
) -> None:
    """Observed: docs/observed.md#11-sales-and-purchases"""
    before = tables(emulator)
    status, message = refusal(api, "POST", "/sales", json={**CASH_SALE, **change})
    assert (400, True) == (status, f"'{named}'" in message)
    assert before == tables(emulator)


def test_an_invoice_can_be_paid_in_part_as_it_is_booked(api: requests.Session) -> None:
    paid = {"paymentAccount": BANK, "totalPaid": 250_00}
    shown = read(api, create(api, **paid))
    assert (250_00, 1_000_00, False) == (
        shown["totalPaid"],
        shown["outstandingBalance"],
        shown["settled"],
    )


# --- refusals ------------------------------------------------------------------------------------


def test_a_cash_sale_in_dollars_is_paid_in_full(emulator: Emulator, api: requests.Session) -> None:
    """So it was seen for kroner. Emulator choice: it holds for other currencies too.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    line = {"description": "x", "account": "3900", "vatType": "NONE", "netPriceInCurrency": 100_00}
    body = {**CASH_SALE, "currency": "USD", "totalPaid": 900_00, "lines": [line]}
    before = tables(emulator)
    refused = {**body, "totalPaidInCurrency": 50_00}
    status, message = refusal(api, "POST", "/sales", json=refused)
    assert (400, True) == (status, "'totalPaidInCurrency'" in message)
    assert before == tables(emulator)
    shown = read(api, post(api, "/sales", {**body, "totalPaidInCurrency": 100_00}))
    assert (True, 0) == (shown["settled"], shown["outstandingBalanceInCurrency"])


def test_a_vat_of_0_is_refused(api: requests.Session) -> None:
    """A vat of 0 has to be left out.

    Observed: docs/observed.md#4-error-bodies
    """
    line = {"description": "Kurs", "account": "3200", "vatType": "OUTSIDE", "netPrice": 100}
    expected = (400, "Lines with 0 amount is not allowed")
    assert expected == refusal(api, "POST", "/sales", json={**SALE, "lines": [{**line, "vat": 0}]})
    assert 201 == api.post("/sales", json={**SALE, "lines": [line]}).status_code


def test_a_net_of_0_is_refused_too(api: requests.Session) -> None:
    """Our reading of the same sentence."""
    line = {"description": "Kurs", "account": "3200", "vatType": "OUTSIDE", "netPrice": 0}
    expected = (400, "Lines with 0 amount is not allowed")
    assert expected == refusal(api, "POST", "/sales", json={**SALE, "lines": [line]})


def test_a_year_that_is_not_open_is_refused(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    found = refusal(api, "POST", "/sales", json={**SALE, "date": "2027-01-01"})
    assert (400, "Fiscal year 2027 is invalid") == found


def test_a_future_date_of_an_open_year_is_taken(api: requests.Session) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    assert "2026-12-24" == read(api, create(api, date="2026-12-24"))["date"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{**LINE, "account": "9999"}]}, "9999"),
        ({"lines": [{**LINE, "account": None}]}, "account"),
        ({"lines": [{**LINE, "netPrice": None}]}, "netPrice"),
        ({"lines": [{**LINE, "description": "x" * 201}]}, "200"),
        ({"lines": [{**LINE, "vatType": "HØY"}]}, "HØY"),
        ({"customerId": 1}, "customerId"),
        ({"projectId": 1}, "projectId"),
        ({"currency": "nok"}, "currency"),
        ({"kind": "supplier"}, "kind"),
        ({"paymentAccount": "1234", "totalPaid": GROSS}, "1234"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    emulator: Emulator, api: requests.Session, change: dict[str, Any], named: str
) -> None:
    before = tables(emulator)
    status, message = refusal(api, "POST", "/sales", json={**SALE, **change})
    assert (400, True) == (status, named in message)
    assert before == tables(emulator)


def test_a_supplier_is_no_customer(api: requests.Session) -> None:
    supplier = contact(api, supplier=True)
    body = {**SALE, "customerId": supplier["contactId"]}
    assert 400 == refusal(api, "POST", "/sales", json=body)[0]


def test_paid_may_be_sent_and_means_nothing(api: requests.Session) -> None:
    """The contract requires it and declares it nowhere.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    assert read(api, create(api, paid=True))["settled"] is False


@pytest.mark.parametrize("body", [SALE, CASH_SALE], ids=["owed", "paid"])
def test_paid_is_null_in_every_answer(api: requests.Session, body: dict[str, Any]) -> None:
    """It is null whatever is paid; in the list and in the answer of a deletion too.

    Observed: docs/observed.md#10-invoices-and-counters, docs/observed.md#14-description-and-service
    """
    location = post(api, "/sales", {**body, "saleNumber": "P"})
    shown = [read(api, location), *ask(api, "GET", "/sales?saleNumber=P", 200)]
    shown.append(ask(api, "PATCH", f"{location}/delete?description=Feil", 200))
    assert [None] * 3 == [each["paid"] for each in shown]


# --- the end of a sale ---------------------------------------------------------------------------


def test_a_deleted_sale_is_flagged_reversed_and_stays_in_lists(api: requests.Session) -> None:
    """Observed: docs/observed.md#11-sales-and-purchases"""
    before = balances(api)
    location = create(api, saleNumber="9")
    shown = ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    assert (True, 0, False) == (shown["deleted"], shown["outstandingBalance"], shown["settled"])
    assert {} == moved(api, before)
    assert [True] == [sale["deleted"] for sale in ask(api, "GET", "/sales?saleNumber=9", 200)]
    booked = read(api, f"/transactions/{shown['transactionId']}")
    offset = booked["entries"][0]["offsetTransactionId"]
    assert (True, "Feil") == (
        booked["deleted"],
        read(api, f"/transactions/{offset}")["description"],
    )


def test_a_sale_is_deleted_once(emulator: Emulator, api: requests.Session) -> None:
    """Twice would reverse it twice; the status is our choice."""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/delete?description=Feil")[0]
    assert before == tables(emulator)


def test_a_description_of_more_than_200_is_500(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description={'x' * 201}", 500)
    assert read(api, location)["deleted"] is False
    ask(api, "PATCH", f"{location}/delete?description={'x' * 200}", 200)


def test_a_sale_is_settled_without_payment_and_the_day_can_be_moved(api: requests.Session) -> None:
    """The contract; that nothing is posted is our choice."""
    before = balances(api)
    location = create(api)
    for day in ("2026-06-20", "2026-06-25"):
        shown = ask(api, "PATCH", f"{location}/settled?settledDate={day}", 200)
        assert (True, day, 0, 0) == (
            shown["settled"],
            shown["settledDate"],
            shown["outstandingBalance"],
            shown["totalPaid"],
        )
    assert GROSS == moved(api, before)["1500"]


def test_what_is_lost_is_written_off(api: requests.Session) -> None:
    location = create(api)
    pay(api, location, 250_00)
    before = balances(api)
    body = {"type": "COLLECTION_FAILED", "date": "2026-06-12", "comment": "Konkurs"}
    shown = ask(api, "PATCH", f"{location}/writeOff", 200, json=body)
    assert (True, True, "2026-06-12", 0, 250_00) == (
        shown["writeOff"],
        shown["settled"],
        shown["settledDate"],
        shown["outstandingBalance"],
        shown["totalPaid"],
    )
    assert {"1500": -1_000_00, "7830": 1_000_00} == moved(api, before)


WRITE_OFF = {"type": "DEEMED_IRRECOVERABLE", "date": "2026-06-12"}


def cash(api: requests.Session) -> str:
    return post(api, "/sales", CASH_SALE)


def paid(api: requests.Session) -> str:
    location = create(api)
    pay(api, location, GROSS)
    return location


def settled(api: requests.Session) -> str:
    location = create(api)
    ask(api, "PATCH", f"{location}/settled?settledDate=2026-06-20", 200)
    return location


def deleted(api: requests.Session) -> str:
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    return location


def written_off(api: requests.Session) -> str:
    location = create(api)
    ask(api, "PATCH", f"{location}/writeOff", 200, json=WRITE_OFF)
    return location


def of_the_same_day(api: requests.Session) -> str:
    return create(api, date=WRITE_OFF["date"])


@pytest.mark.parametrize("ended", [cash, paid, settled, deleted, written_off, of_the_same_day])
def test_only_what_is_outstanding_is_written_off(
    emulator: Emulator, api: requests.Session, ended: Any
) -> None:
    """The contract's conditions."""
    location = ended(api)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/writeOff", json=WRITE_OFF)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("action", ["delete?description=Feil", "settled?settledDate=2026-06-20"])
def test_a_sale_that_is_deleted_stays_so(api: requests.Session, action: str) -> None:
    assert 400 == refusal(api, "PATCH", f"{deleted(api)}/{action}")[0]


def test_a_sale_that_is_written_off_is_not_deleted(api: requests.Session) -> None:
    """Our choice: no operation undoes a write-off."""
    assert 400 == refusal(api, "PATCH", f"{written_off(api)}/delete?description=Feil")[0]


def test_a_sale_that_is_written_off_is_not_settled(
    emulator: Emulator, api: requests.Session
) -> None:
    """Our choice: the day of the write-off is the one on which it was settled."""
    location = written_off(api)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/settled?settledDate=2026-06-20")[0]
    assert before == tables(emulator)


def test_a_sale_is_not_settled_in_a_year_that_is_not_open(
    emulator: Emulator, api: requests.Session
) -> None:
    """So it was with every date that was tried.

    Observed: docs/observed.md#4-error-bodies
    """
    location = create(api)
    before = tables(emulator)
    expected = (400, "Fiscal year 2027 is invalid")
    assert expected == refusal(api, "PATCH", f"{location}/settled?settledDate=2027-01-01")
    assert before == tables(emulator)


@pytest.mark.parametrize(("made", "day"), [(cash, "2026-06-20"), (create, "2026-05-31")])
def test_a_cash_sale_or_a_day_before_the_sale_is_settled(
    api: requests.Session, made: Any, day: str
) -> None:
    """Our choice: no fact refuses either."""
    shown = ask(api, "PATCH", f"{made(api)}/settled?settledDate={day}", 200)
    assert (True, day) == (shown["settled"], shown["settledDate"])


def test_a_sale_that_is_not_there_is_404(api: requests.Session) -> None:
    for method, path in (("GET", "/sales/1"), ("PATCH", "/sales/1/delete?description=Feil")):
        assert 404 == refusal(api, method, path)[0]


# --- foreign currency ----------------------------------------------------------------------------

EURO = {**LINE, "netPriceInCurrency": 100_00, "vatInCurrency": 25_00}


def test_a_sale_in_euro_is_booked_in_the_nok_it_states(api: requests.Session) -> None:
    line = {**EURO, "netPrice": 1_150_00, "vat": 287_50}
    before = balances(api)
    location = create(api, currency="EUR", lines=[line])
    shown = read(api, location)
    assert (1_437_50, 125_00, 0) == (
        shown["outstandingBalance"],
        shown["outstandingBalanceInCurrency"],
        shown["totalPaidInCurrency"],
    )
    assert {"1500": 1_437_50, "2701": -287_50, "3000": -1_150_00} == moved(api, before)


def test_without_nok_a_sale_is_converted_at_10(api: requests.Session) -> None:
    """Our choice: the emulator knows no rates."""
    line = {name: value for name, value in EURO.items() if name not in {"netPrice", "vat"}}
    shown = read(api, create(api, currency="EUR", lines=[line]))
    assert (1_000_00, 250_00) == (shown["netAmount"], shown["vatAmount"])


def test_a_cash_sale_in_euro_is_paid_in_euro(api: requests.Session) -> None:
    line = {**EURO, "netPrice": 1_150_00, "vat": 287_50}
    body = {**CASH_SALE, "currency": "EUR", "lines": [line], "totalPaidInCurrency": 125_00}
    before = balances(api)
    shown = read(api, post(api, "/sales", {**body, "totalPaid": 1_437_50}))
    assert (True, 0, 0, 125_00, 1_437_50) == (
        shown["settled"],
        shown["outstandingBalance"],
        shown["outstandingBalanceInCurrency"],
        shown["totalPaidInCurrency"],
        shown["totalPaid"],
    )
    assert 1_437_50 == moved(api, before)[BANK]


@pytest.mark.parametrize(("total_paid", "net"), [(600_00, 1_200_00), (None, 1_000_00)])
def test_a_sale_in_euro_that_is_paid_in_part(
    api: requests.Session, total_paid: int | None, net: int
) -> None:
    """Half of the euros are half of the NOK; the rate is that of what was paid, or 10."""
    line = {"description": "x", "account": "3900", "vatType": "NONE", "netPriceInCurrency": 100_00}
    paid = {"paymentAccount": BANK, "totalPaid": total_paid, "totalPaidInCurrency": 50_00}
    shown = read(api, create(api, currency="EUR", lines=[line], **paid))
    assert (net, net // 2, net // 2, 50_00, False) == (
        shown["netAmount"],
        shown["totalPaid"],
        shown["outstandingBalance"],
        shown["outstandingBalanceInCurrency"],
        shown["settled"],
    )


# --- lists ---------------------------------------------------------------------------------------


@pytest.fixture
def numbered(api: requests.Session) -> requests.Session:
    """1 of January, paid; 2 of February, to a customer; 3 of March, deleted."""
    customer = ask(api, "GET", "/contacts?name=Ola Dunk", 200)[0]["contactId"]
    pay(api, create(api, saleNumber="1", date="2026-01-31"), GROSS)
    create(api, saleNumber="2", date="2026-02-28", customerId=customer)
    location = create(api, saleNumber="3", date="2026-03-31")
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    return api


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1", "2", "3"]),
        ("saleNumber=2", ["2"]),
        ("saleNumber=22", []),
        ("settled=true", ["1"]),
        ("settled=false", ["2", "3"]),
        ("date=2026-02-28", ["2"]),
        ("dateGe=2026-02-28", ["2", "3"]),
        ("dateGt=2026-02-28", ["3"]),
        ("dateLe=2026-02-28", ["1", "2"]),
        ("dateLt=2026-02-28", ["1"]),
        ("dateGe=2026-02-01&dateLt=2026-03-01", ["2"]),
        ("lastModified=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedGe=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedLe=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedGt=2026-06-15", []),
        ("lastModifiedLt=2026-06-15", []),
    ],
)
def test_sales_are_filtered_in_order_of_creation(
    numbered: requests.Session, query: str, expected: list[str]
) -> None:
    found = ask(numbered, "GET", f"/sales?{query}", 200)
    numbers = [sale["saleNumber"] for sale in found]
    assert expected == [number for number in numbers if number in {"1", "2", "3"}]


def test_sales_are_filtered_by_contact(numbered: requests.Session) -> None:
    customer = ask(numbered, "GET", "/contacts?name=Ola Dunk", 200)[0]["contactId"]
    found = ask(numbered, "GET", f"/sales?contactId={customer}", 200)
    assert ["2"] == [sale["saleNumber"] for sale in found]
    assert [] == ask(numbered, "GET", "/sales?contactId=1", 200)


def test_a_contact_with_a_sale_becomes_inactive_on_delete(api: requests.Session) -> None:
    """Observed: docs/observed.md#12-updates-and-deletions"""
    customer = contact(api, customer=True)
    create(api, customerId=customer["contactId"])
    shown = ask(api, "DELETE", f"/contacts/{customer['contactId']}", 200)
    assert shown["inactive"] is True


def test_a_sale_outlives_its_project(api: requests.Session) -> None:
    """Projects vanish. What Fiken does to their sales was not seen.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    project = post(api, "/projects", {"number": "9", "name": "X", "startDate": "2026-01-01"})
    key = int(project.rpartition("/")[2])
    sale = create(api, projectId=key)
    assert key == read(api, sale)["project"]["projectId"]
    ask(api, "DELETE", project, 204)
    assert read(api, sale)["project"] is None


def test_sales_are_paged(api: requests.Session) -> None:
    for _ in range(5):
        create(api)
    count = int(api.get("/sales").headers["Fiken-Api-Result-Count"])
    pages = [ask(api, "GET", f"/sales?pageSize=2&page={n}", 200) for n in range(-(-count // 2))]
    ids = [sale["saleId"] for page in pages for sale in page]
    assert (count, sorted(ids)) == (len(ids), ids)


@pytest.fixture
def crowded(emulator: Emulator) -> Emulator:
    """The demo company with 100,000 sales, written past the API to spare the minutes."""
    state = emulator._state
    assert state is not None
    with state.operation():
        found = state.row("SELECT company_id, transaction_id FROM sales WHERE NOT deleted")
        assert found is not None
        state.execute(
            """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO sales (sale_id, company_id, transaction_id, created_date, date, kind,
                               last_modified_date, currency, ledger_account, settled)
            SELECT 20000000000 + i, ?, ?, '2026-01-01', '2026-01-01', 'external_invoice',
                   '2026-01-01', 'NOK', '1501', i % 2 FROM n""",
            *found,
        )
    return emulator


def seconds(api: requests.Session, path: str) -> float:
    """The fastest of five."""
    return min(api.get(path).elapsed.total_seconds() for _ in range(5))


@pytest.mark.parametrize(("query", "last"), [("", 999), ("settled=true&", 499)])
def test_the_last_of_100000_sales_is_not_far_away(
    crowded: Emulator, api: requests.Session, query: str, last: int
) -> None:
    """At most five times the first page."""
    assert crowded.url in api.get("/sales").url
    first = seconds(api, f"/sales?{query}pageSize=100&page=0")
    assert seconds(api, f"/sales?{query}pageSize=100&page={last}") <= 5 * first
