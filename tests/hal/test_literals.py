"""Answers and requests of API v1, typed by hand from docs/v1.md, are loaded and written."""

from datetime import date
from typing import Any

import pytest

from fiken import (
    Account,
    Address,
    BankAccount,
    Company,
    Contact,
    CreditNote,
    Invoice,
    InvoiceLine,
    JournalEntry,
    JournalEntryLine,
    Language,
    OrderLine,
    Payment,
    Product,
    Purchase,
    PurchaseKind,
    Sale,
    SaleKind,
    Transaction,
    VatType,
)
from fiken.hal import _tables as tables
from fiken.hal._table import HalMapper, Table
from fiken.mappers._declaration import mapper_of
from fiken.models import Model

HOME = "http://localhost:8080/api/v1/companies/fjellbrus-as"
REL = "https://fiken.no/api/v1/rel"


def url(rel: str, id: int) -> str:
    return f"{HOME}/{rel}/{id}"


def mapper(table: Table[Any]) -> HalMapper[Any]:
    return HalMapper(table, url)


def with_links(path: str, **data: Any) -> dict[str, Any]:
    """Return an object with a link to itself, as every one has it."""
    return {"_links": {"self": {"href": f"{HOME}/{path}"}}, **data}


LINE = {"description": "Kaffe", "netPrice": 40000, "vat": 10000, "vatType": "HIGH"}
CASES: dict[str, tuple[Table[Any], dict[str, Any], Model]] = {
    "company": (
        tables.COMPANY,
        with_links("", name="Fjellbrus AS", slug="fjellbrus-as", organizationNumber="999888777"),
        Company(name="Fjellbrus AS", slug="fjellbrus-as", organization_number="999888777"),
    ),
    "contact": (
        tables.CONTACT,
        with_links(
            "contacts/4711",
            name="Kari Kaffe",
            email="post@kaffe.example",
            address={"postalPlace": "Bergen", "postalCode": "5003", "country": "Norge"},
            organizationIdentifier="999888777",
            customerNumber=10001,
            language="NORWEGIAN",
        ),
        Contact(
            contact_id=4711,
            name="Kari Kaffe",
            email="post@kaffe.example",
            address=Address(city="Bergen", post_code="5003", country="Norge"),
            organization_number="999888777",
            customer_number=10001,
            language=Language.NORWEGIAN,
            customer=True,
        ),
    ),
}


