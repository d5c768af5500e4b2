"""Sales and purchases by kind, their payments, and the same through both doors."""

from typing import Any

import pytest
import requests

from tests.emulator.hal.conftest import external_invoice
from tests.emulator.hal.v1 import RELS, V1, id_of

CASH: dict[str, Any] = {
    "date": "2026-05-01",
    "paymentDate": "2026-05-01",
    "paymentAccount": "1920:10001",
    "kind": "CASH_SALE",
    "lines": [{"netPrice": 10000, "vat": 2500, "vatType": "HIGH"}],
}
COST = {"description": "Leie", "netPrice": 8000, "vat": 2000, "account": "6300", "vatType": "HIGH"}
BOUGHT: dict[str, Any] = {
    "date": "2026-05-01",
    "kind": "CASH_PURCHASE",
    "paymentDate": "2026-05-01",
    "paymentAccount": "1920:10001",
    "paymentAmount": 10000,
    "identifier": "K-1",
    "lines": [COST],
}


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


@pytest.fixture
def supplier(v1: V1) -> str:
    """The URL of a new supplier."""
    return v1.create("/contacts", {"name": "Leie AS", "supplier": True})


# --- kinds of sales ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["date", "kind", "lines"])
def test_sales_require_their_fields(v1: V1, name: str) -> None:
    assert [f"'{name}' is missing"] == v1.refused("/sales", without(CASH, name))


@pytest.mark.parametrize("name", ["netPrice", "vat", "vatType"])
def test_lines_require_their_fields(v1: V1, name: str) -> None:
    line = without(CASH["lines"][0], name)
    assert [f"'lines[0].{name}' is missing"] == v1.refused("/sales", {**CASH, "lines": [line]})


def test_a_cash_sale_has_no_customer(v1: V1, customer: str) -> None:
    messages = v1.refused("/sales", {**CASH, "customer": customer})
    assert ["'customer' must be left out of a CASH_SALE"] == messages


@pytest.mark.parametrize("name", ["paymentAccount", "paymentDate"])
def test_a_cash_sale_needs_its_payment(v1: V1, name: str) -> None:
    assert [f"'{name}' is missing"] == v1.refused("/sales", without(CASH, name))


def test_a_cash_sale_is_paid_on_its_day(v1: V1) -> None:
    messages = v1.refused("/sales", {**CASH, "paymentDate": "2026-05-02"})
    assert ["'paymentDate' must be the date, 2026-05-01"] == messages


def test_an_external_invoice_needs_a_customer(v1: V1) -> None:
    body = without(external_invoice(""), "customer")
    assert ["'customer' is missing"] == v1.refused("/sales", body)


@pytest.mark.parametrize(
    ("given", "other"), [("paymentAccount", "paymentDate"), ("paymentDate", "paymentAccount")]
)
def test_account_and_day_of_payment_belong_together(
    v1: V1, customer: str, given: str, other: str
) -> None:
    body = external_invoice(customer, **{given: CASH[given]})
    assert [f"'{other}' is missing"] == v1.refused("/sales", body)


def test_an_external_invoice_can_be_paid_at_once(v1: V1, customer: str) -> None:
    paid = {"paymentAccount": "1920:10001", "paymentDate": "2026-05-04"}
    sale = v1.read(v1.create("/sales", external_invoice(customer, **paid)))
    (payment,) = sale["_embedded"][RELS + "payments"]
    assert ("2026-05-04", 50000) == (payment["date"], payment["amount"])
    assert (True, 50000) == (sale["paid"], sale["totalPaid"])


def test_a_program_cannot_create_invoices_as_sales(v1: V1, customer: str) -> None:
    (message,) = v1.refused("/sales", external_invoice(customer, kind="INVOICE"))
    assert "'kind' must be one of CASH_SALE, EXTERNAL_INVOICE, not INVOICE" == message


def test_fields_of_answers_are_ignored(v1: V1, customer: str) -> None:
    """One program sent these in production."""
    body = external_invoice(customer, paid=True, totalPaid=50000, currency="EUR", company="x")
    sale = v1.read(v1.create("/sales", body))
    assert (False, 0) == (sale["paid"], sale["totalPaid"])
    assert "currency" not in sale


@pytest.mark.parametrize("form", ["text", "object"])
def test_customers_are_named_by_url(v1: V1, customer: str, form: str) -> None:
    """The object is the form of 2015."""
    value = customer if form == "text" else {"value": id_of(customer), "url": customer}
    sale = v1.read(v1.create("/sales", external_invoice(value)))
    assert customer == sale["customer"]


