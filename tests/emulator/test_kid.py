"""KID: the customer's number, the invoice's number and a control digit."""

import pytest

from fiken.emulator.books.kid import kid_of


@pytest.mark.parametrize(
    ("customer", "invoice", "kid"),
    [
        # The digits that count, from the last one, and what their sum lacks to a multiple of 10:
        (10001, 10002, "1000100000100020"),  # 4 + 2 + 2 + 2 = 10
        (1, 1, "100000000016"),  # 2 + 2 = 4
        (1, 11, "100000000115"),  # 2 + 1 + 2 = 5
        (11, 1, "1100000000015"),  # 2 + 2 + 1 = 5
        (10099, 10987, "1009900000109876"),  # 5 + 8 + 9 + 2 + 9 + 9 + 2 = 44
        (99999, 2_147_483_647, "9999921474836476"),
        # 5 + 4 + 3 + 3 + 7 + 4 + 5 + 4 + 2 + 2 + 9 + 9 + 9 + 9 + 9 = 84
    ],
)
def test_kid_has_mod10_control_digit(customer: int, invoice: int, kid: str) -> None:
    assert kid == kid_of(customer, invoice)
