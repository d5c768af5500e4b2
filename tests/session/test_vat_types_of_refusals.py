"""The VAT types that a refusal names."""

import json

import pytest

from fiken import (
    BadRequestError,
    CompanyClient,
    Product,
    VatType,
)
from fiken.emulator import CannedAnswer, Emulator

SPADE = Product(name="Spade", unit_price=49900, income_account="3000", vat_type=VatType.HIGH)


@pytest.mark.parametrize("before", ["", "x" * 400])
@pytest.mark.parametrize("escaped", [True, False])
def test_a_refusal_lists_vat_types(
    before: str, escaped: bool, acme: CompanyClient, emulator: Emulator
) -> None:
    """Also after a long text, and where the JSON is escaped."""
    message = f"{before} Mulige mva koder er [SALG_MED_HØY_SATS, SALG_MED_LAV_SATS]"
    body = json.dumps([{"message": message}], ensure_ascii=escaped).encode()
    emulator.fail_next(CannedAnswer(400, {"Content-Type": "application/json"}, body))
    with pytest.raises(BadRequestError) as caught:
        acme.products.save(SPADE)
    assert (VatType.HIGH, VatType.LOW) == caught.value.vat_types
