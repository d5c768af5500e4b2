"""`check_books` finds sales documents that contradict their lines, their sale or their series."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import bill, credit, drafted, finalize
from tests.emulator.conftest import Api, noon


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE invoices SET vat = vat + 1, gross = gross + 1", "not those of its lines"),
        ("UPDATE invoice_lines SET vat = vat + 1", "not those of its lines"),
        ("UPDATE offers SET net = net + 1, gross = gross + 1", "not those of its lines"),
        ("UPDATE credit_notes SET gross_in_nok = 0", "not the sum of net and VAT"),
        ("UPDATE order_confirmation_lines SET gross = 0", "not the sum of net and VAT"),
        ("UPDATE sale_lines SET vat = vat + 1", "the lines of its sale are"),
        ("UPDATE invoices SET invoice_number = 77", "no invoice comes before number 77"),
        ("DELETE FROM series_starts", "no offer comes before number 10001"),
        ("UPDATE invoices SET gross = 1, net = 0, vat = 1", "is credited by"),
        ("UPDATE sale_credits SET amount = amount + 1 WHERE amount > 0", "instead of 0"),
        ("DELETE FROM sale_credits", "outstanding"),
    ],
)
def test_contradiction_is_found(sql: str, message: str) -> None:
    with Emulator(seed=1, clock=noon, empty=True) as emulator:
        with Api(f"{emulator.url}/companies/{emulator.company_slug}", emulator.token) as api:
            _issue_one_each(api)
        emulator.check_books()
        state: Any = emulator._state
        with state.operation():
            state.execute(sql)
        with pytest.raises(AssertionError, match=message):
            emulator.check_books()


def _issue_one_each(api: requests.Session) -> None:
    """Issue an offer, an order confirmation, an invoice and a credit note for it."""
    for path in ("invoices", "creditNotes", "offers", "orderConfirmations"):
        assert api.post(f"/{path}/counter").status_code == 201
    finalize(api, drafted(api, "offer"))
    finalize(api, drafted(api, "order_confirmation"))
    credit(api, bill(api))