SALES = Account(code="3000", name="Salg")
BANK = BankAccount(
    bank_account_id=12,
    name="Drift",
    account_code="1920:10001",
    bank_account_number="11112233334",
)
COFFEE_POWDER = Product(
    product_id=8,
    name="Kaffe",
    unit_price=12500,
    income_account="3000",
    vat_type=VatType.HIGH,
    active=True,
    product_number="K-1",
)
PAID = Payment(
    payment_id=31, date=date(2021, 5, 4), account="1920:10001", amount=50000, currency="NOK"
)
ISSUED = Invoice(
    invoice_id=77,
    invoice_number=10017,
    kid="1001700000100",
    issue_date=date(2021, 5, 3),
    due_date=date(2021, 5, 17),
    net=80000,
    vat=20000,
    gross=100000,
    net_in_nok=80000,
    vat_in_nok=20000,
    gross_in_nok=100000,
    invoice_text="Takk!",
    your_reference="Kari",
    address=Address(street_address="Gata 1", street_address_line2="3. etg", country="Norge"),
    customer_id=4711,
    sale=Sale(sale_id=900),  # of which only the URL is given
    lines=[
        InvoiceLine(
            net=80000,
            vat=20000,
            gross=100000,
            vat_in_percent=25,
            vat_type=VatType.HIGH,
            unit_price=40000,
            quantity=2,
            description="Kaffe",
            comment="Mørk",
            income_account="3000",
            product_id=8,
        )
    ],
)
CREDITED = CreditNote(
    credit_note_id=5,
    credit_note_number=10001,
    issue_date=date(2021, 6, 1),
    associated_invoice_id=77,
    customer_id=4711,
    net=80000,
    vat=20000,
    gross=100000,
    credit_note_text="Retur",
)
POSTED = Transaction(
    transaction_id=40,
    description="Leie",
    entries=[
        JournalEntry(
            journal_entry_id=41,
            description="Leie mai",
            date=date(2021, 5, 3),
            lines=[JournalEntryLine(amount=15000, debit_account="6300")],
        )
    ],
)
MORE: dict[str, tuple[Table[Any], dict[str, Any], Model]] = {
    "account": (tables.ACCOUNT, with_links("accounts/2021/3000", code="3000", name="Salg"), SALES),
    "bank account": (
        tables.BANK_ACCOUNT,
        with_links(
            "bank-accounts/12", name="Drift", number="1920:10001", bankAccountNumber="11112233334"
        ),
        BANK,
    ),
    "product": (
        tables.PRODUCT,
        with_links(
            "products/8",
            name="Kaffe",
            unitPrice=12500,
            incomeAccount="3000",
            vatType="HIGH",
            active=True,
            productNumber="K-1",
        ),
        COFFEE_POWDER,
    ),
    "payment": (
        tables.PAYMENT,
        with_links("sales/900/payments/31", date="2021-05-04", account="1920:10001", amount=50000),
        PAID,
    ),
    "invoice": (
        tables.INVOICE,
        with_links(
            "invoices/77",
            invoiceNumber=10017,
            kid="1001700000100",
            issueDate="2021-05-03",
            dueDate="2021-05-17",
            net=80000,
            vat=20000,
            gross=100000,
            netInNok=80000,
            vatInNok=20000,
            grossInNok=100000,
            invoiceText="Takk!",
            yourReference="Kari",
            address={"address1": "Gata 1", "address2": "3. etg", "country": "Norge"},
            customer=f"{HOME}/contacts/4711",
            sale=f"{HOME}/sales/900",
            lines=[
                {
                    "net": 80000,
                    "vat": 20000,
                    "gross": 100000,
                    "vatInPercent": 25,
                    "vatType": "HIGH",
                    "unitPrice": 40000,
                    "quantity": 2.0,
                    "description": "Kaffe",
                    "comment": "Mørk",
                    "incomeAccount": "3000",
                    "product": f"{HOME}/products/8",
                }
            ],
        ),
        ISSUED,
    ),
    "credit note": (
        tables.CREDIT_NOTE,
        with_links(
            "credit-notes/5",
            creditNoteNumber=10001,
            issueDate="2021-06-01",
            invoice=f"{HOME}/invoices/77",
            customer=f"{HOME}/contacts/4711",
            net=80000,
            vat=20000,
            gross=100000,
            creditNoteText="Retur",
        ),
        CREDITED,
    ),
    "transaction": (
        tables.TRANSACTION,
        with_links(
            "transactions/40",
            description="Leie",
            entries=[
                with_links(
                    "journal-entries/41",
                    description="Leie mai",
                    date="2021-05-03",
                    lines=[{"debit": 15000, "debitAccount": "6300"}],
                )
            ],
        ),
        POSTED,
    ),
}


CASES.update(MORE)


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_loaded(name: str) -> None:
    table, data, expected = CASES[name]
    loaded = mapper(table).load(data)
    differing = {
        name: getattr(loaded, name)
        for name in mapper_of(table.model).fields
        if getattr(loaded, name) != getattr(expected, name)
    }
    assert {} == differing


def test_a_sale_is_loaded_with_what_is_embedded() -> None:
    data = with_links(
        "sales/900",
        _embedded={
            f"{REL}/payments": [
                with_links("sales/900/payments/31", account="1920:10001", amount=50000)
            ],
            f"{REL}/attachments": [
                with_links(
                    "attachments/7", identifier="25", kind="INVOICE", downloadUrl="http://x/y"
                )
            ],
        },
        date="2021-05-03",
        kind="EXTERNAL_INVOICE",
        identifier="2021-17",
        customer=f"{HOME}/contacts/4711",
        paid=True,
        totalPaid=50000,
        lines=[{**LINE, "account": "3000"}],
    )
    sale = mapper(tables.SALE).load(data)
    assert (900, "2021-17", SaleKind.EXTERNAL_INVOICE) == (
        sale.sale_id,
        sale.sale_number,
        sale.kind,
    )
    assert (4711, 50000, date(2021, 5, 3)) == (sale.customer_id, sale.total_paid, sale.date)
    assert [(31, 50000)] == [(each.payment_id, each.amount) for each in sale.sale_payments]
    assert ["invoice"] == [each.type for each in sale.sale_attachments]
    assert [("3000", 40000)] == [(line.account, line.net_price) for line in sale.lines]
    assert {"paid": True, "_links": data["_links"]} == dict(sale.unknown_fields)


@pytest.mark.parametrize(
    "customer", [f"{HOME}/contacts/4711", {"value": 4711, "url": f"{HOME}/contacts/4711"}]
)
def test_a_customer_is_a_url_or_an_object(customer: object) -> None:
    data = with_links("sales/1", customer=customer, lines=[{**LINE, "incomeAccount": "3000"}])
    sale = mapper(tables.SALE).load(data)
    assert (4711, "3000") == (sale.customer_id, sale.lines[0].account)


