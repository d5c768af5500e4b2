"""GET /accounts/{accountCode} and GET /accountBalances/{accountCode}."""

from fiken import Account, AccountBalance
from tests.samples._sample import Sample

SAMPLES = (
    Sample(
        result="account",
        answer={"code": "1500:10029", "name": "Nelly Bloom"},
        loaded=Account(code="1500:10029", name="Nelly Bloom"),
    ),
    Sample(
        result="accountBalance",
        answer={"code": "2400:20079", "name": "Nordlys Handel ApS", "balance": -15200},
        loaded=AccountBalance(code="2400:20079", name="Nordlys Handel ApS", balance=-15200),
    ),
)
