"""GET and POST /purchases, and their drafts.

Observed: docs/observed.md#7-units, docs/observed.md#8-vat-types,
docs/observed.md#11-sales-and-purchases
"""

from datetime import date

from fiken import (
    OrderLine,
    Payment,
    Purchase,
    PurchaseDraft,
    PurchaseDraftLine,
    PurchaseKind,
    VatType,
)
from tests.samples._embedded import (
    ATTACHMENT,
    ATTACHMENT_ANSWER,
    CONTACT,
    CONTACT_ANSWER,
    PROJECT,
    PROJECT_ANSWER,
)
from tests.samples._sample import Sample

# 115.00 dollars at 10.55, paid by card: 1 213.25 kroner, and a fee of 25.00.
IN_DOLLARS = Sample(
    result="purchaseResult",
    answer={
        "purchaseId": 2888170,
        "transactionId": 3458170,
        "identifier": "INV-2026-06",
        "date": "2026-06-10",
        "dueDate": "2026-06-24",
        "kind": "cash_purchase",
        "paid": True,
        "lines": [
            {
                "lineId": 2888171,
                "description": "Skylagring",
                "netPrice": 105500,
                "vat": 0,
                "account": "6420",
                "vatType": "HIGH_FOREIGN_SERVICE_DEDUCTIBLE",
                "netPriceInCurrency": 10000,
                "vatInCurrency": 0,
            },
            {
                "lineId": 2888172,
                "description": "Gave til skolen",
                "netPrice": 15825,
                "vat": 0,
                "account": "7430",
                "vatType": "NONE",
                "netPriceInCurrency": 1500,
                "vatInCurrency": 0,
            },
        ],
        "supplier": CONTACT_ANSWER,
        "currency": "USD",
        "paymentAccount": "1920:10001",
        "paymentDate": "2026-06-10",
        "payments": [
            {
                "paymentId": 2888173,
                "date": "2026-06-10",
                "account": "1920:10001",
                "amount": 11500,
                "amountInNok": 121325,
                "currency": "USD",
                "fee": 2500,
            }
        ],
        "purchaseAttachments": [ATTACHMENT_ANSWER],
        "kid": "5855454756",
        "project": [PROJECT_ANSWER],
        "deleted": False,
        "settled": True,
        "settledDate": "2026-06-10",
    },
    loaded=Purchase(
        purchase_id=2888170,
        transaction_id=3458170,
        identifier="INV-2026-06",
        date=date(2026, 6, 10),
        due_date=date(2026, 6, 24),
        kind=PurchaseKind.CASH_PURCHASE,
        paid=True,
        lines=[
            OrderLine(
                line_id=2888171,
                description="Skylagring",
                net_price=105500,
                vat=0,
                account="6420",
                vat_type=VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE,
                net_price_in_currency=10000,
                vat_in_currency=0,
            ),
            OrderLine(
                line_id=2888172,
                description="Gave til skolen",
                net_price=15825,
                vat=0,
                account="7430",
                vat_type=VatType.NONE,
                net_price_in_currency=1500,
                vat_in_currency=0,
            ),
        ],
        supplier_id=13665985353,
        supplier=CONTACT,
        currency="USD",
        payment_account="1920:10001",
        payment_date=date(2026, 6, 10),
        payments=[
            Payment(
                payment_id=2888173,
                date=date(2026, 6, 10),
                account="1920:10001",
                amount=11500,
                amount_in_nok=121325,
                currency="USD",
                fee=2500,
            )
        ],
        purchase_attachments=[ATTACHMENT],
        kid="5855454756",
        project_id=73408307,
        project=[PROJECT],
        deleted=False,
        settled=True,
        settled_date=date(2026, 6, 10),
    ),
    request="purchaseRequest",
    new=Purchase(
        identifier="INV-2026-06",
        date=date(2026, 6, 10),
        due_date=date(2026, 6, 24),
        kind=PurchaseKind.CASH_PURCHASE,
        lines=[
            OrderLine(
                description="Skylagring",
                net_price=105500,
                vat=0,
                account="6420",
                vat_type=VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE,
                net_price_in_currency=10000,
                vat_in_currency=0,
                project_id=73408308,
            ),
            OrderLine(
                description="Gave til skolen",
                account="7430",
                vat_type=VatType.NONE,
                net_price_in_currency=1500,
            ),
        ],
        supplier_id=13665985353,
        currency="USD",
        payment_account="1920:10001",
        payment_date=date(2026, 6, 10),
        payment_amount_in_nok=121325,
        kid="5855454756",
        project_id=73408307,
    ),
    sent={
        "identifier": "INV-2026-06",
        "date": "2026-06-10",
        "dueDate": "2026-06-24",
        "kind": "cash_purchase",
        "lines": [
            {
                "description": "Skylagring",
                "netPrice": 105500,
                "vat": 0,
                "account": "6420",
                "vatType": "HIGH_FOREIGN_SERVICE_DEDUCTIBLE",
                "netPriceInCurrency": 10000,
                "vatInCurrency": 0,
                "projectId": 73408308,
            },
            {
                "description": "Gave til skolen",
                "account": "7430",
                "vatType": "NONE",
                "netPriceInCurrency": 1500,
            },
        ],
        "supplierId": 13665985353,
        "currency": "USD",
        "paymentAccount": "1920:10001",
        "paymentDate": "2026-06-10",
        "paymentAmountInNok": 121325,
        "kid": "5855454756",
        "projectId": 73408307,
    },
)

