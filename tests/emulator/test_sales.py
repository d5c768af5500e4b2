"""Sales: creating and reading, cash sales, refusals, foreign currency."""

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
    read,
    refusal,
    tables,
)

NET, VAT = 1_000_00, 250_00
GROSS = NET + VAT
CASH_SALE = {**SALE, "kind": "cash_sale", **IN_CASH, "totalPaid": GROSS}


def create(api: requests.Session, **fields: Any) -> str:
    """Create a sale and return its URL."""
    return post(api, "/sales", {**SALE, **fields})


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
    """Emulator choice: a unit of any currency is 10 kroner; the emulator has no exchange rates."""
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
