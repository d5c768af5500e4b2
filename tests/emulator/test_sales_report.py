"""The sales report: what was sold and credited of each product in a period."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.trade import ask, contact, post, refusal

#: The keys of the figures.
NAMES = ("count", "sales", "netAmount", "vatAmount", "grossAmount")
JUNE = {"from": "2026-06-01", "to": "2026-06-30"}


def figures(*values: int) -> dict[str, int]:
    """Return figures as the answer has them."""
    return dict(zip(NAMES, values, strict=True))


def report(api: requests.Session, body: dict[str, Any] = JUNE) -> dict[str, dict[str, Any]]:
    """Return the rows of the report by name of the product."""
    rows = ask(api, "POST", "/products/salesReport", 200, json=body)
    return {row["product"]["name"]: row for row in rows}


def product(api: requests.Session, name: str, price: int, **fields: Any) -> int:
    """Create a product with 25 % VAT, and return its id."""
    body = {"name": name, "unitPrice": price, "incomeAccount": "3000", "vatType": "HIGH"}
    location = post(api, "/products", {**body, "active": True, **fields})
    return int(location.rpartition("/")[2])


class Shop:
    """A company without bookings, with one customer, on 31 May 2026."""

    def __init__(self, api: requests.Session) -> None:
        self.api = api
        for path in ("invoices", "creditNotes"):
            ask(api, "POST", f"/{path}/counter", 201, json={})
        self.customer = contact(api, customer=True)["contactId"]

    def invoice(self, date: str, *lines: tuple[int, float], **fields: Any) -> int:
        """Issue an invoice of products and quantities, and return its id."""
        body = {
            "issueDate": date,
            "dueDate": date,
            "bankAccountCode": "1920:10001",
            "cash": False,
            "customerId": self.customer,
            "lines": [{"productId": key, "quantity": quantity} for key, quantity in lines],
            **fields,
        }
        return int(post(self.api, "/invoices", body).rpartition("/")[2])

    def credit(self, date: str, invoice: int) -> None:
        """Credit a whole invoice."""
        post(self.api, "/creditNotes/full", {"issueDate": date, "invoiceId": invoice})


@pytest.fixture
def shop(may: tuple[Emulator, requests.Session]) -> Shop:
    return Shop(may[1])


def test_report_sums_invoices_and_credit_notes(shop: Shop) -> None:
    """Cups cost 100 kroner, plates 80, and VAT is 25 %. Unsold products are not listed."""
    cup, plate = product(shop.api, "Kopp", 100_00), product(shop.api, "Fat", 80_00)
    product(shop.api, "Skje", 10_00)
    shop.invoice("2026-06-02", (cup, 3), (plate, 1), (cup, 2))
    wrong = shop.invoice("2026-06-03", (cup, 4))
    shop.credit("2026-06-04", wrong)
    by_name = report(shop.api)
    assert ["Kopp", "Fat"] == list(by_name)
    assert by_name["Kopp"] == {
        "product": ask(shop.api, "GET", f"/products/{cup}", 200),
        "sold": figures(9, 2, 900_00, 225_00, 1_125_00),
        "credited": figures(4, 1, 400_00, 100_00, 500_00),
        "sum": figures(5, 1, 500_00, 125_00, 625_00),
    }
    sold = figures(1, 1, 80_00, 20_00, 100_00)
    assert (sold, figures(*[0] * 5), sold) == tuple(
        by_name["Fat"][name] for name in ("sold", "credited", "sum")
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-06-02", "2026-06-02", 1),
        ("2026-06-02", "2026-06-03", 11),
        ("2026-06-03", "2026-06-03", 10),
        ("2026-06-03", "2026-06-30", 110),
        ("2026-05-01", "2026-06-01", 0),
        ("2026-06-04", "2026-06-02", 0),
    ],
)
def test_both_days_of_period_count(shop: Shop, first: str, last: str, expected: int) -> None:
    cup = product(shop.api, "Kopp", 100_00)
    for date, quantity in (("2026-06-02", 1), ("2026-06-03", 10), ("2026-06-04", 100)):
        shop.invoice(date, (cup, quantity))
    rows = report(shop.api, {"from": first, "to": last})
    assert expected == (rows["Kopp"]["sold"]["count"] if rows else 0)


def test_credits_count_on_their_own_day(shop: Shop) -> None:
    """A product that was only credited in the period has a negative sum."""
    cup = product(shop.api, "Kopp", 100_00)
    shop.credit("2026-06-20", shop.invoice("2026-06-02", (cup, 1)))
    row = report(shop.api, {"from": "2026-06-10", "to": "2026-06-30"})["Kopp"]
    assert (figures(*[0] * 5), figures(1, 1, 100_00, 25_00, 125_00)) == (
        row["sold"],
        row["credited"],
    )
    assert figures(-1, -1, -100_00, -25_00, -125_00) == row["sum"]


@pytest.mark.parametrize(
    ("quantities", "count", "net"),
    [
        ((1.5,), 2, 150_00),
        ((1.25, 1.2), 2, 245_00),
        ((0.7, 0.1, 0.7), 2, 150_00),
        ((0.4,), 0, 40_00),
    ],
)
def test_count_is_a_whole_number(
    shop: Shop, quantities: tuple[float, ...], count: int, net: int
) -> None:
    """The sum of 0.7, 0.1 and 0.7 is a little less than 1.5 in binary.

    Emulator choice: the sum of the quantities is rounded, half a unit away from zero.
    """
    cup = product(shop.api, "Kopp", 100_00)
    shop.invoice("2026-06-02", *((cup, quantity) for quantity in quantities))
    sold = report(shop.api)["Kopp"]["sold"]
    assert figures(count, 1, net, net // 4, net + net // 4) == sold


def test_discounts_and_currencies_are_counted(shop: Shop) -> None:
    """12 EUR with 50 % discount at 10 kroner, without VAT: 2 * 6 * 10 = 120 kroner."""
    beans = product(shop.api, "Bønner", 12_00, incomeAccount="3100", vatType="EXEMPT_IMPORT_EXPORT")
    lines = [{"productId": beans, "quantity": 2, "discount": 50}]
    shop.invoice("2026-06-02", lines=lines, currency="EUR")
    assert figures(2, 1, 120_00, 0, 120_00) == report(shop.api)["Bønner"]["sold"]


def test_lines_without_product_do_not_count(shop: Shop) -> None:
    text = {"description": "Hjelp", "incomeAccount": "3000", "vatType": "HIGH", "unitPrice": 100}
    shop.invoice("2026-06-02", lines=[{**text, "quantity": 1}])
    assert {} == report(shop.api)


@pytest.mark.parametrize("missing", ["from", "to"])
def test_report_needs_both_days(api: requests.Session, missing: str) -> None:
    body = {name: date for name, date in JUNE.items() if name != missing}
    status, message = refusal(api, "POST", "/products/salesReport", json=body)
    assert (400, f"Feil ved validering av data: '{missing}' er påkrevd.") == (status, message)


def test_demo_company_has_sold_products(api: requests.Session) -> None:
    """26 kg of beans were sold, of which 6 kg were credited, and a grinder had a discount."""
    year = report(api, {"from": "2025-01-01", "to": "2025-12-31"})
    assert {
        "Kaffebønner 1 kg": figures(20, 1, 4_980_00, 747_00, 5_727_00),
        "Kaffekvern": figures(3, 2, 3_734_63, 933_66, 4_668_29),
        "Kurs i latte-kunst": figures(1, 1, 800_00, 0, 800_00),
        "Eksport, grønne bønner": figures(25, 1, 2_350_00, 0, 2_350_00),
    } == {name: row["sum"] for name, row in year.items()}