@pytest.mark.parametrize(
    "value", ["", "{id}", 17, "17", "http://x/api/v1/companies/other/contacts/1"]
)
def test_other_references_are_refused(v1: V1, value: object) -> None:
    (message,) = v1.refused("/sales", external_invoice(value))
    assert message.startswith(f"'customer' must be a URL like {v1.company}/contacts/{{id}}")


def test_unknown_customers_are_refused(v1: V1) -> None:
    (message,) = v1.refused("/sales", external_invoice(f"{v1.company}/contacts/17"))
    assert "'customer': no contact found with id 17" == message


def test_the_older_name_of_accounts_is_accepted(v1: V1) -> None:
    line = {"netPrice": 10000, "vat": 2500, "vatType": "HIGH", "incomeAccount": "3020"}
    sale = v1.read(v1.create("/sales", {**CASH, "lines": [line]}))
    assert "3020" == sale["lines"][0]["account"]


@pytest.mark.parametrize(
    ("vat_type", "vat", "account"),
    [
        ("HIGH", 2500, "3000"),
        ("MEDIUM", 1500, "3040"),
        ("RAW_FISH", 1111, "3030"),
        ("LOW", 1200, "3050"),
        ("EXEMPT", 0, "3100"),
        ("OUTSIDE", 0, "3200"),
        ("NONE", 0, "3900"),
    ],
)
def test_vat_types_have_an_account(v1: V1, vat_type: str, vat: int, account: str) -> None:
    """A VAT of 0 is allowed here, and refused in API v2."""
    line = {"netPrice": 10000, "vat": vat, "vatType": vat_type}
    sale = v1.read(v1.create("/sales", {**CASH, "lines": [line]}))
    assert {**line, "account": account} == sale["lines"][0]
    assert 10000 + vat == sale["totalPaid"]


@pytest.mark.parametrize(("sent", "kept"), [(12500.0, 12500), (12500.99, 12500), (-0.99, 0)])
def test_a_fraction_of_an_ore_is_cut(v1: V1, sent: float, kept: int) -> None:
    """Not rounded, and not refused."""
    lines = [{"netPrice": 100000, "vat": sent, "vatType": "HIGH"}]
    sale = v1.read(v1.create("/sales", {**CASH, "lines": lines}))
    assert kept == sale["lines"][0]["vat"]


@pytest.mark.parametrize(
    ("kid", "status"),
    [
        ("1000100000100018", 400),
        ("1000100000100019", 400),
        ("2345676", 201),
        ("12", 400),
        ("", 400),
    ],
)
def test_a_kid_must_be_valid(v1: V1, customer: str, kid: str, status: int) -> None:
    body = external_invoice(customer, kid=kid)
    assert status == v1.post("/sales", json=body).status_code


# --- both doors ----------------------------------------------------------------------------------


def test_a_sale_paid_in_v1_is_settled_in_v2(v1: V1, v2: requests.Session, sale: str) -> None:
    there = f"/sales/{id_of(sale)}"
    assert (False, 50000) == (
        v2.get(there).json()["settled"],
        v2.get(there).json()["outstandingBalance"],
    )
    v1.create(f"{sale}/payments", {"date": "2026-05-03", "account": "1920:10001", "amount": 50000})
    shown = v2.get(there).json()
    assert (True, 0, "external_invoice") == (
        shown["settled"],
        shown["outstandingBalance"],
        shown["kind"],
    )


def test_a_sale_paid_in_v2_is_paid_in_v1(v1: V1, v2: requests.Session, sale: str) -> None:
    for amount, paid in ((20000, False), (30000, True)):
        body = {"date": "2026-05-03", "account": "1920:10001", "amount": amount}
        v2.post(f"/sales/{id_of(sale)}/payments", json=body)
        assert paid == v1.read(sale)["paid"]
    assert [20000, 30000] == [each["amount"] for each in v1.items("payments", f"{sale}/payments")]


def test_a_deleted_sale_is_gone_in_v1(v1: V1, v2: requests.Session, sale: str) -> None:
    v2.patch(f"/sales/{id_of(sale)}/delete?description=feil")
    assert 404 == v1.get(sale).status_code
    assert sale not in [each["_links"]["self"]["href"] for each in v1.items("sales")]