# Goods for 4 000.00 + 1 000.00 kroner, insurance for 350.00, and 2 500.00 of import VAT.
ON_INVOICE = Sample(
    request="purchaseRequest",
    new=Purchase(
        identifier="26083",
        date=date(2026, 6, 3),
        due_date=date(2026, 7, 3),
        kind=PurchaseKind.SUPPLIER,
        lines=[
            OrderLine(
                description="Kontorstoler",
                net_price=400000,
                vat=100000,
                account="6540",
                vat_type=VatType.HIGH,
            ),
            OrderLine(
                description="Forsikring",
                net_price=35000,
                vat=0,
                account="7500",
                vat_type=VatType.NONE,
            ),
            OrderLine(
                description="Innførselsmerverdiavgift",
                net_price=0,
                vat=250000,
                account="6540",
                vat_type=VatType.HIGH_DIRECT,
            ),
        ],
        supplier_id=13665985353,
        currency="NOK",
        kid="5855454756",
    ),
    sent={
        "identifier": "26083",
        "date": "2026-06-03",
        "dueDate": "2026-07-03",
        "kind": "supplier",
        "lines": [
            {
                "description": "Kontorstoler",
                "netPrice": 400000,
                "vat": 100000,
                "account": "6540",
                "vatType": "HIGH",
            },
            {
                "description": "Forsikring",
                "netPrice": 35000,
                "vat": 0,
                "account": "7500",
                "vatType": "NONE",
            },
            {
                "description": "Innførselsmerverdiavgift",
                "netPrice": 0,
                "vat": 250000,
                "account": "6540",
                "vatType": "HIGH_DIRECT",
            },
        ],
        "supplierId": 13665985353,
        "currency": "NOK",
        "kid": "5855454756",
    },
)

DRAFT_LINE = Sample(
    result="draftLineResult",
    answer={
        "text": "Kontorstoler",
        "vatType": "HIGH",
        "incomeAccount": "6540",
        "net": 400000,
        "gross": 500000,
        "project": PROJECT_ANSWER,
    },
    loaded=PurchaseDraftLine(
        text="Kontorstoler",
        vat_type=VatType.HIGH,
        income_account="6540",
        net=400000,
        gross=500000,
        project_id=73408307,
        project=PROJECT,
    ),
    request="draftLineRequest",
    new=PurchaseDraftLine(
        text="Kontorstoler",
        vat_type=VatType.HIGH,
        income_account="6540",
        net=400000,
        gross=500000,
        project_id=73408307,
    ),
    sent={
        "text": "Kontorstoler",
        "vatType": "HIGH",
        "incomeAccount": "6540",
        "net": 400000,
        "gross": 500000,
        "projectId": 73408307,
    },
)

