"""GET and POST /sales/{saleId}/payments, and the same of purchases."""

from datetime import date

from fiken import Payment
from tests.samples._sample import Sample

FOREIGN = Sample(
    result="payment",
    answer={
        "paymentId": 2888157,
        "date": "2026-06-20",
        "account": "1920:10001",
        "amount": 140000,
        "amountInNok": 1596000,
        "currency": "EUR",
        "fee": 5000,
    },
    loaded=Payment(
        payment_id=2888157,
        date=date(2026, 6, 20),
        account="1920:10001",
        amount=140000,
        amount_in_nok=1596000,
        currency="EUR",
        fee=5000,
    ),
    request="payment",
    new=Payment(
        date=date(2026, 6, 20),
        account="1920:10001",
        amount=140000,
        amount_in_nok=1596000,
        currency="EUR",
        fee=5000,
    ),
    sent={
        "date": "2026-06-20",
        "account": "1920:10001",
        "amount": 140000,
        "amountInNok": 1596000,
        "currency": "EUR",
        "fee": 5000,
    },
)

AT_HOME = Sample(
    request="payment",
    new=Payment(date=date(2026, 6, 20), account="1920:10001", amount=34000),
    sent={"date": "2026-06-20", "account": "1920:10001", "amount": 34000},
)

SAMPLES = (FOREIGN, AT_HOME)