def test_a_foreign_sale_states_its_currency(v1: V1, v2: requests.Session, customer: str) -> None:
    line = {
        "description": "Export",
        "account": "3100",
        "vatType": "EXEMPT",
        "netPriceInCurrency": 1000,
    }
    body = {
        "date": "2026-05-01",
        "kind": "external_invoice",
        "currency": "EUR",
        "customerId": id_of(customer),
        "lines": [line],
    }
    there = v2.post("/sales", json=body).headers["Location"]
    key = id_of(there)
    payment = {"date": "2026-05-02", "account": "1920:10001", "amount": 400, "currency": "EUR"}
    v2.post(f"/sales/{key}/payments", json=payment)
    sale = v1.read(f"/sales/{key}")
    assert ("EUR", 4000, 400) == (sale["currency"], sale["totalPaid"], sale["totalPaidInCurrency"])
    assert (10000, 1000) == (
        sale["lines"][0]["netPrice"],
        sale["lines"][0]["netPriceInCurrency"],
    )
    assert 4000 == sale["_embedded"][RELS + "payments"][0]["amount"]


# --- payments ------------------------------------------------------------------------------------


def test_a_fee_is_a_payment_of_its_own(v1: V1, sale: str) -> None:
    """One program books the fee of a card on an account for fees. A `uuid` is accepted."""
    first = {"date": "2026-05-03", "account": "1920:10001", "amount": 49000, "uuid": "a-1"}
    v1.create(f"{sale}/payments", first)
    v1.create(f"{sale}/payments", {"date": "2026-05-03", "account": "7770", "amount": 1000})
    assert (True, 50000) == (v1.read(sale)["paid"], v1.read(sale)["totalPaid"])


@pytest.mark.parametrize("name", ["date", "account", "amount"])
def test_payments_require_their_fields(v1: V1, sale: str, name: str) -> None:
    body = without({"date": "2026-05-03", "account": "1920:10001", "amount": 1}, name)
    assert [f"'{name}' is missing"] == v1.refused(f"{sale}/payments", body)


def test_a_cash_sale_takes_no_payment(v1: V1) -> None:
    url = v1.create("/sales", CASH)
    body = {"date": "2026-05-03", "account": "1920:10001", "amount": 100}
    (message,) = v1.refused(f"{url}/payments", body)
    assert "The sale was paid in cash: it has no other payments" == message


def test_a_payment_belongs_to_its_sale(v1: V1, customer: str, sale: str) -> None:
    body = {"date": "2026-05-03", "account": "1920:10001", "amount": 100}
    payment = v1.create(f"{sale}/payments", body)
    other = v1.create("/sales", external_invoice(customer))
    assert 404 == v1.get(f"{other}/payments/{id_of(payment)}").status_code


# --- purchases -----------------------------------------------------------------------------------


def test_a_cash_purchase_is_paid(v1: V1, v2: requests.Session) -> None:
    url = v1.create("/purchases", BOUGHT)
    purchase = v1.read(url)
    (payment,) = purchase["_embedded"][RELS + "payments"]
    assert (10000, True) == (payment["amount"], purchase["paid"])
    assert [COST] == purchase["lines"]
    assert "cash_purchase" == v2.get(f"/purchases/{id_of(url)}").json()["kind"]


def test_a_supplier_is_paid_later(v1: V1, supplier: str) -> None:
    body = {
        "date": "2026-05-01",
        "dueDate": "2026-05-15",
        "kind": "SUPPLIER",
        "identifier": "F-1",
        "supplier": supplier,
        "lines": [COST],
    }
    url = v1.create("/purchases", body)
    expected = {
        "_links": {
            "self": {"href": url},
            RELS + "payments": {"href": f"{url}/payments"},
            RELS + "attachments": {"href": f"{url}/attachments"},
        },
        **body,
        "paid": False,
    }
    assert expected == v1.read(url)
    payment = {"date": "2026-05-10", "account": "1920:10001", "amount": 10000}
    paid = v1.create(f"{url}/payments", payment)
    assert payment["amount"] == v1.read(paid)["amount"]
    assert v1.read(url)["paid"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"paymentAmount": 9999}, "'paymentAmount' must be the sum of the lines, 10000"),
        ({"paymentAccount": None}, "'paymentAccount' is missing"),
        ({"supplier": "x"}, "'supplier' must be left out of a CASH_PURCHASE"),
    ],
)
def test_cash_purchases_are_checked(v1: V1, changed: dict[str, Any], message: str) -> None:
    assert [message] == v1.refused("/purchases", {**BOUGHT, **changed})


def test_a_supplier_is_not_paid_at_once(v1: V1, supplier: str) -> None:
    body = {**without(BOUGHT, "paymentAmount"), "kind": "SUPPLIER", "supplier": supplier}
    messages = v1.refused("/purchases", body)
    assert [
        "'paymentAccount' must be left out of a SUPPLIER",
        "'paymentDate' must be left out of a SUPPLIER",
    ] == messages


def test_a_purchase_needs_an_account(v1: V1) -> None:
    body = {**BOUGHT, "lines": [without(COST, "account")]}
    assert ["'account' is missing"] == v1.refused("/purchases", body)