# A draft of 100.00 dollars, paid at 10.55.
DRAFT = Sample(
    result="draftResult",
    answer={
        "draftId": 2888180,
        "uuid": "123e4567-e89b-12d3-a456-426655440001",
        "invoiceIssueDate": "2026-06-10",
        "dueDate": "2026-06-24",
        "invoiceNumber": "INV-2026-06",
        "contact": CONTACT_ANSWER,
        "project": PROJECT_ANSWER,
        "cash": True,
        "currency": "USD",
        "kid": "5855454756",
        "paid": True,
        "attachments": [ATTACHMENT_ANSWER],
        "payments": [
            {
                "paymentId": 2888181,
                "date": "2026-06-10",
                "account": "1920:10001",
                "amount": 10000,
                "amountInNok": 105500,
                "currency": "USD",
                "fee": 2500,
            }
        ],
        "lines": [
            {
                "text": "Skylagring",
                "vatType": "HIGH_FOREIGN_SERVICE_DEDUCTIBLE",
                "incomeAccount": "6420",
                "net": 10000,
                "gross": 10000,
                "project": PROJECT_ANSWER,
            }
        ],
    },
    loaded=PurchaseDraft(
        draft_id=2888180,
        uuid="123e4567-e89b-12d3-a456-426655440001",
        invoice_issue_date=date(2026, 6, 10),
        due_date=date(2026, 6, 24),
        invoice_number="INV-2026-06",
        contact_id=13665985353,
        contact=CONTACT,
        project_id=73408307,
        project=PROJECT,
        cash=True,
        currency="USD",
        kid="5855454756",
        paid=True,
        attachments=[ATTACHMENT],
        payments=[
            Payment(
                payment_id=2888181,
                date=date(2026, 6, 10),
                account="1920:10001",
                amount=10000,
                amount_in_nok=105500,
                currency="USD",
                fee=2500,
            )
        ],
        lines=[
            PurchaseDraftLine(
                text="Skylagring",
                vat_type=VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE,
                income_account="6420",
                net=10000,
                gross=10000,
                project_id=73408307,
                project=PROJECT,
            )
        ],
    ),
    request="draftRequest",
    new=PurchaseDraft(
        invoice_issue_date=date(2026, 6, 3),
        due_date=date(2026, 7, 3),
        invoice_number="26083",
        contact_id=13665985353,
        project_id=73408307,
        cash=False,
        currency="NOK",
        kid="5855454756",
        paid=True,
        payments=[
            Payment(
                date=date(2026, 6, 20),
                account="1920:10001",
                amount=500000,
                amount_in_nok=500000,
                currency="NOK",
                fee=500,
            )
        ],
        lines=[
            PurchaseDraftLine(
                text="Kontorstoler",
                vat_type=VatType.HIGH,
                income_account="6540",
                net=400000,
                gross=500000,
                project_id=73408308,
            )
        ],
    ),
    sent={
        "invoiceIssueDate": "2026-06-03",
        "dueDate": "2026-07-03",
        "invoiceNumber": "26083",
        "contactId": 13665985353,
        "projectId": 73408307,
        "cash": False,
        "currency": "NOK",
        "kid": "5855454756",
        "paid": True,
        "payments": [
            {
                "date": "2026-06-20",
                "account": "1920:10001",
                "amount": 500000,
                "amountInNok": 500000,
                "currency": "NOK",
                "fee": 500,
            }
        ],
        "lines": [
            {
                "text": "Kontorstoler",
                "vatType": "HIGH",
                "incomeAccount": "6540",
                "net": 400000,
                "gross": 500000,
                "projectId": 73408308,
            }
        ],
    },
    changed={"contact_id": 13665985354, "kid": None},
    update_request="draftRequest",
    update={
        "invoiceIssueDate": "2026-06-10",
        "dueDate": "2026-06-24",
        "invoiceNumber": "INV-2026-06",
        "contactId": 13665985354,
        "projectId": 73408307,
        "cash": True,
        "currency": "USD",
        "kid": None,
        "paid": True,
        "payments": [
            {
                "date": "2026-06-10",
                "account": "1920:10001",
                "amount": 10000,
                "amountInNok": 105500,
                "currency": "USD",
                "fee": 2500,
            }
        ],
        "lines": [
            {
                "text": "Skylagring",
                "vatType": "HIGH_FOREIGN_SERVICE_DEDUCTIBLE",
                "incomeAccount": "6420",
                "net": 10000,
                "gross": 10000,
                "projectId": 73408307,
            }
        ],
    },
)

SAMPLES = (IN_DOLLARS, ON_INVOICE, DRAFT, DRAFT_LINE)
