"""GET /accounts/{accountCode}."""

from fiken import Account
from tests.samples._sample import Sample

SAMPLES = (
    Sample(
        result="account",
        answer={"code": "1500:10029", "name": "Nelly Bloom"},
        loaded=Account(code="1500:10029", name="Nelly Bloom"),
    ),
)
