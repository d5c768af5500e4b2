"""Sales: creating, reading, deleting, settling and writing off, and the lists of them."""

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
    balance_changes,
    balances,
    contact,
    post,
    refusal,
    tables,
)

NET, VAT = 1_000_00, 250_00
GROSS = NET + VAT
CASH_SALE = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": GROSS}


def create(api: requests.Session, **fields: Any) -> str:
    """Create a sale and return its URL."""
    return post(api, "/sales", {**SALE, **fields})


def read(api: requests.Session, path: str) -> dict[str, Any]:
    """Return the object at this path."""
    row: dict[str, Any] = ask(api, "GET", path, 200)
    return row


def pay(api: requests.Session, sale: str, amount: int, date: str = "2026-06-10") -> str:
    """Pay the sale from the bank account; return the URL of the payment."""
    return post(api, f"{sale}/payments", {"date": date, "account": BANK, "amount": amount})


def test_created_sale_is_returned(api: requests.Session) -> None:
    """Every field is compared, and none of the expected values comes from the emulator."""
    customer = contact(api, customer=True)
    project = ask(api, "GET", "/projects", 200)[0]
    own = {"saleNumber": "A-7", "dueDate": "2026-06-15", "kid": "12345"}
    references = {"customerId": customer["contactId"], "projectId": project["projectId"]}
    location = create(api, **own, **references)
    sale = read(api, location)
    assert isinstance(sale.pop("transactionId"), int)
    assert isinstance(sale["lines"][0].pop("lineId"), int)
    line = {**LINE, "netPriceInCurrency": None, "vatInCurrency": None}
    assert sale == {
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


def test_sale_is_booked_on_customer(
    api: requests.Session,
) -> None:
    customer = contact(api, customer=True)
    before = balances(api)
    create(api, customerId=customer["contactId"])
    code = customer["customerAccountCode"]
    assert {code: GROSS, "2701": -VAT, "3000": -NET} == balance_changes(api, before)


def test_sale_without_customer_is_booked_on_1500(api: requests.Session) -> None:
    """Emulator choice: the contract does not require a customer."""
    before = balances(api)
    create(api)
    assert {"1500": GROSS, "2701": -VAT, "3000": -NET} == balance_changes(api, before)


def test_amounts_of_lines_are_not_recalculated(api: requests.Session) -> None:
    """Totals are the exact sums of the lines, even where VAT differs from the rate.

    Observed: docs/observed.md#7-units
    """
    before = balances(api)
    sale = read(api, create(api, lines=[{**LINE, "netPrice": 99_99, "vat": 24_01}]))
    assert (99_99, 24_01, 124_00) == (
        sale["netAmount"],
        sale["vatAmount"],
        sale["outstandingBalance"],
    )
    assert {"1500": 124_00, "2701": -24_01, "3000": -99_99} == balance_changes(api, before)


def test_each_line_has_its_own_account(api: requests.Session) -> None:
    lines = [
        {**LINE, "netPrice": 800_00, "vat": 200_00},
        {**LINE, "account": "3040", "vatType": "MEDIUM", "netPrice": 100_00, "vat": 15_00},
        {"description": "Kurs", "account": "3200", "vatType": "OUTSIDE", "netPrice": 50_00},
    ]
    before = balances(api)
    sale = read(api, create(api, lines=lines))
    assert [0, 15_00, 200_00] == sorted(line["vat"] for line in sale["lines"])
    assert {
        "1500": 1_165_00,
        "2701": -200_00,
        "2702": -15_00,
        "3000": -800_00,
        "3040": -100_00,
        "3200": -50_00,
    } == balance_changes(api, before)


def test_transaction_of_sale_has_vat_code(api: requests.Session) -> None:
    sale = read(api, create(api, saleNumber="77"))
    transaction = read(api, f"/transactions/{sale['transactionId']}")
    lines = transaction["entries"][0]["lines"]
    postings = {line["account"]: (line["amount"], line["vatCode"]) for line in lines}
    assert {"3000": (-NET, "3"), "2701": (-VAT, None), "1500": (GROSS, None)} == postings
    assert "Salg 77" == transaction["description"]


# --- cash ----------------------------------------------------------------------------------------


def test_cash_sale_is_paid_at_once(api: requests.Session) -> None:
    before = balances(api)
    sale = read(api, post(api, "/sales", CASH_SALE))
    assert {BANK: GROSS, "2701": -VAT, "3000": -NET} == balance_changes(api, before)
    assert (True, "2026-06-01", GROSS, 0) == (
        sale["settled"],
        sale["settledDate"],
        sale["totalPaid"],
        sale["outstandingBalance"],
    )
    assert (BANK, "2026-06-01") == (sale["paymentAccount"], sale["paymentDate"])
    assert [GROSS] == [payment["amount"] for payment in sale["salePayments"]]


def test_fee_of_cash_sale_is_a_payment(api: requests.Session) -> None:
    """`totalPaid` is the gross, with or without a fee.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    sale = read(api, post(api, "/sales", {**CASH_SALE, "paymentFee": 20_00}))
    payments = [(payment["account"], payment["amount"]) for payment in sale["salePayments"]]
    assert [(BANK, GROSS - 20_00), ("7770", 20_00)] == payments
    assert (GROSS, 0) == (sale["totalPaid"], sale["outstandingBalance"])
    expected = {BANK: GROSS - 20_00, "7770": 20_00, "2701": -VAT, "3000": -NET}
    assert expected == balance_changes(api, before)


def test_cash_sale_requires_total_paid(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    body = {name: value for name, value in CASH_SALE.items() if name != "totalPaid"}
    expected = (400, "Missing field 'totalPaid' for sale marked as paid in NOK")
    assert expected == refusal(api, "POST", "/sales", json=body)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"totalPaid": GROSS - 1}, "totalPaid"),
        ({"totalPaid": GROSS + 1}, "totalPaid"),
        ({"paymentDate": "2026-06-02"}, "paymentDate"),
        ({"paymentDate": None}, "paymentDate"),
        ({"paymentAccount": None}, "paymentAccount"),
    ],
)
def test_cash_sale_with_wrong_payment_is_refused(
    emulator: Emulator, api: requests.Session, change: dict[str, Any], field: str
) -> None:
    """It is paid in full, to an account, on the day of the sale.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = tables(emulator)
    status, message = refusal(api, "POST", "/sales", json={**CASH_SALE, **change})
    assert (400, True) == (status, f"'{field}'" in message)
    assert before == tables(emulator)


def test_invoice_can_be_partly_paid_at_once(api: requests.Session) -> None:
    paid = {"paymentAccount": BANK, "totalPaid": 250_00}
    sale = read(api, create(api, **paid))
    assert (250_00, 1_000_00, False) == (
        sale["totalPaid"],
        sale["outstandingBalance"],
        sale["settled"],
    )


# --- refusals ------------------------------------------------------------------------------------


def test_cash_sale_in_dollars_is_paid_in_full(emulator: Emulator, api: requests.Session) -> None:
    """Emulator choice: other currencies follow the rule that was seen for kroner.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    line = {"description": "x", "account": "3900", "vatType": "NONE", "netPriceInCurrency": 100_00}
    body = {**CASH_SALE, "currency": "USD", "totalPaid": 900_00, "lines": [line]}
    before = tables(emulator)
    refused = {**body, "totalPaidInCurrency": 50_00}
    status, message = refusal(api, "POST", "/sales", json=refused)
    assert (400, True) == (status, "'totalPaidInCurrency'" in message)
    assert before == tables(emulator)
    sale = read(api, post(api, "/sales", {**body, "totalPaidInCurrency": 100_00}))
    assert (True, 0) == (sale["settled"], sale["outstandingBalanceInCurrency"])


def test_vat_of_0_is_refused(api: requests.Session) -> None:
    """Leave `vat` out instead.

    Observed: docs/observed.md#4-error-bodies
    """
    line = {"description": "Kurs", "account": "3200", "vatType": "OUTSIDE", "netPrice": 100}
    expected = (400, "Lines with 0 amount is not allowed")
    assert expected == refusal(api, "POST", "/sales", json={**SALE, "lines": [{**line, "vat": 0}]})
    assert 201 == api.post("/sales", json={**SALE, "lines": [line]}).status_code


def test_net_of_0_is_refused(api: requests.Session) -> None:
    """Emulator choice: Fiken's message about VAT of 0 speaks of any amount of 0."""
    line = {"description": "Kurs", "account": "3200", "vatType": "OUTSIDE", "netPrice": 0}
    expected = (400, "Lines with 0 amount is not allowed")
    assert expected == refusal(api, "POST", "/sales", json={**SALE, "lines": [line]})


def test_year_that_is_not_open_is_refused(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    answer = refusal(api, "POST", "/sales", json={**SALE, "date": "2027-01-01"})
    assert (400, "Fiscal year 2027 is invalid") == answer


def test_future_date_of_open_year_is_accepted(api: requests.Session) -> None:
    """Observed: docs/observed.md#10-invoices-and-counters"""
    assert "2026-12-24" == read(api, create(api, date="2026-12-24"))["date"]


@pytest.mark.parametrize(
    ("change", "excerpt"),
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
def test_refused_sale_writes_nothing(
    emulator: Emulator, api: requests.Session, change: dict[str, Any], excerpt: str
) -> None:
    before = tables(emulator)
    status, message = refusal(api, "POST", "/sales", json={**SALE, **change})
    assert (400, True) == (status, excerpt in message)
    assert before == tables(emulator)


def test_supplier_is_not_a_customer(api: requests.Session) -> None:
    supplier = contact(api, supplier=True)
    body = {**SALE, "customerId": supplier["contactId"]}
    assert 400 == refusal(api, "POST", "/sales", json=body)[0]


def test_paid_of_request_is_ignored(api: requests.Session) -> None:
    """The contract requires `paid`, but no field of the request has that name.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    assert read(api, create(api, paid=True))["settled"] is False


@pytest.mark.parametrize("body", [SALE, CASH_SALE], ids=["owed", "paid"])
def test_paid_is_null_in_every_answer(api: requests.Session, body: dict[str, Any]) -> None:
    """`paid` is null whatever was paid, in the list and in the answer to a deletion as well.

    Observed: docs/observed.md#10-invoices-and-counters, docs/observed.md#14-description-and-service
    """
    location = post(api, "/sales", {**body, "saleNumber": "P"})
    sales = [read(api, location), *ask(api, "GET", "/sales?saleNumber=P", 200)]
    sales.append(ask(api, "PATCH", f"{location}/delete?description=Feil", 200))
    assert [None] * 3 == [each["paid"] for each in sales]


# --- the end of a sale ---------------------------------------------------------------------------


def test_deleted_sale_is_flagged_and_reversed(api: requests.Session) -> None:
    """A deleted sale stays in lists.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    before = balances(api)
    location = create(api, saleNumber="9")
    deleted_sale = ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    assert (True, 0, False) == (
        deleted_sale["deleted"],
        deleted_sale["outstandingBalance"],
        deleted_sale["settled"],
    )
    assert {} == balance_changes(api, before)
    assert [True] == [sale["deleted"] for sale in ask(api, "GET", "/sales?saleNumber=9", 200)]
    booked = read(api, f"/transactions/{deleted_sale['transactionId']}")
    offset = booked["entries"][0]["offsetTransactionId"]
    assert (True, "Feil") == (
        booked["deleted"],
        read(api, f"/transactions/{offset}")["description"],
    )


def test_second_deletion_is_refused(emulator: Emulator, api: requests.Session) -> None:
    """Emulator choice: the status. A second reversal would be wrong."""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/delete?description=Feil")[0]
    assert before == tables(emulator)


def test_description_over_200_characters_is_500(api: requests.Session) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description={'x' * 201}", 500)
    assert read(api, location)["deleted"] is False
    ask(api, "PATCH", f"{location}/delete?description={'x' * 200}", 200)


def test_sale_is_settled_without_payment(api: requests.Session) -> None:
    """`settledDate` can be changed. Emulator choice: nothing is posted."""
    before = balances(api)
    location = create(api)
    for day in ("2026-06-20", "2026-06-25"):
        sale = ask(api, "PATCH", f"{location}/settled?settledDate={day}", 200)
        assert (True, day, 0, 0) == (
            sale["settled"],
            sale["settledDate"],
            sale["outstandingBalance"],
            sale["totalPaid"],
        )
    assert GROSS == balance_changes(api, before)["1500"]


def test_outstanding_amount_is_written_off(api: requests.Session) -> None:
    location = create(api)
    pay(api, location, 250_00)
    before = balances(api)
    body = {"type": "COLLECTION_FAILED", "date": "2026-06-12", "comment": "Konkurs"}
    sale = ask(api, "PATCH", f"{location}/writeOff", 200, json=body)
    assert (True, True, "2026-06-12", 0, 250_00) == (
        sale["writeOff"],
        sale["settled"],
        sale["settledDate"],
        sale["outstandingBalance"],
        sale["totalPaid"],
    )
    assert {"1500": -1_000_00, "7830": 1_000_00} == balance_changes(api, before)


WRITE_OFF = {"type": "DEEMED_IRRECOVERABLE", "date": "2026-06-12"}


def cash(api: requests.Session) -> str:
    """Create a cash sale and return its URL."""
    return post(api, "/sales", CASH_SALE)


def paid(api: requests.Session) -> str:
    """Create a sale that is paid in full and return its URL."""
    location = create(api)
    pay(api, location, GROSS)
    return location


def settled(api: requests.Session) -> str:
    """Create a sale that is settled without payment and return its URL."""
    location = create(api)
    ask(api, "PATCH", f"{location}/settled?settledDate=2026-06-20", 200)
    return location


def deleted(api: requests.Session) -> str:
    """Create a sale, delete it and return its URL."""
    location = create(api)
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    return location


def written_off(api: requests.Session) -> str:
    """Create a sale, write it off and return its URL."""
    location = create(api)
    ask(api, "PATCH", f"{location}/writeOff", 200, json=WRITE_OFF)
    return location


def of_the_same_day(api: requests.Session) -> str:
    """Create a sale dated on the day of the write-off and return its URL."""
    return create(api, date=WRITE_OFF["date"])


@pytest.mark.parametrize(
    "create_closed", [cash, paid, settled, deleted, written_off, of_the_same_day]
)
def test_sale_that_is_closed_is_not_written_off(
    emulator: Emulator, api: requests.Session, create_closed: Any
) -> None:
    """The conditions are those of the contract."""
    location = create_closed(api)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/writeOff", json=WRITE_OFF)[0]
    assert before == tables(emulator)


@pytest.mark.parametrize("action", ["delete?description=Feil", "settled?settledDate=2026-06-20"])
def test_deleted_sale_cannot_change(api: requests.Session, action: str) -> None:
    assert 400 == refusal(api, "PATCH", f"{deleted(api)}/{action}")[0]


def test_written_off_sale_is_not_deleted(api: requests.Session) -> None:
    """Emulator choice: no operation reverses a write-off."""
    assert 400 == refusal(api, "PATCH", f"{written_off(api)}/delete?description=Feil")[0]


def test_written_off_sale_is_not_settled(emulator: Emulator, api: requests.Session) -> None:
    """Emulator choice: the sale was settled on the day of the write-off."""
    location = written_off(api)
    before = tables(emulator)
    assert 400 == refusal(api, "PATCH", f"{location}/settled?settledDate=2026-06-20")[0]
    assert before == tables(emulator)


def test_settled_date_must_be_in_open_year(emulator: Emulator, api: requests.Session) -> None:
    """Fiken was seen to refuse every other date in such a year.

    Observed: docs/observed.md#4-error-bodies
    """
    location = create(api)
    before = tables(emulator)
    expected = (400, "Fiscal year 2027 is invalid")
    assert expected == refusal(api, "PATCH", f"{location}/settled?settledDate=2027-01-01")
    assert before == tables(emulator)


@pytest.mark.parametrize(("create_sale", "day"), [(cash, "2026-06-20"), (create, "2026-05-31")])
def test_unusual_settlement_is_accepted(api: requests.Session, create_sale: Any, day: str) -> None:
    """Emulator choice: no source refuses to settle a cash sale, or a day before the sale."""
    sale = ask(api, "PATCH", f"{create_sale(api)}/settled?settledDate={day}", 200)
    assert (True, day) == (sale["settled"], sale["settledDate"])


def test_unknown_sale_is_404(api: requests.Session) -> None:
    for method, path in (("GET", "/sales/1"), ("PATCH", "/sales/1/delete?description=Feil")):
        assert 404 == refusal(api, method, path)[0]


# --- foreign currency ----------------------------------------------------------------------------

EURO = {**LINE, "netPriceInCurrency": 100_00, "vatInCurrency": 25_00}


def test_sale_in_euro_is_booked_in_kroner(api: requests.Session) -> None:
    line = {**EURO, "netPrice": 1_150_00, "vat": 287_50}
    before = balances(api)
    location = create(api, currency="EUR", lines=[line])
    sale = read(api, location)
    assert (1_437_50, 125_00, 0) == (
        sale["outstandingBalance"],
        sale["outstandingBalanceInCurrency"],
        sale["totalPaidInCurrency"],
    )
    assert {"1500": 1_437_50, "2701": -287_50, "3000": -1_150_00} == balance_changes(api, before)


def test_sale_without_kroner_is_converted_at_10(api: requests.Session) -> None:
    """Emulator choice: 10 kroner for a unit of any currency, because it has no exchange rates."""
    line = {name: value for name, value in EURO.items() if name not in {"netPrice", "vat"}}
    sale = read(api, create(api, currency="EUR", lines=[line]))
    assert (1_000_00, 250_00) == (sale["netAmount"], sale["vatAmount"])


def test_cash_sale_in_euro_is_paid_in_euro(api: requests.Session) -> None:
    line = {**EURO, "netPrice": 1_150_00, "vat": 287_50}
    body = {**CASH_SALE, "currency": "EUR", "lines": [line], "totalPaidInCurrency": 125_00}
    before = balances(api)
    sale = read(api, post(api, "/sales", {**body, "totalPaid": 1_437_50}))
    assert (True, 0, 0, 125_00, 1_437_50) == (
        sale["settled"],
        sale["outstandingBalance"],
        sale["outstandingBalanceInCurrency"],
        sale["totalPaidInCurrency"],
        sale["totalPaid"],
    )
    assert 1_437_50 == balance_changes(api, before)[BANK]


@pytest.mark.parametrize(("total_paid", "net"), [(600_00, 1_200_00), (None, 1_000_00)])
def test_partly_paid_sale_in_euro(api: requests.Session, total_paid: int | None, net: int) -> None:
    """Half of the euros are half of the kroner. The rate follows from `totalPaid`, or is 10."""
    line = {"description": "x", "account": "3900", "vatType": "NONE", "netPriceInCurrency": 100_00}
    paid = {"paymentAccount": BANK, "totalPaid": total_paid, "totalPaidInCurrency": 50_00}
    sale = read(api, create(api, currency="EUR", lines=[line], **paid))
    assert (net, net // 2, net // 2, 50_00, False) == (
        sale["netAmount"],
        sale["totalPaid"],
        sale["outstandingBalance"],
        sale["outstandingBalanceInCurrency"],
        sale["settled"],
    )


# --- lists ---------------------------------------------------------------------------------------


@pytest.fixture
def numbered(api: requests.Session) -> requests.Session:
    """Three sales: 1 of January, paid; 2 of February, to a customer; 3 of March, deleted."""
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
def test_sales_are_filtered(numbered: requests.Session, query: str, expected: list[str]) -> None:
    """The order is that of creation."""
    sales = ask(numbered, "GET", f"/sales?{query}", 200)
    numbers = [sale["saleNumber"] for sale in sales]
    assert expected == [number for number in numbers if number in {"1", "2", "3"}]


def test_sales_are_filtered_by_contact(numbered: requests.Session) -> None:
    customer = ask(numbered, "GET", "/contacts?name=Ola Dunk", 200)[0]["contactId"]
    sales = ask(numbered, "GET", f"/sales?contactId={customer}", 200)
    assert ["2"] == [sale["saleNumber"] for sale in sales]
    assert [] == ask(numbered, "GET", "/sales?contactId=1", 200)


def test_deleted_contact_with_sale_becomes_inactive(api: requests.Session) -> None:
    """Observed: docs/observed.md#12-updates-and-deletions"""
    customer = contact(api, customer=True)
    create(api, customerId=customer["contactId"])
    kept_contact = ask(api, "DELETE", f"/contacts/{customer['contactId']}", 200)
    assert kept_contact["inactive"] is True


def test_sale_stays_when_project_is_deleted(api: requests.Session) -> None:
    """Projects are removed for good. Emulator choice: their sales stay without a project.

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
    """The demo company with 100,000 sales, inserted with SQL to save minutes."""
    state = emulator._state
    assert state is not None
    with state.operation():
        sale = state.row("SELECT company_id, transaction_id FROM sales WHERE NOT deleted")
        assert sale is not None
        state.execute(
            """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO sales (sale_id, company_id, transaction_id, created_date, date, kind,
                               last_modified_date, currency, ledger_account, settled)
            SELECT 20000000000 + i, ?, ?, '2026-01-01', '2026-01-01', 'external_invoice',
                   '2026-01-01', 'NOK', '1501', i % 2 FROM n""",
            *sale,
        )
    return emulator


def seconds(api: requests.Session, path: str) -> float:
    """Return the shortest time of five requests."""
    return min(api.get(path).elapsed.total_seconds() for _ in range(5))


@pytest.mark.parametrize(("query", "last"), [("", 999), ("settled=true&", 499)])
def test_last_of_100000_sales_is_fast(
    crowded: Emulator, api: requests.Session, query: str, last: int
) -> None:
    """The last page takes at most five times as long as the first."""
    assert crowded.url in api.get("/sales").url
    first = seconds(api, f"/sales?{query}pageSize=100&page=0")
    assert seconds(api, f"/sales?{query}pageSize=100&page={last}") <= 5 * first