COFFEE = OrderLine(description="Kaffe", net_price=40000, vat=10000, vat_type=VatType.HIGH)
REQUESTS: dict[str, tuple[Table[Any], Model, dict[str, Any]]] = {
    "contact": (
        tables.CONTACT,
        Contact(name="Kari Kaffe", customer=True, address=Address(city="Bergen", country="Norge")),
        {
            "name": "Kari Kaffe",
            "customer": True,
            "supplier": False,
            "address": {"postalPlace": "Bergen", "country": "Norge"},
        },
    ),
    "product": (
        tables.PRODUCT,
        Product(name="Kaffe", income_account="3000", vat_type="HIGH", active=True, unit_price=5),  # type: ignore[arg-type]
        {
            "name": "Kaffe",
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": True,
            "unitPrice": 5,
        },
    ),
    "external invoice": (
        tables.SALE,
        Sale(
            date=date(2021, 5, 3),
            kind=SaleKind.EXTERNAL_INVOICE,
            sale_number="2021-17",
            customer_id=4711,
            lines=[
                OrderLine(description="Kaffe", net_price=40000, vat=10000, vat_type=VatType.HIGH)
            ],
        ),
        {
            "date": "2021-05-03",
            "kind": "EXTERNAL_INVOICE",
            "identifier": "2021-17",
            "customer": f"{HOME}/contacts/4711",
            "lines": [LINE],
        },
    ),
    "cash purchase": (
        tables.PURCHASE,
        Purchase(
            date=date(2021, 5, 3),
            kind=PurchaseKind.CASH_PURCHASE,
            payment_account="1920:10001",
            payment_date=date(2021, 5, 3),
            payment_amount_in_nok=50000,
            lines=[
                OrderLine(description="Kaffe", net_price=40000, vat=10000, vat_type=VatType.HIGH)
            ],
        ),
        {
            "date": "2021-05-03",
            "kind": "CASH_PURCHASE",
            "paymentAccount": "1920:10001",
            "paymentDate": "2021-05-03",
            "paymentAmount": 50000,
            "lines": [LINE],
        },
    ),
    "invoice": (
        tables.NEW_INVOICE,
        Invoice(
            issue_date=date(2021, 5, 3),
            due_date=date(2021, 5, 17),
            customer_id=4711,
            bank_account_code="1920:10001",
            invoice_text="Takk!",
            cash=True,
            payment_account="1920:10001",
            lines=[
                InvoiceLine(
                    net=80000,
                    vat=20000,
                    gross=100000,
                    vat_type=VatType.HIGH,
                    vat_in_percent=25,
                    unit_price=40000,
                    quantity=2,
                    discount=10,
                    description="Kaffe",
                    income_account="3000",
                    product_id=8,
                )
            ],
        ),
        {
            "issueDate": "2021-05-03",
            "dueDate": "2021-05-17",
            "customer": f"{HOME}/contacts/4711",  # the service puts it into an object
            "bankAccountUrl": "1920:10001",  # the service puts the URL in its place
            "invoiceText": "Takk!",
            "cash": True,
            "paymentAccount": "1920:10001",
            "lines": [
                {
                    "netAmount": 80000,
                    "vatAmount": 20000,
                    "grossAmount": 100000,
                    "vatType": "HIGH",
                    "vatPercent": 25,
                    "unitNetAmount": 40000,
                    "quantity": 2,
                    "discountPercent": 10,
                    "description": "Kaffe",
                    "incomeAccount": "3000",
                    "productUrl": f"{HOME}/products/8",
                }
            ],
        },
    ),
    "payment": (
        tables.PAYMENT,
        Payment(date=date(2021, 5, 4), account="1920:10001", amount=50000),
        {"date": "2021-05-04", "account": "1920:10001", "amount": 50000},
    ),
    "journal": (
        tables.NEW_TRANSACTION,
        Transaction(
            description="Leie",
            entries=[
                JournalEntry(
                    description="Leie mai",
                    date=date(2021, 5, 3),
                    lines=[
                        JournalEntryLine(
                            amount=15000, debit_account="6300", credit_account="1920:10001"
                        )
                    ],
                )
            ],
        ),
        {
            "description": "Leie",
            "journalEntries": [
                {
                    "description": "Leie mai",
                    "date": "2021-05-03",
                    "lines": [
                        {"debit": 15000, "debitAccount": "6300", "creditAccount": "1920:10001"}
                    ],
                }
            ],
        },
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_new_model_is_written(name: str) -> None:
    table, model, expected = REQUESTS[name]
    assert expected == mapper(table).create(model)
